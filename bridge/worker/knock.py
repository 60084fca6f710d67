"""Knock at the network: a POST without payload that makes the plugin look into the outbox."""

from __future__ import annotations

import logging

import requests

from bridge.logs import event
from bridge.services.ports import Services
from bridge.worker.counts import Counts

ADDRESS = "/wp-admin/admin-ajax.php?action=plan_bridge_knock"
SECONDS = 10.0

_LOGGER = logging.getLogger(__name__)


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
            event(_LOGGER, "worker.knock.unreachable", level=logging.WARNING, why=type(unreachable).__name__)
            return False
        return answer.ok and not answer.is_redirect


def knock_if_waiting(services: Services, knocker: Knocker | None) -> Counts:
    """Knock where rows wait; whether they were done is what the rows say, never the answer."""
    waiting = services.database.reading(lambda store: store.outbox.waiting(services.clock.now()))
    if not waiting or knocker is None:
        return Counts(left=waiting)
    return Counts(done=1) if knocker.knock() else Counts(left=waiting)
