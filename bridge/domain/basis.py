"""The basis of a quote: a digest of every fact it was computed from, and of nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from fractions import Fraction
from hashlib import sha256
from typing import Any

from bridge.domain.calendar import Period
from bridge.domain.catalog import Product
from bridge.domain.membership import DiscountCode, Membership, PendingChange, SettledLine
from bridge.domain.snapshot import Selection, Snapshot


def basis_of(snapshot: Snapshot, selection: Selection) -> str:
    """Return a SHA-256 in hex over the facts that decide and price one selection.

    The instant is not part of it: at confirmation the same facts must give the same digest. Of the catalog only the
    products that take part count: both plans, held and wanted add-ons, and those of settled lines.
    """
    membership = snapshot.membership
    ids = {membership.plan_id, selection.plan_id, *membership.addons, *selection.addons}
    ids |= {line.product_id for line in membership.settled_lines or ()}
    facts = (
        _slots(snapshot.settings),
        _slots(snapshot.customer),
        tuple(_slots(rate) for rate in snapshot.tax_rates),
        snapshot.account_credit_minor,
        _membership(membership),
        (selection.plan_id, _counts(selection.addons), _plain(selection.period)),
        tuple(_product(snapshot.products[i]) for i in sorted(ids) if i in snapshot.products),
    )
    return sha256(repr(facts).encode()).hexdigest()


def _membership(membership: Membership) -> tuple[Any, ...]:
    fields = dict(zip(membership.__slots__, (getattr(membership, n) for n in membership.__slots__), strict=True))
    fields["addons"] = _counts(membership.addons)
    pending, code = fields["pending_change"], fields["discount_code"]
    fields["pending_change"] = _pending(pending) if pending else None
    fields["discount_code"] = _code(code) if code else None
    for name in ("settled_lines", "recurring_lines", "deferred_lines"):
        lines = fields[name]
        fields[name] = None if lines is None else tuple(_slots(line) for line in lines)
    return tuple((name, _plain(value)) for name, value in fields.items())


def _product(product: Product) -> tuple[Any, ...]:
    return (
        product.id, product.type, product.group, product.currency, _plain(product.amount), _plain(product.setup_fee),
        product.pricing_type, product.recurring, _plain(product.period),
        tuple((_plain(p.period), _plain(p.amount), p.currency) for p in product.price_variations),
        _plain(product.trial), product.active, product.taxable, product.tax_category,
        None if product.offers is None else tuple(sorted(product.offers)),
        (product.rules.direction, _plain(product.rules.minimum_term), product.rules.hidden),
    )  # fmt: skip


def _code(code: DiscountCode) -> tuple[Any, ...]:
    return (
        code.code, code.type, _plain(code.value), code.applies_to_renewals, _plain(code.expires),
        None if code.products is None else tuple(sorted(code.products)),
        None if code.periods is None else tuple(_plain(period) for period in code.periods),
        code.remaining_uses, code.active,
    )  # fmt: skip


def _pending(pending: PendingChange) -> tuple[Any, ...]:
    return pending.plan_id, _counts(pending.addons), _plain(pending.period), _plain(pending.at), pending.id


def _counts(counts: Mapping[int, int]) -> tuple[tuple[int, int], ...]:
    return tuple(sorted(counts.items()))


def _slots(value: SettledLine | Any) -> tuple[Any, ...]:
    return tuple(_plain(getattr(value, name)) for name in value.__slots__)


_WRITERS: dict[type, Callable[[Any], Any]] = {
    Fraction: lambda value: (value.numerator, value.denominator),
    datetime: datetime.isoformat,
    Period: lambda value: value.length,
}


def _plain(value: Any) -> Any:
    """Return a value as text, numbers or tuples of them; one period has one form, whatever its name."""
    write = _WRITERS.get(type(value))
    return write(value) if write else value
