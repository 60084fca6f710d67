"""What a form must know of a field, and what is wrong with a value: facts and codes, no words.

The plugin has one form for settings and products. It draws and reads what these tables say, and has the words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field as Bound
from pydantic_core import ErrorDetails

Kind = Literal[
    "text", "group", "currency", "paragraph", "lines", "choice", "number", "switch", "amount", "period", "prices",
    "products", "limits", "texts",
]  # fmt: skip
FieldCode = Literal[
    "missing", "required", "unknown_field", "unknown_choice", "unknown", "repeated", "taken", "twice", "invalid",
    "too_short", "too_long", "too_small", "too_large", "out_of_range", "too_many", "wrong_form", "not_a_text",
    "not_a_number", "not_a_switch", "not_a_list", "not_an_object", "not_json", "not_a_key", "slug_characters",
    "currency_unreadable", "number_and_not_allowed", "number_and_unlimited", "zero_would_be_unlimited",
    "charges_whole_terms", "amount_unreadable", "amount_ambiguous", "amount_negative", "amount_too_large",
    "too_many_decimals", "not_a_whole_number", "period_unit_unknown", "period_required", "not_a_day", "not_a_period",
    "code_characters", "more_than_all", "ends_before_it_begins", "code_taken", "not_days", "in_the_future",
    "one_line", "unknown_placeholder",
    "country_unknown", "time_zone_unknown", "vat_number_wrong", "vat_number_of_other_country", "percentage_unreadable",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """One field: ``name`` is its path in the body, ``least`` and ``most`` bound a number, or a text's length.

    ``adds`` false: a plan's field, which packages and services keep as it is. ``pattern`` is what a text must match
    whole, and ``fault`` the code of one that does not. ``needed_with`` names the switch that makes the field required.
    """

    name: str
    kind: Kind
    tab: str = ""
    default: str | int | bool | Mapping[str, str | int] | None = None
    least: int | None = None
    most: int | None = None
    unit: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    adds: bool = True
    pattern: str = ""
    fault: FieldCode = "wrong_form"
    needed_with: str = ""

    def bound(self) -> Any:
        """Return the bounds for the checking of a body."""
        if self.kind == "number":
            return Bound(ge=self.least, le=self.most)
        return Bound(min_length=self.least, max_length=self.most, pattern=f"^{self.pattern}$" if self.pattern else None)


#: pydantic's codes that have another name here; any other is ``invalid``.
_NO_NUMBER = ("int_type", "int_parsing", "int_from_float", "int_parsing_size", "float_type", "float_parsing",
              "finite_number")  # fmt: skip
_CODES: Mapping[str, FieldCode] = {
    "missing": "missing",
    "extra_forbidden": "unknown_field",
    "literal_error": "unknown_choice",
    "string_too_short": "too_short",
    "string_too_long": "too_long",
    "string_pattern_mismatch": "wrong_form",
    "too_long": "too_many",
    "greater_than_equal": "too_small",
    "greater_than": "too_small",
    "less_than_equal": "too_large",
    "less_than": "too_large",
    "string_type": "not_a_text",
    "bool_type": "not_a_switch",
    "bool_parsing": "not_a_switch",
    "list_type": "not_a_list",
    "tuple_type": "not_a_list",
    "dict_type": "not_an_object",
    "model_type": "not_an_object",
    "json_invalid": "not_json",
    **dict.fromkeys(_NO_NUMBER, "not_a_number"),
}
#: Codes of checks of our own, which pydantic hands on.
_CHECKED: Mapping[str, FieldCode] = {
    "wrong_form": "wrong_form",
    "country_unknown": "country_unknown",
    "time_zone_unknown": "time_zone_unknown",
    "vat_number_wrong": "vat_number_wrong",
}
_BOUNDS = {"ge": "least", "gt": "above", "le": "most", "lt": "below", "min_length": "least", "max_length": "most"}


def code_of(kind: str) -> FieldCode:
    """Return our code for one of pydantic's.

    >>> code_of("string_too_short"), code_of("greater_than_equal"), code_of("what_a_later_version_says")
    ('too_short', 'too_small', 'invalid')
    """
    return _CODES.get(kind) or _CHECKED.get(kind, "invalid")


def problems_of(errors: Iterable[ErrorDetails], path: str = "") -> list[dict[str, Any]]:
    """Return what pydantic found as paths, codes and the bound that was passed (``least``, ``most``)."""
    found = []
    for error in errors:
        bounds = {_BOUNDS[name]: value for name, value in error.get("ctx", {}).items() if name in _BOUNDS}
        place = ".".join([path] * bool(path) + [str(part) for part in error["loc"]])
        found.append({"path": place, "code": code_of(error["type"]), **bounds})
    return found
