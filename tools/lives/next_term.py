"""The term that follows: a renewal, and a booked change decided again on its day, by PRICING 4.6 and 8.6."""

from __future__ import annotations

from datetime import datetime

from tools.lives.deal import Decision
from tools.lives.goods import Shop
from tools.lives.holding import Deal, Holding, Wish, taxed
from tools.lives.terms import add


def renewal(shop: Shop, held: Holding, country: str, at: datetime) -> Deal | None:
    """The term that begins where the present one ends, now where it would be over; None where none is charged."""
    recurring = taxed(held.recurring, shop, country)
    if held.end is None or held.period is None or not recurring or held.is_paid_in_full():
        return None
    start, anchor = held.end, held.anchor
    end = add(start, held.period, 1, anchor)
    if end <= at:
        start, anchor = at, at.day
        end = add(start, held.period, 1, anchor)
    units = {due.product: due.quantity for due in recurring}
    kept = {i: units.get(i, n) for i, n in held.addons.items() if i in units or not shop.items[i].recurring}
    wish = Wish(held.plan, tuple(sorted(kept.items())), held.period)
    charges = [(due, True) for due in recurring]
    charges += [(due, due.type != "setup_fee") for due in taxed(held.deferred, shop, country)]
    return Deal(
        "renewal", start, wish, (start, end), charges=charges, recurring=recurring, deferred=[], addons=kept,
        anchor=anchor, period=held.period, code=held.code, carried=held.carried,
    )  # fmt: skip


def on_its_day(shop: Shop, held: Holding, country: str, booked: Deal, at: datetime) -> Deal:
    """A change that waited, decided again on its day, now where its term would be over by then."""
    fresh = _decided(shop, held, country, booked, booked.effective or booked.at)
    end = fresh.term[1]
    return fresh if end is None or end > at else _decided(shop, held, country, booked, at)


def _decided(shop: Shop, held: Holding, country: str, booked: Deal, day: datetime) -> Deal:
    """What a change that waited comes to: never more than was quoted, less where the list is lower."""
    wish = Wish(booked.wish.plan, booked.wish.addons, booked.wish.period)
    fresh = Decision(shop, held, country, wish, day, falls_due=True).deal()
    quoted = booked.left if booked.kind == "removal" else [due for due, _ in booked.charges]
    told = {(due.type, due.product): due for due in taxed(quoted, shop, country)}
    lower = [
        (min(due, told[due.type, due.product], key=lambda one: one.total), recurs)
        for due, recurs in fresh.charges
        if (due.type, due.product) in told
    ]
    agreed = {due.product: due for due in taxed(booked.recurring, shop, country)}
    recurring = [
        min(due, agreed[due.product], key=lambda one: one.total) if due.product in agreed else due
        for due in fresh.recurring
    ]
    fresh.charges, fresh.recurring, fresh.code, fresh.count = lower, recurring, booked.code, booked.count
    fresh.carried = held.carried if lower else 0
    return fresh
