"""The database ended and started again while everybody is at it: as a power cut would, or as an upgrade does."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tools.network import mariadb, processes
from tools.network.network import Network

#: How a server is ended: killed, or asked to; in turn.
WAYS = (signal.SIGKILL, signal.SIGTERM)
SECONDS_BETWEEN = 3.0


class Restarts:
    """Ends the database and starts it on the same data, every few seconds; ``times`` says how often that was."""

    def __init__(self, network: Network, seed: int) -> None:
        self._network = network
        self._chance = random.Random(seed)  # noqa: S311 (repeatable, no secret)
        self._next_at = time.monotonic() + SECONDS_BETWEEN / 2
        self.times = 0

    def __call__(self) -> None:
        """End it, where it is time to."""
        if time.monotonic() < self._next_at:
            return
        restart(self._network, WAYS[self.times % len(WAYS)], mariadb.DURABLE)
        self.times += 1
        self._next_at = time.monotonic() + SECONDS_BETWEEN * self._chance.uniform(0.5, 1.5)


def restart(network: Network, way: signal.Signals, flags: tuple[str, ...]) -> None:
    """End the server of a network and start it again with other flags."""
    server = network.server
    os.kill(server.running.process.pid, way)
    server.running.process.wait(60)
    server.running.stop()
    data, log = network.folder / "data", network.folder / "logs/mariadb.log"
    network.server = mariadb.start_server(data, server.port, log, flags, server.socket.parent)
    processes.remember([network.server.running, *network.running.values()], network.folder / "running.json")


@contextmanager
def made_durable(network: Network) -> Iterator[None]:
    """A network whose server forgets what it has just committed when it is killed does not, while the block runs."""
    restart(network, signal.SIGTERM, mariadb.DURABLE)
    try:
        yield
    finally:
        restart(network, signal.SIGTERM, mariadb.FAST)
