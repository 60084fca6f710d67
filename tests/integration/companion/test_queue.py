"""What Ultimate Multisite queued before a take-over is not carried out; for its own memberships it is, as ever."""

import pytest

from tests.integration.companion.beside import BJORN, PREMIUM, ULLA, Beside

INVOICE, EXPIRY = "wu_async_create_renewal_payment", "wu_async_mark_membership_as_expired"
SWAP = "wu_async_membership_swap"

PRODUCTS = "wu_async_after_membership_update_products"

RECORDED = """
$called = [];
add_action($arguments['hook'], static function ($each) use (&$called) { $called[] = (int) $each; });
foreach ($arguments['memberships'] as $each) { do_action($arguments['hook'], $each); }
return $called;
"""

RUN = """
foreach ($arguments['memberships'] as $each) { do_action($arguments['hook'], $each); }
return true;
"""
"""As the queue runs it: several memberships in one process."""

SCHEDULE = """
$customer = get_user_by('login', $arguments['owner']);
wp_set_current_user($customer->ID);
$cart = new WP_Ultimo\\Checkout\\Cart([
    'membership_id' => $id, 'products' => [$arguments['plan']], 'duration' => 1, 'duration_unit' => 'month',
]);
$done = wu_get_membership($id)->schedule_swap($cart, '2030-01-01 00:00:00');
$swap = wu_get_membership($id)->get_scheduled_swap();
return ['scheduled' => $done, 'swap' => $swap ? $swap->scheduled_date : false];
"""


def pending(beside: Beside, membership: int) -> int:
    """How many payments of the membership wait."""
    rows = f"SELECT COUNT(*) FROM {{p}}wu_payments WHERE status = 'pending' AND membership_id = {membership}"
    return int(beside.network.sql(rows)[0][0])


@pytest.mark.parametrize("hook", [INVOICE, EXPIRY, SWAP, PRODUCTS])
def test_no_listener_hears_of_what_was_queued_for_a_membership_of_ours(beside: Beside, hook: str) -> None:
    beside.take_over()

    called = beside.php(RECORDED, hook=hook, memberships=[ULLA, BJORN, ULLA])

    assert called == [ULLA, ULLA]


def test_an_invoice_queued_before_a_take_over_is_neither_made_nor_mailed(beside: Beside) -> None:
    before = beside.take_over()

    beside.php(RUN, hook=INVOICE, memberships=[BJORN])

    assert beside.row() == before
    assert pending(beside, BJORN) == 0
    assert beside.network.mail() == []


@pytest.mark.parametrize("order", [(BJORN, ULLA), (ULLA, BJORN)], ids=["after ours", "before ours"])
def test_the_neighbours_invoice_is_made_in_the_same_run(beside: Beside, order: tuple[int, int]) -> None:
    beside.take_over()

    beside.php(RUN, hook=INVOICE, memberships=order)

    assert (pending(beside, BJORN), pending(beside, ULLA)) == (0, 1)
    assert beside.row(ULLA)["status"] == "on-hold"


def test_an_expiry_queued_before_a_take_over_expires_the_neighbour_only(beside: Beside) -> None:
    before = beside.take_over()
    listen = """
    $fired = [];
    add_action('wu_transition_membership_status', static function ($old, $new, $id) use (&$fired) {
        $fired[] = [(int) $id, $new];
    }, 10, 3);
    """
    tell = "return $fired;"

    told = beside.php(f"{listen} {RUN.replace('return true;', tell)}", hook=EXPIRY, memberships=[BJORN, ULLA])

    assert beside.row() == before
    assert told == [[ULLA, "expired"]]
    assert beside.row(ULLA)["status"] == "expired"


def test_a_swap_scheduled_before_a_take_over_is_not_carried_out(beside: Beside) -> None:
    beside.php(SCHEDULE, owner="bjorn", plan=PREMIUM)
    before = beside.take_over()

    beside.php(RUN, hook=SWAP, memberships=[BJORN])

    assert beside.row() == before


def test_a_swap_of_a_membership_of_theirs_is_stored_scheduled_and_carried_out(beside: Beside) -> None:
    beside.take_over(BJORN)

    came = beside.php(SCHEDULE, id=ULLA, owner="ulla", plan=PREMIUM)
    beside.php(RUN, hook=SWAP, memberships=[BJORN, ULLA])

    assert came["scheduled"] > 0
    assert came["swap"] == "2030-01-01 00:00:00"
    assert beside.row(ULLA)["plan_id"] == str(PREMIUM)


def test_no_swap_of_what_is_ours_is_stored_or_scheduled(beside: Beside) -> None:
    beside.take_over()

    came = beside.php(SCHEDULE, owner="bjorn", plan=PREMIUM)

    assert came == {"scheduled": 0, "swap": False}
