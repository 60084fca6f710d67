"""What somebody bought holds on the first page after the answer: changes over HTTP while others look at the site."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from benchmarks.callers import signer
from benchmarks.durable import buyer
from benchmarks.figures import median, percentile
from tools.network.network import Network
from tools.network.redis import object_cache_in_redis

HERE = Path(__file__).parent
READERS = 4
SECONDS = 60
#: Who buys, and the site that the readers look at.
OWNER = "bjorn"


@dataclass(frozen=True, slots=True)
class Old:
    """A page that showed less than an answer had promised before the page was asked for; in megabytes."""

    promised: float
    shown: float


@dataclass(slots=True)
class Readers:
    """Several who ask for a page again and again, and compare it with what was promised when they asked."""

    address: str
    promised: float
    pages: list[float] = field(default_factory=list)
    old: list[Old] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @contextmanager
    def reading(self, readers: int = READERS) -> Iterator[None]:
        """Let them read for as long as the block runs."""
        ends = threading.Event()
        threads = [threading.Thread(target=self._read, args=(ends,)) for _ in range(readers)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            ends.set()
            for thread in threads:
                thread.join()

    def _read(self, ends: threading.Event) -> None:
        while not ends.is_set():
            promised, begun = self.promised, time.perf_counter()
            try:
                shown = self.look()["space"]
            except (requests.RequestException, ValueError) as problem:
                self.wrong.append(repr(problem))
                continue
            self.pages.append(time.perf_counter() - begun)
            if shown < promised:
                self.old.append(Old(promised, shown))

    def look(self) -> dict[str, Any]:
        """Ask once; the answer of the page."""
        answer: dict[str, Any] = requests.get(self.address, {"what_holds": 1}, timeout=SECONDS).json()
        return answer


@contextmanager
def readers_of(network: Network, slug: str = OWNER) -> Iterator[Readers]:
    """Readers of a site that tells what holds; they begin when they are told to."""
    plugin = network.wordpress.root / "wp-content" / "mu-plugins" / "at-once.php"
    plugin.write_text((HERE / "at_once.php").read_text())
    try:
        found = Readers(f"{network.site_url(slug)}/", 0)
        found.promised = found.look()["space"]
        yield found
    finally:
        plugin.unlink(missing_ok=True)


def measure(network: Network, changes: int) -> list[dict[str, Any]]:
    """Return a row for each object cache: pages, how many of them were old, and what a page and a change took."""
    buy = buyer(network, signer(network, OWNER, OWNER), OWNER)
    caches = {"none": nullcontext(), "Redis": object_cache_in_redis(network)}
    return [_with_cache(network, name, cache, buy, changes) for name, cache in caches.items()]


def _with_cache(network: Network, name: str, cache: Any, buy: Callable[[], None], changes: int) -> dict[str, Any]:
    with cache, readers_of(network) as readers:
        if readers.look()["cache"] != (name == "Redis"):
            raise RuntimeError(f"the object cache of the pages is not {name}")
        took = bought(readers, buy, changes)
    if readers.wrong:
        raise RuntimeError(f"{len(readers.wrong)} pages did not answer: {readers.wrong[0]}")
    return {
        "object_cache": name,
        "changes": changes,
        "readers": READERS,
        "pages": len(readers.pages),
        "old_pages": len(readers.old),
        "ms_change_p50": median(took) * 1000,
        "ms_change_p99": percentile(took, 99) * 1000,
        "ms_page_p50": median(readers.pages) * 1000,
    }


def bought(readers: Readers, buy: Callable[[], None], changes: int) -> list[float]:
    """Buy one more so many times while they read, each raising what is promised; what each took.

    What one more adds is seen from the first, which is bought before they begin.
    """
    before = readers.promised
    buy()
    readers.promised = readers.look()["space"]
    more = readers.promised - before
    if more <= 0:
        raise RuntimeError(f"what was bought raises nothing: {before}, {readers.promised}")
    took = []
    with readers.reading():
        for _ in range(changes):
            begun = time.perf_counter()
            buy()
            readers.promised += more
            took.append(time.perf_counter() - begun)
    return took
