"""Charge later: a sum that its provider takes as part of the next charge alone, and one whose payer is not there."""

from __future__ import annotations

from dataclasses import replace

from bridge.changes.quoting import is_carried
from bridge.changes.transaction import Hold
from bridge.gateways.port import Gateways
from bridge.ports import Services
from bridge.pricing.bill import carry_over
from bridge.pricing.quote import Quote
from bridge.store.changes import ChangeRecord


def carried_over(services: Services, held: Hold, change: ChangeRecord, quote: Quote) -> tuple[ChangeRecord, Quote]:
    """Carry over what is due where its gateway takes no sum as small; else both are as they were.

    What is decided so is a quote of its own, which binds the change from now on: nothing is due by it.
    """
    stored = held.store.quotes.find(change.binding_quote_id)
    if stored is None or not is_carried(services.gateways, change.gateway, quote):
        return change, quote
    carried = carry_over(quote)
    due = replace(stored, id=services.new_id(), quote=carried)
    held.store.quotes.add(due)
    return replace(change, due_now_minor=0, due_quote_id=due.id), carried


def to_be_charged(gateways: Gateways, held: Hold, change: ChangeRecord) -> ChangeRecord:
    """Return a change whose payer is not there as one to be charged from now on, where its gateway can do that.

    That is said until the gateway has answered, so that a charge which never arrived there is sent after all.
    """
    is_charged = change.due_now_minor > 0 and change.gateway in gateways.charging_saved
    return replace(change, try_again_at=held.at if is_charged else None)
