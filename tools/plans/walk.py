"""A walk through what people and the worker do, so that every statement of it is written down by the server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import requests

from benchmarks.callers import Caller, signer
from tools.network.network import Network
from tools.network.people import ADMIN

OWNER, SITE, MEMBERSHIP = "bjorn", "bjorn", 2
MONTH = {"n": 1, "unit": "month"}
PREMIUM, DISK = 3, 5
NOT_SENT = {"id", "price", "unreadable", "other_limits"}

OWNER_PAGES = (
    f"{SITE}/", f"{SITE}/wp-admin/index.php", f"{SITE}/wp-admin/edit.php", f"{SITE}/wp-admin/upload.php",
    f"{SITE}/wp-admin/admin.php?page=plan-bridge-account", f"{SITE}/wp-admin/admin.php?page=plan-bridge-change",
)  # fmt: skip
SCREENS = (
    "products", "product&id=2", "map", "payments", "memberships", "membership&id=2", "codes", "give", "taxes",
    "letters", "settings", "runs", "site&id=3",
)  # fmt: skip
ADMIN_PAGES = (
    "wp-admin/network/index.php",
    "wp-admin/network/sites.php",
    *(f"wp-admin/network/admin.php?page=plan-bridge-{screen}" for screen in SCREENS),
)
ADMIN_ASKS = (
    "/v1/network/products", "/v1/network/products/2", "/v1/network/plan-map", "/v1/network/settings",
    "/v1/network/connection", "/v1/network/payments", "/v1/network/payments?status=pending",
    "/v1/network/payments?status=completed", "/v1/network/payments?search=AAAA", "/v1/network/payments?search=7",
    "/v1/network/memberships", "/v1/network/memberships?search=7", "/v1/network/memberships?start=500",
    "/v1/network/memberships?above=500", f"/v1/network/memberships/{MEMBERSHIP}", "/v1/network/letters",
    "/v1/network/ownership", "/v1/network/ownership/forecast?direction=take_over", "/v1/network/discount-codes",
    "/v1/network/gifts/plans", "/v1/network/gifts/lists", "/v1/network/edits", "/v1/network/limit-runs",
    "/v1/network/sites/3/limits", "/v1/network/products/2/limits", f"/v1/memberships/{MEMBERSHIP}/payments",
    f"/v1/memberships/{MEMBERSHIP}/account-credit",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Walk:
    """Somebody who does what owners, the network's administrator, visitors and the worker do."""

    network: Network
    owner: Caller
    admin: Caller

    @classmethod
    def on(cls, network: Network) -> Walk:
        """Make a key that the service comes to trust, and sign with it for both."""
        owner = signer(network, OWNER, SITE)
        admin = replace(owner, user_id=network.state.users[ADMIN["user"]], blog_id=1, is_network_admin=True)
        port = network.service.port
        return cls(network, Caller(port, owner), Caller(port, admin))

    def live(self) -> None:
        """Order and pay, so that what is copied has rows in the tables that fill up; leave an order open."""
        own = self.owner.ask("GET", "/v1/account")[1]["membership"]
        buy(self.owner, self.admin, wish(own, 1))
        order(self.owner, wish(own, 3))
        self.network.bridge("worker", "--once")

    def whole(self) -> None:
        """Do everything once; the service may have been started anew."""
        for caller in (self.owner, self.admin):
            caller.connection.close()
        for _ in (*of_owner(self.owner), *of_admin(self.admin, self.owner)):
            pass
        for login, pages in ((OWNER, OWNER_PAGES), (ADMIN["user"], ADMIN_PAGES)):
            visit(self.network.login(login), self.network.url, pages)
        visit(requests.Session(), self.network.url, OWNER_PAGES[:1])
        for _ in range(2):
            self.network.bridge("worker", "--once")
        self.network.run_cron(SITE)
        self.network.run_cron()


def of_owner(caller: Caller) -> Iterator[Any]:
    """What an owner asks: the account, what could be chosen, payments, an order and its cancelling."""
    account = caller.ask("GET", "/v1/account")[1]
    own, waiting = account["membership"], account["open_change"]
    if waiting:
        yield caller.ask("POST", f"/v1/changes/{waiting['quote_id']}/cancel", {})
    here = f"/v1/memberships/{MEMBERSHIP}"
    for path in ("choices", "payments", "billing-address", "payment-methods", "history", "account-credit"):
        yield caller.ask("GET", f"{here}/{path}")
    yield caller.ask("GET", "/v1/former-payments")
    for payment in (one["id"] for one in account["payments"] if one.get("documents")):
        yield caller.ask("GET", f"/v1/payments/{payment}/receipt")
    quote_id = order(caller, wish(own, 4))
    yield caller.ask("GET", f"/v1/changes/{quote_id}")
    yield caller.ask("POST", f"/v1/changes/{quote_id}/cancel", {})


def of_admin(caller: Caller, owner: Caller) -> Iterator[Any]:
    """What the network's administrator looks at, marks and saves."""
    for path in ADMIN_ASKS:
        yield caller.ask("GET", path)
    own = owner.ask("GET", "/v1/account")[1]["membership"]
    yield buy(owner, caller, wish(own, 4))
    product = caller.ask("GET", "/v1/network/products/2")[1]["product"]
    number = 512 if product["limits"]["disk_space"]["number"] != 512 else 640
    limits = {**product["limits"], "disk_space": {**product["limits"]["disk_space"], "number": number}}
    body = {name: value for name, value in product.items() if name not in NOT_SENT} | {"limits": limits}
    yield caller.ask("POST", "/v1/network/products/2/limits/forecast", body)
    yield caller.ask("PUT", "/v1/network/products/2", body)
    yield caller.ask("POST", "/v1/network/limit-runs", {"product_id": 2})
    for code in caller.ask("GET", "/v1/network/discount-codes")[1]["codes"][:1]:
        yield caller.ask("GET", f"/v1/network/discount-codes/{code['id']}")


def wish(own: dict[str, Any], quantity: int) -> dict[str, Any]:
    """Return the present offer with more of a package than is held."""
    held = {str(line["product_id"]): line["quantity"] for line in own["addons"]}
    more = held | {str(DISK): held.get(str(DISK), 0) + quantity}
    return {
        "membership_id": own["id"], "plan_id": own["plan"]["product_id"], "period": own["period"], "addons": more,
    }  # fmt: skip


def buy(owner: Caller, admin: Caller, wanted: dict[str, Any]) -> Any:
    """Order by bank transfer, and have it marked as paid."""
    order(owner, wanted)
    pending = admin.ask("GET", "/v1/network/payments?status=pending")[1]["payments"]
    mine = next(one["id"] for one in pending if one["membership_id"] == wanted["membership_id"])
    return admin.ask("POST", f"/v1/network/payments/{mine}/mark-paid", {})


def order(owner: Caller, wanted: dict[str, Any]) -> str:
    """Order by bank transfer; the order's id."""
    quote_id: str = owner.ask("POST", "/v1/quotes", wanted)[1]["quote"]["id"]
    owner.ask("POST", "/v1/changes", {"quote_id": quote_id, "gateway": "manual"})
    return quote_id


def visit(session: requests.Session, url: str, paths: tuple[str, ...]) -> None:
    """Open pages one after another; one that does not open is an error."""
    for path in paths:
        session.get(f"{url}/{path}", timeout=120).raise_for_status()
