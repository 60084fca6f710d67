"""What a change comes to by PRICING 2 to 4 and 8, decided and priced a second time: nothing here knows the service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from tools.lives.goods import Code, Item, Shop
from tools.lives.holding import Deal, Due, Holding, Line, Wish, capped, merged, taxed
from tools.lives.terms import (
    Period,
    add,
    grace,
    half_up,
    in_days,
    longer,
    part_charged,
    same,
    seconds,
    split,
)

RUNNING = ("active", "on-hold", "trialing")
WHOLE = Fraction(1)


@dataclass
class Decision:
    """One membership at one instant, what is asked for, and the shop that it is asked of."""

    shop: Shop
    held: Holding
    country: str
    wish: Wish
    at: datetime
    falls_due: bool = False

    def __post_init__(self) -> None:
        self.plan, self.now = self.shop.items[self.wish.plan], self.shop.items[self.held.plan]
        had = {i: n for i, n in self.held.addons.items() if n}
        bills = not (self.now.is_free or self.now.is_lifetime)
        recurs = any(self.shop.items[i].recurring for i in had)
        self.old_period = self.held.period if bills or recurs else None
        self.end = self.held.end if bills or recurs else None
        self.over = self.end is not None and self.at >= self.end
        on_trial = self._is_on_trial()
        self.trial_end = self.end if on_trial and not self.over else None
        self.in_paid_term = bills and self.end is not None and not self.over and not on_trial
        self.start = add(self.end, self.old_period, -1, self.held.anchor) if self.end and self.old_period else None
        wanted = {i: n for i, n in self.wish.addons if n}
        period = self._period(wanted)
        same_plan = self.plan.id == self.now.id
        if not (same_plan and self._is_kept(period)):
            wanted = {i: n for i, n in wanted.items() if n > had.get(i, 0) or self._offers(i)}
            period = self._period(wanted)
        self.period, self.wanted, self.had = period, wanted, had
        self.same_plan = same_plan
        self.same_period = self._is_kept(period) if same_plan else same(period, self.old_period)
        self.keeps = same_plan and self.same_period
        self.added = {i: n - had.get(i, 0) for i, n in wanted.items() if n > had.get(i, 0)}
        self.removed = {i: n - wanted.get(i, 0) for i, n in had.items() if n > wanted.get(i, 0)}
        self.unchanged = self.keeps and not self.added and not self.removed

    def _is_on_trial(self) -> bool:
        if self.held.status in ("cancelled", "expired"):
            return self.held.trial_end is not None and self.at < self.held.trial_end
        return self.held.status == "trialing"

    def _period(self, wanted: dict[int, int]) -> Period | None:
        if self.plan.recurring and not self.plan.is_free:
            return self.wish.period or self.plan.base
        billed = [self.shop.items[i] for i in wanted if self.shop.items[i].recurring]
        return (self.wish.period or self.old_period or billed[0].base) if billed else None

    def _is_kept(self, period: Period | None) -> bool:
        return period is None or self.old_period is None or same(period, self.old_period)

    def _offers(self, addon: int) -> bool:
        return self.shop.items[addon].active and addon in self.plan.offers

    # Which kind it is (PRICING 3)

    def kind(self) -> str:
        """The kind of change."""
        for holds, kind in self._cases():
            if holds:
                return kind
        return "crossgrade"

    def _cases(self) -> list[tuple[bool, str]]:
        held, now, plan = self.held, self.now, self.plan
        sign = 0 if now.is_free or plan.is_free or plan.is_lifetime or now.is_lifetime else self._costs()
        return [
            (self.over and held.status == "active" and self.unchanged, "none"),
            (self.over, "reactivation"),
            (self.unchanged and held.status in ("cancelled", "expired"), "reactivation"),
            (self.unchanged, "none"),
            (self.keeps and bool(self.added), "addon"),
            (self.keeps, "removal"),
            (self.same_plan and longer(self.period, self.old_period), "upgrade"),
            (self.same_plan, "downgrade"),
            (now.is_free and plan.is_free, "crossgrade"),
            (now.is_free, "upgrade"),
            (plan.is_free, "downgrade"),
            (plan.is_lifetime, "upgrade"),
            (now.is_lifetime, "downgrade"),
            (sign > 0, "upgrade"),
            (sign < 0, "downgrade"),
        ]

    def _held_price(self, period: Period | None) -> int | None:
        listed = self.now.price(period)
        if listed is None and same(period, self.old_period):
            return sum(due.total for due in taxed(self.held.recurring, self.shop, self.country))
        return listed

    def _costs(self) -> int:
        """1 where the new offer costs more, -1 where less: at one period, by what is committed, by the day."""
        for period in (self.period, self.old_period):
            new, old = self.plan.price(period), self._held_price(period)
            if new is not None and old is not None:
                sign = (new > old) - (new < old)
                return -1 if not sign and longer(self.old_period, self.period) else sign
        new = self.plan.price(self.period) or 0
        amount = sum(due.total for due in self.held.recurring)
        if longer(self.period, self.old_period) and new > amount:
            return 1
        old = self._held_price(self.old_period) or 0
        one = Fraction(new) / in_days(self.period) if self.period else Fraction(new)
        other = Fraction(old) / in_days(self.old_period) if self.old_period else Fraction(old)
        return (one > other) - (one < other)

    # Whether it may be chosen (PRICING 2)

    def refusals(self) -> set[str]:
        """Every code of why it may not be chosen."""
        found = set()
        anew = not self.keeps or (self.over and not (self.held.status == "active" and self.unchanged))
        if anew:
            found |= self._plan_refusals()
        if anew and not found and self.same_plan and self.held.status in ("active", "trialing"):
            found |= {"paid_in_full"} if self.held.is_paid_in_full() else set()
        for addon in self.wanted if anew else self.added:
            if not self._offers(addon) and (addon in self.added or anew):
                found.add("addon_not_offered")
        billed = self.wanted if anew else self.added
        if any(self.shop.items[i].recurring and self.shop.items[i].unit_price(self.period) is None for i in billed):
            found.add("period_unavailable")
        return found or self._rules()

    def _plan_refusals(self) -> set[str]:
        found, plan = set(), self.plan
        if not plan.active:
            found.add("inactive")
        if plan.id != self.now.id:
            mine, its = self.now.group.strip(), plan.group.strip()
            ungrouped = self.shop.settings["ungrouped"]
            if (mine and mine != its) or (
                not mine and ((ungrouped == "same_ungrouped" and its) or ungrouped == "none")
            ):
                found.add("other_group")
            if plan.hidden:
                found.add("not_for_sale")
        if plan.recurring and not plan.is_free and plan.price(self.period) is None:
            found.add("period_unavailable")
        return found

    def _rules(self) -> set[str]:
        kind, rules = self.kind(), self.now
        leaves = self.plan.id != self.now.id
        found = set()
        if leaves and rules.direction == "closed":
            found.add("direction")
        if leaves and kind == "upgrade" and rules.direction == "downgrade_only":
            found.add("direction")
        if leaves and kind == "downgrade" and rules.direction == "upgrade_only":
            found.add("direction")
        if leaves and rules.minimum and self.held.since and self.held.status not in ("trialing", "pending"):
            when = self._later(kind) or self.at
            if add(self.held.since, rules.minimum) > when:
                found.add("minimum_term")
        return found

    def _later(self, kind: str) -> datetime | None:
        if kind == "removal":
            return self.end if self.end is not None and self.end > self.at else None
        if kind == "downgrade" and self.shop.settings["downgrade"] == "term_end" and self.in_paid_term:
            return self.end
        return None

    # What it costs (PRICING 4)

    def deal(self) -> Deal:
        """The change with its charges and credits, before account credit."""
        kind = self.kind()
        if kind == "none" or (kind == "reactivation" and not self.over):
            deal = self._as_it_is(kind)
        elif kind == "addon":
            deal = self._addon()
        elif kind == "removal":
            deal = self._removal()
        else:
            later = self._later(kind)
            deal = self._new_term_later(kind, later) if later else self._new_term_now(kind)
        if deal.charges and deal.effective is None:
            deal.carried = self.held.carried
        bought_anew = self.held.is_paid_in_full() and any(one.type == "plan" for one, _ in deal.charges)
        if not self.same_plan or bought_anew:
            deal.count = self.plan.agreed
        return deal

    def _present(self) -> list[Due]:
        return taxed(self.held.recurring, self.shop, self.country)

    def _status(self) -> str:
        if self.held.status not in ("cancelled", "expired"):
            return self.held.status
        return "trialing" if self.trial_end else "active"

    def _as_it_is(self, kind: str) -> Deal:
        held = self.held
        return Deal(
            kind, self.at, self.wish, (self.start or self.at, self.end), recurring=self._present(), addons=self.had,
            status=held.status if kind == "none" else self._status(), anchor=held.anchor, period=self.old_period,
            trial_end=self.trial_end, code=held.code,
        )  # fmt: skip

    def _kept(self, at: datetime) -> list[Due]:
        lines = capped(self._present(), self.wanted)
        known = {due.product: due.quantity for due in lines}
        back = [
            self._addon_due(self.shop.items[i], missing, self.old_period, WHOLE, at)
            for i, units in sorted(self.wanted.items())
            if self.shop.items[i].recurring
            and (missing := units - self.added.get(i, 0) - known.get(i, 0)) > 0
            and self.old_period is not None
        ]
        return merged([*lines, *back])

    def _removal(self) -> Deal:
        at = self._later("removal")
        kept = self._kept(at or self.at)
        period = self.old_period if kept else None
        anchor = self.held.anchor or (at or self.at).day
        end = (add(at, period, 1, anchor) if period else None) if at else self.end
        return Deal(
            "removal", self.at, self.wish, (at or self.at, end), at, recurring=kept, addons=self.wanted,
            status="active" if at else self._status(), anchor=anchor, period=period,
            left=[] if self.held.is_paid_in_full() else [*kept, *taxed(self.held.deferred, self.shop, self.country)],
            trial_end=None if at else self.trial_end, code=self._code_after(),
        )  # fmt: skip

    def _addon(self) -> Deal:
        runs = self.end is not None and self.end > self.at
        items = self.shop.items
        recurs = [i for i in sorted(self.added) if items[i].recurring]
        starts = bool(recurs) and not runs
        period = self.old_period or (self.period if recurs else None)
        anchor = self.at.day if starts else self.held.anchor
        end = add(self.at, period, 1, anchor) if starts and period else self.end
        part = self._rest(period) if runs else WHOLE
        now = [(self._addon_due(items[i], self.added[i], period, part, self.at, typed=True), True) for i in recurs]
        full = [self._addon_due(items[i], self.added[i], period, WHOLE, self.at) for i in recurs]
        fees = [
            (self._priced(items[i], "setup_fee", n, items[i].fee), False)
            for i, n in sorted(self.added.items())
            if items[i].fee
        ]
        once = [(self._once(items[i], n), False) for i, n in sorted(self.added.items()) if not items[i].recurring]
        leaving = self.removed if runs else {}
        return Deal(
            "addon", self.at, self.wish, (self.at, end), charges=now + fees + once,
            recurring=merged([*self._kept(self.at), *full]),
            addons={**self.wanted, **{i: self.had[i] for i in leaving}},
            status=self.held.status if self.over else self._status(), anchor=anchor, period=period,
            trial_end=self.trial_end, keeps_dates=not recurs, code=self._code_after(),
        )  # fmt: skip

    def _rest(self, period: Period | None) -> Fraction:
        if (
            self.shop.settings["addon_charge"] == "full"
            or self.end is None
            or period is None
            or self.shop.unit == "none"
        ):
            return WHOLE
        if self.trial_end is not None:
            whole = add(self.at, period)
            if self.shop.unit == "day":
                return min(
                    Fraction(-(-seconds(self.at, self.trial_end) // 86400), -(-seconds(self.at, whole) // 86400)), WHOLE
                )
            return min(Fraction(seconds(self.at, self.trial_end), seconds(self.at, whole)), WHOLE)
        return part_charged(self.shop.unit, self.start or self.at, self.end, self.at)

    def _new_term_now(self, kind: str) -> Deal:
        held, plan = self.held, self.plan
        trial = self._carried_trial(kind)
        keeps_day = (
            self.shop.settings["anchor"] == "keep_anchor" and self.shop.unit != "none" and kind != "reactivation"
            and self.in_paid_term and self.same_period and plan.recurring and not plan.is_free
        )  # fmt: skip
        old = self.end if self._goes_on_from_old_end(kind) else None
        anchor = held.anchor if keeps_day or old else (trial or self.at).day
        part = (
            part_charged(self.shop.unit, self.start, self.end, self.at)
            if keeps_day and self.start and self.end
            else WHOLE
        )
        begun = add(old or self.at, self.period, 1, anchor) if self.period else None
        end = self.end if keeps_day else trial or begun
        full = self._recurring(WHOLE, self.at)
        now = self._recurring(part, self.at, typed=True)
        once, fees = self._bought_once(self.at), self._fees()
        charges = [(due, False) for due in once]
        if not trial:
            charges = [*((due, True) for due in now), *((due, False) for due in fees), *charges]
        return Deal(
            kind, self.at, self.wish, (old or self.at, end), charges=charges, credits=self._credits(), recurring=full,
            deferred=fees if trial else [], addons=self.wanted, status="trialing" if trial else "active",
            anchor=anchor if self.period else held.anchor, period=self.period, trial_end=trial, code=self._code_after(),
        )  # fmt: skip

    def _carried_trial(self, kind: str) -> datetime | None:
        plan = self.plan
        if self.trial_end is None or plan.trial is None or kind == "reactivation" or not plan.recurring or plan.is_free:
            return None
        return min(self.trial_end, add(self.at, plan.trial))

    def _goes_on_from_old_end(self, kind: str) -> bool:
        """Who pays within the days of grace pays from the old end."""
        if kind != "reactivation" or self.held.status not in RUNNING or self.period is None or self.end is None:
            return False
        return self.at < self.end + grace(self.old_period, self.shop.days("grace_days"))

    def _new_term_later(self, kind: str, at: datetime) -> Deal:
        anchor = self.held.anchor or at.day
        charges = [(due, True) for due in self._recurring(WHOLE, at, typed=True)]
        charges += [(due, False) for due in [*self._fees(), *self._bought_once(at)]]
        end = add(at, self.period, 1, anchor) if self.period else None
        return Deal(
            kind, self.at, self.wish, (at, end), at, charges=charges, recurring=self._recurring(WHOLE, at),
            deferred=[], addons=self.wanted, anchor=anchor, period=self.period, code=self._code_after(),
        )  # fmt: skip

    def _credits(self) -> list[tuple[Line, int]]:
        lasts = self.shop.settings["lifetime_years"]
        years = None if self.plan.is_lifetime or lasts is None else int(str(lasts))
        holds = self.same_plan and self.plan.is_lifetime
        ending = [
            line
            for line in self.held.open_lines()
            if (line.end is not None and line.end > self.at and line.type != "setup_fee")
            or (line.end is None and line.type == "plan" and not holds)
        ]
        return [(line, line.credit(self.shop.unit, years, self.at)) for line in ending]

    # Single charges

    def _typed(self) -> Code | None:
        return self.shop.codes.get(self.wish.code) if self.wish.code else None

    def _code_after(self) -> Code | None:
        typed = self._typed()
        return typed if typed is not None and typed.renews else self.held.code

    def _code(self, at: datetime, *, typed: bool) -> Code | None:
        """The code that a charge counts on: one typed in for this change, else the membership's where it renews."""
        new = self._typed()
        if new is not None and typed and new.holds(self.at, self.held.id):
            return new
        code = self._code_after()
        return code if code is not None and code.renews and code.holds(at, self.held.id) else None

    def _priced(
        self, item: Item, kind: str, units: int, price: Fraction | int, part: Fraction = WHOLE, less: Code | None = None
    ) -> Due:
        exact, used = Fraction(price) * units, ""
        if less is not None and less.covers(item.id) and (less.type == "percentage" or kind == "plan"):
            percent = less.type == "percentage"
            off = exact * min(less.value, Fraction(100)) / 100 if percent else less.value
            exact, used = max(exact - off, Fraction(0)), less.code
        net, tax = split(half_up(exact * part), self.shop.percent(item, self.country), inclusive=self.shop.inclusive)
        return Due(item.id, kind, units, net + tax, tax, used)

    def _addon_due(
        self, item: Item, units: int, period: Period | None, part: Fraction, at: datetime, *, typed: bool = False
    ) -> Due:
        code = self._code(at, typed=typed) if period is not None else None
        return self._priced(item, item.kind, units, item.unit_price(period) or 0, part, code)

    def _once(self, item: Item, units: int) -> Due:
        return self._priced(item, item.kind, units, item.prices[item.base])

    def _recurring(self, part: Fraction, at: datetime, *, typed: bool = False) -> list[Due]:
        found = []
        if self.plan.recurring and not self.plan.is_free:
            code = self._code(at, typed=typed)
            found.append(self._priced(self.plan, "plan", 1, self.plan.price(self.period) or 0, part, code))
        found += [
            self._addon_due(self.shop.items[i], n, self.period, part, at, typed=typed)
            for i, n in sorted(self.wanted.items())
            if self.shop.items[i].recurring
        ]
        return found

    def _bought_once(self, at: datetime) -> list[Due]:
        found = []
        if self.plan.is_lifetime and not self.same_plan:
            found.append(
                self._priced(self.plan, "plan", 1, self.plan.prices[self.plan.base], WHOLE, self._code(at, typed=True))
            )
        found += [
            self._once(self.shop.items[i], n) for i, n in sorted(self.added.items()) if not self.shop.items[i].recurring
        ]
        return found

    def _fees(self) -> list[Due]:
        found, plan = [], self.plan
        settled = self.held.fees_settled(self.shop)
        if plan.fee > settled:
            found.append(self._priced(plan, "setup_fee", 1, plan.fee - settled))
        units = dict(self.added)
        for due in self.held.deferred:
            kept = self.wanted.get(due.product, 0) - units.get(due.product, 0)
            if due.type == "setup_fee" and kept > 0:
                units[due.product] = units.get(due.product, 0) + min(due.quantity, kept)
        found += [
            self._priced(self.shop.items[i], "setup_fee", n, self.shop.items[i].fee)
            for i, n in sorted(units.items())
            if self.shop.items[i].fee
        ]
        return found
