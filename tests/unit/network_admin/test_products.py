"""The network admin's products: saved by version, checked field by field, previewed before they are saved."""

from __future__ import annotations

from dataclasses import fields, replace
from fractions import Fraction
from typing import Any

import pytest

from bridge.errors import InvalidRequest, LimitsChanged, NotAllowed, ProductChanged, ProductUnknown
from bridge.fields import Field
from bridge.limits.said import limitations_of
from bridge.network_admin.memberships import list_memberships
from bridge.network_admin.plan_map import MapCell
from bridge.network_admin.plan_paths import preview_paths
from bridge.network_admin.products import ListedProduct, list_products, read_product, save_product, save_rules, slug_of
from bridge.network_admin.settings import read_settings, save_settings
from bridge.pricing.calendar import Period
from bridge.pricing.catalog import PlanRules
from bridge.store.product_editing import PriceRow
from bridge.web.encoding import as_json
from tests.fakes.builders import AS_OF, BASIC, CATALOG, DISK, FREE, MONTH, PREMIUM, disk, facts, product
from tests.unit.network_admin.world import World, network_admin, owner, world


@pytest.fixture
def made() -> World:
    return world(facts())


def test_only_a_network_admin_may(made: World) -> None:
    for call in (
        lambda: list_products(made.services, owner),
        lambda: read_product(made.services, owner, FREE),
        lambda: save_product(made.services, owner, CATALOG[FREE]),
        lambda: save_rules(made.services, owner, FREE, PlanRules("closed", None, hidden=False)),
        lambda: preview_paths(made.services, owner, CATALOG[FREE]),
        lambda: read_settings(made.services, owner),
        lambda: save_settings(made.services, owner, {}),
        lambda: list_memberships(made.services, owner),
    ):
        with pytest.raises(NotAllowed):
            call()


def test_the_list_tells_order_plan_groups_and_how_many_hold_each(made: World) -> None:
    made.store.catalog.counts = {PREMIUM: (3, False)}

    listing = list_products(made.services, network_admin)

    assert [found.name for found in listing.products] == ["Free", "Basic", "Premium", "Extra disk"]
    assert listing.plan_groups == ("High End",)
    assert {found.id: found.memberships for found in listing.products if found.memberships} == {PREMIUM: 3}


def test_a_product_is_saved_as_edited(made: World) -> None:
    saved = save_product(made.services, network_admin, replace(CATALOG[BASIC], plan_group="High End")).product

    assert saved.plan_group == "High End"
    assert saved.version != CATALOG[BASIC].version


def test_a_plans_rules_are_saved_and_nothing_else_of_it(made: World) -> None:
    rules = PlanRules("upgrade_only", Period(3, "month"), hidden=True)

    before = read_product(made.services, network_admin, BASIC).product

    saved = save_rules(made.services, network_admin, BASIC, rules).product

    assert replace(saved, version="") == replace(before, rules=rules, version="")


@pytest.mark.parametrize(
    ("product_id", "months", "fault"),
    [(BASIC, 0, "rules.minimum_term"), (BASIC, 1_000_000, "rules.minimum_term"), (DISK, 1, "rules")],
)
def test_rules_that_cannot_be_are_refused_with_their_path(
    made: World, product_id: int, months: int, fault: str
) -> None:
    with pytest.raises(InvalidRequest) as refused:
        save_rules(made.services, network_admin, product_id, PlanRules("both", Period(months, "month"), hidden=False))

    assert [found["path"] for found in refused.value.params["errors"]] == [fault]


def test_there_are_no_rules_of_a_product_that_does_not_exist(made: World) -> None:
    with pytest.raises(ProductUnknown):
        save_rules(made.services, network_admin, 999, PlanRules("both", None, hidden=False))


def test_a_product_saved_by_somebody_else_meanwhile_is_not_overwritten(made: World) -> None:
    first = save_product(made.services, network_admin, replace(CATALOG[BASIC], list_order=5)).product

    with pytest.raises(ProductChanged) as refused:
        save_product(made.services, network_admin, replace(CATALOG[BASIC], list_order=6))

    assert refused.value.params == {"version": first.version}


def test_a_new_product_gets_a_slug_of_its_name(made: World) -> None:
    saved = save_product(made.services, network_admin, product(None, "Företag à la carte", slug="")).product

    assert (saved.id, saved.slug) == (7, "foretag-a-la-carte")


def test_an_unknown_product_is_said_to_be_unknown(made: World) -> None:
    with pytest.raises(ProductUnknown):
        read_product(made.services, network_admin, 404)
    with pytest.raises(ProductUnknown):
        save_product(made.services, network_admin, product(404, "None"))


YEAR = Period(12, "month")


@pytest.mark.parametrize(
    ("changed", "path", "code"),
    [
        ({"name": " "}, "name", "required"),
        ({"name": "å" * 200}, "name", "too_long"),
        ({"slug": "premium"}, "slug", "taken"),
        ({"type": "demo"}, "type", "unknown"),
        ({"currency": "XXZ"}, "currency", "unknown"),
        ({"amount": Fraction(10**9)}, "amount", "out_of_range"),
        ({"setup_fee": Fraction(-1)}, "setup_fee", "out_of_range"),
        ({"period": None}, "period", "required"),
        ({"trial": Period(40000, "day")}, "trial", "out_of_range"),
        ({"price_variations": (PriceRow(MONTH, Fraction(1)),)}, "price_variations.0.period", "twice"),
        ({"price_variations": (PriceRow(YEAR, Fraction(1)), PriceRow(Period(1, "year"), Fraction(2)))},
         "price_variations.1.period", "twice"),
        ({"plan_group": "g" * 21}, "plan_group", "too_long"),
        ({"list_order": 128}, "list_order", "out_of_range"),
        ({"available_addons": (PREMIUM,)}, "available_addons.0", "unknown"),
        ({"rules": PlanRules(minimum_term=Period(0, "day"))}, "rules.minimum_term", "out_of_range"),
    ],
)  # fmt: skip
def test_what_cannot_be_saved_is_named_by_its_path(made: World, changed: dict[str, Any], path: str, code: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        save_product(made.services, network_admin, replace(CATALOG[BASIC], **changed))

    assert refused.value.params == {"errors": [{"path": path, "code": code}]}
    assert made.store.catalog.saved[BASIC] == CATALOG[BASIC]


def test_limitations_nobody_could_read_are_not_edited(made: World) -> None:
    made.store.catalog.saved[BASIC] = replace(CATALOG[BASIC], limitations=None, unreadable=("wu_limitations",))

    saved = save_product(made.services, network_admin, replace(CATALOG[BASIC], limitations=disk(1))).product

    assert saved.limitations is None


def test_new_limitations_are_one_row_whoever_holds_the_product(made: World) -> None:
    saved = save_product(made.services, network_admin, replace(CATALOG[PREMIUM], limitations=disk(900))).product

    assert [(one.by, limitations_of(one.limits)) for one in made.store.product_limits.states[PREMIUM]] == [
        (network_admin.user_id, {"disk_space": {"enabled": True, "limit": 900}})
    ]
    assert saved.limits_revision == 1
    assert (made.store.quotas.rows, made.store.limits.memberships) == ({}, {})


def test_who_saved_the_limits_meanwhile_is_named_and_nothing_is_written(made: World) -> None:
    first = save_product(made.services, network_admin, replace(CATALOG[PREMIUM], limitations=disk(900))).product
    again = replace(made.store.catalog.saved[PREMIUM], limitations=disk(800))
    save_product(made.services, network_admin, again, first.limits_revision)
    late = replace(CATALOG[PREMIUM], limitations=disk(700))

    with pytest.raises(LimitsChanged) as refused:
        save_product(made.services, network_admin, late, first.limits_revision)

    assert refused.value.params == {"revision": 2, "by": f"user {network_admin.user_id}", "at": AS_OF}
    assert made.store.catalog.saved[PREMIUM].limitations == disk(800)


def test_limits_changed_and_changed_back_are_refused_by_their_state_alone(made: World) -> None:
    save_product(made.services, network_admin, replace(CATALOG[PREMIUM], limitations=disk(900)))
    other = replace(made.store.catalog.saved[PREMIUM], limitations=disk(800))
    save_product(made.services, network_admin, other, 1)
    back = replace(made.store.catalog.saved[PREMIUM], limitations=disk(900))
    save_product(made.services, network_admin, back, 2)

    with pytest.raises(LimitsChanged):
        save_product(made.services, network_admin, replace(made.store.catalog.saved[PREMIUM], limitations=disk(1)), 1)


def test_a_save_that_leaves_the_limits_alone_makes_no_new_state_and_is_held_against_none(made: World) -> None:
    save_product(made.services, network_admin, replace(CATALOG[PREMIUM], limitations=disk(900)))

    save_product(made.services, network_admin, replace(made.store.catalog.saved[PREMIUM], name="Premium 2"), 7)

    states = made.store.product_limits.states[PREMIUM]
    assert [(one.name, one.by) for one in states] == [("Premium 2", network_admin.user_id)]


def test_paths_are_told_as_saved_and_as_edited(made: World) -> None:
    edited = replace(CATALOG[BASIC], plan_group="High End")

    preview = preview_paths(made.services, network_admin, edited)

    told = {path.name: (allowed(path.saved), allowed(path.edited), path.changed) for path in preview.arriving}
    assert told == {"Free": (False, True, True), "Premium": (False, True, True)}
    leaving = {path.plan_id: path.edited for path in preview.leaving}
    assert leaving[FREE] == MapCell(allowed=True, effective="term_end", refusals=(), changed=False)


def test_a_plan_not_saved_yet_has_paths_only_as_edited_and_none_that_changed(made: World) -> None:
    preview = preview_paths(made.services, network_admin, product(None, "New", plan_group="High End"))

    assert preview.is_new
    assert {path.name for path in preview.leaving if allowed(path.edited)} == {"Free", "Premium"}
    assert {(path.saved, path.changed) for path in (*preview.leaving, *preview.arriving)} == {(None, False)}


def test_a_warning_is_said_once_with_the_names_of_its_plans(made: World) -> None:
    preview = preview_paths(made.services, network_admin, replace(CATALOG[PREMIUM], plan_group="Solo"))

    assert "group_of_one" in {trap.code for trap in preview.warnings}
    assert set(preview.warnings) & set(preview.effects.traps_new) == set()
    assert preview.names[PREMIUM] == "Premium"


def allowed(cell: MapCell | None) -> bool | None:
    """Whether one may go, None where that is not known."""
    return None if cell is None else cell.allowed


def test_settings_are_saved_one_by_one(made: World) -> None:
    save_settings(made.services, network_admin, {"proration": "day", "manual_instructions": "Bankgiro 1"})

    settings = read_settings(made.services, network_admin).settings
    assert (settings.proration, settings.manual_instructions) == ("day", "Bankgiro 1")
    assert settings.anchor == "restart"


def test_an_impossible_setting_saves_none_of_them(made: World) -> None:
    with pytest.raises(InvalidRequest) as refused:
        save_settings(made.services, network_admin, {"anchor": "keep_anchor", "colour": 1, "grace_days": True})

    assert refused.value.params["errors"] == [
        {"path": "colour", "code": "unknown_field"},
        {"path": "grace_days", "code": "not_a_number"},
    ]
    assert made.store.settings.saved == {}


def test_slugs_are_plain() -> None:
    assert slug_of("  SEO & Konsult — år 2 ") == "seo-konsult-ar-2"


@pytest.mark.parametrize(
    ("saved", "values", "path"),
    [
        ({}, {"proration": "none", "anchor": "keep_anchor"}, "anchor"),
        ({"proration": "none"}, {"anchor": "keep_anchor", "grace_days": 5}, "anchor"),
        ({"anchor": "keep_anchor"}, {"proration": "none"}, "proration"),
    ],
    ids=["together", "beside no credit", "beside a billing date that stays"],
)
def test_no_credit_and_a_billing_date_that_stays_are_not_saved_together(
    made: World, saved: dict[str, str], values: dict[str, object], path: str
) -> None:
    made.store.settings.saved = dict(saved)

    with pytest.raises(InvalidRequest) as refused:
        save_settings(made.services, network_admin, values)

    assert refused.value.params["errors"] == [{"path": path, "code": "charges_whole_terms"}]
    assert made.store.settings.saved == saved


def test_where_both_are_stored_from_before_other_settings_are_saved_and_one_answer_mends_them(made: World) -> None:
    made.store.settings.saved = {"proration": "none", "anchor": "keep_anchor"}

    save_settings(made.services, network_admin, {"grace_days": 5})
    save_settings(made.services, network_admin, {"anchor": "restart"})

    assert made.store.settings.saved == {"proration": "none", "anchor": "restart", "grace_days": 5}


def test_every_line_of_a_product_and_of_its_fields_is_told_also_where_it_says_nothing(made: World) -> None:
    told = as_json(list_products(made.services, network_admin), "sv_SE")

    basic = next(one for one in told["products"] if one["id"] == BASIC)
    assert basic.keys() == {line.name for line in fields(ListedProduct)}
    assert (basic["unreadable"], basic["limits"]["visits"]) == ([], {"number": None, "flag": False, "unreadable": None})
    assert {frozenset(field) for field in told["fields"]} == {frozenset(line.name for line in fields(Field))}


def test_amounts_are_told_exactly_and_once_as_they_are_read(made: World) -> None:
    made.store.catalog.saved[BASIC] = replace(CATALOG[BASIC], amount=Fraction(1990, 4), setup_fee=None)

    told = as_json(read_product(made.services, network_admin, BASIC), "sv_SE")["product"]

    assert (told["amount"], told["setup_fee"]) == ("497.50", None)
    assert told["price"] == {"amount_minor": 49750, "currency": "SEK", "formatted": "497,50\xa0kr"}
