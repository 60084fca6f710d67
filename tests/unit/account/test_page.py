"""Who sees which account, and what it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from bridge.account.page import NextCharge, SiteQuota, read_account
from bridge.errors import MembershipGone, MembershipUnknown, NoMembership, NotAllowed
from bridge.people import Actor, Viewer
from bridge.pricing.money import Money
from bridge.pricing.snapshot import RecurringLine
from bridge.quotas.materialise import LimitPart
from bridge.store.settings import NetworkSettings
from tests.fakes.builders import BLOG, DISK, MEMBERSHIP, OWNER, account_facts, facts, membership
from tests.unit.network_admin.world import network_admin, owner, site_administrator, stranger, world


def sek(minor: int) -> Money:
    return Money(minor, "SEK")


def test_the_owner_sees_the_membership_with_its_prices_and_next_charge() -> None:
    view = read_account(world(facts(membership(addons={DISK: 2}))).services, owner)

    assert view.viewer == Viewer(OWNER, "customer", may_buy=True, may_not_buy_reason=None)
    assert view.membership.plan is not None
    assert (view.membership.plan.name, view.membership.plan.amount) == ("Premium", sek(19900))
    assert [(line.quantity, line.amount) for line in view.membership.addons] == [(2, sek(10000))]
    assert (view.membership.term_start, view.membership.term_end) == (datetime(2025, 6, 1), datetime(2025, 7, 1))
    assert view.membership.next_charge == NextCharge(datetime(2025, 7, 1), sek(19900))


def test_what_renewals_were_quoted_goes_before_the_list_price() -> None:
    lines = (RecurringLine(3, "plan", 1, 14900, 0),)

    view = read_account(world(facts(membership(recurring_lines=lines, settled_lines=()))).services, owner)

    assert view.membership.plan is not None
    assert view.membership.plan.amount == sek(14900)


def test_a_site_administrator_may_look_and_not_buy() -> None:
    view = read_account(world(facts()).services, site_administrator)

    assert view.viewer == Viewer(98, "site_administrator", may_buy=False, may_not_buy_reason="not_the_customer")


def test_a_site_administrator_may_buy_where_the_network_allows_it() -> None:
    allowing = facts(settings=NetworkSettings(site_administrators_may_buy=True))

    assert read_account(world(allowing).services, site_administrator).viewer.may_buy


def test_a_site_administrator_sees_no_other_membership() -> None:
    made = world(facts())
    made.store.memberships.sites.clear()

    with pytest.raises(NotAllowed):
        read_account(made.services, site_administrator, MEMBERSHIP)


def test_a_stranger_on_the_site_is_not_allowed() -> None:
    with pytest.raises(NotAllowed):
        read_account(world(facts()).services, stranger)


def test_a_stranger_learns_nothing_of_a_membership_by_its_number() -> None:
    made = world(facts())

    for number in (MEMBERSHIP, 999):
        with pytest.raises(NotAllowed):
            read_account(made.services, stranger, number)


def test_the_page_tells_whether_changes_are_sold_here() -> None:
    elsewhere = NetworkSettings(seller="ultimate_multisite", has_companion=True)
    nobody_else = NetworkSettings(seller="ultimate_multisite", has_companion=False)

    assert not read_account(world(facts(settings=elsewhere)).services, owner).is_sold_here
    assert read_account(world(facts(settings=nobody_else)).services, owner).is_sold_here


def test_a_network_admin_acts_for_the_owner() -> None:
    view = read_account(world(facts()).services, network_admin, MEMBERSHIP)

    assert (view.viewer.role, view.viewer.may_buy) == ("network_admin", True)


def test_a_network_admin_is_told_that_a_membership_does_not_exist() -> None:
    with pytest.raises(MembershipUnknown):
        read_account(world(facts()).services, network_admin, 999)


@pytest.mark.parametrize("actor", [owner, site_administrator, network_admin], ids=["owner", "administrator", "network"])
@pytest.mark.parametrize("named", [None, MEMBERSHIP], ids=["the site's", "named"])
def test_a_membership_that_was_deleted_is_said_to_be_no_more(actor: Actor, named: int | None) -> None:
    made = world(facts())
    made.store.memberships.accounts.clear()
    made.store.memberships.facts.clear()

    with pytest.raises(MembershipGone):
        read_account(made.services, replace(actor, blog_id=BLOG), named)


def test_where_there_is_nothing_to_see_it_is_said_so() -> None:
    with pytest.raises(NoMembership):
        read_account(world(facts()).services, replace(stranger, blog_id=1))


def test_nobody_is_the_customer_of_a_membership_without_one() -> None:
    with pytest.raises(NotAllowed):
        read_account(world(facts(customer_user_id=0)).services, replace(stranger, user_id=0), MEMBERSHIP)


def test_a_membership_whose_plan_is_gone_is_shown_without_it() -> None:
    view = read_account(world(facts(membership(plan_id=77))).services, owner)

    assert view.membership.plan is None
    assert view.membership.amount_per_term == sek(19900)


def test_limits_of_a_site_without_a_row_are_worked_out_with_version_0() -> None:
    assert read_account(world(facts()).services, owner).site == SiteQuota(
        BLOG, 0, {"disk_space": {"limit": 500}}, {"disk_space": (LimitPart("plan", "Premium", 1, 500),)}
    )


def test_limits_of_a_site_of_another_membership_are_not_shown() -> None:
    made = world(facts())
    made.store.memberships.accounts[MEMBERSHIP] = replace(account_facts(facts()), has_site_asked_from=False)

    assert read_account(made.services, owner).site is None


@pytest.mark.parametrize(
    ("gateway", "subscription", "adopted", "elsewhere"),
    [
        ("stripe", "sub_1", False, True),
        ("stripe", "sub_1", True, True),
        ("stripe", "", False, False),
        ("manual", "x", False, False),
    ],
)
def test_a_live_foreign_subscription_bills_elsewhere(
    gateway: str,
    subscription: str,
    adopted: bool,  # noqa: FBT001 (a column of the table above)
    elsewhere: bool,  # noqa: FBT001 (the same)
) -> None:
    of = facts(gateway=gateway, subscription=subscription, adopted=adopted)

    assert read_account(world(of).services, owner).membership.billed_elsewhere is elsewhere
