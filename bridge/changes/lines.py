"""The lines of a quote, its add-ons and its next charge, as people are told them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import Field

from bridge.pricing import quote
from bridge.pricing.money import Figures, Money
from bridge.store.quotes import ChosenAddon

Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


@dataclass(frozen=True, slots=True)
class Named:
    """A product by id and name."""

    product_id: int
    name: str


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """A line of a quote: charges positive, credits negative; ``amount`` includes ``tax``.

    ``name`` is the product's, empty where the code says it all.
    """

    code: quote.LineCode
    product_id: int | None
    name: str
    quantity: int
    amount: Money
    tax: Money
    params: Figures
    explain: Figures


@dataclass(frozen=True, slots=True)
class DetailedCharge:
    """When money is due next and how much, account credit taken off; the lines sum to both."""

    date: datetime
    amount: Money
    lines: tuple[QuoteLine, ...]
    account_credit: Money


def lines_told(lines: Iterable[quote.QuoteLine], names: Mapping[int, str], currency: str) -> tuple[QuoteLine, ...]:
    """Return lines in their order, with the names of their products."""
    return tuple(
        QuoteLine(
            code=line.code,
            product_id=line.product_id,
            name=names.get(line.product_id, "") if line.product_id is not None else "",
            quantity=line.quantity,
            amount=Money(line.amount_minor, currency),
            tax=Money(line.tax_minor, currency),
            params=Figures(line.params, currency),
            explain=Figures(line.explain, currency),
        )
        for line in lines
    )


def charge_told(charge: quote.NextCharge | None, names: Mapping[int, str], currency: str) -> DetailedCharge | None:
    """Return when money is due next, and for what."""
    if charge is None:
        return None
    return DetailedCharge(
        date=charge.date,
        amount=Money(charge.amount_minor, currency),
        lines=lines_told(charge.lines, names, currency),
        account_credit=Money(charge.account_credit_minor, currency),
    )


def chosen(addons: Mapping[int, int], names: Mapping[int, str]) -> tuple[ChosenAddon, ...]:
    """Return add-ons with their names, in the order of their ids."""
    return tuple(
        ChosenAddon(product_id, names.get(product_id, ""), addons[product_id]) for product_id in sorted(addons)
    )
