"""The worked example of the settings screen: each setting that pricing knows moves a figure, none is saved by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Any

import pytest

from bridge.errors import InvalidRequest, NotAllowed
from bridge.network_admin.example import (
    AS_OF,
    FOREVER,
    SMALL,
    STORIES,
    TERM,
    Example,
    example_snapshot,
    usual_currency,
    work_out_example,
)
from bridge.network_admin.plan_paths import as_product
from bridge.pricing.money import Money
from bridge.pricing.snapshot import Settings, SettledLine
from tests.fakes.builders import CATALOG, facts, product
from tests.unit.network_admin.world import World, network_admin, owner, world


@pytest.fixture
def made() -> World:
    return world(facts())


def examples(made: World, **values: Any) -> dict[str, Example]:
    return {one.name: one for one in work_out_example(made.services, network_admin, values).examples}


def minor(amount: Money) -> int:
    assert (amount.currency, amount.minor is None) == ("SEK", False)
    return amount.minor or 0


def figures(example: Example) -> tuple[int, tuple[tuple[str, int], ...], tuple[datetime, int] | None]:
    """Due now, lines, next charge."""
    assert example.quote is not None
    quote = example.quote
    charge = quote.next_charge
    lines = tuple((line.code, minor(line.amount)) for line in quote.lines)
    return minor(quote.due_now), lines, None if charge is None else (charge.date, minor(charge.amount))


JULY, LATER = datetime(2025, 7, 1), datetime(2025, 7, 16, 18)


def test_the_defaults_charge_as_the_page_tells(made: World) -> None:
    told = examples(made)

    assert figures(told["upgrade"]) == (22875, (("plan", 30000), ("credit", -7125)), (LATER, 30000))
    assert figures(told["downgrade"]) == (0, (), (JULY, 15000))
    assert figures(told["addon"]) == (2850, (("package", 2850),), (JULY, 36000))
    assert figures(told["lifetime"]) == (
        0, (("plan", 30000), ("credit", -300000), ("credit_kept", 270000)), (LATER, 0)
    )  # fmt: skip
    assert figures(told["ungrouped"]) == (20500, (("plan", 30000), ("credit", -9500)), (LATER, 30000))
    assert [refusal.code for refusal in told["over_limit"].refusals] == ["over_limit"]
    assert [one.differs for one in told.values()] == [False] * 6


@pytest.mark.parametrize(
    ("changed", "name", "expected"),
    [
        ({"proration": "day"}, "upgrade", (23000, (("plan", 30000), ("credit", -7000)), (LATER, 30000))),
        ({"proration": "none"}, "upgrade", (30000, (("plan", 30000), ("credit", 0)), (LATER, 30000))),
        ({"proration": "legacy_day"}, "upgrade", (23101, (("plan", 30000), ("credit", -6899)), (LATER, 30000))),
        ({"anchor": "keep_anchor"}, "upgrade", (7125, (("plan", 14250), ("credit", -7125)), (JULY, 30000))),
        ({"addon_charge": "full"}, "addon", (6000, (("package", 6000),), (JULY, 36000))),
        ({"downgrade": "immediate"}, "downgrade", (750, (("plan", 15000), ("credit", -14250)), (LATER, 15000))),
        ({"lifetime_years": 10}, "lifetime",
         (0, (("plan", 30000), ("credit", -238673), ("credit_kept", 208673)), (LATER, 0))),
        ({"taxes": True}, "upgrade", (28594, (("plan", 37500), ("credit", -8906)), (LATER, 37500))),
        ({"taxes": True, "tax_inclusive": True}, "upgrade",
         (22875, (("plan", 30000), ("credit", -7125)), (LATER, 30000))),
        ({"over_limit": "warn"}, "over_limit", (0, (), (JULY, 15000))),
    ],
)  # fmt: skip
def test_a_setting_moves_the_figures(made: World, changed: dict[str, Any], name: str, expected: Any) -> None:
    example = examples(made, **changed)[name]

    assert figures(example) == expected
    assert example.differs


@pytest.mark.parametrize("answer", ["same_ungrouped", "none"])
def test_who_has_no_plan_group_may_be_refused(made: World, answer: str) -> None:
    told = examples(made, ungrouped=answer)["ungrouped"]

    assert (told.quote, [refusal.code for refusal in told.refusals]) == (None, ["other_group"])
    assert told.saved_due_now == Money(20500, "SEK")


def test_time_to_pay_ends_with_the_term_at_the_latest(made: World) -> None:
    assert examples(made)["upgrade"].payable_until == datetime(2025, 6, 23, 18)
    assert examples(made, payment_window_days=3)["upgrade"].payable_until == datetime(2025, 6, 19, 18)
    assert examples(made, payment_window_days=60)["upgrade"].payable_until == TERM[1]
    assert examples(made, payment_window_days=60, proration="none")["lifetime"].payable_until == datetime(
        2025, 8, 15, 18
    )
    assert examples(made)["downgrade"].payable_until is None


def test_how_long_prices_hold_is_noticed(made: World) -> None:
    told = examples(made, quote_valid_minutes=60)["upgrade"]

    assert told.quote is not None
    assert told.quote.valid_until == datetime(2025, 6, 16, 19)
    assert told.differs


def test_settings_not_named_are_those_saved(made: World) -> None:
    made.store.settings.save({"anchor": "keep_anchor"}, AS_OF, 1)

    told = examples(made, proration="day")

    assert figures(told["upgrade"])[0] == 15000 - 7000
    assert told["upgrade"].saved_due_now == Money(7125, "SEK")


def test_what_was_paid_is_taxed_as_the_settings_say() -> None:
    settings = Settings(taxes=True, tax_inclusive=True)

    lines = example_snapshot(STORIES[0], settings, "SEK").membership.settled_lines

    assert lines == (SettledLine(SMALL, "plan", 12000, 3000, 0, TERM[0], TERM[1], TERM[0]),)


def test_a_lifetime_plan_was_bought_without_an_end() -> None:
    story = next(story for story in STORIES if story.held == FOREVER)

    held = example_snapshot(story, Settings(), "JPY").membership

    assert (held.amount, held.initial_amount, held.date_expiration) == (Fraction(0), Fraction(3000), None)


def test_nothing_is_written(made: World) -> None:
    examples(made, proration="none")

    assert made.store.settings.read().pricing == Settings()
    assert made.store.quotes.kept == {}


@pytest.mark.parametrize(
    ("values", "path", "code"),
    [({"proration": "hourly"}, "proration", "unknown_choice"), ({"lifetime_years": 0}, "lifetime_years", "too_small"),
     ({"colour": 1}, "colour", "unknown_field")],
)  # fmt: skip
def test_an_impossible_value_is_named(made: World, values: dict[str, Any], path: str, code: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        work_out_example(made.services, network_admin, values)

    assert [(one["path"], one["code"]) for one in refused.value.params["errors"]] == [(path, code)]


def test_only_a_network_admin_may(made: World) -> None:
    with pytest.raises(NotAllowed):
        work_out_example(made.services, owner, {})


def test_the_currency_is_that_of_most_active_products(made: World) -> None:
    products = [as_product(document, None) for document in CATALOG.values()]
    sold = [*products, *(replace(products[0], currency="EUR", active=False) for _ in range(9))]

    assert work_out_example(made.services, network_admin, {}).currency == "SEK"
    assert (usual_currency(sold), usual_currency([])) == ("SEK", "USD")
    assert usual_currency([as_product(product(1, "A", currency=code), None) for code in ("NOK", "DKK")]) == "DKK"
