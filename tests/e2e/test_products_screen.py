"""The network admin's way: products, their tabs, plan groups and the paths that they make."""

import pytest

from tests.e2e.conftest import Visit
from tests.e2e.looking import faults_everywhere
from tests.e2e.situations import press, sell_the_story_alone
from tests.e2e.visitor import Visitor
from tools.network.network import Network


@pytest.fixture(autouse=True)
def the_story_alone(network: Network) -> None:
    """These tests count what is sold."""
    sell_the_story_alone(network)


GROUP = "#pb-plan-group"
BASIC = {"id": 2, "tab": "up-downgrades"}
KEPT = "Nothing is saved yet. What you typed is still here."


def group_of(network: Network, product: int) -> str:
    return network.sql(f"SELECT product_group FROM {{p}}wu_products WHERE id = {product}")[0][0]


def paths_from(admin: Visitor) -> dict[str, tuple[str, str]]:
    """Plan, then what holds as saved and as edited."""
    rows = admin.find(".pb-paths-from tbody tr").all()
    found = {}
    for row in rows:
        saved, edited = (words.strip() for words in row.locator("td").all_inner_texts()[:2])
        found[row.locator("th").inner_text()] = (saved, edited)
    return found


@pytest.mark.main_way
def test_the_list_shows_every_product_and_leads_to_it(admin: Visitor) -> None:
    admin.go("wp-admin/network/")
    admin.page.get_by_role("link", name="Plan Bridge").first.click()
    admin.find(".pb-list").wait_for()
    assert ["Free", "Basic", "Premium", "Business", "Extra disk space", "Unlimited visits", "SEO consulting"] == (
        admin.all_words(".row-title")
    )

    admin.page.get_by_role("link", name="Premium", exact=True).click()
    admin.find("form.pb-product").wait_for()

    assert ["General", "Pricing", "Limits", "Up & Downgrades"] == admin.all_words(".pb-tabs .nav-tab")


def test_the_fields_of_the_tab_stand_in_the_order_of_the_guide(admin: Visitor) -> None:
    admin.network_screen("product", **BASIC)

    names = admin.all_words("#pb-panel-up-downgrades .form-table th")

    assert ["Plan Group", "Product order", "Offer add-ons"] == names[:3]


@pytest.mark.main_way
def test_a_new_group_is_typed_and_saved(network: Network, admin: Visitor) -> None:
    admin.network_screen("product", **BASIC)

    admin.find(GROUP).fill("Småföretag")
    press(admin, "Save product")

    assert "“Basic” is saved." == admin.notices[0]
    assert "The plan group “Småföretag” has only one plan, Basic: its members have nowhere to go." in admin.notices
    assert ("Småföretag", "Småföretag") == (admin.find(GROUP).input_value(), group_of(network, 2))


@pytest.mark.main_way
def test_an_existing_group_is_picked_and_the_paths_follow_before_saving(network: Network, admin: Visitor) -> None:
    admin.network_screen("product", **BASIC)
    known = admin.find("#pb-plan-groups option").evaluate_all("all => all.map(one => one.value)")
    assert ["Enterprise", "High End"] == known

    admin.find(GROUP).fill(known[1])
    admin.find(".pb-paths-from .pb-changed").first.wait_for()

    shown = paths_from(admin)
    assert ("No", "Yes, at once (changed)") == shown["Free"]
    assert ("No", "Yes, at the end of the term (changed)") == shown["Premium"]
    assert ("No", "No") == shown["Business"]
    assert "" == group_of(network, 2)


def test_without_scripts_a_preview_loses_no_edit_of_any_tab(network: Network, visit: Visit) -> None:
    admin = visit("admin", scripts=False)
    admin.network_screen("product", id=2)
    typed = {
        "#pb-name": "Bas",
        "#pb-amount": "109.50",
        "#pb-limits-disk-space": "60",
        GROUP: "High End",
        "#pb-list-order": "25",
    }
    for field, value in typed.items():
        admin.find(field).fill(value)
    admin.find("#pb-setup-fee").fill("twelve")

    press(admin, "Preview")
    assert typed == {field: admin.find(field).input_value() for field in typed}
    assert "Basic" == network.sql("SELECT name FROM {p}wu_products WHERE id = 2")[0][0]

    press(admin, "Save product")
    assert any(KEPT in words for words in admin.notices)
    assert typed == {field: admin.find(field).input_value() for field in typed}

    admin.find("#pb-setup-fee").fill("0")
    press(admin, "Save product")
    assert ["“Bas” is saved."] == admin.notices
    assert [["Bas", "109.5000", "High End", "25"]] == network.sql(
        "SELECT name, amount, product_group, list_order FROM {p}wu_products WHERE id = 2"
    )


def test_what_somebody_else_saved_meanwhile_is_not_overwritten_unseen(visit: Visit) -> None:
    first, second = visit("admin"), visit("admin")
    first.network_screen("product", id=2)
    second.network_screen("product", id=2)
    second.find("#pb-description").fill("Edited by the other.")
    press(second, "Save product")

    first.find("#pb-name").fill("Mine")
    press(first, "Save product")

    assert "Somebody else has saved this product since you opened it." in " ".join(first.notices)
    assert "Mine" == first.find("#pb-name").input_value()


def test_an_old_form_saves_nothing_and_keeps_what_was_typed(network: Network, admin: Visitor) -> None:
    admin.network_screen("product", **BASIC)
    admin.find(GROUP).fill("High End")
    admin.find("form.pb-product [name=_wpnonce]").evaluate("field => { field.value = '0123456789'; }")

    press(admin, "Save product")

    assert any("The page had been open for too long, so nothing was saved." in words for words in admin.notices)
    assert ("High End", "") == (admin.find(GROUP).input_value(), group_of(network, 2))


def test_a_new_plan_is_offered_once_it_is_saved(visit: Visit, admin: Visitor) -> None:
    admin.network_screen("product", type="plan")
    admin.find("#pb-name").fill("Plus")
    admin.page.get_by_role("tab", name="Pricing").click()
    admin.find("#pb-amount").fill("149")
    admin.page.get_by_role("tab", name="Up & Downgrades").click()
    admin.find(GROUP).fill("High End")
    press(admin, "Save product")
    assert ["“Plus” is saved."] == admin.notices

    anna = visit("anna", slug="anna")
    anna.change()

    assert {"Free", "Plus", "Premium"} == set(anna.all_words(".pb-plan h3"))


SPACE = "input[name='limits[disk_space][number]']"


def test_who_saved_the_limits_is_listed_and_earlier_ones_hold_again(network: Network, admin: Visitor) -> None:
    admin.network_screen("product", id=2, tab="limits")
    before = admin.find(SPACE).input_value()
    admin.find(SPACE).fill("777")
    press(admin, "Save product")

    admin.page.get_by_role("link", name="Who saved these limits, and earlier ones").click()
    admin.find("#pb-limit-history table").wait_for()
    rows = admin.all_words("#pb-limit-history tbody tr:first-child td")
    assert ([], "Disk space (MB)") == (faults_everywhere(admin, "product-limit-history"), rows[1])
    admin.read_in("en_US")
    admin.page.reload()
    with admin.page.expect_navigation(wait_until="domcontentloaded"):
        admin.page.get_by_role("button", name="Go back to the limits saved").first.click()

    assert "The earlier limits hold again." in admin.notices
    assert before == admin.find(SPACE).input_value()
    states = network.sql("SELECT `by` IS NULL FROM {p}bridge_product_limit_revisions WHERE product_id = 2")
    assert [["1"], ["0"], ["0"]] == states
