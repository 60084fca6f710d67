"""Tell owners, ahead of the day, that the card which their next term is charged to will have expired by then.

The card is asked of the provider, never remembered: it changes without us. Where it did (a provider's event, or its
owner on our page), it is looked at again.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from bridge.changes.calls import agreed_payers
from bridge.changes.transaction import Hold, lock, mail_owner
from bridge.gateways.port import Expiry, GatewayRefused, Method
from bridge.people import WORKER
from bridge.ports import Services
from bridge.pricing.refusal import NotKnown
from bridge.pricing.renewal import renew
from bridge.pricing.renewal_lines import asked_from
from bridge.pricing.snapshot import stand
from bridge.store.locks import Subject
from bridge.store.memberships import MembershipFacts
from bridge.store.store import Store

_DECEMBER = 12
_NOTHING: tuple[str, None] = ("", None)


def cards_to_look_at(services: Services, most: int) -> list[int]:
    """Return memberships whose next term is soon charged and whose card was not looked at for it, the nearest first."""
    now = services.clock.now()

    def due(store: Store) -> list[int]:
        settings = store.settings.read()
        return list(store.letters.cards_unseen(now, settings.request_days + settings.card_days, most))

    return services.database.reading(due) if services.gateways.charging_saved else []


def look_at_card(services: Services, membership_id: int) -> bool:
    """Look at the card that the next term of a membership is charged to, and tell its owner where it will have expired.

    True: they were told. Once it was looked at it is not again, for this term, until :func:`look_again` says so.

    :raises GatewayUnreachable: where the provider does not answer: it is asked again.
    """
    facts = services.database.reading(lambda store: store.memberships.load(membership_id))
    if facts is None:
        return False
    is_charged = charged_on(facts, services.clock.now()) is not None
    gateway, method = _charged(services, membership_id, facts) if is_charged else _NOTHING
    return services.database.transaction(lambda store: _seen(services, store, facts, gateway, method))


def look_again(store: Store, customer_id: int) -> None:
    """Let a customer's card be looked at again, where somebody has changed what is saved."""
    store.letters.look_again(customer_id)


def is_good_until(expires: Expiry, at: datetime) -> bool:
    """Tell whether a card is good at an instant: it is through the last month that it names, wherever its bank is.

    >>> is_good_until(Expiry(6, 2025), datetime(2025, 6, 30, 23)), is_good_until(Expiry(12, 2025), datetime(2026, 1, 1))
    (True, False)
    """
    year, month = (expires.year + 1, 1) if expires.month == _DECEMBER else (expires.year, expires.month + 1)
    return at < datetime(year, month, 1)


def charged_on(facts: MembershipFacts, at: datetime) -> datetime | None:
    """Return when the next term's money is asked for, not before ``at``; None where nothing will be charged then.

    Nor where that cannot be told: then the charge waits as well.
    """
    try:
        return _charged_on(facts, at)
    except NotKnown:
        return None


def _charged_on(facts: MembershipFacts, at: datetime) -> datetime | None:
    snapshot, second = facts.snapshot, at.replace(microsecond=0)
    standing = stand(snapshot, second)
    asked = asked_from(standing, snapshot.membership, facts.settings.request_days)
    if standing.end is None or asked is None or facts.cancelling is not None:
        return None
    if facts.scheduled is not None:
        booked = facts.scheduled.stored.quote.next_charge
        is_charged = booked is not None and (booked.amount_minor or 0) > 0
    else:
        ahead = max(standing.end - second, timedelta())
        quote = renew(snapshot, second, facts.settings.grace_days, ahead=ahead)
        is_charged = quote is not None and quote.due_now_minor > 0
    return max(asked, at) if is_charged else None


def _charged(services: Services, membership_id: int, facts: MembershipFacts) -> tuple[str, Method | None]:
    """Return what would be charged for the next term and at which gateway, no method where that is nothing saved."""
    for name, payer in agreed_payers(services, membership_id, facts.snapshot.customer.id).items():
        if name not in services.gateways.charging_saved:
            continue
        with suppress(GatewayRefused):
            if methods := services.gateways[name].methods(payer):
                return name, methods[0]
    return _NOTHING


def _seen(services: Services, store: Store, known: MembershipFacts, gateway: str, method: Method | None) -> bool:
    """Lock, look again, note that the card was looked at, and leave the letter where it is to be left."""
    subject = Subject.of(known)
    held = lock(store, services.clock.now(), WORKER, subject)
    if held.is_gone or held.customer_id != known.snapshot.customer.id:
        return False
    term = store.membership_writes.term(held.membership_id)
    if term is None or term.term_end is None:
        return False
    store.letters.see_card(held.membership_id, term.term_end)
    if method is None or method.expires is None:
        return False
    return _tell(held, gateway, method, method.expires)


def _tell(held: Hold, gateway: str, method: Method, expires: Expiry) -> bool:
    """Leave the letter where the card is not good on the day, once for this card and its date."""
    day = charged_on(held.facts, held.at)
    if day is None or is_good_until(expires, day):
        return False
    month = f"{expires.year:04d}-{expires.month:02d}"
    if not held.store.letters.tell_card(held.customer_id, gateway, method.id, month, held.at):
        return False
    told = {"brand": method.brand, "last4": method.last4, "expires": f"{expires.month:02d}/{expires.year:04d}"}
    held.record("card_expiry_told", None, **told)
    mail_owner(held, "card_expiring", None, **told, effective_at=f"{day.isoformat(timespec='seconds')}Z")
    return True
