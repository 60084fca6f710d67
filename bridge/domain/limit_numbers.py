"""Limits that are numbers: of a module as a whole, and of each post type or role."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bridge.domain.limit_values import (
    NONE,
    UNLIMITED,
    UNSAID,
    Allowance,
    Module,
    added,
    entries,
    said_number,
    switch,
)

#: A package's module and how many of the package are held.
Held = tuple[Module, int]


@dataclass(frozen=True, slots=True)
class NumberLimit:
    """A numeric module; one that is not ``limited`` limits nothing, whatever its number says."""

    limited: bool = False
    allowance: Allowance = UNLIMITED

    def told(self) -> dict[str, int | None] | None:
        """Return the limit for the quota, None where there is none."""
        return {"limit": self.allowance.number} if self.limited else None


def number_limit(plan: Module | None, packages: Iterable[Held], overrides: Iterable[Module]) -> NumberLimit:
    """Work out a numeric module: the plan's, packages added, overrides in their order.

    >>> number_limit({"enabled": True, "limit": "500"}, [({"limit": 250}, 2)], []).told()
    {'limit': 1000}
    """
    said = UNSAID if plan is None else said_number(plan)
    limit = NumberLimit(plan is not None and switch(plan) is not False and said.configured, said)
    for module, times in packages:
        if limit.limited and switch(module) is not False:
            limit = replace(limit, allowance=added(limit.allowance, said_number(module), times))
    for module in overrides:
        limit = _overridden(limit, module)
    return limit


def _overridden(limit: NumberLimit, module: Module) -> NumberLimit:
    """Put a membership's or site's own value in the place of the one before; what it does not say stays."""
    said, is_on = said_number(module), switch(module)
    if is_on is False:
        return NumberLimit()
    if said.configured:
        return NumberLimit(limited=True, allowance=said)
    return replace(limit, limited=limit.limited or (is_on is True and limit.allowance.configured))


@dataclass(frozen=True, slots=True)
class CountedEntry:
    """A post type or role: ``allowed`` false means that none may be added."""

    allowed: bool
    allowance: Allowance

    def told(self) -> dict[str, Any]:
        """Return the entry for the quota."""
        return {"allowed": self.allowed, "limit": self.allowance.number if self.allowed else 0}


@dataclass(frozen=True, slots=True)
class CountedLimit:
    """A module of named numbers; a name that is not in it is not limited."""

    limited: bool = False
    named: Mapping[str, CountedEntry] = field(default_factory=dict)

    def told(self) -> dict[str, Any] | None:
        """Return the limit for the quota, None where there is none."""
        return {name: entry.told() for name, entry in self.named.items()} if self.limited else None


def counted_limit(plan: Module | None, packages: Iterable[Held], overrides: Iterable[Module]) -> CountedLimit:
    """Work out post types or users: the plan's, packages added entry by entry, overrides in their order."""
    limit = CountedLimit()
    if plan is not None and switch(plan) is not False:
        limit = CountedLimit(
            limited=True, named={name: _entry(entry) for name, entry in entries(plan.get("limit")).items()}
        )
    for module, times in packages:
        if limit.limited and switch(module) is not False:
            limit = replace(limit, named=_with_package(limit.named, module, times))
    for module in overrides:
        limit = _counted_override(limit, module)
    return limit


def _entry(entry: Module) -> CountedEntry:
    """Read one entry of a plan; a number that says nothing is no limit on what is allowed.

    A plan has nothing before it to inherit from: a switch that is blank there allows nothing, one that is missing does.
    """
    said = said_number(entry, "number")
    is_on = entry.get("enabled") is None or switch(entry) is True
    return CountedEntry(is_on, said if said.configured else UNLIMITED)


def _with_package(named: Mapping[str, CountedEntry], module: Module, times: int) -> dict[str, CountedEntry]:
    """Add a package's numbers to the names that are limited; what the package says is allowed is allowed."""
    result = dict(named)
    for name, entry in entries(module.get("limit")).items():
        before, is_on = named.get(name), switch(entry)
        if before is None or is_on is False or not (before.allowed or is_on):
            continue
        more = said_number(entry, "number")
        if before.allowed:
            result[name] = CountedEntry(allowed=True, allowance=added(before.allowance, more, times))
        else:
            result[name] = CountedEntry(
                allowed=True, allowance=added(NONE, more if more.configured else UNLIMITED, times)
            )
    return result


def _counted_override(limit: CountedLimit, module: Module) -> CountedLimit:
    """Put what a membership or site says of its own in the place of what was before."""
    if switch(module) is False:
        return CountedLimit()
    own = {name: entry for name, entry in entries(module.get("limit")).items() if _says_something(entry)}
    named = dict(limit.named)
    for name, entry in own.items():
        said, is_on = said_number(entry, "number"), switch(entry)
        before = limit.named.get(name, CountedEntry(allowed=True, allowance=UNLIMITED))
        allowed = before.allowed if is_on is None else is_on
        named[name] = CountedEntry(allowed, said if said.configured else before.allowance)
    return CountedLimit(limit.limited or bool(own), named)


def _says_something(entry: Module) -> bool:
    """Tell whether an entry has a switch or a number that says anything."""
    return switch(entry) is not None or said_number(entry, "number").configured
