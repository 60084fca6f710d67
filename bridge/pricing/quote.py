"""The quote: its value, its stored form, and the digest of the facts it was computed from."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import datetime
from fractions import Fraction
from hashlib import sha256
from typing import Any, Literal

from bridge.pricing.calendar import Period, instant
from bridge.pricing.catalog import Product
from bridge.pricing.snapshot import (
    NOTHING_CARRIED,
    DeferredLine,
    DiscountCode,
    Membership,
    PendingChange,
    RecurringLine,
    Selection,
    SettledLine,
    Snapshot,
    Status,
)

ChangeKind = Literal["none", "addon", "removal", "upgrade", "downgrade", "crossgrade", "reactivation"]

#: ``plan``, ``package``, ``service``, ``setup_fee`` charge; ``credit`` and ``addon_dropped`` give back (the second for
#: an add-on that the new offer does not contain, also where 0 comes of it); ``addon_removed`` (0) names what leaves at
#: the term's end; ``account_credit`` is used, ``credit_kept`` is what is left of the credit. ``carried_over`` is what
#: no provider took of an earlier bill, or, below 0, what none takes of this one; ``rounding`` what none can take.
LineCode = Literal[
    "plan",
    "package",
    "service",
    "setup_fee",
    "credit",
    "addon_dropped",
    "addon_removed",
    "account_credit",
    "credit_kept",
    "carried_over",
    "rounding",
]


def basis_of(snapshot: Snapshot, selection: Selection) -> str:
    """Return a SHA-256 in hex over the facts that decide and price one selection.

    The instant is not part of it: at confirmation the same facts must give the same digest. Of the catalog only the
    products that take part count: both plans, held and wanted add-ons, and those of settled lines.
    """
    membership = snapshot.membership
    ids = {membership.plan_id, selection.plan_id, *membership.addons, *selection.addons}
    ids |= {line.product_id for line in membership.settled_lines or ()}
    facts: tuple[Any, ...] = (
        _slots(snapshot.settings),
        _slots(snapshot.customer),
        tuple(_slots(rate) for rate in snapshot.tax_rates),
        snapshot.account_credit_minor,
        _membership(membership),
        (selection.plan_id, _counts(selection.addons), _plain(selection.period)),
        tuple(_product(snapshot.products[i]) for i in sorted(ids) if i in snapshot.products),
    )
    if snapshot.carried_over != NOTHING_CARRIED:
        facts = (*facts, _slots(snapshot.carried_over))
    if snapshot.typed_code is not None:
        facts = (*facts, _code(snapshot.typed_code))
    return sha256(repr(facts).encode()).hexdigest()


def _membership(membership: Membership) -> tuple[Any, ...]:
    fields = dict(zip(membership.__slots__, (getattr(membership, n) for n in membership.__slots__), strict=True))
    fields["addons"] = _counts(membership.addons)
    pending, code = fields["pending_change"], fields["discount_code"]
    fields["pending_change"] = _pending(pending) if pending else None
    fields["discount_code"] = _code(code) if code else None
    for name in ("settled_lines", "recurring_lines", "deferred_lines", "term_payments"):
        lines = fields[name]
        fields[name] = None if lines is None else tuple(_slots(line) for line in lines)
    return tuple((name, _plain(value)) for name, value in fields.items())


def _product(product: Product) -> tuple[Any, ...]:
    return (
        product.id, product.type, product.group, product.currency, _plain(product.amount), _plain(product.setup_fee),
        product.pricing_type, product.recurring, _plain(product.period),
        tuple((_plain(p.period), _plain(p.amount), p.currency, _plain(p.setup_fee)) for p in product.price_variations),
        _plain(product.trial), product.active, product.taxable, product.tax_category,
        None if product.offers is None else tuple(sorted(product.offers)),
        (product.rules.direction, _plain(product.rules.minimum_term), product.rules.hidden),
        *((product.billing_cycles,) if product.billing_cycles != 0 else ()),
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


@dataclass(frozen=True, slots=True)
class UsedDiscount:
    """A discount code that charges count on; ``amount_minor`` is what it took off them, as the list has its prices.

    A code that applies and takes off nothing that rounding leaves (of a free plan) is used all the same: 0.
    """

    code: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One shown line; ``params`` fill its sentence, ``explain`` is the computation's own record of the sum.

    ``explain`` is for people: nothing is booked by it. What a code took off the line is ``discount``.
    """

    code: LineCode
    product_id: int | None
    quantity: int
    amount_minor: int
    tax_minor: int
    params: Mapping[str, Any] = field(default_factory=dict)
    explain: Mapping[str, Any] = field(default_factory=dict)
    discount: UsedDiscount | None = None


@dataclass(frozen=True, slots=True)
class NextCharge:
    """When money is due next, and how much after account credit; ``lines`` sum to the amount before it."""

    date: datetime
    amount_minor: int
    lines: tuple[QuoteLine, ...]
    account_credit_minor: int = 0


@dataclass(frozen=True, slots=True)
class ClosedLine:
    """A settled line that ends with this change: its value was given back down to ``credit_minor``."""

    line: SettledLine
    at: datetime
    credit_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class MembershipAfter:
    """The membership row as applying the quote leaves it; ``amount_minor`` is the recurring total per term.

    ``billings`` is how often the plan is billed from this change on, 0: until it is cancelled; None: as agreed before.
    """

    plan_id: int
    addons: Mapping[int, int]
    period: Period | None
    recurring: bool
    status: Status
    amount_minor: int
    anchor_day: int | None
    discount_code: DiscountCode | None
    deferred_lines: tuple[DeferredLine, ...] = ()
    billings: int | None = None


@dataclass(frozen=True, slots=True)
class Billings:
    """How often a plan is billed in all, since whoever has it took it, and how often of that it has been.

    ``ends``: the membership ends with the term of the last one, instead of going on without a charge.
    """

    total: int
    made: int
    ends: bool


@dataclass(frozen=True, slots=True)
class Quote:
    """A priced change; valid until ``valid_until`` and while ``basis`` still describes the facts.

    ``effective`` None means at once; ``term`` is ``[start, end)`` of the term that the change gives or keeps, its
    end None where nothing ends (lifetime, free). For a change at the term's end, ``charge_lines`` are what that
    date charges, ``settles`` what is written then, and ``tax_minor`` is that charge's. For one at once,
    ``charge_lines`` are the charges among ``lines``. ``leaving`` are add-on units that go at the term's end though the
    change takes effect at once: applying it leaves a removal pending for then. ``discount`` is the code that
    ``charge_lines`` count on, None where none takes part: its use is held, counted and booked by this field alone.
    ``keeps_dates``: the row's end, renewal date and count of billings stay as they are; the term is none of its own.
    """

    kind: ChangeKind
    currency: str
    as_of: datetime
    effective: datetime | None
    valid_until: datetime
    lines: tuple[QuoteLine, ...]
    charge_lines: tuple[QuoteLine, ...]
    credit_minor: int
    charges_minor: int
    tax_minor: int
    due_now_minor: int
    recurring_total_minor: int
    recurring_lines: tuple[RecurringLine, ...]
    next_charge: NextCharge | None
    account_credit_before_minor: int
    account_credit_after_minor: int
    account_credit_used_minor: int
    credit_kept_minor: int
    replaces_pending: bool
    term: tuple[datetime, datetime | None]
    trial_end: datetime | None
    after: MembershipAfter
    leaving: Mapping[int, int]
    settles: tuple[SettledLine, ...]
    closes: tuple[ClosedLine, ...]
    basis: str
    discount: UsedDiscount | None = None
    keeps_dates: bool = False


def quote_json(quote: Quote) -> dict[str, Any]:
    """Return the quote as JSON-able values.

    Instants are ISO 8601 UTC, exact amounts strings, mapping keys strings in order of their numbers.
    """
    plain: dict[str, Any] = _plain_json(quote)
    return plain


def quote_bytes(quote: Quote) -> bytes:
    """Return the quote's canonical bytes: sorted keys, no spaces, UTF-8."""
    return json.dumps(quote_json(quote), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _plain_json(value: Any) -> Any:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, Fraction):
        return str(value)
    return _of_many(value)


def _of_many(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain_json(value[key]) for key in sorted(value)}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple | list):
        return [_plain_json(item) for item in value]
    if is_dataclass(value):
        return {item.name: _plain_json(getattr(value, item.name)) for item in fields(value)}
    raise TypeError(f"a quote cannot hold {value!r}")
