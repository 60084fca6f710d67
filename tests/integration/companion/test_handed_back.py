"""Handed back, by command or because the plugin is switched off: billed as if we had never been there."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

from bridge.changes.external import touched_from_outside
from bridge.changes.ownership import take_over
from bridge.changes.ownership_run import begin_run, last_run
from bridge.people import Author
from bridge.ports import Services
from bridge.worker import run_all_once
from tests.integration.companion.beside import BJORN, PREMIUM, ULLA, Beside, bought
from tests.integration.companion.test_saving import LATE

#: Its cron once a day, for some days: instead of the clock the rows go, a day back each. What is invoiced is paid a day
#: later, as its screen does that. Told of each membership: day, status, what is asked for.
DAYS = """
global $wpdb;
[$days, $waited] = [[], []];
add_filter('action_scheduler_queue_runner_time_limit', static fn (): int => HOUR_IN_SECONDS);
foreach (range(1, $arguments['days']) as $day) {
    $back = static fn (string $column): string => "{$column} = {$column} - INTERVAL 1 DAY";
    $columns = implode(', ', array_map($back, ['date_expiration', 'date_renewed', 'date_created']));
    $ids = implode(',', $arguments['memberships']);
    $wpdb->query("UPDATE {$wpdb->base_prefix}wu_memberships SET {$columns} WHERE id IN ({$ids})");
    wp_cache_flush();
    do_action('wu_membership_check');
    if (class_exists('ActionScheduler_QueueRunner')) { ActionScheduler_QueueRunner::instance()->run(); }
    wp_cache_flush();
    foreach ($arguments['memberships'] as $each) {
        $pending = "membership_id = {$each} AND status = 'pending' ORDER BY id DESC LIMIT 1";
        $asked = $wpdb->get_row("SELECT id, total FROM {$wpdb->base_prefix}wu_payments WHERE {$pending}");
        $days[$each][] = [$day, wu_get_membership($each)->get_status(), $asked ? (float) $asked->total : null];
        if ($asked && in_array($asked->id, $waited, true)) {
            $payment = wu_get_payment((int) $asked->id);
            $payment->set_status('completed');
            $payment->save();
            wu_get_membership($each)->renew(false, 'active');
        } elseif ($asked) {
            $waited[] = $asked->id;
        }
    }
}
return $days;
"""

#: What handing back writes, in one statement.
GIVEN_BACK = (
    "UPDATE {p}wu_memberships SET gateway = 'manual', auto_renew = 0, date_expiration = '2031-01-01 00:00:00'"
    f" WHERE id = {BJORN}"
)

DEACTIVATE = """
require_once ABSPATH . 'wp-admin/includes/plugin.php';
deactivate_plugins(plugin_basename(PLAN_BRIDGE_FILE), false, true);
return is_plugin_active_for_network(plugin_basename(PLAN_BRIDGE_FILE));
"""


def neighbour(beside: Beside) -> None:
    """Ulla's membership, like Bjorn's in everything that is billed, and never ours."""
    beside.network.sql(
        "UPDATE {p}wu_memberships AS hers JOIN {p}wu_memberships AS his SET hers.plan_id = his.plan_id,"
        " hers.addon_products = his.addon_products, hers.amount = his.amount, hers.duration = his.duration,"
        " hers.duration_unit = his.duration_unit, hers.recurring = his.recurring,"
        " hers.billing_cycles = his.billing_cycles,"
        " hers.date_expiration = his.date_expiration, hers.gateway = 'manual', hers.auto_renew = 0,"
        f" hers.status = 'active' WHERE hers.id = {ULLA} AND his.id = {BJORN}"
    )


def invoices(days: list[list[Any]]) -> list[float]:
    """What was asked for, an amount an invoice."""
    asked = [None, *(total for _, _, total in days)]
    return [now for before, now in pairwise(asked) if now is not None and before is None]


def test_for_sixty_days_it_is_invoiced_paid_and_renewed_like_its_untouched_neighbour(
    beside: Beside, services: Services
) -> None:
    bought(beside, services)
    beside.network.bridge("release", "--all")
    neighbour(beside)

    days = beside.php(DAYS, "admin", days=60, memberships=[BJORN, ULLA])

    his, hers = days[str(BJORN)], days[str(ULLA)]
    assert his == hers
    assert invoices(his) == [float(beside.row()["amount"])] * 2
    assert {status for _, status, _ in his} == {"active", "on-hold"}
    assert beside.row()["plan_id"] == str(PREMIUM)
    run_all_once(services)
    assert beside.network.sql(
        f"SELECT COUNT(*) FROM {{p}}bridge_changes WHERE kind = 'renewal' AND membership_id = {BJORN}"
    ) == [["0"]]


def test_what_was_loaded_before_it_was_handed_back_brings_our_mark_back_no_more(beside: Beside) -> None:
    beside.take_over()

    commits = [GIVEN_BACK.format(p=beside.network.prefix)]
    beside.php(LATE, "admin", begin="", commits=commits, set={"signup_method": "x"})

    row = beside.row()
    assert (row["gateway"], row["auto_renew"], row["date_expiration"]) == ("manual", "0", "2031-01-01 00:00:00")
    assert beside.network.sql(f"SELECT signup_method FROM {{p}}wu_memberships WHERE id = {BJORN}") == [["x"]]


def test_switching_the_plugin_off_hands_everything_back(beside: Beside, services: Services) -> None:
    bought(beside, services)

    is_on = beside.php(DEACTIVATE, "admin")
    run_all_once(services)

    run = last_run(services)
    assert is_on is False
    assert run is not None
    assert (run.direction, run.finished_at is not None, run.refused) == ("hand_back", True, 0)
    row = beside.row()
    assert (row["gateway"], row["auto_renew"], row["status"], row["plan_id"]) == ("manual", "0", "active", str(PREMIUM))


def test_switched_off_with_nobody_logged_in_hands_everything_back_and_the_journal_says_so(
    beside: Beside, services: Services
) -> None:
    bought(beside, services)
    begin_run(services, "take_over", [ULLA], 1)

    is_on = beside.php(DEACTIVATE)
    run_all_once(services)

    run = last_run(services)
    assert is_on is False
    assert run is not None
    assert (run.direction, run.by_plugin, run.finished_at is not None, run.refused) == ("hand_back", True, True, 0)
    assert beside.row()["gateway"] == "manual"
    assert beside.network.sql(
        "SELECT cause, actor_user_id FROM {p}bridge_journal WHERE event = 'membership_handed_back'"
        f" AND membership_id = {BJORN}"
    ) == [["plugin", "NULL"]]


def test_where_the_service_is_away_the_admin_is_told_the_command_by_mail(beside: Beside, services: Services) -> None:
    bought(beside, services)
    beside.network.stop("service")

    try:
        beside.php(DEACTIVATE, "admin")
    finally:
        beside.network.start("service")

    assert [line for line in beside.network.mail() if "bridge release --all" in line] != []
    assert beside.row()["gateway"] == "bridge"


def test_its_cron_and_our_worker_in_the_same_second_ask_for_one_term_once(beside: Beside, services: Services) -> None:
    take_over(services, Author("operator"), BJORN)
    end = "UTC_TIMESTAMP() + INTERVAL 1 DAY"
    beside.network.sql(
        f"UPDATE {{p}}bridge_membership_terms SET term_end = {end} WHERE membership_id = {BJORN};"
        f"UPDATE {{p}}wu_memberships SET date_expiration = {end} WHERE id IN ({BJORN}, {ULLA})"
    )
    touched_from_outside(services, 100)

    with ThreadPoolExecutor() as both:
        theirs = both.submit(beside.php, DAYS, "admin", days=1, memberships=[BJORN, ULLA])
        while not theirs.done():
            counts = run_all_once(services)
            assert {name: count.failed for name, count in counts.items() if count.failed} == {}
    theirs.result()
    run_all_once(services)

    pending = "SELECT COUNT(*) FROM {p}wu_payments WHERE status = 'pending' AND membership_id = "
    assert beside.row()["gateway"] == "bridge"
    assert beside.network.sql(
        f"SELECT COUNT(*) FROM {{p}}bridge_payments WHERE status = 'pending' AND membership_id = {BJORN}"
    ) == [["1"]]
    assert beside.network.sql(f"{pending}{BJORN}") == [["0"]]
    assert beside.network.sql(f"{pending}{ULLA}") == [["1"]]
