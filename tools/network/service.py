"""The Python service beside the network: its environment, its commands, its two processes."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import requests

from tools.network.machine.paths import ROOT, VENV
from tools.network.machine.programs import environment
from tools.network.processes import Running, listens, start
from tools.network.warm import Warm

BRIDGE = VENV / "bin" / "bridge"
ACCOUNT = "plan_bridge"
MIGRATING_ACCOUNT = "plan_bridge_migrate"


class BridgeFailed(RuntimeError):
    """The command line ended with an error; the message holds what it wrote."""


@dataclass(frozen=True, slots=True)
class Service:
    """The service of one network; `variables` is all of its configuration, `warm` what its commands are forked from."""

    variables: Mapping[str, str]
    port: int
    logs: Path
    warm: Warm | None = None

    @property
    def url(self) -> str:
        """Its address, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        """The process environment with the service's variables, and no foreign ones of that name."""
        values = {name: value for name, value in environment().items() if not name.startswith("PLAN_BRIDGE_")}
        return {**values, **self.variables}

    def command(self, *words: str) -> str:
        """What `bridge WORDS` printed."""
        done = self.warm.run(words, self.environment()) if self.warm else cold(words, self.environment())
        if done.returncode:
            raise BridgeFailed(f"bridge {' '.join(words)}: {done.stdout}{done.stderr}".rstrip())
        return done.stdout

    def serve(self) -> Running:
        """Starts the web service and waits until it says that it is ready."""
        running = start("service", [str(BRIDGE), "serve"], self.logs / "service.log", self.environment())
        running.wait_until(self.is_ready)
        return running

    def work(self) -> Running:
        """Starts the worker."""
        return start("worker", [str(BRIDGE), "worker"], self.logs / "worker.log", self.environment())

    def is_ready(self) -> bool:
        """Whether /readyz answers 200; not asked before somebody listens, since asking in vain is work too."""
        try:
            return listens(self.port) and requests.get(f"{self.url}/readyz", timeout=5).ok
        except requests.RequestException:
            return False


def cold(words: Sequence[str], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """How `bridge WORDS` ended, as an operator runs it."""
    return subprocess.run([str(BRIDGE), *words], capture_output=True, text=True, env=environment, cwd=ROOT, check=False)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the service of one network finds and shows itself."""

    socket: str
    database: str
    prefix: str
    network_url: str
    port: int
    key: Path


def variables(place: Place, passwords: Mapping[str, str]) -> dict[str, str]:
    """The service's configuration, as it is documented for every installation."""
    return {
        "PLAN_BRIDGE_DB_SOCKET": place.socket,
        "PLAN_BRIDGE_DB_NAME": place.database,
        "PLAN_BRIDGE_DB_USER": ACCOUNT,
        "PLAN_BRIDGE_DB_PASSWORD": passwords[ACCOUNT],
        "PLAN_BRIDGE_MIGRATE_DB_USER": MIGRATING_ACCOUNT,
        "PLAN_BRIDGE_MIGRATE_DB_PASSWORD": passwords[MIGRATING_ACCOUNT],
        "PLAN_BRIDGE_TABLE_PREFIX": place.prefix,
        "PLAN_BRIDGE_NETWORK_URL": place.network_url,
        "PLAN_BRIDGE_KEY_FILE": str(place.key),
        "PLAN_BRIDGE_BIND": f"127.0.0.1:{place.port}",
    }


def become_bridge(service: Service, words: list[str]) -> None:
    """Replaces this process by `bridge WORDS`."""
    sys.stdout.flush()
    os.execve(BRIDGE, [str(BRIDGE), *words], service.environment())  # noqa: S606 (it takes our place)
