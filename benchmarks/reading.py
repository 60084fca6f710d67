"""What a page pays for the first limit that it asks for, beside a bare read by primary key in the same loop."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tools.network.network import Network

HERE = Path(__file__).parent
ROUNDS = 2000
#: Sites of one membership that the summary of a change measures at most.
SITES = 20
FIRST = 9_000_000

_HELD = """
SELECT sites.blog_id, sites.membership_id, COUNT(*) FROM {p}bridge_site_limits AS sites
JOIN {p}bridge_holdings AS held ON held.membership_id = sites.membership_id
GROUP BY sites.blog_id, sites.membership_id ORDER BY COUNT(*) DESC, sites.blog_id LIMIT 1
"""


def measure(network: Network) -> list[dict[str, Any]]:
    """Return a row an act, in microseconds, and how its quick rounds compare with those of the bare read.

    On a machine that others use most rounds wait for them: the quickest twentieth does not.
    """
    network.bridge("worker", "--once")
    blog, membership, held = map(int, network.sql(_HELD)[0])
    sites = [blog, *range(FIRST, FIRST + SITES - 1)]
    network.sql(
        "INSERT IGNORE INTO {p}bridge_site_limits (blog_id, membership_id) VALUES "
        + ", ".join(f"({site}, {membership})" for site in sites[1:])
    )
    code = f"return (static function (array $arguments) {{ return require '{HERE / 'reading.php'}'; }})($arguments);"
    found = network.php(code, site=blog, rounds=ROUNDS, sites=sites)
    bare = found[0][1]
    return [
        {"act": name, "products_held": held, "us_p5": p5, "us_p50": p50, "us_p95": p95, "of_bare_read": p5 / bare}
        for name, p5, p50, p95 in found
    ]
