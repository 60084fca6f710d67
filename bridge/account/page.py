"""The Account page: what is read for it, what it is made of, how it is answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any, Literal

from typing_extensions import TypedDict

from bridge import people
from bridge.changes.apply import OUR_GATEWAY
from bridge.changes.view import Change, ChangeView, change_view, present_change_or_none
from bridge.errors import MembershipUnknown, NoMembership, NotAllowed
from bridge.people import Actor, viewer_of
from bridge.ports import Services
from bridge.pricing import renewal_lines
from bridge.pricing.calendar import Period
from bridge.pricing.catalog import Product, addon_price, list_price
from bridge.pricing.charges import TaxTable
from bridge.pricing.membership import RecurringLine
from bridge.pricing.money import round_charge, round_known
from bridge.pricing.price import price_change
from bridge.pricing.quote import Quote
from bridge.pricing.refusal import NotKnown
from bridge.pricing.snapshot import Selection
from bridge.pricing.standing import Standing, stand
from bridge.quotas.materialise import held_limits
from bridge.store.changes import ChangeFacts
from bridge.store.memberships import AccountFacts, BeyondTermSort, MembershipFacts, SiteView
from bridge.store.memberships import AccountPayment as StoredPayment
from bridge.store.memberships import MembershipEntry as StoredEntry
from bridge.store.store import Store
from bridge.web import encoding
from bridge.web.encoding import Currency, Instant, Limits, Money, NextCharge, instant, instant_or_none, money, period

SCHEDULED = "scheduled"


@dataclass(frozen=True, slots=True)
class LineView:
    """A product held: ``amount_minor`` is per term, for all of ``quantity``.

    ``leaving`` units have been let go already and stay until the paid term ends.
    """

    product_id: int
    slug: str
    name: str
    type: str
    quantity: int
    amount_minor: int | None
    period: Period | None
    recurring: bool
    leaving: int = 0


@dataclass(frozen=True, slots=True)
class NextChargeView:
    """When money is due next and how much, account credit already taken off."""

    date: datetime
    amount_minor: int


@dataclass(frozen=True, slots=True)
class MembershipView:
    """A membership as its owner reads it; ``plan`` None: the row of its plan is gone."""

    id: int
    number: str
    status: str
    billed_elsewhere: bool
    plan: LineView | None
    addons: tuple[LineView, ...]
    currency: str
    period: Period | None
    amount_per_term_minor: int | None
    times_billed: int
    date_created: datetime | None
    term_start: datetime | None
    term_end: datetime | None
    trial_end: datetime | None
    next_charge: NextChargeView | None
    discount_code: str | None
    account_credit_minor: int
    beyond_term: BeyondTermSort | None = None


@dataclass(frozen=True, slots=True)
class SiteQuotaView:
    """The quota of the site that was asked from; ``quota_version`` 0: not materialised yet."""

    blog_id: int
    quota_version: int
    limits: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AccountView:
    """Everything the Account page needs, of one instant."""

    viewer: people.Viewer
    memberships: tuple[StoredEntry, ...]
    membership: MembershipView
    pending_change: ChangeView | None
    open_change: ChangeView | None
    sites: tuple[SiteView, ...]
    sites_total: int
    site: SiteQuotaView | None
    payments: tuple[StoredPayment, ...]
    payments_total: int


def read_account(services: Services, actor: Actor, membership_id: int | None = None) -> AccountView:
    """Return the Account page of a membership; without an id, the site's, else the customer's newest.

    :raises NoMembership: where neither has one.
    :raises NotAllowed: where the person has no business with it.
    :raises MembershipUnknown: where a network admin named one that does not exist.
    """
    facts, viewer = services.database.reading(lambda store: _seen(store, actor, membership_id))
    now = services.clock.now().replace(microsecond=0)
    pending = [change for change in facts.changes if change.record.status == SCHEDULED]
    others = [change for change in facts.changes if change.record.status != SCHEDULED]
    return AccountView(
        viewer=viewer,
        memberships=facts.own_memberships,
        membership=_membership(facts.membership, stand(facts.membership.snapshot, now), now),
        pending_change=_newest(services, facts.membership, pending),
        open_change=_newest(services, facts.membership, others),
        sites=facts.sites,
        sites_total=facts.sites_total,
        site=_site(facts, actor.blog_id),
        payments=facts.payments,
        payments_total=facts.payments_total,
    )


def _seen(store: Store, actor: Actor, membership_id: int | None) -> tuple[AccountFacts, people.Viewer]:
    """Return the account that the person may see, and who they are to it."""
    sees_site = actor.is_network_admin or actor.is_site_administrator
    facts = store.memberships.account(actor.user_id, actor.blog_id, membership_id, sees_site=sees_site)
    if facts is not None:
        return facts, viewer_of(store, actor, facts.membership)
    if membership_id is not None:
        raise MembershipUnknown(membership_id=membership_id) if actor.is_network_admin else NotAllowed
    raise NotAllowed if store.memberships.of_site(actor.blog_id) else NoMembership


def _membership(facts: MembershipFacts, standing: Standing, now: datetime) -> MembershipView:
    """Return the membership with its lines and terms; one that is over, or paid in full, has no next charge."""
    membership, beyond = facts.snapshot.membership, _beyond_term(facts, standing)
    return MembershipView(
        id=membership.id,
        number=str(membership.id),
        status=membership.status,
        billed_elsewhere=facts.billed_elsewhere,
        plan=_line(facts, membership.plan_id, 1) if membership.plan_id in facts.snapshot.products else None,
        addons=tuple(
            _line(facts, product_id, quantity)
            for product_id, quantity in sorted(membership.addons.items())
            if product_id in facts.snapshot.products
        ),
        currency=membership.currency,
        period=standing.period or membership.period,
        amount_per_term_minor=_per_term(facts),
        times_billed=membership.times_billed,
        date_created=membership.date_created,
        term_start=None if standing.is_untimed else standing.start,
        term_end=None if standing.is_untimed else standing.end,
        trial_end=standing.trial_end,
        next_charge=None if beyond or facts.is_paid_in_full else _next_charge(facts, now),
        beyond_term=beyond,
        discount_code=membership.discount_code.code if membership.discount_code else None,
        account_credit_minor=facts.snapshot.account_credit_minor,
    )


def _beyond_term(facts: MembershipFacts, standing: Standing) -> BeyondTermSort | None:
    """Tell how a membership stands whose term is over though it was not closed; None inside its term."""
    status = facts.snapshot.membership.status
    if facts.is_paid_in_full and status in ("active", "trialing"):
        return "paid_in_full"
    if not standing.is_over:
        return None
    if status == "on-hold":
        return "on_hold"
    if status not in ("active", "trialing"):
        return None
    return "awaits_payment" if facts.adopted and facts.gateway == OUR_GATEWAY else "over"


def _per_term(facts: MembershipFacts) -> int | None:
    """Return what a term costs with the tax of today, where its lines are ours to renew; else what the row says.

    None where it is not known.
    """
    try:
        lines = _quoted(facts)
    except NotKnown:
        return None
    return round_known(facts.snapshot.membership.amount) if lines is None else renewal_lines.total(lines)


def _quoted(facts: MembershipFacts) -> tuple[RecurringLine, ...] | None:
    """Return what a renewal would charge today for what is held, None where no quote of it is stored.

    :raises NotKnown: where a rate of tax cannot be read.
    """
    snapshot = facts.snapshot
    lines = snapshot.membership.recurring_lines
    return None if lines is None else renewal_lines.taxed(lines, snapshot.products, TaxTable(snapshot))


def _line(facts: MembershipFacts, product_id: int, quantity: int) -> LineView:
    """Return a product held: as its renewals were quoted, else as the catalog lists it."""
    product = facts.snapshot.products[product_id]
    return LineView(
        product_id=product.id,
        slug=product.slug,
        name=product.name,
        type=product.type,
        quantity=quantity,
        amount_minor=_amount(facts, product_id, quantity),
        period=(facts.snapshot.membership.period or product.period) if product.recurring else None,
        recurring=product.recurring,
        leaving=_leaving(facts, product, quantity),
    )


def _leaving(facts: MembershipFacts, product: Product, quantity: int) -> int:
    """Return how many units of an add-on no renewal charges any more: they go at the term's end."""
    lines = facts.snapshot.membership.recurring_lines
    if lines is None or product.type == "plan" or not product.recurring:
        return 0
    return max(0, quantity - sum(line.quantity for line in lines if line.product_id == product.id))


def _amount(facts: MembershipFacts, product_id: int, quantity: int) -> int | None:
    """Return what a product held costs per term, for all of its quantity; None where it is not known."""
    membership, product = facts.snapshot.membership, facts.snapshot.products[product_id]
    try:
        quoted = [line for line in _quoted(facts) or () if line.product_id == product_id]
    except NotKnown:
        return None
    if quoted:
        units = sum(line.quantity for line in quoted)
        return round_charge(Fraction(sum(line.amount_minor for line in quoted) * quantity, units))
    find = list_price if product.type == "plan" else addon_price
    listed = find(product, membership.period, membership.currency)
    price = listed if listed is not None else product.amount
    return None if price is None else round_charge(price * quantity)


def _next_charge(facts: MembershipFacts, now: datetime) -> NextChargeView | None:
    """Return the next charge: that of the present offer, which a pending change may alter; none once it is over."""
    membership = facts.snapshot.membership
    offer = Selection(membership.plan_id, membership.addons, membership.period)
    quote = price_change(facts.snapshot, offer, now)
    if not isinstance(quote, Quote) or quote.kind != "none" or quote.next_charge is None:
        return None
    return NextChargeView(quote.next_charge.date, quote.next_charge.amount_minor)


def _newest(services: Services, facts: MembershipFacts, changes: Iterable[ChangeFacts]) -> ChangeView | None:
    """Return the last of some changes as people see it."""
    found = list(changes)
    if not found:
        return None
    record, stored = found[-1].record, found[-1].stored
    by_hand = services.gateways.is_paid_by_hand(record.gateway)
    instructions = facts.settings.manual_instructions if by_hand else None
    return change_view(record, stored.selection, stored.quote, stored.names, instructions)


def _site(facts: AccountFacts, blog_id: int) -> SiteQuotaView | None:
    """Return the limits of the site asked from where it is one of the membership's own.

    Before they are materialised they are worked out here, with version 0.
    """
    if not facts.has_site_asked_from:
        return None
    if facts.quota is None or "limits" not in facts.quota.quotas:
        return SiteQuotaView(blog_id, 0, held_limits(facts.membership, blog_id))
    return SiteQuotaView(blog_id, facts.quota.version, facts.quota.quotas["limits"])


class Viewer(TypedDict):
    """Who looks, as looked up."""

    user_id: int
    role: Literal["customer", "site_administrator", "network_admin"]
    may_buy: bool
    may_not_buy_reason: str | None


class Line(TypedDict):
    """A product held; ``amount`` is per term, for all of ``quantity``; ``leaving`` units stay until the term's end."""

    product_id: int
    slug: str
    name: str
    type: str
    quantity: int
    amount: Money
    period: encoding.Period | None
    recurring: bool
    leaving: int


class MembershipEntry(TypedDict):
    """A membership in the switch; ``plan_name`` null: its plan's row is gone."""

    id: int
    plan_name: str | None
    status: str


class Membership(TypedDict):
    """The membership shown; ``plan`` null: the row of its plan is gone."""

    id: int
    number: str
    status: str
    billed_elsewhere: bool
    plan: Line | None
    addons: list[Line]
    currency: Currency
    period: encoding.Period | None
    amount_per_term: Money
    times_billed: int
    date_created: Instant | None
    term_start: Instant | None
    term_end: Instant | None
    trial_end: Instant | None
    next_charge: NextCharge | None
    discount_code: str | None
    account_credit: Money
    beyond_term: Literal["over", "awaits_payment", "paid_in_full", "on_hold"] | None


class Site(TypedDict):
    """A site of the membership."""

    blog_id: int
    domain: str
    path: str
    name: str


class SiteQuota(TypedDict):
    """The limits of the site asked from; version 0: not materialised yet."""

    blog_id: int
    quota_version: int
    limits: Limits


class PaidLine(TypedDict):
    """A line of a payment."""

    code: str
    name: str
    amount: Money


class AccountPayment(TypedDict):
    """A payment of the membership; ``lines`` are empty where none were kept."""

    id: int
    date: Instant | None
    status: str
    gateway: str
    total: Money
    lines: list[PaidLine]


class AccountAnswer(TypedDict):
    """Everything the Account page needs; ``is_copy``: this database is a copy, nothing is charged."""

    viewer: Viewer
    memberships: list[MembershipEntry]
    membership: Membership
    pending_change: Change | None
    open_change: Change | None
    sites: list[Site]
    sites_total: int
    site: SiteQuota | None
    payments: list[AccountPayment]
    payments_total: int
    is_copy: bool


def present_account(told: AccountView, locale: str, *, is_copy: bool) -> AccountAnswer:
    """Return everything the Account page needs."""
    viewer = told.viewer
    return {
        "viewer": {
            "user_id": viewer.user_id,
            "role": viewer.role,
            "may_buy": viewer.may_buy,
            "may_not_buy_reason": viewer.may_not_buy_reason,
        },
        "memberships": [
            {"id": entry.id, "plan_name": entry.plan_name, "status": entry.status}
            for entry in told.memberships
        ],
        "membership": _present_membership(told.membership, locale),
        "pending_change": present_change_or_none(told.pending_change, locale),
        "open_change": present_change_or_none(told.open_change, locale),
        "sites": [
            {"blog_id": site.blog_id, "domain": site.domain, "path": site.path, "name": site.name}
            for site in told.sites
        ],
        "sites_total": told.sites_total,
        "site": _quota(told.site),
        "payments": [_payment(payment, locale) for payment in told.payments],
        "payments_total": told.payments_total,
        "is_copy": is_copy,
    }


def _present_membership(held: MembershipView, locale: str) -> Membership:
    """Return the membership with its lines."""
    currency, charge = held.currency, held.next_charge
    return {
        "id": held.id,
        "number": held.number,
        "status": held.status,
        "billed_elsewhere": held.billed_elsewhere,
        "plan": None if held.plan is None else _present_line(held.plan, currency, locale),
        "addons": [_present_line(line, currency, locale) for line in held.addons],
        "currency": currency,
        "period": period(held.period),
        "amount_per_term": money(held.amount_per_term_minor, currency, locale),
        "times_billed": held.times_billed,
        "date_created": instant_or_none(held.date_created),
        "term_start": instant_or_none(held.term_start),
        "term_end": instant_or_none(held.term_end),
        "trial_end": instant_or_none(held.trial_end),
        "next_charge": None
        if charge is None
        else {"date": instant(charge.date), "amount": money(charge.amount_minor, currency, locale)},
        "discount_code": held.discount_code,
        "account_credit": money(held.account_credit_minor, currency, locale),
        "beyond_term": held.beyond_term,
    }


def _present_line(line: LineView, currency: str, locale: str) -> Line:
    """Return a product held."""
    return {
        "product_id": line.product_id,
        "slug": line.slug,
        "name": line.name,
        "type": line.type,
        "quantity": line.quantity,
        "amount": money(line.amount_minor, currency, locale),
        "period": period(line.period),
        "recurring": line.recurring,
        "leaving": line.leaving,
    }


def _quota(site: SiteQuotaView | None) -> SiteQuota | None:
    """Return the limits of the site asked from."""
    if site is None:
        return None
    return {"blog_id": site.blog_id, "quota_version": site.quota_version, "limits": dict(site.limits)}


def _payment(payment: StoredPayment, locale: str) -> AccountPayment:
    """Return a payment of the membership."""
    return {
        "id": payment.id,
        "date": instant_or_none(payment.date),
        "status": payment.status,
        "gateway": payment.gateway,
        "total": money(payment.total_minor, payment.currency, locale),
        "lines": [
            {"code": line.code, "name": line.name, "amount": money(line.amount_minor, payment.currency, locale)}
            for line in payment.lines
        ],
    }
