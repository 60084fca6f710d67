"""Renewal lines as lists: their sum, one a product, and fitted to an amount."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bridge.domain.membership import RecurringLine


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
