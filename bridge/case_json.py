"""JSON as a case is written in: keys told once, and the paths to its values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Location = tuple[int | str, ...]


class Repeating(dict[str, Any]):
    """An object with keys that stand in it more than once; the last of each counts, ``repeated`` names them."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        """Take the pairs as they were written."""
        super().__init__(pairs)
        keys = [key for key, _ in pairs]
        self.repeated = [key for key in self if keys.count(key) > 1]


def json_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object of JSON, told apart where it repeats a key."""
    found = dict(pairs)
    return found if len(found) == len(pairs) else Repeating(pairs)


def repeated_keys(found: object) -> Iterator[tuple[str, str]]:
    """Yield the path of each key that stands more than once in one object, with a message."""
    waiting: list[tuple[Location, object]] = [((), found)]
    while waiting:
        location, value = waiting.pop()
        if isinstance(value, Repeating):
            yield from ((path_of((*location, key)), "a second value for one key") for key in value.repeated)
        if isinstance(value, dict | list):
            parts = value.items() if isinstance(value, dict) else enumerate(value)
            waiting += [((*location, key), part) for key, part in parts]


def path_of(location: Location) -> str:
    """Write a location as a path.

    >>> path_of(("products", 0, "amount"))
    'products[0].amount'
    """
    path = ""
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return path
