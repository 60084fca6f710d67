"""What PHP's serialised texts hold beside arrays and scalars, and what is said of a text that is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

#: How bytes that are no UTF-8 are carried through text and back.
SURROGATES = "surrogateescape"


class Unreadable(ValueError):
    """The text is not in the format; ``at`` is the byte where reading stopped."""

    def __init__(self, at: int, why: str) -> None:
        """Keep the place."""
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
