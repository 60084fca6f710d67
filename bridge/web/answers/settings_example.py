"""The shapes of the worked example beside the settings."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from bridge.web.answers.common import Currency, Instant, Money, Period, Refusal
from bridge.web.answers.quotes import Quote


class ExampleProduct(TypedDict):
    """A product of the example: the plugin names it by its slug; ``period`` null: bought once."""

    product_id: int
    slug: str
    type: str
    amount: Money
    period: Period | None


class Example(TypedDict):
    """One story: the quote its owner would read (null: refused) and, where it differs, what is due as saved.

    ``payable_until`` null: nothing is to be paid. ``saved_due_now`` null: refused under the saved settings.
    """

    name: Literal["upgrade", "downgrade", "addon", "lifetime", "ungrouped", "over_limit"]
    held_id: int
    quote: Quote | None
    refusals: list[Refusal]
    payable_until: Instant | None
    differs: bool
    saved_due_now: Money | None


class ExampleAnswer(TypedDict):
    """The example under the settings sent; who changes does so at ``as_of``, in a term from start to end."""

    currency: Currency
    as_of: Instant
    term_start: Instant
    term_end: Instant
    bought_forever: Instant
    tax_percent: int
    products: list[ExampleProduct]
    examples: list[Example]
