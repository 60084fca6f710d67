"""What a letter says: its facts as the pages write them, for the plugin that sends it in its reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from bridge.changes.transaction import NETWORK_ADMIN, lock, mail_owner
from bridge.changes.view import ByHand, QuoteLine, lines_answer
from bridge.errors import LetterUnknown
from bridge.people import WORKER
from bridge.ports import Services
from bridge.pricing.calendar import Period
from bridge.pricing.money import Figures, Money, currency_digits
from bridge.pricing.price import price_change
from bridge.pricing.quote import Quote
from bridge.pricing.refusal import NotKnown
from bridge.pricing.snapshot import Selection
from bridge.store.letters import LETTERS, Reader, Said
from bridge.store.locks import Subject
from bridge.store.memberships import MembershipFacts
from bridge.store.quotes import StoredQuote
from bridge.store.settings import NetworkSettings
from bridge.store.store import Store
from bridge.store.terms import OUR_GATEWAY
from bridge.store.transfers import written

#: How long before its end the owner of a trial is told.
TRIAL_DAYS = 3
SITES_NAMED = 5
#: Amounts of rows that an earlier version left, in major units; and what they are called now.
_MAJOR = {"amount": "amount_minor", "tax": "now_minor", "tax_agreed": "agreed_minor"}
#: Letters that ask for money by hand.
_ASKING = frozenset({"change_awaiting_payment", "renewal_awaiting_payment", "payment_reminder", "payment_part",
                     "money_failed", "payment_declined"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The words that a network admin gave a letter in its reader's language."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What a letter says; ``is_sent`` False: the network does not send it. ``own_words`` null: the plugin's hold.

    ``blog_ids`` are the membership's first sites. ``lines`` sum to ``total``, ``tax`` is in it; both null where it is
    about no sum. ``charged_at``: the lines are charged then, not now. ``by_hand`` says how to pay, where it asks for
    that.
    """

    to: Reader
    template: str
    is_sent: bool
    own_words: OwnWords | None
    membership_id: int
    plan: str
    period: Period | None
    blog_ids: tuple[int, ...]
    sites_total: int
    params: Figures
    lines: tuple[QuoteLine, ...]
    total: Money | None
    tax: Money | None
    charged_at: datetime | None
    by_hand: ByHand | None


def read_letter(services: Services, row_id: int, locale: str) -> LetterFacts:
    """Return what a letter of the outbox says, in its reader's language.

    :raises LetterUnknown: where there is no such letter.
    """

    def read(store: Store) -> LetterFacts:
        payload = store.outbox.letter(row_id)
        if payload is None:
            raise LetterUnknown(row=row_id)
        to: Reader = "admin" if payload.get("user_id") == NETWORK_ADMIN else "owner"
        params = payload.get("params")
        return _facts(services, store, (to, payload["template"]), params if isinstance(params, dict) else {}, locale)

    return services.database.reading(read)


def _facts(
    services: Services, store: Store, letter: tuple[Reader, str], params: Mapping[str, Any], locale: str
) -> LetterFacts:
    """Put together what is known now and what was true when the letter was left."""
    to, template = letter
    membership_id = int(params.get("membership_id") or 0)
    facts = store.memberships.load(membership_id)
    bound = params.get("bound_quote_id") or params.get("quote_id")
    stored = store.quotes.find(bound) if isinstance(bound, str) else None
    settings = facts.settings if facts else store.settings.read()
    currency = str(params.get("currency") or (facts.snapshot.membership.currency if facts else ""))
    said = store.letters.said(f"{to}.{template}")
    made = LetterFacts(
        to=to,
        template=template,
        is_sent=said.is_sent,
        own_words=_own(said, locale),
        membership_id=membership_id,
        plan=_plan(facts, params),
        period=facts.snapshot.membership.period if facts else None,
        blog_ids=tuple(sorted(facts.site_limitations))[:SITES_NAMED] if facts else (),
        sites_total=facts.sites_total if facts else 0,
        params=Figures(_figures(params, currency), currency),
        lines=(),
        total=None,
        tax=None,
        charged_at=None,
        by_hand=_by_hand(services, store, params, settings, locale) if template in _ASKING else None,
    )
    return made if stored is None else _with_lines(made, stored, currency, params)


def _own(said: Said, locale: str) -> OwnWords | None:
    wording = said.in_language(locale)
    return OwnWords(wording.subject, wording.text) if wording else None


def _plan(facts: MembershipFacts | None, params: Mapping[str, Any]) -> str:
    """Return the name of the plan: the one that the letter is about, else the one held now."""
    if facts is None:
        return ""
    wanted = params.get("plan_id")
    products = facts.snapshot.products
    plan = products.get(wanted) if isinstance(wanted, int) else None
    plan = plan or products.get(facts.snapshot.membership.plan_id)
    return plan.name if plan else ""


def _figures(params: Mapping[str, Any], currency: str) -> dict[str, Any]:
    """Return the figures of a letter; what was paid is named where something was."""
    figures = dict(params)
    for major, minor in _MAJOR.items():
        amount = figures.pop(major, None)
        if minor not in figures and (known := _minor(amount, currency)) is not None:
            figures[minor] = known
    if isinstance(figures.get("amount_minor"), int) and figures["amount_minor"] > 0:
        figures["paid_minor"] = figures["amount_minor"]
    return figures


def _minor(amount: Any, currency: str) -> int | None:
    """Return a decimal in major units as minor units; None where it is none."""
    if not isinstance(amount, str) or not currency:
        return None
    try:
        return int((Decimal(amount) * 10 ** currency_digits(currency)).to_integral_value())
    except InvalidOperation:
        return None


def _by_hand(
    services: Services, store: Store, params: Mapping[str, Any], settings: NetworkSettings, locale: str
) -> ByHand | None:
    """Return how an order is paid by hand, and how much of it is left; None where it is paid in another way."""
    quote_id = params.get("quote_id")
    change = store.changes.find(quote_id) if isinstance(quote_id, str) else None
    if change is None or not services.gateways.is_paid_by_hand(change.gateway):
        return None
    awaited = store.transfers.awaited(change.quote_id)
    return ByHand(
        reference=written(awaited.reference),
        instructions=settings.instructions_for(locale),
        received=Money(awaited.held_minor, change.currency),
        left=Money(max(0, change.due_now_minor - awaited.held_minor), change.currency),
    )


def _with_lines(made: LetterFacts, stored: StoredQuote, currency: str, params: Mapping[str, Any]) -> LetterFacts:
    """Add the lines of the quote that the letter is about: those charged now, or when what was booked takes effect."""
    quote = stored.quote
    currency = quote.currency or currency
    if quote.effective is not None and quote.next_charge is not None and not params.get("amount_minor"):
        lines = lines_answer(quote.next_charge.lines, stored.names, currency)
        return replace(made, lines=lines, charged_at=quote.next_charge.date, **_sum(lines, currency))
    lines = lines_answer(quote.lines, stored.names, currency)
    return replace(made, lines=lines, **_sum(lines, currency)) if lines else made


def _sum(lines: tuple[QuoteLine, ...], currency: str) -> dict[str, Any]:
    """Return what lines come to, and the tax in it."""
    total, tax = (sum(getattr(line, name).minor or 0 for line in lines) for name in ("amount", "tax"))
    return {"total": Money(total, currency), "tax": Money(tax, currency)}


#: What the sample of a letter is about.
SAMPLE_CURRENCY = "EUR"


def sample(settings: NetworkSettings, letter_name: str, said: Said, locale: str, at: datetime) -> LetterFacts:
    """Return made-up facts of a letter, to look at its words with.

    :raises LetterUnknown: where there is no such letter.
    """
    letter = LETTERS.get(letter_name)
    if letter is None:
        raise LetterUnknown(letter=letter_name)
    at, currency = at.replace(microsecond=0), SAMPLE_CURRENCY
    line = QuoteLine("plan", 3, "Premium", 1, Money(12500, currency), Money(2500, currency), _NO, _NO)
    extra = QuoteLine("package", 5, "Extra", 2, Money(2500, currency), Money(500, currency), _NO, _NO)
    amounts = {"amount": 15000, "paid": 15000, "left": 10000, "came": 5000, "more": 1000, "part": 5000,
               "now": 3000, "agreed": 2500}  # fmt: skip
    texts = {"payable_until": at + timedelta(days=7), "effective_at": at, "ends_at": at + timedelta(days=3),
             "try_again_at": at + timedelta(days=3),
             "problem": "basis_moved", "said": "…", "expires": f"{at.replace(day=1) - timedelta(days=1):%m/%Y}",
             "payment": "12", "used": 8400, "allowed": 10000, "full_on": at + timedelta(days=5),
             "new_month": at + timedelta(days=12), "billing": "3", "billings": "12"}  # fmt: skip
    named: dict[str, Any] = {f"{name}_minor": minor for name, minor in amounts.items() if name in letter.more}
    named |= {name: text for name, text in texts.items() if name in letter.more or name == "problem"}
    named |= {"brand": "visa", "last4": "4242"} if "card" in letter.more else {}
    is_about_money = bool({"amount", "paid"} & set(letter.more))
    return LetterFacts(
        to=letter.to,
        template=letter.template,
        is_sent=said.is_sent,
        own_words=_own(said, locale),
        membership_id=1,
        plan="Premium",
        period=Period(1, "year"),
        blog_ids=(1,),
        sites_total=1,
        params=Figures(named, currency),
        lines=(line, extra) if is_about_money else (),
        total=Money(15000, currency) if is_about_money else None,
        tax=Money(3000, currency) if is_about_money else None,
        charged_at=None,
        by_hand=ByHand("KX4P-7QMC", settings.instructions_for(locale), Money(5000, currency), Money(10000, currency))
        if letter.template in _ASKING and letter.to == "owner"
        else None,
    )


_NO = Figures({}, SAMPLE_CURRENCY)


def tell_trial(services: Services, membership_id: int) -> bool:
    """Tell the owner of a trial that it ends soon, and what is charged then; once for each end of a trial."""
    known = services.database.reading(lambda store: store.memberships.load(membership_id))
    if known is None:
        return False
    subject = Subject.of(known)
    return services.database.transaction(lambda store: _tell_trial(services, store, subject))


def _tell_trial(services: Services, store: Store, subject: Subject) -> bool:
    """Lock, look again, then leave the letter."""
    held = lock(store, services.clock.now(), WORKER, subject)
    trial_end = None if held.is_gone else held.row.date_trial_end
    if trial_end is None or held.row.status != "trialing" or held.row.gateway != OUR_GATEWAY or trial_end <= held.at:
        store.letters.end_telling(subject.membership_id)
        return False
    if not store.letters.tell_trial(held.membership_id, trial_end):
        return False
    charge = _first_charge(held.facts, held.at)
    due = {} if charge is None else {"amount_minor": charge, "currency": held.row.currency}
    held.record("trial_end_told", None, trial_end=trial_end.isoformat(), **due)
    mail_owner(held, "trial_ending", None, ends_at=f"{trial_end.isoformat(timespec='seconds')}Z", **due)
    return True


def _first_charge(facts: MembershipFacts, at: datetime) -> int | None:
    """Return what is charged when the trial ends; None where nothing is, or it is not known."""
    membership = facts.snapshot.membership
    offer = Selection(membership.plan_id, membership.addons, membership.period)
    try:
        quote = price_change(facts.snapshot, offer, at.replace(microsecond=0))
    except NotKnown:
        return None
    if not isinstance(quote, Quote) or quote.next_charge is None:
        return None
    return quote.next_charge.amount_minor
