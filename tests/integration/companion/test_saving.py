"""Ultimate Multisite saves membership objects late and whole; what is ours in the row stays as we wrote it."""

import re

import pytest
import requests

from tests.integration.companion.beside import (
    BJORN,
    EDIT,
    ELSEWHERE,
    PREMIUM,
    SECONDS,
    ULLA,
    Beside,
    fields_of,
    in_and_out_of_a_transaction,
)

LATE = (
    ELSEWHERE
    + """
global $wpdb;
if ($arguments['begin'] !== '') { $wpdb->query($arguments['begin']); }
$membership = wu_get_membership($id);
foreach ($arguments['commits'] as $commit) {
    $elsewhere->query($commit) || throw new RuntimeException($elsewhere->error);
}
foreach ($arguments['set'] as $name => $value) { $membership->{"set_$name"}($value); }
$fired = [];
foreach (['status', 'plan_id', 'gateway'] as $column) {
    add_action("wu_transition_membership_$column", static function () use (&$fired, $column) { $fired[] = $column; });
}
$saved = $membership->save();
if ($arguments['begin'] !== '') { $wpdb->query('COMMIT'); }
return [
    'saved' => is_wp_error($saved) ? $saved->get_error_message() : $saved,
    'fired' => $fired,
    'object' => [
        $membership->get_status(), (int) $membership->get_plan_id(), $membership->get_gateway(),
        (float) $membership->get_amount(),
    ],
    'kept' => get_user_meta(get_current_user_id(), 'plan_bridge_kept_back', true),
    'events' => $wpdb->get_col(
        "SELECT payload FROM {$wpdb->base_prefix}wu_events WHERE object_type = 'membership' AND slug = 'changed'"
    ),
];
"""
)

MARK = {"gateway", "gateway_customer_id", "gateway_subscription_id", "auto_renew"}
"""What a cancellation takes off with the other plugin, and stays on what is ours."""

TAKEN = (
    "UPDATE {p}wu_memberships SET plan_id = 3, amount = '299.0000', gateway = 'bridge', auto_renew = 1,"
    " times_billed = 4, date_expiration = '2031-01-01 00:00:00', status = 'active' WHERE id = 2"
)
"""What a change through us writes in one statement."""


def late(
    beside: Beside, *commits: str, begin: str = "", user: str | None = "admin", **values: object
) -> dict[str, object]:
    """What came of an object that was loaded, left alone while we committed, changed, and saved."""
    commits = tuple(commit.replace("{p}", beside.network.prefix) for commit in commits)
    return beside.php(LATE, user, commits=commits, begin=begin, set=values)


@in_and_out_of_a_transaction
def test_an_object_loaded_before_a_take_over_writes_no_billing_column_when_it_is_saved(
    beside: Beside, begin: str
) -> None:
    came = late(beside, TAKEN, begin=begin, signup_method="by-hand")

    row = beside.row()
    assert (row["plan_id"], row["amount"], row["gateway"], row["auto_renew"]) == (
        str(PREMIUM),
        "299.0000",
        "bridge",
        "1",
    )
    assert (row["times_billed"], row["date_expiration"]) == ("4", "2031-01-01 00:00:00")
    assert came["object"] == ["active", PREMIUM, "bridge", 299]
    assert came["kept"] == ""


@in_and_out_of_a_transaction
def test_an_object_loaded_before_a_membership_was_moved_does_not_give_it_back(beside: Beside, begin: str) -> None:
    (customer, user), *_ = beside.network.sql("SELECT id, user_id FROM {p}wu_customers WHERE id <> 2 ORDER BY id")
    moved = f"UPDATE {{p}}wu_memberships SET customer_id = {customer}, user_id = {user} WHERE id = 2"

    came = late(beside, TAKEN, moved, begin=begin, signup_method="by-hand")

    columns = "customer_id, user_id, signup_method"
    rows = beside.network.sql(f"SELECT {columns} FROM {{p}}wu_memberships WHERE id = {BJORN}")
    assert rows == [[customer, user, "by-hand"]]
    assert came["kept"] == ""


@in_and_out_of_a_transaction
def test_what_is_not_billing_is_saved_all_the_same(beside: Beside, begin: str) -> None:
    late(beside, TAKEN, begin=begin, signup_method="by-hand")

    assert beside.network.sql("SELECT signup_method FROM {p}wu_memberships WHERE id = 2") == [["by-hand"]]


def test_what_was_meant_and_kept_back_fires_no_transition_and_stands_in_no_event(beside: Beside) -> None:
    before = beside.take_over()

    came = late(beside, status="on-hold", date_expiration="2029-05-05 00:00:00")

    assert beside.row() == before
    assert came["fired"] == []
    assert came["object"][0] == "active"
    assert came["kept"] == {str(BJORN): ["date_expiration", "status"]}
    assert [event for event in came["events"] if "date_expiration" in event or "on-hold" in event] == []


def test_an_object_that_was_put_right_tells_nothing_when_it_is_saved_after_our_next_change(beside: Beside) -> None:
    code = (
        ELSEWHERE
        + """
    $membership = wu_get_membership($id);
    foreach ($arguments['commits'] as $commit) {
        $elsewhere->query($commit);
        $refused[] = is_wp_error($membership->save());
    }
    return [$refused, get_user_meta(get_current_user_id(), 'plan_bridge_kept_back', true)];
    """
    )
    renewed = "UPDATE {p}wu_memberships SET amount = '399.0000', times_billed = 5 WHERE id = 2"

    told = beside.php(code, "admin", commits=[text.replace("{p}", beside.network.prefix) for text in (TAKEN, renewed)])

    row = beside.row()
    assert told == [[False, False], ""]
    assert (row["amount"], row["times_billed"], row["gateway"]) == ("399.0000", "5", "bridge")


@pytest.mark.parametrize(
    "values", [{"plan_id": PREMIUM}, {"amount": 12.5}, {"duration_unit": "year"}], ids=["plan", "amount", "period"]
)
def test_another_plan_amount_or_period_is_refused_in_words(beside: Beside, values: dict[str, object]) -> None:
    before = beside.take_over()

    came = late(beside, **values)

    assert "Plan Bridge bills this membership" in str(came["saved"])
    assert beside.row() == before


def test_a_cancellation_reaches_the_row_and_the_mark_stays(beside: Beside) -> None:
    before = beside.take_over()

    kept = beside.php(
        "wu_get_membership($id)->cancel('moved'); "
        "return get_user_meta(get_current_user_id(), 'plan_bridge_kept_back', true);",
        "admin",
    )

    assert beside.row() == {**before, "status": "cancelled"}
    assert kept == ""
    assert beside.network.sql("SELECT date_cancellation IS NULL FROM {p}wu_memberships WHERE id = 2") == [["0"]]


def test_the_event_of_a_cancellation_tells_of_no_gateway_that_was_left(beside: Beside) -> None:
    beside.take_over()

    beside.php("wu_get_membership($id)->cancel();", "admin")

    events = beside.network.sql(
        "SELECT payload FROM {p}wu_events WHERE object_type = 'membership' AND slug = 'changed'"
    )
    told = [re.findall(r'"(\w+)\W*";a:2:\{s:9:\W*"old_value', payload) for (payload,) in events]
    assert any("status" in columns for columns in told), events
    assert [column for columns in told for column in columns if column in MARK] == []


@in_and_out_of_a_transaction
def test_a_cancellation_that_is_over_does_not_come_back_with_an_old_object(beside: Beside, begin: str) -> None:
    beside.take_over(status="cancelled")

    late(beside, TAKEN, begin=begin, signup_method="by-hand")

    assert beside.row()["status"] == "active"


def test_a_new_subscription_at_a_provider_takes_the_membership_over_whole(beside: Beside) -> None:
    beside.take_over()

    came = late(
        beside,
        gateway="stripe",
        gateway_customer_id="cus_1",
        gateway_subscription_id="sub_1",
        amount=77,
        plan_id=PREMIUM,
        status="active",
    )

    row = beside.row()
    assert (row["gateway"], row["gateway_subscription_id"], row["amount"]) == ("stripe", "sub_1", "77.0000")
    assert (row["plan_id"], came["kept"]) == (str(PREMIUM), "")


def test_a_subscription_that_an_old_object_remembers_is_no_new_one(beside: Beside) -> None:
    beside.write(gateway="stripe", gateway_subscription_id="sub_0")

    late(beside, TAKEN.replace("SET ", "SET gateway_subscription_id = '', "), signup_method="by-hand")

    row = beside.row()
    assert (row["gateway"], row["gateway_subscription_id"]) == ("bridge", "")


def test_a_gateway_without_a_subscription_is_kept_back_and_told(beside: Beside) -> None:
    before = beside.take_over()

    came = late(beside, gateway="manual", auto_renew=False)

    assert beside.row() == before
    assert came["kept"] == {str(BJORN): ["auto_renew", "gateway"]}


@pytest.mark.parametrize("gateway", ["manual", "free"])
def test_a_number_of_a_subscription_beside_a_gateway_that_has_none_takes_nothing_over(
    beside: Beside, gateway: str
) -> None:
    before = beside.take_over()

    late(beside, gateway=gateway, gateway_subscription_id="sub_1", plan_id=PREMIUM, amount=1, auto_renew=False)

    assert beside.row() == before


def test_a_membership_of_theirs_is_saved_as_ever(beside: Beside) -> None:
    beside.take_over(ULLA)

    came = late(beside, status="on-hold", amount=55, date_expiration="2029-05-05 00:00:00")

    row = beside.row()
    assert (row["status"], row["amount"], row["date_expiration"]) == ("on-hold", "55.0000", "2029-05-05 00:00:00")
    assert (came["fired"], came["kept"]) == (["status"], "")


def test_a_save_at_plugins_loaded_is_guarded_too(beside: Beside) -> None:
    before = beside.take_over()
    beside.install(
        "early",
        """
        add_action('plugins_loaded', static function () {
            if (isset($_GET['early'])) {
                $membership = wu_get_membership(2);
                $membership->set_status('on-hold');
                $membership->save();
                exit('early');
            }
        }, 15);
        """,
    )

    answer = requests.get(f"{beside.network.url}/?early", timeout=SECONDS)

    assert answer.text == "early"
    assert beside.row() == before


def test_the_edit_form_tells_on_the_next_page_what_it_called_saved_and_once(beside: Beside) -> None:
    before = beside.take_over()
    admin = beside.network.login("admin")

    page = beside.edit(admin, status="on-hold", date_expiration="2029-05-05 00:00:00")

    again = admin.get(f"{beside.network.url}/wp-admin/network/", timeout=SECONDS).text
    assert beside.row() == before
    assert "Not saved for membership 2: Expiration date, Status." in page
    assert "Not saved for membership" not in again


def test_the_edit_form_says_who_bills_the_membership(beside: Beside) -> None:
    beside.take_over()
    admin = beside.network.login("admin")

    ours, theirs = (
        admin.get(f"{beside.network.url}/{EDIT.format(membership)}", timeout=SECONDS).text
        for membership in (BJORN, ULLA)
    )

    assert "except a cancellation" in ours
    assert "except a cancellation" not in theirs


def test_the_edit_form_shows_why_an_amount_is_refused(beside: Beside) -> None:
    before = beside.take_over()

    page = beside.edit(beside.network.login("admin"), amount="12.50")

    assert beside.row() == before
    assert "Plan Bridge bills this membership" in page


def test_an_edit_form_opened_before_a_take_over_saves_nothing_of_it_when_it_is_sent_after(beside: Beside) -> None:
    admin = beside.network.login("admin")
    address = f"{beside.network.url}/{EDIT.format(BJORN)}"
    form = fields_of(admin.get(address, timeout=SECONDS).text)
    before = beside.take_over(plan_id=PREMIUM, amount="299.0000")

    admin.post(address, data={**form, "submit_button": "save"}, timeout=SECONDS)

    assert beside.row() == before


def test_in_another_network_of_the_installation_a_membership_of_the_same_number_is_nothing_to_us(
    beside: Beside,
) -> None:
    beside.take_over()
    network = beside.network
    ours = network.sql("SELECT COALESCE(wp_network_id, 'NULL') FROM {p}bridge_installation")[0][0]
    waiting = "SELECT COUNT(*) FROM {p}bridge_outbox WHERE done_at IS NULL"
    network.sql(
        "UPDATE {p}bridge_installation SET wp_network_id = 99; DELETE FROM {p}bridge_outbox;"
        "INSERT INTO {p}bridge_outbox (topic, membership_id, payload, created_at)"
        f" VALUES ('forget_cached', {BJORN}, '{{}}', '2025-06-15')"
    )

    try:
        saved = beside.php(
            "$one = wu_get_membership($id); $one->set_status('on-hold');"
            "$pulled = PlanBridge\\Outbox\\Task::pull(5.0);"
            "return [$one->save(), $pulled, PlanBridge\\Companion\\Seller::isPlanBridge()];",
            "admin",
        )
    finally:
        network.sql(f"UPDATE {{p}}bridge_installation SET wp_network_id = {ours}")

    assert saved == [True, 0, False]
    assert beside.row()["status"] == "on-hold"
    assert network.sql(waiting) == [["1"]]
