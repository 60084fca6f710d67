"""All payments of a membership, a page at a time; each page is found by where the one beside it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bridge.changes.quoting import seen
from bridge.people import Actor
from bridge.ports import Services
from bridge.store.account import AccountPayment, FormerPayment, PaymentList, PaymentPlace
from bridge.store.store import Store

_INSTANT = "%Y%m%d%H%M%S%f"
#: Payments for former memberships on a page; above every number of one.
FORMER_SHOWN, BIGGEST = 20, (1 << 63) - 1
#: A place as it stands in an address: an instant to the microsecond, the kind of row, its id.
PLACE = r"^\d{20}-[01]-\d{1,18}$"


@dataclass(frozen=True, slots=True)
class OwnPaymentsAnswer:
    """Payments of a membership, newest first; ``older`` and ``newer`` are where the pages beside this one begin."""

    payments: tuple[AccountPayment, ...]
    older: str | None
    newer: str | None


def read_payments(
    services: Services, actor: Actor, membership_id: int, *, older: str | None = None, newer: str | None = None
) -> OwnPaymentsAnswer:
    """Return the payments that are older than a place in the list, or newer than one; without a place the newest.

    :raises NotAllowed: where the person has no business with the membership.
    :raises MembershipUnknown: where a network admin named one that does not exist.
    """
    is_older = newer is None
    named = older if is_older else newer
    place = read_place(named) if named else PaymentPlace(datetime.max.replace(microsecond=0), 1, 0)

    def read(store: Store) -> PaymentList:
        facts, _ = seen(store, actor, membership_id)
        return store.account.payments_beside(facts, place, older=is_older, sees_every=actor.is_network_admin)

    found = services.database.reading(read)
    return OwnPaymentsAnswer(
        payments=found.payments,
        older=write_place(found.payments[-1].place) if found.payments and found.has_older else None,
        newer=write_place(found.payments[0].place) if found.payments and found.has_newer and named else None,
    )


@dataclass(frozen=True, slots=True)
class FormerPaymentsAnswer:
    """What a person paid for memberships that they have no more, newest first; ``before`` begins the next page."""

    payments: tuple[FormerPayment, ...]
    before: int | None


def read_former_payments(services: Services, actor: Actor, before: int | None) -> FormerPaymentsAnswer:
    """Return a page of what a person paid for memberships that another has now, or nobody: it stays theirs to see."""
    start = before or BIGGEST
    found = services.database.reading(
        lambda store: store.account.former_payments(actor.user_id, start, FORMER_SHOWN + 1)
    )
    shown = tuple(found[:FORMER_SHOWN])
    return FormerPaymentsAnswer(shown, shown[-1].payment.shared_id if len(found) > FORMER_SHOWN else None)


def write_place(place: PaymentPlace) -> str:
    """Write a place for an address.

    >>> write_place(PaymentPlace(datetime(2026, 3, 1, 10, 15, 0, 4), 1, 42))
    '20260301101500000004-1-42'
    """
    return f"{place.at:%Y%m%d%H%M%S%f}-{place.kind}-{place.id}"


def read_place(text: str) -> PaymentPlace:
    """Read a place from an address.

    :raises ValueError: where it is none.
    """
    at, kind, number = text.split("-")
    return PaymentPlace(datetime.strptime(at, _INSTANT), int(kind), int(number))  # noqa: DTZ007 (all instants are UTC)
