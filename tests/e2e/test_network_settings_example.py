"""The worked example beside the settings: it follows what is chosen, live and by its button, and saves nothing."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.looking import faults
from tests.e2e.situations import charge_no_tax, press
from tests.e2e.visitor import Visitor
from tools.network.network import Network


@pytest.fixture(autouse=True)
def no_tax(network: Network) -> None:
    """The figures below are without."""
    charge_no_tax(network)


def due(admin: Visitor, story: str) -> str:
    return admin.words(f"[data-pb-story={story}] dd.pb-due")


def heard(admin: Visitor, words: str) -> None:
    """Waits until those who hear the page were told so."""
    expect(admin.find("#pb-example-status")).to_contain_text(words)


def saved(network: Network) -> list[list[str]]:
    return network.sql("SELECT * FROM {p}bridge_settings ORDER BY 1")


@pytest.mark.main_way
def test_the_example_follows_each_setting_and_saves_none(network: Network, admin: Visitor) -> None:
    before = saved(network)
    admin.network_screen("settings")
    assert ("SEK 228.75", "SEK 0.00", "SEK 28.50", "SEK 0.00", "SEK 205.00") == tuple(
        due(admin, story) for story in ("upgrade", "downgrade", "addon", "lifetime", "ungrouped")
    )

    admin.find("#pb-anchor-keep-anchor").check()
    heard(admin, "An upgrade in the middle of a month: SEK 71.25 due now.")
    assert "SEK 71.25" == due(admin, "upgrade")
    assert "With the saved settings SEK 228.75 is due now." in admin.words("[data-pb-story=upgrade]")

    admin.find("#pb-downgrade-immediate").check()
    heard(admin, "A downgrade in the middle of a month: SEK 0.00 due now.")
    assert "Kept for you as account credit SEK 71.25" in admin.words("[data-pb-story=downgrade]")
    admin.find("#pb-addon-charge-full").check()
    heard(admin, "A package bought in the middle of a month: SEK 60.00")
    admin.find("#pb-lifetime-years").fill("10")
    expect(admin.find("[data-pb-story=lifetime]")).to_contain_text("2,386.73")
    admin.find("#pb-taxes").check()
    heard(admin, "A package bought in the middle of a month: SEK 75.00")
    admin.find("#pb-ungrouped-none").check()
    heard(admin, "From a plan without a plan group: refused")

    assert before == saved(network)


def test_what_is_wrong_stands_beside_its_field_and_goes_when_it_is_right(admin: Visitor) -> None:
    admin.network_screen("settings")

    admin.find("#pb-payment-window-days").fill("soon")
    heard(admin, "as soon as the fields that are marked are right")
    field = admin.find("#pb-payment-window-days")
    assert "true" == field.get_attribute("aria-invalid")
    assert "This is not a whole number." == admin.words("#pb-payment-window-days-problem")
    assert "pb-payment-window-days-problem" in (field.get_attribute("aria-describedby") or "")

    field.fill("3")
    expect(admin.find("[data-pb-story=upgrade]")).to_contain_text("must be paid by June 19, 2025")
    assert field.get_attribute("aria-invalid") is None
    assert 0 == admin.find("#pb-payment-window-days-problem").count()


def test_an_explanation_that_is_open_stays_open(admin: Visitor) -> None:
    admin.network_screen("settings")
    credit = admin.find("[data-pb-story=upgrade] details").nth(1)
    credit.locator("summary").click()

    admin.find("#pb-proration-day").check()
    heard(admin, "SEK 230.00")

    assert credit.evaluate("one => one.open")
    assert "14 of 30 days" in credit.inner_text()


def test_without_scripts_the_button_recomputes(network: Network, visit: Visit) -> None:
    admin, before = visit("admin", scripts=False), saved(network)
    admin.network_screen("settings")
    admin.find("#pb-proration-none").check()
    admin.find("#pb-grace-days").fill("many")

    press(admin, "Recompute")
    assert "This is not a whole number." == admin.words("#pb-grace-days-problem")
    assert admin.find("#pb-proration-none").is_checked()

    admin.find("#pb-grace-days").fill("5")
    press(admin, "Recompute")
    assert "SEK 300.00" == due(admin, "upgrade")
    assert "5" == admin.find("#pb-grace-days").input_value()
    assert before == saved(network)


@pytest.mark.parametrize("locale", ["en_US", "sv_SE"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_example_has_no_fault(visit: Visit, width: int, locale: str) -> None:
    admin = visit("admin", width=width)
    admin.read_in(locale)
    admin.network_screen("settings")
    admin.find("#pb-taxes").check()
    expect(admin.find("[data-pb-story=addon]")).to_contain_text("35")
    expect(admin.find("#pb-example-figures[aria-busy]")).to_have_count(0)
    for summary in admin.find("#pb-example details summary").all():
        summary.click()

    assert [] == faults(admin, "settings-example", locale)
