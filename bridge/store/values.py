"""Values as foreign rows hold them, read without crashing: numbers as text, switches as words, dates that are none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

from bridge.domain.calendar import Period, Unit
from bridge.domain.money import to_minor
from bridge.store import php_serialize
from bridge.store.php_serialize import PhpObject, PhpReference, Unreadable

_UNITS = frozenset({"day", "week", "month", "year"})
_NUMBER = re.compile(r"\A\s*([+-]?\d+(?:\.\d+)?)\s*\Z")
_ZERO_DATE = "0000-00-00"
_FALSE_WORDS = frozenset({"", "0", "off", "no", "false"})


def number(value: Any, default: Fraction = Fraction(0)) -> Fraction:
    """Read a number held as int, float, Decimal or text; anything else is the default.

    >>> number("12.50"), number(None), number(0.1)
    (Fraction(25, 2), Fraction(0, 1), Fraction(1, 10))
    """
    if isinstance(value, bool):
        return Fraction(int(value))
    if isinstance(value, int | Decimal):
        return Fraction(value)
    found = _NUMBER.match(repr(value) if isinstance(value, float) else str(value))
    return Fraction(found.group(1)) if found else default


def whole(value: Any, default: int = 0) -> int:
    """Read a whole number, cut off towards zero.

    >>> whole("7"), whole(""), whole("6.9")
    (7, 0, 6)
    """
    return int(number(value, Fraction(default)))


def truth(value: Any, *, default: bool = False) -> bool:
    """Read a switch: booleans, 1 and 0, ``on`` and the empty string; None is the default.

    >>> truth("on"), truth(""), truth("1"), truth(None, default=True)
    (True, False, True, True)
    """
    if value is None:
        return default
    if isinstance(value, str):
        return value.strip().lower() not in _FALSE_WORDS
    return bool(value)


def minor(value: Any, currency: str) -> Fraction:
    """Read an amount in major units as exact minor units.

    >>> minor(Decimal("199.0000"), "SEK")
    Fraction(19900, 1)
    """
    return to_minor(number(value), currency)


def period(n: Any, unit: Any) -> Period | None:
    """Read a duration; zero or an unknown unit is none.

    >>> period("1", "month"), period(0, "day"), period(3, None)
    (Period(n=1, unit='month'), None, None)
    """
    count = whole(n)
    return Period(count, cast("Unit", unit)) if count > 0 and unit in _UNITS else None


def instant(value: Any) -> datetime | None:
    """Read a date held as a date or as text; ``0000-00-00`` and nonsense are none.

    >>> instant("2026-11-13 02:00:59"), instant("0000-00-00 00:00:00"), instant("soon")
    (datetime.datetime(2026, 11, 13, 2, 0, 59), None, None)
    """
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or value.startswith(_ZERO_DATE):
        return None
    try:
        return datetime.fromisoformat(value.strip()).replace(tzinfo=None)
    except ValueError:
        return None


def meta(text: str | None) -> Any:
    """Read a meta value: the PHP value it is the text of, else the text itself; None stays None."""
    if text is None:
        return None
    try:
        return plain(php_serialize.loads_stored(text))
    except Unreadable:
        return text


def array(text: str | None) -> dict[str, Any] | None:
    """Read a meta value that must be an array; None where it is anything else."""
    value = meta(text)
    return value if isinstance(value, dict) else None


def plain(value: Any) -> Any:
    """Turn what PHP wrote into JSON-able values: text keys, objects as their properties."""
    if isinstance(value, PhpObject):
        return plain(dict(value.properties))
    if isinstance(value, PhpReference):
        return None
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    return value


def ids(value: Any) -> tuple[int, ...]:
    """Read a list of ids held as an array or as a comma list.

    >>> ids({"0": 6, "1": "7"}), ids("6, 7"), ids(""), ids(None)
    ((6, 7), (6, 7), (), ())
    """
    parts = value.values() if isinstance(value, Mapping) else str(value or "").split(",")
    return tuple(dict.fromkeys(found for found in (whole(part) for part in parts) if found > 0))
