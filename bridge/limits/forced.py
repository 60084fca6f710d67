"""What limits force on a site: plugins that are switched on or off, a theme, the customer's role; and its digest.

The plugin carries it out and then writes the digest (``wp-plugin/src/Limits/Applied.php``); both are held to
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
_ROLE = "customer_user_role"
_CHOSEN = ("plugins", "themes", _ROLE)


def forced_digest(
    said: Sequence[Limitations], overrides: Sequence[Limitations] = (), grace: Mapping[str, Any] | None = None
) -> str | None:
    """Return the digest of what products force together, own words in their place; None: nothing.

    The plan stands first: its role weighs more than a package's. How many of a package are held makes no difference.
    ``grace`` is what held before and goes on as long as its days last: what was switched for it stays so until then.

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
    {'plugins': {'a.php': 'force_active'}, 'role': '', 'theme': ''}
    """
    behaviors = {file: entry.get("behavior") for file, entry in limits.get("plugins", {}).items()}
    themes = sorted(name for name, entry in limits.get("themes", {}).items() if entry.get("behavior") == "force_active")
    return {
        "plugins": {file: behavior for file, behavior in sorted(behaviors.items()) if behavior in _FORCED},
        "role": limits.get(_ROLE) or "",
        "theme": next(iter(themes), ""),
    }


def digest(parts: Mapping[str, Any]) -> str | None:
    """Return the SHA-256 of the parts as JSON without a blank, keys in the order of their bytes; None of none.

    A role that nobody says is left out: what forces none has the digest that it had before roles were among the parts.
    """
    said = {name: part for name, part in parts.items() if part or name != "role"}
    if not any(said.values()):
        return None
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def may_matter(text: str) -> bool:
    """Tell whether a kept word says anything that can force something, without reading it."""
    return any(f'"{name}"' in text for name in _CHOSEN)


def _chosen(limitations: Limitations) -> Limitations:
    """Return what of limitations can force something."""
    return {name: limitations[name] for name in _CHOSEN if name in limitations}
