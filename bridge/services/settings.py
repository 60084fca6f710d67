"""The network's settings: what pricing asks for, and what the service itself needs to know."""

from __future__ import annotations

from dataclasses import dataclass, field

from bridge.domain.settings import Settings


@dataclass(frozen=True, slots=True)
class NetworkSettings:
    """All settings with their defaults; ``manual_instructions`` is told to whoever pays by hand.

    ``grace_days`` is how long a membership stays open after an unpaid term's end.
    """

    pricing: Settings = field(default_factory=Settings)
    site_administrators_may_buy: bool = False
    manual_instructions: str = ""
    grace_days: int = 3
