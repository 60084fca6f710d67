"""The owner's way through Account and checkout, in English and with scripts."""

from pathlib import Path

import pytest

from tests.e2e.checkout import (
    CONSULTING,
    DISK,
    FREE,
    PREMIUM_MONTHLY,
    PREMIUM_YEARLY,
    choose,
    choose_here,
    complete,
    minor,
)
from tests.e2e.contents import PNG, fill_disk, publish, upload, upload_at_once
from tests.e2e.dates import day, term_end
from tests.e2e.situations import (
    CANCELLED,
    MEMBERSHIP,
    OPEN,
    ORDERED,
    PENDING,
    allow_more_than_fits,
    limits,
    mark_paid,
    pass_time,
    press_and_confirm,
)
from tests.e2e.visitor import Visitor
from tools.network.network import Network


@pytest.mark.main_way
def test_the_menu_account_leads_to_the_membership(cecilia: Visitor) -> None:
    cecilia.go("wp-admin/")

    cecilia.page.get_by_role("link", name="Account", exact=True).first.click()
    cecilia.find(MEMBERSHIP).wait_for()

    end = day(term_end(cecilia.network, 3))
    facts = cecilia.facts(MEMBERSHIP)
    assert ["Premium", "Extra disk space × 2"] == cecilia.all_words(f"{MEMBERSHIP} tbody td:first-child")
    assert ["SEK 1,990.50 per year", "SEK 981.00 per year"] == cecilia.all_words(f"{MEMBERSHIP} tbody td:last-child")
    assert "Premium Active" == cecilia.words(".pb-plan-name")
    assert ("SEK 2,971.50 per year", f"{end}: SEK 2,971.50", "3", "1") == (
        facts["Amount per term"],
        facts["Next billing date"],
        facts["Membership number"],
        facts["Times billed"],
    )


@pytest.mark.main_way
def test_change_stands_at_the_top_right_of_your_membership(cecilia: Visitor) -> None:
    cecilia.account()

    card, button = (cecilia.find(one).bounding_box() for one in (MEMBERSHIP, f"{MEMBERSHIP} a.pb-change"))

    assert card is not None
    assert button is not None
    assert button["x"] + button["width"] > card["x"] + card["width"] - 40
    assert button["y"] < card["y"] + 60


def test_site_limits_stand_beside_with_use_and_bar(cecilia: Visitor) -> None:
    cecilia.account()

    shown = limits(cecilia)

    assert ("21 MB of 200 MB", "24 of 100", "5,200 of 20,000") == (
        shown["Disk space"],
        shown["Posts"],
        shown["Visits per month"],
    )
    assert "24" == cecilia.find("[data-limit='post_types.post'] progress").get_attribute("value")
    card, beside = (
        cecilia.find(one).bounding_box() for one in (MEMBERSHIP, "section[aria-labelledby=pb-limits-title]")
    )
    assert card is not None
    assert beside is not None
    assert beside["x"] >= card["x"] + card["width"]


def test_the_payments_so_far_are_listed_newest_first(bjorn: Visitor) -> None:
    bjorn.account()

    rows = bjorn.all_words("section[aria-labelledby=pb-payments-title] tbody tr")

    assert 3 == len(rows)
    assert all("Invoice or bank transfer Paid SEK 99.00" in row for row in rows)


@pytest.mark.main_way
def test_free_to_premium_waits_for_the_payment_and_then_holds_on_the_next_request(
    network: Network, anna: Visitor, admin: Visitor, tmp_path: Path
) -> None:
    file = tmp_path / "rabatt.png"
    file.write_bytes(PNG.ljust(700_000, b"\0"))
    fill_disk(network, "anna", 1.25)

    refused = upload(anna, 0.5)
    assert "Your plan allows 5 MB of disk space; 4.8 MB are used and this file has 512 KB." in refused

    shown = choose(anna, PREMIUM_MONTHLY)
    assert [("Premium", "SEK 199.00")] == shown.lines
    assert "SEK 199.00" == shown.due

    complete(anna)
    assert [ORDERED] == anna.notices
    assert "SEK 199.00" == anna.facts(OPEN)["To pay"]
    assert "Free Active" == anna.words(".pb-plan-name")
    assert "5 MB" in limits(anna)["Disk space"]
    assert "Your plan allows 5 MB" in upload(anna, 0.5)

    said = mark_paid(admin)
    assert 1 == len(said)
    assert "The change has taken effect: Premium. The new limits hold from now on." in said[0]

    assert "rabatt" in upload_at_once(anna, file)
    anna.account()
    assert "Premium Active" == anna.words(".pb-plan-name")
    assert "100 MB" in limits(anna)["Disk space"]

    fill_disk(network, "anna", 95.5)
    too_much = upload(anna, 0.5)
    assert "Your plan allows 100 MB of disk space" in too_much
    assert "this file has 512 KB" in too_much


@pytest.mark.main_way
def test_the_sixth_post_is_refused_on_free_and_published_on_premium(
    network: Network, anna: Visitor, admin: Visitor
) -> None:
    for title in ("Fjärde", "Femte"):
        post = {"post_title": title, "post_status": "publish", "post_content": "Text."}
        network.php("return wp_insert_post($arguments['post']);", blog=anna.blog, user="admin", post=post)

    refused = publish(anna, "Den sjätte")
    assert "Your plan allows 5 posts; 5 are published, scheduled or private." in refused

    choose(anna, PREMIUM_MONTHLY)
    complete(anna)
    mark_paid(admin)

    assert "Post published." in publish(anna, "Den sjätte")


@pytest.mark.main_way
def test_a_change_within_the_month_takes_off_the_credit_line_by_line(bjorn: Visitor) -> None:
    shown = choose(bjorn, PREMIUM_MONTHLY)

    (plan, price), (credit, taken_off) = shown.lines
    assert ("Premium", "SEK 199.00") == (plan, price)
    assert "Credit for the time left of Basic" == credit
    assert -6700 < minor(taken_off) < -6500
    assert 19900 + minor(taken_off) == minor(shown.due)
    assert minor(shown.totals["Next payment"].split(" on ")[0]) == 19900


def test_a_plan_is_offered_by_month_and_by_year(bjorn: Visitor) -> None:
    monthly = choose(bjorn, PREMIUM_MONTHLY)

    yearly = choose_here(bjorn, PREMIUM_YEARLY)

    assert 199050 - 19900 == minor(yearly.due) - minor(monthly.due)


def test_an_add_on_alone_keeps_the_plan(network: Network, cecilia: Visitor, admin: Visitor) -> None:
    shown = choose(cecilia, PREMIUM_YEARLY, {DISK: 3})
    (line,) = shown.lines
    assert "Extra disk space" in line[0]
    assert 38000 < minor(shown.due) < 42000

    complete(cecilia)
    mark_paid(admin)

    cecilia.account()
    assert ["Premium", "Extra disk space × 3"] == cecilia.all_words(f"{MEMBERSHIP} tbody td:first-child")
    assert "250 MB" in limits(cecilia)["Disk space"]


def test_a_service_is_paid_once_and_not_billed_again(bjorn: Visitor) -> None:
    shown = choose(bjorn, "2:1-month", {CONSULTING: 1})

    assert [("SEO consulting", "SEK 1,500.00")] == shown.lines
    assert shown.totals["Next payment"].startswith("SEK 99.00 on ")


@pytest.mark.main_way
def test_a_choice_that_changes_nothing_is_explained_without_a_button(cecilia: Visitor) -> None:
    cecilia.change()
    choose_here(cecilia, PREMIUM_YEARLY, {DISK: 3})

    shown = choose_here(cecilia, PREMIUM_YEARLY, {DISK: 2})

    assert "This is what you already have, so nothing changes and nothing is charged." in shown.text
    assert not shown.has_button


@pytest.mark.main_way
def test_a_downgrade_is_booked_shown_and_cancelled(cecilia: Visitor) -> None:
    allow_more_than_fits(cecilia.network)
    end = day(term_end(cecilia.network, 3))
    shown = choose(cecilia, FREE)
    assert f"Takes effect on {end}, when what you have paid for ends." in shown.text

    complete(cecilia)
    booked = f"Your change is booked. It takes effect on {end}; until then everything stays as it is."
    assert [booked] == cecilia.notices
    assert f"Downgrade: Free, Extra disk space × 2, from {end}. Until then everything stays as it is." in (
        cecilia.words(PENDING)
    )
    assert "Premium Active" == cecilia.words(".pb-plan-name")

    press_and_confirm(cecilia, "Cancel this change", "Yes, cancel it")
    assert [CANCELLED] == cecilia.notices
    assert 0 == cecilia.find(PENDING).count()


@pytest.mark.main_way
def test_a_booked_downgrade_is_carried_out_when_its_time_comes(network: Network, bjorn: Visitor) -> None:
    allow_more_than_fits(network)
    choose(bjorn, FREE)
    complete(bjorn)

    pass_time(network, 2, days=25)
    network.bridge("worker", "--once")

    bjorn.account()
    assert "Free Active" == bjorn.words(".pb-plan-name")
    assert "5 MB" in limits(bjorn)["Disk space"]


def test_an_order_that_awaits_its_payment_can_be_cancelled(anna: Visitor) -> None:
    choose(anna, PREMIUM_MONTHLY)
    complete(anna)

    press_and_confirm(anna, "Cancel this order", "Yes, cancel it")

    assert [CANCELLED] == anna.notices
    assert 0 == anna.find(OPEN).count()


def test_a_downgrade_that_does_not_fit_is_refused_with_what_does_not(bjorn: Visitor) -> None:
    shown = choose(bjorn, FREE)

    assert "What your site uses now does not fit into this plan" in shown.text
    assert all(name in shown.text for name in ("Disk space", "Posts", "Users: Editor"))
    assert not shown.has_button
