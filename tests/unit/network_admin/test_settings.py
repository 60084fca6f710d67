"""A setting is one line of a class: body, bounds, answer, store and the field of the form are made from it."""

from dataclasses import dataclass, fields
from typing import Annotated, Literal

import pytest
from pydantic import TypeAdapter, ValidationError

from bridge.fields import Field
from bridge.network_admin.form_routes import SettingsBody
from bridge.network_admin.settings import _told
from bridge.pricing.snapshot import Settings, Within
from bridge.store.settings import PRICING_SETTINGS, SETTINGS, NetworkSettings, faults, table, values_of

NUMBERS = [one.field for one in SETTINGS if one.field.kind == "number"]


@dataclass(frozen=True, slots=True)
class Other:
    """Settings that this product does not have."""

    greeting: Literal["warm", "cool"] = "warm"
    patience_days: Annotated[int | None, Within(2, 9, "day")] = None


@pytest.mark.parametrize("field", NUMBERS, ids=lambda field: field.name)
def test_a_number_reaches_from_its_lowest_to_its_highest_value(field: Field) -> None:
    assert field.least is not None
    assert field.most is not None
    for value in (field.least, field.most):
        assert SettingsBody.model_validate({field.name: value}).named() == {field.name: value}
        assert faults(field.name, value) == []
    for value, code in ((field.least - 1, "too_small"), (field.most + 1, "too_large")):
        with pytest.raises(ValidationError):
            SettingsBody.model_validate({field.name: value})
        assert [fault["code"] for fault in faults(field.name, value)] == [code]


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("payment_window_days", 1, 365),
        ("grace_days", 0, 365),
        ("request_days", 1, 90),
        ("quote_valid_minutes", 1, 1440),
        ("lifetime_years", 1, 100),
    ],
)
def test_a_number_has_the_bounds_that_were_agreed(name: str, least: int, most: int) -> None:
    assert {(field.least, field.most) for field in NUMBERS if field.name == name} == {(least, most)}


def test_what_is_paid_in_full_goes_on_or_ends_with_its_term() -> None:
    assert [one.field.choices for one in SETTINGS if one.name == "when_paid_in_full"] == [("go_on", "end")]
    assert [fault["code"] for fault in faults("when_paid_in_full", "stops")] == ["unknown_choice"]


def test_every_line_of_the_two_classes_is_a_setting_once() -> None:
    beside = {"pricing", "unreadable", "knows_taxes", "has_companion"}
    lines = [line.name for holder in (Settings, NetworkSettings) for line in fields(holder) if line.name not in beside]

    names = [one.name for one in SETTINGS]

    assert sorted(names) == sorted(lines)
    assert set(values_of(NetworkSettings())) == set(SettingsBody.model_fields) == set(names)
    assert PRICING_SETTINGS == {line.name for line in fields(Settings)}


def test_the_default_of_each_setting_can_be_saved() -> None:
    assert [fault for one in SETTINGS for fault in faults(one.name, one.field.default)] == []


def test_a_new_line_has_its_field_its_bounds_and_its_place() -> None:
    made = {one.name: one for one in table(Settings, Other)}

    greeting, patience = made["greeting"].field, made["patience_days"].field
    assert (greeting.kind, greeting.choices, greeting.default) == ("choice", ("warm", "cool"), "warm")
    assert (patience.kind, patience.least, patience.most, patience.unit) == ("number", 2, 9, "day")
    assert (patience.required, made["patience_days"].is_pricing) == (False, False)
    names = list(made)
    assert names.index("patience_days") == names.index("grace_days") + 1, "numbers of one unit stand together"
    reader = TypeAdapter(made["patience_days"].annotation)
    assert (reader.validate_python(None), reader.validate_python(9)) == (None, 9)
    with pytest.raises(ValidationError):
        reader.validate_python(10)


def test_who_sells_is_asked_where_ultimate_multisite_runs_and_nowhere_else() -> None:
    def asked(settings: NetworkSettings) -> bool:
        return "seller" in [field.name for field in _told(settings).fields]

    assert asked(NetworkSettings(has_companion=True))
    assert not asked(NetworkSettings())
    assert values_of(NetworkSettings())["seller"] == "plan_bridge"
