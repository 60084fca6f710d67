"""Everything a price depends on at one instant: settings, taxes, customer, catalog, selection, the membership.

What is held, until when, what was settled for it; and which term runs, and whether it was paid for.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Annotated, Literal

from bridge.pricing.calendar import Period, add_period, known_end
from bridge.pricing.catalog import Product, is_free, is_lifetime
from bridge.pricing.refusal import NotKnown

Status = Literal["pending", "active", "trialing", "on-hold", "expired", "cancelled"]
LineType = Literal["plan", "package", "service", "setup_fee"]


@dataclass(frozen=True, slots=True)
class SettledLine:
    """One line that was charged: its value is ``amount_minor + tax_minor - refunded_minor``.

    ``amount_minor`` is without tax and after the line's own discount. ``end`` None: not consumed by time (a
    lifetime plan), or consumed at once (a one-off add-on, a fee). ``id`` and ``payment_id`` name its rows.
    """

    product_id: int
    type: LineType
    amount_minor: int
    tax_minor: int
    refunded_minor: int
    start: datetime
    end: datetime | None
    settled_at: datetime
    payment_id: int | None = None
    id: int | None = None
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class RecurringLine:
    """What each renewal charges for one product, as it was quoted: ``amount_minor`` includes ``tax_minor``."""

    product_id: int
    type: LineType
    quantity: int
    amount_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class DeferredLine:
    """A line that the next charge takes once, beside the recurring ones: a set-up fee due at a trial's end.

    ``amount_minor`` includes ``tax_minor``.
    """

    product_id: int
    type: LineType
    quantity: int
    amount_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class DiscountCode:
    """The code a membership was bought with.

    ``value`` is a percentage, or minor units where ``type`` is absolute; None: it, or until when and how often the code
    holds, cannot be read. ``products`` and ``periods`` None: all.
    ``remaining_uses`` None: unlimited.
    """

    code: str
    type: Literal["percentage", "absolute"]
    value: Fraction | None
    applies_to_renewals: bool
    expires: datetime | None = None
    products: frozenset[int] | None = None
    periods: tuple[Period, ...] | None = None
    remaining_uses: int | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class PendingChange:
    """A change that waits for ``at``: a quote for another one would replace it."""

    plan_id: int
    addons: Mapping[int, int]
    period: Period | None
    at: datetime
    id: int | None = None


@dataclass(frozen=True, slots=True)
class TermPayment:
    """A completed payment of a membership that was for a term: exact minor units, refunds taken off; 0 is a payment.

    ``amount`` None: nobody can tell what was paid.
    """

    at: datetime
    amount: Fraction | None

    def known(self) -> Fraction:
        """Return ``amount``.

        :raises NotKnown: where the row's cannot be read.
        """
        return _known(self.amount, "total")


@dataclass(frozen=True, slots=True)
class Membership:
    """A membership row with its lines; instants are UTC as stored, None where the row holds none.

    ``amount`` is the recurring total per term and ``initial_amount`` the first charge, both exact minor units with
    tax; None: not known, and whatever needs one is refused.

    ``settled_lines`` None: no records were kept (a row of another origin). ``recurring_lines`` None: renewals
    charge ``amount``, and each product's part of it is told from what was settled, else from the list.
    ``deferred_lines`` are charged once more with the next charge (set-up fees put off by a trial). ``anchor_day``
    None: unknown, see :mod:`bridge.pricing.snapshot`. ``plan_since`` is when the present plan was taken, None: told
    from the lines. ``term_payments`` are the completed payments for terms with their days, newest first;
    ``last_term_payment`` is the one for the running term where somebody says so without its day.
    ``billing_cycles`` is after how many billings nothing is charged any more, 0: never. ``addons_unreadable``:
    ``addons`` are those that renewals of ours charge, or none, since the row's own list cannot be read: no change may
    replace it.
    """

    id: int
    plan_id: int
    addons: Mapping[int, int]
    status: Status
    currency: str
    amount: Fraction | None
    initial_amount: Fraction | None
    recurring: bool
    period: Period | None
    date_created: datetime | None
    date_renewed: datetime | None
    date_expiration: datetime | None
    date_trial_end: datetime | None
    times_billed: int
    settled_lines: tuple[SettledLine, ...] | None = None
    recurring_lines: tuple[RecurringLine, ...] | None = None
    anchor_day: int | None = None
    last_term_payment: Fraction | None = None
    discount_code: DiscountCode | None = None
    pending_change: PendingChange | None = None
    deferred_lines: tuple[DeferredLine, ...] = ()
    plan_since: datetime | None = None
    term_payments: tuple[TermPayment, ...] = ()
    billing_cycles: int = 0
    addons_unreadable: bool = False

    def is_paid_in_full(self, more_billings: int = 0) -> bool:
        """Tell whether all billings that were agreed on are made, some more counted: then no further charge comes."""
        return 0 < self.billing_cycles <= self.times_billed + more_billings

    def recurring_amount(self) -> Fraction:
        """Return ``amount``.

        :raises NotKnown: where the row's cannot be read.
        """
        return _known(self.amount, "amount")

    def first_amount(self) -> Fraction:
        """Return ``initial_amount``.

        :raises NotKnown: where the row's cannot be read.
        """
        return _known(self.initial_amount, "initial_amount")


def _known(amount: Fraction | None, column: str) -> Fraction:
    if amount is None:
        raise NotKnown("amount_unknown", column=column)
    return amount


Proration = Literal["second", "day", "none", "legacy_day"]
Anchor = Literal["restart", "keep_anchor"]
AddonCharge = Literal["rest_of_term", "full"]
DowngradeTiming = Literal["term_end", "immediate"]
Ungrouped = Literal["all", "same_ungrouped", "none"]
#: What becomes of a change to less than is used: refused until it fits; allowed, and nothing can be added; allowed, and
#: what held before goes on for some days.
OverLimit = Literal["refuse", "warn", "grace"]
#: The same of one limit; ``as_others``: what is set for all.
OverOne = Literal["as_others", "refuse", "warn", "grace"]
#: By the module of a limit: the setting that is its own.
OVER_SETTINGS = {
    "disk_space": "over_disk_space", "post_types": "over_post_types", "users": "over_users", "sites": "over_sites",
    "domain_mapping": "over_domain_mapping", "plugins": "over_software", "themes": "over_software",
}  # fmt: skip
#: The tab of what happens at a limit.
LIMITS_TAB = "limits"


@dataclass(frozen=True, slots=True)
class Within:
    """The lowest and highest value of a setting that is a number, in ``unit``; of a text, its length."""

    least: int
    most: int
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """The tab of the form in which a setting stands."""

    tab: str


@dataclass(frozen=True, slots=True)
class Settings:
    """One network's pricing settings; ``lifetime_years`` None: a lifetime plan is not consumed by time.

    ``grace_days`` is how long a membership stays open after an unpaid term's end (at most a tenth of the term): who
    pays within them goes on from the old end, later from now.

    A line here is all there is to a setting: its body, its answer, its bounds and its field are made from it.
    """

    proration: Proration = "second"
    anchor: Anchor = "restart"
    addon_charge: AddonCharge = "rest_of_term"
    downgrade: DowngradeTiming = "term_end"
    ungrouped: Ungrouped = "all"
    over_limit: Annotated[OverLimit, Placed(LIMITS_TAB)] = "refuse"
    over_disk_space: Annotated[OverOne, Placed(LIMITS_TAB)] = "as_others"
    over_post_types: Annotated[OverOne, Placed(LIMITS_TAB)] = "as_others"
    over_users: Annotated[OverOne, Placed(LIMITS_TAB)] = "as_others"
    over_sites: Annotated[OverOne, Placed(LIMITS_TAB)] = "as_others"
    over_domain_mapping: Annotated[OverOne, Placed(LIMITS_TAB)] = "as_others"
    over_software: Annotated[OverOne, Placed(LIMITS_TAB)] = "warn"
    over_grace_days: Annotated[int, Within(1, 365, "day"), Placed(LIMITS_TAB)] = 14
    payment_window_days: Annotated[int, Within(1, 365, "day")] = 7
    grace_days: Annotated[int, Within(0, 365, "day")] = 3
    quote_valid_minutes: Annotated[int, Within(1, 1440, "minute")] = 15
    lifetime_years: Annotated[int | None, Within(1, 100, "year")] = None
    taxes: bool = False
    tax_inclusive: bool = False

    def when_over(self, limit: str) -> OverLimit:
        """Return what becomes of a change to less of a limit than is used.

        >>> Settings(over_limit="refuse", over_users="grace").when_over("users.editor")
        'grace'
        >>> Settings().when_over("disk_space"), Settings().when_over("plugins.a.php")
        ('refuse', 'warn')
        """
        own: OverOne = getattr(self, OVER_SETTINGS.get(limit.partition(".")[0], ""), "as_others")
        return self.over_limit if own == "as_others" else own

    def is_any_over(self, answer: OverLimit) -> bool:
        """Tell whether a change to less of any limit than is used is answered so."""
        return any(self.when_over(module) == answer for module in OVER_SETTINGS)

    @property
    def charges_whole_terms_for_parts(self) -> bool:
        """Tell whether the answers contradict each other: no price for a part of a term, yet the billing date stays.

        A full term would be charged for the rest of one, and again at its end. The pair cannot be saved; where it is
        stored from before, every change starts a new term.
        """
        return self.proration == "none" and self.anchor == "keep_anchor"


@dataclass(frozen=True, slots=True)
class Customer:
    """Who pays, and where: empty strings where no address was given, :data:`UNREADABLE` where it cannot be read."""

    id: int
    country: str = ""
    state: str = ""
    city: str = ""
    tax_exempt: bool = False
    has_trialed: bool = False


#: In place of the country: there is a rate, or a list of them, of which nothing can be read.
UNREADABLE = "?"
EVERY_CATEGORY = ""


@dataclass(frozen=True, slots=True)
class TaxRate:
    """One rate of a tax category; ``state`` and ``city`` are comma lists, '' or '*' match all.

    ``percent`` None: not known, so that nothing it is for can be charged. A country of :data:`UNREADABLE` makes the
    whole category unknown, or all with :data:`EVERY_CATEGORY`.
    """

    country: str
    tax_category: str
    percent: Fraction | None
    state: str = ""
    city: str = ""


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """What no provider took of earlier bills, with the tax in it: the next charge takes it."""

    amount_minor: int = 0
    tax_minor: int = 0


NOTHING_CARRIED = CarriedOver()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The facts of one membership at one instant; ``account_credit_minor`` is the free (unreserved) part.

    ``typed_code`` is a code that was typed in for this change and may be used for it, in place of the membership's.
    """

    settings: Settings
    tax_rates: tuple[TaxRate, ...]
    customer: Customer
    account_credit_minor: int
    products: Mapping[int, Product]
    membership: Membership
    carried_over: CarriedOver = NOTHING_CARRIED
    typed_code: DiscountCode | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """The offer asked for: a plan, the complete set of wanted add-ons (quantities above 0) and a period.

    ``period`` None asks for the plan's own (a lifetime or free plan needs none). ``code`` is a discount code that was
    typed in, empty where none was.
    """

    plan_id: int
    addons: Mapping[int, int]
    period: Period | None
    code: str = ""


_LAST_SECOND = (23, 59, 59)
_RUNNING = frozenset({"active", "on-hold", "trialing"})


def anchor_day(membership: Membership, end: datetime | None) -> int | None:
    """Return the day of the month that terms come back to.

    Stored with the membership; unknown, it is the day of ``date_renewed``, else of ``date_created``, where the end
    is its month's last day and that day is later; else the end's own. A stored day that the end is not on counts no
    more: somebody has moved the end, and the next term is a whole one from there.
    """
    stored = membership.anchor_day
    if end is None or (stored is not None and end.day == min(stored, monthrange(end.year, end.month)[1])):
        return stored
    began = membership.date_renewed or membership.date_created
    if began and end.day == monthrange(end.year, end.month)[1] and began.day > end.day:
        return began.day
    return end.day


@dataclass(frozen=True, slots=True)
class Standing:
    """A membership's terms, read once for every decision about it.

    ``[start, end)`` is the billing term, of the plan or (beside a plan that is billed in no term) of its recurring
    add-ons; None where none is known. ``is_untimed``: the plan recurs and is not free, but has no end: it is not
    charged again, and nothing that is bought beside it gives it a term. ``trial_end`` is set inside a trial only.
    ``in_paid_term``: the plan recurs, is not free and ``as_of`` lies inside a term of its own that is no trial and no
    unpaid order.
    """

    plan: Product | None
    period: Period | None
    start: datetime | None
    end: datetime | None
    anchor_day: int | None
    trial_end: datetime | None
    is_free: bool
    is_lifetime: bool
    is_untimed: bool
    is_over: bool
    is_active: bool
    is_running: bool
    in_paid_term: bool


def stand(snapshot: Snapshot, as_of: datetime) -> Standing:
    """Read how the snapshot's membership stands at ``as_of``."""
    membership = snapshot.membership
    plan = snapshot.products.get(membership.plan_id)
    costs_something = membership.recurring or membership.initial_amount != 0
    free = is_free(plan) if plan is not None else not costs_something
    lifetime = is_lifetime(plan) if plan is not None else not (membership.recurring or free)
    bills = not (free or lifetime) or holds_recurring_addons(snapshot)
    period = (membership.period or (plan.period if plan else None)) if bills else None
    on_trial = is_on_trial(membership, as_of)
    plan_bills = not (free or lifetime)
    of_plan = plan_end(snapshot, as_of, on_trial=on_trial) if plan_bills else None
    untimed = plan_bills and of_plan is None
    end = of_plan or (term_end(snapshot, as_of, on_trial=on_trial) if bills else None)
    anchor = anchor_day(membership, end)
    over = end is not None and as_of >= end and not untimed
    ends_unsaid = bills and (end is None or untimed)
    return Standing(
        plan=plan,
        period=period,
        start=add_period(end, period, -1, anchor_day=anchor) if end and period else None,
        end=end,
        anchor_day=anchor,
        trial_end=end if on_trial and not over and not untimed else None,
        is_free=free,
        is_lifetime=lifetime,
        is_untimed=untimed,
        is_over=over or (ends_unsaid and membership.status in ("expired", "cancelled")),
        is_active=membership.status == "active",
        is_running=membership.status in _RUNNING,
        in_paid_term=of_plan is not None and not (over or on_trial) and membership.status != "pending",
    )


def holds_recurring_addons(snapshot: Snapshot) -> bool:
    """Tell whether an add-on that is billed each term is held; one gone from the catalog is taken to be."""
    membership, products = snapshot.membership, snapshot.products
    if not membership.recurring:
        return False
    return any(product_id not in products or products[product_id].recurring for product_id in membership.addons)


def is_on_trial(membership: Membership, as_of: datetime) -> bool:
    """Tell whether what runs is a trial: also one that was cancelled and has not ended yet."""
    if membership.status in ("cancelled", "expired"):
        return membership.date_trial_end is not None and as_of < membership.date_trial_end
    return membership.status == "trialing"


def plan_end(snapshot: Snapshot, as_of: datetime, *, on_trial: bool) -> datetime | None:
    """Return the end of a recurring plan's own term: the row's, else that of its last line; None where neither is."""
    return _row_end(snapshot, as_of, on_trial=on_trial) or _last_end(snapshot, as_of, plan=True)


def term_end(snapshot: Snapshot, as_of: datetime, *, on_trial: bool) -> datetime | None:
    """Return the end of the billing term: a trial's own end, else the expiration, else the last line's end."""
    return _row_end(snapshot, as_of, on_trial=on_trial) or _last_end(snapshot, as_of, plan=False)


def _row_end(snapshot: Snapshot, as_of: datetime, *, on_trial: bool) -> datetime | None:
    membership = snapshot.membership
    end = known_end(membership.date_expiration, as_of)
    if on_trial:
        end = known_end(membership.date_trial_end, as_of) or end
    written_elsewhere = membership.settled_lines is None
    if end is not None and written_elsewhere and snapshot.settings.proration != "legacy_day":
        return whole_end(end)
    return end


def _last_end(snapshot: Snapshot, as_of: datetime, *, plan: bool) -> datetime | None:
    """Return the last end of the settled lines, of all of them or of the plans' alone."""
    lines = (line for line in snapshot.membership.settled_lines or () if line.type == "plan" or not plan)
    return max((end for line in lines if (end := known_end(line.end, as_of))), default=None)


def whole_end(end: datetime) -> datetime:
    """Read an end at 23:59:59, as other systems write it, as the midnight after it.

    >>> whole_end(datetime(2025, 6, 30, 23, 59, 59))
    datetime.datetime(2025, 7, 1, 0, 0)
    """
    if (end.hour, end.minute, end.second) == _LAST_SECOND and end.date() != date.max:
        return end.replace(microsecond=0) + timedelta(seconds=1)
    return end
