"""Effective limits of a site: the plan, its packages, and the overrides of membership and site.

A package never takes anything away: what the plan leaves unlimited stays so whatever a package says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bridge.domain.limit_choices import PLUGIN_RANKS, THEME_RANKS, choices, site_templates
from bridge.domain.limit_numbers import counted_limit, number_limit
from bridge.domain.limit_statements import COUNTED, NUMBERS, Limitations
from bridge.domain.limit_values import Module, switch

_ROLE_OF_THE_NETWORK = frozenset({"", "default"})


@dataclass(frozen=True, slots=True)
class Package:
    """A package that is held: its limitations and how many."""

    limitations: Limitations
    quantity: int


@dataclass(frozen=True, slots=True)
class Exceeded:
    """A limit that present use is above; ``limit`` names it as ``disk_space`` or ``post_types.post``."""

    limit: str
    used: float
    allowed: int
    blog_id: int | None = None

    @property
    def over(self) -> float:
        """Return how much has to go."""
        return self.used - self.allowed


def effective_limits(
    plan: Limitations, packages: Sequence[Package] = (), overrides: Sequence[Limitations] = ()
) -> dict[str, Any]:
    """Return what holds, as JSON-able values in a fixed order; a module that is absent is not limited.

    ``overrides`` are the membership's own limitations, then the site's own. ``limit`` None is unlimited.
    """
    limits: dict[str, Any] = {}
    for name in NUMBERS:
        limits[name] = number_limit(_module(plan, name), _held(packages, name), _own(overrides, name)).told()
    for name in COUNTED:
        limits[name] = counted_limit(_module(plan, name), _held(packages, name), _own(overrides, name)).told()
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
    (Exceeded(limit='post_types.post', used=7, allowed=5, blog_id=None),)
    """
    found = [(name, used, _allowed(limits.get(name))) for name, used in usage.items() if name in NUMBERS]
    for name in COUNTED:
        limited = limits.get(name, {})
        found += [(f"{name}.{part}", used, _allowed(limited.get(part))) for part, used in usage.get(name, {}).items()]
    return tuple(
        Exceeded(name, used, allowed, blog_id)
        for name, used, allowed in found
        if allowed is not None and used > allowed
    )


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
    by_weight = [*reversed(_own(overrides, name)), *filter(None, [_module(plan, name)]), *_modules(packages, name)]
    roles = (str(module.get("limit") or "") for module in by_weight if switch(module) is not False)
    return next((role for role in roles if role not in _ROLE_OF_THE_NETWORK), None)


def _hides_credits(plan: Limitations, packages: Sequence[Package], overrides: Sequence[Limitations]) -> bool | None:
    """Tell whether the network's credits are hidden; None where nobody says anything."""
    name = "hide_credits"
    own = [said for said in map(switch, _own(overrides, name)) if said is not None]
    if own:
        return own[-1]
    given = [*filter(None, [_module(plan, name)]), *_modules(packages, name)]
    return any(switch(module) is True for module in given) if given else None
