"""Effective limits: plan, packages and overrides brought together, and what present use is above."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal

from bridge.limits.modules import (
    COUNTED,
    NONE,
    NUMBERS,
    PLUGIN_RANKS,
    THEME_RANKS,
    UNLIMITED,
    UNSAID,
    Allowance,
    Limitations,
    Module,
    added,
    choices,
    entries,
    said_number,
    site_templates,
    switch,
)

#: Visits begin anew each month and nobody can take them back: above the limit is told, never a reason to refuse.
NEVER_REFUSES = frozenset({"visits"})
#: What becomes of a change to less than is used.
When = Literal["refuse", "warn", "grace"]

#: Words that keep what is in use from working, by module.
LOCKS = {"plugins": frozenset({"force_inactive_locked"}), "themes": frozenset({"not_available"})}

#: A package's module and how many of the package are held.
Held = tuple[Module, int]

_ROLE_OF_THE_NETWORK = frozenset({"", "default"})


@dataclass(frozen=True, slots=True)
class NumberLimit:
    """A numeric module; one that is not ``limited`` limits nothing, whatever its number says."""

    limited: bool = False
    allowance: Allowance = UNLIMITED

    def for_quota(self) -> dict[str, int | None] | None:
        return {"limit": self.allowance.number} if self.limited else None


def number_limit(plan: Module | None, packages: Iterable[Held], overrides: Iterable[Module]) -> NumberLimit:
    """Work out a numeric module: the plan's, packages added, overrides in their order.

    >>> number_limit({"enabled": True, "limit": "500"}, [({"limit": 250}, 2)], []).for_quota()
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

    def for_quota(self) -> dict[str, Any]:
        """Return it as the plugin reads it: one that is not allowed has a limit of 0."""
        return {"allowed": self.allowed, "limit": self.allowance.number if self.allowed else 0}


@dataclass(frozen=True, slots=True)
class CountedLimit:
    """A module of named numbers; a name that is not in it is not limited."""

    limited: bool = False
    named: Mapping[str, CountedEntry] = field(default_factory=dict)

    def for_quota(self) -> dict[str, Any] | None:
        return {name: entry.for_quota() for name, entry in self.named.items()} if self.limited else None


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


@dataclass(frozen=True, slots=True)
class Package:
    """A package that is held: its limitations and how many."""

    limitations: Limitations
    quantity: int


@dataclass(frozen=True, slots=True)
class Exceeded:
    """A limit that present use is above; ``limit`` names it: ``disk_space``, ``post_types.post``, ``plugins.a.php``.

    ``when`` is what becomes of a change to it: ``refuse`` it, ``warn`` and hold growth, or ``grace``: what held before
    holds until ``until`` at the earliest. Of a plugin or theme that is locked 1 is used and 0 allowed.
    """

    limit: str
    used: float
    allowed: int
    blog_id: int | None = None
    when: When = "warn"
    until: datetime | None = None

    @property
    def over(self) -> float:
        """Return how much has to go."""
        return self.used - self.allowed


class _Shared:
    """What a product says, known again by being the same object: products are read once for many requests."""

    __slots__ = ("said",)

    def __init__(self, said: Limitations) -> None:
        """Keep what is said, so that no other object takes its place."""
        self.said = said

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Shared) and self.said is other.said

    def __hash__(self) -> int:
        return id(self.said)


def effective_limits(
    plan: Limitations, packages: Sequence[Package] = (), overrides: Sequence[Limitations] = ()
) -> dict[str, Any]:
    """Return what holds, as JSON-able values in a fixed order; a module that is absent is not limited.

    ``overrides`` are the membership's own limitations, then the site's own. ``limit`` None is unlimited. Where nothing
    overrides, what the same products came to before is told again: neither they nor the answer may be altered.
    """
    if any(overrides):
        return _effective(plan, packages, overrides)
    held = tuple((_Shared(package.limitations), package.quantity) for package in packages)
    return dict(_of_products(_Shared(plan), held))


@lru_cache(maxsize=256)
def _of_products(plan: _Shared, held: tuple[tuple[_Shared, int], ...]) -> dict[str, Any]:
    """Return what a plan and packages come to by themselves."""
    return _effective(plan.said, [Package(package.said, quantity) for package, quantity in held], ())


def _effective(plan: Limitations, packages: Sequence[Package], overrides: Sequence[Limitations]) -> dict[str, Any]:
    """Work out what holds."""
    limits: dict[str, Any] = {}
    for name in NUMBERS:
        limits[name] = number_limit(_module(plan, name), _held(packages, name), _own(overrides, name)).for_quota()
    for name in COUNTED:
        limits[name] = counted_limit(_module(plan, name), _held(packages, name), _own(overrides, name)).for_quota()
    for name, ranks in (("plugins", PLUGIN_RANKS), ("themes", THEME_RANKS)):
        limits[name] = choices(_module(plan, name), _modules(packages, name), _own(overrides, name), ranks) or None
    templates = "site_templates"
    limits[templates] = site_templates(
        _module(plan, templates), _modules(packages, templates), _own(overrides, templates)
    )
    limits["customer_user_role"] = _role(plan, packages, overrides)
    limits["hide_credits"] = _hides_credits(plan, packages, overrides)
    return {name: limit for name, limit in limits.items() if limit is not None}


def exceeds(limits: Mapping[str, Any], usage: Mapping[str, Any], blog_id: int | None = None) -> tuple[Exceeded, ...]:
    """Return what present use is above; ``usage`` has the shape of the limits, with numbers.

    >>> exceeds({"post_types": {"post": {"allowed": True, "limit": 5}}}, {"post_types": {"post": 7, "page": 9}})
    (Exceeded(limit='post_types.post', used=7, allowed=5, blog_id=None, when='warn', until=None),)
    """
    found = [(name, used, _allowed(limits.get(name))) for name, used in usage.items() if name in NUMBERS]
    for name in COUNTED:
        limited = limits.get(name, {})
        found += [(f"{name}.{part}", used, _allowed(limited.get(part))) for part, used in usage.get(name, {}).items()]
    for name, locks in LOCKS.items():
        said = limits.get(name, {})
        locked = [part for part in usage.get(name, {}) if said.get(part, {}).get("behavior") in locks]
        found += [(f"{name}.{part}", usage[name][part], 0) for part in locked]
    return tuple(
        Exceeded(name, used, allowed, blog_id)
        for name, used, allowed in found
        if allowed is not None and used > allowed
    )


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


def numbers_of(limits: Mapping[str, Any]) -> dict[str, int | None]:
    """Return the number of each limit by its name, None: any.

    >>> numbers_of({"disk_space": {"limit": 5}, "users": {"editor": {"allowed": False, "limit": 0}}})
    {'disk_space': 5, 'users.editor': 0}
    """
    found = {name: limits[name]["limit"] for name in NUMBERS if name in limits}
    for module in COUNTED:
        found |= {f"{module}.{name}": entry["limit"] for name, entry in limits.get(module, {}).items()}
    return found


def is_more(one: int | None, other: int | None) -> bool:
    """Tell whether one number of a limit allows more than another; None is any number."""
    return other is not None and (one is None or one > other)


def grace_for(before: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return what held of some limits before a change, in the shape of limits: what holds for some days more.

    >>> grace_for({"disk_space": {"limit": 500}, "users": {"editor": {"allowed": True, "limit": 9}}}, ["users.editor"])
    {'users': {'editor': {'allowed': True, 'limit': 9}}}
    """
    kept: dict[str, Any] = {}
    for name in sorted(set(names)):
        module, dot, part = name.partition(".")
        found = before.get(module) if not dot else (before.get(module) or {}).get(part)
        if dot:
            kept.setdefault(module, {})[part] = found if found is not None else _not_limited(module)
        else:
            kept[module] = found if found is not None else {"limit": None}
    return kept


def _not_limited(module: str) -> dict[str, Any]:
    """Return the entry of something that was not limited before."""
    return {"allowed": True, "limit": None} if module in COUNTED else {}


def with_grace(limits: Mapping[str, Any], grace: Mapping[str, Any]) -> dict[str, Any]:
    """Return limits with what held before in their place, where that allows more.

    >>> with_grace({"disk_space": {"limit": 100}}, {"disk_space": {"limit": 500}})
    {'disk_space': {'limit': 500}}
    >>> with_grace({"disk_space": {"limit": 900}}, {"disk_space": {"limit": 500}})
    {'disk_space': {'limit': 900}}
    """
    merged = dict(limits)
    for module, kept in grace.items():
        if module not in merged:
            continue  # not limited now
        if module in NUMBERS:
            merged[module] = _wider(merged[module], kept)
        elif module in COUNTED:
            merged[module] = {name: _wider(one, kept[name]) if name in kept else one
                              for name, one in merged[module].items()}  # fmt: skip
        else:
            merged[module] = {**merged[module], **{name: one for name, one in kept.items() if name in merged[module]}}
    return merged


def _wider(one: Mapping[str, Any], other: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the entry that allows more."""
    if one["limit"] is None or "limit" not in other:
        return one
    return other if other["limit"] is None or other["limit"] > one["limit"] else one


def is_about_limits(package: Limitations) -> bool:
    """Tell whether a package would raise a limit of the strictest plan; one that would not is for something else.

    >>> is_about_limits({"disk_space": {"limit": "250"}}), is_about_limits({"hide_credits": {"enabled": False}})
    (True, False)
    """
    held = [Package(package, 1)]
    plans = [strictest(package, allowed=allowed) for allowed in (True, False)]
    return any(not same_for_holder(effective_limits(plan, held), effective_limits(plan)) for plan in plans)


def strictest(package: Limitations, *, allowed: bool = True) -> Limitations:
    """Return a plan that limits all that a package could speak of, to one of each or to none."""
    counted = {name: entries((_module(package, name) or {}).get("limit")) for name in COUNTED}
    one = {"enabled": allowed, "number": 1}
    return {
        **{name: {"enabled": True, "limit": 1} for name in (*NUMBERS, "site_templates")},
        **{name: {"enabled": True, "limit": dict.fromkeys(parts, one)} for name, parts in counted.items()},
    }


def same_for_holder(limits: Mapping[str, Any], others: Mapping[str, Any]) -> bool:
    """Tell whether two sets of limits allow the same: what is only spelt out, as credits not hidden, is no difference.

    >>> same_for_holder({"hide_credits": False, "plugins": {"a.php": {"behavior": "default"}}}, {})
    True
    """
    return _given(limits) == _given(others)


def _given(limits: Mapping[str, Any]) -> dict[str, Any]:
    """Return what limits say beyond what holds where nothing is said."""
    given = {name: limit for name, limit in limits.items() if limit}
    for name, ranks in (("plugins", PLUGIN_RANKS), ("themes", THEME_RANKS)):
        chosen = limits.get(name, {}).items()
        given[name] = {part: entry for part, entry in chosen if entry.get("behavior") in ranks[1:]}
    return given


def _allowed(limit: Mapping[str, Any] | None) -> int | None:
    """Return how many are allowed, None for any number."""
    return None if limit is None else limit["limit"]


def _module(limitations: Limitations, name: str) -> Module | None:
    """Return a stored module, None where it is absent."""
    module = limitations.get(name)
    return module if isinstance(module, Mapping) else None


def _modules(packages: Iterable[Package], name: str) -> list[Module]:
    """Return the packages' modules of one name."""
    return [module for module, _ in _held(packages, name)]


def _held(packages: Iterable[Package], name: str) -> list[tuple[Module, int]]:
    """Return the packages' modules of one name, each with the package's quantity."""
    found = [(_module(package.limitations, name), package.quantity) for package in packages]
    return [(module, quantity) for module, quantity in found if module is not None]


def _own(overrides: Iterable[Limitations], name: str) -> list[Module]:
    """Return the overriding modules of one name, in their order."""
    return [module for module in (_module(own, name) for own in overrides) if module is not None]


def _role(plan: Limitations, packages: Sequence[Package], overrides: Sequence[Limitations]) -> str | None:
    """Return the role that a customer gets on a new site: the last override's, the plan's, a package's; or None."""
    name = "customer_user_role"
    by_weight = [*reversed(_own(overrides, name)), *_own([plan], name), *_modules(packages, name)]
    roles = (str(module.get("limit") or "") for module in by_weight if switch(module) is not False)
    return next((role for role in roles if role not in _ROLE_OF_THE_NETWORK), None)


def _hides_credits(plan: Limitations, packages: Sequence[Package], overrides: Sequence[Limitations]) -> bool | None:
    """Tell whether the network's credits are hidden; None where nobody says anything."""
    name = "hide_credits"
    own = [said for said in map(switch, _own(overrides, name)) if said is not None]
    if own:
        return own[-1]
    given = [*_own([plan], name), *_modules(packages, name)]
    return any(switch(module) is True for module in given) if given else None
