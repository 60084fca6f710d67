"""Parameters of refusals; a value among them, such as the fresh quote of a stale one, is written by its presenter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bridge.errors import BridgeError
from bridge.web.present.money import plain

Presenters = Mapping[type, Callable[[Any, str], Any]]


def present_params(error: BridgeError, locale: str, presenters: Presenters) -> dict[str, Any]:
    """Return the parameters as JSON values, for the caller's locale."""
    currency = str(error.params.get("currency", ""))
    return {
        name: presenters[type(value)](value, locale) if type(value) in presenters else plain(value, currency, locale)
        for name, value in error.params.items()
    }
