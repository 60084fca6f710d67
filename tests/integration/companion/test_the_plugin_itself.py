"""What only Ultimate Multisite itself has: its REST, its renewals, its checkout on the dashboard."""

import json
from datetime import datetime

import pytest

from bridge.ports import Services
from bridge.store.engine.values import canonical
from bridge.store.payments import PaymentRecord, shared_form
from tests.integration.companion.beside import BJORN, PREMIUM, SECONDS, ULLA, Beside, bought

REST = """
$request = new WP_REST_Request('PUT');
$request->set_url_params(['id' => $id]);
$request->set_body(wp_json_encode($arguments['given']));
$answer = WP_Ultimo\\Managers\\Membership_Manager::get_instance()->update_item_rest($request);
return is_wp_error($answer) ? $answer->get_error_message() : 'saved';
"""


def test_rest_answers_an_amount_with_our_words(beside: Beside) -> None:
    before = beside.take_over()

    answer = beside.php(REST, "admin", given={"amount": 5})

    assert "Plan Bridge bills this membership" in answer
    assert beside.row() == before


def test_rest_saves_a_membership_of_theirs(beside: Beside) -> None:
    beside.take_over()

    assert beside.php(REST, "admin", id=ULLA, given={"amount": 5}) == "saved"
    assert beside.row(ULLA)["amount"] == "5.0000"


def test_a_checkout_on_the_dashboard_leads_to_our_change_page(beside: Beside) -> None:
    beside.take_over()
    named = beside.php("return wu_get_membership($id)->get_hash();")
    site = beside.network.site_url("bjorn")

    answer = beside.network.login("bjorn").get(
        f"{site}/wp-admin/?page=wu-checkout&membership={named}", allow_redirects=False, timeout=SECONDS
    )

    assert answer.headers["Location"] == f"{site}/wp-admin/admin.php?page=plan-bridge-change&membership={BJORN}"


def test_a_payment_that_it_completes_renews_nothing_of_ours(beside: Beside) -> None:
    before = beside.take_over()

    renewed = beside.php("return wu_get_membership($id)->renew(true, 'active');", "admin")

    assert renewed is True
    assert beside.row() == before


def test_its_reactivation_of_what_was_cancelled_here_is_kept_back(beside: Beside) -> None:
    before = beside.take_over(status="cancelled")

    code = """
    $one = wu_get_membership($id);
    return method_exists($one, 'reactivate') ? $one->reactivate() : $one->renew(true, 'active'); // 2.4 has no other
    """

    beside.php(code, "admin")

    assert beside.row() == before


ASKED = "1000077"

PULL = """
global $wpdb;
PlanBridge\\Outbox\\Task::pull(20.0);
$rows = $wpdb->get_results("SELECT id FROM {$wpdb->base_prefix}wu_payments WHERE gateway_payment_id = 'manual-abc'");
$payment = wu_get_payment($rows[0]->id ?? 0);
$told = static fn () => [
    $payment->get_status(), $payment->get_total(), $payment->get_tax_total(), $payment->get_discount_total(),
];
$line = static fn (object $line): array => [$line->get_title(), $line->get_total()];
$written = $payment ? $told() : null;
return [
    'error' => PlanBridge\\Outbox\\Task::failing()['error'],
    'rows' => count($rows),
    'id' => $payment ? $payment->get_id() : null,
    'written' => $written,
    'saved' => $payment && $payment->recalculate_totals()->save() !== null ? $told() : null,
    'lines' => $payment ? array_map($line, array_values($payment->get_line_items())) : null,
    'invoice' => $wpdb->get_var("SELECT meta_value FROM {$wpdb->base_prefix}wu_paymentmeta
        WHERE meta_key = 'wu_invoice_number' AND wu_payment_id = " . (int) $rows[0]->id),
    'next' => wu_get_setting('next_invoice_number', 1),
];
"""


@pytest.mark.parametrize("discount", [0, 500, 450])
def test_it_numbers_the_payment_that_was_settled_here_and_finds_the_same_total_when_it_saves_it(
    beside: Beside, discount: int
) -> None:
    settled = PaymentRecord(
        int(ASKED), None, BJORN, BJORN, "manual", "manual-abc", "completed", "SEK", 23840, 4768, datetime(2025, 6, 15)
    )
    line = {"quantity": 1, "discount_minor": 0}
    lines = [
        line | {"code": "plan", "product_id": PREMIUM, "name": "Premium", "amount_minor": 24875, "tax_minor": 4975,
                "discount_minor": discount},
        line | {"code": "credit", "product_id": 2, "name": "Basic", "amount_minor": -1035, "tax_minor": -207},
    ]  # fmt: skip
    form = {"payment_id": int(ASKED), **shared_form(settled, lines, datetime(2025, 6, 15, 10))}
    sent = canonical(form).replace("\\", "\\\\").replace("'", "''")
    beside.network.sql(
        "INSERT INTO {p}bridge_payments (payment_id, listed_after, membership_id, customer_id, gateway, provider_id,"
        f" status, currency, amount_minor, tax_minor, created_at) VALUES ({ASKED}, 0, {BJORN}, {BJORN}, 'manual',"
        " 'manual-abc', 'completed', 'SEK', 23840, 4768, '2025-06-15');"
        "INSERT INTO {p}bridge_outbox (topic, membership_id, payload, created_at)"
        f" VALUES ('payment_settled', {BJORN}, '{sent}', '2025-06-15')"
    )
    before = beside.row()
    try:
        came = beside.php(PULL, "admin")
        again = beside.network.sql(f"SELECT shared_id FROM {{p}}bridge_payments WHERE payment_id = {ASKED}")
    finally:
        beside.network.sql(f"DELETE FROM {{p}}bridge_payments WHERE payment_id = {ASKED}")

    assert came["error"] is None
    assert came["written"] == ["completed", 238.4, 47.68, 5 if discount == 500 else 0], json.dumps(came)
    assert came["saved"] == came["written"]
    assert (came["rows"], again) == (1, [[str(came["id"])]])
    assert came["lines"] == [["Premium", 248.75], ["Credit for the time left of Basic", -10.35]]
    assert int(came["invoice"]) + 1 == int(came["next"])
    assert beside.row() == before


def test_a_payment_of_three_decimals_is_the_same_to_the_last_fil_when_it_saves_it(beside: Beside) -> None:
    settled = PaymentRecord(
        int(ASKED), None, BJORN, BJORN, "manual", "manual-abc", "completed", "KWD", 11344, 539, datetime(2025, 6, 15)
    )
    lines = [
        {"code": "plan", "product_id": PREMIUM, "name": "Premium", "quantity": 3, "amount_minor": 12345,
         "tax_minor": 587, "discount_minor": 0},
        {"code": "credit", "product_id": 2, "name": "Basic", "quantity": 1, "amount_minor": -1001, "tax_minor": -48,
         "discount_minor": 0},
    ]  # fmt: skip
    form = {"payment_id": int(ASKED), **shared_form(settled, lines, datetime(2025, 6, 15, 10))}
    sent = canonical(form).replace("\\", "\\\\").replace("'", "''")
    beside.network.sql(
        "INSERT INTO {p}bridge_payments (payment_id, listed_after, membership_id, customer_id, gateway, provider_id,"
        f" status, currency, amount_minor, tax_minor, created_at) VALUES ({ASKED}, 0, {BJORN}, {BJORN}, 'manual',"
        " 'manual-abc', 'completed', 'KWD', 11344, 539, '2025-06-15');"
        "INSERT INTO {p}bridge_outbox (topic, membership_id, payload, created_at)"
        f" VALUES ('payment_settled', {BJORN}, '{sent}', '2025-06-15')"
    )
    try:
        came = beside.php(PULL, "admin")
        row = beside.network.sql(f"SELECT total, tax_total FROM {{p}}wu_payments WHERE id = {came['id']}")
    finally:
        beside.network.sql(f"DELETE FROM {{p}}bridge_payments WHERE payment_id = {ASKED}")

    assert came["error"] is None
    for told in (came["written"], came["saved"]):
        assert told[1:3] == pytest.approx([11.344, 0.54], abs=1e-9)
    assert row == [["11.3440", "0.5400"]]


FORCED = "egen/egen.php"
FORCES_ONE = f"""
$forced = ['visibility' => 'visible', 'behavior' => 'force_active'];
$limits = ['plugins' => ['enabled' => true, 'limit' => ['{FORCED}' => $forced]]];
return wu_get_product({PREMIUM})->update_meta('wu_limitations', $limits);
"""
HEARD_AND_DONE = """
PlanBridge\\Outbox\\Task::pull(60.0);
$queued = as_get_scheduled_actions(['hook' => 'wu_async_handle_plugins', 'status' => 'pending', 'per_page' => -1]);
foreach ($queued as $action) {
    do_action_ref_array($action->get_hook(), array_values($action->get_args()));
}
return get_blog_option($arguments['site'], 'active_plugins');
"""


def test_a_plugin_that_the_plan_forces_active_runs_after_a_change_of_ours(beside: Beside, services: Services) -> None:
    folder = beside.network.wordpress.root / "wp-content" / "plugins" / "egen"
    folder.mkdir(exist_ok=True)
    (folder / "egen.php").write_text("<?php\n/* Plugin Name: Egen */\n")
    site = beside.network.state.sites["bjorn"]
    beside.php(FORCES_ONE, "admin")

    before = beside.php("return get_blog_option($arguments['site'], 'active_plugins');", "admin", site=site)
    bought(beside, services)

    assert FORCED not in (before or [])
    assert FORCED in beside.php(HEARD_AND_DONE, "admin", site=site)
