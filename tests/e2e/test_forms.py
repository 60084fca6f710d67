"""Forms that are old, sent twice, or sent from two places: one order, and words that are true."""

import pytest

from tests.e2e.checkout import PREMIUM_MONTHLY, PREMIUM_YEARLY, choose, choose_here, complete, summary
from tests.e2e.conftest import Visit
from tests.e2e.situations import DONE, ORDERED, changes, press
from tests.e2e.visitor import Visitor
from tools.network.network import Network

EXPIRED = (
    "The page had been open for too long, so nothing was sent. Please check your choice and press the button again."
)
STALE = (
    "Something has changed since these figures were worked out, so nothing was charged. "
    "Here are the new figures. Please check them before you go on."
)
FIELDS = ("quote_id", "membership", "gateway", "_wpnonce")
UNDER_WAY = (
    "Another change of this membership is under way. You can make a new one when it is done, or cancel it first."
)


def test_an_expired_form_keeps_the_choice_and_can_be_sent_again(network: Network, anna: Visitor) -> None:
    choose(anna, PREMIUM_YEARLY)
    anna.find(".pb-confirm [name=_wpnonce]").evaluate("field => { field.value = '0123456789'; }")

    complete(anna)
    assert [EXPIRED] == anna.notices
    assert "SEK 1,990.50" == summary(anna).due
    assert [] == changes(network, 1)

    complete(anna)
    assert [ORDERED] == anna.notices


def test_a_choice_by_an_expired_form_is_kept(visit: Visit) -> None:
    anna = visit("anna", slug="anna", scripts=False)
    anna.change()
    anna.find(f'input[name=offer][value="{PREMIUM_YEARLY}"]').check()
    anna.find("#pb-choice [name=_wpnonce]").evaluate("field => { field.value = '0123456789'; }")

    press(anna, "Show what this costs")

    assert [EXPIRED] == anna.notices
    assert anna.find(f'input[name=offer][value="{PREMIUM_YEARLY}"]').is_checked()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_double_click_on_complete_is_one_order(network: Network, visit: Visit, *, scripts: bool) -> None:
    anna = visit("anna", slug="anna", scripts=scripts)
    choose(anna, PREMIUM_MONTHLY)

    anna.find(".pb-complete").dblclick(no_wait_after=True)  # without scripts the second click ends the first one's way
    anna.find(".pb-card-waiting").wait_for()

    assert ORDERED in anna.notices
    assert ["awaiting_payment"] == changes(network, 1)
    assert [["1"]] == network.sql("SELECT COUNT(*) FROM {p}bridge_payments")


def test_back_and_complete_again_is_the_same_order(network: Network, anna: Visitor) -> None:
    choose(anna, PREMIUM_MONTHLY)
    complete(anna)
    anna.go_to("change", offer=PREMIUM_MONTHLY)
    anna.page.go_back(wait_until="domcontentloaded")
    anna.page.go_back(wait_until="domcontentloaded")
    anna.find("#pb-choice").wait_for()

    if not anna.find(".pb-complete").count():
        choose_here(anna, PREMIUM_MONTHLY)
    if anna.find(".pb-complete").count():
        complete(anna)

    assert anna.notices in ([ORDERED], [UNDER_WAY], [])
    assert ["awaiting_payment"] == changes(network, 1)


def test_the_form_of_an_order_already_sent_leads_to_that_order(network: Network, anna: Visitor) -> None:
    choose(anna, PREMIUM_MONTHLY)
    form = {one: anna.find(f".pb-confirm [name={one}]").input_value() for one in FIELDS}
    complete(anna)

    again = anna.page.request.post(
        f"{anna.site}/wp-admin/admin-post.php", form={"action": "plan_bridge_confirm", **form}
    )

    assert (True, True) == (again.ok, "Your order has been received." in again.text())
    assert ["awaiting_payment"] == changes(network, 1)


def test_two_tabs_make_one_change(network: Network, visit: Visit, anna: Visitor) -> None:
    other = visit("anna", slug="anna")
    choose(anna, PREMIUM_MONTHLY)
    choose(other, PREMIUM_YEARLY)

    complete(anna)
    complete(other)

    assert [ORDERED] == anna.notices
    assert [UNDER_WAY] == other.notices
    assert ["awaiting_payment"] == changes(network, 1)


def test_a_price_edited_in_between_brings_the_new_figures_first(network: Network, anna: Visitor) -> None:
    choose(anna, PREMIUM_MONTHLY)
    network.sql("UPDATE {p}wu_products SET amount = '249.0000' WHERE id = 3")

    complete(anna)
    assert [STALE] == anna.notices
    assert "SEK 249.00" == summary(anna).due
    assert [] == changes(network, 1)

    complete(anna)
    assert "SEK 249.00" == anna.facts(".pb-card-waiting")["To pay"]


def test_figures_that_have_run_out_are_worked_out_again(network: Network, anna: Visitor) -> None:
    choose(anna, PREMIUM_MONTHLY)
    run_out(network)

    complete(anna)

    assert "The figures were more than 15 minutes old, so nothing was charged." in anna.notices[0]
    assert "SEK 199.00" == summary(anna).due
    assert [] == changes(network, 1)


def run_out(network: Network) -> None:
    """Makes all quotes as if their time was over, in the row and in what they say of themselves."""
    past = "2026-01-01T00:00:00"
    network.sql(
        f"UPDATE {{p}}bridge_quotes SET valid_until = '{past}',"
        f" body = JSON_REPLACE(body, '$.quote.valid_until', '{past}')"
    )


def test_account_credit_that_covers_the_price_needs_no_payment(network: Network, anna: Visitor) -> None:
    network.sql(
        "INSERT INTO {p}bridge_account_credit (customer_id, currency, balance_minor, updated_at)"
        " VALUES (1, 'SEK', 25000, UTC_TIMESTAMP(6));"
        "INSERT INTO {p}bridge_account_credit_entries"
        " (customer_id, currency, amount_minor, cause, actor_user_id, created_at)"
        " VALUES (1, 'SEK', 25000, 'granted', 1, UTC_TIMESTAMP(6))"
    )

    shown = choose(anna, PREMIUM_MONTHLY)
    assert "SEK 0.00" == shown.due

    complete(anna)
    assert [DONE] == anna.notices
    assert "Premium Active" == anna.words(".pb-plan-name")
    assert anna.facts("section[aria-labelledby=pb-membership-title]")["Account credit"].startswith("SEK 51.00")


def test_who_was_logged_out_meanwhile_logs_in_first_and_has_ordered_nothing(network: Network, anna: Visitor) -> None:
    choose(anna, PREMIUM_MONTHLY)
    anna.page.context.clear_cookies()

    complete(anna)

    assert "wp-login.php" in anna.page.url
    assert [] == changes(network, 1)
