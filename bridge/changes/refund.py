"""Send money of a payment back, or write that it went: what that takes of the value in hand, and how it is undone.

What is taken is kept part by part, so that exactly that is given back where a refund fails or a dispute is won.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction

from bridge.changes.receipt import NothingLeft, cancel_credit_note, issue_credit_note
from bridge.changes.transaction import (
    Hold,
    forget_cached,
    lock,
    mail_admin,
    mail_customer,
    membership_digest,
    subject_of,
)
from bridge.errors import PaymentUnknown
from bridge.gateways.port import GatewayRefused, GatewayUnreachable, Refund, RefundOrder, RefundOutcome
from bridge.people import GATEWAY
from bridge.ports import Services
from bridge.pricing.credit import share_of_span
from bridge.pricing.money import to_major
from bridge.pricing.snapshot import Settings
from bridge.store.locks import CreditEntry
from bridge.store.payments import PaymentRecord
from bridge.store.refunds import (
    GOING_BACK,
    Asked,
    Cause,
    DisputeRecord,
    LineLeft,
    RefundRecord,
    RefundStatus,
    Taken,
    Told,
)
from bridge.store.store import Store

#: Payments of which something can go back.
PAID = frozenset({"completed", "partially-refunded", "refunded"})
#: A provider that did not answer is asked again after this; money that is on its way back, after that.
SOON, ON_ITS_WAY_BACK = timedelta(minutes=2), timedelta(hours=6)
#: Topic of the row that Ultimate Multisite's own table of payments follows.
REFUNDED_TOPIC = "payment_refunded"

_STATUSES: Mapping[RefundOutcome, RefundStatus] = {
    RefundOutcome.PENDING: "pending",
    RefundOutcome.SUCCEEDED: "succeeded",
    RefundOutcome.FAILED: "failed",
    RefundOutcome.REFUSED: "refused",
}


@dataclass(frozen=True, slots=True)
class Left:
    """What of a payment can still go back, and why no more; minor units.

    ``given_back_minor`` was given back by later changes, ``in_credit``: its money is account credit, of which that is
    left which nothing else holds. ``worthless_minor`` of it brought no value that could be taken.
    """

    left_minor: int
    gone_minor: int
    given_back_minor: int
    worthless_minor: int
    in_credit: bool
    lines: tuple[LineLeft, ...]


def left_of(store: Store, payment: PaymentRecord, free_credit_minor: int) -> Left:
    """Return what of a payment can still go back; ``free_credit_minor`` is what its customer has and nothing holds."""
    received_at = payment.received_at
    if payment.status not in PAID or received_at is None:
        return Left(0, 0, 0, 0, in_credit=False, lines=())
    gone = _gone(store, payment)
    lines = tuple(store.refunds.lines_of(payment.membership_id, payment.payment_id, payment.quote_id, received_at))
    charged = sum(line.charged_minor for line in lines)
    in_credit = not lines and store.refunds.kept_as_credit(payment.payment_id) > 0
    worthless = 0 if in_credit else max(payment.amount_minor - charged, 0)
    value = free_credit_minor if in_credit else sum(line.left_minor for line in lines) + worthless
    return Left(
        left_minor=max(min(payment.amount_minor - gone, value), 0),
        gone_minor=gone,
        given_back_minor=sum(line.credited_minor for line in lines),
        worthless_minor=worthless,
        in_credit=in_credit,
        lines=lines,
    )


def _gone(store: Store, payment: PaymentRecord, *, to_payer: bool = False) -> int:
    """Return what of a payment went back, is about to, or was charged back.

    ``to_payer``: without what was kept as account credit, whose money is with the network still.
    """
    ids = (payment.payment_id,)
    went = (one for one in store.refunds.of_payments(ids) if one.status in GOING_BACK)
    refunds = sum(one.amount_minor for one in went if one.destination == "payer" or not to_payer)
    taken = (
        part.amount_minor
        for one in store.refunds.disputes_of(ids)
        if one.booked == "yes"
        for part in store.refunds.taken(Cause("dispute", one.dispute_id))
    )
    return refunds + sum(taken)


def unused(line: LineLeft, settings: Settings, at: datetime) -> Fraction:
    """Return which part of a line is not used at an instant, as the network counts it: 0 of one that has ended.

    Of a lifetime plan it is what leaving it would give back.
    """
    if line.ended_at is not None:
        return Fraction(0)
    return _part_ahead(line, settings, at, settings.lifetime_years)


def _part_ahead(line: LineLeft, settings: Settings, at: datetime, years: int | None) -> Fraction:
    """Return which part of a line lies ahead; fees and what is bought once are used up at once."""
    if line.term_end is None and line.line_type != "plan":
        return Fraction(0)
    proration = "day" if settings.proration == "legacy_day" else settings.proration
    return share_of_span(line.term_start, line.term_end, proration, years, at.replace(microsecond=0)).fraction


def shares(lines: tuple[LineLeft, ...], amount_minor: int) -> list[tuple[LineLeft, int]]:
    """Return how much of an amount each line loses, in their order, none more than it has left."""
    found = []
    for line in lines:
        part = min(line.left_minor, amount_minor)
        if part > 0:
            found.append((line, part))
            amount_minor -= part
    return found


def open_refund(held: Hold, payment: PaymentRecord, asked: Asked, *, is_sent: bool) -> RefundRecord:
    """Write a refund and take its value before anybody is asked for the money; ``is_sent``: a provider is.

    Without one the network sends the money itself, or it stays as account credit: then it is done with this.
    """
    left = left_of(held.store, payment, held.free_credit_minor)
    opened = held.store.refunds.ask(asked, held.at + SOON if is_sent else None, held.at)
    if opened is None:
        raise PaymentUnknown(payment_id=payment.payment_id)
    _take(held, payment, left, Cause("refund", opened.refund_id), asked.amount_minor)
    told = {"destination": asked.destination, "reason": asked.said}
    _record(held, payment, "refund_asked", asked.amount_minor, **told)
    if is_sent:
        return opened
    if asked.destination == "account_credit":
        _move_credit(held, payment, asked.amount_minor)
        _record(held, payment, "refund_kept_as_credit", asked.amount_minor)
    else:
        _book(held, payment, asked.amount_minor)
        _record(held, payment, "refund_succeeded", asked.amount_minor, provider_id=None)
    done = replace(opened, status="succeeded", booked="yes")
    held.store.refunds.answer(done, None, held.at)
    _tell_owner(held, payment, done)
    _credit_note(held, payment, done)
    return done


def send(services: Services, reference: str) -> RefundRecord | None:
    """Ask the provider for a refund that is written, or how it stands, and write what it answers.

    The same reference refunds once, however often it is asked. None: there is none of it. A provider that is silent is
    asked again by the worker.
    """
    refund = services.database.reading(lambda store: store.refunds.find_asked(reference))
    if refund is None or refund.status not in ("asked", "pending"):
        return refund
    payment = services.database.reading(lambda store: store.payments.find(refund.payment_id))
    gateway = services.gateways.get(refund.gateway)
    answer = None
    if payment is not None and gateway is not None:
        order = RefundOrder(reference, payment.provider_id, refund.amount_minor, refund.currency)
        try:
            known = refund.provider_id
            answer = gateway.refund(order) if known is None else gateway.look_up_refund(known)
        except GatewayUnreachable:
            answer = None
        except GatewayRefused as refused:  # one that was accepted before, and is not found now, is not refused by that
            answer = Refund(None, RefundOutcome.REFUSED, refused.code) if refund.provider_id is None else None
    if payment is None or answer is None:
        later = services.clock.now() + (SOON if refund.status == "asked" else ON_ITS_WAY_BACK)
        services.database.transaction(lambda store: store.refunds.ask_later(refund.refund_id, later))
        return refund
    return services.database.transaction(lambda store: _answered(services, store, payment, reference, answer))


def _answered(
    services: Services, store: Store, known: PaymentRecord, reference: str, answer: Refund
) -> RefundRecord | None:
    """Lock, look again, and write what a provider says of a refund that we asked for."""
    held = lock(store, services.clock.now(), GATEWAY, subject_of(known))
    payment, refund = store.payments.lock(known.payment_id), store.refunds.lock_asked(reference)
    if payment is None or refund is None:
        return refund
    named = replace(refund, provider_id=refund.provider_id or answer.id)
    return _stands(held, payment, named, answer)


def refund_told(held: Hold, payment: PaymentRecord, told: Told, answer: Refund) -> RefundRecord | None:
    """Write how a refund stands that a provider tells of, whoever began it; None: nothing was to go back."""
    if payment.status not in PAID:
        return None
    store, status = held.store, _STATUSES[answer.outcome]
    asked = store.refunds.lock_asked(answer.reference) if answer.reference else None
    if asked is not None and asked.payment_id == payment.payment_id:
        return _stands(held, payment, replace(asked, provider_id=asked.provider_id or told.provider_id), answer)
    if status == "refused":
        return None
    before = store.refunds.lock(told.gateway, told.provider_id)
    kept = before or store.refunds.put(told, status, answer.reason, None, held.at)
    if kept is None:
        return None
    return _stands(held, payment, kept if before else replace(kept, status="asked"), answer)


def _stands(held: Hold, payment: PaymentRecord, refund: RefundRecord, answer: Refund) -> RefundRecord:
    """Write how a refund stands that stood as ``refund`` says, and what follows; what stands so already stays."""
    status, reason = _STATUSES[answer.outcome], answer.reason
    after = replace(refund, status=status, reason=reason)
    is_new = refund.booked != "yes"
    if status in GOING_BACK:
        if is_new and not held.store.refunds.taken(Cause("refund", refund.refund_id)):
            _take_all(held, payment, Cause("refund", refund.refund_id), refund.amount_minor)
        if is_new:
            _book(held, payment, _sum(held, Cause("refund", refund.refund_id)))
        after = replace(after, booked="yes")
    else:
        taken = _give_back(held, payment, Cause("refund", refund.refund_id))
        if not is_new:
            _book(held, payment, -taken)
            after = replace(after, booked="undone")
    ask_after = held.at + ON_ITS_WAY_BACK if status == "pending" and refund.reference else None
    held.store.refunds.answer(after, ask_after, held.at)
    if refund.status != status:
        told = {"provider_id": after.provider_id, "code": reason}
        _record(held, payment, f"refund_{status}", refund.amount_minor, **told)
        if status not in GOING_BACK:
            mail_admin(held, "refund_failed", None, **_figures(payment, refund.amount_minor), problem=reason)
    if status in GOING_BACK and is_new:
        _tell_owner(held, payment, after)
        _credit_note(held, payment, after)
    elif status not in GOING_BACK and not is_new:
        mail_customer(held, payment.customer_id, "refund_failed", **_figures(payment, refund.amount_minor))
        cancel_credit_note(held, payment, _name_of(after))
    return after


def dispute_told(held: Hold, payment: PaymentRecord, dispute: DisputeRecord, *, is_news: bool) -> None:
    """Let a payment be charged back that its payer's bank contests, and stand again where that is won.

    While it is open no document says so: the money may come back. One that is lost has its credit note; where such a
    one is won after all, that is cancelled. What the provider takes for it is the network's and stands nowhere here.
    ``is_news``: it stood otherwise before.
    """
    if payment.status not in PAID:
        return
    _charge_back(held, payment, dispute)
    if dispute.status == "lost":
        if is_news:
            mail_admin(held, "dispute_lost", None, **_figures(payment, dispute.amount_minor))
        _note_of_dispute(held, payment, dispute)
    elif dispute.status == "won":
        cancel_credit_note(held, payment, f"dispute-{dispute.provider_id}")


def _note_of_dispute(held: Hold, payment: PaymentRecord, dispute: DisputeRecord) -> None:
    """Give a credit note to the receipt of what a lost dispute took, once."""
    taken_minor = _sum(held, Cause("dispute", dispute.dispute_id))
    if taken_minor:
        _write_note(held, payment, taken_minor, f"dispute-{dispute.provider_id}")


def _charge_back(held: Hold, payment: PaymentRecord, dispute: DisputeRecord) -> None:
    """Book what a dispute takes of a payment, or gives back."""
    is_back, is_booked = dispute.status in ("open", "lost"), dispute.booked == "yes"
    if is_back and not is_booked:
        left = max(payment.amount_minor - _gone(held.store, payment, to_payer=True), 0)
        taken = min(dispute.amount_minor, left)
        if taken:
            _take_all(held, payment, Cause("dispute", dispute.dispute_id), taken)
            _book(held, payment, taken)
        held.store.refunds.book_dispute(dispute.dispute_id, "yes", held.at)
        mail_admin(held, "payment_disputed", None, **_figures(payment, dispute.amount_minor))
    elif is_booked and not is_back:
        _book(held, payment, -_give_back(held, payment, Cause("dispute", dispute.dispute_id)))
        held.store.refunds.book_dispute(dispute.dispute_id, "undone", held.at)
        mail_admin(held, "dispute_won", None, **_figures(payment, dispute.amount_minor))


def _take_all(held: Hold, payment: PaymentRecord, cause: Cause, amount_minor: int) -> None:
    """Take what has gone already: of the payment's lines, then of what a later change made of them, then of credit.

    What no value is left for is told to the network admin, and is never owed by a balance below 0.
    """
    left = left_of(held.store, payment, held.free_credit_minor)
    rest = _take(held, payment, left, cause, amount_minor)
    if not rest:
        return
    own = {line.id for line in left.lines}
    found = held.store.refunds.unended_lines(payment.membership_id, payment.customer_id)
    others = tuple(one for one in found if one.id not in own)
    rest = _take_of_lines(held, others, cause, rest)
    free = 0 if left.in_credit else min(held.free_credit_minor, rest)
    if free:
        _note(held, cause, Taken("account_credit", None, free))
        _move_credit(held, payment, -free)
        rest -= free
    if rest:
        _note(held, cause, Taken("nothing", None, rest))
        _record(held, payment, "refund_not_covered", rest, cause=cause.by)
        mail_admin(held, "refund_not_covered", None, **_figures(payment, rest))


def _take(held: Hold, payment: PaymentRecord, left: Left, cause: Cause, amount_minor: int) -> int:
    """Take an amount of what a payment brought, and return what of it there was nothing for."""
    rest = amount_minor
    if left.in_credit:
        part = min(held.free_credit_minor, rest)
        if part:
            _note(held, cause, Taken("account_credit", None, part))
            _move_credit(held, payment, -part)
        return rest - part
    rest = _take_of_lines(held, left.lines, cause, rest)
    part = min(left.worthless_minor, rest)
    if part:
        _note(held, cause, Taken("nothing", None, part))
    return rest - part


def _take_of_lines(held: Hold, lines: tuple[LineLeft, ...], cause: Cause, amount_minor: int) -> int:
    """Let lines be worth less, in their order; return what none of them had left."""
    parts = shares(lines, amount_minor)
    for line, part in parts:
        held.store.refunds.take_of_line(line.id, part)
        _note(held, cause, Taken("line", line.id, part))
    _keep_what_is_under_way(held, {line.id: part for line, part in parts})
    return amount_minor - sum(part for _, part in parts)


def _give_back(held: Hold, payment: PaymentRecord, cause: Cause) -> int:
    """Give back what was taken and return how much that is.

    Of a line that a change has ended meanwhile, the part that was unused then becomes account credit.
    """
    store, taken = held.store, held.store.refunds.taken(cause)
    lines = {line.id: line for line in store.refunds.lines([one.line_id for one in taken if one.line_id is not None])}
    back: dict[int, int] = {}
    credit = 0
    for one in taken:
        line = lines.get(one.line_id) if one.line_id is not None else None
        if one.source == "account_credit":
            credit += one.amount_minor
        elif line is not None:
            was_unused = _unused_when_ended(held, line, one)
            store.refunds.take_of_line(line.id, -one.amount_minor, was_unused)
            credit += was_unused
            back[line.id] = -one.amount_minor
    if credit:
        _move_credit(held, payment, credit)
    _keep_what_is_under_way(held, back)
    store.refunds.give_back(cause, held.at)
    return sum(one.amount_minor for one in taken)


def _unused_when_ended(held: Hold, line: LineLeft, taken: Taken) -> int:
    """Return what a change would have given back of a part, had it not been taken before that change ended the line.

    A lifetime plan counts in full where another one took its place, else as the years say over which it is used up.
    """
    if line.ended_at is None or taken.at is None or taken.at > line.ended_at:
        return 0
    settings = held.store.settings.read().pricing
    years = settings.lifetime_years
    if line.term_end is None and years is not None and _lifetime_followed(held, line):
        years = None
    return int(taken.amount_minor * _part_ahead(line, settings, line.ended_at, years))


def _lifetime_followed(held: Hold, line: LineLeft) -> bool:
    """Tell whether a lifetime plan took the place of one, as far as the lines that have not ended tell."""
    if held.is_gone:
        return False
    lines = held.facts.snapshot.membership.settled_lines or ()
    return any(one.type == "plan" and one.end is None and one.settled_at == line.ended_at for one in lines)


def _keep_what_is_under_way(held: Hold, taken: dict[int, int]) -> None:
    """Let an order or a renewal that awaits its payment go on where its figures do not count on what was taken."""
    if held.is_gone or held.facts.under_way is None or not taken:
        return
    snapshot, change = held.facts.snapshot, held.facts.under_way.record
    if membership_digest(held.facts) != change.membership_digest:
        return
    if any(closed.line.id in taken for closed in held.facts.under_way.stored.quote.closes):
        return
    lines = tuple(
        replace(line, refunded_minor=line.refunded_minor + taken.get(line.id or 0, 0))
        for line in snapshot.membership.settled_lines or ()
    )
    after = replace(snapshot, membership=replace(snapshot.membership, settled_lines=lines))
    digest = membership_digest(replace(held.facts, snapshot=after))
    locked = held.store.changes.lock(change.quote_id)
    if locked is not None and locked.status is change.status and not _is_leased(locked.lease_until, held.at):
        held.store.changes.save(locked.status, replace(locked, membership_digest=digest), held.at)


def _is_leased(until: datetime | None, at: datetime) -> bool:
    return until is not None and until > at


def _note(held: Hold, cause: Cause, taken: Taken) -> None:
    held.store.refunds.note_taken(cause, taken, held.at)


def _sum(held: Hold, cause: Cause) -> int:
    """Return how much a refund or a dispute took."""
    return sum(one.amount_minor for one in held.store.refunds.taken(cause))


def _book(held: Hold, payment: PaymentRecord, amount_minor: int) -> None:
    """Let more of a payment have gone back to whoever paid it, or, below 0, less; the shared row follows."""
    if not amount_minor:
        return
    store = held.store
    store.refunds.move_refunded(payment.payment_id, amount_minor)
    after = store.payments.lock(payment.payment_id)
    if after is None:
        return
    total = to_major(after.refunded_minor, after.currency)
    told = {"payment_id": after.payment_id, "refunded_minor": after.refunded_minor, "refund_total": total}
    if (not held.is_gone and held.facts.is_beside) or after.shared_id is None:
        store.outbox.add(REFUNDED_TOPIC, {**told, "status": after.status}, held.at, membership_id=payment.membership_id)
    else:
        store.refunds.tell_shared(after.shared_id, after.status, total, held.at)
    forget_cached(held, after.shared_ids, [])


def _move_credit(held: Hold, payment: PaymentRecord, amount_minor: int) -> None:
    """Move the account credit of whoever paid, because of what went back of a payment."""
    held.store.account_credit.move(payment.customer_id, payment.currency, amount_minor, 0, held.at)
    held.store.account_credit.add_entry(
        CreditEntry(
            customer_id=payment.customer_id,
            currency=payment.currency,
            amount_minor=amount_minor,
            cause="refunded",
            membership_id=payment.membership_id,
            quote_id=None,
            payment_id=payment.payment_id,
            actor_user_id=held.author.entry_user_id,
        ),
        held.at,
    )


def _figures(payment: PaymentRecord, amount_minor: int) -> dict[str, object]:
    """Return what a letter says of money that went back."""
    return {
        "payment": str(payment.shared_id or payment.payment_id),
        "amount": to_major(amount_minor, payment.currency),
        "currency": payment.currency,
    }


def _tell_owner(held: Hold, payment: PaymentRecord, refund: RefundRecord) -> None:
    """Tell whoever paid that money went back, or is account credit now: the membership may be another's by now."""
    template = "refund_kept_as_credit" if refund.destination == "account_credit" else "refund_made"
    mail_customer(held, payment.customer_id, template, **_figures(payment, refund.amount_minor), said=refund.said)


def _credit_note(held: Hold, payment: PaymentRecord, refund: RefundRecord) -> None:
    """Give a credit note to a receipt, once for each refund; the counter that it takes is the last lock."""
    _write_note(held, payment, refund.amount_minor, _name_of(refund))


def _write_note(held: Hold, payment: PaymentRecord, amount_minor: int, name: str) -> None:
    """Take a sum back from a receipt, or what notes before have left of it: a bank takes also what is credit by now."""
    try:
        issue_credit_note(held, payment, amount_minor, name)
    except NothingLeft as nothing:
        if nothing.left_minor > 0:
            issue_credit_note(held, payment, nothing.left_minor, name)


def _name_of(refund: RefundRecord) -> str:
    """Return what a refund's credit note is known by."""
    return refund.reference or str(refund.provider_id)


def _record(held: Hold, payment: PaymentRecord, event: str, amount_minor: int, **told: object) -> None:
    """Write what happened into the membership's journal."""
    held.record(
        event, None, payment_id=payment.payment_id, amount_minor=amount_minor, currency=payment.currency, **told
    )
