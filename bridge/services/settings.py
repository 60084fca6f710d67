"""The network's settings: what pricing asks for, and what the service itself needs to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bridge.domain.settings import Settings

#: Lowest and highest value of each setting that is a number; the settings form of the plugin names the same.
RANGES: Mapping[str, tuple[int, int]] = {
    "payment_window_days": (1, 365),
    "quote_valid_minutes": (1, 1440),
    "lifetime_years": (1, 100),
    "grace_days": (0, 365),
    "request_days": (1, 90),
}


#: What follows the last of a membership's billing cycles: it goes on without a further charge, or ends with its term.
WhenPaidInFull = Literal["go_on", "end"]


@dataclass(frozen=True, slots=True)
class NetworkSettings:
    """All settings with their defaults; ``manual_instructions`` is told to whoever pays by hand.

    ``grace_days`` is how long a membership stays open after an unpaid term's end (at most a tenth of the term),
    ``request_days`` how long before it the payment is asked for (at most half the term).
    """

    pricing: Settings = field(default_factory=Settings)
    site_administrators_may_buy: bool = False
    manual_instructions: str = ""
    grace_days: int = 3
    request_days: int = 7
    when_paid_in_full: WhenPaidInFull = "go_on"
