"""Stored limit modules: switches, allowances and choices by rank as they are written; and what somebody says of limits.

A statement is read part by part: a part that cannot be read leaves in force what was said before.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Module = Mapping[str, Any]
"""One stored module: ``enabled``, ``limit`` and what else it has; a missing ``enabled`` is not false."""

_ON = frozenset({"1", "on", "yes", "true"})
_OFF = frozenset({"0", "off", "no", "false"})
_BLANKS = frozenset({"", "0"})
#: The largest number that JSON, PHP and floats all hold exactly.
MOST = 2**53 - 1
_GROUPED = re.compile(r"[1-9][0-9]{0,2}([ .,])[0-9]{3}(?:\1[0-9]{3})*")
_PLAIN = re.compile(r"[0-9]+(?:\.0*)?|[0-9](?:\.[0-9]+)?e\+?[0-9]{1,2}", re.IGNORECASE)
_GROUPING_SPACES = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009'\u2019", " ") | {"\u2212": "-"})
#: A text longer than this is no number that anybody typed.
_LONGEST = 32

PLUGIN_RANKS = ("default", "force_inactive_locked", "force_inactive", "force_active_locked", "force_active")
THEME_RANKS = ("not_available", "available", "force_active")
TEMPLATE_RANKS = ("not_available", "available", "pre_selected")
ALL_TEMPLATES = "default"
HIDDEN = "hidden"
_OF_A_CHOICE = ("behavior", "visibility")

Choices = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many are allowed: ``number`` None is unlimited; not ``configured``: nothing (``readable``) was said."""

    number: int | None = None
    configured: bool = True
    readable: bool = True

    @property
    def is_unlimited(self) -> bool:
        """Tell whether any number is allowed."""
        return self.configured and self.number is None


UNLIMITED = Allowance()
UNSAID = Allowance(configured=False)
UNREADABLE = Allowance(configured=False, readable=False)
NONE = Allowance(0)


def is_blank(value: Any) -> bool:
    """Tell whether a value is one that forms and add-ons write where nothing was filled in.

    >>> is_blank(""), is_blank({}), is_blank(0), is_blank(False), is_blank("5")
    (True, True, True, False, False)
    """
    if value is None or isinstance(value, bool):
        return value is None
    if isinstance(value, str):
        return value.strip() in _BLANKS
    return not value


def switch(entry: Module) -> bool | None:
    """Read whether a module, role or post type is switched on or off; None where it does not say so, or unreadably.

    >>> switch({"enabled": "1"}), switch({"enabled": False}), switch({"enabled": ""}), switch({})
    (True, False, None, None)
    """
    value = entry.get("enabled")
    if isinstance(value, bool | int | float):
        return bool(value)
    word = value.strip().lower() if isinstance(value, str) else ""
    return True if word in _ON else (False if word in _OFF else None)


def switch_is_readable(entry: Module) -> bool:
    """Tell whether what is stored as a switch is one, or says nothing.

    >>> switch_is_readable({"enabled": ""}), switch_is_readable({"enabled": "perhaps"})
    (True, False)
    """
    return is_blank(entry.get("enabled")) or switch(entry) is not None


def allowance(value: Any) -> Allowance:
    """Read a number: 0, -1 and the empty string are unlimited, None says nothing, ``false`` is none, ``true`` any.

    Thousands are grouped as people type them. A limit has no decimals, so one separator before three digits can only
    be a group: ``1.000`` is a thousand here, where as a price it is *not known*
    (:func:`bridge.store.engine.values.amount`), since a price could be one with three decimals. PHP, in which Ultimate
    Multisite calculates, takes both texts for 1, which nobody writes so. What is no whole number is unreadable, never
    0 (which would be unlimited): a half, "5 GB", another negative, infinity.

    >>> allowance("5").number, allowance("").is_unlimited, allowance(None).configured, allowance(False).number
    (5, True, False, 0)
    >>> allowance("1,000").number, allowance("1e3").number, allowance("0.5").readable, allowance("5 GB").readable
    (1000, 1000, False, False)
    """
    if value is None:
        return UNSAID
    if isinstance(value, bool):
        return UNLIMITED if value else NONE
    number = _whole(value)
    if number is None or number > MOST:
        return UNREADABLE
    return UNLIMITED if number in {0, -1} else (UNREADABLE if number < 0 else Allowance(number))


def said_number(entry: Module, key: str = "limit") -> Allowance:
    """Read the number of a module or entry; where its switch was never set, a blank beside it was not set either.

    >>> said_number({"enabled": "", "limit": ""}).configured, said_number({"enabled": True, "limit": ""}).is_unlimited
    (False, True)
    """
    value = entry.get(key)
    never_set = "enabled" in entry and switch(entry) is None
    return UNSAID if never_set and is_blank(value) else allowance(value)


def _whole(value: Any) -> int | None:
    """Read a whole number of a PHP or JSON value, None where it is none."""
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value) if math.isfinite(value) and value == int(value) else None
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    text = value.translate(_GROUPING_SPACES).strip(" \t\r\n")
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
    if not text:
        return 0
    if _GROUPED.fullmatch(digits):
        return sign * int(re.sub(r"[ .,]", "", digits))
    return _plain(sign, digits)


def _plain(sign: int, digits: str) -> int | None:
    """Read digits without groups: ``1000``, ``1000.0`` or ``1e3``, where they come to a whole number."""
    if not _PLAIN.fullmatch(digits):
        return None
    if digits.isdecimal():
        return sign * int(digits)
    number = float(digits)
    return sign * int(number) if number == int(number) else None


def added(base: Allowance, more: Allowance, times: int) -> Allowance:
    """Return an allowance with a package's added ``times``; unlimited wins, and nothing said adds nothing.

    A sum beyond :data:`MOST` is that, so that no reader makes another number of it.

    >>> added(Allowance(500), Allowance(250), 2).number, added(UNLIMITED, Allowance(250), 1).is_unlimited
    (1000, True)
    """
    if base.number is None or not more.configured:
        return base
    return UNLIMITED if more.number is None else Allowance(min(base.number + more.number * times, MOST))


def entries(value: Any) -> dict[str, Module]:
    """Return the named entries of a module's ``limit``; what is no entry is passed over."""
    named = value.items() if isinstance(value, Mapping) else ()
    return {str(name): entry for name, entry in named if isinstance(entry, Mapping)}


def choices(
    plan: Module | None, packages: Iterable[Module], overrides: Iterable[Module], ranks: Sequence[str]
) -> Choices:
    """Work out which behavior holds for each name: the highest rank of plan and packages, then overrides.

    These modules carry ``enabled`` false and hold all the same.
    """
    merged: Choices = {name: chosen(entry) for name, entry in entries((plan or {}).get("limit")).items()}
    for module in packages:
        for name, entry in entries(module.get("limit")).items():
            merged[name] = _stronger(merged[name], chosen(entry), ranks) if name in merged else chosen(entry)
    for module in overrides:
        for name, entry in entries(module.get("limit")).items():
            if said := chosen(entry):
                merged[name] = {**merged.get(name, {}), **said}
    return merged


def chosen(entry: Module) -> dict[str, str]:
    """Return what an entry of a plugin, theme or template says; what is blank or no word says nothing.

    >>> chosen({"behavior": "available", "visibility": "", "name": "Twenty"})
    {'behavior': 'available'}
    """
    return {key: word for key in _OF_A_CHOICE if isinstance(word := entry.get(key), str) and not is_blank(word)}


def site_templates(
    plan: Module | None, packages: Iterable[Module], overrides: Iterable[Module]
) -> dict[str, Any] | None:
    """Work out the templates offered and how (``mode``); None where they are not limited."""
    given = [plan] if plan is not None and switch(plan) is not False else []
    own = list(overrides)
    limited = bool(given)
    for module in own:
        limited = switch(module) is not False and (limited or _chooses(module))
    if not limited:
        return None
    modes = [str(module["mode"]) for module in (*given, *own) if module.get("mode")]
    base = given[0] if given else None
    return {
        "mode": modes[-1] if modes else ALL_TEMPLATES,
        "limit": choices(
            base, [module for module in packages if given and switch(module) is not False], own, TEMPLATE_RANKS
        ),
    }


def _chooses(module: Module) -> bool:
    """Tell whether a module names anything that it says something of."""
    return any(map(chosen, entries(module.get("limit")).values()))


def _stronger(one: Mapping[str, Any], other: Mapping[str, Any], ranks: Sequence[str]) -> dict[str, Any]:
    """Return the higher rank of two; hidden stays hidden."""
    merged = {**other, **one}
    behaviors = [entry["behavior"] for entry in (one, other) if "behavior" in entry]
    if behaviors:
        merged["behavior"] = max(behaviors, key=lambda word: _rank(word, ranks))
    if HIDDEN in (one.get("visibility"), other.get("visibility")):
        merged["visibility"] = HIDDEN
    return merged


def _rank(behavior: Any, ranks: Sequence[str]) -> int:
    """Return the rank of a behavior; an unknown one is below all."""
    return ranks.index(behavior) if behavior in ranks else -1


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
    """Return the beginning of what is unreadable in a value, for whoever has to find and mend it.

    >>> _told({"limit": "7", "enabled": "perhaps"}), _told({"limit": "5 GB", "enabled": "1"})
    ('perhaps', '5 GB')
    """
    if isinstance(stored, Mapping) and not switch_is_readable(stored):
        stored = stored["enabled"]
    elif isinstance(stored, Mapping):
        stored = next((stored[key] for key in ("limit", "number", "behavior") if key in stored), dict(stored))
    text = str(stored)
    return text if len(text) <= _TOLD else f"{text[: _TOLD - 1]}…"
