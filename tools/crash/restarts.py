"""The database killed and started again while many owners change their plans; then the worker carries on."""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import suppress

from bridge.bootstrap import build
from bridge.errors import BridgeError
from bridge.worker import run_all_once
from tools.crash.killing import LEASE, ROUNDS, Killing, Tried
from tools.crash.provider import RemoteCard
from tools.crash.scenarios import BEGAN, SCENARIOS, MovedClock, Stage, with_card
from tools.network import mariadb
from tools.network.testing import broken_invariants

OWNERS = 8
SECONDS_BETWEEN = 2.0


class Load:
    """Owners in threads who order upgrades by card, one membership after the other."""

    def __init__(self, killing: Killing) -> None:
        self._killing = killing
        self._scenario = SCENARIOS[0]
        self._stages: list[Stage] = []
        self._ended = threading.Event()

    def restarted(self, times: int) -> Tried:
        """Kill the database so often under load; return what came of it."""
        began, told = time.monotonic(), Tried("the database killed under load", points=times)
        stages = [[self._killing.stage(self._scenario) for _ in range(6 * times)] for _ in range(OWNERS)]
        self._stages = [stage for own in stages for stage in own]
        owners = [threading.Thread(target=self._orders, args=(own,)) for own in stages]
        for owner in owners:
            owner.start()
        for _ in range(times):
            time.sleep(SECONDS_BETWEEN)
            self._kill_database()
            told.tried += 1
        self._ended.set()
        for owner in owners:
            owner.join(120)
        self._carry_on()
        for stage in self._stages:
            found = self._killing.unlike(self._scenario, stage)
            told.wrong += [f"membership {stage.membership}: {one}" for one in found]
        told.wrong += broken_invariants(self._killing.network)
        told.seconds = time.monotonic() - began
        return told

    def _orders(self, stages: list[Stage]) -> None:
        """Order for one membership after the other, whatever becomes of it, until the last kill is over."""
        for stage in stages:
            services = with_card(build(self._killing.config).services, stage.clock, RemoteCard(self._killing.provider))
            own = Stage(stage.number, services, stage.clock, stage.provider)
            with suppress(BridgeError):
                self._scenario.play(own)
            services.database.forget()  # type: ignore[attr-defined]
            if self._ended.is_set():
                return

    def _kill_database(self) -> None:
        """Kill the server as a power cut would, and start it on the same data."""
        network = self._killing.network
        server = network.server
        os.kill(server.running.process.pid, signal.SIGKILL)
        server.running.process.wait(30)
        server.socket.unlink(missing_ok=True)
        data, log = network.folder / "data", network.folder / "logs/mariadb.log"
        network.server = mariadb.start_server(data, server.port, log, mariadb.DURABLE, server.socket.parent)

    def _carry_on(self) -> None:
        """Let the worker and the owners come to an end."""
        clock = MovedClock(BEGAN + LEASE)
        services = with_card(build(self._killing.config).services, clock, RemoteCard(self._killing.provider))
        for _ in range(ROUNDS):
            run_all_once(services)
            for stage in self._stages:
                own = Stage(stage.number, services, clock, stage.provider)
                with suppress(BridgeError):
                    self._scenario.go_on(own)
            clock.at += LEASE
        run_all_once(services)
