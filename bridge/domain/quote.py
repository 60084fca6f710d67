"""Price a change of plan: the one function that decides, and the stored form of what it answers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from bridge.domain.quotation import (
    ChangeKind,
    ClosedLine,
    DeferredLine,
    LineCode,
    MembershipAfter,
    NextCharge,
    Quote,
    QuoteLine,
)
from bridge.domain.refusal import Refusal, RefusalCode
from bridge.domain.snapshot import Selection, Snapshot

__all__ = [
    "ChangeKind",
    "ClosedLine",
    "DeferredLine",
    "LineCode",
    "MembershipAfter",
    "NextCharge",
    "Quote",
    "QuoteLine",
    "Refusal",
    "RefusalCode",
    "price_change",
    "quote_json",
]


def price_change(
    snapshot: Snapshot, selection: Selection, as_of: datetime, *, exceeded: Collection[str] = ()
) -> Quote | tuple[Refusal, ...]:
    """Decide and price one change at one instant; a pure function of its arguments.

    ``exceeded`` are the codes of limits that present use exceeds under the selection: where the network refuses,
    they refuse a downgrade or a removal, never an upgrade. ``as_of`` is UTC without zone, whole seconds.

    :returns: the quote, or why there is none.
    """
    raise NotImplementedError


def quote_json(quote: Quote) -> dict[str, Any]:
    """Return the quote as JSON-able values with a fixed order of keys: the same quote gives the same bytes."""
    raise NotImplementedError
