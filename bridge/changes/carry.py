"""Fit a sum to what its provider takes: round it, or carry it over into the next charge of its membership."""

from __future__ import annotations

from dataclasses import replace

from bridge.changes.transaction import Hold
from bridge.gateways.port import Gateways
from bridge.ports import Services
from bridge.pricing.bill import carry_over, rounded
from bridge.pricing.quote import Quote
from bridge.store.changes import ChangeRecord


def can_pay(gateways: Gateways, gateway: str, quote: Quote) -> bool:
    """Tell whether a gateway takes what a quote has due, or it is carried over since that takes no sum as small."""
    return gateways.can_take(gateway, quote.due_now_minor, quote.currency) or is_carried(gateways, gateway, quote)


def is_carried(gateways: Gateways, gateway: str, quote: Quote) -> bool:
    """Tell whether what is due is below the least that a gateway takes, and there is a next charge that takes it."""
    return quote.next_charge is not None and gateways.is_too_little(gateway, quote.due_now_minor, quote.currency)


def fitted(gateways: Gateways, quote: Quote) -> Quote:
    """Return a quote whose due sum a provider can take, where the network has one: what it cannot is left off."""
    return rounded(quote) if gateways.charging_saved else quote


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
