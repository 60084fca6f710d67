"""A site of the tests' network allowed just this much: the rows that its plugin adds up, as the service writes them."""

from __future__ import annotations

import json
from typing import Any

from bridge.limits.modules import COUNTED, NUMBERS
from tools.network.network import Network

_DIGEST = (
    "CONCAT(LEFT(SHA2(CONCAT_WS('|', plan_id, status, COALESCE(date_expiration, ''), COALESCE(addon_products, '')),"
    " 256), 32), REPEAT('0', 32))"
)


def allow(network: Network, blog: int, limits: dict[str, Any], closed: str | None = None, membership: int = 1) -> None:
    """Writes what a membership holds, and what its plan says: what is not named is not limited."""
    text = said(limits).replace("'", "''")
    plan = f"(SELECT plan_id FROM {{p}}wu_memberships WHERE id = {membership})"
    reason = "NULL" if closed is None else f"'{closed}'"
    network.sql(
        "INSERT INTO {p}bridge_product_limits (product_id, kind, name, limits, revision, source_digest)"
        f" VALUES ({plan}, 'plan', 'Free', '{text}', 1, '')"
        " ON DUPLICATE KEY UPDATE limits = VALUES(limits), revision = revision + 1;"
        "INSERT INTO {p}bridge_product_limit_revisions (product_id, revision, limits, at)"
        " SELECT product_id, revision, limits, UTC_TIMESTAMP(6) FROM {p}bridge_product_limits"
        f" WHERE product_id = {plan};"
        f"DELETE FROM {{p}}bridge_holdings WHERE membership_id = {membership};"
        f"INSERT INTO {{p}}bridge_holdings (membership_id, product_id, quantity) VALUES ({membership}, {plan}, 1);"
        "REPLACE INTO {p}bridge_membership_limits (membership_id, revision, closed, source_digest)"
        f" SELECT id, 1, {reason}, {_DIGEST} FROM {{p}}wu_memberships WHERE id = {membership};"
        f"REPLACE INTO {{p}}bridge_site_limits (blog_id, membership_id) VALUES ({blog}, {membership})"
    )


def said(limits: dict[str, Any]) -> str:
    """The word of a plan alone that comes to these limits."""
    found: dict[str, Any] = {"v": 1}
    for name, limit in limits.items():
        if name in NUMBERS:
            found[name] = [True, True, limit["limit"]]
        elif name in COUNTED:
            entries = {of: [entry["allowed"], True, entry["limit"]] for of, entry in limit.items()}
            found[name] = [True, True, entries]
        elif name == "site_templates":
            found[name] = [True, limit["mode"], limit["limit"]]
        else:
            found[name] = limit
    return json.dumps(found, sort_keys=True, separators=(",", ":"))
