"""The owner's way in Swedish: the words, the money and the dates of somebody who reads Swedish."""

import pytest

from tests.e2e.checkout import DISK, PREMIUM_MONTHLY, PREMIUM_YEARLY, choose, complete, minor
from tests.e2e.conftest import Visit
from tests.e2e.contents import fill_disk, upload
from tests.e2e.dates import day, term_end
from tests.e2e.situations import MEMBERSHIP, PENDING, allow_more_than_fits, press_and_confirm
from tests.e2e.visitor import Visitor
from tools.network.network import Network

LOCALE = "sv_SE"


@pytest.fixture
def anna(visit: Visit) -> Visitor:
    return reading_swedish(visit, "anna")


@pytest.fixture
def cecilia(visit: Visit) -> Visitor:
    return reading_swedish(visit, "cecilia")


def reading_swedish(visit: Visit, login: str) -> Visitor:
    owner = visit(login, slug=login)
    owner.read_in(LOCALE)
    return owner


@pytest.mark.main_way
def test_the_account_shows_money_and_dates_as_a_swede_reads_them(cecilia: Visitor) -> None:
    cecilia.go("wp-admin/")
    cecilia.page.get_by_role("link", name="Konto", exact=True).first.click()
    cecilia.find(MEMBERSHIP).wait_for()

    end = day(term_end(cecilia.network, 3), LOCALE)
    facts = cecilia.facts(MEMBERSHIP)
    assert f"{end}: 2 971,50 kr" == facts["Nästa faktureringsdatum"]
    assert "2 971,50 kr per år" == facts["Belopp per period"]
    assert ["1 990,50 kr per år", "981,00 kr per år"] == cecilia.all_words(f"{MEMBERSHIP} tbody td:last-child")


@pytest.mark.main_way
def test_the_whole_way_in_swedish(network: Network, anna: Visitor, visit: Visit) -> None:
    admin = reading_swedish_admin(visit)

    shown = choose(anna, PREMIUM_MONTHLY)
    assert shown.text.startswith("Uppgradering: Premium, per månad")
    assert "199,00 kr" == shown.totals["Att betala nu"]
    assert ["Slutför köpet"] == anna.all_words(".pb-complete")
    complete(anna)
    assert 1 == len(anna.notices)
    assert "beställning" in anna.notices[0]

    admin.network_screen("payments", status="pending")
    admin.find("details.pb-ask > summary").click()
    with admin.page.expect_navigation(wait_until="domcontentloaded"):
        admin.find("button[value=mark-paid]").click()
    assert "199,00 kr" in admin.notices[0]

    anna.account()
    assert "Premium Aktivt" == anna.words(".pb-plan-name")


def reading_swedish_admin(visit: Visit) -> Visitor:
    admin = visit("admin")
    admin.read_in(LOCALE)
    return admin


def test_the_figures_are_those_of_the_english_page(visit: Visit, cecilia: Visitor) -> None:
    swedish = choose(cecilia, PREMIUM_YEARLY, {DISK: 3})
    cecilia.read_in("en_US")

    english = choose(cecilia, PREMIUM_YEARLY, {DISK: 3})

    assert abs(minor(swedish.totals["Att betala nu"]) - minor(english.due)) <= 2


def test_a_booked_downgrade_in_swedish(network: Network, cecilia: Visitor) -> None:
    allow_more_than_fits(network)
    end = day(term_end(network, 3), LOCALE)
    choose(cecilia, "1:none")
    complete(cecilia)
    assert f"från och med {end}" in cecilia.words(PENDING)

    press_and_confirm(cecilia, "Avbryt ändringen", "Ja, avbryt")

    assert 0 == cecilia.find(PENDING).count()


def test_a_refused_upload_names_the_limit_in_swedish(network: Network, anna: Visitor) -> None:
    fill_disk(network, "anna", 1.25)

    refused = upload(anna, 0.5)

    assert "5 MB" in refused
    assert "diskutrymme" in refused
    assert "Your plan" not in refused
