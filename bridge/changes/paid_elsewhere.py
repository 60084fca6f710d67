"""Money for an invoice of another system that was paid after its membership became ours: account credit, once.

The invoice was cancelled in the take-over, or made since by something that nobody could keep from it. Its link still
takes money, and somebody may complete it by hand: either way it paid for nothing, since we bill the membership.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from bridge.changes.external import EXTERNAL, swept
from bridge.changes.transaction import Hold, give_credit, lock, mail_admin, mail_owner
from bridge.ports import Services
from bridge.pricing.money import to_major
from bridge.store.bills_elsewhere import BillElsewhere, KeptBack
from bridge.store.engine.values import NO_CURRENCY
from bridge.store.locks import Subject
from bridge.store.outbox import BEGINNING, Sweep
from bridge.store.store import Store

#: How many new payments a round looks at, and how many that are known: unpaid ones, and ones that were refunded since.
NEW_AT_ONCE, LOOKED_AT = 5_000, 500

_NEW, _UNPAID, _CREDITED, _BEGUN = "bills_new", "bills_unpaid", "bills_credited", "bills_begun"


def begin(services: Services, most: int) -> int:
    """Know of the unpaid invoices of memberships that an earlier version took over; return how many were looked at.

    Once: afterwards each take-over does it.
    """
    sweep = services.database.reading(lambda store: store.sweeps.find(_BEGUN))
    if sweep.after_at > BEGINNING:
        return 0
    found = services.database.reading(lambda store: store.bills_elsewhere.not_begun(sweep.after_id, most))
    services.database.transaction(lambda store: _begin(services, store, found, sweep.after_id))
    return len(found)


def _begin(services: Services, store: Store, found: Sequence[int], after: int) -> None:
    now = services.clock.now()
    for membership_id in found:
        store.bills_elsewhere.watch(membership_id, now)
    store.sweeps.put(_BEGUN, Sweep(found[-1]) if found else Sweep(after, now))


def paid(services: Services, most: int, at_once: int = 0) -> Sequence[int]:
    """Return invoices that were paid after their membership became ours: told by the plugin, or found in their rows."""
    now = services.clock.now()
    services.database.transaction(lambda store: _know_new(services, store))
    told = services.database.reading(lambda store: store.bills_elsewhere.told(most))
    after = services.database.reading(lambda store: store.sweeps.find(_UNPAID)).after_id
    found, following = services.database.reading(
        lambda store: store.bills_elsewhere.paid(after, at_once or LOOKED_AT, most)
    )
    if following != after:
        services.database.transaction(lambda store: store.sweeps.put(_UNPAID, Sweep(following, now)))
    return list(dict.fromkeys([*told, *found]))


def _know_new(services: Services, store: Store) -> None:
    """Look at the newest payments of all; the first time there is nothing to look at, they were there before."""
    now, sweep = services.clock.now(), store.sweeps.find(_NEW)
    if sweep.after_at == BEGINNING:
        store.sweeps.put(_NEW, Sweep(store.bills_elsewhere.newest(), now))
        return
    last = store.bills_elsewhere.know_new(sweep.after_id, NEW_AT_ONCE, now)
    if last != sweep.after_id:
        store.sweeps.put(_NEW, Sweep(last, now))


def keep(services: Services, payment_id: int) -> bool:
    """Make account credit of one that was paid; False where it was not, or was settled before."""
    bill = services.database.reading(lambda store: store.bills_elsewhere.find(payment_id))
    if bill is None or not bill.is_open:
        return False
    currency = bill.currency or services.database.reading(lambda store: _currency(store, bill.membership_id))
    subject = Subject(bill.membership_id, bill.payer_id or 0, currency)
    return services.database.transaction(lambda store: _keep(services, store, subject, payment_id))


def refunded(services: Services, most: int, at_once: int = 0) -> Sequence[int]:
    """Return those that were refunded there after they had become account credit: their payer has the money twice."""
    return swept(
        services, _CREDITED, lambda store, after: store.bills_elsewhere.refunded(after, at_once or LOOKED_AT, most)
    )


def tell_refunded(services: Services, payment_id: int) -> bool:
    """Tell the admin of one; what of the credit is spent already nobody can take back but a person."""
    bill = services.database.reading(lambda store: store.bills_elsewhere.find(payment_id))
    if bill is None:
        return False
    currency = bill.currency or services.database.reading(lambda store: _currency(store, bill.membership_id))
    subject = Subject(bill.membership_id, bill.payer_id or 0, currency)
    return services.database.transaction(lambda store: _tell_refunded(services, store, subject, payment_id))


def _tell_refunded(services: Services, store: Store, subject: Subject, payment_id: int) -> bool:
    held = lock(store, services.clock.now(), EXTERNAL, subject)
    if not store.bills_elsewhere.note_refunded(payment_id, held.at):
        return False
    held.record("bill_elsewhere_refunded", None, payment_id=payment_id)
    mail_admin(held, "payment_not_credited", None, payment=str(payment_id), problem="refunded_there")
    return True


def keep_of(services: Services, membership_id: int) -> None:
    """Make account credit of those of one membership, before it stops being ours."""
    for payment_id in services.database.reading(lambda store: store.bills_elsewhere.paid_of(membership_id)):
        keep(services, payment_id)


def _currency(store: Store, membership_id: int) -> str:
    """Return the currency that a payment without one is in: its membership's, else the network's."""
    facts = store.memberships.load(membership_id)
    return (facts.snapshot.membership.currency if facts else store.settings.currency()) or NO_CURRENCY


def _keep(services: Services, store: Store, subject: Subject, payment_id: int) -> bool:
    held = lock(store, services.clock.now(), EXTERNAL, subject)
    if not store.bills_elsewhere.hold(payment_id):
        return False
    bill = store.bills_elsewhere.find(payment_id)
    if bill is None or (bill.payer_id or 0) != subject.customer_id:
        return False
    if not bill.is_paid:
        if bill.is_told:
            store.bills_elsewhere.wait_again(payment_id)
        return False
    user = store.payments.user_of(subject.customer_id) or 0
    held = replace(held, customer_id=subject.customer_id, customer_user_id=user)
    amount = bill.minor(subject.currency)
    if amount is None or amount.denominator != 1 or bill.payer_id is None:
        _keep_back(held, bill, amount)
        return True
    _credit(held, bill, int(amount), subject.currency)
    return True


def _credit(held: Hold, bill: BillElsewhere, amount: int, currency: str) -> None:
    """Put the money onto the account credit of who paid, and tell owner and admin; of nothing nobody is told."""
    amount = max(amount, 0)
    held.store.bills_elsewhere.credited(bill.payment_id, amount, currency, held.at)
    held.record("bill_elsewhere_paid", None, payment_id=bill.payment_id, amount_minor=amount, currency=currency)
    if amount:
        give_credit(held, currency, amount, "received_late")
        told = {"amount": to_major(amount, currency), "currency": currency, "problem": "paid_elsewhere"}
        mail_owner(held, "money_kept_as_credit", None, **told)
        mail_admin(held, "money_kept_as_credit", None, **told)


def _keep_back(held: Hold, bill: BillElsewhere, amount: Fraction | None) -> None:
    """Leave it to the admin: of what cannot be read, or has no customer any more, nothing is guessed."""
    is_read = amount is not None and amount.denominator == 1
    problem: KeptBack = "customer_gone" if is_read else "amount_unknown"
    held.store.bills_elsewhere.keep_back(bill.payment_id, problem, held.at)
    held.record("bill_elsewhere_not_credited", None, payment_id=bill.payment_id, problem=problem)
    reason = "customer_gone" if is_read else "payment_unreadable"
    mail_admin(held, "payment_not_credited", None, payment=str(bill.payment_id), problem=reason)
