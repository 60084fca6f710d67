"""Give a user a membership, for some sites or for none yet.

What is given runs until the day that is said, and is billed by us from then on. A forecast is the giving itself, taken
back: what it says is what comes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from bridge.changes.apply import make_ours
from bridge.changes.transaction import Hold, lock, mail_owner
from bridge.errors import InvalidRequest
from bridge.network_admin.forms import Misread, Notation, amount
from bridge.people import Actor, Author, require_network_admin
from bridge.ports import Services
from bridge.pricing.calendar import Period, add_period, typed_day, typed_period
from bridge.pricing.catalog import Product, agreed_billings, is_free, is_unreadable, list_price, listed_periods
from bridge.pricing.charges import Tariff, TaxTable
from bridge.pricing.money import Money, round_charge, to_major, to_minor
from bridge.pricing.quote import Billings
from bridge.pricing.refusal import NotKnown
from bridge.pricing.renewal_lines import present_lines, total
from bridge.pricing.snapshot import Standing, stand
from bridge.store.engine.server import DuplicateKey
from bridge.store.gifts import NEVER_A_CUSTOMERS, FoundSite, Gift, NewMembership, User, Wanted
from bridge.store.locks import Subject
from bridge.store.store import Store

#: A first term may have begun so long ago, and what was given may last so long.
_LONGEST = timedelta(days=3660)


@dataclass(frozen=True, slots=True)
class GivenSite:
    """A site that is given the membership."""

    blog_id: int
    name: str


@dataclass(frozen=True, slots=True)
class GiftAnswer:
    """What giving comes to, or came to: ``membership_id`` null while it is a forecast.

    ``price`` is that of a term as it will be billed, before tax where prices are without; ``listed`` the catalogue's,
    null where it lists none. ``bill`` is the first one, tax in it, on ``bill_on``; null: there is nothing to bill.
    ``is_trial``: what is given runs before the first term. ``new_customer``: the user was no customer before.
    ``billings``: what was paid counts as the first of them; null: it is billed without end, or never.
    """

    membership_id: int | None
    user: User
    new_customer: bool
    sites: tuple[GivenSite, ...]
    plan_id: int
    plan_name: str
    period: Period | None
    price: Money
    listed: Money | None
    paid: Money
    start: datetime
    end: datetime | None
    is_trial: bool
    bill: Money | None
    bill_on: datetime | None
    billings: Billings | None


@dataclass(frozen=True, slots=True)
class ListedPrice:
    """What a plan costs for a period, null where it has none."""

    period: Period | None
    price: Money


@dataclass(frozen=True, slots=True)
class PlanToGive:
    """A plan that can be given, with the periods that it is sold for and their prices."""

    id: int
    name: str
    prices: tuple[ListedPrice, ...]


@dataclass(frozen=True, slots=True)
class PlansAnswer:
    """The plans that can be given, in the network's order."""

    plans: tuple[PlanToGive, ...]


@dataclass(frozen=True, slots=True)
class Meant:
    """A gift that is understood: who, where, what, for how much and how long; amounts in exact minor units."""

    user: User
    sites: tuple[FoundSite, ...]
    product: Product
    period: Period | None
    price: Fraction
    listed: Fraction | None
    paid: Fraction
    start: datetime
    end: datetime | None
    is_trial: bool


class _TakenBack(Exception):
    """A forecast: nothing of the transaction stays; it carries what giving came to."""

    def __init__(self, answer: GiftAnswer) -> None:
        """Keep the answer."""
        super().__init__()
        self.answer = answer


def list_plans(services: Services, actor: Actor) -> PlansAnswer:
    """Return what can be given."""
    require_network_admin(actor)
    found = services.database.reading(lambda store: store.catalog.products())
    plans = (one for one in found.values() if _can_be_given(one))
    return PlansAnswer(tuple(_plan_to_give(one) for one in plans))


def _can_be_given(product: Product) -> bool:
    return product.type == "plan" and product.active and product.price_of is None


def _plan_to_give(product: Product) -> PlanToGive:
    prices = listed_periods(product, product.currency)
    told = tuple(ListedPrice(period, Money(round_charge(price), product.currency)) for period, price in prices)
    return PlanToGive(product.id, product.name, told)


def forecast(services: Services, actor: Actor, wanted: Wanted, notation: Notation) -> GiftAnswer:
    """Say what giving comes to; nothing is written.

    :raises InvalidRequest: with paths and codes, where it cannot be given as it was asked for.
    """
    require_network_admin(actor)
    giver = Giver(services.clock.now(), Author("network_admin", actor.user_id), notation)
    return replace(giver.forecast(services, wanted), membership_id=None)


def give(services: Services, actor: Actor, gift_id: str, wanted: Wanted, notation: Notation) -> GiftAnswer:
    """Give a membership, once whatever the number of times this is asked for by the same id.

    :raises InvalidRequest: with paths and codes, where it cannot be given as it was asked for.
    """
    require_network_admin(actor)
    at = services.clock.now()
    giver = Giver(at, Author("network_admin", actor.user_id), notation)

    def work(store: Store) -> GiftAnswer:
        before = store.gifts.find(gift_id, lock=True)
        if before is not None:
            return giver.give(store, before.wanted, before.membership_id)
        store.gifts.add(Gift(gift_id, None, 0, "waiting", wanted, (), None), at)
        answer = giver.give(store, wanted)
        store.gifts.end(gift_id, "given", (), answer.membership_id, at)
        return answer

    try:
        return services.database.transaction(work)
    except DuplicateKey:  # somebody gave the same just now: it is told again
        return services.database.transaction(work)


@dataclass(frozen=True, slots=True)
class Giver:
    """Who gives, when, and how they write amounts."""

    at: datetime
    author: Author
    notation: Notation

    def forecast(self, services: Services, wanted: Wanted) -> GiftAnswer:
        """Give, and take it back: nothing is written.

        :raises InvalidRequest: where it cannot be given.
        """

        def work(store: Store) -> None:
            raise _TakenBack(self.give(store, wanted))

        try:
            services.database.transaction(work)
        except _TakenBack as taken_back:
            return taken_back.answer
        raise AssertionError

    def give(self, store: Store, wanted: Wanted, membership_id: int | None = None) -> GiftAnswer:
        """Give in the caller's transaction; what has a number was given before and is told again.

        :raises InvalidRequest: where it cannot be given.
        """
        meant = understand(store, wanted, self.notation, self.at)
        if membership_id is not None:
            return self._told(store, meant, membership_id, is_new=False)
        had = store.gifts.customer_of(meant.user.user_id)
        customer_id = store.gifts.hold_customer(meant.user.user_id, self.at)
        _refuse_taken(store, meant.sites)
        made = store.gifts.begin_membership(_row(meant, customer_id), self.at)
        for site in meant.sites:
            store.gifts.note_site(site.blog_id, made)
            told = {"blog_id": site.blog_id, "membership_id": made, "customer_id": customer_id}
            store.outbox.add("link_site", told, self.at, blog_id=site.blog_id, membership_id=made)
        return self._told(store, meant, made, is_new=had is None)

    def _told(self, store: Store, meant: Meant, membership_id: int, *, is_new: bool) -> GiftAnswer:
        """Make the membership ours, where it is not yet, and say what came of it."""
        customer_id = store.gifts.hold_customer(meant.user.user_id, self.at)
        author = replace(self.author, for_user_id=meant.user.user_id)
        held = lock(store, self.at, author, Subject(membership_id, customer_id, meant.product.currency))
        held = held if held.row.is_ours else _with_tax(held, meant)
        standing = stand(held.facts.snapshot, self.at.replace(microsecond=0))
        bill = _first_bill(held, standing)
        if not held.row.is_ours:
            make_ours(held, standing, None)
            blog_ids = [one.blog_id for one in meant.sites]
            held.record("membership_given", None, plan_id=meant.product.id, blog_ids=blog_ids)
            mail_owner(held, "membership_given", None, plan_id=meant.product.id)
        currency = meant.product.currency
        return GiftAnswer(
            membership_id=membership_id,
            user=meant.user,
            new_customer=is_new,
            sites=tuple(GivenSite(one.blog_id, f"{one.domain}{one.path}".rstrip("/")) for one in meant.sites),
            plan_id=meant.product.id,
            plan_name=meant.product.name,
            period=meant.period,
            price=Money(round_charge(meant.price), currency),
            listed=None if meant.listed is None else Money(round_charge(meant.listed), currency),
            paid=Money(round_charge(meant.paid), currency),
            start=meant.start,
            end=meant.end,
            is_trial=meant.is_trial,
            bill=Money(bill, currency) if bill else None,
            bill_on=meant.end if bill else None,
            billings=held.facts.billings,
        )


def _with_tax(held: Hold, meant: Meant) -> Hold:
    """Return the membership with the tax in its amount, as every row has it: a price may be without.

    :raises InvalidRequest: where more was paid than a term costs with its tax, or nobody can tell the tax.
    """
    snapshot, row = held.facts.snapshot, held.row
    taxes = TaxTable(snapshot)
    try:
        amount = sum(taxes.split(round_charge(meant.price), taxes.percent(meant.product)))
    except NotKnown as unknown:
        raise InvalidRequest(errors=[{"path": "plan", "code": unknown.refusal.code}]) from unknown
    if meant.paid > amount:
        raise InvalidRequest(errors=[{"path": "paid", "code": "paid_more_than_price"}])
    membership = replace(snapshot.membership, amount=Fraction(amount))
    facts = replace(held.facts, snapshot=replace(snapshot, membership=membership))
    return held.with_facts(facts, replace(row, amount=Decimal(to_major(amount, row.currency))))


def _first_bill(held: Hold, standing: Standing) -> int:
    """Return what the next term costs with its tax, 0 where there is none to bill.

    :raises InvalidRequest: where it cannot be worked out: nobody is given what nobody could be billed for.
    """
    snapshot = held.facts.snapshot
    if standing.end is None or standing.is_untimed or snapshot.membership.is_paid_in_full():
        return 0
    try:
        return total(present_lines(Tariff(snapshot, TaxTable(snapshot), held.at.replace(microsecond=0)), standing))
    except NotKnown as unknown:
        raise InvalidRequest(errors=[{"path": "plan", "code": unknown.refusal.code}]) from unknown


def _refuse_taken(store: Store, sites: Sequence[FoundSite]) -> None:
    """Hold the sites, in the order of their numbers; one that has a membership keeps it."""
    taken = []
    for site in sorted(sites, key=lambda one: one.blog_id):
        membership_id = store.gifts.hold_site(site.blog_id) or store.memberships.of_site(site.blog_id)
        if membership_id:
            name = f"{site.domain}{site.path}".rstrip("/")
            taken.append({"path": "sites", "code": "site_taken", "site": name, "membership_id": membership_id})
    if taken:
        raise InvalidRequest(errors=taken)


def _row(meant: Meant, customer_id: int) -> NewMembership:
    """Return the row as another system would have begun it: what was paid for the running term is its first bill."""
    currency = meant.product.currency
    began = meant.start
    if meant.end is not None and meant.period is not None and not meant.is_trial:
        began = max(meant.start, add_period(meant.end, meant.period, -1))
    return NewMembership(
        customer_id=customer_id,
        user_id=meant.user.user_id,
        plan_id=meant.product.id,
        currency=currency,
        amount=Decimal(to_major(round_charge(meant.price), currency)),
        initial_amount=Decimal(to_major(round_charge(meant.paid), currency)),
        recurring=meant.product.recurring and not is_free(meant.product),
        period=meant.period or meant.product.period,
        start=began,
        end=meant.end,
        trial_end=meant.end if meant.is_trial else None,
        times_billed=int(meant.paid > 0),
        billing_cycles=agreed_billings(meant.product),
    )


def understand(store: Store, wanted: Wanted, notation: Notation, at: datetime) -> Meant:
    """Read what was typed and look up whom and what it names.

    :raises InvalidRequest: with every problem there is, by path.
    """
    reading = _Reading(store, wanted, notation, at.replace(microsecond=0))
    user, sites, product = reading.user(), reading.sites(), reading.product()
    period = reading.period(product)
    listed, price = reading.price(product, period)
    paid = reading.amount("paid", product) or Fraction(0)
    start, end, is_trial = reading.span(product, period)
    if reading.problems or user is None or product is None or price is None:
        raise InvalidRequest(errors=reading.problems)
    return Meant(user, sites, product, period, price, listed, paid, start, end, is_trial)


class _Reading:
    """A gift that is being read, and what is wrong with it."""

    def __init__(self, store: Store, wanted: Wanted, notation: Notation, at: datetime) -> None:
        self._store, self._wanted, self._notation, self._at = store, wanted, notation, at
        self.problems: list[dict[str, Any]] = []

    def _note(self, path: str, code: str, **params: Any) -> None:
        self.problems.append({"path": path, "code": code, **params})

    def user(self) -> User | None:
        text = self._wanted.user.strip()
        found = self._store.gifts.users(text) if text else []
        if len(found) != 1:
            self._note("user", "user_ambiguous" if found else "user_unknown" if text else "required")
            return None
        return found[0]

    def sites(self) -> tuple[FoundSite, ...]:
        found: dict[int, FoundSite] = {}
        for text in self._wanted.sites:
            site = self._store.gifts.site(text.strip())
            if site is None:
                self._note("sites", "site_unknown", site=text)
            elif site.is_main or site.kind in NEVER_A_CUSTOMERS:
                self._note("sites", "site_is_no_customers", site=text)
            else:
                found[site.blog_id] = site
        return tuple(found.values())

    def product(self) -> Product | None:
        text = self._wanted.plan.strip()
        plans = [one for one in self._store.catalog.products().values() if _can_be_given(one)]
        fits = [one for one in plans if text in (str(one.id), one.slug)]
        fits = fits or [one for one in plans if one.name.casefold() == text.casefold()]
        if len(fits) != 1:
            self._note("plan", "plan_unknown" if text else "required")
            return None
        try:
            agreed_billings(fits[0])
        except NotKnown as unknown:
            self._note("plan", unknown.refusal.code)
        return fits[0]

    def period(self, product: Product | None) -> Period | None:
        if product is None or not product.recurring or is_free(product):
            return None
        text = self._wanted.period.strip()
        if not text:
            return product.period
        period = typed_period(text)
        if period is None:
            self._note("period", "wrong_form")
        return period

    def price(self, product: Product | None, period: Period | None) -> tuple[Fraction | None, Fraction | None]:
        """Return the listed price and the one to be billed; a price that nobody knows has to be said."""
        if product is None:
            return None, None
        known = not is_unreadable(product, period, product.currency)
        listed = list_price(product, period, product.currency) if known else None
        said = self.amount("price", product)
        if said is None and listed is None and not any(one["path"] in {"price", "period"} for one in self.problems):
            self._note("price", "price_not_listed" if known else "price_unknown")
        return listed, said if said is not None else listed

    def amount(self, path: str, product: Product | None) -> Fraction | None:
        """Return a typed amount in exact minor units, None where none was typed or it cannot be read."""
        text = getattr(self._wanted, path).strip()
        if product is None or not text:
            return None
        try:
            return to_minor(amount(text, self._notation, product.currency), product.currency)
        except Misread as problem:
            self._note(path, problem.code)
            return None

    def span(self, product: Product | None, period: Period | None) -> tuple[datetime, datetime | None, bool]:
        """Return from when to when it is given, and whether that is a time before the first term.

        A first day to come is when billing begins. One in the past begins a term then, and the end is that of the term
        that runs today, unless another is said. What never recurs has no end.
        """
        start, until = self._day("start") or self._at, self._day("until")
        if abs(start - self._at) > _LONGEST or (until and abs(until - self._at) > _LONGEST):
            self._note("start" if abs(start - self._at) > _LONGEST else "until", "too_far")
            return self._at, None, False
        if product is None or not product.recurring or is_free(product) or period is None:
            return min(start, self._at), None, False
        if start > self._at:
            if until is not None:
                self._note("until", "until_of_a_trial")
            return self._at, start, True
        if until is not None and until <= self._at:
            self._note("until", "has_ended")
        return start, until or _end_of_running(start, period, self._at), False

    def _day(self, path: str) -> datetime | None:
        """Return the beginning of a typed day in UTC; today is now."""
        text = getattr(self._wanted, path).strip()
        if not text:
            return None
        day = typed_day(text)
        if day is None:
            self._note(path, "not_a_day")
            return None
        return self._at if path == "start" and day.date() == self._at.date() else day


def _end_of_running(start: datetime, period: Period, at: datetime) -> datetime:
    """Return the end of the term that runs at an instant, of those that follow each other from a start."""
    times = 1
    while add_period(start, period, times) <= at:
        times += 1
    return add_period(start, period, times)
