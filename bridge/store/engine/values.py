"""Values as foreign rows hold them, read without crashing: numbers as text, switches as words, dates that are none."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

from bridge.pricing.calendar import Period, Unit
from bridge.pricing.money import currency_digits, to_minor
from bridge.store.engine import php_serialize
from bridge.store.engine.php_serialize import PhpObject, PhpReference, Unreadable

#: ISO 4217's code for no currency: what a column names that names none. No amount in it is known.
NO_CURRENCY = "XXX"
_CURRENCY = re.compile(r"[A-Z]{3}")
_COUNTRY = re.compile(r"[A-Za-z]{2}")
_UNITS = frozenset({"day", "week", "month", "year"})
#: Whole digits, perhaps in groups of three behind one kind of separator, then decimals behind another.
_NUMBER = re.compile(
    r"(?P<sign>[+-]?)(?P<whole>\d+|\d{1,3}(?:(?P<group>[ .,'])\d{3})(?:(?P=group)\d{3})*)"
    r"(?:(?P<point>[.,])(?P<part>\d+))?",
    re.ASCII,
)
_BLANKS = re.compile(r"[\s\u00a0\u2009\u202f]")
#: What a column of decimal(13,4) holds at most, and what every sum of ours can bear.
BEYOND = 10**9
_LONGEST = 40
_AMBIGUOUS_DECIMALS = 3
_MOST_PERCENT = 1000
_LONGEST_PERIOD = 3650
_MOST_WHOLE = (1 << 63) - 1
_ZERO_DATE = "0000-00-00"
_FALSE_WORDS = frozenset({"", "0", "off", "no", "false"})
_TRUE_WORDS = frozenset({"1", "on", "yes", "true"})
#: How PHP's texts of everything but a plain word begin.
_SERIALISED = re.compile(r"[aOCsSidbrREN][:;]")


def canonical(data: Mapping[str, Any]) -> str:
    """Write data as JSON with sorted keys and no spaces: the same data, the same bytes.

    >>> canonical({"b": 1, "a": None})
    '{"a":null,"b":1}'
    """
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def number(value: Any) -> Fraction | None:
    """Read a number of any type or form exactly; None where it is *not known*: unreadable, or not finite.

    Text may be grouped and have a decimal comma, as the product form reads it. A switch is no number.

    >>> number("12.50"), number(Fraction(3981, 2)), number(0.1), number("1.990,50")
    (Fraction(25, 2), Fraction(3981, 2), Fraction(1, 10), Fraction(3981, 2))
    >>> number(None), number(""), number("kr 199"), number(float("nan")), number(True)
    (None, None, None, None, None)
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | Fraction):
        return Fraction(value)
    if isinstance(value, Decimal | float):
        return _finite(Decimal(repr(value)) if isinstance(value, float) else value)
    return _typed(value) if isinstance(value, str) else None


def _finite(value: Decimal) -> Fraction | None:
    """Return a decimal as it is written; none of those that are no number or beyond every sum."""
    return Fraction(value) if value.is_finite() and abs(value.adjusted()) < _LONGEST else None


def _typed(text: str) -> Fraction | None:
    """Read a number that a person or a program wrote; one separator alone is a decimal point."""
    found = _NUMBER.fullmatch(_BLANKS.sub(" ", text).strip()) if len(text) <= _LONGEST else None
    if found is None:
        return None
    digits, group, point, part = found["whole"], found["group"], found["point"], found["part"]
    if group and group == point:
        return None
    if group in {".", ","} and point is None and digits.count(group) == 1:
        return Fraction(found["sign"] + digits.replace(group, "."))
    bare = "".join(character for character in digits if character.isdigit())
    return Fraction(f"{found['sign']}{bare}.{part or 0}")


def amount(value: Any, currency: str) -> Fraction | None:
    """Read a price or fee in major units as exact minor units; None where it is not known.

    Negative ones, and those beyond the shared columns, are not known; neither is a text such as ``1.990``, which
    could be two amounts (in a currency without three decimals); a limit, which has none, reads it as a thousand and
    more (:func:`bridge.limits.modules.allowance`).

    >>> amount(Decimal("199.0000"), "SEK"), amount("549,90", "SEK"), amount("-5", "SEK"), amount("1.990", "SEK")
    (Fraction(19900, 1), Fraction(54990, 1), None, None)
    """
    read = major(value, currency)
    return None if read is None else to_minor(read, currency)


def major(value: Any, currency: str) -> Fraction | None:
    """Read a price or fee as exact major units; None where it is not known, as :func:`amount` says."""
    read = number(value)
    if read is None or read < 0 or read >= BEYOND or currency == NO_CURRENCY:
        return None
    return None if isinstance(value, str) and _is_ambiguous(value.strip(), currency) else read


def _is_ambiguous(text: str, currency: str) -> bool:
    """Tell whether one separator before three digits could be a group as well as a decimal point."""
    if not re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", text):
        return False
    return currency_digits(currency) != _AMBIGUOUS_DECIMALS or "," in text


def percentage(value: Any) -> Fraction | None:
    """Read a rate in percent; None where it is not known: unreadable, negative or beyond a thousand.

    >>> percentage("25,5"), percentage("20%"), percentage(None)
    (Fraction(51, 2), None, None)
    """
    read = number(value)
    return read if read is not None and 0 <= read <= _MOST_PERCENT else None


def whole(value: Any, default: int = 0) -> int:
    """Read a whole number such as an id or a count, cut off towards zero; the default where it is none.

    >>> whole("7"), whole(""), whole("6.9"), whole(float("inf")), whole(True)
    (7, 0, 6, 0, 1)
    """
    read = Fraction(value) if isinstance(value, bool) else number(value)
    return default if read is None or abs(read) > _MOST_WHOLE else int(read)


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


def switch(value: Any) -> bool | None:
    """Read a switch as :func:`truth` does, None where it is a word or a thing that is neither on nor off.

    >>> switch("on"), switch(""), switch(0), switch("kr 199"), switch({"a": 1})
    (True, False, False, None, None)
    """
    if isinstance(value, str):
        word = value.strip().lower()
        return False if word in _FALSE_WORDS else True if word in _TRUE_WORDS else None
    return bool(value) if value is None or (isinstance(value, int | float) and value in {0, 1}) else None


def is_country(value: str) -> bool:
    """Tell whether a text is a country's code, as rates of tax name it, or empty.

    >>> is_country("se"), is_country(""), is_country("kr 199")
    (True, True, False)
    """
    return not value.strip() or _COUNTRY.fullmatch(value.strip()) is not None


def recurs(value: Any) -> bool:
    """Read whether something is billed again; NULL is the column's default, and never once and for ever.

    >>> recurs(None), recurs(0), recurs(1)
    (True, False, True)
    """
    return value is None or bool(value)


def currency(value: Any, network: str = "") -> str:
    """Read a currency column; an empty one is the network's setting, one that is no code :data:`NO_CURRENCY`.

    >>> currency("sek"), currency("", "SEK"), currency(None), currency("kr 199", "SEK")
    ('SEK', 'SEK', '', 'XXX')
    """
    code = str(value or "").strip().upper() or network
    return code if not code or _CURRENCY.fullmatch(code) else NO_CURRENCY


def minor(value: Any, currency: str) -> Fraction | None:
    """Read an amount that may be negative, such as a payment's total, as exact minor units; None: not known.

    >>> minor(Decimal("199.0000"), "SEK"), minor(Decimal("-2.5"), "SEK"), minor(None, "SEK")
    (Fraction(19900, 1), Fraction(-250, 1), None)
    """
    read = number(value)
    unknown = read is None or abs(read) >= BEYOND or currency == NO_CURRENCY
    return None if read is None or unknown else to_minor(read, currency)


def period(n: Any, unit: Any) -> Period | None:
    """Read a duration; zero or an unknown unit is none.

    >>> period("1", "month"), period(0, "day"), period(3, None)
    (Period(n=1, unit='month'), None, None)
    """
    count = whole(n)
    known = isinstance(unit, str) and unit in _UNITS and 0 < count <= _LONGEST_PERIOD
    return Period(count, cast("Unit", unit)) if known else None


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


def is_broken_instant(value: Any) -> bool:
    """Tell whether a date is there and cannot be read; none at all, and ``0000-00-00``, are no date.

    >>> is_broken_instant("soon"), is_broken_instant(""), is_broken_instant("0000-00-00"), is_broken_instant(None)
    (True, False, False, False)
    """
    is_none = not value or (isinstance(value, str) and value.strip().startswith(_ZERO_DATE))
    return not is_none and instant(value) is None


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


class NoNumber(str):
    """The word of a stored number that is none, or of what stands for another part."""

    __slots__ = ()


def plain(value: Any) -> Any:
    """Turn what PHP wrote into JSON-able values: text keys, objects as properties, NaN, infinity, references as words.

    >>> plain({"a": PhpReference(1)}), is_text(plain(PhpReference(1)))
    ({'a': 'reference'}, False)

    A word is no number and says nothing: who reads one names it. None would be nothing said at all.
    """
    if isinstance(value, PhpObject):
        return plain(dict(value.properties))
    if isinstance(value, PhpReference):
        return NoNumber("reference")
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    return NoNumber(value) if isinstance(value, float) and not math.isfinite(value) else value


def is_text(value: Any) -> bool:
    """Tell whether a value is a text that somebody wrote.

    >>> is_text("nan"), is_text(meta("d:NAN;")), is_text(5)
    (True, False, False)
    """
    return isinstance(value, str) and not isinstance(value, NoNumber)


def record(text: str | None) -> dict[str, Any] | None:
    """Read a meta value that must be an array whose keys are names; None where it is a list, or anything else.

    >>> record('a:1:{s:2:"on";i:1;}'), record("a:0:{}"), record("a:1:{i:0;i:1;}"), record("soon")
    ({'on': 1}, {}, None, None)
    """
    found = array(text)
    return None if found is None or is_list(found) else found


def is_list(found: Mapping[str, Any]) -> bool:
    """Tell whether an array has numbers for keys and no names."""
    return bool(found) and all(key.removeprefix("-").isdecimal() for key in found)


def name(text: str | None) -> str | None:
    """Read a meta value that must be a word or a number, empty where there is none; None where it is anything else.

    >>> name("books"), name('s:5:"books";'), name(None), name("d:NAN;"), name("a:x"), name("a:0:{}")
    ('books', 'books', '', None, None, None)
    """
    if text is None:
        return ""
    try:
        found = php_serialize.loads_stored(text)
    except Unreadable:
        return None if _SERIALISED.match(text) else text
    if isinstance(found, bool) or found is None:
        return "" if not found else None
    return str(found) if isinstance(found, str | int) else None


def ids(value: Any) -> tuple[int, ...]:
    """Read a list of ids held as an array or as a comma list.

    >>> ids({"0": 6, "1": "7"}), ids("6, 7"), ids(""), ids(None)
    ((6, 7), (6, 7), (), ())
    """
    parts = value.values() if isinstance(value, Mapping) else str(value or "").split(",")
    return tuple(dict.fromkeys(found for found in (whole(part) for part in parts) if found > 0))


def quantities(stored: str | None) -> Mapping[int, int] | None:
    r"""Read a map of ids to how many of each, such as ``{product id: quantity}``; None where it cannot be read.

    An empty text holds none, and so does whatever PHP takes for nothing.

    >>> quantities("a:1:{i:6;i:2;}"), quantities('a:1:{s:1:\\"6\\";s:1:\\"2\\";}'), quantities(None)
    ({6: 2}, {6: 2}, {})
    >>> quantities("a:x"), quantities('a:1:{i:6;s:1:"x";}'), quantities("6")
    (None, None, None)
    """
    try:
        held: Any = php_serialize.loads_stored(stored) if stored else {}
    except php_serialize.Unreadable:
        return None
    if not held:
        return {}
    if not isinstance(held, Mapping):
        return None
    counted = {whole(key, -1): whole(quantity, -1) for key, quantity in held.items()}
    if any(product_id < 0 or quantity < 0 for product_id, quantity in counted.items()):
        return None
    return {product_id: quantity for product_id, quantity in counted.items() if product_id and quantity}
