"""Forms: what a field shows of a value, and what somebody means who typed into it.

A form shows texts and sends texts back, arranged as the value is: a period is ``{n, unit}``, a limit
``{number, flag}``.
What could mean two things is refused, never guessed: "1.990" is one thousand nine hundred and ninety where the reader's
language groups with full stops, and nobody knows what it is elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from bridge.fields import Field, FieldCode, Kind
from bridge.network_admin.product_fields import HIGHEST_AMOUNT, LIMITS, Limit, LimitRefused, Said, adds, meant
from bridge.people import Actor, require_network_admin
from bridge.pricing.calendar import Unit
from bridge.pricing.money import currency_digits
from bridge.store.settings import LANGUAGE

#: The row in which a post type or role that nobody has named yet is typed.
BLANK_ROW = "new"
#: What an amount column holds after the full stop, and before it.
_MOST_DECIMALS = 4
_MOST_DIGITS = len(str(HIGHEST_AMOUNT - 1))
_GROUPED = re.compile(r"(?:\d+|\d{1,3}([ .,])\d{3}(?:\1\d{3})*)", re.ASCII)
_WHOLE = re.compile(r"-?(?:\d{1,16}|[1-9]\d{0,2}([ .,])\d{3}(?:\1\d{3}){0,4})", re.ASCII)
_ONE_GROUP = re.compile(r"[1-9]\d{0,2}([.,])\d{3}", re.ASCII)
_KEY = re.compile(r"[A-Za-z0-9_-]{1,60}")
_DIGITS = re.compile(r"\d{1,18}", re.ASCII)
_MINUS = "\N{MINUS SIGN}"
#: The many characters that people and languages put between groups of digits.
_SEPARATORS = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}'\N{RIGHT SINGLE QUOTATION MARK}"
_SPACES = str.maketrans(dict.fromkeys(_SEPARATORS, " "))


@dataclass(frozen=True, slots=True)
class Notation:
    """How the reader's language writes numbers: what stands before decimals, and between thousands."""

    decimal: str
    thousands: str


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong in a field; ``least`` and ``most`` are the bounds that it tells (null: none)."""

    path: str
    code: FieldCode
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class FormAnswer:
    """What the fields show, by name; the value to save, which holds what is stored where a problem is.

    ``differences`` name the fields in which what was typed is not what is stored. Where nothing was typed yet there are
    neither problems nor differences.
    """

    shown: Mapping[str, Any]
    value: Mapping[str, Any]
    problems: tuple[FieldProblem, ...]
    differences: tuple[str, ...]


class Misread(Exception):
    """Typed text that is not taken, with its code and the bounds that it tells."""

    def __init__(self, code: FieldCode, least: int | None = None, most: int | None = None) -> None:
        """Keep them."""
        super().__init__(code)
        self.code, self.least, self.most = code, least, most


def fill_in(
    actor: Actor, fields: Sequence[Field], value: Mapping[str, Any], typed: Mapping[str, Any] | None, notation: Notation
) -> FormAnswer:
    """Show a stored value, or read over it what was typed (by the fields' names)."""
    require_network_admin(actor)
    adding = adds(text_of(value.get("type")))
    shown = {field.name: _shown(field, value, notation) for field in fields}
    reading = Reading(shown if typed is None else typed, notation, adding=adding)
    for field in fields:
        reading.take(field, value)
    if typed is None:
        return FormAnswer(shown, reading.value, (), ())
    sent = (field.name for field in fields if field.name in typed and (field.adds or not adding))
    moved = tuple(name for name in sent if _essence(shown[name]) != _essence(typed[name]))
    return FormAnswer(shown, reading.value, tuple(reading.problems.values()), moved)


class Reading:
    """A form that is being read: the value as far as it is known, and the first problem of each place."""

    def __init__(self, typed: Mapping[str, Any], notation: Notation, *, adding: bool) -> None:
        """Begin with what was typed."""
        self.typed, self.notation, self.adding = typed, notation, adding
        self.value: dict[str, Any] = {}
        self.problems: dict[str, FieldProblem] = {}

    def take(self, field: Field, stored: Mapping[str, Any]) -> None:
        """Read one field; one that the form does not show, or did not send, keeps what is stored."""
        kept = _at(stored, field.name, field.default if field.kind == "amount" else None)
        if field.name in self.typed and (field.adds or not self.adding):
            self._put(field.name, self._read(field, kept))
        elif kept is not None:
            self._put(field.name, kept)

    def _read(self, field: Field, kept: Any) -> Any:
        """Return what is meant in one field."""
        typed = self.typed.get(field.name)
        text = text_of(typed).strip()
        if field.kind in _PLAINLY:
            return _PLAINLY[field.kind](typed, text)
        if field.kind in {"number", "amount"}:
            return self._number(field, text, kept) if field.kind == "number" else self._amount(field.name, text, kept)
        if field.kind in _PARTS:
            return _PARTS[field.kind](self, field, typed)
        return self._text(field, text)

    def _text(self, field: Field, typed: str) -> str:
        """Return a text; one that is wrong is told back as it was typed."""
        text = typed.upper() if field.kind == "currency" else typed or str(field.default or "")
        if not text and field.required:
            self._note(field.name, Misread("required"))
        elif field.pattern and not re.fullmatch(field.pattern, text):
            self._note(field.name, Misread(field.fault))
        elif field.most is not None and len(text) > field.most:
            self._note(field.name, Misread("too_long", most=field.most))
        return text

    def _number(self, field: Field, typed: str, kept: Any) -> Any:
        """Return a count; an empty field that has a default keeps what is stored."""
        if not typed and field.required:
            self._note(field.name, Misread("required"))
            return None
        if not typed:
            return None if field.default is None else kept if kept is not None else field.default
        try:
            return number(typed, field.least, field.most)
        except Misread as problem:
            self._note(field.name, problem)
            return kept

    def _amount(self, path: str, typed: str, kept: Any) -> Any:
        """Return an exact amount as text.

        An empty one is 0: a set-up fee that is not asked for is left empty. Not where nobody can read the stored one.
        """
        if not typed and kept is not None:
            return "0.00"
        try:
            return amount(typed, self.notation, text_of(self.typed.get("currency")).strip().upper())
        except Misread as problem:
            self._note(path, problem)
            return kept

    def period(self, field: Field, typed: Any) -> Any:
        """Return a period, or that there is none."""
        is_needed = bool(field.needed_with and text_of(self.typed.get(field.needed_with)))
        try:
            return period(typed, field.most, is_needed=is_needed)
        except Misread as problem:
            self._note(field.name, problem)
            return None

    def prices(self, field: Field, typed: Any) -> list[dict[str, Any]]:
        """Return the prices of other periods; an empty row is none, half a row a problem."""
        read = []
        for at, (_, row) in enumerate(rows_of(typed)):
            path, price = f"{field.name}.{at}", part(row, "amount")
            try:
                found = period(row, field.most, is_needed=price != "")
            except Misread as problem:
                self._note(f"{path}.period", problem)
                continue
            if found is not None and not price:
                self._note(f"{path}.amount", Misread("required"))
            if found is not None:
                read.append({"period": found, "amount": self._amount(f"{path}.amount", price, "0")})
        return read

    def texts(self, field: Field, typed: Any) -> dict[str, str]:
        """Return the texts by language; an empty one is none."""
        found = {}
        for language, one in rows_of(typed):
            text = text_of(one).replace("\r\n", "\n").strip()
            if not text:
                continue
            if not re.fullmatch(LANGUAGE, language):
                self._note(f"{field.name}.{language}", Misread("wrong_form"))
            elif field.most is not None and len(text) > field.most:
                self._note(f"{field.name}.{language}", Misread("too_long", most=field.most))
            found[language] = text
        return found

    def limits(self, field: Field, typed: Any) -> dict[str, Any]:
        """Return what is said of each limit that the form showed."""
        shown = dict(rows_of(typed))
        return {
            limit.name: dict(self._named(field, limit, shown[limit.name])) if limit.of
            else self._limit(field, limit, f"limits.{limit.name}", shown[limit.name])
            for limit in LIMITS
            if limit.name in shown
        }  # fmt: skip

    def _named(self, field: Field, limit: Limit, rows: Any) -> Iterator[tuple[str, Any]]:
        """Give a limit by the keys of post types or roles; the blank row has its key beside it."""
        for row, fields in rows_of(rows):
            if row == BLANK_ROW and not any(part(fields, name) for name in ("key", "number", "flag")):
                continue
            key, path = part(fields, "key") if row == BLANK_ROW else row, f"limits.{limit.name}.{row}"
            if not _KEY.fullmatch(key):
                self._note(path, Misread("not_a_key"))
            elif (said := self._limit(field, limit, path, fields)) is not None:
                yield key, said

    def _limit(self, field: Field, limit: Limit, path: str, typed: Any) -> dict[str, Any] | None:
        """Return what is said of one limit, None where that cannot be."""
        text, flag = part(typed, "number"), part(typed, "flag") != ""
        try:
            said = Said(number(text, 0, field.most) if text else None, flag)
            meant(said, adding=self.adding, may_be_refused=limit.may_be_refused)
        except (Misread, LimitRefused) as problem:
            self._note(path, problem)
            return None
        return {"number": said.number, "flag": said.flag}

    def _note(self, path: str, problem: Misread | LimitRefused) -> None:
        """Keep what is wrong in a place, where nothing is yet."""
        bounds = (problem.least, problem.most) if isinstance(problem, Misread) else ()
        self.problems.setdefault(path, FieldProblem(path, problem.code, *bounds))

    def _put(self, path: str, value: Any) -> None:
        """Write at a path such as ``rules.direction``."""
        *above, name = path.split(".")
        into = self.value
        for part_of in above:
            into = into.setdefault(part_of, {})
        into[name] = value


def amount(typed: str, notation: Notation, currency: str) -> str:
    """Return major units with a full stop: "1 990,50", "1,990.50" and "1990.5" are all "1990.50".

    :raises Misread: for what is no amount, could be two, or cannot be stored.
    """
    text = typed.translate(_SPACES).strip()
    if text.startswith(("-", _MINUS)):
        raise Misread("amount_negative")
    digits = _digits(currency)
    one_group = _ONE_GROUP.fullmatch(text)
    if one_group and one_group[1] != notation.thousands and (one_group[1] != notation.decimal or digits != 3):  # noqa: PLR2004 (a group)
        raise Misread("amount_ambiguous")
    whole, point, fraction = _split(text, notation)
    if not (_GROUPED.fullmatch(whole) or (not whole and fraction)) or (point and not _DIGITS.fullmatch(fraction)):
        raise Misread("amount_unreadable")
    units, decimals = re.sub(r"\D", "", whole).lstrip("0") or "0", fraction.rstrip("0")
    if len(units) > _MOST_DIGITS:
        raise Misread("amount_too_large")
    if len(decimals) > digits:
        raise Misread("too_many_decimals", most=digits)
    return f"{units}.{decimals:0<{max(digits, 1)}}"


def shown_amount(stored: str, notation: Notation, currency: str) -> str:
    """Return an exact amount as the reader would type it: "1990.5000" in SEK is "1990,50" in Swedish."""
    whole, _, fraction = stored.partition(".")
    decimals = fraction.rstrip("0")
    return f"{whole}{notation.decimal}{decimals:0<{_digits(currency)}}" if decimals else whole


def number(typed: str, least: int | None, most: int | None) -> int:
    """Return a count; it has no decimals, so "10 000", "10,000" and "10.000" are the same.

    :raises Misread: for what is none, or beyond its bounds (both are told).
    """
    text = typed.translate(_SPACES).strip().replace(_MINUS, "-")
    if not _WHOLE.fullmatch(text):
        raise Misread("not_a_whole_number")
    found = int(re.sub(r"[ .,]", "", text))
    if (least is not None and found < least) or (most is not None and found > most):
        raise Misread("out_of_range", least, most)
    return found


def period(typed: Any, most: int | None, *, is_needed: bool = False) -> dict[str, Any] | None:
    """Return ``{n, unit}`` from the two fields of a period; None where the number is empty or 0: there is none.

    :raises Misread: for another unit, a number that is none, and where there must be one and is none.
    """
    n, unit = part(typed, "n"), part(typed, "unit")
    if n in {"", "0"} and is_needed:
        raise Misread("period_required")
    if n in {"", "0"}:
        return None
    if unit not in get_args(Unit):
        raise Misread("period_unit_unknown")
    return {"n": number(n, 1, most), "unit": unit}


def rows_of(typed: Any) -> Iterator[tuple[str, Any]]:
    """Give the parts of what was sent together: PHP sends what has keys as a map, and the rest as a list."""
    if isinstance(typed, Mapping):
        yield from ((str(key), one) for key, one in typed.items())
    elif isinstance(typed, list | tuple):
        yield from ((str(at), one) for at, one in enumerate(typed))


def part(typed: Any, name: str) -> str:
    """Return one text of several that were sent together, '' where there is none."""
    return next((text_of(one).strip() for key, one in rows_of(typed) if key == name), "")


def text_of(value: Any) -> str:
    """Return a text or number as text; anything else is none, and so is empty."""
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _digits(currency: str) -> int:
    """Return how many decimals are typed: those of the currency, but two where it has none and tables hold some."""
    return min(max(currency_digits(currency), 2), _MOST_DECIMALS)


def _split(text: str, notation: Notation) -> tuple[str, str, str]:
    """Return what stands before the decimal point of this text, the point ('' where it has none), and after it."""
    points = re.sub(r"[^.,]", "", text)
    is_group = len(points) > 1 and len(set(points)) == 1
    if not points or is_group or (points == notation.thousands and _ONE_GROUP.fullmatch(text)):
        return text, "", ""
    return text.rpartition(points[-1])


def _shown(field: Field, stored: Mapping[str, Any], notation: Notation) -> Any:
    """Return what a field shows of the value; what that leaves out is the field's default."""
    value, currency = _at(stored, field.name, field.default), text_of(stored.get("currency"))
    if field.kind == "amount":
        return shown_amount(text_of(value), notation, currency)
    if field.kind == "prices":
        return [
            {**_shown_period(_at(row, "period"), field.unit),
             "amount": shown_amount(part(row, "amount"), notation, currency)}
            for _, row in rows_of(value)
        ]  # fmt: skip
    if field.kind == "period":
        return _shown_period(value, field.unit)
    show: Callable[[Any], Any] = _SHOWN_PLAINLY.get(field.kind, text_of)
    return show(value)


def _shown_period(stored: Any, unit: str) -> dict[str, str]:
    """Return what the two fields of a period show."""
    n = part(stored, "n")
    return {"n": n if n != "0" else "", "unit": part(stored, "unit") if n not in {"", "0"} else unit}


def _shown_limits(said: Any) -> dict[str, Any]:
    """Return what the fields of limits show: a number, or what is stored and cannot be read, and a tick."""
    shown: dict[str, Any] = {}
    for name, one in rows_of(said):
        flag = _at(one, "flag")
        if isinstance(flag, bool):
            number_text = part(one, "unreadable") or part(one, "number")
            shown[name] = {"number": number_text, "flag": "1" if flag else ""}
        else:
            shown[name] = _shown_limits(one)
    return shown


def _at(value: Any, path: str, default: Any = None) -> Any:
    """Return what stands at a path. None is what cannot be read, or nothing, and not the same as left out."""
    for name in path.split("."):
        if not isinstance(value, Mapping) or name not in value:
            return default
        value = value[name]
    return value


def _essence(value: Any) -> Any:
    """Return what a value comes to: empty fields and rows count for nothing, and neither does white space."""
    if not isinstance(value, Mapping | list | tuple):
        return text_of(value).replace("\r\n", "\n").strip() or None
    found = {key: kept for key, one in rows_of(value) if (kept := _essence(one)) is not None}
    return None if not found.keys() - {"unit"} else found


#: Kinds in which nothing can be wrong, by what was sent and its text.
_PLAINLY: Mapping[Kind, Callable[[Any, str], Any]] = {
    "switch": lambda _, text: text != "",
    "choice": lambda _, text: text,
    "lines": lambda _, text: [line.strip() for line in text.splitlines() if line.strip()],
    "products": lambda typed, _: list(
        dict.fromkeys(int(text_of(one)) for _, one in rows_of(typed) if _DIGITS.fullmatch(text_of(one)))
    ),
}
#: Kinds that are sent in parts.
_PARTS: Mapping[Kind, Callable[[Reading, Field, Any], Any]] = {
    "period": Reading.period, "prices": Reading.prices, "limits": Reading.limits, "texts": Reading.texts,
}  # fmt: skip
_SHOWN_PLAINLY: Mapping[Kind, Callable[[Any], Any]] = {
    "switch": lambda value: "1" if value else "",
    "lines": lambda value: "\n".join(text_of(one) for _, one in rows_of(value)),
    "products": lambda value: [text_of(one) for _, one in rows_of(value)],
    "limits": _shown_limits,
    "texts": lambda value: {language: text_of(one) for language, one in rows_of(value)},
}
