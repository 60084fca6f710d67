"""What limits force on a site: plugins that are switched on or off, a theme; and the digest that says it was done.

The plugin carries it out and writes the digest (``wp-plugin/src/Limits/Applied.php``); both are held to
``tests/vectors/limits/forced.json``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from bridge.limits.effective import Package, effective_limits, with_grace
from bridge.limits.modules import Limitations

_FORCED = frozenset({"force_active", "force_active_locked", "force_inactive", "force_inactive_locked"})
_CHOSEN = ("plugins", "themes")


def forced_digest(
    said: Sequence[Limitations], overrides: Sequence[Limitations] = (), grace: Mapping[str, Any] | None = None
) -> str | None:
    """Return the digest of what products force together, own words in their place; None: nothing.

    Which of the products is the plan makes no difference here, nor how many of a package are held. ``grace`` is what
    held before and goes on as long as its days last: what was switched for it stays switched until then.

    >>> forced_digest([{"disk_space": {"limit": 5}}]) is None
    True
    >>> forced_digest([{"themes": {"limit": {"two": {"behavior": "force_active"}}}}])[:8]
    'd2615249'
    """
    held = [Package(_chosen(limitations), 1) for limitations in said]
    limits = effective_limits({}, held, [_chosen(own) for own in overrides])
    return digest(forced_parts(with_grace(limits, grace or {})))


def forced_parts(limits: Mapping[str, Any]) -> dict[str, Any]:
    """Return what effective limits force.

    >>> forced_parts({"plugins": {"a.php": {"behavior": "force_active"}, "b.php": {"behavior": "default"}}})
    {'plugins': {'a.php': 'force_active'}, 'theme': ''}
    """
    behaviors = {file: entry.get("behavior") for file, entry in limits.get("plugins", {}).items()}
    themes = sorted(name for name, entry in limits.get("themes", {}).items() if entry.get("behavior") == "force_active")
    return {
        "plugins": {file: behavior for file, behavior in sorted(behaviors.items()) if behavior in _FORCED},
        "theme": next(iter(themes), ""),
    }


def digest(parts: Mapping[str, Any]) -> str | None:
    """Return the SHA-256 of the parts as JSON without a blank, keys in the order of their bytes; None of none."""
    if not parts["plugins"] and not parts["theme"]:
        return None
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def may_matter(text: str) -> bool:
    """Tell whether a kept word says anything of plugins or themes, without reading it."""
    return any(f'"{name}"' in text for name in _CHOSEN)


def _chosen(limitations: Limitations) -> Limitations:
    """Return what limitations say of plugins and themes."""
    return {name: limitations[name] for name in _CHOSEN if name in limitations}
