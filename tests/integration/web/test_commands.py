"""The command line, as an operator meets it."""

import json
import logging
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from bridge import cli
from bridge.operations.keys import make_key_file, spoken
from tests.fakes.stripe_provider import stripe_provider
from tests.integration.web.conftest import Cast, add_key
from tests.integration.web.plugin import Plugin
from tools.network.catalog import STUDIO
from tools.network.network import Network
from tools.network.service import BridgeFailed

TO_PREMIUM = {"membership_id": 1, "plan_id": 3, "period": {"n": 1, "unit": "month"}, "addons": {}}
MOVED = "UPDATE {p}bridge_installation SET site_url_sha256 = REPEAT('0', 64)"


def test_migrating_again_makes_nothing(network: Network) -> None:
    said = network.bridge("migrate")

    assert said.splitlines()[-1] == "The tables are up to date."
    assert "made" not in said
    assert "ran" not in said


def test_check_says_that_the_worker_never_ran_and_is_content_once_it_did(network: Network) -> None:
    network.sql("DELETE FROM {p}bridge_heartbeats")

    with pytest.raises(BridgeFailed, match="worker has never finished a round"):
        network.bridge("check")

    network.bridge("worker", "--once")

    assert network.bridge("check").splitlines()[-1] == "All is well."


def test_check_names_a_broken_invariant(network: Network) -> None:
    network.bridge("worker", "--once")
    network.sql(
        "INSERT INTO {p}bridge_account_credit (customer_id, currency, balance_minor, updated_at) "
        "VALUES (1, 'SEK', 100, UTC_TIMESTAMP(6))"
    )

    with pytest.raises(BridgeFailed, match="Something is wrong"):
        network.bridge("check")
    network.sql("DELETE FROM {p}bridge_account_credit")


ROWS = "SELECT sequence FROM {p}bridge_journal WHERE membership_id = 1 ORDER BY sequence"

#: What somebody may do to a journal of three rows, and the words that name it.
TAMPERED = {
    "actor_user_id": ("SET actor_user_id = 99 WHERE sequence = 2", "row 2 was altered"),
    "for_user_id": ("SET for_user_id = 99 WHERE sequence = 2", "row 2 was altered"),
    "at": ("SET at = at - INTERVAL 1 MICROSECOND WHERE sequence = 1", "row 1 was altered"),
    "event": ("SET event = UPPER(event) WHERE sequence = 3", "row 3 was altered"),
    "cause": ("SET cause = 'operator' WHERE sequence = 2", "row 2 was altered"),
    "quote_id": ("SET quote_id = REPEAT('0', 32) WHERE sequence = 2", "row 2 was altered"),
    "quote_id gone": ("SET quote_id = NULL WHERE sequence = 2", "row 2 was altered"),
    "one figure": ("SET data = REPLACE(data, '19900', '19800') WHERE data LIKE '%19900%'", "was altered"),
    "a key said twice": ("SET data = CONCAT('{\"a\":1,\"a\":1', '}') WHERE sequence = 2", "row 2 was altered"),
    "a space": ("SET data = CONCAT(data, ' ') WHERE sequence = 2", "row 2 was altered"),
    "data that is none": ("SET data = 'gone' WHERE sequence = 2", "row 2 was altered"),
    "previous_hash": ("SET previous_hash = REPEAT('a', 64) WHERE sequence = 2", "row 2 was altered"),
    "hash": ("SET hash = REPEAT('a', 64) WHERE sequence = 2", "row 2 was altered"),
    "membership_id": ("SET membership_id = 2 WHERE sequence = 2", "row 2 was taken out"),
    "sequence": ("SET sequence = 4 WHERE sequence = 3", "row 3 was taken out"),
    "swapped": (
        ("SET sequence = sequence + 10 WHERE sequence IN (2, 3);"
        "UPDATE {p}bridge_journal SET sequence = 15 - sequence WHERE sequence > 10"),
        "row 2 was written as row 3",
    ),
}  # fmt: skip


def confirmed_and_paid(network: Network, plugin: Plugin, cast: Cast) -> None:
    """Anna's change to Premium, confirmed and marked as paid: three rows in the journal of membership 1."""
    network.bridge("worker", "--once")
    quote = plugin.ask(cast.owner, "POST", "/v1/quotes", TO_PREMIUM).get_json()["quote"]["id"]
    plugin.ask(cast.owner, "POST", "/v1/changes", {"quote_id": quote, "gateway": "manual"})
    payment = network.sql("SELECT payment_id FROM {p}bridge_payments")[0][0]
    plugin.ask(cast.admin, "POST", f"/v1/network/payments/{payment}/mark-paid", {})


def said_here(network: Network, *words: str) -> str:
    """What a command says, whether it ends well or not, in this process: for what is asked many times over.

    Where its log goes is this process' own affair again afterwards.
    """
    root = logging.getLogger()
    handlers, level = [*root.handlers], root.level
    try:
        return CliRunner(env=network.service.environment()).invoke(cli.main, words, catch_exceptions=False).output
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)


def said_by_check(network: Network, *words: str) -> str:
    """What `bridge check` says, whether it is content or not."""
    return said_here(network, "check", *words)


def test_check_names_each_row_of_a_journal_that_is_not_as_it_was_written(
    network: Network, plugin: Plugin, cast: Cast
) -> None:
    confirmed_and_paid(network, plugin, cast)
    assert network.sql(ROWS) == [["1"], ["2"], ["3"]]
    assert said_by_check(network, "--journal").splitlines()[-1] == "All is well."
    network.sql("CREATE TABLE {p}kept AS SELECT * FROM {p}bridge_journal")

    found = {}
    for name, (change, _) in TAMPERED.items():
        network.sql(f"UPDATE {{p}}bridge_journal {change}")
        found[name] = (said_by_check(network), said_by_check(network, "--journal"))
        network.sql("DELETE FROM {p}bridge_journal; INSERT INTO {p}bridge_journal SELECT * FROM {p}kept")
    network.sql("DROP TABLE {p}kept")

    unseen = {
        name: said
        for name, both in found.items()
        for said in both
        if f"membership 1: {TAMPERED[name][1]}" not in said and TAMPERED[name][1] not in said
    }
    assert unseen == {}
    assert said_by_check(network, "--journal").splitlines()[-1] == "All is well."


def test_check_misses_no_row_that_was_taken_out_or_put_in(network: Network, plugin: Plugin, cast: Cast) -> None:
    confirmed_and_paid(network, plugin, cast)
    network.sql("CREATE TABLE {p}kept AS SELECT * FROM {p}bridge_journal")
    put_in = (
        "INSERT INTO {p}bridge_journal SELECT membership_id, 4, at, event, cause, actor_user_id, for_user_id,"
        " quote_id, data, hash, REPEAT('b', 64) FROM {p}kept WHERE sequence = 3"
    )

    found = {}
    for name, change in {
        "1": "DELETE FROM {p}bridge_journal WHERE sequence = 1",
        "2": "DELETE FROM {p}bridge_journal WHERE sequence = 2",
        "3": "DELETE FROM {p}bridge_journal WHERE sequence = 3",
        "all": "DELETE FROM {p}bridge_journal",
        "put in": put_in,
        "end forgotten": "DELETE FROM {p}bridge_journal_heads",
    }.items():
        network.sql("CREATE TABLE {p}ends AS SELECT * FROM {p}bridge_journal_heads")
        network.sql(change)
        found[name] = (said_by_check(network), said_by_check(network, "--journal"))
        network.sql("DELETE FROM {p}bridge_journal; INSERT INTO {p}bridge_journal SELECT * FROM {p}kept")
        network.sql("DELETE FROM {p}bridge_journal_heads; INSERT INTO {p}bridge_journal_heads SELECT * FROM {p}ends")
        network.sql("DROP TABLE {p}ends")
    network.sql("DROP TABLE {p}kept")

    for name, row in {"1": 1, "2": 2, "3": 3, "all": 3}.items():
        assert all(f"membership 1: row {row} was taken out" in said for said in found[name]), found[name]
    assert all("row 4 was" in said for said in found["put in"]), found["put in"]
    assert all("row 3 was put in" in said for said in found["end forgotten"]), found["end forgotten"]


def test_a_gap_at_the_end_of_a_journal_is_not_written_over(network: Network, plugin: Plugin, cast: Cast) -> None:
    confirmed_and_paid(network, plugin, cast)
    network.sql("CREATE TABLE {p}kept AS SELECT * FROM {p}bridge_journal")
    network.sql("DELETE FROM {p}bridge_journal WHERE sequence = 3")

    quote = plugin.ask(cast.owner, "POST", "/v1/quotes", {**TO_PREMIUM, "addons": {"5": 1}}).get_json()["quote"]["id"]
    plugin.ask(cast.owner, "POST", "/v1/changes", {"quote_id": quote, "gateway": "manual"})

    assert network.sql(ROWS) == [["1"], ["2"], ["4"]]
    assert "membership 1: row 3 was taken out" in said_by_check(network)
    network.sql("INSERT INTO {p}bridge_journal SELECT * FROM {p}kept WHERE sequence = 3; DROP TABLE {p}kept")
    assert said_by_check(network).splitlines()[-1] == "All is well."


def test_check_goes_on_where_one_of_its_questions_cannot_be_asked(network: Network) -> None:
    network.bridge("worker", "--once")
    tables = [row[0] for row in network.sql("SHOW TABLES LIKE '{p}bridge\\_%'")]

    dead = []
    for table in tables:
        network.sql(f"RENAME TABLE {table} TO {table}_gone")
        said = said_by_check(network)
        network.sql(f"RENAME TABLE {table}_gone TO {table}")
        if "Traceback" in said or not said.rstrip().endswith("Something is wrong."):
            dead.append((table, said))

    assert dead == []
    assert len(tables) > 20


def test_a_quote_on_the_command_line(network: Network) -> None:
    quote = json.loads(network.bridge("quote", "1", "3", "--period", "1-month", "--locale", "sv_SE"))

    assert quote["due_now"]["formatted"] == "199,00\xa0kr"


def test_an_unknown_membership_is_one_sentence_and_no_trace(network: Network) -> None:
    with pytest.raises(BridgeFailed, match="membership_unknown") as failed:
        network.bridge("quote", "99", "3")
    assert "Traceback" not in str(failed.value)


def test_a_case_is_priced_without_a_database(network: Network, tmp_path: Path) -> None:
    file = tmp_path / "case.json"
    file.write_text("[]")

    assert json.loads(network.bridge("price", str(file))) == []


def test_a_site_s_limits_are_written_anew(network: Network) -> None:
    site = network.state.sites["anna"]
    network.sql(
        "DELETE FROM {p}bridge_site_limits; DELETE FROM {p}bridge_membership_limits; DELETE FROM {p}bridge_holdings;"
        "INSERT INTO {p}bridge_limit_faults (subject, subject_id, code, details, since)"
        f" VALUES ('site', {site}, 'row_missing', '{{}}', UTC_TIMESTAMP(6))"
    )

    with pytest.raises(BridgeFailed, match=f"site {site}: the row of its limits is missing"):
        network.bridge("check")
    network.bridge("materialise", str(site))
    assert network.sql("SELECT code FROM {p}bridge_limit_faults WHERE code = 'row_missing'") == []
    network.bridge("reapply", "membership", "2")

    assert network.sql("SELECT blog_id, membership_id FROM {p}bridge_site_limits") == [[str(site), "1"]]
    rows = network.sql("SELECT membership_id, COUNT(*) FROM {p}bridge_holdings GROUP BY membership_id")
    assert [row[0] for row in rows] == ["1", "2"]


def test_keys_are_listed_approved_and_retired(network: Network, plugin: Plugin) -> None:
    second = Plugin(plugin.app, plugin.network_id)
    add_key(network, second)

    waiting = network.bridge("keys", "list")
    network.bridge("keys", "approve", second.kid)
    approved = network.bridge("keys", "list")
    network.bridge("keys", "retire", second.kid)

    assert f"{second.kid}  plugin   pending" in waiting
    assert f"{second.kid}  plugin   trusted (operator)" in approved
    assert f"{second.kid}  plugin   retired" in network.bridge("keys", "list")
    with pytest.raises(BridgeFailed, match="No key of this name waits"):
        network.bridge("keys", "approve", second.kid)


def test_the_service_s_key_is_replaced_by_one_that_it_vouches_for(network: Network) -> None:
    path = Path(network.service.variables["PLAN_BRIDGE_KEY_FILE"])
    before = path.read_bytes()

    network.bridge("keys", "rotate")

    rows = network.sql("SELECT status, approval FROM {p}bridge_keys WHERE side = 'service' ORDER BY created_at")
    assert rows == [["retired", "first"], ["trusted", "predecessor"]]
    assert path.read_bytes() != before
    path.write_bytes(before)


def test_on_a_copy_one_may_look_and_price_but_not_buy(network: Network, plugin: Plugin, cast: Cast) -> None:
    network.sql(MOVED)

    account = plugin.ask(cast.owner, "GET", "/v1/account").get_json()
    choices = plugin.ask(cast.owner, "GET", f"/v1/memberships/{account['membership']['id']}/choices").get_json()
    quote = plugin.ask(cast.owner, "POST", "/v1/quotes", TO_PREMIUM)
    change = plugin.ask(
        cast.owner, "POST", "/v1/changes", {"quote_id": quote.get_json()["quote"]["id"], "gateway": "manual"}
    )
    connection = plugin.ask(cast.admin, "GET", "/v1/network/connection").get_json()

    assert (account["is_copy"], choices["is_copy"]) == (True, True)
    assert quote.status_code == 200
    assert (change.status_code, change.get_json()["code"]) == (409, "network_is_a_copy")
    assert connection["copy"] is True
    assert "network_is_a_copy" in [problem["code"] for problem in connection["problems"]]
    assert network.sql("SELECT COUNT(*) FROM {p}bridge_changes") == [["0"]]


def test_on_a_copy_the_worker_charges_nobody(network: Network) -> None:
    network.sql(MOVED)

    done = network.bridge("worker", "--once")

    assert "renew_ended" not in done
    assert "catch_up_sites" in done


@pytest.mark.parametrize(("adopted_as", "mode"), [("moved", "live"), ("staging", "staging")])
def test_an_adopted_copy_works_again(network: Network, adopted_as: str, mode: str) -> None:
    network.sql(MOVED)

    said = network.bridge("adopt", "--as", adopted_as)
    network.bridge("worker", "--once")

    assert "site" in said
    assert network.sql("SELECT mode FROM {p}bridge_installation") == [[mode]]
    assert network.bridge("check").splitlines()[-1] == "All is well."


def test_a_copy_takes_its_own_account_at_the_provider_and_forgets_what_the_other_called_its_customers(
    network: Network,
) -> None:
    network.sql(
        "UPDATE {p}bridge_installation SET provider_account = 'stripe:acct_of_the_network', provider_livemode = 1;"
        "INSERT INTO {p}bridge_payers VALUES (7, 'stripe', 'cus_1', '2025-06-01')"
    )
    with stripe_provider() as provider:
        ours = {f"PLAN_BRIDGE_GATEWAY_STRIPE_{name.upper()}": value for name, value in provider.settings().items()}
        network.service.variables.update(ours)
        try:
            with pytest.raises(BridgeFailed, match="different: provider"):
                network.bridge("check")
            said = network.bridge("adopt", "--as", "staging")
        finally:
            for name in ours:
                del network.service.variables[name]

    kept = "SELECT provider_account, provider_livemode, mode FROM {p}bridge_installation"
    assert "provider" in said
    assert network.sql(kept) == [["stripe:acct_of_the_tests", "0", "staging"]]
    assert network.sql("SELECT * FROM {p}bridge_payers") == []
    assert [one.path for one in provider.asked] == ["/v1/account"]


def test_without_configuration_the_variable_is_named(network: Network) -> None:
    bare = type(network.service)({}, 0, network.service.logs)

    with pytest.raises(BridgeFailed, match="PLAN_BRIDGE_DB_USER is not set"):
        bare.command("check")


def test_a_key_whose_name_begins_with_a_dash_is_approved_and_retired(network: Network, plugin: Plugin) -> None:
    for beginning in ("-", "-h", "--", "-x"):
        key = key_named(plugin, beginning)
        add_key(network, key)

        said_here(network, "keys", "approve", "--", key.kid)
        said_here(network, "keys", "retire", key.kid)

        assert f"{key.kid}  plugin   retired" in said_here(network, "keys", "list")


def key_named(plugin: Plugin, beginning: str) -> Plugin:
    """A plugin with a key whose name begins so."""
    while True:
        made = Plugin(plugin.app, plugin.network_id)
        if made.kid.startswith(beginning):
            return made


def test_a_first_key_that_the_next_request_makes_trusted_waits_for_nobody_and_a_later_one_does(
    network: Network, plugin: Plugin
) -> None:
    network.bridge("worker", "--once")
    network.sql("DELETE FROM {p}bridge_keys WHERE side = 'plugin'")
    add_key(network, plugin)
    fresh = said_by_check(network)
    network.sql("UPDATE {p}bridge_keys SET status = 'trusted', approval = 'first' WHERE side = 'plugin'")
    later = Plugin(plugin.app, plugin.network_id)
    add_key(network, later)

    assert fresh.splitlines()[-1] == "All is well."
    assert f"Keys of the plugin wait for bridge keys approve -- KID: {later.kid}" in said_by_check(network)


def test_the_waiting_key_is_named_as_the_command_takes_it() -> None:
    assert (spoken("abc"), spoken("-bc")) == ("abc", "-- -bc")


def test_no_key_of_the_service_is_named_like_an_option(tmp_path: Path) -> None:
    made = [make_key_file(tmp_path / f"{number}.pem").kid for number in range(300)]

    assert [kid for kid in made if kid.startswith("-")] == []


COMPANION = 'a:1:{s:41:"ultimate-multisite/ultimate-multisite.php";i:1763000000;}'

SHARED = "UPDATE {p}sitemeta SET meta_value = 'a:x' WHERE meta_key"

KEPT = "INSERT INTO {p}wu_membershipmeta (wu_membership_id, meta_key, meta_value) VALUES (3, 'discount_code', 'a:x')"

#: What somebody may leave behind, and the words that name it.
LEFT_BEHIND = {
    "rates": (SHARED + " = 'wp-ultimo_tax_rates'", "sitemeta, wp-ultimo_tax_rates: meta_value cannot"),
    "settings": (SHARED + " = 'wp-ultimo_v2_settings'", "sitemeta, wp-ultimo_v2_settings: meta_value cannot"),
    "ours": ("INSERT INTO {p}bridge_settings VALUES ('grace_days', '\"x\"', NOW(6), 1)", "the setting grace_days"),
    "packages": (
        "UPDATE {p}wu_memberships SET addon_products = 'a:x' WHERE id = 3",
        "wu_memberships, membership 3: addon_products cannot",
    ),
    "address": (
        "UPDATE {p}wu_customermeta SET meta_value = 'x' WHERE wu_customer_id = 8",
        "wu_customermeta, customer 8: wu_billing_address cannot",
    ),
    "code": ("UPDATE {p}wu_discount_codes SET uses = -1", "wu_discount_codes, code VÅREN25"),
    "kept code": (KEPT, "wu_membershipmeta, membership 3: discount_code cannot"),
    "type": ("UPDATE {p}wu_products SET type = 'x' WHERE id = 3", "wu_products, product 3 .Premium.: type is no"),
    "pricing": ("UPDATE {p}wu_products SET pricing_type = 'x' WHERE id = 3", "product 3 .Premium.: pricing_type is"),
    "status": ("UPDATE {p}wu_memberships SET status = 'x' WHERE id = 3", "wu_memberships, membership 3: status is"),
    "payment": ("UPDATE {p}wu_payments SET total = NULL WHERE id = 3", "wu_payments, payment 3: total is none"),
}


@pytest.mark.parametrize("what", LEFT_BEHIND)
def test_check_names_what_cannot_be_read(network: Network, what: str) -> None:
    statement, words = LEFT_BEHIND[what]
    said_here(network, "worker", "--once")
    network.sql(statement)

    said = said_by_check(network)

    assert re.search(words, said), said
    assert said.endswith("Something is wrong.\n")


def test_check_says_which_renewal_waits_and_for_what(network: Network) -> None:
    network.bridge("worker", "--once")
    line = {"product_id": STUDIO, "type": "plan", "quantity": 1, "amount_minor": 1000, "tax_minor": 200}
    lines = json.dumps({"recurring": [line], "deferred": []})
    network.sql(
        "UPDATE {p}wu_memberships SET gateway = 'bridge', date_expiration = NOW() + INTERVAL 1 DAY WHERE id = 8;"
        "UPDATE {p}wu_customermeta SET meta_value = 'x' WHERE wu_customer_id = 8;"
        "INSERT INTO {p}bridge_membership_terms"
        " (membership_id, customer_id, term_start, term_end, recurring_lines, plan_id, updated_at)"
        f" SELECT id, customer_id, NOW() - INTERVAL 1 MONTH, date_expiration, '{lines}', plan_id, NOW()"
        " FROM {p}wu_memberships WHERE id = 8"
    )

    said = said_by_check(network)
    assert f"membership 8: its renewal waits: the tax of product {STUDIO}" in said
    assert "wu_customermeta, customer 8: wu_billing_address" in said


def test_check_counts_by_table_what_differs_from_the_network_s_currency_where_that_binds(network: Network) -> None:
    network.bridge("worker", "--once")
    network.sql(f"UPDATE {{p}}sitemeta SET meta_value = '{COMPANION}' WHERE meta_key = 'active_sitewide_plugins'")
    network.sql("UPDATE {p}wu_memberships SET currency = 'USD' WHERE id = 2")

    with pytest.raises(BridgeFailed) as failed:
        network.bridge("check")

    said = str(failed.value)
    assert "1 memberships are stored in USD (the first: 2), but the network's currency is SEK" in said
    assert "1 of them that run can choose no plan" in said
    assert "products are stored in EUR" in said
    assert "payments are stored in EUR" in said
