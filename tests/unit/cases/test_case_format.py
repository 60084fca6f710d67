"""The case format is read strictly: unknown keys and impossible values are refused with their path."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from click.testing import CliRunner

from bridge.cases.cases import INVALID, OK, price_file
from bridge.cli import main
from bridge.pricing.price import price_change
from tests.unit.pricing.case_builder import DISK, END, START, A, B, line, load, member

#: 12 months and 1 year are one period.
TWICE = [{"duration": 12, "duration_unit": "month", "amount": "500"},
         {"duration": 1, "duration_unit": "year", "amount": "480"}]  # fmt: skip


def case(**more: Any) -> dict[str, Any]:
    select = {"plan": "b", "addons": {}, "duration": 1, "duration_unit": "month"}
    return {"as_of": START, "settings": {}, "tax_rates": [], "customer": {}, "products": [A, B],
            "membership": member(), "select": select} | more  # fmt: skip


def paths(found: dict[str, Any]) -> list[str]:
    printed, code = price_file(json.dumps(found))
    assert code == INVALID
    return [problem["path"] for problem in json.loads(printed)["error"]["errors"]]


@pytest.mark.parametrize(
    ("bad", "path"),
    [
        (case(surprise=1), "surprise"),
        (case(as_of="yesterday"), "as_of"),
        (case(as_of=None), "as_of"),
        (case(account_credit="-1"), "account_credit"),
        (case(settings={"proration": "hour"}), "settings.proration"),
        (case(settings={"lifetime_years": 0}), "settings.lifetime_years"),
        (case(products=[A, B | {"amount": 50}]), "products[1].amount"),
        (case(products=[A, B | {"amount": "NaN"}]), "products[1].amount"),
        (case(products=[A, B | {"amount": "1,000.00"}]), "products[1].amount"),
        (case(products=[A, B | {"duration": 0}]), "products[1].duration"),
        (case(products=[A, B | {"trial_duration": 200, "trial_duration_unit": "year"}]), "products[1].trial_duration"),
        (case(products=[A, B | {"amount": "٣"}]), "products[1].amount"),
        (case(products=[A, B | {"price_variations": TWICE}]), "products[1].price_variations[1]"),
        (case(products=[A, B, B]), "products[2].slug"),
        (case(products=[]), "products"),
        (case(membership=member(status="paused")), "membership.status"),
        (case(membership=member(addons={"gone": 1})), "membership.addons.gone"),
        (case(membership=member(times_billed=-1)), "membership.times_billed"),
        (case(membership=member(date_created=12)), "membership.date_created"),
        (case(membership=member(settled_lines=[line("a", "-5")])), "membership.settled_lines[0].amount"),
        (case(membership=member(duration=2000)), "membership.duration"),
        (case(select={"plan": "gone", "duration": 1, "duration_unit": "month"}), "select.plan"),
        (case(select={"plan": "b", "addons": {"gone": 1}}), "select.addons.gone"),
        (case(select={"plan": "b", "addons": {"b": -1}}), "select.addons.b"),
        (case(select={"plan": "b", "addons": {"b": "1"}}), "select.addons.b"),
    ],
)
def test_bad_value_is_refused_with_its_path(bad: dict[str, Any], path: str) -> None:
    assert paths(bad) == [path]


def test_unlisted_and_repeated_products_are_told_apart() -> None:
    select = {"plan": "gone", "addons": {}, "duration": 1, "duration_unit": "month"}

    printed, _ = price_file(json.dumps(case(products=[A, A], select=select)))

    assert json.loads(printed)["error"]["errors"] == [
        {"path": "products[1].slug", "message": "a second product 'a'"},
        {"path": "select.plan", "message": "no product 'gone' is listed"},
    ]


def test_repeated_key_is_refused_with_its_path_and_hides_no_other_case() -> None:
    good = json.dumps(case(id="good"))
    bad = good.replace('"setup_fee": "0"', '"setup_fee": "0", "setup_fee": "0"', 1)

    answers = json.loads(price_file(f"[{bad}, {good}]")[0])

    assert answers[0]["error"]["errors"] == [
        {"path": "products[0].setup_fee", "message": "a second value for one key"}
    ]
    assert answers[1]["due_now"] == "20.00"


def test_one_bad_case_does_not_hide_the_others() -> None:
    printed, code = price_file(json.dumps([case(id="good"), case(id="bad", as_of="x"), 7, case(id="also good")]))

    answers = json.loads(printed)
    assert code == INVALID
    assert [answer.get("id") for answer in answers] == ["good", "bad", None, "also good"]
    assert ["error" in answer for answer in answers] == [False, True, True, False]
    assert answers[3]["due_now"] == "20.00"


def test_refusal_is_an_answer_and_no_error() -> None:
    printed, code = price_file(json.dumps(case(products=[A, B | {"active": False}])))

    assert (json.loads(printed)["refusals"], code) == (["inactive"], OK)


@pytest.mark.parametrize("text", ["", "{", "null", "[" * 100_000, '"a"'])
def test_text_that_is_no_case_is_refused(text: str) -> None:
    printed, code = price_file(text)

    assert (code, "error" in json.loads(printed)) == (INVALID, True)


def test_same_case_gives_the_same_bytes() -> None:
    text = json.dumps(load("golden_cases.json"))

    assert price_file(text) == price_file(text)


def test_settled_line_of_a_product_that_is_gone_is_read() -> None:
    old = line("gone", "10", end=None, type="setup_fee")

    printed, code = price_file(json.dumps(case(membership=member(settled_lines=[line("a", "30"), old]))))

    assert (code, json.loads(printed)["due_now"]) == (OK, "20.00")


def due(found: dict[str, Any]) -> str:
    printed, code = price_file(json.dumps(found))
    answer = json.loads(printed)
    assert (code, answer["refusals"]) == (OK, [])
    return str(answer["due_now"])


@pytest.mark.parametrize("membership", [member(), member(date_expiration="9999-12-31T23:59:59Z")])
def test_case_at_the_end_of_time_is_answered(membership: dict[str, Any]) -> None:
    late = case(as_of="9999-12-31T23:59:59Z", membership=membership)

    answers, code = price_file(json.dumps([late, case()]))

    assert code == OK
    assert [answer["due_now"] for answer in json.loads(answers)] == ["50.00", "20.00"]
    assert json.loads(answers)[0]["valid_until"] == "9999-12-31T23:59:59Z"


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+02:00", "9999-12-31T23:59:59-02:00"])
def test_instant_beyond_the_calendar_is_refused(at: str) -> None:
    assert paths(case(as_of=at)) == ["as_of"]


def test_case_that_cannot_be_computed_hides_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(snapshot: Any, selection: Any, as_of: datetime) -> Any:
        if as_of.year == 2026:
            raise OverflowError("too large")
        return price_change(snapshot, selection, as_of)

    monkeypatch.setattr("bridge.cases.cases.price_change", fail)

    printed, code = price_file(json.dumps([case(as_of="2026-01-01T00:00:00Z"), case()]))

    answers = json.loads(printed)
    assert (code, answers[0]["error"]["code"], answers[1]["due_now"]) == (INVALID, "invalid_case", "20.00")


def test_file_that_is_not_utf_8_is_refused_with_words() -> None:
    result = CliRunner().invoke(main, ["price", "-"], input=b"\xff\xfe{\x00}\x00")

    problem = json.loads(result.stdout)["error"]["errors"][0]
    assert (result.exit_code, problem["path"]) == (INVALID, "")
    assert "utf-8" in problem["message"]


def test_byte_order_mark_is_skipped() -> None:
    text = json.dumps(case())

    result = CliRunner().invoke(main, ["price", "-"], input=text.encode("utf-8-sig"))

    assert (result.exit_code, json.loads(result.stdout)["due_now"]) == (OK, "20.00")
    assert price_file("\ufeff" + text) == price_file(text)


def test_name_that_no_encoding_can_print_is_answered() -> None:
    printed, code = price_file('{"id": "\\ud800"}')

    assert (code, json.loads(printed)["id"]) == (INVALID, "\ud800")


@pytest.mark.parametrize(
    "nulls",
    [
        {"settings": None, "tax_rates": None, "customer": None, "account_credit": None},
        {"settings": dict.fromkeys(("proration", "anchor", "taxes", "lifetime_years"))},
        {"customer": dict.fromkeys(("country", "state", "city", "tax_exempt", "has_trialed"))},
        {"products": [A, B | dict.fromkeys(("rules", "setup_fee", "price_variations", "offers"))]},
        {"products": [A, B | {"rules": dict.fromkeys(("direction", "minimum_term", "hidden"))}]},
        {"membership": member(settled_lines=[line("a", "30", tax=None, refunded=None)])},
        {"membership": member(addons=None, initial_amount=None, discount_code=None, pending_change=None)},
        {"select": {"plan": "b", "addons": None, "duration": None, "duration_unit": None}},
    ],
)
def test_null_for_a_key_that_may_be_left_out_says_the_same(nulls: dict[str, Any]) -> None:
    assert due(case(**nulls)) == due(case()) == "20.00"


def test_null_for_a_required_or_an_unknown_key_is_refused() -> None:
    assert paths(case(products=[A, B | {"amount": None}], surprise=None)) == ["products[1].amount", "surprise"]


def test_offers_may_name_an_addon_that_the_case_does_not_list() -> None:
    assert due(case(products=[A, B | {"offers": ["gone"]}])) == "20.00"


def test_addon_beside_offers_of_unlisted_ones_is_refused_as_not_offered() -> None:
    select = {"plan": "b", "addons": {"disk": 1}, "duration": 1, "duration_unit": "month"}

    printed, code = price_file(json.dumps(case(products=[A, B | {"offers": ["gone"]}, DISK], select=select)))

    assert (code, json.loads(printed)["refusals"]) == (OK, ["addon_not_offered"])


def test_code_for_a_product_that_the_case_does_not_list_lowers_nothing() -> None:
    code = {"code": "X", "type": "percentage", "value": "50", "applies_to_renewals": True, "products": ["gone"]}

    assert due(case(membership=member(discount_code=code))) == "20.00"


def test_pending_change_may_lead_to_products_that_the_case_does_not_list() -> None:
    pending = {"plan": "gone", "addons": {"lost": 1}, "duration": 1, "duration_unit": "month", "at": END}
    unchanged = {"plan": "a", "addons": {}, "duration": 1, "duration_unit": "month"}

    assert due(case(membership=member(pending_change=pending))) == "20.00"
    assert due(case(membership=member(pending_change=pending), select=unchanged)) == "0.00"


def test_instant_with_an_offset_is_turned_into_utc() -> None:
    printed, _ = price_file(json.dumps(case(as_of="2025-06-16T02:00:00+02:00")))

    assert json.loads(printed)["valid_until"] == "2025-06-16T00:15:00Z"
