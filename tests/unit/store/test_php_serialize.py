"""PHP's serialised values: read as a real PHP wrote them, written as it would."""

from __future__ import annotations

import json
import math
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.store.engine.php_serialize import PhpObject, Unreadable, dumps, loads, loads_stored, without_backslashes

FOLDER = Path(__file__).parents[2] / "vectors" / "php_serialize"
VECTORS: list[dict[str, Any]] = json.loads((FOLDER / "vectors.json").read_text(encoding="utf-8"))
SAMPLE = json.loads((FOLDER.parent / "companion" / "sample_rows.json").read_text())


def value_of(told: Any) -> Any:
    if isinstance(told, dict) and "class" in told:
        return PhpObject(told["class"], {key: value_of(part) for key, part in told["properties"]})
    if isinstance(told, dict):
        return {key: value_of(part) for key, part in told["pairs"]}
    return told


@pytest.mark.parametrize("vector", [v for v in VECTORS if v["value"] is not None], ids=lambda v: v["name"])
def test_what_php_wrote_is_read(vector: dict[str, Any]) -> None:
    assert loads(vector["stored"]) == value_of(vector["value"])


@pytest.mark.parametrize("vector", [v for v in VECTORS if v["rewritten"]], ids=lambda v: v["name"])
def test_what_was_read_is_written_as_php_does(vector: dict[str, Any]) -> None:
    assert dumps(loads(vector["stored"])) == vector["stored"]


def test_a_reference_to_an_object_is_no_reason_to_stop() -> None:
    stored = next(v["stored"] for v in VECTORS if v["name"] == "one object twice")

    assert isinstance(loads(stored)[0], PhpObject)


def test_every_value_of_a_live_network_is_read() -> None:
    texts = [
        value
        for rows in SAMPLE.values()
        for row in rows
        for value in row.values()
        if isinstance(value, str) and value[:2] in {"a:", "O:", "s:", "i:", "b:", "N;"}
    ]

    read = [loads_stored(text) for text in texts]

    assert len(read) == 23


def test_one_level_of_backslashes_is_taken_off() -> None:
    assert loads_stored(r"a:1:{s:1:\"6\";s:1:\"2\";}") == {"6": "2"}


def test_a_text_that_is_right_as_it_is_keeps_its_backslashes() -> None:
    assert loads_stored('s:3:"a\\b";') == "a\\b"


def test_backslashes_go_as_phps_stripslashes_takes_them() -> None:
    assert without_backslashes(r"O\'Reilly \\ \0") == "O'Reilly \\ \0"


@pytest.mark.parametrize(
    "text",
    ["", "a:", "a:2:{i:0;i:1;}", 's:5:"abc";', "i:;", "i:1_0;", "b:2;", "x:1;", "i:1;i:2;", "a:1:{a:0:{}i:1;}",
     'O:1:"A"', 'C:1:"A":9:{abc}', "a:999999999:{", "d:nonsense;", 's:-1:"";', "a:1:{i:0;i:1;"],
)  # fmt: skip
def test_what_is_not_in_the_format_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(Unreadable) as refused:
        loads(text)

    assert 0 <= refused.value.at <= len(text.encode()) + 2


def test_nesting_without_end_is_refused() -> None:
    with pytest.raises(Unreadable, match="nested too deeply"):
        loads("a:1:{i:0;" * 1000)


def test_objects_are_never_written() -> None:
    with pytest.raises(TypeError):
        dumps({"a": PhpObject("A")})


def test_a_class_that_writes_itself_is_kept_as_text() -> None:
    assert loads('C:3:"Bag":5:{a;b"c}') == PhpObject("Bag", raw='a;b"c')


def test_not_a_number_and_infinities_are_read_and_written() -> None:
    assert math.isnan(loads("d:NAN;"))
    assert dumps(loads("d:-INF;")) == "d:-INF;"


SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False), st.text())
KEYS = st.one_of(
    st.integers(-(2**63), 2**63 - 1), st.text().filter(lambda text: not text.removeprefix("-").isdecimal())
)
VALUES = st.recursive(SCALARS, lambda inner: st.dictionaries(KEYS, inner, max_size=4), max_leaves=20)


@given(VALUES)
def test_what_is_written_is_read_back(value: Any) -> None:
    assert loads(dumps(value)) == value


@given(VALUES)
def test_escaped_once_it_is_read_all_the_same(value: Any) -> None:
    text = dumps({"kept": value}).replace("\\", "\\\\").replace('"', '\\"').replace("\0", "\\0")

    assert loads_stored(text) == {"kept": value}


@given(st.text(max_size=60))
def test_no_text_makes_the_reader_crash(text: str) -> None:
    with suppress(Unreadable):
        loads(text)
