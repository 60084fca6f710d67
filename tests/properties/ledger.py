"""A customer's ledger beside a membership: money in, value bought, given back, used up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction

from bridge.pricing.credit import line_value
from bridge.pricing.quote import Quote
from bridge.pricing.snapshot import SettledLine


@dataclass
class Ledger:
    """Counts in minor units; ``given_back`` is keyed by the closed line."""

    received: int = 0
    granted: int = 0
    refunded: int = 0
    bought: int = 0
    given_back: int = 0
    steps: list[str] = field(default_factory=list)

    def take(self, quote: Quote, name: str) -> None:
        """Book a quote that was confirmed and paid."""
        self.received += quote.due_now_minor
        self.bought += sum(line_value(line) for line in quote.settles)
        self.given_back += sum(item.credit_minor for item in quote.closes)
        self.steps.append(f"{quote.as_of} {name} {quote.kind} due {quote.due_now_minor} credit {quote.credit_minor}")

    def in_lines(self) -> int:
        """Value that was bought and not given back: consumed, unused or refunded."""
        return self.bought - self.given_back


def unused(line: SettledLine, at: datetime) -> Fraction:
    """The exact unused value of a line, by the second; all of a lifetime plan's, none of what is consumed at once."""
    if line.end is None:
        return Fraction(line_value(line)) if line.type == "plan" else Fraction(0)
    length, left = seconds(line.start, line.end), seconds(max(at, line.start), line.end)
    return Fraction(line_value(line) * max(left, 0), length) if length > 0 else Fraction(0)


def seconds(start: datetime, end: datetime) -> int:
    """Count the seconds of a span."""
    return (end - start) // timedelta(seconds=1)
