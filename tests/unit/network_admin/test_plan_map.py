"""The map of plans: windows of it, and what lies between the map as saved and as edited."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from bridge.errors import NotAllowed
from bridge.network_admin.plan_map import MOST_PAIRS, PAGE_SIZE, MapCell, read_map
from bridge.network_admin.plan_paths import PathsAnswer, preview_paths
from bridge.pricing.catalog import PlanRules
from bridge.pricing.refusal import Refusal
from bridge.store.product_editing import ProductDocument
from tests.fakes.builders import BASIC, CATALOG, FREE, PREMIUM, facts, product
from tests.unit.network_admin.world import World, network_admin, owner, world

OTHER_GROUP = MapCell(allowed=False, effective=None, refusals=(Refusal("other_group"),), changed=False)
NOW = MapCell(allowed=True, effective="now", refusals=(), changed=False)
TERM_END = MapCell(allowed=True, effective="term_end", refusals=(), changed=False)


@pytest.fixture
def made() -> World:
    return world(facts())


def preview(made: World, document: ProductDocument, **changes: Any) -> PathsAnswer:
    return preview_paths(made.services, network_admin, replace(document, **changes))


def pairs(told: PathsAnswer) -> list[tuple[str, str, str]]:
    return [(pair.what, pair.source.name, pair.target.name) for pair in told.effects.pairs]


def many(count: int) -> dict[int, ProductDocument]:
    """Plans of one group, each dearer than the one before."""
    return {
        number: product(number, f"Plan {number}", plan_group="Big", list_order=1, amount=Fraction(number))
        for number in range(1, count + 1)
    }


def test_the_whole_map_tells_for_each_pair_when_or_why_not(made: World) -> None:
    page = read_map(made.services, network_admin, "all", "", 1, 1)

    assert [plan.name for plan in page.map.rows] == ["Free", "Basic", "Premium"]
    assert page.map.rows == page.map.columns
    assert page.map.cells == (
        (None, OTHER_GROUP, NOW),
        (TERM_END, None, NOW),
        (TERM_END, OTHER_GROUP, None),
    )
    assert (page.map.total, page.plan_groups) == (3, ("High End",))


def test_one_group_of_the_map_and_the_plans_without_one(made: World) -> None:
    family = read_map(made.services, network_admin, "group", " high end", 1, 1)
    alone = read_map(made.services, network_admin, "ungrouped", "", 1, 1)

    assert [plan.name for plan in family.map.rows] == ["Free", "Premium"]
    assert [plan.name for plan in alone.map.columns] == ["Basic"]
    assert alone.map.cells == ((None,),)


def test_a_long_map_is_cut_into_pages_of_rows_and_of_columns(made: World) -> None:
    made.store.catalog.saved = many(PAGE_SIZE + 5)

    page = read_map(made.services, network_admin, "all", "", 2, 1)

    assert (len(page.map.rows), len(page.map.columns), page.map.total) == (5, PAGE_SIZE, PAGE_SIZE + 5)
    assert (page.map.first_row, page.map.first_column) == (PAGE_SIZE, 0)
    assert page.map.cells[0][0] == TERM_END
    assert read_map(made.services, network_admin, "all", "", 9, 1).map.rows == ()


def test_the_map_shows_traps_of_what_it_shows(made: World) -> None:
    made.store.catalog.saved[9] = product(9, "Lonely", plan_group="Alone")

    codes = {trap.code for trap in read_map(made.services, network_admin, "all", "", 1, 1).warnings}
    elsewhere = read_map(made.services, network_admin, "group", "High End", 1, 1).warnings

    assert codes == {"group_of_one", "plan_nobody_can_leave"}
    assert elsewhere == ()


def test_an_edit_s_map_is_that_of_the_group_as_edited(made: World) -> None:
    told = preview(made, CATALOG[BASIC], plan_group="High End")

    assert told.map is not None
    assert [plan.name for plan in told.map.rows] == ["Free", "Basic", "Premium"]
    assert told.map.cells == (
        (None, replace(NOW, changed=True), NOW),
        (TERM_END, None, NOW),
        (TERM_END, replace(TERM_END, changed=True), None),
    )


def test_a_plan_in_a_big_group_is_on_the_page_that_is_shown(made: World) -> None:
    made.store.catalog.saved = many(PAGE_SIZE + 5)
    last = made.store.catalog.saved[PAGE_SIZE + 5]

    told = preview(made, last)

    assert told.map is not None
    assert last.id in {plan.plan_id for plan in told.map.rows}
    assert told.map.first_row == PAGE_SIZE


def test_joining_a_group_opens_ways_into_it(made: World) -> None:
    told = preview(made, CATALOG[BASIC], plan_group="High End")

    assert pairs(told) == [("opens", "Free", "Basic"), ("opens", "Premium", "Basic")]
    assert [(pair.before, pair.after) for pair in told.effects.pairs] == [
        (OTHER_GROUP, NOW), (OTHER_GROUP, TERM_END)
    ]  # fmt: skip


def test_leaving_a_group_closes_ways_and_leaves_others_in_a_trap(made: World) -> None:
    told = preview(made, CATALOG[PREMIUM], plan_group="Solo")

    assert pairs(told) == [("closes", "Free", "Premium"), ("closes", "Premium", "Free")]
    traps = {(trap.code, trap.product_ids) for trap in (*told.warnings, *told.effects.traps_new)}
    assert ("group_of_one", (FREE,)) in traps
    assert ("group_of_one", (PREMIUM,)) in traps
    assert ("plan_nobody_can_leave", (FREE,)) in traps


def test_an_edit_can_change_when_a_pair_happens(made: World) -> None:
    told = preview(made, CATALOG[BASIC], amount=Fraction(500))

    assert pairs(told) == [("timing", "Basic", "Premium")]
    assert [(pair.before, pair.after) for pair in told.effects.pairs] == [(NOW, TERM_END)]


def test_a_rule_closes_a_way(made: World) -> None:
    told = preview(made, CATALOG[PREMIUM], rules=PlanRules(direction="upgrade_only"))

    assert pairs(told) == [("closes", "Premium", "Free")]
    assert told.effects.pairs[0].after == MapCell(
        allowed=False, effective=None, refusals=(Refusal("direction"),), changed=False
    )


def test_mending_a_trap_is_told(made: World) -> None:
    made.store.catalog.saved[9] = product(9, "Lonely", plan_group="Alone")

    told = preview(made, made.store.catalog.saved[9], plan_group="High End")

    assert {trap.code for trap in told.effects.traps_gone} == {"group_of_one", "plan_nobody_can_leave"}
    assert told.effects.traps_new == ()


def test_an_edit_of_words_changes_nothing(made: World) -> None:
    told = preview(made, CATALOG[PREMIUM], name="Premium plus")

    assert (told.effects.pairs, told.effects.traps_new, told.effects.traps_gone) == ((), (), ())


def test_a_new_plan_opens_ways(made: World) -> None:
    told = preview(made, product(None, "New", plan_group="High End"))

    assert ("opens", "New", "Premium") in pairs(told)
    assert told.map is not None
    assert 0 in {plan.plan_id for plan in told.map.rows}


def test_a_long_list_of_pairs_is_cut_and_counted(made: World) -> None:
    made.store.catalog.saved = many(40)

    told = preview(made, made.store.catalog.saved[1], plan_group="Elsewhere")

    assert (len(told.effects.pairs), told.effects.pairs_total) == (MOST_PAIRS, 78)


def test_only_a_network_admin_sees_the_map(made: World) -> None:
    with pytest.raises(NotAllowed):
        read_map(made.services, owner, "all", "", 1, 1)
