"""The next charge of what is held is that of the quote for it, with less to work out."""

from dataclasses import replace
from datetime import timedelta

from bridge.pricing.price import next_charge, price_change
from bridge.pricing.quote import Quote
from bridge.pricing.snapshot import PendingChange, Selection, Snapshot
from tests.unit.pricing.speed import HALF, MONTH, network


def of_the_quote(snapshot: Snapshot) -> object:
    membership = snapshot.membership
    quote = price_change(snapshot, Selection(membership.plan_id, membership.addons, membership.period), HALF)
    assert isinstance(quote, Quote)
    assert quote.basis
    return quote.next_charge


def test_what_is_held_is_charged_as_its_quote_says() -> None:
    assert next_charge(network(), HALF) == of_the_quote(network()) is not None


def test_a_pending_change_alters_it() -> None:
    pending = PendingChange(20, {}, MONTH, HALF + timedelta(days=15))
    waiting = replace(network(), membership=replace(network().membership, pending_change=pending))

    found = next_charge(waiting, HALF)

    assert found == of_the_quote(waiting)
    assert found != next_charge(network(), HALF)


def test_what_could_not_be_kept_has_none() -> None:
    gone = replace(network(), products={1: network().products[1]})

    assert next_charge(gone, HALF) is None
