"""What Ultimate Multisite's listeners are told of what the service wrote: once, on the main site, after the commit."""

from typing import Any

import pytest

from bridge.changes.ownership import hand_back, take_over
from bridge.network_admin import payments
from bridge.people import Author
from bridge.ports import Services
from bridge.worker import run_all_once
from tests.integration.changes.story import ADMIN
from tests.integration.companion.beside import BASIC, BJORN, PREMIUM, Beside, bought

PLAN, STATUS = "wu_transition_membership_plan_id", "wu_transition_membership_status"
ORDERED, RENEWED = "wu_checkout_done", "wu_membership_post_renew"
PAID, PRODUCTS = "wu_gateway_payment_processed", "wu_async_after_membership_update_products"

PULL = """
$told = [];
foreach ($arguments['hooks'] as $hook) {
    add_action($hook, static function (mixed ...$given) use (&$told, $hook, $arguments): void {
        $plain = static fn (mixed $one): mixed => is_object($one) ? (string) $one->get_id() : $one;
        $told[] = [$hook, array_map($plain, $given), get_current_blog_id()];
        if ($hook === $arguments['throws']) { throw new RuntimeException('a listener of somebody else'); }
    }, 0, 6);
}
PlanBridge\\Outbox\\Task::pull(60.0);
return $told;
"""


def told(beside: Beside, throws: str = "", blog: int | None = None) -> list[list[Any]]:
    """What listeners heard when the outbox was pulled: hook, arguments, site."""
    hooks = [PLAN, STATUS, ORDERED, RENEWED, PAID, PRODUCTS]
    heard: list[list[Any]] = beside.network.php(PULL, blog=blog, hooks=hooks, throws=throws)
    return heard


def payment(beside: Beside, provider_id: str) -> str:
    """The id of its row where Ultimate Multisite keeps payments."""
    return str(beside.network.sql(f"SELECT id FROM {{p}}wu_payments WHERE gateway_payment_id = '{provider_id}'")[0][0])


def customer(beside: Beside) -> str:
    """Bjorn's number as a customer."""
    return str(beside.network.sql(f"SELECT customer_id FROM {{p}}wu_memberships WHERE id = {BJORN}")[0][0])


def test_a_change_that_was_paid_is_told_once_on_the_main_site(beside: Beside, services: Services) -> None:
    provider_id = bought(beside, services)

    heard, again = told(beside, blog=beside.network.state.sites["bjorn"]), told(beside)

    paid = payment(beside, provider_id)
    gateway = "bridge"
    assert heard == [
        [PLAN, [BASIC, PREMIUM, BJORN], 1],
        [ORDERED, [paid, str(BJORN), customer(beside), None, "upgrade", None], 1],
        [PAID, [paid, str(BJORN), gateway], 1],
    ]
    assert again == []


def test_what_is_not_paid_is_not_told(beside: Beside, services: Services) -> None:
    bought(beside, services, pays=False)

    assert told(beside) == []


def test_our_mail_of_what_it_mails_as_paid_is_not_sent(beside: Beside, services: Services) -> None:
    bought(beside, services)

    told(beside)

    assert [line for line in beside.network.mail() if "Your change is in place" in line] == []


def test_a_listener_that_throws_keeps_nobody_from_hearing_the_rest(beside: Beside, services: Services) -> None:
    bought(beside, services)

    heard, again = told(beside, throws=PLAN), told(beside)

    assert [hook for hook, *_ in heard] == [PLAN, ORDERED, PAID]
    assert again == []


def test_a_renewal_is_told_as_one(beside: Beside, services: Services) -> None:
    take_over(services, Author("operator"), BJORN)
    beside.network.sql(
        "UPDATE {p}bridge_membership_terms SET term_end = UTC_TIMESTAMP() - INTERVAL 1 HOUR"
        f" WHERE membership_id = {BJORN};"
        "UPDATE {p}wu_memberships SET date_expiration = UTC_TIMESTAMP() - INTERVAL 1 HOUR"
        f" WHERE id = {BJORN}"
    )
    run_all_once(services)
    found = beside.network.sql(
        f"SELECT payment_id, provider_id FROM {{p}}bridge_payments WHERE status = 'pending' AND membership_id = {BJORN}"
    )
    told(beside)
    payments.mark_paid(services, ADMIN, int(found[0][0]))

    heard = told(beside)

    ends, paid = beside.row()["date_expiration"], payment(beside, found[0][1])
    assert heard == [[RENEWED, [ends, BJORN, str(BJORN)], 1], [PAID, [paid, str(BJORN), "bridge"], 1]]


def test_a_membership_that_becomes_active_is_told_so_that_its_site_is_published(
    beside: Beside, services: Services
) -> None:
    beside.network.sql(
        f"UPDATE {{p}}wu_memberships SET status = 'on-hold' WHERE id = {BJORN};"
        "INSERT INTO {p}wu_payments (customer_id, membership_id, parent_id, product_id, currency, subtotal, total,"
        " status, gateway, date_created, date_modified) SELECT customer_id, id, 0, plan_id, currency, amount, amount,"
        f" 'pending', 'manual', UTC_TIMESTAMP(), UTC_TIMESTAMP() FROM {{p}}wu_memberships WHERE id = {BJORN}"
    )

    take_over(services, Author("operator"), BJORN)

    assert told(beside) == [[STATUS, ["on-hold", "active", BJORN], 1]]


def test_taking_over_and_handing_back_change_nothing_to_tell(beside: Beside, services: Services) -> None:
    take_over(services, Author("operator"), BJORN)
    hand_back(services, Author("operator"), BJORN)

    assert told(beside) == []


def test_where_it_runs_no_more_our_own_mail_says_what_was_paid(beside: Beside, services: Services) -> None:
    bought(beside, services)
    without = beside.network.wordpress.root / "wp-content" / "mu-plugins"
    stand_in = without / "stand-in.php"
    if not stand_in.exists():
        pytest.skip("the plugin itself is not switched off in the middle of a test")
    stand_in.unlink()

    beside.network.php("return PlanBridge\\Outbox\\Task::pull(60.0);")

    assert [line for line in beside.network.mail() if "Your change is in place" in line] != []


def test_without_it_nothing_is_left_to_tell(beside: Beside, services: Services) -> None:
    beside.network.php(
        "$active = get_site_option('active_sitewide_plugins');"
        "unset($active['ultimate-multisite/ultimate-multisite.php']);"
        "return update_site_option('active_sitewide_plugins', $active);"
    )

    bought(beside, services)

    assert beside.network.sql("SELECT COUNT(*) FROM {p}bridge_outbox WHERE topic = 'tell_elsewhere'") == [["0"]]
