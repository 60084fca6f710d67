"""Cancel a membership for its term's end, take that back, and let it end when the term is over.

What was paid for is never taken: until the term's end everything works as before, and nobody is asked for another.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bridge.changes.apply import make_ours
from bridge.changes.cancel import let_payment_go
from bridge.changes.end import close_cancelled, end, end_unpaid
from bridge.changes.life import ChangeEvent
from bridge.changes.quoting import seen
from bridge.changes.transaction import Hold, lock, mail_owner
from bridge.errors import (
    BridgeError,
    ChangeSettled,
    MembershipNotOurs,
    MembershipNotRunning,
    MembershipPaused,
    NoTermToEnd,
)
from bridge.people import Actor, Author, author_of, require_buyer
from bridge.ports import Services
from bridge.pricing.snapshot import Standing, stand
from bridge.store.changes import ChangeState
from bridge.store.locks import Subject
from bridge.store.memberships import MembershipFacts
from bridge.store.store import Store
from bridge.store.terms import Cancelling

_S = ChangeState
LONGEST_REASON = 1000
#: Statuses of a membership that has something to cancel.
_CANCELLABLE = frozenset({"active", "trialing", "on-hold"})


@dataclass(frozen=True, slots=True)
class Cancellation:
    """A membership that ends with its term: when that was asked for, the instant it ends, what was said of it."""

    asked_at: datetime
    ends_at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class Leaving:
    """How a membership stands now; ``cancellation`` null: it goes on, or it has ended, as ``status`` says."""

    membership_id: int
    status: str
    cancellation: Cancellation | None


@dataclass(frozen=True, slots=True)
class LeavingAnswer:
    """What became of cancelling a membership, or of taking that back."""

    membership: Leaving


def cancellation_of(facts: MembershipFacts, standing: Standing) -> Cancellation | None:
    """Return the cancellation that a membership ends with, None where it goes on or has ended."""
    asked = facts.cancelling
    if asked is None or standing.end is None or facts.snapshot.membership.status not in _CANCELLABLE:
        return None
    return Cancellation(asked.asked_at, standing.end, asked.reason)


def may_be_cancelled(facts: MembershipFacts, standing: Standing) -> bool:
    """Tell whether its owner may cancel the membership here, for its term's end."""
    return facts.cancelling is None and _obstacle(facts, standing) is None


def cancel_membership(services: Services, actor: Actor, membership_id: int, reason: str | None) -> Leaving:
    """Let a membership end with its term; what is asked for or booked for afterwards ends now.

    One that is cancelled stays as it is. Where the term is over already, in the days of grace, it ends at once.

    :raises NotAllowed: where the person has no business with it.
    :raises NotTheCustomer: where they may look only.
    :raises MembershipUnknown: where a network admin named one that does not exist.
    :raises MembershipNotRunning: where it has ended.
    :raises MembershipPaused: where it rests.
    :raises MembershipNotOurs: where another system bills it.
    :raises NoTermToEnd: where it has no term.
    :raises ChangeSettled: where money for it is on its way.
    """
    facts = _buyer_s(services, actor, membership_id)
    _require_cancellable(facts, services.clock.now())
    author = author_of(actor, facts.customer_user_id)
    if facts.cancelling is None and facts.under_way is not None and facts.under_way.record.status is not _S.OWED:
        let_payment_go(services, facts.under_way.record, author)
    services.database.transaction(lambda store: _cancel(services, store, actor, Subject.of(facts), reason))
    return _leaving(services, membership_id)


def keep_membership(services: Services, actor: Actor, membership_id: int) -> Leaving:
    """Take back that a membership ends with its term; one that was never cancelled stays as it is.

    :raises NotAllowed: where the person has no business with it.
    :raises NotTheCustomer: where they may look only.
    :raises MembershipUnknown: where a network admin named one that does not exist.
    :raises MembershipNotRunning: where it has ended.
    """
    facts = _buyer_s(services, actor, membership_id)
    if facts.snapshot.membership.status not in _CANCELLABLE:
        raise MembershipNotRunning(status=facts.snapshot.membership.status)
    services.database.transaction(lambda store: _keep(services, store, actor, Subject.of(facts)))
    return _leaving(services, membership_id)


def _buyer_s(services: Services, actor: Actor, membership_id: int) -> MembershipFacts:
    """Return a membership that the person may act for."""

    def read(store: Store) -> MembershipFacts:
        facts, _ = seen(store, actor, membership_id)
        require_buyer(store, actor, facts)
        return facts

    return services.database.reading(read)


def _require_cancellable(facts: MembershipFacts, at: datetime) -> None:
    obstacle = _obstacle(facts, stand(facts.snapshot, at.replace(microsecond=0)))
    if obstacle is not None:
        raise obstacle


def _obstacle(facts: MembershipFacts, standing: Standing) -> BridgeError | None:
    """Return why a membership cannot be cancelled here, None where it can."""
    membership = facts.snapshot.membership
    if membership.status not in _CANCELLABLE:
        return MembershipNotRunning(status=membership.status)
    if facts.pause is not None:
        return MembershipPaused(since=facts.pause.since.isoformat())
    if facts.billed_elsewhere or (facts.is_beside and not facts.adopted):
        return MembershipNotOurs(gateway=facts.gateway)
    if standing.end is None or standing.is_untimed or standing.is_lifetime:
        return NoTermToEnd()
    return None


def _cancel(services: Services, store: Store, actor: Actor, subject: Subject, reason: str | None) -> None:
    """Write that the membership ends with its term, and end what waits for the time after it."""
    held = _held(services, store, actor, subject)
    if held.facts.cancelling is not None:
        return
    _require_cancellable(held.facts, held.at)
    standing = stand(held.facts.snapshot, held.at.replace(microsecond=0))
    _end_what_waits(held)
    if not held.facts.adopted:
        row = make_ours(held, standing, None)
        held = held.with_facts(replace(held.facts, adopted=True), row)
    asked = Cancelling(held.at, (reason or "").strip()[:LONGEST_REASON] or None)
    store.membership_writes.put_cancelling(held.row.id, asked, held.author.entry_user_id)
    ends_at = standing.end.isoformat() if standing.end else None
    held.record("membership_cancelling", None, ends_at=ends_at, reason=asked.reason)
    held = held.with_facts(replace(held.facts, cancelling=asked))
    if standing.end is not None and standing.end <= held.at:
        close_cancelled(held)
    else:
        mail_owner(held, "membership_cancelling", None, effective_at=ends_at)


def _held(services: Services, store: Store, actor: Actor, subject: Subject) -> Hold:
    """Lock the membership for who acts, and ask again whether they may."""
    held = lock(store, services.clock.now(), Author("owner", actor.user_id), subject)
    held = replace(held, author=author_of(actor, held.facts.customer_user_id))
    require_buyer(store, actor, held.facts)
    return held


def _end_what_waits(held: Hold) -> None:
    """End what is asked for and what is booked; money that began to move meanwhile goes before.

    :raises ChangeSettled: where it did.
    """
    for facts in (held.facts.under_way, held.facts.scheduled):
        change = held.store.changes.lock(facts.record.quote_id) if facts else None
        if change is None:
            continue
        if change.status in (_S.PROCESSING, _S.APPLIED_ON_TRUST):
            raise ChangeSettled(status=change.status.value)
        if change.status is ChangeState.AWAITING_PAYMENT:
            end_unpaid(held, change, ChangeEvent.CANCELLED, "membership_cancelling")
        elif change.status is ChangeState.SCHEDULED:
            end(held, change, ChangeEvent.CANCELLED, "membership_cancelling")


def _keep(services: Services, store: Store, actor: Actor, subject: Subject) -> None:
    held = _held(services, store, actor, subject)
    if held.row.status not in _CANCELLABLE:
        raise MembershipNotRunning(status=held.row.status)
    if held.facts.cancelling is not None:
        store.membership_writes.put_cancelling(held.row.id, None, None)
        held.record("membership_kept", None)
        mail_owner(held, "membership_kept", None)


def _leaving(services: Services, membership_id: int) -> Leaving:
    """Return how the membership stands now."""
    facts = services.database.reading(lambda store: store.memberships.load(membership_id))
    if facts is None:
        return Leaving(membership_id, "cancelled", None)
    standing = stand(facts.snapshot, services.clock.now().replace(microsecond=0))
    return Leaving(membership_id, facts.snapshot.membership.status, cancellation_of(facts, standing))
