"""What a life's network sells and how it bills, as the ledger knows it: by the acts, never from the service."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from tools.lives.terms import Period, Rate, length, percent_of, same


@dataclass
class Item:
    """A product; prices and fee in minor units. ``base`` is the period of its own amount, the others are more.

    ``cycles`` is how often it is billed, 0 without end; ``after_last`` what follows the last of them.
    """

    id: int
    name: str
    kind: str
    base: Period
    prices: dict[Period, int]
    recurring: bool = True
    fee: int = 0
    trial: Period | None = None
    category: str = "default"
    group: str = ""
    order: int = 10
    offers: frozenset[int] = frozenset()
    direction: str = "both"
    minimum: Period | None = None
    hidden: bool = False
    active: bool = True
    cycles: int = 0
    after_last: str = "as_network"

    @property
    def agreed(self) -> int:
        """How often whoever takes it is billed for it; what is free or for life has no number."""
        return self.cycles if self.recurring and not self.is_free else 0

    @property
    def is_free(self) -> bool:
        return self.kind == "plan" and not any(self.prices.values())

    @property
    def is_lifetime(self) -> bool:
        return self.kind == "plan" and not self.recurring and not self.is_free

    def price(self, period: Period | None) -> int | None:
        """The list price for a period; that of a lifetime plan or of what is bought once is its own."""
        if not self.recurring or period is None:
            return self.prices[self.base]
        return next((amount for known, amount in self.prices.items() if same(known, period)), None)

    def unit_price(self, period: Period | None) -> int | None:
        """An add-on's price for a period: listed, or a whole multiple of its own period's."""
        listed = self.price(period)
        if listed is not None or period is None:
            return listed
        wanted, own = length(period), length(self.base)
        place = 0 if own[0] else 1
        if not own[place] or not wanted[place] or wanted[1 - place] or wanted[place] % own[place]:
            return None
        return self.prices[self.base] * (wanted[place] // own[place])


@dataclass
class Code:
    """A discount code: a percentage, or minor units.

    ``held`` are the memberships whose changes hold a use, by change; ``users`` the customers who have used it.
    """

    id: int
    code: str
    type: str
    value: Fraction
    renews: bool
    products: frozenset[int] = frozenset()
    expires: datetime | None = None
    most: int | None = None
    used: int = 0
    held: dict[str, int] = field(default_factory=dict)
    users: set[int] = field(default_factory=set)
    active: bool = True

    def holds(self, at: datetime, membership: int) -> bool:
        """Whether a membership may count on it at an instant."""
        return self.active and (self.expires is None or at < self.expires) and not self.is_used_up(membership)

    def is_used_up(self, membership: int) -> bool:
        """Whether its uses are made or held by other memberships."""
        others = sum(one != membership for one in self.held.values())
        return self.most is not None and self.used + others >= self.most

    def covers(self, product: int) -> bool:
        return not self.products or product in self.products


@dataclass
class Shop:
    """A network: its currency, catalog, taxes, settings and codes."""

    currency: str
    items: dict[int, Item]
    rates: list[Rate]
    settings: dict[str, object]
    codes: dict[str, Code] = field(default_factory=dict)

    @property
    def inclusive(self) -> bool:
        return bool(self.settings["tax_inclusive"])

    @property
    def unit(self) -> str:
        return str(self.settings["proration"])

    def days(self, name: str) -> int:
        return int(str(self.settings[name]))

    def percent(self, item: Item | None, country: str) -> Fraction:
        """The tax on a product for a customer of a country."""
        if item is None or not self.settings["taxes"]:
            return Fraction(0)
        return percent_of(self.rates, country, item.category)
