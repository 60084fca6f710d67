"""What refunds and disputes take of the value in hand, part by part, and how exactly that is given back.

What was taken goes back to whom it was taken from, where a refund fails or a dispute is won: onto its line, as long as
that is whose it was. Once a change, an edit or a deletion has ended the line, or its membership has gone to another
customer, it is the account credit of who had it then, as far as it was unused at that moment. How much that is, is kept
at that moment (:func:`keep_due`), so that it matters to nobody what happens first afterwards. A dispute that was won
and is lost after all takes it once more from whom it was given to (:func:`take_again`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from bridge.changes.transaction import Hold, mail_admin, membership_digest
from bridge.pricing.credit import share_of_span, unused_share
from bridge.pricing.money import to_major
from bridge.pricing.snapshot import Settings, SettledLine
from bridge.store.locks import CreditEntry
from bridge.store.payments import PaymentRecord
from bridge.store.refunds import GOING_BACK, Cause, LineLeft, Taken
from bridge.store.store import Store

#: Payments of which something can go back.
PAID = frozenset({"completed", "partially-refunded", "refunded"})


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
    gone = gone_of(store, payment)
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


def gone_of(store: Store, payment: PaymentRecord, *, to_payer: bool = False) -> int:
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
    return Fraction(0) if line.ended_at is not None else _part_ahead(line, settings, at)


def _part_ahead(line: LineLeft, settings: Settings, at: datetime) -> Fraction:
    """Return which part of a line lies ahead; fees and what is bought once are used up at once."""
    if line.term_end is None and line.line_type != "plan":
        return Fraction(0)
    proration = "day" if settings.proration == "legacy_day" else settings.proration
    years, second = settings.lifetime_years, at.replace(microsecond=0)
    return share_of_span(line.term_start, line.term_end, proration, years, second).fraction


def shares(lines: tuple[LineLeft, ...], amount_minor: int) -> list[tuple[LineLeft, int]]:
    """Return how much of an amount each line loses, in their order, none more than it has left."""
    found = []
    for line in lines:
        part = min(line.left_minor, amount_minor)
        if part > 0:
            found.append((line, part))
            amount_minor -= part
    return found


def take_all(held: Hold, payment: PaymentRecord, cause: Cause, amount_minor: int) -> None:
    """Take what has gone already: of the payment's lines, then of what a later change made of them, then of credit.

    What no value is left for is told to the network admin, and is never owed by a balance below 0.
    """
    left = left_of(held.store, payment, held.free_credit_minor)
    rest = take(held, payment, left, cause, amount_minor)
    if not rest:
        return
    own = {line.id for line in left.lines}
    found = held.store.refunds.unended_lines(payment.membership_id, payment.customer_id)
    others = tuple(one for one in found if one.id not in own)
    rest = _take_of_lines(held, others, cause, rest)
    free = 0 if left.in_credit else min(_free(held, payment, payment.customer_id), rest)
    if free:
        _note(held, cause, Taken("account_credit", None, free))
        move_credit(held, payment, -free)
        rest -= free
    if rest:
        _tell_uncovered(held, payment, cause, rest)


def _tell_uncovered(held: Hold, payment: PaymentRecord, cause: Cause, amount_minor: int) -> None:
    """Keep and tell the network admin what no value was left for."""
    _note(held, cause, Taken("nothing", None, amount_minor))
    record(held, payment, "refund_not_covered", amount_minor, cause=cause.by)
    mail_admin(held, "refund_not_covered", None, **figures(payment, amount_minor))


def take_again(held: Hold, payment: PaymentRecord, cause: Cause, most_minor: int) -> int:
    """Take what was given back last once more, from whom it was given to; return how much of it that is.

    What came back onto a line that was ended since, or has less left, is not: that is taken as if for the first time.
    """
    given = held.store.refunds.given_back_last(cause)
    ids = [one.line_id for one in given if one.line_id is not None]
    lines = {line.id: line for line in held.store.refunds.lines(ids)} if ids else {}
    under_way: Counter[int] = Counter()
    rest = most_minor
    for one in given:
        line = lines.get(one.line_id) if one.line_id is not None else None
        if one.amount_minor > rest or (line is not None and one.due_minor is None and _is_less(line, one)):
            continue
        rest -= one.amount_minor
        if line is not None and one.due_minor is None:
            held.store.refunds.take_of_line(line.id, one.amount_minor)
            _note(held, cause, Taken("line", line.id, one.amount_minor))
            under_way[line.id] += one.amount_minor
        elif one.source == "nothing":
            _note(held, cause, Taken("nothing", None, one.amount_minor))
        else:
            _take_credit_again(held, payment, cause, one, line)
    _keep_what_is_under_way(held, under_way)
    return most_minor - rest


def _is_less(line: LineLeft, given: Taken) -> bool:
    """Tell whether a line has not what was given back to it any more."""
    return line.ended_at is not None or line.left_minor < given.amount_minor


def _take_credit_again(held: Hold, payment: PaymentRecord, cause: Cause, given: Taken, line: LineLeft | None) -> None:
    """Take what became account credit from whose it is; what they have spent since is told to the network admin."""
    whose = given.due_to or payment.customer_id
    due = given.amount_minor if given.due_minor is None else given.due_minor
    part = max(min(due, _free(held, payment, whose)), 0)
    short = due - part
    if line is not None:
        is_used = line.ended_at is None or (given.given_back_at is not None and line.ended_at > given.given_back_at)
        used = given.amount_minor - due if is_used else 0
        held.store.refunds.take_of_line(line.id, given.amount_minor - short, -part, -used)
    if given.amount_minor > short:
        _note(held, cause, replace(given, amount_minor=given.amount_minor - short, due_minor=part if line else None))
    if part:
        move_credit(held, payment, -part, whose)
    if short:
        _tell_uncovered(held, payment, cause, short)


def _free(held: Hold, payment: PaymentRecord, customer_id: int) -> int:
    """Return the account credit of a customer that nothing holds, as it is by now."""
    return held.store.account_credit.balance(customer_id, payment.currency).free_minor


def take(held: Hold, payment: PaymentRecord, left: Left, cause: Cause, amount_minor: int) -> int:
    """Take an amount of what a payment brought, and return what of it there was nothing for."""
    rest = amount_minor
    if left.in_credit:
        part = min(held.free_credit_minor, rest)
        if part:
            _note(held, cause, Taken("account_credit", None, part))
            move_credit(held, payment, -part)
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


def keep_due(held: Hold, lines: Iterable[SettledLine], settings: Settings, at: datetime, customer_id: int) -> None:
    """Keep what of refunds and disputes that may be undone would be whose, before lines end or go to another customer.

    ``at`` is until when they were used; what is used up at once (fees, what is bought once) stays with its line.
    """
    for line in lines:
        if not line.refunded_minor or line.id is None or (line.end is None and line.type != "plan"):
            continue
        share = unused_share(line, settings.proration, settings.lifetime_years, at)
        for one in held.store.refunds.taken_of_line(line.id):
            due = int(one.amount_minor * share.fraction)
            held.store.refunds.put_due(one.id, due, customer_id)


def hold_due(held: Hold, lines: Iterable[LineLeft], due_minor: int, customer_id: int) -> None:
    """Keep how much of what refunds and disputes hold of lines that end is account credit where it is given back."""
    for line in lines:
        for one in held.store.refunds.taken_of_line(line.id) if line.refunded_minor else ():
            due = min(one.amount_minor, due_minor)
            held.store.refunds.put_due(one.id, due, customer_id)
            due_minor -= due


def give_back(held: Hold, payment: PaymentRecord, cause: Cause) -> int:
    """Give back what was taken, to whom it was taken from, and return how much that is."""
    store, taken = held.store, held.store.refunds.taken(cause)
    lines = {line.id: line for line in store.refunds.lines([one.line_id for one in taken if one.line_id is not None])}
    back: Counter[int] = Counter()
    credit: Counter[int] = Counter()
    for one in taken:
        line = lines.get(one.line_id) if one.line_id is not None else None
        if one.source == "account_credit":
            credit[payment.customer_id] += one.amount_minor
        elif line is not None and (one.due_minor is not None or line.ended_at is not None):
            customer_id, due = _due(held, line, one)
            if one.due_minor is None:
                store.refunds.put_due(one.id, due, customer_id)
            used = one.amount_minor - due if line.ended_at is None else 0
            store.refunds.take_of_line(line.id, -one.amount_minor, due, used)
            credit[customer_id] += due
        elif line is not None:
            store.refunds.take_of_line(line.id, -one.amount_minor)
            back[line.id] -= one.amount_minor
    for customer_id in sorted(customer for customer, due in credit.items() if due):
        move_credit(held, payment, credit[customer_id], customer_id)
    _keep_what_is_under_way(held, back)
    store.refunds.give_back(cause, held.at)
    return sum(one.amount_minor for one in taken)


def _due(held: Hold, line: LineLeft, taken: Taken) -> tuple[int, int]:
    """Return whose it is, and what a change would have given back of it, had it not been taken before.

    Of what was taken after the line had ended that is nothing; where none was kept, time decides.
    """
    if taken.due_minor is not None and taken.due_to is not None:
        return taken.due_to, taken.due_minor
    if line.ended_at is None or taken.at is None or taken.at > line.ended_at:
        return line.customer_id, 0
    ahead = _part_ahead(line, held.store.settings.read().pricing, line.ended_at)
    return line.customer_id, int(taken.amount_minor * ahead)


def _keep_what_is_under_way(held: Hold, taken: Mapping[int, int]) -> None:
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


def sum_taken(held: Hold, cause: Cause) -> int:
    """Return how much a refund or a dispute took."""
    return sum(one.amount_minor for one in held.store.refunds.taken(cause))


def move_credit(held: Hold, payment: PaymentRecord, amount_minor: int, customer_id: int | None = None) -> None:
    """Move the account credit of whoever paid, or of another, because of what went back of a payment."""
    credit, whose = held.store.account_credit, customer_id or payment.customer_id
    credit.open(whose, payment.currency, held.at)
    credit.move(whose, payment.currency, amount_minor, 0, held.at)
    credit.add_entry(
        CreditEntry(
            customer_id=whose,
            currency=payment.currency,
            amount_minor=amount_minor,
            cause="refunded",
            membership_id=payment.membership_id,
            quote_id=None,
            payment_id=payment.payment_id if whose == payment.customer_id else None,
            actor_user_id=held.author.entry_user_id,
        ),
        held.at,
    )


def figures(payment: PaymentRecord, amount_minor: int) -> dict[str, object]:
    """Return what a letter says of money that went back."""
    return {
        "payment": str(payment.shared_id or payment.payment_id),
        "amount": to_major(amount_minor, payment.currency),
        "currency": payment.currency,
    }


def record(held: Hold, payment: PaymentRecord, event: str, amount_minor: int, **told: object) -> None:
    """Write what happened into the membership's journal."""
    held.record(
        event, None, payment_id=payment.payment_id, amount_minor=amount_minor, currency=payment.currency, **told
    )
