"""Parameters of refusals; a stale quote carries the fresh one, presented."""

from __future__ import annotations

from typing import Any

from bridge.errors import BridgeError
from bridge.services.quote_view import QuoteView
from bridge.web.present.money import plain
from bridge.web.present.quotes import present_quote


def present_params(error: BridgeError, locale: str) -> dict[str, Any]:
    """Return the parameters as JSON values, for the caller's locale."""
    currency = str(error.params.get("currency", ""))
    return {name: _present(value, currency, locale) for name, value in error.params.items()}


def _present(value: Any, currency: str, locale: str) -> Any:
    """Return one parameter."""
    if isinstance(value, QuoteView):
        return present_quote(value, locale)
    return plain(value, currency, locale)
