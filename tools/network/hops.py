"""./dev hops [--json FILE]: how many files a request goes through, in the service and in the plugin.

In the service every function entered is counted, with its file; modules that only define values are not: nobody opens
them on the way. In the plugin it is the files that PHP included. Both on the sample network, each request for itself.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import requests
from flask.testing import FlaskClient

from benchmarks.callers import Signer, signer
from bridge.bootstrap import build
from bridge.config import from_environment
from bridge.web.app import create_app
from bridge.wsgi import ROUTES, web_context
from tools.network.machine.paths import ROOT
from tools.network.network import Network
from tools.network.people import ADMIN
from tools.network.testing import testing_network

SERVICE = str(ROOT / "bridge") + "/"
OWNER, SITE = "anna", "anna"
MONTH = {"n": 1, "unit": "month"}
PREMIUM = 3
NOT_SENT = {"id", "price", "unreadable", "other_limits"}
PAGES = {
    "Account": (OWNER, f"{SITE}/wp-admin/admin.php?page=plan-bridge-account", "pb-membership-title"),
    "change form": (OWNER, f"{SITE}/wp-admin/admin.php?page=plan-bridge-change", "pb-choice"),
    "product screen": (ADMIN["user"], "wp-admin/network/admin.php?page=plan-bridge-product&id=2", "pb-tab-pricing"),
    "settings screen": (ADMIN["user"], "wp-admin/network/admin.php?page=plan-bridge-settings", "pb-example-title"),
    "payments screen": (ADMIN["user"], "wp-admin/network/admin.php?page=plan-bridge-payments", "subsubsub"),
}
"""Who opens which address, and an id or class that only the whole page has: words for a problem are another way."""


@dataclass(slots=True)
class Hops:
    """The functions that were entered."""

    entered: set[CodeType] = field(default_factory=set)

    def see(self, frame: FrameType, event: str, argument: object) -> None:
        """Note a call of the service's; as the interpreter tells it."""
        del argument
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(SERVICE) and not code.co_name.startswith("<module"):
            self.entered.add(code)

    @property
    def files(self) -> set[str]:
        """The files that they stand in."""
        return {code.co_filename for code in self.entered}

    @property
    def lines(self) -> int:
        """How many lines those files have."""
        return sum(len(Path(name).read_text(encoding="utf-8").splitlines()) for name in self.files)


@contextmanager
def counted() -> Iterator[Hops]:
    """What is entered while the block runs, in this thread."""
    hops = Hops()
    before = sys.getprofile()
    sys.setprofile(hops.see)
    try:
        yield hops
    finally:
        sys.setprofile(before)


def main(words: Sequence[str]) -> None:
    """Walk through the requests, print a table, and write the figures where asked."""
    parser = argparse.ArgumentParser(prog="./dev hops", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there, and the files' names")
    asked = parser.parse_args(words)
    with testing_network("6.1", "wp_") as network:
        pages = of_the_plugin(network)  # first: it is the plugin's own key that the service comes to trust
        rows = [*of_the_service(network), *pages]
    print(f"{'request':52}{'files':>7}{'lines':>8}{'functions':>11}")
    for row in rows:
        print(f"{row['request']:52}{row['files']:>7}{row['lines']:>8}{row.get('functions', '-'):>11}")
    if asked.json:
        asked.json.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


def of_the_service(network: Network) -> list[dict[str, Any]]:
    """Return a row a request, asked of an application in this process."""
    bridge = build(from_environment(network.service.variables))
    client = create_app(web_context(bridge), ROUTES).test_client()
    owner = signer(network, OWNER, SITE)
    admin = replace(owner, user_id=network.state.users[ADMIN["user"]], blog_id=1, is_network_admin=True)
    ask(client, owner, "GET", "/v1/account")  # what is made at the first request is on nobody's way
    rows: list[dict[str, Any]] = []
    together: set[CodeType] = set()

    def walk(name: str, who: Signer, method: str, path: str, value: Any = None) -> Any:
        with counted() as hops:
            answer = ask(client, who, method, path, value)
        together.update(hops.entered)
        rows.append(row(f"{name}, {method} {rule(path)}", hops))
        return answer

    wanted = {"membership_id": 1, "plan_id": PREMIUM, "period": MONTH, "addons": {}}
    quote = walk("quote", owner, "POST", "/v1/quotes", wanted)["quote"]
    walk("confirm", owner, "POST", "/v1/changes", {"quote_id": quote["id"], "gateway": "manual"})
    payment = ask(client, admin, "GET", "/v1/network/payments?status=pending")["payments"][0]["id"]
    walk("mark as paid", admin, "POST", f"/v1/network/payments/{payment}/mark-paid", {})
    rows.append(row("quote, confirm, mark as paid together", Hops(set(together))))
    walk("account", owner, "GET", "/v1/account")
    walk("save limits", admin, "PUT", "/v1/network/products/2", with_other_limits(client, admin))
    bridge.database.forget()
    return rows


def row(name: str, hops: Hops) -> dict[str, Any]:
    """Describe one request; ``entered`` names the files."""
    return {
        "request": name,
        "files": len(hops.files),
        "lines": hops.lines,
        "functions": len(hops.entered),
        "entered": sorted(file.removeprefix(SERVICE) for file in hops.files),
    }


def rule(path: str) -> str:
    """Write numbers in an address as what they are: one of many."""
    return "/".join("…" if part.isdigit() else part for part in path.split("/"))


def with_other_limits(client: FlaskClient, admin: Signer) -> dict[str, Any]:
    """Return a product as it is saved with another limit of disk space."""
    product: dict[str, Any] = ask(client, admin, "GET", "/v1/network/products/2")["product"]
    limits = {**product["limits"], "disk_space": {**product["limits"]["disk_space"], "number": 512}}
    return {name: value for name, value in product.items() if name not in NOT_SENT} | {"limits": limits}


def ask(client: FlaskClient, who: Signer, method: str, path: str, value: Any = None) -> Any:
    """Ask as somebody; anything but success ends the walk."""
    body = b"" if value is None else json.dumps(value).encode()
    headers = {"Authorization": f"Bearer {who.token(method, path, body)}", "X-Plan-Bridge-Limits": "2"}
    if body:
        headers["Content-Type"] = "application/json"
    answer = client.open(path, method=method, data=body, headers=headers)
    if answer.status_code != requests.codes.ok:
        raise RuntimeError(f"{method} {path} answered {answer.status_code}: {answer.get_data(as_text=True)[:300]}")
    return answer.get_json()


def of_the_plugin(network: Network) -> list[dict[str, Any]]:
    """Return a row a page, by what the answer says of itself."""
    shutil.copy2(ROOT / "tools" / "network" / "php" / "hops.php", network.wordpress.root / "wp-content/mu-plugins")
    sessions = {who: network.login(who) for who, _, _ in PAGES.values()}
    rows = []
    for name, (who, path, mark) in PAGES.items():
        answer = sessions[who].get(f"{network.url}/{path}", timeout=30)
        answer.raise_for_status()
        if mark not in answer.text:
            raise RuntimeError(f"{name} is not whole: {mark} is missing in {path}")
        files, lines = (int(answer.headers[f"X-Plugin-{word}"]) for word in ("Files", "Lines"))
        rows.append({"request": f"plugin: {name}", "files": files, "lines": lines})
    return rows
