"""The map of plans: on the tab of a plan with what its edit changes, before it is saved; and of all plans."""

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Visit
from tests.e2e.looking import faults
from tests.e2e.situations import sell_the_story_alone
from tests.e2e.visitor import Visitor
from tools.network.network import Network


@pytest.fixture(autouse=True)
def the_story_alone(network: Network) -> None:
    """These tests count what is sold."""
    sell_the_story_alone(network)


BASIC = 2
SAME = "\N{EN DASH} The plan itself"
COPY = "INSERT INTO {{p}}wu_products ({names}) SELECT {values} FROM {{p}}wu_products WHERE id = 3"


def rows(admin: Visitor) -> list[list[str]]:
    """The map row by row: the plan, then a cell for each column."""
    return [
        [cell.inner_text().replace("\n", " ").strip() for cell in row.locator("th, td").all()]
        for row in admin.find(".pb-map tbody tr").all()
    ]


def heard(admin: Visitor, words: str) -> None:
    """Waits until those who hear the page were told so."""
    expect(admin.find("#pb-paths-status")).to_contain_text(words)


def follow(admin: Visitor, what: Locator) -> None:
    """Clicks what leads to another page and waits for that."""
    with admin.page.expect_navigation(wait_until="domcontentloaded"):
        what.click()


def group(network: Network, product: int) -> str:
    return network.sql(f"SELECT product_group FROM {{p}}wu_products WHERE id = {product}")[0][0]


def add_plans(network: Network, count: int) -> None:
    """Plans of one group like Premium, each dearer than the one before."""
    names = [row[0] for row in network.sql("SHOW COLUMNS FROM {p}wu_products")]
    for number in range(count):
        own = {"id": str(100 + number), "slug": f"'p-{number}'", "name": f"'Plan {number}'",
               "amount": str(100 + number), "product_group": "'Many'"}  # fmt: skip
        values = ", ".join(own.get(name, name) for name in names)
        network.sql(COPY.format(names=", ".join(names), values=values))


@pytest.mark.main_way
def test_an_edit_is_drawn_and_its_changes_are_listed_before_it_is_saved(network: Network, admin: Visitor) -> None:
    admin.network_screen("product", id=BASIC, tab="up-downgrades")

    admin.find("#pb-plan-group").fill("High End")
    heard(admin, "Ways between plans that your edit changes: 3.")

    assert [
        ["Free", SAME, "✓ At once (changed)", "✓ At once"],
        ["Basic this plan", "◷ At the end of the term", SAME, "✓ At once"],
        ["Premium", "◷ At the end of the term", "◷ At the end of the term (changed)", SAME],
    ] == rows(admin)
    assert [
        "✓ From Free to Basic: becomes possible, at once",
        "✕ From Basic to Business: no longer possible (another plan group)",
        "✓ From Premium to Basic: becomes possible, at the end of the term",
    ] == admin.all_words(".pb-effects li")
    assert "" == group(network, BASIC)


def test_an_edit_that_leaves_others_in_a_trap_says_so(admin: Visitor) -> None:
    admin.network_screen("product", id=3, tab="up-downgrades")

    admin.find("#pb-plan-group").fill("Alone")
    heard(admin, "Nobody can leave Free for another plan.")

    said = admin.notices
    assert "The plan group “Alone” has only one plan, Premium: its members have nowhere to go." in said
    assert (
        "Saving would bring this about: The plan group “High End” has only one plan, Free: its members have nowhere "
        "to go." in said
    )


def test_without_scripts_preview_draws_it(network: Network, visit: Visit) -> None:
    admin = visit("admin", scripts=False)
    admin.network_screen("product", id=BASIC)
    admin.find("#pb-plan-group").fill("High End")

    follow(admin, admin.button("Preview"))

    assert 3 == admin.find(".pb-effects li").count()
    assert "High End" == admin.find("#pb-plan-group").input_value()
    assert "" == group(network, BASIC)


def test_the_map_of_all_plans_is_led_to_and_filtered_by_group(admin: Visitor) -> None:
    admin.network_screen("product", id=3, tab="up-downgrades")

    follow(admin, admin.page.get_by_role("link", name="The map of all plans"))
    assert ["Free", "Basic", "Premium", "Business"] == [row[0] for row in rows(admin)]
    assert "✕ another plan group" == rows(admin)[0][2]
    assert "Nobody can leave Business for another plan." in admin.notices

    admin.find("#pb-map-shown").select_option("group:High End")
    follow(admin, admin.button("Show map"))
    assert ["Free", "Premium"] == [row[0] for row in rows(admin)]
    assert [] == admin.notices


def test_a_hundred_plans_come_by_pages_of_rows_and_of_columns(network: Network, admin: Visitor) -> None:
    add_plans(network, 100)
    admin.network_screen("map", shown="group:Many")
    assert ("Plan 0", 20, 21) == (rows(admin)[0][0], len(rows(admin)), len(rows(admin)[0]))

    follow(admin, admin.find("nav[aria-label^=From] a[rel=next]"))
    follow(admin, admin.find("nav[aria-label^=To] a[rel=next]"))
    assert SAME == rows(admin)[0][1]
    assert "Plan 20" == rows(admin)[0][0]

    admin.network_screen("product", id=150, tab="up-downgrades")
    assert "20 of 100 plans are shown here." in admin.words("#pb-paths")


def test_the_map_scrolls_in_its_own_region_by_keyboard(network: Network, visit: Visit) -> None:
    add_plans(network, 8)
    admin = visit("admin", width=390)
    admin.network_screen("map", shown="group:Many")
    region = admin.find(".pb-map-scroll")

    region.focus()
    admin.page.keyboard.press("ArrowRight")

    expect(region).to_be_focused()
    admin.page.wait_for_function("() => document.querySelector('.pb-map-scroll').scrollLeft > 0")
    assert 390 == admin.page.evaluate("document.documentElement.scrollWidth")


@pytest.mark.parametrize("locale", ["en_US", "sv_SE"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_map_has_no_fault(visit: Visit, width: int, locale: str) -> None:
    admin = visit("admin", width=width)
    admin.read_in(locale)
    admin.network_screen("map")
    found = faults(admin, "plan-map", locale)

    admin.network_screen("product", id=BASIC, tab="up-downgrades")
    admin.find("#pb-plan-group").fill("High End")
    expect(admin.find(".pb-effects li")).to_have_count(3)

    assert [] == [*found, *faults(admin, "product-map", locale)]
