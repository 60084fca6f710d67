"""The stored form of a quote: canonical JSON, so that the same quote always gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from bridge.domain.quotation import Quote
from bridge.domain.shown import instant


def quote_json(quote: Quote) -> dict[str, Any]:
    """Return the quote as JSON-able values.

    Instants are ISO 8601 UTC, exact amounts strings, mapping keys strings in order of their numbers.
    """
    plain: dict[str, Any] = _plain(quote)
    return plain


def quote_bytes(quote: Quote) -> bytes:
    """Return the quote's canonical bytes: sorted keys, no spaces, UTF-8."""
    return json.dumps(quote_json(quote), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, Fraction):
        return str(value)
    return _of_many(value)


def _of_many(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(value[key]) for key in sorted(value)}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        return {item.name: _plain(getattr(value, item.name)) for item in fields(value)}
    raise TypeError(f"a quote cannot hold {value!r}")
