"""Limits that are choices: plugins, themes and site templates, by the rank of what may be done with each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bridge.domain.limit_values import Module, entries, is_blank, switch

PLUGIN_RANKS = ("default", "force_inactive_locked", "force_inactive", "force_active_locked", "force_active")
THEME_RANKS = ("not_available", "available", "force_active")
TEMPLATE_RANKS = ("not_available", "available", "pre_selected")
ALL_TEMPLATES = "default"
HIDDEN = "hidden"

Choices = dict[str, dict[str, Any]]


def choices(
    plan: Module | None, packages: Iterable[Module], overrides: Iterable[Module], ranks: Sequence[str]
) -> Choices:
    """Work out which behavior holds for each name: the highest rank of plan and packages, then overrides.

    These modules carry ``enabled`` false and hold all the same.
    """
    merged: Choices = {name: dict(entry) for name, entry in entries((plan or {}).get("limit")).items()}
    for module in packages:
        for name, entry in entries(module.get("limit")).items():
            merged[name] = _stronger(merged[name], entry, ranks) if name in merged else dict(entry)
    for module in overrides:
        for name, entry in entries(module.get("limit")).items():
            said = {key: value for key, value in entry.items() if not is_blank(value)}
            if said:
                merged[name] = {**merged.get(name, {}), **said}
    return merged


def site_templates(
    plan: Module | None, packages: Iterable[Module], overrides: Iterable[Module]
) -> dict[str, Any] | None:
    """Work out the templates offered and how (``mode``); None where they are not limited."""
    given = [plan] if plan is not None and switch(plan) is not False else []
    own = list(overrides)
    limited = bool(given)
    for module in own:
        limited = switch(module) is not False and (limited or any(entries(module.get("limit")).values()))
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


def _stronger(one: Mapping[str, Any], other: Mapping[str, Any], ranks: Sequence[str]) -> dict[str, Any]:
    """Return the higher rank of two; hidden stays hidden."""
    merged = {**other, **one}
    merged["behavior"] = max(one.get("behavior"), other.get("behavior"), key=lambda word: _rank(word, ranks))
    if HIDDEN in (one.get("visibility"), other.get("visibility")):
        merged["visibility"] = HIDDEN
    return merged


def _rank(behavior: Any, ranks: Sequence[str]) -> int:
    """Return the rank of a behavior; an unknown one is below all."""
    return ranks.index(behavior) if behavior in ranks else -1
