"""What the plugin's form is told of its fields, and the codes of what is wrong with them, which have words there."""

import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import ValidationError
from pydantic_core.core_schema import ErrorType

from bridge.fields import _CODES, FieldCode, problems_of
from bridge.network_admin.form_routes import ProductBody
from bridge.network_admin.forms import Notation, fill_in
from bridge.network_admin.product_fields import LIMITS, PRODUCT_FIELDS, TYPES
from bridge.store.settings import SETTINGS
from tests.unit.network_admin.world import network_admin
from tools.network.machine.paths import ROOT

VECTOR = ROOT / "tests" / "vectors" / "network" / "fields.json"
#: Names and codes have their words in the plugin's tables: "'name' => […]" and "'code' => …".
WORDS = "".join((ROOT / "wp-plugin" / "words" / f"{name}.php").read_text() for name in ("fields", "choices", "network"))
NAMES = (ROOT / "wp-plugin" / "words" / "names.php").read_text()
UNITS = re.findall(r"'(\w+)' =>", NAMES.partition("'unit' => [")[2].partition("]")[0])
EVERY_FIELD = [*PRODUCT_FIELDS, *(one.field for one in SETTINGS)]


def told() -> dict[str, Any]:
    """The tables as they are answered, and what the fields show where nothing is stored."""
    settings = [asdict(one.field) for one in SETTINGS]
    fields, limits = ([asdict(one) for one in table] for table in (PRODUCT_FIELDS, LIMITS))
    shown = [
        fill_in(network_admin, table, {}, None, Notation(".", ",")).shown
        for table in (PRODUCT_FIELDS, [one.field for one in SETTINGS])
    ]
    products = {"types": TYPES, "fields": fields, "limits": limits, "shown": shown[0]}
    found: dict[str, Any] = json.loads(
        json.dumps({"products": products, "settings": {"fields": settings, "shown": shown[1]}})
    )
    return found


def test_the_plugins_tests_are_given_the_tables_as_they_are() -> None:
    """To write them anew: python -m tests.unit.network_admin.test_fields."""
    assert json.loads(VECTOR.read_text()) == told()


def test_every_field_of_the_form_is_one_of_the_body_and_the_other_way_round() -> None:
    names = {field.name.partition(".")[0] for field in PRODUCT_FIELDS}

    assert set(ProductBody.model_fields) - {"type", "version", "limits_revision", "limitations"} == names


@pytest.mark.parametrize("field", [one for one in EVERY_FIELD if one.unit], ids=lambda one: one.name)
def test_every_unit_has_its_word_in_the_plugin(field: Any) -> None:
    assert field.unit in UNITS


@pytest.mark.parametrize("field", EVERY_FIELD, ids=lambda one: one.name)
def test_every_field_has_its_words_in_the_plugin(field: Any) -> None:
    names = (field.name, *(f"{field.name}.{one}" for one in field.choices))
    missing = [name for name in names if f"'{name}' =>" not in WORDS]

    assert missing == []


@pytest.mark.parametrize("code", get_args(FieldCode))
def test_every_code_of_a_field_has_its_words_in_the_plugin(code: str) -> None:
    assert f"'{code}' =>" in WORDS


def test_each_code_of_pydantic_that_is_renamed_exists() -> None:
    assert set(_CODES) <= set(get_args(ErrorType))


def test_the_bound_that_was_passed_is_told() -> None:
    with pytest.raises(ValidationError) as refused:
        ProductBody.model_validate({"list_order": 200, "name": "x" * 192, "colour": 1})

    found = {one["path"]: one for one in problems_of(refused.value.errors())}
    assert found["list_order"] == {"path": "list_order", "code": "too_large", "most": 127}
    assert found["name"] == {"path": "name", "code": "too_long", "most": 191}
    assert (found["colour"]["code"], found["currency"]["code"]) == ("unknown_field", "missing")


def test_a_number_that_is_none_in_what_is_free_is_said_to_be_no_number() -> None:
    with pytest.raises(ValidationError) as refused:
        ProductBody.model_validate({"limitations": {"disk_space": {"limit": float("inf")}}})

    assert {"path": "limitations", "code": "not_a_number"} in problems_of(refused.value.errors())


def test_no_code_of_pydantic_leaves_the_service() -> None:
    sources = [path for path in (ROOT / "bridge").rglob("*.py") if path.name != "fields.py"]

    pydantic_s = re.compile(r"\"(string_too_|greater_than|less_than|extra_forbidden)")
    leaks = [str(path) for path in sources if pydantic_s.search(path.read_text())]

    assert leaks == []


if __name__ == "__main__":
    Path(VECTOR).write_text(json.dumps(told(), indent=1) + "\n")
