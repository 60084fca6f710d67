"""Shapes that several answers share."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field
from typing_extensions import TypedDict

Instant = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", description="UTC, ISO 8601")]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
ChangeKind = Literal["none", "addon", "removal", "upgrade", "downgrade", "crossgrade", "reactivation"]
QuoteLineCode = Literal[
    "plan", "package", "service", "setup_fee",
    "credit", "addon_dropped", "addon_removed",
    "account_credit", "credit_kept",
]  # fmt: skip


class Money(TypedDict):
    """An amount in minor units, and written for the reader's locale; null: not known, written as a dash."""

    amount_minor: int | None
    currency: Currency
    formatted: str


class Period(TypedDict):
    """A billing period, such as 3 months."""

    n: Annotated[int, Field(ge=1)]
    unit: Literal["day", "week", "month", "year"]


class Named(TypedDict):
    """A product by id and name."""

    product_id: int
    name: str


class ChosenAddon(TypedDict):
    """An add-on of a chosen offer."""

    product_id: int
    name: str
    quantity: int


class Refusal(TypedDict):
    """Why something may not be chosen; the plugin has the sentence for the code."""

    code: str
    params: dict[str, Any]


class QuoteLine(TypedDict):
    """A line of a quote: charges positive, credits negative; ``amount`` includes ``tax``."""

    code: QuoteLineCode
    product_id: int | None
    name: str
    quantity: int
    amount: Money
    tax: Money
    params: dict[str, Any]
    explain: dict[str, Any]


class NextCharge(TypedDict):
    """When money is due next and how much, account credit taken off."""

    date: Instant
    amount: Money


class DetailedCharge(NextCharge):
    """A next charge with what it consists of; the lines sum to it and the account credit that it uses."""

    lines: list[QuoteLine]
    account_credit: Money


Limits = Annotated[
    dict[str, Any],
    Field(description="Effective limits by module; an absent module is not limited, a limit of null is none."),
]


class Problem(TypedDict):
    """A refusal or failure (RFC 9457); ``code`` is stable, ``params`` fill the plugin's sentence."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    params: dict[str, Any]
