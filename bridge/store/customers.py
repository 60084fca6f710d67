"""Who pays, and where: the customer's row and billing address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bridge.domain.snapshot import Customer
from bridge.store import values
from bridge.store.connection import Row


def read_customer(row: Row, texts: Mapping[str, str | None]) -> Customer:
    """Read the customer of a membership's row and meta; an address that cannot be read is an unknown one."""
    meta = {key: values.meta(text) for key, text in texts.items()}
    address = _address(meta.get("wu_billing_address"))
    trialed = values.truth(row["has_trialed"]) or values.truth(meta.get("wu_has_trialed"))
    return Customer(
        id=int(row["customer_id"]),
        country=address.get("country", ""),
        state=address.get("state", ""),
        city=address.get("city", ""),
        has_trialed=trialed,
    )


def _address(stored: Any) -> dict[str, str]:
    """Return country, state and city; the stored names carry ``billing_`` before them or not."""
    parts = stored if isinstance(stored, dict) else {}
    inner = parts.get("attributes", parts)
    named = inner if isinstance(inner, dict) else {}
    return {str(name).removeprefix("billing_"): str(value) for name, value in named.items() if value}
