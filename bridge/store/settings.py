"""The network's settings and tax rates."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal, get_type_hints

from pydantic import TypeAdapter, ValidationError

from bridge.pricing.snapshot import EVERY_CATEGORY, UNREADABLE, Settings, TaxRate
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
LONGEST_INSTRUCTIONS = 10_000

#: What follows the last of a membership's billing cycles: it goes on without a further charge, or ends with its term.
WhenPaidInFull = Literal["go_on", "end"]

NO_CATEGORY = "default"

SHARED_SETTINGS, TAX_RATES, ACTIVE_PLUGINS = "wp-ultimo_v2_settings", "wp-ultimo_tax_rates", "active_sitewide_plugins"
#: The other plugin's main file under either of its names, as WordPress lists what is active in the network.
COMPANIONS = frozenset({"ultimate-multisite/ultimate-multisite.php", "wp-ultimo/wp-ultimo.php"})

SETTING_READS = ("settings.list_settings", "settings.shared_settings")
_PRICING = frozenset(field.name for field in fields(Settings))


@dataclass(frozen=True, slots=True)
class NetworkSettings:
    """All settings with their defaults; ``manual_instructions`` is told to whoever pays by hand.

    ``grace_days`` is how long a membership stays open after an unpaid term's end (at most a tenth of the term),
    ``request_days`` how long before it the payment is asked for (at most half the term). ``unreadable`` are the names
    of those that have their defaults because what is stored could not be saved; ``knows_taxes`` False: whether and how
    the network taxes is among the shared settings, which cannot be read.
    """

    pricing: Settings = field(default_factory=Settings)
    site_administrators_may_buy: bool = False
    manual_instructions: str = ""
    grace_days: int = 3
    request_days: int = 7
    when_paid_in_full: WhenPaidInFull = "go_on"
    unreadable: tuple[str, ...] = ()
    knows_taxes: bool = True


_OWN = frozenset(field.name for field in fields(NetworkSettings)) - {"pricing", "unreadable", "knows_taxes"}


@dataclass(frozen=True, slots=True)
class SharedTaxes:
    """The tax switches of the shared settings, every rate, and the network's currency ('': none is set).

    A switch is None where the settings cannot be read; ``unreadable`` names what cannot. ``binds_products``: Ultimate
    Multisite runs here. It sells every product in the network's currency, whatever the product's own column says,
    and so do we; on a network without it each product's own column binds.
    """

    enabled: bool | None
    inclusive: bool | None
    rates: tuple[TaxRate, ...]
    currency: str = ""
    binds_products: bool = False
    unreadable: tuple[str, ...] = ()

    def currency_of_product(self, stored: Any) -> str:
        """Return the currency that a product is sold in, given its column.

        >>> SharedTaxes(None, None, (), "SEK", binds_products=True).currency_of_product("EUR")
        'SEK'
        >>> SharedTaxes(None, None, (), "SEK").currency_of_product("EUR")
        'EUR'
        """
        own = values.currency(stored, self.currency)
        return self.currency if self.binds_products and self.currency else own


#: Of a network that has no shared settings.
NO_TAXES = SharedTaxes(enabled=False, inclusive=False, rates=())


def read_taxes(rows: Iterable[Row]) -> SharedTaxes:
    """Read the shared settings; missing ones mean no tax, unreadable ones that nobody knows whether there is any."""
    stored: dict[str, Any] = {}
    for row in rows:
        stored[row["meta_key"]] = values.array(row["meta_value"])
    settings = stored.get(SHARED_SETTINGS, {})
    unreadable = tuple(key for key in (SHARED_SETTINGS, TAX_RATES) if stored.get(key, {}) is None)
    told = settings or {}
    return SharedTaxes(
        enabled=None if settings is None else values.truth(told.get("enable_taxes")),
        inclusive=None if settings is None else values.truth(told.get("inclusive_tax")),
        currency=values.currency(_text(told.get("currency_symbol"))),
        rates=_rates(stored.get(TAX_RATES, {})),
        binds_products=bool(COMPANIONS & set(stored.get(ACTIVE_PLUGINS) or {})),
        unreadable=unreadable,
    )


def _text(value: Any) -> str:
    """Return a text; anything that is none is empty."""
    return value if isinstance(value, str) else ""


def _rates(categories: dict[str, Any] | None) -> tuple[TaxRate, ...]:
    """Return the rates of every category; what is no list of rates stands there as not known."""
    if categories is None:
        return (TaxRate(UNREADABLE, EVERY_CATEGORY, None),)
    named = ((category or NO_CATEGORY, entry) for category, entry in categories.items())
    return tuple(rate for category, entry in named for rate in _of_category(category, entry))


def _of_category(category: str, entry: Any) -> Iterator[TaxRate]:
    """Yield the rates of one category; a category without a list of them has none."""
    listed = entry.get("rates", {}) if isinstance(entry, dict) else None
    if not isinstance(listed, dict):
        yield TaxRate(UNREADABLE, category, None)
        return
    for rate in listed.values():
        yield _rate(category, rate) if isinstance(rate, dict) else TaxRate(UNREADABLE, category, None)


def _rate(category: str, rate: dict[str, Any]) -> TaxRate:
    """Read one rate."""
    return TaxRate(
        country=str(rate.get("country") or ""),
        tax_category=category,
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
    """Make the settings from their rows; a name of another version is passed over.

    A value that could not be saved has its default, and is named by ``unreadable``; the others stand.
    """
    saved, unreadable = _readable(rows)
    switches = {
        "taxes": True if taxes.enabled is None else taxes.enabled,
        "tax_inclusive": bool(taxes.inclusive),
    }
    pricing: dict[str, Any] = switches | {name: value for name, value in saved.items() if name in _PRICING}
    own = {name: value for name, value in saved.items() if name in _OWN}
    knows_taxes = taxes.enabled is not None or set(switches) <= set(saved) or saved.get("taxes") is False
    return NetworkSettings(pricing=Settings(**pricing), **own, unreadable=unreadable, knows_taxes=knows_taxes)


def rates_under(settings: NetworkSettings, taxes: SharedTaxes) -> tuple[TaxRate, ...]:
    """Return the rates of tax; none is known where nobody can tell whether and how the network charges any."""
    return taxes.rates if settings.knows_taxes else (TaxRate(UNREADABLE, EVERY_CATEGORY, None),)


def _readable(rows: Iterable[Row]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the values that can be by their names, and the names of the others."""
    saved: dict[str, Any] = {}
    unreadable = []
    for row in rows:
        try:
            value = json.loads(row["value"])
        except (TypeError, ValueError, RecursionError):
            unreadable.append(row["name"])
            continue
        found = fault(row["name"], value)
        if found is None:
            saved[row["name"]] = value
        elif found != "unknown":
            unreadable.append(row["name"])
    return saved, tuple(sorted(unreadable))


def fault(name: str, value: Any) -> str | None:
    """Return why a value cannot be saved under a name, None where it can.

    >>> fault("proration", "hourly"), fault("colour", 1), fault("grace_days", 400), fault("anchor", "keep_anchor")
    ('invalid', 'unknown', 'out_of_range', None)
    """
    reader = _readers().get(name)
    if reader is None:
        return "unknown"
    try:
        reader.validate_python(value, strict=True)
    except ValidationError:
        return "invalid"
    lowest, highest = RANGES.get(name, (None, None))
    if lowest is not None and highest is not None and value is not None and not lowest <= value <= highest:
        return "out_of_range"
    return "too_long" if isinstance(value, str) and len(value) > LONGEST_INSTRUCTIONS else None


@lru_cache(maxsize=1)
def _readers() -> Mapping[str, TypeAdapter[Any]]:
    """Return a reader for each setting, made from the types of the two classes that hold them."""
    hints = {**get_type_hints(Settings), **get_type_hints(NetworkSettings)}
    return {name: TypeAdapter(hints[name]) for name in sorted(_PRICING | _OWN)}
