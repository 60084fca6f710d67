"""What the ledger knows of a membership: what is held, what was settled for it, what its next term charges."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from math import floor

from tools.lives.goods import Code, Shop
from tools.lives.terms import Period, add, half_up, part_left, split


@dataclass
class Line:
    """One settled line: ``taken`` went back to its payer, ``credited`` was given back when it ended, to its holder.

    ``part`` of it was unused then.
    """

    product: int
    type: str
    quantity: int
    net: int
    tax: int
    start: datetime
    end: datetime | None
    settled_at: datetime
    quote: str = ""
    taken: int = 0
    credited: int = 0
    ended_at: datetime | None = None
    row: int = 0
    payer: int = 0
    holder: int = 0
    part: Fraction = Fraction(0)

    @property
    def value(self) -> int:
        return max(self.net + self.tax - self.taken, 0)

    def credit(self, unit: str, years: int | None, at: datetime) -> int:
        """What is given back of it at an instant, rounded down."""
        return floor(self.value * self.share(unit, years, at))

    def share(self, unit: str, years: int | None, at: datetime) -> Fraction:
        """How much of it is given back at an instant."""
        if self.settled_at == self.start == at:
            return Fraction(1)
        if self.end is None and years is None:
            return Fraction(unit != "none")
        end = self.end or add(self.start, (years or 0, "year"))
        return part_left(unit, self.start, end, at)

    def unused(self, at: datetime) -> Fraction:
        """What of it is not used up at an instant, to the second; of what is bought once nothing."""
        if self.ended_at is not None or self.type == "setup_fee" or (self.end is None and self.type != "plan"):
            return Fraction(0)
        return Fraction(self.value) if self.end is None else self.value * part_left("second", self.start, self.end, at)


@dataclass(frozen=True)
class Due:
    """What a term charges for a product: ``total`` with its ``tax``; ``code`` is what took something off."""

    product: int
    type: str
    quantity: int
    total: int
    tax: int
    code: str = field(default="", compare=False)


@dataclass(frozen=True)
class Wish:
    """What is asked for."""

    plan: int
    addons: tuple[tuple[int, int], ...]
    period: Period | None
    code: str = ""


@dataclass
class Deal:
    """What a change comes to; ``effective`` None is at once, ``forgiven`` is what no provider can take of the sum.

    ``count`` is how often the plan is billed from it on, 0 without end, None where that stays as it was.
    """

    kind: str
    at: datetime
    wish: Wish
    term: tuple[datetime, datetime | None]
    effective: datetime | None = None
    charges: list[tuple[Due, bool]] = field(default_factory=list)
    credits: list[tuple[Line, int]] = field(default_factory=list)
    recurring: list[Due] = field(default_factory=list)
    deferred: list[Due] | None = None
    addons: dict[int, int] = field(default_factory=dict)
    status: str = "active"
    anchor: int | None = None
    period: Period | None = None
    trial_end: datetime | None = None
    keeps_dates: bool = False
    code: Code | None = None
    carried: int = 0
    carries: int = 0
    forgiven: int = 0
    used: int = 0
    kept: int = 0
    due: int = 0
    left: list[Due] = field(default_factory=list)
    count: int | None = None

    def bill(self, free: int, step: int) -> Deal:
        """Total it: account credit first, then what is due in whole steps of what a provider takes."""
        charged = sum(one.total for one, _ in self.charges)
        balance = charged + self.carried - sum(amount for _, amount in self.credits)
        self.used = max(0, min(free, balance))
        self.kept = max(0, -balance)
        self.due = max(0, balance - self.used)
        self.forgiven = self.due % step
        self.due -= self.forgiven
        return self

    def later(self, by: timedelta) -> None:
        """Begin later than was agreed: a day that waits moves."""
        start, end = self.term
        self.term = (start + by, end + by if end else None)
        if self.effective is not None:
            self.effective += by
        else:
            self.at += by

    @property
    def counts_on(self) -> str:
        """The code that took something off what it charges, "" where none did."""
        return next((one.code for one, _ in self.charges if one.code), "")

    @property
    def charged(self) -> int:
        return sum(one.total for one, _ in self.charges)

    @property
    def credited(self) -> int:
        return sum(amount for _, amount in self.credits)


@dataclass
class Rest:
    """A pause: since when, what the membership was, until when; ``lifted``: somebody lets it go on."""

    since: datetime
    was: str
    until: datetime | None
    lifted: bool = False


@dataclass
class Holding:
    """A membership; ``since`` is when its plan was taken, ``carried_of`` what earlier bills left for whose next."""

    id: int
    customer: int
    blog: int
    plan: int
    period: Period | None
    end: datetime | None
    anchor: int | None
    status: str = "active"
    addons: dict[int, int] = field(default_factory=dict)
    trial_end: datetime | None = None
    recurring: list[Due] = field(default_factory=list)
    deferred: list[Due] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    code: Code | None = None
    billed: int = 0
    cycles: int = 0
    pending: Deal | None = None
    pending_id: str = ""
    cancelled: bool = False
    since: datetime | None = None
    carried_of: dict[int, int] = field(default_factory=dict)
    amount: int = 0
    rests: Rest | None = None

    @property
    def carried(self) -> int:
        """What earlier bills left for the next of whose it is."""
        return self.carried_of.get(self.customer, 0)

    def carry(self, amount: int) -> None:
        self.carried_of[self.customer] = self.carried + amount

    def go_on(self, at: datetime) -> timedelta:
        """Go on after a pause; what was not used up when it began lasts longer by as long as it was."""
        rests, self.rests = self.rests, None
        if rests is None:
            return timedelta()
        rested = max(at - rests.since, timedelta())
        for line in self.open_lines():
            if line.end is None or line.end > rests.since:
                line.start, line.end = line.start + rested, line.end + rested if line.end else None
        if self.end is not None:
            before, self.end = self.end, self.end + rested
            self.anchor = self.anchor if before.date() == self.end.date() else self.end.day
        if rests.was == "trialing" and self.trial_end is not None:
            self.trial_end += rested
        self.status = rests.was
        return rested

    def give_to(self, customer: int) -> None:
        """Be another's, with what is unused; what ended before stays whose it was."""
        self.customer = customer
        for line in self.open_lines():
            line.holder = customer

    def recurring_total(self) -> int:
        """What a term charges."""
        return sum(due.total for due in self.recurring)

    def is_paid_in_full(self, more: int = 0) -> bool:
        """Whether all billings that were agreed on are made, some more counted."""
        return 0 < self.cycles <= self.billed + more

    def open_lines(self) -> list[Line]:
        return [line for line in self.lines if line.ended_at is None]

    def fees_settled(self, shop: Shop) -> Fraction:
        """What was paid of plans' set-up fees and kept, with or without tax as the list has it."""
        found = Fraction(0)
        for line in self.lines:
            item = shop.items.get(line.product)
            if line.type != "setup_fee" or (item is not None and item.kind != "plan"):
                continue
            charged = line.net + line.tax
            found += line.value if shop.inclusive or not charged else Fraction(line.value * line.net, charged)
        return found

    def _begin_count(self, deal: Deal) -> None:
        """Another plan is held since then; a count that was agreed begins behind what was billed."""
        if deal.wish.plan != self.plan:
            self.since = deal.at
        if deal.count is not None:
            self.cycles = self.billed + deal.count if deal.count else 0

    def take(self, deal: Deal, quote: str, shop: Shop) -> None:
        """Take effect: what ends ends, what was charged is settled, and the membership is as agreed."""
        at = deal.effective or deal.at
        for line, amount in deal.credits:
            line.ended_at, line.credited = at, amount
            if line.end is not None or line.type == "plan":
                lasts = shop.settings["lifetime_years"]
                line.part = line.share(shop.unit, None if lasts is None else int(str(lasts)), at)
        start, end = deal.term
        since = deal.at if deal.kind == "addon" else start
        for one, recurs in deal.charges:
            when = (since, end) if recurs else (at, None)
            net = one.total - one.tax
            line = Line(one.product, one.type, one.quantity, net, one.tax, *when, at, quote)
            line.payer = line.holder = self.customer
            self.lines.append(line)
        self._begin_count(deal)
        if any(one.type == "plan" for one, _ in deal.charges):
            self.billed += 1
        self.plan, self.addons, self.status = deal.wish.plan, dict(deal.addons), deal.status
        self.recurring, self.code, self.anchor = list(deal.recurring), deal.code, deal.anchor
        self.amount = self.recurring_total()
        self.trial_end = deal.trial_end
        self.period = deal.period or self.period
        if deal.deferred is not None:
            self.deferred = list(deal.deferred)
        if not deal.keeps_dates:
            self.end = end
        if deal.carried:
            self.carried_of.pop(self.customer, None)
        if deal.carries:
            self.carry(deal.carries)
        self.cancelled = False


def taxed(dues: list[Due], shop: Shop, country: str) -> list[Due]:
    """Lines agreed earlier with the tax of the day: the price stands, its tax does not."""
    found = []
    for due in dues:
        item = shop.items.get(due.product)
        amount = due.total if shop.inclusive else due.total - due.tax
        net, tax = split(amount, shop.percent(item, country), inclusive=shop.inclusive)
        found.append(Due(due.product, due.type, due.quantity, net + tax, tax, due.code))
    return found


def merged(dues: list[Due]) -> list[Due]:
    """One line a product."""
    found: dict[int, Due] = {}
    for due in dues:
        had = found.get(due.product)
        found[due.product] = (
            due
            if had is None
            else Due(due.product, had.type, had.quantity + due.quantity, had.total + due.total, had.tax + due.tax)
        )
    return list(found.values())


def capped(dues: list[Due], wanted: dict[int, int]) -> list[Due]:
    """Lines of no more units of an add-on than are wanted: each keeps its share of the price."""
    found = []
    for due in dues:
        units = due.quantity if due.type == "plan" else min(due.quantity, wanted.get(due.product, 0))
        if units == due.quantity:
            found.append(due)
        elif units:
            total, tax = (half_up(Fraction(sum_ * units, due.quantity)) for sum_ in (due.total, due.tax))
            found.append(Due(due.product, due.type, units, total, tax))
    return found
