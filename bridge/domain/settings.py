"""The network's answers to the questions that pricing leaves open; the defaults are the product's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Proration = Literal["second", "day", "none", "legacy_day"]
Anchor = Literal["restart", "keep_anchor"]
AddonCharge = Literal["rest_of_term", "full"]
DowngradeTiming = Literal["term_end", "immediate"]
Ungrouped = Literal["all", "same_ungrouped", "none"]
OverLimit = Literal["refuse", "warn"]


@dataclass(frozen=True, slots=True)
class Settings:
    """One network's pricing settings; ``lifetime_years`` None: a lifetime plan is not consumed by time."""

    proration: Proration = "second"
    anchor: Anchor = "restart"
    addon_charge: AddonCharge = "rest_of_term"
    downgrade: DowngradeTiming = "term_end"
    ungrouped: Ungrouped = "all"
    taxes: bool = False
    tax_inclusive: bool = False
    lifetime_years: int | None = None
    payment_window_days: int = 7
    over_limit: OverLimit = "refuse"
    quote_valid_minutes: int = 15
