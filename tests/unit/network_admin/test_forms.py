"""The one form: what is shown and sent back unchanged is what is stored; what is typed is read as people mean it."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from bridge.errors import NotAllowed
from bridge.fields import Field
from bridge.network_admin.form_routes import ProductBody
from bridge.network_admin.forms import FormAnswer, Misread, Notation, amount, fill_in, number, period, shown_amount
from bridge.network_admin.product_fields import PRODUCT_FIELDS
from bridge.store.settings import SETTINGS
from tests.unit.network_admin.world import network_admin, owner

ENGLISH, SWEDISH, GERMAN = Notation(".", ","), Notation(",", "\N{NO-BREAK SPACE}"), Notation(",", ".")
SETTING_FIELDS = [one.field for one in SETTINGS]
PLAN: dict[str, Any] = {
    "id": 3, "name": "Premium", "slug": "premium", "description": "", "type": "plan", "active": True, "currency": "SEK",
    "pricing_type": "paid", "amount": "199.00", "setup_fee": "0.00", "period": {"n": 1, "unit": "month"},
    "recurring": True, "billing_cycles": 12, "trial": {"n": 14, "unit": "day"},
    "price_variations": [{"period": {"n": 1, "unit": "year"}, "amount": "1990.50"}], "taxable": True,
    "tax_category": "default", "features": ["Space", "Support"], "plan_group": "High End", "list_order": 30,
    "available_addons": [5, 7],
    "rules": {"direction": "upgrade_only", "minimum_term": {"n": 3, "unit": "month"}, "hidden": False,
              "after_last": "end"},
    "limits": {"disk_space": {"number": 500, "flag": False, "unreadable": None}, "post_types": {}, "users": {}},
    "version": "0123456789abcdef",
}  # fmt: skip
NOT_IN_THE_FORM = ("id", "type", "version", "limits")


def shown(value: dict[str, Any]) -> dict[str, Any]:
    """What a browser would send of an untouched form, by the names of the fields."""
    return dict(deepcopy(fill_in(network_admin, PRODUCT_FIELDS, value, None, SWEDISH).shown))


def read(value: dict[str, Any], **typed: Any) -> FormAnswer:
    """A form in which this was typed over what it showed."""
    return fill_in(network_admin, PRODUCT_FIELDS, value, {**shown(value), **typed}, SWEDISH)


def codes(answer: FormAnswer) -> dict[str, str]:
    """What is wrong, by its place."""
    return {one.path: one.code for one in answer.problems}


def limits(*, adding: bool = False, **typed: Any) -> FormAnswer:
    """A form in which these limits were typed."""
    return read({**PLAN, "type": "package" if adding else "plan"}, limits=typed)


@pytest.mark.parametrize("name", [field.name for field in PRODUCT_FIELDS])
def test_what_was_not_sent_stays_as_it_is_stored(name: str) -> None:
    sent = shown(PLAN)

    alone = fill_in(network_admin, PRODUCT_FIELDS, PLAN, {name: sent[name]}, SWEDISH)

    assert (alone.problems, alone.differences) == ((), ())
    assert alone.value == read(PLAN).value | {key: PLAN[key] for key in ("limits",) if key != name}


def test_nobody_else_may_fill_in_a_form() -> None:
    with pytest.raises(NotAllowed):
        fill_in(owner, PRODUCT_FIELDS, PLAN, None, SWEDISH)


@pytest.mark.parametrize(
    ("typed", "notation", "currency", "meant"),
    [
        ("1 990,50", SWEDISH, "SEK", "1990.50"),
        ("1\N{NO-BREAK SPACE}990,50", SWEDISH, "SEK", "1990.50"),
        ("1 990,50", ENGLISH, "SEK", "1990.50"),
        ("1,990.50", ENGLISH, "SEK", "1990.50"),
        ("1,990.50", SWEDISH, "SEK", "1990.50"),
        ("1.990,50", GERMAN, "SEK", "1990.50"),
        ("1,990", ENGLISH, "SEK", "1990.00"),
        ("1.990", GERMAN, "SEK", "1990.00"),
        ("12,345,678", SWEDISH, "SEK", "12345678.00"),
        ("199", SWEDISH, "SEK", "199.00"),
        ("0,5", SWEDISH, "SEK", "0.50"),
        (",50", ENGLISH, "SEK", "0.50"),
        ("1990,500", SWEDISH, "SEK", "1990.50"),
        ("1,990", SWEDISH, "BHD", "1.990"),
        ("1'990.50", ENGLISH, "CHF", "1990.50"),
    ],
)
def test_an_amount_is_read_as_it_is_meant(typed: str, notation: Notation, currency: str, meant: str) -> None:
    assert amount(typed, notation, currency) == meant


@pytest.mark.parametrize(
    ("typed", "notation", "code"),
    [
        ("1,990", SWEDISH, "amount_ambiguous"),
        ("1.990", ENGLISH, "amount_ambiguous"),
        ("1.990", SWEDISH, "amount_ambiguous"),
        ("hundra", SWEDISH, "amount_unreadable"),
        ("199 kr", SWEDISH, "amount_unreadable"),
        ("1 99", SWEDISH, "amount_unreadable"),
        ("5,", SWEDISH, "amount_unreadable"),
        ("", SWEDISH, "amount_unreadable"),
        ("\N{ARABIC-INDIC DIGIT FIVE}", SWEDISH, "amount_unreadable"),
        ("-5", SWEDISH, "amount_negative"),
        ("\N{MINUS SIGN}5", SWEDISH, "amount_negative"),
        ("1990,505", SWEDISH, "too_many_decimals"),
        ("1234567890", SWEDISH, "amount_too_large"),
        ("9" * 5000, SWEDISH, "amount_too_large"),
    ],
)
def test_what_is_no_amount_or_could_be_two_is_refused(typed: str, notation: Notation, code: str) -> None:
    with pytest.raises(Misread) as refused:
        amount(typed, notation, "SEK")

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("stored", "notation", "currency", "text"),
    [
        ("1990.5000", SWEDISH, "SEK", "1990,50"),
        ("199.00", SWEDISH, "SEK", "199"),
        ("1.500", SWEDISH, "BHD", "1,500"),
        ("0.50", ENGLISH, "SEK", "0.50"),
    ],
)
def test_an_amount_that_is_shown_is_read_back_as_the_same(
    stored: str, notation: Notation, currency: str, text: str
) -> None:
    assert shown_amount(stored, notation, currency) == text
    assert float(amount(text, notation, currency)) == float(stored)


@pytest.mark.parametrize(
    ("typed", "meant"), [("10 000", 10000), ("10,000", 10000), ("10.000", 10000), (" 7 ", 7), ("\N{MINUS SIGN}5", -5)]
)
def test_a_count_is_read_however_it_is_grouped(typed: str, meant: int) -> None:
    assert number(typed, -128, 20000) == meant


@pytest.mark.parametrize("typed", ["1,5", "ten", "", "1 0", "0,500", "1,000.000"])
def test_what_is_no_count_is_refused(typed: str) -> None:
    with pytest.raises(Misread) as refused:
        number(typed, 0, 100)

    assert refused.value.code == "not_a_whole_number"


def test_a_count_beyond_its_bounds_is_told_both() -> None:
    with pytest.raises(Misread) as refused:
        number("128", -128, 127)

    assert (refused.value.code, refused.value.least, refused.value.most) == ("out_of_range", -128, 127)


def test_an_empty_period_is_no_period() -> None:
    assert [period({"n": n, "unit": "month"}, 99) for n in ("", "0")] == [None, None]
    assert period({"n": "3", "unit": "month"}, 99) == {"n": 3, "unit": "month"}
    with pytest.raises(Misread):
        period({"n": "3", "unit": "fortnight"}, 99)


def test_a_product_that_is_saved_untouched_is_the_same_and_can_be_saved() -> None:
    answer = read(PLAN)

    kept = {name: part for name, part in PLAN.items() if name not in NOT_IN_THE_FORM}
    assert (answer.problems, answer.differences) == ((), ())
    assert {**answer.value, "limits": {}} == {**kept, "limits": {}}
    assert answer.value["limits"]["disk_space"] == {"number": 500, "flag": False}
    ProductBody.model_validate({**answer.value, "type": "plan", "version": PLAN["version"]})


def test_what_was_typed_is_named_where_it_differs_from_what_is_stored() -> None:
    answer = read(PLAN, name="Premium ", description="New\r\nline", price_variations=[{"n": "", "unit": "day"}])

    assert answer.differences == ("description", "price_variations")


def test_a_unit_beside_no_number_is_no_difference() -> None:
    stored = {**PLAN, "trial": None}

    answer = read(
        stored,
        trial={"n": "", "unit": "year"},
        price_variations=[*shown(PLAN)["price_variations"], {"n": "", "unit": "day"}],
    )

    assert answer.differences == ()


def test_an_amount_that_cannot_be_read_shows_empty_and_is_never_saved_as_nothing() -> None:
    variation = {"period": {"n": 1, "unit": "year"}, "amount": None}
    stored = {**PLAN, "amount": None, "setup_fee": None, "price_variations": [variation]}

    assert (shown(stored)["amount"], shown(stored)["price_variations"][0]["amount"]) == ("", "")
    assert list(codes(read(stored))) == ["amount", "setup_fee", "price_variations.0.amount"]
    typed = read(stored, amount="5", setup_fee="0", price_variations=[])
    assert (typed.problems, typed.value["amount"], typed.value["setup_fee"]) == ((), "5.00", "0.00")


def test_an_empty_set_up_fee_is_none_asked_for() -> None:
    assert read(PLAN, setup_fee="", amount="1 990,50").value["setup_fee"] == "0.00"


def test_what_is_paid_once_is_not_given_a_period_by_being_saved() -> None:
    answer = read({**PLAN, "recurring": False, "period": None})

    assert (answer.problems, answer.value["period"]) == ((), None)
    assert shown({"type": "plan"})["period"] == {"n": "1", "unit": "month"}


def numbers(shown_values: dict[str, Any], above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Paths of the fields that show a number or an amount."""
    found: list[tuple[str, ...]] = []
    for name, value in shown_values.items():
        rows = {str(at): row for at, row in enumerate(value)} if isinstance(value, list) else value
        if isinstance(rows, dict):
            found += numbers(rows, (*above, name))
        elif rows and set(rows) <= set("0123456789 ,.") and name not in {"active", "recurring", "taxable"}:
            found.append((*above, name))
    return [path for path in found if path[0] != "available_addons"]


@pytest.mark.parametrize("path", numbers(shown(PLAN)), ids=".".join)
@pytest.mark.parametrize("typed", ["abc", "-2", "\N{MINUS SIGN}2", "1.5.2", "1e3", "99999999999999999999"])
def test_every_number_refuses_what_is_none(path: tuple[str, ...], typed: str) -> None:
    sent: Any = shown(PLAN)
    into = sent
    for name in path[:-1]:
        into = into[int(name)] if isinstance(into, list) else into[name]
    into[path[-1]] = typed

    is_before_all_others = path == ("list_order",) and typed.endswith("2") and "." not in typed
    assert bool(fill_in(network_admin, PRODUCT_FIELDS, PLAN, sent, SWEDISH).problems) != is_before_all_others


@pytest.mark.parametrize("name", [field.name for field in SETTING_FIELDS if field.kind == "number"])
@pytest.mark.parametrize("typed", ["abc", "-2", "1.5", "1e3", "99999999"])
def test_every_number_of_the_settings_refuses_what_is_none(name: str, typed: str) -> None:
    answer = fill_in(network_admin, SETTING_FIELDS, {}, {name: typed}, ENGLISH)

    assert name in codes(answer)


def test_each_problem_stands_at_its_place() -> None:
    variations = [
        {"n": "1", "unit": "year", "amount": ""},
        {"n": "", "unit": "year", "amount": "50"},
        {"n": "", "unit": "year", "amount": ""},
    ]
    answer = read(
        PLAN, name=" ", slug="High End", amount="1,990", currency="kronor", plan_group="A family with a name too long",
        list_order="200", period={"n": "", "unit": "month"}, price_variations=variations,
    )  # fmt: skip

    assert codes(answer) == {
        "amount": "amount_ambiguous",
        "currency": "currency_unreadable",
        "list_order": "out_of_range",
        "name": "required",
        "period": "period_required",
        "plan_group": "too_long",
        "price_variations.0.amount": "required",
        "price_variations.1.period": "period_required",
        "slug": "slug_characters",
    }


def test_a_package_keeps_what_only_plans_can_edit() -> None:
    stored = {**PLAN, "type": "package", "plan_group": "from another tool"}

    answer = read(stored, plan_group="")

    assert answer.value["plan_group"] == "from another tool"
    assert (answer.value["rules"], answer.value["trial"]) == (PLAN["rules"], PLAN["trial"])
    assert "plan_group" not in answer.differences


@pytest.mark.parametrize("sent", [["x"], {"x": ["y"]}, {"n": {"x": "y"}}, 7, None, True, []])
def test_whatever_a_browser_sends_is_read_or_named_as_wrong(sent: Any) -> None:
    answer = fill_in(network_admin, PRODUCT_FIELDS, PLAN, {field.name: sent for field in PRODUCT_FIELDS}, SWEDISH)

    assert "amount" in codes(answer) or answer.value["amount"] in {"0.00", "7.00"}


def test_a_new_field_of_the_table_is_shown_and_read() -> None:
    fields = [*SETTING_FIELDS, Field("patience_days", "number", least=2, most=9, unit="day")]

    assert fill_in(network_admin, fields, {"patience_days": 4}, None, ENGLISH).shown["patience_days"] == "4"
    assert fill_in(network_admin, fields, {}, {"patience_days": "9"}, ENGLISH).value["patience_days"] == 9
    wrong = [one for one in fill_in(network_admin, fields, {}, {"patience_days": "10"}, ENGLISH).problems
             if one.path == "patience_days"]  # fmt: skip
    assert [(one.code, one.least, one.most) for one in wrong] == [("out_of_range", 2, 9)]


def test_limits_stand_in_the_fields_as_they_are_said() -> None:
    said = {
        "disk_space": {"number": 500, "flag": False, "unreadable": None},
        "domain_mapping": {"number": None, "flag": True, "unreadable": None},
        "sites": {"number": None, "flag": False, "unreadable": "5 GB"},
        "users": {"editor": {"number": 2, "flag": False, "unreadable": None},
                  "flag": {"number": None, "flag": True, "unreadable": None}},
    }  # fmt: skip

    assert shown({**PLAN, "limits": said})["limits"] == {
        "disk_space": {"number": "500", "flag": ""},
        "domain_mapping": {"number": "", "flag": "1"},
        "sites": {"number": "5 GB", "flag": ""},
        "users": {"editor": {"number": "2", "flag": ""}, "flag": {"number": "", "flag": "1"}},
    }


def test_limits_are_read_as_people_type_them_and_those_without_fields_are_not_sent() -> None:
    answer = limits(
        disk_space={"number": "1 000"}, post_types={"post": {"number": "50"}, "page": {"number": "", "flag": "1"}}
    )

    assert answer.problems == ()
    assert answer.value["limits"] == {
        "disk_space": {"number": 1000, "flag": False},
        "post_types": {"post": {"number": 50, "flag": False}, "page": {"number": None, "flag": True}},
    }


def test_what_a_limit_cannot_say_is_named() -> None:
    zero = limits(post_types={"post": {"number": "0"}}, disk_space={"number": "0"})
    assert zero.value["limits"]["post_types"] == {"post": {"number": 0, "flag": False}}
    assert codes(zero) == {"limits.disk_space": "zero_would_be_unlimited"}

    both = {"number": "2", "flag": "1"}
    assert codes(limits(domain_mapping=both)) == {"limits.domain_mapping": "number_and_not_allowed"}
    assert codes(limits(adding=True, visits=both)) == {"limits.visits": "number_and_unlimited"}
    assert codes(limits(sites={"number": "5 GB"}, users={"editor": {"number": "99999999999"}})) == {
        "limits.sites": "not_a_whole_number",
        "limits.users.editor": "out_of_range",
    }


def test_a_post_type_or_role_can_be_named_by_its_key() -> None:
    blank = {"new": {"key": "", "number": ""}}
    answer = limits(post_types={"new": {"key": "product", "number": "20"}}, users=blank)
    wrong = limits(users={"new": {"key": "shop boss", "number": "1"}})

    assert answer.value["limits"] == {"post_types": {"product": {"number": 20, "flag": False}}, "users": {}}
    assert (codes(wrong), wrong.value["limits"]) == ({"limits.users.new": "not_a_key"}, {"users": {}})
