"""What limits a site as the tables say it, added up as the plugin does: for claims about what was written."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from bridge.limits.effective import Package, effective_limits
from bridge.limits.said import limitations_of

Sql = Callable[[str], list[list[str]]]

_ROWS = """
SELECT COALESCE(products.product_id, 0), COALESCE(products.kind, ''), COALESCE(products.name, ''),
       COALESCE(products.limits, ''),
       held.quantity, sites.membership_id, COALESCE(members.own, ''), COALESCE(sites.own, ''),
       COALESCE(members.closed, ''), members.open_until IS NULL OR members.open_until <= '{at}'
FROM {{p}}bridge_site_limits AS sites
JOIN {{p}}bridge_membership_limits AS members ON members.membership_id = sites.membership_id
LEFT JOIN {{p}}bridge_holdings AS held ON held.membership_id = members.membership_id
LEFT JOIN {{p}}bridge_product_limits AS products ON products.product_id = held.product_id
WHERE sites.blog_id = {blog} ORDER BY products.product_id
"""


def added_up(sql: Sql, blog: int, at: str = "9999-12-31") -> dict[str, Any]:
    """Plan, membership, access at an instant, and limits of a site; fails where it has no row."""
    rows = sql(_ROWS.format(blog=blog, at=at))
    assert rows, f"site {blog} has no row"
    *_, membership, own, site_own, closed, is_past = rows[0]
    held = [(row[1], int(row[0]), row[2], _said(row[3]), int(row[4] or 0)) for row in rows if row[1]]
    plans = [(number, name, said) for kind, number, name, said, _ in held if kind == "plan"]
    packages = [Package(said, quantity) for kind, _, _, said, quantity in held if kind != "plan"]
    assert len(plans) <= 1, plans
    reason = closed if closed and is_past == "1" else None
    return {
        "plan": {"id": plans[0][0], "name": plans[0][1]} if plans else None,
        "membership_id": int(membership),
        "access": {"open": reason is None, "reason": reason},
        "limits": effective_limits(plans[0][2] if plans else {}, packages, [_said(own), _said(site_own)]),
    }


def _said(text: str) -> Any:
    """What a stored text says; the client of the tests doubles backslashes."""
    return limitations_of(json.dumps(json.loads(text.replace("\\\\", "\\")))) if text else {}
