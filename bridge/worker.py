"""The worker: round after round of all tasks, what waits and why, and a knock at the plugin's door."""

from __future__ import annotations

import logging
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice

import requests

from bridge import vat_register
from bridge.account.vat import Register
from bridge.changes.due import waits_for as change_waits_for
from bridge.changes.look import every_term_due
from bridge.changes.renew import waits_for as renewal_waits_for
from bridge.errors import BridgeError
from bridge.housekeeping import HOUSEKEEPING
from bridge.logs import FIELDS
from bridge.ports import Services
from bridge.pricing.refusal import NotKnown
from bridge.tasks import CHARGING, PAGE, Counts, Task, check_vat_numbers, due_changes

_LOGGER = logging.getLogger(__name__)

ADDRESS = "/wp-admin/admin-ajax.php?action=plan_bridge_knock"
SECONDS = 10.0

#: Between two rounds; a change's next step never waits longer for the worker than this and a round.
PAUSE_SECONDS = 5.0


class Knocker:
    """Knocks at the main site, the one address that answers wherever REST or plain links are closed."""

    def __init__(self, network_url: str) -> None:
        """Take the main site's address; its host is the network's domain."""
        self._address = network_url.rstrip("/") + ADDRESS

    def knock(self) -> bool:
        """Knock once; False where nobody opened. Redirects are not followed: they lead away from the network."""
        try:
            answer = requests.post(self._address, timeout=SECONDS, allow_redirects=False)
        except requests.RequestException as unreachable:
            _LOGGER.warning("worker.knock.unreachable", extra={FIELDS: {"why": type(unreachable).__name__}})
            return False
        return answer.ok and not answer.is_redirect


def knock_if_waiting(services: Services, knocker: Knocker | None) -> Counts:
    """Knock where rows wait; whether they were done is what the rows say, never the answer."""
    now = services.clock.now()
    waiting = services.database.reading(lambda store: store.outbox.waiting(now) + store.reapply.waits_for_plugin())
    if not waiting or knocker is None:
        return Counts(left=waiting)
    return Counts(done=1) if knocker.knock() else Counts(left=waiting)


def waiting(services: Services) -> Iterator[str]:
    """Say which renewals and changes are due and wait, and for which value that cannot be read."""
    for quote_id in due_changes(services):
        if waits := change_waits_for(services, quote_id):
            yield f"membership {waits[0]}: its scheduled change waits: {_lacking(waits[1])}"
    found = ((number, renewal_waits_for(services, number)) for number in every_term_due(services))
    for number, unknown in islice(((number, unknown) for number, unknown in found if unknown), PAGE):
        yield f"membership {number}: its renewal waits: {_lacking(unknown)}"


#: What a decision lacks, by the code of what is not known.
_LACKING: dict[str, str] = {
    "price_unknown": "the price of product {product_id}",
    "amount_unknown": "{column} of its row or payment",
    "tax_unknown": "the tax of product {product_id} (category {tax_category}), or the customer's address",
    "discount_unknown": "what its discount code {code} takes off",
    "addons_unknown": "the packages and services that it holds (addon_products)",
}


def _lacking(unknown: NotKnown) -> str:
    """Say what cannot be read that a decision needs."""
    refusal = unknown.refusal
    what = _LACKING[refusal.code].format_map(defaultdict(str, refusal.params))
    return f"{what} cannot be read; put it right and it goes on by itself"


def _nothing() -> None:
    """Note nothing: there is nobody to tell."""


def _is_no_copy() -> bool:
    """Answer that this is the network itself."""
    return False


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the worker needs beside the use cases.

    ``beat`` notes that a round has ended, ``is_copy`` tells whether the database is a copy: then nothing is charged,
    ended or mailed. ``knocker`` None: the network's address is not known, the plugin comes by itself. ``register``
    answers for VAT numbers.
    """

    knocker: Knocker | None = None
    beat: Callable[[], None] = _nothing
    is_copy: Callable[[], bool] = _is_no_copy
    register: Register = vat_register.ask


ALONE = Surroundings()


def run_all_once(services: Services, surroundings: Surroundings = ALONE) -> dict[str, Counts]:
    """Run every task once and return their counts by name; a task that fails does not stop the others."""
    counts = {name: _guarded(name, task, services) for name, task in _tasks(surroundings)}
    surroundings.beat()
    return counts


def note_outage(services: Services) -> None:
    """Note that the worker stood until now, where it did: no deadline counts that time."""
    now = services.clock.now()
    if services.database.reading(lambda store: store.outages.note(now)):
        _LOGGER.warning("worker.stood")


def run_forever(
    services: Services,
    stop: threading.Event,
    surroundings: Surroundings = ALONE,
    *,
    pause_seconds: float = PAUSE_SECONDS,
) -> None:
    """Run round after round until ``stop`` is set; what was begun is finished first."""
    while not stop.is_set():
        try:
            note_outage(services)
            counts = run_all_once(services, surroundings)
        except BridgeError as trouble:
            fields = {"code": trouble.code}
            _LOGGER.error("worker.round.failed", extra={FIELDS: fields})  # noqa: TRY400 (a refusal needs no trace)
        else:
            for name, count in counts.items():
                if count.done or count.failed:
                    _LOGGER.info("worker.%s", name, extra={FIELDS: asdict(count)})
        stop.wait(pause_seconds)


def _tasks(surroundings: Surroundings) -> Iterator[tuple[str, Task]]:
    """Yield the tasks of one round; what charges rests on a copy, and so does knocking, which sends mail."""
    copy = surroundings.is_copy()
    if not copy:
        yield from CHARGING.items()
    yield from HOUSEKEEPING.items()
    if not copy:
        yield "check_vat_numbers", lambda services: check_vat_numbers(services, surroundings.register)
        yield "knock", lambda services: knock_if_waiting(services, surroundings.knocker)


def _guarded(name: str, task: Task, services: Services) -> Counts:
    """Run one task; whatever goes wrong in it is logged and counted."""
    try:
        return task(services)
    except Exception:  # the top of the worker: one task must not stop the others
        _LOGGER.exception("worker.%s.failed", name)
        return Counts(failed=1)
