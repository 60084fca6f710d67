"""Write arrays and scalars in PHP's ``serialize()`` format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bridge.store.php_values import SURROGATES


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
        return f"d:{_float(value)};"
    if isinstance(value, str):
        return f's:{len(value.encode("utf-8", SURROGATES))}:"{value}";'
    return _array(value)


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


def _float(value: float) -> str:
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
