"""The network's settings and tax rates."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, Literal

from bridge.pricing.snapshot import Settings, TaxRate
from bridge.store.engine import values
from bridge.store.engine.connection import Connection, Row

#: Lowest and highest value of each setting that is a number; the settings form of the plugin names the same.
RANGES: Mapping[str, tuple[int, int]] = {
    "payment_window_days": (1, 365),
    "quote_valid_minutes": (1, 1440),
    "lifetime_years": (1, 100),
    "grace_days": (0, 365),
    "request_days": (1, 90),
}


#: What follows the last of a membership's billing cycles: it goes on without a further charge, or ends with its term.
WhenPaidInFull = Literal["go_on", "end"]

NO_CATEGORY = "default"

SETTING_READS = ("settings.list_settings", "settings.shared_settings")
_PRICING = frozenset(field.name for field in fields(Settings))


@dataclass(frozen=True, slots=True)
class NetworkSettings:
    """All settings with their defaults; ``manual_instructions`` is told to whoever pays by hand.

    ``grace_days`` is how long a membership stays open after an unpaid term's end (at most a tenth of the term),
    ``request_days`` how long before it the payment is asked for (at most half the term).
    """

    pricing: Settings = field(default_factory=Settings)
    site_administrators_may_buy: bool = False
    manual_instructions: str = ""
    grace_days: int = 3
    request_days: int = 7
    when_paid_in_full: WhenPaidInFull = "go_on"


_OWN = frozenset(field.name for field in fields(NetworkSettings)) - {"pricing"}


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


class SettingsStore:
    """The network's settings."""

    def __init__(self, session: Connection) -> None:
        """Bind to a session."""
        self._session = session

    def read(self) -> NetworkSettings:
        """Return the settings; tax switches never saved here are those of the shared settings."""
        found = self._session.batch(SETTING_READS)
        taxes = read_taxes(found["settings.shared_settings"])
        return settings_from(found["settings.list_settings"], taxes)

    def save(self, values: Mapping[str, Any], at: datetime, user_id: int) -> None:
        """Write these names, in order, and only these."""
        for name in sorted(values):
            self._session.execute(
                "settings.put_setting", name=name, value=json.dumps(values[name]), at=at, user_id=user_id
            )


def settings_from(rows: Iterable[Row], taxes: SharedTaxes) -> NetworkSettings:
    """Make the settings from their rows; a name of another version is passed over."""
    saved = dict(_readable(rows))
    pricing: dict[str, Any] = {"taxes": taxes.enabled, "tax_inclusive": taxes.inclusive}
    pricing |= {name: value for name, value in saved.items() if name in _PRICING}
    own = {name: value for name, value in saved.items() if name in _OWN}
    return NetworkSettings(pricing=Settings(**pricing), **own)


def _readable(rows: Iterable[Row]) -> Iterator[tuple[str, Any]]:
    """Yield names and values; one that is no JSON is passed over, so that its default holds and the rest stands."""
    for row in rows:
        try:
            yield row["name"], json.loads(row["value"])
        except (TypeError, ValueError):
            continue
