"""Rows as real networks have them: missing, zero, unreadable. A page says what it can, and nothing breaks."""

import pytest

from tests.e2e.checkout import PREMIUM_MONTHLY, PREMIUM_YEARLY, choose, complete
from tests.e2e.situations import MEMBERSHIP, changes, limits
from tests.e2e.visitor import Visitor
from tools.network.network import Network

BROKEN = 'a:1:{s:4:"post";a:2:{s:7:"ena'
"""What is left of a serialised value that was cut."""


@pytest.mark.parametrize("plan", ["0", "99"])
def test_a_membership_without_a_plan_row_is_shown_and_can_choose(network: Network, bjorn: Visitor, plan: str) -> None:
    network.sql(f"UPDATE {{p}}wu_memberships SET plan_id = {plan} WHERE id = 2")

    bjorn.account()
    assert "Without a plan Active" == bjorn.words(".pb-plan-name")

    bjorn.change()
    assert "Premium" in bjorn.all_words(".pb-plan h3")


def test_a_plan_deleted_while_the_form_was_open_cannot_be_ordered(network: Network, anna: Visitor) -> None:
    choose(anna, PREMIUM_MONTHLY)
    network.sql("DELETE FROM {p}wu_products WHERE id = 3; DELETE FROM {p}wu_productmeta WHERE wu_product_id = 3")

    complete(anna)

    assert 1 == len(anna.notices)
    assert "{" not in anna.text
    assert [] == changes(network, 1)
    assert 0 == anna.find(".pb-complete").count()


def test_a_package_that_was_deleted_leaves_the_account_readable(network: Network, cecilia: Visitor) -> None:
    network.sql("DELETE FROM {p}wu_products WHERE id = 5; DELETE FROM {p}wu_productmeta WHERE wu_product_id = 5")

    cecilia.account()

    assert "Premium Active" == cecilia.words(".pb-plan-name")
    cecilia.change()
    assert 1 == cecilia.find("#pb-choice").count()


@pytest.mark.parametrize("date", ["NULL", "'0000-00-00 00:00:00'"])
def test_missing_and_zero_dates_are_no_dates(network: Network, bjorn: Visitor, date: str) -> None:
    columns = ("date_created", "date_activated", "date_renewed", "date_trial_end", "date_cancellation")
    values = ", ".join(f"{column} = {date}" for column in columns)
    network.sql(f"SET sql_mode = ''; UPDATE {{p}}wu_memberships SET {values} WHERE id = 2")

    bjorn.account()

    assert "Basic Active" == bjorn.words(".pb-plan-name")
    assert "Member since" not in bjorn.facts(MEMBERSHIP)
    assert not any(wrong in bjorn.text for wrong in ("1970", "0000", "-0001"))


@pytest.mark.parametrize("date", ["NULL", "'0000-00-00 00:00:00'"])
def test_a_term_without_an_end_can_still_be_changed(network: Network, bjorn: Visitor, date: str) -> None:
    network.sql(f"SET sql_mode = ''; UPDATE {{p}}wu_memberships SET date_expiration = {date} WHERE id = 2")

    bjorn.account()
    assert not any(wrong in bjorn.text for wrong in ("1970", "0000", "-0001"))

    assert choose(bjorn, PREMIUM_MONTHLY).has_button


def test_limitations_that_cannot_be_read_give_nobody_unlimited(network: Network, bjorn: Visitor) -> None:
    network.sql(
        f"UPDATE {{p}}wu_productmeta SET meta_value = '{BROKEN}'"
        " WHERE wu_product_id = 2 AND meta_key = 'wu_limitations'"
    )

    bjorn.account()

    assert "Basic Active" == bjorn.words(".pb-plan-name")
    assert "11 MB of 50 MB" == limits(bjorn)["Disk space"]


def test_packages_that_cannot_be_read_leave_the_account_readable(network: Network, cecilia: Visitor) -> None:
    network.sql(f"UPDATE {{p}}wu_memberships SET addon_products = '{BROKEN}' WHERE id = 3")

    cecilia.account()

    assert "Premium Active" == cecilia.words(".pb-plan-name")


def test_prices_that_cannot_be_read_are_not_offered(network: Network, anna: Visitor) -> None:
    network.sql(
        f"UPDATE {{p}}wu_productmeta SET meta_value = '{BROKEN}'"
        " WHERE wu_product_id = 3 AND meta_key = 'price_variations'"
    )

    anna.change()

    assert 1 == anna.find(f'input[name=offer][value="{PREMIUM_MONTHLY}"]').count()
    assert 0 == anna.find(f'input[name=offer][value="{PREMIUM_YEARLY}"]').count()
