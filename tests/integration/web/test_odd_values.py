"""Odd values in every column and meta row that is read, over every route that reads them.

No route fails and no worker stops; no price falls and no limit loosens because something cannot be read; and who does
not need the value sees nothing of it. The normal run puts some of the values into each place, each value into many
places; `./dev test long` puts every value into every place.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import MySQLdb
import pytest
from jsonschema import ValidationError

from bridge import cli
from bridge.bootstrap import Bridge
from bridge.operations.oddities import beyond_term, lost_sites, odd_values, unreadable_limits
from bridge.store.engine import php_serialize, values
from bridge.web.app import create_app
from bridge.worker import run_all_once, waiting
from bridge.wsgi import ROUTES, web_context
from tests.integration.changes.story import CardGateway, SetClock, with_clock
from tests.integration.odd import ODD, keys_read, words_read
from tests.integration.web.conftest import Cast, add_key
from tests.integration.web.plugin import Plugin, Who
from tools.network.catalog import STUDIO
from tools.network.network import Network
from tools.network.sample import CODE
from tools.network.template import DATABASE

#: From now until a day after the end of Olle's term at most.
NEXT_TERM = timedelta(days=21)
KEPT = "odd_values_kept"
ONLY_SHOWN = {"id", "price", "unreadable", "other_limits"}
EVERY = os.environ.get("HYPOTHESIS_PROFILE") == "long"
#: So many of the odd values are put into a place, of those that its column can hold.
MOST = 2 if not EVERY else len(ODD)
MOST_QUOTES = 3 if not EVERY else 12

#: Olle has the odd row: a plan with tax, packages, a discount code. Björn has none of it.
OLLE, BJORN = 8, 2

#: The row of each shared table that is altered; its primary key is not: that would be another row.
ROWS: Mapping[str, str] = {
    "wu_products": f"id = {STUDIO}",
    "wu_memberships": f"id = {OLLE}",
    "wu_customers": f"id = {OLLE}",
    "wu_payments": f"id = (SELECT MAX(id) FROM (SELECT id, membership_id FROM {{p}}wu_payments) AS p "
    f"WHERE membership_id = {OLLE})",
    "wu_discount_codes": f"code = '{CODE['code']}'",
    "wu_domain_mappings": "blog_id = {blog}",
    "blogs": "blog_id = {blog}",
    "users": "ID = {user}",
}
KEYS = {"id", "ID"}
#: What is read and not altered here, with the reason.
LEFT_OUT = {"site": "the network's own address: with another one everything is a copy"}

CODE_ID = f"(SELECT id FROM {{p}}wu_discount_codes WHERE code = '{CODE['code']}')"
#: Meta rows by table: the id of their subject, and their keys with a value for those that the sample lacks.
META: Mapping[str, tuple[str, str, Mapping[str, str]]] = {
    "wu_productmeta": ("wu_product_id", str(STUDIO), {
        "wu_limitations": "", "wu_available_addons": "", "price_variations": "a:0:{}", "taxable": "1",
        "tax_category": "default", "feature_list": "One",
    }),
    "wu_membershipmeta": ("wu_membership_id", str(OLLE), {
        "wu_limitations": "a:0:{}", "discount_code": CODE["code"],
        "wu_swap_order": "a:0:{}", "wu_swap_scheduled_date": "2030-01-01 00:00:00",
    }),
    "wu_customermeta": ("wu_customer_id", str(OLLE), {"wu_billing_address": "", "wu_has_trialed": "0"}),
    "wu_paymentmeta": ("wu_payment_id", "(SELECT MAX(id) FROM {p}wu_payments WHERE membership_id = 8)",
                       {"wu_line_items": "a:0:{}"}),
    "wu_discount_codemeta": ("wu_discount_code_id", CODE_ID, {
        "wu_limit_products": "1", "wu_allowed_products": f"a:1:{{i:0;i:{STUDIO};}}",
        "wu_limit_billing_periods": "1", "wu_allowed_billing_periods": 'a:1:{i:0;s:7:"1-month";}',
    }),
    "blogmeta": ("blog_id", "{blog}", {"wu_type": "", "wu_membership_id": "", "wu_limitations": "a:0:{}"}),
    "usermeta": ("user_id", "{user}", {"{p}{blog}_capabilities": ""}),
    "sitemeta": ("site_id", "1", {
        "wp-ultimo_v2_settings": "", "wp-ultimo_tax_rates": "", "active_sitewide_plugins": "a:0:{}",
        "site_name": "Network", "WPLANG": "sv_SE",
    }),
}  # fmt: skip

#: Ours: a value that could be saved, so that the odd one takes its place.
SETTINGS: Mapping[str, str] = {
    "proration": '"second"', "anchor": '"restart"', "addon_charge": '"rest_of_term"', "downgrade": '"term_end"',
    "ungrouped": '"all"', "over_limit": '"refuse"', "lifetime_years": "null", "payment_window_days": "7",
    "quote_valid_minutes": "15", "taxes": "true", "tax_inclusive": "false", "grace_days": "3", "request_days": "7",
    "site_administrators_may_buy": "false", "manual_instructions": '""', "when_paid_in_full": '"go_on"',
}  # fmt: skip

#: Places where an odd value is a value like any other, with what it then says.
MEANS_SOMETHING = {
    ("wu_products", "recurring", "-5"): "any number but 0 is true",
    **{("wu_productmeta", "wu_limitations", blank): "a blank value says nothing of limits" for blank in ("NULL", "''")},
    **{
        ("wu_productmeta", "wu_available_addons", odd): "a list that cannot be read offers none, as the summary says"
        for odd in ODD
    },
    **{("wu_customermeta", "wu_billing_address", blank): "no address was given" for blank in ("NULL", "''")},
    **{("wu_productmeta", "taxable", blank): "as PHP stores false" for blank in ("''",)},
    **{
        ("wu_productmeta", "tax_category", word): "a category's name, of which no rate is known"
        for word in ("'unknown word'", "-5", "32767", "'999999999.9999'", "'kr 199'", "'NaN'")
    },
    **{
        (table, name, odd): "a number like any other"
        for table, names in {
            "wu_products": ("amount", "setup_fee", "list_order", "billing_cycles"),
            "wu_memberships": ("amount", "initial_amount"),
            "wu_payments": ("total", "refund_total"),
            "wu_discount_codes": ("value", "uses", "max_uses"),
        }.items()
        for name in names
        for odd in ("32767", "'999999999.9999'")
    },
    **{("wu_products", "product_group", odd): "another plan group" for odd in ODD},
    **{(table, "currency", "'NaN'"): "three letters are a currency" for table in ("wu_products", "wu_memberships")},
    **{("wu_memberships", "addon_products", blank): "it holds no packages" for blank in ("NULL", "''")},
    **{("wu_productmeta", "price_variations", blank): "there are no further prices" for blank in ("NULL", "''")},
    ("wu_memberships", "date_expiration", "'0001-01-01 00:00:00'"): "its term is over: a new one is bought",
    **{("wu_customers", "user_id", odd): "another user's: what is told depends on who asks" for odd in ODD},
    **{
        ("blogmeta", "wu_membership_id", number): "the site of another membership"
        for number in ("32767", "'999999999.9999'")
    },
    **{("wu_memberships", "plan_id", odd): "the plan is gone: one is bought at its own price" for odd in ODD},
    **{
        ("wu_discount_codemeta", switch, blank): "as PHP stores false"
        for switch in ("wu_limit_products", "wu_limit_billing_periods")
        for blank in ("NULL", "''")
    },
}

#: Tables that are altered one after another, with one network for each group.
GROUPS = (
    ("wu_products", "wu_productmeta"),
    ("wu_memberships", "wu_membershipmeta"),
    ("wu_customers", "wu_customermeta", "users", "usermeta", "blogs", "blogmeta", "wu_domain_mappings"),
    ("wu_payments", "wu_paymentmeta", "wu_discount_codes", "wu_discount_codemeta"),
    ("sitemeta", "bridge_settings"),
)


@dataclass(frozen=True, slots=True)
class Spot:
    """One value in one row."""

    table: str
    name: str
    column: str
    where: str
    is_choice: bool = False


@dataclass(slots=True)
class Watch:
    """Everything that is asked of the network, and what it answered before anything was odd."""

    network: Network
    bridge: Bridge
    plugin: Plugin
    people: Mapping[str, Who]
    session: Any
    clock: SetClock
    failures: list[str] = field(default_factory=list)
    selections: list[dict[str, Any]] = field(default_factory=list)
    began: datetime = datetime.min
    told: frozenset[str] = frozenset()

    def run(self, statement: str, *params: Any) -> list[tuple[Any, ...]]:
        """Rows of a statement of these tests' own."""
        cursor = self.session.cursor()
        cursor.execute(statement.replace("{p}", self.network.prefix), params or None)
        return list(cursor.fetchall())

    def ask(self, who: str, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Status and answer of a request; one that fails is noted."""
        try:
            answer = self.plugin.ask(self.people[who], method, path, body)
        except ValidationError as error:
            self.failures.append(f"{who} {method} {path}: {error.message[:150]}")
            return 0, {}
        if answer.status_code >= 500:
            self.failures.append(f"{who} {method} {path}: {answer.get_json()}")
        return answer.status_code, answer.get_json()

    def neighbour(self) -> Any:
        """What Björn sees: nothing of it depends on Olle's rows."""
        selection = {"membership_id": BJORN, "plan_id": 3, "period": {"n": 1, "unit": "month"}, "addons": {}}
        quote = self.ask("bjorn", "POST", "/v1/quotes", selection)[1]
        return self.ask("bjorn", "GET", f"/v1/account?membership={BJORN}"), _without_ids(quote)

    def figures(self) -> dict[str, Any]:
        """Every price and limit that Olle is told; what is refused is not in it."""
        self.ask("olle", "GET", f"/v1/account?membership={OLLE}")
        status, choices = self.ask("olle", "GET", f"/v1/memberships/{OLLE}/choices")
        found = dict(_prices(choices)) if status == 200 else {}
        if not self.selections:
            self.selections = list(_selections(choices))[:MOST_QUOTES]
        for number, selection in enumerate(self.selections):
            status, told = self.ask("olle", "POST", "/v1/quotes", selection)
            if status == 200:
                quote = told["quote"]
                found[f"quote {number} recurring_total"] = quote["recurring_total"]["amount_minor"]
                for name in ("charges", "due_now", "tax"):
                    found[f"quote {number} {name} at {quote['effective']}"] = quote[name]["amount_minor"]
        return found

    def limits(self) -> dict[str, Any] | None:
        """The limits of Olle's site as the plugin reads them; None: it is no customer's any more."""
        status, told = self.ask("system", "POST", f"/v1/sites/{self.people['olle'].blog}/quota")
        return dict(_limits(told["limits"])) if status == 200 else None

    def admin(self, spot: Spot) -> None:
        """Every page of the network admin's; what is sent back as it was read leaves the odd value as it is."""
        for path in ("products", f"products/{STUDIO}", "plan-map", "memberships", "payments", "settings"):
            self.ask("admin", "GET", f"/v1/network/{path}")
        self.ask("admin", "POST", "/v1/network/settings/example", {"anchor": "keep_anchor"})
        self.ask("admin", "GET", f"/v1/account?membership={OLLE}")
        stored = self.stored(spot)
        status, told = self.ask("admin", "GET", f"/v1/network/products/{STUDIO}")
        if status == 200:
            body = {name: value for name, value in told["product"].items() if name not in ONLY_SHOWN}
            self.ask("admin", "POST", f"/v1/network/products/{STUDIO}/paths", body)
            self.ask("admin", "PUT", f"/v1/network/products/{STUDIO}", body)
        name = next(name for name in ("grace_days", "request_days") if name != spot.name)
        status, told = self.ask("admin", "PUT", "/v1/network/settings", {name: 4})
        if status != 200:
            self.failures.append(f"a setting that can be is refused: {told}")
        blank_slug = (spot.name, stored) == ("slug", [("",)])
        if self.stored(spot) != stored and not blank_slug:
            self.failures.append(f"saved as it was read, it became {self.stored(spot)!r}")

    def put(self, spot: Spot, odd: str) -> bool:
        """Put an odd value into a place; False where its column cannot hold it. A choice can be none of its own."""
        if odd == "''":
            self.run("SET SESSION sql_mode = ''" if spot.is_choice else "SET SESSION sql_mode = 'STRICT_ALL_TABLES'")
        try:
            self.run(f"UPDATE {{p}}{spot.table} SET {spot.column} = {odd} WHERE {spot.where}")
        except MySQLdb.MySQLError:
            return False
        return True

    def stored(self, spot: Spot) -> Any:
        """What stands in a place."""
        return self.run(f"SELECT {spot.column} FROM {{p}}{spot.table} WHERE {spot.where}")

    def orders(self) -> dict[str, Any]:
        """Order, cancel, order again, have it marked as paid, and go on to the next term: what Olle is asked for."""
        for selection in self.selections:
            if quote_id := self.confirmed(selection):
                self.ask("olle", "POST", f"/v1/changes/{quote_id}/cancel", {})
                break
        found = {}
        for number, selection in enumerate(self.selections):
            if quote_id := self.confirmed(selection):
                found |= self.asked_for(f"order {number}", quote_id)
                payments = self.run(f"SELECT payment_id FROM {{p}}bridge_payments WHERE quote_id = '{quote_id}'")
                for payment in payments:
                    self.ask("admin", "POST", f"/v1/network/payments/{payment[0]}/mark-paid", {})
                break
        self.clock.at = self.began + NEXT_TERM
        self.behind()
        asked = self.run(f"SELECT quote_id FROM {{p}}bridge_changes WHERE membership_id = {OLLE} AND kind = 'renewal'")
        found |= self.asked_for("renewal", asked[0][0]) if asked else {}
        self.ask("olle", "GET", f"/v1/account?membership={OLLE}")
        self.clock.at = self.began
        return found

    def confirmed(self, selection: dict[str, Any]) -> str | None:
        """The id of a selection's quote where it could be confirmed."""
        status, told = self.ask("olle", "POST", "/v1/quotes", selection)
        quote_id = told["quote"]["id"] if status == 200 else None
        if quote_id is None:
            return None
        status, _ = self.ask("olle", "POST", "/v1/changes", {"quote_id": quote_id, "gateway": "manual"})
        return quote_id if status == 200 else None

    def asked_for(self, what: str, quote_id: str) -> dict[str, Any]:
        """What a change asks for in all."""
        due = "SELECT due_now_minor + credit_reserved_minor FROM {p}bridge_changes WHERE quote_id = %s"
        return {f"{what} asks for": int(self.run(due, quote_id)[0][0])}

    def behind(self) -> None:
        """A round of the worker and the looks of `bridge check`."""
        for task, counts in run_all_once(self.bridge.services).items():
            if counts.failed:
                self.failures.append(f"worker: {task}: {counts}")
        self.failures += [f"check: {said}" for said in self.check() if "not finished" in said]

    def check(self) -> list[str]:
        """What `bridge check` says of the data."""
        looks = (waiting, unreadable_limits, lost_sites, beyond_term)
        found = [said for look in looks for said in cli.looked(look, self.bridge.services)]
        return [*cli.looked(odd_values, self.bridge.database), *found]

    def is_named(self, spot: Spot) -> bool:
        """Tell whether `bridge check` names the table, the row and the column or key."""
        row = re.compile(rf"\b({OLLE}|{STUDIO}|{self.people['olle'].blog}|{CODE['code']})\b")
        told = (spot.table, spot.name)
        has_no_number = spot.table in {"sitemeta", "bridge_settings"}
        return any(
            all(word in said for word in told) and (has_no_number or row.search(said)) for said in self.check()
        )

    def return_to(self, kept: str) -> None:
        """Put back every row that was written since."""
        written = self.run(
            "SELECT table_name FROM information_schema.table_statistics"
            " WHERE table_schema = DATABASE() AND rows_changed > 0"
        )
        self.run("SET SESSION sql_mode = '', foreign_key_checks = 0")
        for (name,) in written:
            self.run(f"DELETE FROM {name}")
            self.run(f"INSERT INTO {name} SELECT * FROM {kept}.{name}")
        self.run("SET SESSION sql_mode = 'STRICT_ALL_TABLES'")
        self.run("FLUSH TABLE_STATISTICS")


def _without_ids(quote: Any) -> Any:
    return {k: v for k, v in quote.get("quote", quote).items() if k != "id"}


def _selections(choices: Any) -> Iterator[dict[str, Any]]:
    """Some of what may be chosen, what is held kept where the plan offers it; fewer packages; one more."""
    held = choices["current"]["addons"]
    for plan in choices["plans"]:
        offered = {str(addon["product_id"]) for addon in plan["addons"]}
        kept = {number: quantity for number, quantity in held.items() if number in offered}
        for price in plan["prices"][:2]:
            asked = {"membership_id": OLLE, "plan_id": plan["product_id"], "period": price["period"]}
            yield asked | {"addons": kept}
            if plan["product_id"] == STUDIO:
                yield asked | {"addons": {number: quantity + 1 for number, quantity in kept.items()}}


def _prices(choices: Any) -> Iterator[tuple[str, int]]:
    for plan in choices["plans"]:
        for price in plan["prices"]:
            if not price["refusals"]:
                yield f"price {plan['product_id']} {price['period']}", price["amount"]["amount_minor"]
        for addon in plan["addons"]:
            for price in addon["prices"]:
                yield (
                    f"add-on {addon['product_id']} of {plan['product_id']} {price['period']}",
                    price["amount"]["amount_minor"],
                )


def _limits(told: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in sorted(told.items()):
        if isinstance(value, dict):
            yield from _limits(value, f"{path}.{name}")
        else:
            yield f"{path}.{name}", value


def lower(before: Mapping[str, int], after: Mapping[str, int]) -> list[str]:
    """Prices that fell."""
    told = {name: (was, after[name]) for name, was in before.items() if name in after}
    return [f"{name}: {was} → {now}" for name, (was, now) in told.items() if now < was]


def looser(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Limits that are gone, or allow more."""
    return [
        f"{name}: {value} → {after.get(name, 'no limit')}"
        for name, value in before.items()
        if (isinstance(value, int) and not _as_tight(value, after.get(name)))
    ]


def _as_tight(before: int, after: Any) -> bool:
    return isinstance(after, int) and after <= before


@pytest.fixture
def watch(network: Network, bridge: Bridge, cast: Cast) -> Iterator[Watch]:
    """Olle and Björn before anything is odd."""
    clock = SetClock(datetime.now(UTC).replace(tzinfo=None, microsecond=0))
    still = replace(bridge, services=with_clock(bridge.services, clock, CardGateway()))
    network_id = network.sql("SELECT network_id FROM {p}bridge_installation")[0][0]
    plugin = Plugin(create_app(web_context(still), ROUTES), network_id)
    add_key(network, plugin)
    network.sql(f"UPDATE {{p}}bridge_keys SET status = 'trusted', approval = 'operator' WHERE kid = '{plugin.kid}'")
    session = MySQLdb.connect(unix_socket=str(network.server.socket), user="root", db=DATABASE, charset="utf8mb4")
    session.autocommit(True)
    users, sites = network.state.users, network.state.sites
    people = {
        "olle": Who(users["olle"], sites["olle"], is_site_administrator=True),
        "bjorn": Who(users["bjorn"], sites["bjorn"], is_site_administrator=True),
        "admin": cast.admin,
        "system": Who(0, 1),
    }
    made = Watch(network, still, plugin, people, session, clock, began=clock.at)
    made.run("SET SESSION sql_mode = 'STRICT_ALL_TABLES'")
    fill(made)
    yield made
    made.run(f"DROP DATABASE IF EXISTS {KEPT}")
    session.close()


def fill(watch: Watch) -> None:
    """Put the rows there that the sample lacks."""
    for table, (subject, number, keys) in META.items():
        for key, value in keys.items():
            where = _named(watch, f"{subject} = {number} AND meta_key = '{key}'")
            if value and not watch.run(f"SELECT 1 FROM {{p}}{table} WHERE {where}"):
                columns = _named(watch, f"SELECT {number}, '{key}', ")
                watch.run(f"INSERT INTO {{p}}{table} ({subject}, meta_key, meta_value) {columns} %s", value)
    for name, value in SETTINGS.items():
        columns = "name, value, updated_at, updated_by"
        watch.run(f"INSERT INTO {{p}}bridge_settings ({columns}) VALUES (%s, %s, NOW(6), 1)", name, value)

    mapped = "INSERT INTO {p}wu_domain_mappings (blog_id, domain, active, primary_domain, stage) VALUES"
    watch.run(_named(watch, f"{mapped} ({{blog}}, 'olle.example', 1, 1, 'done')"))


def _named(watch: Watch, text: str) -> str:
    olle = watch.people["olle"]
    return text.replace("{blog}", str(olle.blog)).replace("{user}", str(olle.user)).replace("{p}", watch.network.prefix)


def spots(watch: Watch, table: str) -> list[Spot]:
    """Every place of a table: its columns that a named query reads, its meta rows, our settings."""
    if table == "bridge_settings":
        return [Spot(table, name, "value", f"name = '{name}'") for name in SETTINGS]
    if table in META:
        subject, number, keys = META[table]
        wheres = {key: _named(watch, f"{subject} = {number} AND meta_key = '{key}'") for key in keys}
        return [
            Spot(table, key, "meta_value", where)
            for key, where in wheres.items()
            if watch.run(f"SELECT 1 FROM {{p}}{table} WHERE {where}")
        ]
    asked = (
        "SELECT column_name, data_type = 'enum' FROM information_schema.columns"
        " WHERE table_schema = DATABASE() AND table_name = %s"
    )
    where, words = _named(watch, ROWS[table]), words_read()[table] - KEYS
    columns = watch.run(asked, f"{watch.network.prefix}{table}")
    return [Spot(table, name, name, where, bool(is_choice)) for name, is_choice in columns if name in words]


def in_turn(place: int) -> tuple[str, ...]:
    """The odd values in the order that a place tries them, so that each comes about as often."""
    first = place * MOST % len(ODD)
    return ODD[first:] + ODD[:first]


def faults(watch: Watch, spot: Spot, odd: str, before: tuple[Any, Any, Any], *, everywhere: bool) -> list[str]:
    """What an odd value does that it must not do; ``everywhere``: in admin's pages, orders, worker and check too."""
    watch.failures = []
    figures, limits, neighbour = watch.figures(), watch.limits(), watch.neighbour()
    means_something = (spot.table, spot.name, odd) in MEANS_SOMETHING
    if everywhere:
        altered = limits != before[1] or figures != {name: before[0].get(name) for name in watch.told}
        if altered and not means_something and not watch.is_named(spot):
            watch.failures.append("bridge check does not name it")
        watch.admin(spot)
        figures |= watch.orders()
    found = list(watch.failures)
    if not means_something:
        found += lower(before[0], figures)
        found += looser(before[1], limits) if limits is not None else []
    if spot.table not in {"sitemeta", "bridge_settings"} and neighbour != before[2]:
        found.append("another owner sees something of it")
    return found


@pytest.mark.parametrize("tables", GROUPS, ids=lambda tables: tables[0])
def test_an_odd_value_breaks_no_route_lowers_no_price_and_loosens_no_limit(
    watch: Watch, tables: tuple[str, ...], tmp_path: Path
) -> None:
    before, broken, tried = begin(watch, tmp_path), [], 0
    watch.return_to(KEPT)
    for place, spot in enumerate(spot for table in tables for spot in spots(watch, table)):
        held = 0
        for odd in in_turn(place):
            watch.return_to(KEPT)
            if not watch.put(spot, odd):
                continue
            seen = faults(watch, spot, odd, before, everywhere=EVERY or held == place % MOST)
            broken += [(spot.name, odd, fault[:300]) for fault in seen[:3]]
            held += 1
            if held == MOST:
                break
        assert held, f"{spot} can hold none of them"
        tried += held
    print(f"{tables}: {tried} tried")

    assert broken == [], "\n".join(map(str, broken))


#: Odd parts of arrays, as PHP serialises them.
ODD_PARTS = (
    "N;", 's:0:"";', "i:-5;", "b:1;", 's:12:"unknown word";', "d:NAN;", "d:INF;", 'a:1:{s:1:"a";i:1;}',
    's:20:"99999999999999999999";',
)  # fmt: skip
MOST_PARTS = 1 if not EVERY else len(ODD_PARTS)

#: Arrays of which every part is altered, with what they hold first (None: what is there). Those of limits are altered
#: part by part in tests/unit/limits.
ARRAYS: Mapping[tuple[str, str], Any] = {
    ("sitemeta", "wp-ultimo_v2_settings"): None,
    ("sitemeta", "wp-ultimo_tax_rates"): None,
    ("wu_productmeta", "price_variations"): None,
    ("wu_customermeta", "wu_billing_address"): None,
    ("wu_memberships", "addon_products"): None,
    ("wu_discount_codemeta", "wu_allowed_products"): None,
    ("wu_discount_codemeta", "wu_allowed_billing_periods"): None,
    ("wu_membershipmeta", "discount_code"): {
        "code": CODE["code"], "type": "percentage", "value": "25.0000", "apply_to_renewals": "1", "uses": "3",
        "max_uses": "100", "date_expiration": "", "limit_products": "1", "allowed_products": [STUDIO],
        "limit_billing_periods": "1", "allowed_billing_periods": ["1-month"],
    },
}  # fmt: skip
#: Blank parts that say nothing, or no: what they were about is then not there.
BLANKS = ("N;", 's:0:"";')
#: What each of these parts is: a switch that is on, a state or city of that name.
SAYS = {("enable_taxes", "b:1;"), ("inclusive_tax", "b:1;"), ("state", ODD_PARTS[4]), ("city", ODD_PARTS[4]),
        ("state", ODD_PARTS[8]), ("city", ODD_PARTS[8])}  # fmt: skip
MARK = "the odd part stands here"


def parts_of(value: Any) -> Iterator[tuple[Any, ...]]:
    """The way to each part of an array."""
    for key, part in value.items() if isinstance(value, Mapping) else ():
        yield (key,)
        yield from ((key, *way) for way in parts_of(part))


def altered(value: Any, way: tuple[Any, ...], odd: str) -> str:
    """The text of an array with one part replaced, as SQL writes it."""

    def marked(value: Any, way: tuple[Any, ...]) -> Any:
        return {**value, way[0]: marked(value[way[0]], way[1:])} if way else MARK

    text = php_serialize.dumps(marked(value, way)).replace(php_serialize.dumps(MARK), odd)
    quoted = text.replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}'"


def test_an_odd_part_of_an_array_breaks_no_route_lowers_no_price_and_loosens_no_limit(
    watch: Watch, tmp_path: Path
) -> None:
    places = []
    watch.run("DELETE FROM {p}bridge_settings WHERE name IN ('taxes', 'tax_inclusive')")
    for (table, name), value in ARRAYS.items():
        spot = next(spot for spot in spots(watch, table) if spot.name == name)
        if value is not None:
            assert watch.put(spot, f"'{php_serialize.dumps(value)}'")
        stored = values.plain(php_serialize.loads_stored(watch.stored(spot)[0][0]))
        places += [(spot, way, stored) for way in parts_of(stored)]
    before, broken = begin(watch, tmp_path), []
    for place, (spot, way, stored) in enumerate(places):
        for number in range(MOST_PARTS):
            odd = ODD_PARTS[(place + number) % len(ODD_PARTS)]
            watch.return_to(KEPT)
            assert watch.put(spot, altered(stored, way, odd))
            seen = faults(watch, spot, odd, before, everywhere=EVERY and place % 3 == number % 3)
            lowered = [fault for fault in seen if "→" in fault]
            says = odd in BLANKS or (way[-1], odd) in SAYS
            kept = [fault for fault in seen if fault not in lowered or not says]
            broken += [(spot.name, way, odd, fault[:300]) for fault in kept[:3]]
    print(f"{len(places)} parts of arrays")

    assert len(places) > len(ARRAYS)
    assert broken == [], "\n".join(map(str, broken))


def begin(watch: Watch, folder: Path) -> tuple[Any, Any, Any]:
    """What is told before anything is odd: figures, limits, and what another owner sees."""
    figures, limits, neighbour = watch.figures(), watch.limits(), watch.neighbour()
    watch.told = frozenset(figures)
    keep(watch, folder / "filled.sql")
    before = figures | watch.orders(), limits, neighbour
    assert watch.failures == []
    assert {"order 1 asks for", "renewal asks for"} <= set(before[0])
    assert before[1], "nothing is limited"
    return before


def keep(watch: Watch, file: Path) -> None:
    """Keep every row as it is now."""
    server = watch.network.server
    server.dump(DATABASE, file)
    watch.run(f"CREATE DATABASE IF NOT EXISTS {KEPT}")
    server.restore(KEPT, file)
    watch.run("FLUSH TABLE_STATISTICS")


def test_every_table_column_and_meta_key_that_a_query_reads_is_altered() -> None:
    left_out = set(words_read()) - set(ROWS) - set(META) - set(LEFT_OUT)
    keys = {table: set(keys) for table, (_, _, keys) in META.items()}
    unknown = [key for key, tables in keys_read() if not any(key in keys.get(table, ()) for table in tables)]

    assert (left_out, unknown) == (set(), [])
    assert {table for group in GROUPS for table in group} == {*ROWS, *META, "bridge_settings"}
