"""Which plans may be chosen, with the code of each refusal; the lists and the map say the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Any

import pytest

from bridge.cases.cases import Values
from bridge.cases.format import Case
from bridge.pricing.choices import PlanChoice, list_choices
from bridge.pricing.plan_map import explain_map
from bridge.pricing.price import price_change
from bridge.pricing.quote import Quote
from bridge.pricing.snapshot import Selection, Settings, Snapshot
from tests.unit.pricing.case_builder import (
    DISK,
    END,
    HELP,
    LIFE,
    LOW,
    MIDDLE,
    SEAT,
    A,
    B,
    brief,
    line,
    member,
    plan,
    price,
    yearly,
)

HALF = datetime(2025, 6, 16)


def refusals(*args: Any, **more: Any) -> list[str]:
    found: list[str] = price(*args, **more)["refusals"]
    return found


def snapshot_of(membership: dict[str, Any], *products: dict[str, Any], **settings: Any) -> tuple[Snapshot, Values]:
    select = {"plan": membership["plan"], "duration": 1, "duration_unit": "month"}
    case = {"as_of": MIDDLE, "products": list(products), "membership": membership, "select": select}
    values = Values(Case.model_validate(case | {"settings": settings}))
    return values.snapshot(), values


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"group": "other"}, "other_group"),
        ({"group": ""}, "other_group"),
        ({"active": False}, "inactive"),
        ({"currency": "EUR"}, "currency_mismatch"),
        ({"rules": {"hidden": True}}, "not_for_sale"),
        ({"pricing_type": "contact_us"}, "not_for_sale"),
        ({"pricing_type": "pay_what_you_want", "recurring": False}, "not_for_sale"),
        ({"duration_unit": "week"}, "period_unavailable"),
    ],
)
def test_plan_that_may_not_be_chosen_says_why(wanted: dict[str, Any], code: str) -> None:
    assert refusals(member(), "x", plan("x", "50") | wanted) == [code]


def test_package_chosen_as_a_plan_is_refused() -> None:
    assert refusals(member(), "disk", DISK | {"group": "g"}) == ["not_for_sale"]


@pytest.mark.parametrize(
    ("ungrouped", "allowed"), [("all", ["x", "y"]), ("same_ungrouped", ["y"]), ("none", [])]
)
def test_what_an_ungrouped_plan_may_become_is_a_setting(ungrouped: str, allowed: list[str]) -> None:
    plain, x, y = plan("a", "30") | {"group": "  "}, plan("x", "50"), plan("y", "50") | {"group": ""}

    asked = {slug: refusals(member(), slug, plain, x, y, settings={"ungrouped": ungrouped}) for slug in ("x", "y")}
    found = [slug for slug, codes in asked.items() if not codes]

    assert found == allowed


@pytest.mark.parametrize(
    ("direction", "refused"),
    [
        ("both", []),
        ("upgrade_only", ["low"]),
        ("downgrade_only", ["b"]),
        ("closed", ["b", "low", "twin"]),
    ],
)
def test_direction_is_a_rule_of_the_plan_that_is_left(direction: str, refused: list[str]) -> None:
    held, twin = plan("a", "30") | {"rules": {"direction": direction}}, plan("twin", "30")

    found = {slug: refusals(member(), slug, held, twin) for slug in ("b", "low", "twin")}

    assert [slug for slug, codes in found.items() if codes == ["direction"]] == refused
    assert all(codes in ([], ["direction"]) for codes in found.values())


def test_reactivation_passes_both_directions() -> None:
    held = plan("a", "30") | {"rules": {"direction": "upgrade_only"}}

    assert refusals(member(status="expired"), "low", held, as_of="2025-07-05T00:00:00Z") == []


def test_direction_does_not_bind_another_period_of_the_same_plan() -> None:
    held = A | {"rules": {"direction": "downgrade_only"}}

    assert refusals(member(), "a", held, period=(1, "year")) == []


def test_minimum_term_counts_to_the_instant_of_effect() -> None:
    held = plan("a", "30") | {"rules": {"minimum_term": {"n": 1, "unit": "month"}}}

    assert refusals(member(), "b", held) == ["minimum_term"]  # at once: on 16 June, half a month
    assert refusals(member(), "low", held) == []  # at the term's end, on 1 July


def test_minimum_term_and_direction_are_both_told() -> None:
    held = plan("a", "30") | {"rules": {"minimum_term": {"n": 1, "unit": "year"}, "direction": "closed"}}

    assert refusals(member(), "b", held) == ["direction", "minimum_term"]


def test_minimum_term_counts_from_the_change_to_the_present_plan() -> None:
    held = plan("a", "30") | {"rules": {"minimum_term": {"n": 10, "unit": "day"}}}
    row = member(date_created="2024-01-01T00:00:00Z", settled_lines=[
        line("low", "10", "2025-05-01T00:00:00Z", "2025-06-10T00:00:00Z"),
        line("a", "30", "2025-06-10T00:00:00Z", "2025-07-10T00:00:00Z")])  # fmt: skip

    assert refusals(row, "b", held) == ["minimum_term"]
    assert refusals(row, "b", held, as_of="2025-06-20T00:00:00Z") == []


def test_addon_that_the_plan_does_not_offer_is_refused() -> None:
    picky = plan("b", "50", offers=["seat"])

    assert refusals(member(), "b", picky, addons={"disk": 1}) == ["addon_not_offered"]
    assert refusals(member(), "b", picky, addons={"seat": 1}) == []


def test_held_addon_that_the_new_plan_does_not_offer_is_dropped_with_its_credit() -> None:
    picky = plan("b", "50", offers=[])
    held = member(addons={"disk": 1}, amount="35", settled_lines=[line("a", "30"), line("disk", "5", type="package")])

    answer = price(held, "b", picky, addons={"disk": 1})

    assert (answer["credit"], answer["due_now"], answer["recurring_total"]) == ("17.50", "32.50", "50.00")
    assert [item["product"] for item in answer["lines"] if item["code"] == "addon_dropped"] == ["disk"]


def test_held_addon_that_the_plan_offers_no_more_is_dropped_at_another_period() -> None:
    held = member(addons={"disk": 1}, amount="35", settled_lines=[line("a", "30"), line("disk", "5", type="package")])

    answer = price(held, "a", A | {"offers": []}, addons={"disk": 1}, period=(1, "year"))

    assert brief(answer, "kind", "credit", "due_now", "recurring_total") == ("upgrade", "17.50", "282.50", "300.00")
    assert [(item["product"], item["amount"]) for item in answer["lines"] if item["code"] == "addon_dropped"] == [
        ("disk", "-2.50")]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "as_of", "addons", "kind"),
    [
        ("active", MIDDLE, {"disk": 2}, "none"),
        ("active", MIDDLE, {"disk": 1}, "removal"),
        ("active", MIDDLE, {"disk": 2, "seat": 1}, "addon"),
        ("cancelled", MIDDLE, {"disk": 2}, "reactivation"),
        ("expired", END, {"disk": 2}, "reactivation"),
    ],
)
def test_held_addon_that_the_plan_offers_no_more_stays_with_plan_and_period(
    status: str, as_of: str, addons: dict[str, int], kind: str
) -> None:
    held = member(addons={"disk": 2}, amount="40", status=status)

    answer = price(held, "a", A | {"offers": ["seat"]}, addons=addons, as_of=as_of)

    assert (answer["kind"], "addon_dropped" in str(answer["lines"])) == (kind, False)


def test_dropped_addon_without_value_is_shown_all_the_same() -> None:
    held = member(addons={"help": 1})

    lines = price(held, "b")["lines"]

    assert [(item["code"], item["product"], item["amount"]) for item in lines if item["code"] == "addon_dropped"] == [
        ("addon_dropped", "help", "0.00")]  # fmt: skip


def test_member_of_a_hidden_or_inactive_plan_keeps_it_with_its_addons() -> None:
    for more in ({"rules": {"hidden": True}}, {"active": False}, {"pricing_type": "contact_us"}):
        assert refusals(member(), "a", A | more, addons={"disk": 1}) == []


def test_inactive_plan_is_not_sold_again() -> None:
    closed = A | {"active": False}

    assert refusals(member(status="expired"), "a", closed, as_of="2025-07-05T00:00:00Z") == ["inactive"]
    assert refusals(member(), "a", closed, period=(1, "year")) == ["inactive"]


def test_what_use_exceeds_refuses_a_downgrade_and_never_an_upgrade() -> None:
    snapshot, values = snapshot_of(member(), A, B, LOW)

    month = snapshot.membership.period

    down = price_change(snapshot, Selection(values.ids["low"], {}, month), HALF, exceeded=["users"])
    up = price_change(snapshot, Selection(values.ids["b"], {}, month), HALF, exceeded=["users"])

    assert not isinstance(down, Quote)
    assert [(refusal.code, refusal.params) for refusal in down] == [("over_limit", {"limits": ["users"]})]
    assert isinstance(up, Quote)


def test_deleted_plan_and_deleted_addon_are_refused() -> None:
    snapshot, _ = snapshot_of(member(), A, B)

    for selection in (Selection(99, {}, None), Selection(1, {98: 1}, snapshot.membership.period)):
        answer = price_change(snapshot, selection, HALF)
        assert not isinstance(answer, Quote)
        assert [refusal.code for refusal in answer] == ["inactive" if selection.plan_id == 99 else "addon_not_offered"]


def test_member_whose_plan_is_gone_may_choose_and_keeps_what_was_paid() -> None:
    snapshot, values = snapshot_of(member(), A, B)
    products = {number: item for number, item in snapshot.products.items() if number != values.ids["a"]}
    unpaid = replace(snapshot.membership, recurring=False, amount=Fraction(0), settled_lines=(), date_expiration=None)

    paid = price_change(replace(snapshot, products=products), Selection(values.ids["b"], {}, None), HALF)
    free = price_change(replace(snapshot, products=products, membership=unpaid), Selection(2, {}, None), HALF)

    assert isinstance(paid, Quote)
    assert isinstance(free, Quote)
    assert (paid.kind, paid.credit_minor, paid.due_now_minor) == ("upgrade", 1500, 3500)
    assert (free.kind, free.credit_minor, free.due_now_minor) == ("upgrade", 0, 5000)


def test_list_orders_by_product_order_then_amount_then_id() -> None:
    plans = [plan("a", "30", list_order=2), plan("z", "50", list_order=1), plan("y", "20", list_order=2)]
    snapshot, values = snapshot_of(member(), *plans)

    assert [values.slug(choice.product_id) for choice in list_choices(snapshot, HALF)] == ["z", "y", "a"]


def choices(*products: dict[str, Any], **more: Any) -> tuple[dict[str, PlanChoice], Values]:
    snapshot, values = snapshot_of(member(**more), *products)
    return {values.slug(choice.product_id): choice for choice in list_choices(snapshot, HALF)}, values


def test_list_names_the_current_plan_and_every_refusal() -> None:
    found, _ = choices(A, B, plan("x", "9") | {"group": "other"}, LIFE)

    assert {slug: [r.code for r in choice.refusals] for slug, choice in found.items()} == {
        "a": ["current"], "b": [], "x": ["other_group"], "life": []}  # fmt: skip
    assert found["a"].is_current


def test_listed_price_is_what_the_quote_then_says() -> None:
    lines = [line("a", "30"), line("disk", "10", type="package")]
    snapshot, values = snapshot_of(member(amount="40", addons={"disk": 2}, settled_lines=lines), A, B, LOW, LIFE, DISK)

    for choice in list_choices(snapshot, HALF):
        for listed in choice.prices:
            quote = price_change(snapshot, Selection(choice.product_id, {values.ids["disk"]: 2}, listed.period), HALF)
            assert isinstance(quote, Quote)
            assert (listed.kind, listed.effective, listed.due_now_minor) == (
                quote.kind, quote.effective, quote.due_now_minor)  # fmt: skip


def test_listed_addons_have_a_price_for_each_period_of_the_plan() -> None:
    found, values = choices(A, DISK, SEAT, HELP, amount="33", addons={"seat": 1})

    addons = {values.slug(item.product_id): item for item in found["a"].addons}
    assert addons["disk"].amounts_minor == {"1-month": 500, "1-year": 5000}
    assert addons["seat"].amounts_minor == {"1-month": 333, "1-year": 3996}
    assert addons["help"].amounts_minor == {"once": 5000}
    assert {slug: item.held_quantity for slug, item in addons.items()} == {"disk": 0, "seat": 1, "help": 0}


def test_map_tells_for_each_pair_when_and_why_not() -> None:
    closed = plan("closed", "20") | {"rules": {"direction": "upgrade_only"}}
    snapshot, values = snapshot_of(member(), A, LOW, closed, plan("x", "9") | {"group": "other"})

    found = {
        (values.slug(entry.from_id), values.slug(entry.to_id)): (entry.kind, entry.timing, entry.refusals)
        for entry in explain_map(snapshot.products, Settings()).entries
    }

    assert len(found) == 12
    assert found["a", "low"] == ("downgrade", "term_end", ())
    assert found["low", "a"] == ("upgrade", "now", ())
    assert found["closed", "low"] == ("downgrade", None, ("direction",))
    assert found["a", "x"] == (None, None, ("other_group",))


def test_map_warns_of_traps() -> None:
    euro = plan("euro", "9", currency="EUR")
    single = plan("single", "9") | {"group": "alone"}
    snapshot, values = snapshot_of(yearly(), A, LOW, euro, single)

    warnings = {(trap.code, trap.group, tuple(values.slug(i) for i in trap.product_ids), str(trap.period or ""))
                for trap in explain_map(snapshot.products, Settings()).warnings}  # fmt: skip

    assert warnings == {
        ("group_of_one", "alone", ("single",), ""),
        ("two_currencies", "g", ("euro", "low", "a"), ""),
        ("period_of_one", "g", ("a",), "1-year"),
        ("plan_nobody_can_leave", "alone", ("single",), ""),
        ("plan_nobody_can_leave", "g", ("euro",), ""),
    }
