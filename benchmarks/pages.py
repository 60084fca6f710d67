"""Server time and queries of pages in WordPress, each with the plugin and without it, in turn."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import requests

from benchmarks.figures import median, percentile
from tools.network.network import Network

HERE = Path(__file__).parent
WITHOUT = {"X-Without-Plugin": "1"}
OWNER, SITE = "cecilia", "cecilia"
PAGES = {
    "front page of a site": ("/", True),
    "dashboard of a site": ("/wp-admin/index.php", True),
    "list of posts": ("/wp-admin/edit.php", True),
    "Account": ("/wp-admin/admin.php?page=plan-bridge-account", False),
    "Change": ("/wp-admin/admin.php?page=plan-bridge-change", False),
}


def measure(network: Network, rounds: int) -> list[dict[str, Any]]:
    """Return a row a page: medians in milliseconds and query counts, and the ratio of with to without."""
    shutil.copy2(HERE / "pages.php", network.wordpress.root / "wp-content/mu-plugins/measured-pages.php")
    session = network.login(OWNER)
    return [row(session, network.site_url(SITE), name, rounds) for name in PAGES]


def row(session: requests.Session, site: str, name: str, rounds: int) -> dict[str, Any]:
    """Measure one page."""
    path, both = PAGES[name]
    with_plugin: list[tuple[float, int]] = []
    without: list[tuple[float, int]] = []
    for _ in range(rounds + 1):  # the first round warms up and is dropped
        with_plugin.append(answer(session, site + path, {}))
        if both:
            without.append(answer(session, site + path, WITHOUT))
    times, bare = [ms for ms, _ in with_plugin[1:]], [ms for ms, _ in without[1:]]
    return {
        "page": name,
        "ms_median": median(times),
        "ms_p95": percentile(times, 95),
        "queries": with_plugin[-1][1],
        "ms_median_without": median(bare) if bare else None,
        "queries_without": without[-1][1] if without else None,
        "ratio": median(times) / median(bare) if bare else None,
    }


def answer(session: requests.Session, url: str, headers: dict[str, str]) -> tuple[float, int]:
    """Ask once: milliseconds on the server, and queries."""
    got = session.get(url, headers=headers, timeout=30, allow_redirects=False)
    got.raise_for_status()
    if got.status_code != requests.codes.ok:
        raise RuntimeError(f"{url} answered {got.status_code}")
    return float(got.headers["X-Server-Ms"]), int(got.headers["X-Queries"])
