"""A refusal that a person can act on: a value with a stable code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

RefusalCode = Literal[
    "other_group",
    "inactive",
    "currency_mismatch",
    "direction",
    "minimum_term",
    "period_unavailable",
    "over_limit",
    "current",
    "not_for_sale",
    "addon_not_offered",
    "adds_nothing",
    "billed_elsewhere",
    "sold_elsewhere",
    "membership_paused",
    "paid_in_full",
    "more_adds_nothing",
    "own_value_stands",
    "price_unknown",
    "amount_unknown",
    "tax_unknown",
    "discount_unknown",
    "addons_unknown",
    "code_unknown",
    "code_inactive",
    "code_not_yet",
    "code_expired",
    "code_used_by_you",
    "code_used_up",
    "code_other_currency",
    "code_other_products",
    "code_other_period",
    "code_takes_nothing",
]


#: Codes of what cannot be told at the moment: a stored value is to be put right, and then it can.
UNKNOWN: frozenset[RefusalCode] = frozenset(
    {"price_unknown", "amount_unknown", "tax_unknown", "discount_unknown", "addons_unknown"}
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an offer may not be chosen: a code, and JSON-able parameters for the sentence that explains it."""

    code: RefusalCode
    params: Mapping[str, Any] = field(default_factory=dict)


class NotKnown(ValueError):
    """A stored number that a decision needs cannot be read: nothing is worked out from it, least of all from 0."""

    def __init__(self, code: RefusalCode, /, **params: Any) -> None:
        """Name what is not known, as it is told to a person."""
        super().__init__(code, params)
        self.refusal = Refusal(code, params)
