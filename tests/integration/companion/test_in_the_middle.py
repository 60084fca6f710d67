"""Between an order of ours and its payment the plugin goes or changes, an admin edits, a plan costs more there."""

from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from bridge.changes.ownership import hand_back, take_over
from bridge.network_admin import payments
from bridge.people import Author
from bridge.ports import Services
from bridge.worker import run_all_once
from tests.integration.changes.story import ADMIN
from tests.integration.companion.beside import (
    BASIC,
    BJORN,
    EDIT,
    PREMIUM,
    SECONDS,
    Beside,
    bought,
    fields_of,
)
from tests.integration.companion.conftest import ACTIVE, STAND_IN
from tests.integration.companion.test_late_money import credit

BY = Author("network_admin", 1)

PULL = "PlanBridge\\Outbox\\Task::pull(60.0); return PlanBridge\\Outbox\\Task::failing()['error'];"


def ordered(beside: Beside, services: Services) -> int:
    """Premium, ordered by Bjorn and not paid; our number of the payment."""
    provider_id = bought(beside, services, pays=False)
    found = beside.network.sql(f"SELECT payment_id FROM {{p}}bridge_payments WHERE provider_id = '{provider_id}'")
    return int(found[0][0])


def files(beside: Beside) -> Path:
    """The one file of the stand-in."""
    return beside.network.wordpress.root / "wp-content" / "mu-plugins" / "stand-in.php"


def deactivated(beside: Beside) -> None:
    """Switched off; its files and tables stay."""
    files(beside).unlink()
    beside.php(ACTIVE, "admin", on=False)


def removed(beside: Beside) -> None:
    """Its files go too, and with them what it kept in options; its tables stay, as its own uninstaller leaves them."""
    deactivated(beside)
    beside.php("delete_site_option('wp-ultimo_v2_settings'); return delete_site_option('wu_setup_finished');", "admin")


def reinstalled(beside: Beside) -> None:
    """Removed, and there again."""
    deactivated(beside)
    installed(beside)


def installed(beside: Beside) -> None:
    """Its files are there, and it is active."""
    beside.install("stand-in", STAND_IN.read_text().removeprefix("<?php"))
    beside.php(ACTIVE, "admin", on=True)


def updated(beside: Beside) -> None:
    """Its files are replaced by a newer version's, which adds a column to each table that we write."""
    header = "Plugin Name: A stand-in for Ultimate Multisite"
    plugin = beside.network.wordpress.root / "wp-content" / "plugins" / "ultimate-multisite" / "ultimate-multisite.php"
    if files(beside).exists():
        files(beside).write_text(files(beside).read_text().replace(header, f"{header}\n * Version: 99.0.0"))
    else:
        plugin.write_text(plugin.read_text().replace("* Version:", "* Since: 99.0.0\n * Version:"))
    beside.network.sql(
        "ALTER TABLE {p}wu_memberships ADD COLUMN newer varchar(20) NULL;"
        "ALTER TABLE {p}wu_payments ADD COLUMN newer varchar(20) NULL"
    )


def older_again(beside: Beside) -> None:
    """The tables as the other tests know them."""
    for table in ("wu_memberships", "wu_payments"):
        if beside.network.sql(f"SHOW COLUMNS FROM {{p}}{table} LIKE 'newer'"):
            beside.network.sql(f"ALTER TABLE {{p}}{table} DROP COLUMN newer")


@pytest.mark.parametrize("happens", [deactivated, removed, reinstalled, updated])
def test_whatever_becomes_of_the_plugin_a_paid_order_is_carried_out_and_its_payment_is_there_once(
    beside: Beside, services: Services, happens: Callable[[Beside], None]
) -> None:
    if happens is not updated and not files(beside).exists():
        pytest.skip("the plugin itself is not switched off in the middle of a test")
    settings = beside.php("return get_site_option('wp-ultimo_v2_settings');")
    order = ordered(beside, services)

    try:
        happens(beside)
        paid = payments.mark_paid(services, ADMIN, order)
        for _ in range(2):
            run_all_once(services)
            assert "does not run" in (beside.php(PULL, "admin") or "does not run")
        row = beside.row()
        if not files(beside).exists() and happens in (deactivated, removed):
            installed(beside)
            beside.php(PULL, "admin")
    finally:
        older_again(beside)
        kept = "return update_site_option('wp-ultimo_v2_settings', $arguments['settings']);"
        beside.php(kept, "admin", settings=settings)

    assert paid.payment.status == "completed"
    assert (row["plan_id"], row["gateway"], row["auto_renew"], row["status"]) == (str(PREMIUM), "bridge", "1", "active")
    there = beside.network.sql(
        "SELECT shared.status, shared.total * 100 = ours.amount_minor FROM {p}wu_payments AS shared"
        f" JOIN {{p}}bridge_payments AS ours ON ours.shared_id = shared.id WHERE ours.payment_id = {order}"
    )
    assert there == [["completed", "1"]]
    named = "SELECT COUNT(*) FROM {p}wu_payments WHERE gateway_payment_id LIKE 'manual-%' AND membership_id = "
    assert beside.network.sql(f"{named}{BJORN}") == [["1"]]
    assert credit(beside) == 0


def test_their_form_opened_before_our_payment_and_sent_after_it_undoes_nothing(
    beside: Beside, services: Services
) -> None:
    admin = beside.network.login("admin")
    address = f"{beside.network.url}/{EDIT.format(BJORN)}"
    order = ordered(beside, services)
    form = fields_of(admin.get(address, timeout=SECONDS).text)
    payments.mark_paid(services, ADMIN, order)
    before = beside.row()

    admin.post(address, data={**form, "submit_button": "save"}, timeout=SECONDS)
    run_all_once(services)

    assert beside.row() == before
    assert before["plan_id"] == str(PREMIUM)
    assert beside.network.sql("SELECT COUNT(*) FROM {p}bridge_external_edits") == [["0"]]


def test_their_edit_between_our_order_and_its_payment_stands_and_the_money_is_credit(
    beside: Beside, services: Services
) -> None:
    order = ordered(beside, services)
    beside.edit(beside.network.login("admin"), amount="55.00")
    edited = beside.row()

    paid = payments.mark_paid(services, ADMIN, order)
    run_all_once(services)

    assert edited["amount"] == "55.0000"
    assert paid.payment.status == "completed"
    assert (beside.row()["plan_id"], beside.row()["amount"]) == (str(BASIC), "55.0000")
    assert credit(beside) == paid.payment.amount.minor
    assert beside.network.sql(
        f"SELECT changes.status FROM {{p}}bridge_changes AS changes JOIN {{p}}bridge_payments AS ours"
        f" ON ours.quote_id = changes.quote_id WHERE ours.payment_id = {order}"
    ) == [["needs_attention"]]


def test_a_plan_that_costs_more_there_meanwhile_is_charged_as_it_was_quoted(beside: Beside, services: Services) -> None:
    order = ordered(beside, services)
    quoted = beside.network.sql(f"SELECT amount_minor FROM {{p}}bridge_payments WHERE payment_id = {order}")
    price = "$one = wu_get_product($id); $one->set_amount($arguments['amount']); return $one->save();"
    before = beside.php("return (float) wu_get_product($id)->get_amount();", id=PREMIUM)
    beside.php(price, "admin", id=PREMIUM, amount=999.0)

    try:
        payments.mark_paid(services, ADMIN, order)
        run_all_once(services)
        row = beside.row()
    finally:
        beside.php(price, "admin", id=PREMIUM, amount=before)

    received = beside.network.sql(
        f"SELECT amount_minor, status FROM {{p}}bridge_payments WHERE payment_id = {order}"
    )
    assert received == [[quoted[0][0], "completed"]]
    assert (row["plan_id"], float(row["amount"])) == (str(PREMIUM), before)


def test_an_order_that_waits_while_the_membership_is_handed_back_ends_and_money_for_it_is_credit(
    beside: Beside, services: Services
) -> None:
    take_over(services, BY, BJORN)
    order = ordered(beside, services)
    hand_back(services, BY, BJORN)
    before = beside.row()

    paid = payments.mark_paid(services, ADMIN, order)
    run_all_once(services)

    assert beside.row() == before
    assert (before["gateway"], before["auto_renew"], before["plan_id"]) == ("manual", "0", str(BASIC))
    assert credit(beside) == paid.payment.amount.minor


CART = """
wp_set_current_user(get_user_by('login', 'bjorn')->ID);
$membership = wu_get_membership($id);
if ($arguments['kind'] === 'pending site') {
    update_metadata('wu_membership', $id, 'pending_site', ['title' => 'Waiting', 'path' => '/waiting']);
}
$given = ['membership_id' => $id, 'products' => [$arguments['plan']], 'duration' => 1, 'duration_unit' => 'month'];
$code = $arguments['kind'] === 'code' ? ['discount_code' => $arguments['name']] : [];
$cart = new WP_Ultimo\\Checkout\\Cart($given + $code);
$told = $cart->errors->get_error_messages();
delete_metadata('wu_membership', $id, 'pending_site');
return $told;
"""


@pytest.mark.parametrize("kind", ["code", "trial", "pending site"])
def test_its_cart_with_a_discount_code_a_trial_or_a_site_that_waits_is_refused_too(beside: Beside, kind: str) -> None:
    before = beside.take_over()
    codes = "SELECT code, uses FROM {p}wu_discount_codes ORDER BY id"
    uses = beside.network.sql(codes)
    trial = f"UPDATE {{p}}wu_products SET trial_duration_unit = 'day' WHERE id = {PREMIUM}"
    beside.network.sql(trial.replace("SET", f"SET trial_duration = {14 if kind == 'trial' else 0},"))

    try:
        told = beside.php(CART, kind=kind, plan=PREMIUM, name=uses[0][0])
    finally:
        beside.network.sql(trial.replace("SET", "SET trial_duration = 0,"))

    assert any("Plan Bridge bills this membership" in words for words in told)
    assert beside.row() == before
    assert beside.network.sql(codes) == uses
    assert requests.get(beside.network.url, timeout=SECONDS).status_code == 200
