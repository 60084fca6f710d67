"""What somebody says of limits, read part by part: a part that cannot be read leaves in force what was said before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bridge.limits.modules import (
    PLUGIN_RANKS,
    TEMPLATE_RANKS,
    THEME_RANKS,
    Module,
    allowance,
    is_blank,
    switch_is_readable,
)

Limitations = Mapping[str, Any]
"""Stored limitations: ``{module: {enabled, limit, …}}``. A plan stores all modules, the others what differs."""

NUMBERS = ("disk_space", "visits", "sites", "domain_mapping")
COUNTED = ("post_types", "users")
_RANKS = {"plugins": PLUGIN_RANKS, "themes": THEME_RANKS, "site_templates": TEMPLATE_RANKS}
_VISIBILITIES = ("visible", "hidden")
#: As much of an unreadable value as is told.
_TOLD = 40


@dataclass(frozen=True, slots=True)
class UnreadablePart:
    """A part of stored limitations that nobody can read: its name as ``disk_space`` or ``users.editor``; '' is all.

    ``held``: what was last said of it goes on holding. Where nothing is known of before, the part says nothing.
    """

    part: str
    stored: str
    held: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """Limitations of which every part can be read, and the names of those that could not be."""

    limitations: Limitations
    unreadable: tuple[UnreadablePart, ...] = ()


def read_statement(stored: Any, known: Limitations | None = None) -> Statement:
    """Read stored limitations; a part that is unreadable is taken from ``known``, the last that could be read.

    Blank values (null, '', an empty array) say nothing and are readable.

    >>> read_statement({"disk_space": {"limit": "5 GB"}}, {"disk_space": {"limit": "500"}}).limitations
    {'disk_space': {'limit': '500'}}
    """
    before = known or {}
    if is_blank(stored) or stored is False:
        return Statement({})
    if not isinstance(stored, Mapping) or not any(_is_of_module(key, part) for key, part in stored.items()):
        return Statement(before, (UnreadablePart("", _told(stored), held=known is not None),))
    parts: list[UnreadablePart] = []
    modules: dict[str, Any] = {}
    for name, module in stored.items():
        module_before = before.get(name)
        read = _module(str(name), module, module_before if isinstance(module_before, Mapping) else None, parts)
        if read is not None:
            modules[str(name)] = read
    return Statement(modules, tuple(parts))


def _is_of_module(key: Any, part: Any) -> bool:
    """Tell whether a part is of a module: one of those known, or another's array; a list has numbers for keys."""
    name = str(key)
    known = name in NUMBERS or name in COUNTED or name in _RANKS
    return known or (isinstance(part, Mapping) and not name.removeprefix("-").isdecimal())


def _module(name: str, module: Any, before: Module | None, parts: list[UnreadablePart]) -> Any:
    """Read one module, None where it says nothing; modules of others are kept as they are."""
    if name in NUMBERS:
        return _whole_part(name, module, before, parts, lambda found: allowance(found.get("limit")).readable)
    if name in COUNTED:
        return _with_entries(name, module, before, parts, lambda found: allowance(found.get("number")).readable)
    if name in _RANKS:
        ranks = _RANKS[name]
        return _with_entries(name, module, before, parts, lambda found: _is_choice(found, ranks))
    return module if isinstance(module, Mapping) else None


def _whole_part(
    part: str, found: Any, before: Module | None, parts: list[UnreadablePart], is_readable: Callable[[Module], bool]
) -> Module | None:
    """Return a module or entry as it is where it can be read, else the one before, else None; and note it."""
    if is_blank(found) or found is False:
        return None
    if isinstance(found, Mapping) and switch_is_readable(found) and is_readable(found):
        return found
    parts.append(UnreadablePart(part, _told(found), held=before is not None))
    return before


def _with_entries(
    name: str, module: Any, before: Module | None, parts: list[UnreadablePart], is_readable: Callable[[Module], bool]
) -> Module | None:
    """Read a module of named entries, each of them a part of its own."""

    def has_entries(found: Module) -> bool:
        return is_blank(found.get("limit")) or isinstance(found.get("limit"), Mapping)

    read = _whole_part(name, module, before, parts, has_entries)
    if read is None or read is before or not isinstance(read.get("limit"), Mapping):
        return read
    known = (before or {}).get("limit")
    entries = {}
    for key, entry in read["limit"].items():
        entry_before = known.get(key) if isinstance(known, Mapping) else None
        kept = entry_before if isinstance(entry_before, Mapping) else None
        found = _whole_part(f"{name}.{key}", entry, kept, parts, is_readable)
        if found is not None:
            entries[str(key)] = found
    return {**read, "limit": entries}


def _is_choice(entry: Module, ranks: tuple[str, ...]) -> bool:
    """Tell whether a plugin's, theme's or template's entry says what is known, or nothing."""
    behavior, visibility = entry.get("behavior"), entry.get("visibility")
    return (is_blank(behavior) or behavior in ranks) and (is_blank(visibility) or visibility in _VISIBILITIES)


def _told(stored: Any) -> str:
    """Return the beginning of a value, for whoever has to find and mend it."""
    if isinstance(stored, Mapping):
        stored = next((stored[key] for key in ("limit", "number", "behavior") if key in stored), dict(stored))
    text = str(stored)
    return text if len(text) <= _TOLD else f"{text[: _TOLD - 1]}…"
