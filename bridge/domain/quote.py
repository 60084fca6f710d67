"""Price a change of plan: the one function that decides, and the stored form of what it answers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from bridge.domain.basis import basis_of
from bridge.domain.decide import Moment, decide
from bridge.domain.draft import Draft
from bridge.domain.quotation import (
    ChangeKind,
    ClosedLine,
    LineCode,
    MembershipAfter,
    NextCharge,
    Quote,
    QuoteLine,
)
from bridge.domain.quote_json import quote_bytes, quote_json
from bridge.domain.refusal import NotKnown, Refusal, RefusalCode
from bridge.domain.snapshot import Selection, Snapshot
from bridge.domain.totals import finish

__all__ = [
    "ChangeKind",
    "ClosedLine",
    "LineCode",
    "MembershipAfter",
    "NextCharge",
    "Quote",
    "QuoteLine",
    "Refusal",
    "RefusalCode",
    "basis_of",
    "price_change",
    "quote_bytes",
    "quote_json",
]


def price_change(
    snapshot: Snapshot,
    selection: Selection,
    as_of: datetime,
    *,
    exceeded: Collection[str] = (),
    falls_due: bool = False,
) -> Quote | tuple[Refusal, ...]:
    """Decide and price one change at one instant; a pure function of its arguments.

    ``exceeded`` are the codes of limits that present use exceeds under the selection: where the network refuses,
    they refuse a downgrade or a removal, never an upgrade. ``as_of`` is UTC without zone, whole seconds.
    ``falls_due``: the change waited for this very instant, and waits no longer.

    :returns: the quote, or why there is none.
    """
    draft = decide(Moment.of(snapshot, as_of, falls_due=falls_due), selection, exceeded)
    if not isinstance(draft, Draft):
        return draft
    try:
        quote = finish(draft, basis_of(snapshot, selection))
    except NotKnown as unknown:
        return (unknown.refusal,)
    pending = snapshot.membership.pending_change
    if quote.kind == "none" and pending is not None:
        return replace(quote, next_charge=_pending_charge(snapshot, as_of) or quote.next_charge)
    return quote


def _pending_charge(snapshot: Snapshot, as_of: datetime) -> NextCharge | None:
    """Return the charge that a pending change leads to: what asks for the present offer leaves it standing."""
    pending = snapshot.membership.pending_change
    if pending is None or pending.at <= as_of:
        return None
    alone = replace(snapshot, membership=replace(snapshot.membership, pending_change=None))
    quote = price_change(alone, Selection(pending.plan_id, pending.addons, pending.period), as_of)
    return quote.next_charge if isinstance(quote, Quote) else None
