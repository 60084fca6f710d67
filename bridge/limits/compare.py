"""Limits before and after a change: what becomes less, what of it is measured, and what can be done with software."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bridge.limits.effective import LOCKS, is_more, numbers_of
from bridge.limits.modules import COUNTED, HIDDEN, NUMBERS

#: What may be done with a plugin or a theme: nothing, what the site likes, or it is switched on for it.
LOCKED, FREE, SWITCHED_ON = 0, 1, 2
_SWITCHED_ON = frozenset({"force_active", "force_active_locked"})


def lowered(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of the limits after a change that allow less than before it: only by them anything may not fit.

    >>> lowered({"disk_space": {"limit": 500}}, {"disk_space": {"limit": 900}, "visits": {"limit": 5}})
    {'visits': {'limit': 5}}
    """
    were = numbers_of(before)
    less = {name for name, number in numbers_of(after).items() if is_more(were.get(name), number)}
    found: dict[str, Any] = {name: after[name] for name in NUMBERS if name in less}
    for module in COUNTED:
        found[module] = {name: entry for name, entry in after.get(module, {}).items() if f"{module}.{name}" in less}
    for module, locks in LOCKS.items():
        now = before.get(module, {})
        found[module] = {
            name: entry
            for name, entry in after.get(module, {}).items()
            if entry.get("behavior") in locks and now.get(name, {}).get("behavior") not in locks
        }
    return {module: limit for module, limit in found.items() if limit}


def is_measured(limits: Mapping[str, Any], usage: Mapping[str, Any], *, domains: bool) -> bool:
    """Tell whether a site's use has a figure for each limit that bounds something on a site; ``domains``: are counted.

    Visits are told only where all of a site was measured: a name that is missing then is none of it. Plugins and themes
    are told only by a site that was asked just now, and a theme is always in use.

    >>> is_measured({"disk_space": {"limit": 5}}, {"users": {"editor": 1}}, domains=True)
    False
    >>> is_measured({"users": {"author": {"allowed": True, "limit": 5}}}, {"visits": 0}, domains=True)
    True
    """
    for name, number in numbers_of(limits).items():
        module, dot, part = name.partition(".")
        if number is None or name == "sites" or (name == "domain_mapping" and not domains):
            continue
        is_told = part in usage.get(module, {}) or "visits" in usage if dot else name in usage
        if not is_told:
            return False
    return bool(usage.get("themes")) or not any(
        entry.get("behavior") in locks for name, locks in LOCKS.items() for entry in limits.get(name, {}).values()
    )


def software_of(limits: Mapping[str, Any]) -> dict[str, int]:
    """Return what may be done with each plugin and theme that limits name; one that is not named is free.

    One that is hidden is not listed, so that nobody can choose it.

    >>> software_of({"plugins": {"a.php": {"behavior": "force_inactive_locked"}}, "themes": {"two": {}}})
    {'plugins.a.php': 0, 'themes.two': 1}
    """
    return {
        f"{module}.{name}": _standing(entry, locks)
        for module, locks in LOCKS.items()
        for name, entry in limits.get(module, {}).items()
    }


def is_software(limit: str) -> bool:
    """Tell whether a limit names a plugin or a theme."""
    return limit.partition(".")[0] in LOCKS


def _standing(entry: Mapping[str, Any], locks: frozenset[str]) -> int:
    if entry.get("behavior") in _SWITCHED_ON:
        return SWITCHED_ON
    return LOCKED if entry.get("behavior") in locks or entry.get("visibility") == HIDDEN else FREE
