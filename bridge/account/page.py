"""The Account page: what it is made of, and how it is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Literal

from bridge.account.billing import Billing, billing_of
from bridge.account.payments import write_place
from bridge.changes.leave import Cancellation, cancellation_of, may_be_cancelled
from bridge.changes.view import Change, Currency, PendingElsewhere, change_answer, pending_elsewhere, with_payment
from bridge.errors import MembershipGone, MembershipUnknown, NoMembership, NotAllowed
from bridge.people import Actor, Viewer, viewer_of
from bridge.ports import Services
from bridge.pricing import renewal_lines
from bridge.pricing.calendar import Period
from bridge.pricing.catalog import Product, addon_price, list_price
from bridge.pricing.charges import TaxTable
from bridge.pricing.money import Money, round_charge, round_known
from bridge.pricing.price import next_charge
from bridge.pricing.quote import Billings
from bridge.pricing.refusal import NotKnown
from bridge.pricing.snapshot import RecurringLine, Standing, stand
from bridge.quotas.materialise import LimitPart, held_limits, held_parts
from bridge.store.account import AccountFacts, AccountPayment, MembershipEntry, Site
from bridge.store.changes import ChangeFacts
from bridge.store.external_edits import EditedColumn, Outcome
from bridge.store.memberships import BeyondTermSort, MembershipFacts
from bridge.store.ownership import Owner
from bridge.store.quotes import Limits
from bridge.store.store import Store
from bridge.store.terms import OUR_GATEWAY

SCHEDULED = "scheduled"
#: As in the network's list; one of which all payments are made goes on, or ends with its last term.
Beyond = BeyondTermSort | Literal["ends_paid_in_full"]


@dataclass(frozen=True, slots=True)
class Line:
    """A product held; ``amount`` is per term, for all of ``quantity``; ``leaving`` units stay until the term's end."""

    product_id: int
    slug: str
    name: str
    type: str
    quantity: int
    amount: Money
    period: Period | None
    recurring: bool
    leaving: int


@dataclass(frozen=True, slots=True)
class NextCharge:
    """When money is due next and how much, account credit taken off."""

    date: datetime
    amount: Money


@dataclass(frozen=True, slots=True)
class Rest:
    """That a membership is paused: since when, and when it goes on by itself; null: when a network admin says so.

    ``term_end`` is the end of its term once it has gone on, where that is known.
    """

    since: datetime
    until: datetime | None
    term_end: datetime | None
    sites_closed: bool


@dataclass(frozen=True, slots=True)
class Membership:
    """The membership shown; ``plan`` null: the row of its plan is gone.

    ``carried_over`` is what no provider took of earlier bills: the next charge takes it. ``cancellation``: it ends
    with its term, and no next charge comes. ``may_cancel``: who may buy can cancel it here. ``pause``: it rests.
    ``times_billed`` counts every plan it had; ``billings`` the present one's alone, null where that has no end.
    """

    id: int
    number: str
    status: str
    billed_elsewhere: bool
    owner: Owner
    plan: Line | None
    addons: tuple[Line, ...]
    currency: Currency
    period: Period | None
    amount_per_term: Money
    times_billed: int
    billings: Billings | None
    date_created: datetime | None
    term_start: datetime | None
    term_end: datetime | None
    trial_end: datetime | None
    next_charge: NextCharge | None
    discount_code: str | None
    account_credit: Money
    carried_over: Money
    beyond_term: Beyond | None
    cancellation: Cancellation | None
    may_cancel: bool
    pause: Rest | None


@dataclass(frozen=True, slots=True)
class SiteQuota:
    """The limits of the site asked from, and of whom each number is made; version 0: it has no row yet."""

    blog_id: int
    quota_version: int
    limits: Limits
    parts: Mapping[str, tuple[LimitPart, ...]]


@dataclass(frozen=True, slots=True)
class EditElsewhere:
    """What somebody else wrote into the membership's row past us, by column, and since when that is known."""

    outcome: Outcome
    columns: tuple[EditedColumn, ...]
    noticed_at: datetime


@dataclass(frozen=True, slots=True)
class AccountAnswer:
    """Everything the Account page needs, of one instant; ``is_copy``: this database is a copy, nothing is charged.

    ``is_sold_here`` False: Ultimate Multisite sells this network's changes. ``edited_elsewhere`` is told to network
    admins alone, until one of them has looked at it. ``payments_older``: where the next page of payments begins.
    ``has_former_payments``: who asks has paid for memberships that they have no more.
    """

    viewer: Viewer
    memberships: tuple[MembershipEntry, ...]
    membership: Membership
    pending_change: Change | None
    open_change: Change | None
    sites: tuple[Site, ...]
    sites_total: int
    site: SiteQuota | None
    payments: tuple[AccountPayment, ...]
    payments_total: int
    payments_older: str | None
    pending_elsewhere: PendingElsewhere
    edited_elsewhere: EditElsewhere | None
    is_copy: bool
    is_sold_here: bool
    billing: Billing
    has_former_payments: bool


def read_account(
    services: Services, actor: Actor, membership_id: int | None = None, *, is_copy: bool = False
) -> AccountAnswer:
    """Return the Account page of a membership; without an id, the site's, else the customer's newest.

    :raises NoMembership: where neither has one.
    :raises MembershipGone: where the site's was deleted.
    :raises NotAllowed: where the person has no business with it.
    :raises MembershipUnknown: where a network admin named one that does not exist.
    """
    facts, viewer = services.database.reading(lambda store: _seen(store, actor, membership_id))
    now = services.clock.now().replace(microsecond=0)
    changes = [change for change in facts.changes if _is_shown(change, facts.membership, actor)]
    pending = [change for change in changes if change.record.status == SCHEDULED]
    others = [change for change in changes if change.record.status != SCHEDULED]
    return AccountAnswer(
        viewer=viewer,
        memberships=facts.own_memberships,
        membership=_membership(facts.membership, stand(facts.membership.snapshot, now), now),
        pending_change=_newest(services, actor, facts.membership, pending),
        open_change=_newest(services, actor, facts.membership, others),
        sites=facts.sites,
        sites_total=facts.sites_total,
        site=_site(facts, actor.blog_id),
        payments=facts.payments,
        payments_total=facts.payments_total,
        payments_older=_older_payments(facts),
        pending_elsewhere=pending_elsewhere(facts.membership),
        edited_elsewhere=_edited(facts) if actor.is_network_admin else None,
        is_copy=is_copy,
        is_sold_here=not facts.membership.is_sold_elsewhere,
        billing=billing_of(facts.membership, facts.buyer, actor.locale),
        has_former_payments=facts.has_former_payments,
    )


def _seen(store: Store, actor: Actor, membership_id: int | None) -> tuple[AccountFacts, Viewer]:
    """Return the account that the person may see, and who they are to it."""
    sees_site = actor.is_network_admin or actor.is_site_administrator
    facts = store.account.read(
        actor.user_id, actor.blog_id, membership_id, sees_site=sees_site, sees_every=actor.is_network_admin
    )
    if facts is not None:
        return facts, viewer_of(store, actor, facts.membership)
    of_site = store.memberships.of_site(actor.blog_id)
    if of_site is not None and membership_id in {None, of_site} and store.memberships.load(of_site) is None:
        raise MembershipGone(membership_id=of_site)
    if membership_id is not None:
        raise MembershipUnknown(membership_id=membership_id) if actor.is_network_admin else NotAllowed
    raise NotAllowed if of_site else NoMembership


def _is_shown(change: ChangeFacts, facts: MembershipFacts, actor: Actor) -> bool:
    """Tell whether a change is the customer's: what one ordered who had the membership before is for admins alone."""
    return actor.is_network_admin or change.record.customer_id == facts.snapshot.customer.id


def _older_payments(facts: AccountFacts) -> str | None:
    """Return where the payments begin that are not shown."""
    return write_place(facts.payments[-1].place) if facts.payments_total > len(facts.payments) > 0 else None


def _edited(facts: AccountFacts) -> EditElsewhere | None:
    """Return what a network admin has to look at."""
    found = facts.edited_elsewhere
    return None if found is None else EditElsewhere(found.outcome, found.columns, found.noticed_at)


def _membership(facts: MembershipFacts, standing: Standing, now: datetime) -> Membership:
    """Return the membership with its lines and terms; one that is over, or paid in full, has no next charge."""
    membership, beyond = facts.snapshot.membership, _beyond_term(facts, standing)
    return Membership(
        id=membership.id,
        number=str(membership.id),
        status=membership.status,
        billed_elsewhere=facts.billed_elsewhere,
        owner=facts.owner,
        plan=_line(facts, membership.plan_id, 1) if membership.plan_id in facts.snapshot.products else None,
        addons=tuple(
            _line(facts, product_id, quantity)
            for product_id, quantity in sorted(membership.addons.items())
            if product_id in facts.snapshot.products
        ),
        currency=membership.currency,
        period=standing.period or membership.period,
        amount_per_term=Money(_per_term(facts), membership.currency),
        times_billed=membership.times_billed,
        billings=facts.billings if standing.period is not None else None,
        date_created=membership.date_created,
        term_start=None if standing.is_untimed else standing.start,
        term_end=None if standing.is_untimed else standing.end,
        trial_end=standing.trial_end,
        next_charge=None if beyond or facts.bills_nothing else _next_charge(facts, now),
        beyond_term=beyond,
        discount_code=membership.discount_code.code if membership.discount_code else None,
        account_credit=Money(facts.snapshot.account_credit_minor, membership.currency),
        carried_over=Money(facts.snapshot.carried_over.amount_minor, membership.currency),
        cancellation=cancellation_of(facts, standing),
        may_cancel=may_be_cancelled(facts, standing),
        pause=_rest(facts, standing),
    )


def _rest(facts: MembershipFacts, standing: Standing) -> Rest | None:
    """Return how a membership rests, None where it does not."""
    rests = facts.pause
    if rests is None:
        return None
    end = standing.end + (rests.until - rests.since) if standing.end and rests.until else None
    return Rest(rests.since, rests.until, end, rests.closes_sites)


def _beyond_term(facts: MembershipFacts, standing: Standing) -> Beyond | None:
    """Tell how a membership stands whose term is over though it was not closed, or that has no term to be billed."""
    status = facts.snapshot.membership.status
    if facts.is_paid_in_full and status in ("active", "trialing"):
        ends = facts.adopted and facts.ends_after_last(facts.snapshot.membership.plan_id)
        return "ends_paid_in_full" if ends else "paid_in_full"
    if not standing.is_over or facts.pause is not None:
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


def _line(facts: MembershipFacts, product_id: int, quantity: int) -> Line:
    """Return a product held: as its renewals were quoted, else as the catalog lists it."""
    product = facts.snapshot.products[product_id]
    return Line(
        product_id=product.id,
        slug=product.slug,
        name=product.name,
        type=product.type,
        quantity=quantity,
        amount=Money(_amount(facts, product_id, quantity), facts.snapshot.membership.currency),
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


def _next_charge(facts: MembershipFacts, now: datetime) -> NextCharge | None:
    """Return the next charge: that of the present offer, which a pending change may alter; none that is overdue."""
    charge = next_charge(facts.snapshot, now)
    if charge is None or charge.date <= now:
        return None
    return NextCharge(charge.date, Money(charge.amount_minor, facts.snapshot.membership.currency))


def _newest(services: Services, actor: Actor, facts: MembershipFacts, changes: Iterable[ChangeFacts]) -> Change | None:
    """Return the last of some changes as people see it."""
    found = list(changes)
    if not found:
        return None
    return _declined(services, change_answer(services, found[-1].record, found[-1].stored, facts, actor.locale))


def _declined(services: Services, change: Change) -> Change:
    """Say why the payment of an open change was declined, as far as that is kept; its provider is not asked."""
    if change.declined_reason is None:
        return change
    payment = services.database.reading(lambda store: store.payments.of_quote(change.quote_id))
    return with_payment(change, payment, None)


def _site(facts: AccountFacts, blog_id: int) -> SiteQuota | None:
    """Return the limits of the site asked from where it is one of the membership's own."""
    if not facts.has_site_asked_from:
        return None
    held = facts.membership
    return SiteQuota(blog_id, facts.limits_revision, held_limits(held, blog_id), held_parts(held, blog_id))
