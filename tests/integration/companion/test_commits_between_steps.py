"""A take-over may be committed between any two statements of a save; whatever the moment, the row is what we wrote."""

import json
from collections.abc import Mapping

import pytest

from tests.integration.companion.beside import BILLING, BJORN, ELSEWHERE, PREMIUM, Beside, in_and_out_of_a_transaction

#: Saves an object that was loaded before, over and over; each time we commit before the next of its statements. One
#: that has to wait for this connection's locks comes after the save, as it would for our service.
STEPPED = (
    ELSEWHERE
    + """
global $wpdb;
$elsewhere->query('SET SESSION innodb_lock_wait_timeout = 0');
$commit = static function (array $statements) use ($elsewhere): bool {
    $elsewhere->query('START TRANSACTION');
    foreach ($statements as $statement) {
        if (!$elsewhere->query($statement)) {
            $elsewhere->errno === 1205 || throw new RuntimeException($elsewhere->error);
            $elsewhere->query('ROLLBACK');
            return false;
        }
    }
    return $elsewhere->query('COMMIT');
};
$found = [];
do {
    $commit($arguments['before']);
    wp_cache_flush();
    if ($arguments['begin'] !== '') { $wpdb->query($arguments['begin']); }
    $membership = wu_get_membership($id);
    $membership->set_status('on-hold');
    $membership->set_signup_method('step-' . count($found));
    $membership->get_gateway() === 'bridge' || $membership->set_amount(55);
    [$number, $isDone] = [0, false];
    $step = static function ($query) use (&$number, &$isDone, $found, $commit, $arguments) {
        if ($number++ === count($found)) { $isDone = $commit($arguments['commits']); }
        return $query;
    };
    add_filter('query', $step);
    $membership->save();
    remove_filter('query', $step);
    if ($arguments['begin'] !== '') { $wpdb->query('COMMIT'); }
    $isDone || $commit($arguments['commits']);
    $found[] = $wpdb->get_row($arguments['read'], ARRAY_A);
} while ($number >= count($found));
return $found;
"""
)

WRITTEN = {
    "plan_id": str(PREMIUM),
    "addon_products": '{"6":2}',
    "amount": "299.0000",
    "initial_amount": "299.0000",
    "currency": "SEK",
    "duration": "1",
    "duration_unit": "month",
    "recurring": "1",
    "auto_renew": "1",
    "billing_cycles": "0",
    "times_billed": "4",
    "gateway": "bridge",
    "gateway_customer_id": "",
    "gateway_subscription_id": "",
    "date_expiration": "2031-01-01 00:00:00",
    "date_renewed": "",
    "date_trial_end": "",
    "status": "active",
}
"""The columns as our service keeps them of what it wrote."""

IN_THE_ROW = {**WRITTEN, "addon_products": "a:1:{i:6;i:2;}", "date_renewed": None, "date_trial_end": None}


def writing(prefix: str, row: Mapping[str, str | None]) -> str:
    """The statement that makes Bjorn's row that."""
    sets = ", ".join(f"{name} = {'NULL' if text is None else repr(text)}" for name, text in row.items())
    return f"UPDATE {prefix}wu_memberships SET {sets} WHERE id = {BJORN}"


def keeping(prefix: str, written: Mapping[str, str]) -> str:
    """The statement by which our service keeps what it wrote."""
    record = json.dumps(written).replace("\\", "\\\\")
    return (
        f"INSERT INTO {prefix}bridge_membership_terms (membership_id, customer_id, recurring_lines, updated_at,"
        f" row_written) VALUES ({BJORN}, {BJORN}, '[]', UTC_TIMESTAMP(6), '{record}')"
        " ON DUPLICATE KEY UPDATE row_written = VALUES(row_written), version = version + 1"
    )


OLDER = {"amount": "99.0000", "times_billed": "3", "date_expiration": "2030-01-01 00:00:00"}
"""What a change before had written of a membership that was ours already."""


def forgetting(prefix: str) -> str:
    """The statement after which we bill nothing."""
    return f"DELETE FROM {prefix}bridge_membership_terms"


@in_and_out_of_a_transaction
@pytest.mark.parametrize("owner", ["theirs", "ours"])
def test_what_we_commit_between_any_two_statements_of_a_save_is_not_lost(
    beside: Beside, begin: str, owner: str
) -> None:
    prefix = beside.network.prefix
    theirs = {name: None if text == "NULL" else text for name, text in beside.row().items()}
    before = [forgetting(prefix), writing(prefix, theirs)]
    if owner == "ours":
        before += [writing(prefix, {**IN_THE_ROW, **OLDER}), keeping(prefix, {**WRITTEN, **OLDER})]
    commits = [writing(prefix, IN_THE_ROW), keeping(prefix, WRITTEN)]
    read = f"SELECT {', '.join(BILLING)} FROM {prefix}wu_memberships WHERE id = {BJORN}"

    found = beside.php(STEPPED, "admin", begin=begin, before=before, commits=commits, read=read)

    assert len(found) > 4, "what we wrote, the row under a lock, the row, the write, the event"
    assert found == [IN_THE_ROW] * len(found)
