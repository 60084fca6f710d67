"""Single values of stored limitations: switches and numbers that arrive as text, number, boolean or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Module = Mapping[str, Any]
"""One stored module: ``enabled``, ``limit`` and what else it has; a missing ``enabled`` is not false."""

_OFF = frozenset({"", "0", "off", "no", "false"})


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many are allowed: ``number`` None is unlimited; not ``configured``: nothing was said."""

    number: int | None = None
    configured: bool = True

    @property
    def is_unlimited(self) -> bool:
        """Tell whether any number is allowed."""
        return self.number is None


UNLIMITED = Allowance()
UNSAID = Allowance(configured=False)
NONE = Allowance(0)


def is_on(value: Any) -> bool:
    """Read a switch as PHP forms, JSON and meta tables hold it.

    >>> is_on("on"), is_on("1"), is_on(""), is_on(False), is_on("0")
    (True, True, False, False, False)
    """
    return value.strip().lower() not in _OFF if isinstance(value, str) else bool(value)


def is_enabled(entry: Module) -> bool:
    """Tell whether a module, role or post type is switched on; one that does not say is."""
    return "enabled" not in entry or entry["enabled"] is None or is_on(entry["enabled"])


def allowance(value: Any) -> Allowance:
    """Read a number: 0 and the empty string are unlimited, None says nothing, ``false`` is none, ``true`` any.

    >>> allowance("5").number, allowance("").is_unlimited, allowance(None).configured, allowance(False).number
    (5, True, False, 0)
    """
    if value is None:
        return UNSAID
    if isinstance(value, bool):
        return UNLIMITED if value else NONE
    try:
        number = int(float(str(value).strip() or 0))
    except (ValueError, OverflowError):
        return UNSAID
    return Allowance(number) if number > 0 else UNLIMITED


def added(base: Allowance, more: Allowance, times: int) -> Allowance:
    """Return an allowance with a package's added ``times``; unlimited wins, and nothing said adds nothing.

    >>> added(Allowance(500), Allowance(250), 2), added(UNLIMITED, Allowance(250), 1)
    (Allowance(number=1000, configured=True), Allowance(number=None, configured=True))
    """
    if base.number is None or not more.configured:
        return base
    return UNLIMITED if more.number is None else Allowance(base.number + more.number * times)


def entries(value: Any) -> dict[str, Module]:
    """Return the named entries of a module's ``limit``; what is no entry is passed over."""
    named = value.items() if isinstance(value, Mapping) else ()
    return {str(name): entry for name, entry in named if isinstance(entry, Mapping)}
