"""Read values in PHP's ``serialize()`` format from bytes."""

from __future__ import annotations

import re
from typing import Any

from bridge.store.php_values import SURROGATES, PhpObject, PhpReference, Unreadable

MAX_DEPTH = 200
#: Digits that a count or an integer of PHP can have, with room for zeros in front; Python refuses 4,300.
MOST_DIGITS = 40


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
