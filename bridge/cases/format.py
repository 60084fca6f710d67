"""The case format of ``bridge price``: one JSON object for one change, read strictly.

Amounts are decimal strings in major units, instants ISO 8601 UTC; unknown keys and impossible values are refused.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from bridge.pricing.calendar import Period

_LONGEST = {"day": 36_500, "week": 5_200, "month": 1_200, "year": 100}
_ZERO_DATE = re.compile(r"0000-00-00([T ]00:00:00(\.0+)?Z?)?")


def _amount(value: object) -> object:
    """Read a decimal string that is not negative."""
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,8})?", value):
        raise ValueError("must be a decimal number in a string, not negative")
    return Decimal(value)


def _instant(value: object) -> object:
    """Read an ISO 8601 instant as UTC without zone."""
    if not isinstance(value, str):
        raise ValueError("must be an ISO 8601 instant in a string")  # noqa: TRY004  pydantic wants it
    try:
        at = datetime.fromisoformat(value)
        return at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at
    except (ValueError, OverflowError):
        raise ValueError(f"{value!r} is no ISO 8601 instant") from None


def _stored_instant(value: object) -> object:
    """Read an instant as a row may hold it: NULL and 0000-00-00 are none."""
    is_none = value is None or (isinstance(value, str) and _ZERO_DATE.fullmatch(value))
    return None if is_none else _instant(value)


def _wrong(message: str, found: object, *path: str | int) -> ValidationError:
    """Return the error of one part of a value, with the path to it."""
    problem = InitErrorDetails(type=PydanticCustomError("wrong", message), loc=path, input=found)
    return ValidationError.from_exception_data("case", [problem])


def _whole_second(at: datetime) -> datetime:
    return at.replace(microsecond=0)


Amount = Annotated[Decimal, BeforeValidator(_amount)]
Instant = Annotated[datetime, BeforeValidator(_instant), AfterValidator(_whole_second)]
StoredInstant = Annotated[datetime | None, BeforeValidator(_stored_instant)]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Slug = Annotated[str, StringConstraints(min_length=1)]
Unit = Literal["day", "week", "month", "year"]
Duration = Annotated[int, Field(ge=0)]
Count = Annotated[int, Field(ge=0, le=1_000_000)]
Billings = Annotated[int, Field(ge=0, le=32_767)]


class Model(BaseModel):
    """A strict part of a case; null for a key that may be left out says the same as leaving it out."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, found: object) -> object:
        if not isinstance(found, dict):
            return found
        return {key: value for key, value in found.items() if value is not None or not cls._may_lack(key)}

    @classmethod
    def _may_lack(cls, key: str) -> bool:
        return key in cls.model_fields and not cls.model_fields[key].is_required()


class Durable(Model):
    """A part with a period; a duration of 0 is none."""

    duration: Duration = 0
    duration_unit: Unit = "day"

    @model_validator(mode="after")
    def _fits_calendar(self) -> Self:
        if self.duration > _LONGEST[self.duration_unit]:
            raise _wrong("longer than a hundred years", self.duration, "duration")
        return self


class SettingsCase(Model):
    """The network's settings; what is absent has the product's default."""

    proration: Literal["second", "day", "none", "legacy_day"] = "second"
    anchor: Literal["restart", "keep_anchor"] = "restart"
    addon_charge: Literal["rest_of_term", "full"] = "rest_of_term"
    downgrade: Literal["term_end", "immediate"] = "term_end"
    ungrouped: Literal["all", "same_ungrouped", "none"] = "all"
    taxes: bool = False
    tax_inclusive: bool = False
    lifetime_years: Annotated[int, Field(ge=1, le=100)] | None = None
    grace_days: Annotated[int, Field(ge=0, le=365)] = 3


class TaxRateCase(Model):
    """A rate of tax in percent; state and city may list several names; an empty one is every one."""

    country: str
    tax_category: str
    percent: Amount
    state: str = ""
    city: str = ""


class CustomerCase(Model):
    """The customer's address and history."""

    country: str = ""
    state: str = ""
    city: str = ""
    tax_exempt: bool = False
    has_trialed: bool = False


class VariationCase(Durable):
    """A price for another period."""

    duration: Annotated[int, Field(ge=1)]
    duration_unit: Unit
    amount: Amount


class TermCase(Model):
    """A length of time."""

    n: Annotated[int, Field(ge=1, le=36_500)]
    unit: Unit


class RulesCase(Model):
    """The network admin's rules for a plan."""

    direction: Literal["both", "upgrade_only", "downgrade_only", "closed"] = "both"
    minimum_term: TermCase | None = None
    hidden: bool = False


class ProductCase(Durable):
    """A product; its amounts are in major units of its currency, as people type them."""

    slug: Slug
    name: str = ""
    type: Literal["plan", "package", "service"]
    group: str = ""
    currency: Currency
    amount: Amount
    setup_fee: Amount = Decimal(0)
    pricing_type: Literal["free", "paid", "contact_us", "pay_what_you_want"] = "paid"
    recurring: bool = True
    billing_cycles: Billings = 0
    price_variations: list[VariationCase] = []
    trial_duration: Duration = 0
    trial_duration_unit: Unit = "day"
    list_order: int = 0
    active: bool = True
    taxable: bool = True
    tax_category: str = "default"
    offers: list[Slug] | None = None
    rules: RulesCase = RulesCase()

    @model_validator(mode="after")
    def _bills_in_some_period(self) -> Self:
        if self.recurring and self.pricing_type != "free" and not self.duration:
            raise _wrong("a recurring product needs one", self.duration, "duration")
        if self.trial_duration > _LONGEST[self.trial_duration_unit]:
            raise _wrong("longer than a hundred years", self.trial_duration, "trial_duration")
        return self

    @model_validator(mode="after")
    def _has_one_price_for_a_period(self) -> Self:
        seen: set[tuple[int, int]] = set()
        for index, price in enumerate(self.price_variations):
            length = Period(price.duration, price.duration_unit).length
            if length in seen:
                raise _wrong("a second price for one period", str(price.amount), "price_variations", index)
            seen.add(length)
        return self


class SettledLineCase(Model):
    """A line that was charged; its value is amount + tax - refunded."""

    product: Slug
    type: Literal["plan", "package", "service", "setup_fee"]
    amount: Amount
    tax: Amount = Decimal(0)
    start: Instant
    end: StoredInstant = None
    settled_at: Instant
    refunded: Amount = Decimal(0)


class DiscountCodeCase(Model):
    """The membership's discount code."""

    code: str
    type: Literal["percentage", "absolute"]
    value: Amount
    applies_to_renewals: bool
    expires: StoredInstant = None
    products: list[Slug] | None = None


class PendingChangeCase(Durable):
    """A change that was confirmed and waits for its day."""

    plan: Slug
    addons: dict[Slug, Count] = {}
    at: Instant


class MembershipCase(Durable):
    """The membership as its row holds it."""

    plan: Slug
    addons: dict[Slug, Count] = {}
    status: Literal["pending", "active", "trialing", "on-hold", "expired", "cancelled"]
    currency: Currency
    amount: Amount
    initial_amount: Amount = Decimal(0)
    recurring: bool = True
    date_created: StoredInstant = None
    date_renewed: StoredInstant = None
    date_expiration: StoredInstant = None
    date_trial_end: StoredInstant = None
    times_billed: Count = 0
    billing_cycles: Count = 0
    settled_lines: list[SettledLineCase] | None = None
    anchor_day: Annotated[int, Field(ge=1, le=31)] | None = None
    last_term_payment: Amount | None = None
    discount_code: DiscountCodeCase | None = None
    pending_change: PendingChangeCase | None = None


class SelectCase(Durable):
    """What is asked for: a plan, and how many of each add-on by slug."""

    plan: Slug
    addons: dict[Slug, Count] = {}


class Case(Model):
    """One change to price; ``id``, ``comment`` and ``expect`` are not input."""

    id: str | None = None
    comment: str | None = None
    expect: dict[str, Any] | None = None
    as_of: Instant
    settings: SettingsCase = SettingsCase()
    tax_rates: list[TaxRateCase] = []
    customer: CustomerCase = CustomerCase()
    account_credit: Amount = Decimal(0)
    products: Annotated[list[ProductCase], Field(min_length=1)]
    membership: MembershipCase
    select: SelectCase
