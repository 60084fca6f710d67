"""PHP's serialize() format, read and written without PHP."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

#: How bytes that are no UTF-8 are carried through text and back.
SURROGATES = "surrogateescape"

MAX_DEPTH = 200
#: Digits that a count or an integer of PHP can have, with room for zeros in front; Python refuses 4,300.
MOST_DIGITS = 40


class Unreadable(ValueError):
    """The text is not in the format; ``at`` is the byte where reading stopped."""

    def __init__(self, at: int, why: str) -> None:
        super().__init__(f"not PHP-serialised at byte {at}: {why}")
        self.at = at


@dataclass(frozen=True, slots=True)
class PhpObject:
    """An object as class name and properties; ``raw`` instead, where a class serialises itself."""

    class_name: str
    properties: Mapping[str, Any] = field(default_factory=dict)
    raw: str | None = None


@dataclass(frozen=True, slots=True)
class PhpReference:
    """A reference to an earlier value of the same text, by its number."""

    number: int


class Reader:
    """Reads one value after the other from bytes."""

    def __init__(self, data: bytes) -> None:
        """Begin at the first byte."""
        self.data = data
        self.at = 0

    def value(self, depth: int) -> Any:
        """Read the value that begins here."""
        if depth > MAX_DEPTH:
            raise Unreadable(self.at, "nested too deeply")
        kind = self.data[self.at : self.at + 2]
        self.at += 2
        if kind == b"N;":
            return None
        if kind in _SCALARS:
            return self._scalar(kind)
        if kind == b"s:":
            return self._text(b";")
        if kind == b"a:":
            return self._items(self._count(), depth)
        return self._object(kind, depth)

    def _scalar(self, kind: bytes) -> Any:
        """Read a boolean, an integer, a float or a reference, up to its semicolon."""
        text = self._until(b";")
        try:
            return _SCALARS[kind](text)
        except ValueError as error:
            raise Unreadable(self.at, "a scalar") from error

    def _object(self, kind: bytes, depth: int) -> PhpObject:
        """Read an object, one that serialises itself, or an enum's case."""
        if kind == b"E:":
            class_name, _, case = self._text(b";").partition(":")
            return PhpObject(class_name, {"case": case})
        if kind not in {b"O:", b"C:"}:
            raise Unreadable(self.at - 2, "no value begins so")
        class_name = self._text(b":")
        count = self._count()
        if kind == b"C:":
            return PhpObject(class_name, raw=self._raw(count))
        properties = self._items(count, depth)
        return PhpObject(class_name, {str(name).rpartition("\0")[2]: part for name, part in properties.items()})

    def _items(self, count: int, depth: int) -> dict[int | str, Any]:
        """Read ``{key value …}``."""
        self._expect(b"{")
        items: dict[int | str, Any] = {}
        for _ in range(count):
            key = self.value(depth + 1)
            if isinstance(key, bool) or not isinstance(key, int | str):
                raise Unreadable(self.at, "a key")
            items[key] = self.value(depth + 1)
        self._expect(b"}")
        return items

    def _raw(self, count: int) -> str:
        """Read the ``count`` bytes that a class wrote itself."""
        self._expect(b"{")
        raw = self._bytes(count)
        self._expect(b"}")
        return raw

    def _text(self, after: bytes) -> str:
        """Read ``length:"…"`` and the byte after it; the length counts bytes."""
        length = self._count()
        self._expect(b'"')
        text = self._bytes(length)
        if self.data[self.at : self.at + 2] != b'"' + after:
            raise Unreadable(self.at, "a string's end")
        self.at += 2
        return text

    def _bytes(self, count: int) -> str:
        """Read so many bytes as text."""
        if self.at + count > len(self.data):
            raise Unreadable(self.at, "the text is too short")
        start, self.at = self.at, self.at + count
        return self.data[start : self.at].decode("utf-8", SURROGATES)

    def _count(self) -> int:
        """Read a count up to its colon."""
        text = self._until(b":")
        if not text.isdigit() or len(text) > MOST_DIGITS:
            raise Unreadable(self.at, "a count")
        return int(text)

    def _until(self, end: bytes) -> bytes:
        """Read up to a byte and step over it."""
        stop = self.data.find(end, self.at)
        if stop < 0:
            raise Unreadable(self.at, f"{end.decode()} missing")
        start, self.at = self.at, stop + 1
        return self.data[start:stop]

    def _expect(self, wanted: bytes) -> None:
        """Step over a byte that must be there."""
        if self.data[self.at : self.at + 1] != wanted:
            raise Unreadable(self.at, f"{wanted.decode()} missing")
        self.at += 1


def _integer(text: bytes) -> int:
    """Read PHP's integers: an optional sign and digits, nothing else."""
    if len(text) > MOST_DIGITS or not text.removeprefix(b"-").removeprefix(b"+").isdigit():
        raise ValueError(text)
    return int(text)


def _boolean(text: bytes) -> bool:
    """Read 0 or 1."""
    if text not in {b"0", b"1"}:
        raise ValueError(text)
    return text == b"1"


def _float(text: bytes) -> float:
    """Read a float as PHP writes it; Python would also take underscores and blanks."""
    if text in _NO_NUMBERS:
        return _NO_NUMBERS[text]
    if not _FLOAT.match(text):
        raise ValueError(text)
    return float(text)


_FLOAT = re.compile(rb"\A[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\Z")
_NO_NUMBERS = {b"INF": float("inf"), b"-INF": float("-inf"), b"NAN": float("nan")}
_SCALARS: dict[bytes, Any] = {
    b"b:": _boolean,
    b"i:": _integer,
    b"d:": _float,
    b"r:": lambda text: PhpReference(_integer(text)),
    b"R:": lambda text: PhpReference(_integer(text)),
}


def dumps(value: Any) -> str:
    """Write None, bool, int, float, str, a mapping or a sequence as PHP would.

    >>> dumps({6: 2}), dumps([True, None, 1.5, "å"])
    ('a:1:{i:6;i:2;}', 'a:4:{i:0;b:1;i:1;N;i:2;d:1.5;i:3;s:2:"å";}')

    :raises TypeError: for anything else, objects above all.
    """
    if value is None:
        return "N;"
    if isinstance(value, bool):
        return f"b:{int(value)};"
    if isinstance(value, int):
        return f"i:{value};"
    if isinstance(value, float):
        return f"d:{_float_text(value)};"
    if isinstance(value, str):
        return f's:{len(value.encode("utf-8", SURROGATES))}:"{value}";'
    return _array(value)


def dumps_object(class_name: str, properties: Mapping[str, Any]) -> str:
    r"""Write an object whose properties are protected, as PHP would.

    >>> dumps_object("A", {"n": {"x": "y"}})
    'O:1:"A":1:{s:4:"\x00*\x00n";a:1:{s:1:"x";s:1:"y";}}'
    """
    named = f'O:{len(class_name.encode("utf-8", SURROGATES))}:"{class_name}"'
    return named + _array({f"\0*\0{name}": part for name, part in properties.items()}).removeprefix("a")


def dumps_objects(class_name: str, objects: Mapping[str, Mapping[str, Any]]) -> str:
    r"""Write an array of objects of one class, whose properties are protected, as PHP would.

    >>> dumps_objects("A", {"x": {"n": 1}})
    'a:1:{s:1:"x";O:1:"A":1:{s:4:"\x00*\x00n";i:1;}}'
    """
    written = (dumps(_key(key)) + dumps_object(class_name, properties) for key, properties in objects.items())
    return f"a:{len(objects)}:{{{''.join(written)}}}"


def _array(value: Any) -> str:
    """Write a mapping with its keys, a sequence with its positions."""
    if isinstance(value, Mapping):
        items = [(_key(key), part) for key, part in value.items()]
    elif isinstance(value, Sequence):
        items = list(enumerate(value))
    else:
        raise TypeError(f"not written as PHP: {type(value).__name__}")
    body = "".join(dumps(key) + dumps(part) for key, part in items)
    return f"a:{len(items)}:{{{body}}}"


def _key(key: Any) -> int | str:
    """Return a key as PHP holds it: the text of a plain integer is that integer."""
    if isinstance(key, bool) or not isinstance(key, int | str):
        raise TypeError(f"not a key of a PHP array: {key!r}")
    if isinstance(key, str) and _is_plain_integer(key):
        return int(key)
    return key


def _is_plain_integer(text: str) -> bool:
    """Tell whether PHP turns this array key into an integer: ``12`` and ``-3`` it does, ``012`` and ``-0`` not."""
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal()) or (digits[0] == "0" and text != "0"):
        return False
    return -(2**63) <= int(text) < 2**63


def _float_text(value: float) -> str:
    """Write a float as PHP's serialize_precision -1 does: the shortest text that reads back the same."""
    if value != value:  # noqa: PLR0124 (the only value that is not itself)
        return "NAN"
    if value in {float("inf"), float("-inf")}:
        return "INF" if value > 0 else "-INF"
    text = repr(value)
    if "e" not in text:
        return text.removesuffix(".0")
    mantissa, exponent = text.split("e")
    whole = mantissa if "." in mantissa else f"{mantissa}.0"
    return f"{whole}E{int(exponent):+d}"


def loads(text: str) -> Any:
    r"""Read a serialised value; an array becomes a dict in its order, with int and str keys.

    >>> loads('a:2:{i:0;i:6;s:3:"s\u00e5";b:1;}') == {0: 6, "s\u00e5": True}
    True

    :raises Unreadable: where the text is not in the format, or goes on after the value.
    """
    reader = Reader(text.encode("utf-8", SURROGATES))
    value = reader.value(0)
    if reader.at != len(reader.data):
        raise Unreadable(reader.at, "text after the value")
    return value


def loads_stored(text: str) -> Any:
    r"""Read a value of an array column, where quotes may carry one level of backslashes.

    >>> loads_stored('a:1:{s:1:\\"a\\";i:1;}')
    {'a': 1}

    :raises Unreadable: where neither reading succeeds; the place is that of the text as it is.
    """
    try:
        return loads(text)
    except Unreadable as as_it_is:
        try:
            return loads(without_backslashes(text))
        except Unreadable:
            raise as_it_is from None


def without_backslashes(text: str) -> str:
    r"""Take one level of backslashes off, as PHP's ``stripslashes()`` does.

    >>> without_backslashes('a\\"b\\\\c')
    'a"b\\c'
    """
    plain: list[str] = []
    escaped = False
    for character in text:
        if character == "\\" and not escaped:
            escaped = True
            continue
        plain.append("\0" if escaped and character == "0" else character)
        escaped = False
    return "".join(plain)
