"""Taxes from the network's shared settings: whether there are any, whether prices contain them, and the rates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bridge.domain.snapshot import TaxRate
from bridge.store import values
from bridge.store.connection import Row

NO_CATEGORY = "default"


@dataclass(frozen=True, slots=True)
class SharedTaxes:
    """The tax switches of the shared settings, every rate, and the network's currency ('': none is set)."""

    enabled: bool
    inclusive: bool
    rates: tuple[TaxRate, ...]
    currency: str = ""


def read_taxes(rows: Iterable[Row]) -> SharedTaxes:
    """Read both settings; missing or unreadable ones mean no tax."""
    stored = {row["meta_key"]: values.array(row["meta_value"]) or {} for row in rows}
    settings = stored.get("wp-ultimo_v2_settings", {})
    return SharedTaxes(
        enabled=values.truth(settings.get("enable_taxes")),
        inclusive=values.truth(settings.get("inclusive_tax")),
        currency=values.currency(settings.get("currency_symbol")),
        rates=tuple(_rates(stored.get("wp-ultimo_tax_rates", {}))),
    )


def _rates(categories: dict[str, Any]) -> Iterable[TaxRate]:
    """Yield the rates of every category; what is no rate is passed over."""
    for category, entry in categories.items():
        listed = entry.get("rates") if isinstance(entry, dict) else None
        for rate in listed.values() if isinstance(listed, dict) else ():
            if isinstance(rate, dict):
                yield _rate(category, rate)


def _rate(category: str, rate: dict[str, Any]) -> TaxRate:
    """Read one rate."""
    return TaxRate(
        country=str(rate.get("country") or ""),
        tax_category=category or NO_CATEGORY,
        percent=values.percentage(rate.get("tax_rate")),
        state=str(rate.get("state") or ""),
        city=str(rate.get("city") or ""),
    )
