"""The term that follows: a renewal, and a booked change decided again on its day, by PRICING 4.6 and 8.6."""

from __future__ import annotations

from tools.lives.deal import Decision
from tools.lives.goods import Shop
from tools.lives.holding import Deal, Holding, Wish, taxed
from tools.lives.terms import add


def renewal(shop: Shop, held: Holding, country: str) -> Deal | None:
    """The term that begins where the present one ends; None where nothing is charged for one."""
    recurring = taxed(held.recurring, shop, country)
    if held.end is None or held.period is None or not recurring or held.is_paid_in_full():
        return None
    end = add(held.end, held.period, 1, held.anchor)
    units = {due.product: due.quantity for due in recurring}
    kept = {i: units.get(i, n) for i, n in held.addons.items() if i in units or not shop.items[i].recurring}
    wish = Wish(held.plan, tuple(sorted(kept.items())), held.period)
    charges = [(due, True) for due in recurring]
    charges += [(due, due.type != "setup_fee") for due in taxed(held.deferred, shop, country)]
    return Deal(
        "renewal", held.end, wish, (held.end, end), charges=charges, recurring=recurring, deferred=[], addons=kept,
        anchor=held.anchor, period=held.period, code=held.code, carried=held.carried,
    )  # fmt: skip


def on_its_day(shop: Shop, held: Holding, country: str, booked: Deal) -> Deal:
    """A change that waited, decided again on its day: never more than was quoted, less where the list is lower."""
    day = booked.effective or booked.at
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
