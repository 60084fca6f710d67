"""PHP's ``serialize()`` format: read arrays, scalars and objects as values, write arrays and scalars.

Lengths are **bytes**, so everything is worked out on UTF-8 bytes. An object is read as :class:`PhpObject` (class name
and properties, the NUL-marked names of private and protected ones shortened) and never written. A text that is none of
this is no error to survive but a value to keep: callers get :class:`Unreadable` and must not write it back.
"""

from __future__ import annotations

from typing import Any

from bridge.store.php_reader import Reader
from bridge.store.php_values import SURROGATES, PhpObject, PhpReference, Unreadable
from bridge.store.php_writer import dumps

__all__ = ["PhpObject", "PhpReference", "Unreadable", "dumps", "loads", "loads_stored", "without_backslashes"]


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
