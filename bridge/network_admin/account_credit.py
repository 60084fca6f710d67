"""Adjust a customer's account credit with a reason; its movements, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from bridge.changes.credit import CreditAnswer, read_credit
from bridge.changes.transaction import Hold, load_membership, lock, mail_owner
from bridge.errors import CreditNotFree, InvalidRequest, MembershipTransferred, MembershipUnknown
from bridge.network_admin.forms import Misread, Notation, amount
from bridge.people import Actor, Author, require_network_admin
from bridge.ports import Services
from bridge.pricing.money import round_charge, to_major, to_minor
from bridge.store.locks import CreditCause, CreditEntry, Subject
from bridge.store.store import Store

#: What a text begins with that takes instead of giving.
_MINUS = ("-", "\N{MINUS SIGN}")


@dataclass(frozen=True, slots=True)
class Adjusted:
    """What to do: an amount as typed, with a minus to take; why; ``key`` is the form's: sent twice, it moves once.

    ``customer_id`` is whose account credit the form showed, None where it did not say.
    """

    amount: str
    reason: str
    key: str
    customer_id: int | None = None


def adjust(services: Services, actor: Actor, membership_id: int, wanted: Adjusted, notation: Notation) -> CreditAnswer:
    """Give account credit to the customer of a membership, or take what of it is free.

    :raises NotAllowed: where the person is no network admin.
    :raises MembershipUnknown: where there is no such membership.
    :raises MembershipTransferred: where it is another customer's than the form showed, or than a moment ago.
    :raises InvalidRequest: where the amount cannot be read.
    :raises CreditNotFree: where more is to be taken than nothing else holds.
    """
    require_network_admin(actor)
    facts = load_membership(services, membership_id)
    snapshot = facts.snapshot
    moved = _signed(wanted.amount, notation, snapshot.membership.currency)
    subject = Subject(membership_id, snapshot.customer.id, snapshot.membership.currency)
    author = Author("network_admin", actor.user_id, facts.customer_user_id)
    reference = sha256(f"credit {membership_id} {wanted.key}".encode()).hexdigest()[:32]

    def work(store: Store) -> None:
        held = lock(store, services.clock.now(), author, subject)
        if not store.account_credit.was_moved(reference):
            if not held.is_gone and wanted.customer_id not in {None, held.row.customer_id}:
                raise MembershipTransferred
            _move(held, subject, moved, wanted.reason, reference)

    services.database.transaction(work)
    return read_credit(services, actor, membership_id)


def _move(held: Hold, subject: Subject, moved: int, reason: str, reference: str) -> None:
    """Move it, say why, and tell the owner."""
    if held.is_gone:
        raise MembershipUnknown(membership_id=subject.membership_id)
    if held.row.customer_id != subject.customer_id:
        raise MembershipTransferred
    if held.free_credit_minor + moved < 0:
        raise CreditNotFree(free_minor=held.free_credit_minor, currency=subject.currency)
    held.store.account_credit.move(subject.customer_id, subject.currency, moved, 0, held.at)
    cause: CreditCause = "granted" if moved > 0 else "withdrawn"
    held.store.account_credit.add_entry(
        CreditEntry(
            customer_id=subject.customer_id,
            currency=subject.currency,
            amount_minor=moved,
            cause=cause,
            membership_id=subject.membership_id,
            quote_id=None,
            payment_id=None,
            actor_user_id=held.author.entry_user_id,
            reason=reason,
            reference=reference,
        ),
        held.at,
    )
    held.record(f"account_credit_{cause}", None, amount_minor=moved, currency=subject.currency, reason=reason)
    told: dict[str, object] = {"amount": to_major(abs(moved), subject.currency), "currency": subject.currency}
    if moved > 0:
        mail_owner(held, "account_credit_granted", None, **told, said=reason)
    else:
        mail_owner(held, "account_credit_withdrawn", None, **told, said=reason)


def _signed(typed: str, notation: Notation, currency: str) -> int:
    """Return an amount that may begin with a minus, in minor units."""
    text = typed.strip()
    takes = text.startswith(_MINUS)
    try:
        found = round_charge(to_minor(amount(text[1:] if takes else text, notation, currency), currency))
    except Misread as odd:
        raise InvalidRequest(errors=[{"path": "amount", "code": odd.code}]) from odd
    if not found:
        raise InvalidRequest(errors=[{"path": "amount", "code": "amount_unreadable"}])
    return -found if takes else found
