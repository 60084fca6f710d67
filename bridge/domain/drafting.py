"""Work out a change of a given kind."""

from __future__ import annotations

from datetime import datetime

from bridge.domain.charges import Tariff
from bridge.domain.draft import Draft
from bridge.domain.kept_plan import addon, removal, unchanged
from bridge.domain.kind import Move
from bridge.domain.new_term import new_term_later, new_term_now
from bridge.domain.quotation import ChangeKind
from bridge.domain.tax import TaxTable
from bridge.domain.timing import effective_at


def draft_change(move: Move, kind: ChangeKind, as_of: datetime, taxes: TaxTable) -> Draft:
    """Work out a change of a given kind."""
    if kind == "none" or (kind == "reactivation" and not move.standing.is_over):
        return unchanged(move, kind, as_of, taxes)
    if kind == "addon":
        return addon(move, as_of, Tariff(move.snapshot, taxes, as_of))
    if kind == "removal":
        return removal(move, as_of, taxes)
    at = effective_at(move, kind, as_of)
    if at is not None:
        return new_term_later(move, kind, as_of, at, taxes)
    return new_term_now(move, kind, as_of, taxes)
