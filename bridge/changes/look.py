"""Look at what may be due, and put off what is not: each row is looked at when its time has come, and no other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bridge.ports import Services
from bridge.store.looks import CreditLook, Place, TermLook
from bridge.store.outbox import Sweep
from bridge.store.settings import NetworkSettings
from bridge.store.store import Store

#: How many memberships are looked at in one go, and how many a round puts off at most.
TERMS_AT_ONCE, MOST_PUT_OFF = 250, 5000
#: How many memberships are looked at anew in one go, once a setting that says when has another value.
ANEW_AT_ONCE = 5000

#: The settings that the looks were worked out with, as a number; and how far all were looked at anew since.
_SETTINGS, _ANEW = "looks.settings", "looks.anew"


def terms_due(services: Services) -> Iterator[Sequence[int]]:
    """Give the memberships whose next term is to be asked for, or begun, or that end; a page after the other.

    What is not due rests until it is, or until somebody writes it.
    """
    now = services.clock.now()
    settings = services.database.reading(lambda store: store.settings.read())
    _look_anew(services, settings)
    place, put_off = Place(), 0
    while put_off < MOST_PUT_OFF:
        looks = services.database.reading(lambda store: _page(store, now, settings, place))  # noqa: B023 (read at once)
        resting = [look for look in looks if not look.is_due(now)]
        if resting:
            services.database.transaction(lambda store: _rest_terms(store, resting))  # noqa: B023 (done at once)
            put_off += len(resting)
        if due := [look.membership_id for look in looks if look.is_due(now)]:
            yield due
        if len(looks) < TERMS_AT_ONCE:
            return
        place = Place(looks[-1].seen, looks[-1].membership_id)


def every_term_due(services: Services) -> Iterator[int]:
    """Give the same memberships one after the other, and put nothing off."""
    now, place = services.clock.now(), Place()
    settings = services.database.reading(lambda store: store.settings.read())
    while looks := services.database.reading(lambda store: _page(store, now, settings, place)):  # noqa: B023 (read at once)
        yield from (look.membership_id for look in looks if look.is_due(now))
        place = Place(looks[-1].seen, looks[-1].membership_id)


def payable_by_credit(services: Services, most: int) -> Sequence[tuple[str, int]]:
    """Return (quote id, membership id) of what awaits payment while its customer has free account credit, oldest first.

    Credit that pays for nothing is looked at again once it moves, or its customer is asked for money.
    """
    now = services.clock.now()
    looks = services.database.reading(lambda store: store.looks.credit(now, most))
    resting = [look for look in looks if not look.payable]
    if resting:
        services.database.transaction(lambda store: _rest_credit(store, resting))
    payable = sorted(one for look in looks for one in look.payable)
    return [(quote_id, membership_id) for _, quote_id, membership_id in payable]


def _page(store: Store, now: datetime, settings: NetworkSettings, place: Place) -> Sequence[TermLook]:
    """Return a page of memberships to be looked at now."""
    follows = settings.when_paid_in_full
    return store.looks.terms(now, settings.request_days, place, TERMS_AT_ONCE, when_paid_in_full=follows)


def _rest_terms(store: Store, looks: Sequence[TermLook]) -> None:
    for look in looks:
        store.looks.rest_term(look)


def _rest_credit(store: Store, looks: Sequence[CreditLook]) -> None:
    for look in looks:
        store.looks.rest_credit(look)


def _look_anew(services: Services, settings: NetworkSettings) -> None:
    """Look at all memberships anew, a page a round, once a setting that says when they are due has another value."""
    said = settings.request_days * 2 + (settings.when_paid_in_full == "end")
    known, anew = services.database.reading(lambda store: (store.sweeps.find(_SETTINGS), store.sweeps.begun(_ANEW, 1)))
    if known.after_id != said:
        services.database.transaction(lambda store: _begin_anew(store, said, is_first=known.after_id == 0))
    if anew or (known.after_id not in {0, said}):
        services.database.transaction(_page_anew)


def _begin_anew(store: Store, said: int, *, is_first: bool) -> None:
    """Keep what the settings say now; of rows that were never looked at nothing was worked out yet."""
    store.sweeps.put(_SETTINGS, Sweep(said))
    if not is_first:
        store.sweeps.put(_ANEW, Sweep())


def _page_anew(store: Store) -> None:
    last = store.looks.all_again(store.sweeps.find(_ANEW).after_id, ANEW_AT_ONCE)
    if last:
        store.sweeps.put(_ANEW, Sweep(last))
    else:
        store.sweeps.end(_ANEW)


def wait_for_day(services: Services, membership_id: int, now: datetime, day: datetime) -> None:
    """Look at a membership for whose next term nothing is to be paid once its day has come; now and then before it."""
    next_at = min(day, now + timedelta(hours=1))
    services.database.transaction(lambda store: store.looks.wait_for_day(membership_id, now, next_at))
