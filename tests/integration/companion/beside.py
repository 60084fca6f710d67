"""A membership beside Ultimate Multisite, as the tests of the companion use it: a row, an object, a form."""

import json
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import pytest
import requests

from bridge.changes.change import confirm
from bridge.changes.quoting import make_quote
from bridge.network_admin import payments
from bridge.people import Actor
from bridge.ports import Services
from bridge.pricing.calendar import Period
from bridge.pricing.snapshot import Selection
from tests.integration.changes.story import ADMIN
from tools.network.network import Network

SECONDS = 60
BJORN = 2
ULLA = 6
BASIC, PREMIUM = 2, 3
EDIT = "wp-admin/network/admin.php?page=wp-ultimo-edit-membership&id={}"

#: A second connection's commits, as our service makes them while a page of WordPress runs.
ELSEWHERE = """
$elsewhere = mysqli_init();
[$host, $socket] = explode(':', DB_HOST, 2);
$elsewhere->real_connect($host, DB_USER, DB_PASSWORD, DB_NAME, null, $socket);
$elsewhere->query('SET SESSION innodb_lock_wait_timeout = 1, time_zone = "+00:00"');
"""

BILLING = (
    "plan_id",
    "addon_products",
    "amount",
    "initial_amount",
    "currency",
    "duration",
    "duration_unit",
    "recurring",
    "auto_renew",
    "billing_cycles",
    "times_billed",
    "gateway",
    "gateway_customer_id",
    "gateway_subscription_id",
    "date_expiration",
    "date_renewed",
    "date_trial_end",
    "status",
)


in_and_out_of_a_transaction = pytest.mark.parametrize(
    "begin", ["", "START TRANSACTION"], ids=["autocommit", "transaction"]
)


@dataclass(slots=True)
class Beside:
    """The sample network with Ultimate Multisite, or its stand-in, running on it."""

    network: Network
    is_served: bool = False

    def row(self, membership: int = BJORN) -> dict[str, str]:
        """The billing columns as the database has them; NULL is "NULL"."""
        columns = ", ".join(BILLING)
        rows = self.network.sql(f"SELECT {columns} FROM {{p}}wu_memberships WHERE id = {membership}")
        return dict(zip(BILLING, rows[0], strict=True))

    def write(self, membership: int = BJORN, **columns: str | int) -> None:
        """A commit of ours, as any process's: not through WordPress."""
        sets = ", ".join(f"{name} = '{value}'" for name, value in columns.items())
        self.network.sql(f"UPDATE {{p}}wu_memberships SET {sets} WHERE id = {membership}")

    def take_over(self, membership: int = BJORN, **columns: str | int) -> dict[str, str]:
        """The row once it is ours: the mark, and what a change wrote with it."""
        self.write(membership, gateway="bridge", auto_renew=1, **columns)
        return self.row(membership)

    def php(self, code: str, user: str | None = None, **arguments: Any) -> Any:
        """What PHP returns inside WordPress, on the main site; $id is the membership's unless another is named."""
        return self.network.php(f"$id = $arguments['id'];\n{code}", user=user, **{"id": BJORN, **arguments})

    def install(self, name: str, code: str) -> None:
        """Puts a must-use plugin into the tree; it is gone after the test."""
        folder = self.network.wordpress.root / "wp-content" / "mu-plugins"
        (folder / f"{name}.php").write_text(f"<?php\n{code}\n")

    def edit(self, admin: requests.Session, membership: int = BJORN, **fields: str) -> str:
        """The page after the network admin's edit form was sent with those fields changed."""
        address = f"{self.network.url}/{EDIT.format(membership)}"
        form = fields_of(admin.get(address, timeout=SECONDS).text)
        return admin.post(address, data={**form, **fields, "submit_button": "save"}, timeout=SECONDS).text


SWITCHES = {"checkbox", "radio", "submit"}
"""Inputs that are posted only when they are on."""


class Form(HTMLParser):
    """What a browser would post of the form that holds `saving_membership`: everything on the page, which has one.

    A field that a script fills (`v-model`) has what `data-state` around it says.
    """

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.state: dict[str, Any] = {}
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An input with its value; of a select the option that is selected, else the first."""
        given = dict(attrs)
        state = json.loads(given.get("data-state") or "{}")
        self.state |= state if isinstance(state, dict) else {}
        name, value = given.get("name") or "", given.get("value") or ""
        filled = self.state.get(given.get("v-model") or "")
        if tag in {"input", "select"} and isinstance(filled, str | int | float) and not isinstance(filled, bool):
            self.fields[name] = str(filled)
            return
        if tag == "select":
            self.select = name
        elif tag == "option" and self.select and ("selected" in given or self.select not in self.fields):
            self.fields[self.select] = value
        elif tag == "input" and name and (given.get("type") not in SWITCHES or "checked" in given):
            self.fields[name] = value

    def handle_endtag(self, tag: str) -> None:
        """A select is over."""
        if tag == "select":
            self.select = ""


def fields_of(page: str) -> dict[str, str]:
    """The fields of that page's form, without those of WordPress' own screen options."""
    form = Form()
    form.feed(page)
    assert "saving_membership" in form.fields, page[:500]
    return {name: value for name, value in form.fields.items() if "screen" not in name and not name.endswith("-hide")}


def bought(beside: Beside, services: Services, plan: int = PREMIUM, *, pays: bool = True) -> str:
    """Another plan of Bjorn's, ordered through us, and paid by hand; its payment's id at the gateway."""
    user = int(beside.network.sql(f"SELECT user_id FROM {{p}}wu_memberships WHERE id = {BJORN}")[0][0])
    owner = Actor(user_id=user, blog_id=beside.network.state.sites["bjorn"])
    quote = make_quote(services, owner, BJORN, Selection(plan, {}, Period(1, "month")))
    assert quote.id is not None
    confirm(services, owner, quote.id, "manual")
    found = beside.network.sql(
        f"SELECT payment_id, provider_id FROM {{p}}bridge_payments WHERE quote_id = '{quote.id}'"
    )
    if pays:
        payments.mark_paid(services, ADMIN, int(found[0][0]))
    return found[0][1]
