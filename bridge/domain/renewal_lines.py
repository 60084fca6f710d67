"""Renewal lines as lists: their sum, one a product, and fitted to an amount."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from bridge.domain.catalog import Product
from bridge.domain.membership import DeferredLine, RecurringLine
from bridge.domain.quotation import QuoteLine
from bridge.domain.tax import TaxTable

Line = TypeVar("Line", RecurringLine, DeferredLine, QuoteLine)


def taxed(lines: Iterable[Line], products: Mapping[int, Product], taxes: TaxTable) -> tuple[Line, ...]:
    """Return lines quoted earlier with the tax of the day: what was agreed is the price, never its tax."""
    found = []
    for line in lines:
        product = None if line.product_id is None else products.get(line.product_id)
        total, tax = taxes.of_the_day(product, line.amount_minor, line.tax_minor)
        found.append(line if tax == line.tax_minor else replace(line, amount_minor=total, tax_minor=tax))
    return tuple(found)


def total(lines: Iterable[RecurringLine]) -> int:
    """Return the recurring total per term: the sum of the rounded lines."""
    return sum(line.amount_minor for line in lines)


def merged(lines: Iterable[RecurringLine]) -> tuple[RecurringLine, ...]:
    """Return one line a product: units bought later join those held."""
    found: dict[int, RecurringLine] = {}
    for line in lines:
        other = found.get(line.product_id)
        found[line.product_id] = _sum(other, line) if other else line
    return tuple(found.values())


def fitted(lines: Sequence[RecurringLine], amount: int) -> tuple[RecurringLine, ...]:
    """Return the lines scaled so that they sum to an amount, the last taking the rest."""
    listed = total(lines)
    if not lines or listed == amount:
        return tuple(lines)
    found, left = [], amount
    for line in lines[:-1]:
        part = line.amount_minor * amount // listed if listed else 0
        tax = line.tax_minor * part // line.amount_minor if line.amount_minor else 0
        found.append(RecurringLine(line.product_id, line.type, line.quantity, part, tax))
        left -= part
    last = lines[-1]
    tax = last.tax_minor * left // last.amount_minor if last.amount_minor else 0
    return (*found, RecurringLine(last.product_id, last.type, last.quantity, left, tax))


def _sum(one: RecurringLine, other: RecurringLine) -> RecurringLine:
    return RecurringLine(
        one.product_id,
        one.type,
        one.quantity + other.quantity,
        one.amount_minor + other.amount_minor,
        one.tax_minor + other.tax_minor,
    )
