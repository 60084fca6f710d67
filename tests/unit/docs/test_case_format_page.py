"""The page of the case format names every key there is, and its example is what the command prints."""

from __future__ import annotations

import json
import re
from typing import Any, Literal, get_args, get_origin

import pytest
from click.testing import CliRunner
from pydantic import BaseModel

from bridge.cases import format as case_format
from bridge.cases.cases import price_file
from bridge.cases.format import (
    Case,
    CustomerCase,
    DiscountCodeCase,
    Durable,
    MembershipCase,
    Model,
    PendingChangeCase,
    ProductCase,
    RulesCase,
    SelectCase,
    SettingsCase,
    SettledLineCase,
    TaxRateCase,
    TermCase,
    VariationCase,
)
from bridge.cli import main
from bridge.pricing.refusal import RefusalCode
from tests.unit.docs.page import DOCS

TEXT = (DOCS / "case-format.md").read_text()
MODELS: dict[str, type[BaseModel]] = {
    "A case": Case,
    "`settings`": SettingsCase,
    "`tax_rates`": TaxRateCase,
    "`customer`": CustomerCase,
    "`products`": ProductCase,
    "`price_variations`": VariationCase,
    "`rules`": RulesCase,
    "`membership`": MembershipCase,
    "`settled_lines`": SettledLineCase,
    "`discount_code`": DiscountCodeCase,
    "`pending_change`": PendingChangeCase,
    "`select`": SelectCase,
}
each_model = pytest.mark.parametrize("heading", MODELS)


def part(heading: str) -> str:
    """Return the text below a heading."""
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#+ |\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found.group(1)


def rows(heading: str) -> dict[str, list[str]]:
    """Return the rows of the table below a heading by key."""
    lines = [line.strip("|").split("|") for line in part(heading).splitlines() if "|" in line]
    cells = [[cell.strip() for cell in line] for line in lines]
    return {row[0].strip("`"): row[1:] for row in cells if row[0].startswith("`")}


def block(name: str) -> str:
    """Return the JSON below a mark."""
    found = re.search(rf"<!-- {name} -->\n```json\n(.*?)```", TEXT, re.DOTALL)
    assert found is not None
    return found.group(1)


def literals(annotation: Any) -> list[str]:
    """Return the values that an annotation names."""
    if get_origin(annotation) is Literal:
        return [str(value) for value in get_args(annotation)]
    return [value for inner in get_args(annotation) for value in literals(inner)]


def test_every_part_of_the_format_has_its_table() -> None:
    parts = {
        model for model in vars(case_format).values()
        if isinstance(model, type) and issubclass(model, Model)
    }  # fmt: skip

    # A length of time is told in the row of minimum_term, a period in that of values.
    assert parts - set(MODELS.values()) == {Model, Durable, TermCase}


@each_model
def test_every_key_is_told_and_no_other(heading: str) -> None:
    fields = MODELS[heading].model_fields

    assert sorted(rows(heading)) == sorted(fields)


@each_model
def test_what_is_required_and_what_is_not(heading: str) -> None:
    fields = MODELS[heading].model_fields

    told = {key for key, (_, default) in rows(heading).items() if default == "required"}

    assert told == {name for name, field in fields.items() if field.is_required()}


@each_model
def test_plain_defaults_are_told(heading: str) -> None:
    fields, table = MODELS[heading].model_fields, rows(heading)
    plain = {name: field.default for name, field in fields.items() if isinstance(field.default, str | bool | int)}

    told = {name: table[name][1].strip("`") for name in plain}

    # A name left out is the slug.
    assert told == {name: the_slug(name) or json.dumps(value).strip('"') or '""' for name, value in plain.items()}


def the_slug(name: str) -> str | None:
    return "the slug" if name == "name" else None


@each_model
def test_every_answer_of_a_choice_is_told(heading: str) -> None:
    fields, table = MODELS[heading].model_fields, rows(heading)

    missing = {
        name: [value for value in literals(field.annotation) if f"`{value}`" not in " ".join(table[name])]
        for name, field in fields.items()
        if not name.endswith("duration_unit")  # told with periods
    }

    assert [name for name, values in missing.items() if values] == []


def test_every_refusal_is_told() -> None:
    text = part("What is printed")

    assert [code for code in get_args(RefusalCode) if f"`{code}`" not in text] == []


def test_the_example_gives_the_printed_answer() -> None:
    result = CliRunner().invoke(main, ["price", "-"], input=block("case"))

    answer = json.loads(result.output)
    assert result.exit_code == 0
    assert len(answer["basis"]) == 64
    assert {**answer, "basis": "…"} == json.loads(block("answer"))
    assert list(answer) == [key for key in rows("What is printed") if key != "id"]


def test_a_case_that_cannot_be_read_gives_the_printed_error() -> None:
    bad = json.loads(block("case"))
    bad["membership"]["settled_lines"][0]["amount"] = "-199.00"

    result = CliRunner().invoke(main, ["price", "-"], input=json.dumps(bad))

    assert (json.loads(result.output), result.exit_code) == (json.loads(block("error")), 2)


def test_a_file_that_is_not_there_ends_with_2() -> None:
    assert CliRunner().invoke(main, ["price", "no-such-case.json"]).exit_code == 2


def test_the_period_of_a_product_is_asked_for_as_told() -> None:
    case = json.loads(block("case"))
    del case["products"][1]["duration"]

    printed, _ = price_file(json.dumps(case))

    assert json.loads(printed)["error"]["errors"][0]["path"] == "products[1].duration"
