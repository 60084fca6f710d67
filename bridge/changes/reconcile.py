"""Compare a provider's books with ours: repair what can mean one thing only, and name the rest.

A payment whose money came and of which nobody told is settled; a refund or a dispute that nobody told of is booked.
What a person has to decide is a finding that was not repaired.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bridge.changes.calls import network_id_of
from bridge.changes.events import book_dispute, book_refund
from bridge.changes.pay import resolve
from bridge.changes.taken import PAID
from bridge.changes.unpaid import LeaseHeld
from bridge.gateways.port import (
    Dispute,
    Gateway,
    GatewayRefused,
    ListedPayment,
    Outcome,
    PaymentState,
    Refund,
    RefundOutcome,
)
from bridge.ports import Services
from bridge.store.payments import PaymentRecord
from bridge.store.refunds import GOING_BACK, Told
from bridge.store.store import Store

#: Payments of ours that are looked for at the provider at once.
PAGE = 200

Code = Literal[
    "settled", "given_up", "refund_booked", "dispute_booked", "unknown_here", "amount_differs", "not_paid_there",
    "missing_there", "refunded_differs", "busy",
]  # fmt: skip
#: What is put right; everything else is for a person to look at.
REPAIRED: frozenset[Code] = frozenset({"settled", "given_up", "refund_booked", "dispute_booked"})


@dataclass(frozen=True, slots=True)
class Finding:
    """What differs: ``there_minor`` and ``here_minor`` are the amounts it is about, None where it is about none.

    ``payment_id`` is ours, None where we know of no such payment; ``provider_id`` the provider's of what differs.
    """

    code: Code
    provider_id: str
    payment_id: int | None = None
    membership_id: int | None = None
    currency: str = ""
    there_minor: int | None = None
    here_minor: int | None = None

    @property
    def is_repaired(self) -> bool:
        """Tell whether nobody needs to look at it."""
        return self.code in REPAIRED


def reconcile(services: Services, gateway_id: str, since: datetime, *, is_dry: bool = False) -> Iterator[Finding]:
    """Yield what differs in what was begun since an instant, put right where it can be; ``is_dry``: nothing is written.

    :raises GatewayUnreachable: where the provider does not answer; what was put right until then stays so.
    """
    gateway, network_id = services.gateways[gateway_id], network_id_of(services)
    seen: dict[str, ListedPayment] = {}
    for listed in gateway.list_payments(since):
        if listed.network_id == network_id:
            seen[listed.id] = listed
            yield from _payment(services, gateway, listed, is_dry=is_dry)
    to_book: Counter[int] = Counter()
    for refund in gateway.list_refunds(since):
        for finding in _refund(services, gateway, refund, is_dry=is_dry):
            if is_dry and finding.payment_id is not None:
                to_book[finding.payment_id] += _would_go_back(refund, finding)
            yield finding
    for dispute in gateway.list_disputes(since):
        yield from _dispute(services, gateway, dispute, is_dry=is_dry)
    for payment in _received(services, gateway_id, since):
        yield from _missing(services, gateway, payment, seen.get(payment.provider_id), to_book[payment.payment_id])


def _payment(services: Services, gateway: Gateway, listed: ListedPayment, *, is_dry: bool) -> Iterator[Finding]:
    """Yield what differs in one payment of the provider's."""
    payment = _known(services, gateway, listed.id)
    if payment is None:
        if listed.outcome in {Outcome.SUCCEEDED, Outcome.PROCESSING}:
            yield Finding("unknown_here", listed.id, currency=listed.currency, there_minor=listed.amount_minor)
        return
    if (listed.amount_minor, listed.currency) != (payment.amount_minor, payment.currency):
        yield _of(payment, "amount_differs", listed.amount_minor, payment.amount_minor)
    elif listed.outcome is Outcome.SUCCEEDED and payment.status in {"pending", "cancelled"}:
        yield _resolved(services, payment, PaymentState(Outcome.SUCCEEDED), "settled", is_dry=is_dry)
    elif listed.outcome is Outcome.CANCELLED and payment.status == "pending":
        yield _resolved(services, payment, PaymentState(Outcome.CANCELLED), "given_up", is_dry=is_dry)


def _resolved(services: Services, payment: PaymentRecord, state: PaymentState, code: Code, *, is_dry: bool) -> Finding:
    """Do what the provider's answer means."""
    if payment.quote_id is None:
        return _of(payment, "unknown_here", payment.amount_minor, None)
    try:
        if not is_dry:
            resolve(services, payment.quote_id, payment.payment_id, state)
    except LeaseHeld:
        code = "busy"
    return _of(payment, code, payment.amount_minor, payment.amount_minor)


def _refund(services: Services, gateway: Gateway, refund: Refund, *, is_dry: bool) -> Iterator[Finding]:
    """Yield a refund that stands otherwise here, booked as it stands there."""
    payment = _known(services, gateway, refund.payment_id)
    if payment is None or refund.id is None or refund.outcome is RefundOutcome.REFUSED:
        return
    told = Told(payment.payment_id, gateway.id, refund.id, refund.currency, refund.amount_minor)
    known = services.database.reading(lambda store: store.refunds.find(gateway.id, told.provider_id))
    if known is not None and known.status == refund.outcome.value:
        return
    if known is None and refund.outcome is RefundOutcome.FAILED:
        return
    code = _booked(
        services, "refund_booked", lambda store: book_refund(services, store, payment, told, refund), is_dry=is_dry
    )
    yield _of(payment, code, refund.amount_minor, known.amount_minor if known else 0, refund.id)


def _would_go_back(refund: Refund, finding: Finding) -> int:
    """Return how much more would have gone back by our books, once a refund were booked as it stands there."""
    if refund.outcome in {RefundOutcome.PENDING, RefundOutcome.SUCCEEDED}:
        return 0 if finding.here_minor else refund.amount_minor
    return -(finding.here_minor or 0)


def _dispute(services: Services, gateway: Gateway, dispute: Dispute, *, is_dry: bool) -> Iterator[Finding]:
    """Yield a dispute that stands otherwise here, booked as it stands there."""
    payment = _known(services, gateway, dispute.payment_id)
    if payment is None:
        return
    found = services.database.reading(lambda store: store.refunds.disputes_of([payment.payment_id]))
    known = next((one for one in found if one.provider_id == dispute.id), None)
    if known is not None and known.status == dispute.outcome.value:
        return
    code = _booked(
        services,
        "dispute_booked",
        lambda store: book_dispute(services, store, payment, gateway.id, dispute),
        is_dry=is_dry,
    )
    yield _of(payment, code, dispute.amount_minor, known.amount_minor if known else 0, dispute.id)


def _booked(services: Services, code: Code, work: Callable[[Store], object], *, is_dry: bool) -> Code:
    """Book what the provider has, and say what came of it."""
    try:
        if not is_dry:
            services.database.transaction(work)
    except LeaseHeld:
        return "busy"
    return code


def _missing(
    services: Services, gateway: Gateway, payment: PaymentRecord, listed: ListedPayment | None, to_book_minor: int
) -> Iterator[Finding]:
    """Yield what the provider does not know of a payment whose money is here by our books.

    ``to_book_minor`` of it went back as was found just now, and would be booked where anything were written.
    """
    try:
        outcome = listed.outcome if listed else gateway.look_up(payment.provider_id).outcome
    except GatewayRefused:
        yield _of(payment, "missing_there", None, payment.amount_minor)
        return
    if outcome is not Outcome.SUCCEEDED:
        yield _of(payment, "not_paid_there", 0, payment.amount_minor)
    elif listed is not None and listed.refunded_minor is not None:
        here = services.database.reading(lambda store: store.refunds.of_payments([payment.payment_id]))
        gone = sum(one.amount_minor for one in here if one.status in GOING_BACK and one.destination == "payer")
        if gone + to_book_minor != listed.refunded_minor:
            yield _of(payment, "refunded_differs", listed.refunded_minor, gone)


def _received(services: Services, gateway_id: str, since: datetime) -> Iterator[PaymentRecord]:
    """Yield payments of a gateway whose money came since an instant, a page at a time."""
    after = ""
    while True:
        page = services.database.reading(
            lambda store, start=after: store.payments.received_at_gateway(gateway_id, since, start, PAGE)  # type: ignore[misc]
        )
        yield from (payment for payment in page if payment.status in PAID)
        if len(page) < PAGE:
            return
        after = page[-1].provider_id


def _known(services: Services, gateway: Gateway, provider_id: str | None) -> PaymentRecord | None:
    """Return the payment of ours that a provider has under this id."""
    if not provider_id:
        return None
    return services.database.reading(lambda store: store.payments.find_at_provider(gateway.id, provider_id))


def _of(
    payment: PaymentRecord, code: Code, there_minor: int | None, here_minor: int | None, about: str | None = None
) -> Finding:
    """Return a finding about a payment of ours."""
    return Finding(
        code,
        about or payment.provider_id,
        payment.payment_id,
        payment.membership_id,
        payment.currency,
        there_minor,
        here_minor,
    )
