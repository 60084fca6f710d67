"""The network's settings: one JSON value a name, defaults where nothing was saved."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from bridge.domain.settings import Settings
from bridge.services.settings import NetworkSettings
from bridge.store.connection import Connection, Row
from bridge.store.tax_rates import SharedTaxes, read_taxes

SETTING_READS = ("settings_store.list_settings", "tax_rates.shared_settings")
_PRICING = frozenset(field.name for field in fields(Settings))
_OWN = frozenset(field.name for field in fields(NetworkSettings)) - {"pricing"}


class MySQLSettings:
    """Fulfils :class:`bridge.services.ports.SettingsStore`."""

    def __init__(self, session: Connection) -> None:
        """Bind to a session."""
        self._session = session

    def read(self) -> NetworkSettings:
        """Return the settings; tax switches never saved here are those of the shared settings."""
        found = self._session.batch(SETTING_READS)
        taxes = read_taxes(found["tax_rates.shared_settings"])
        return settings_from(found["settings_store.list_settings"], taxes)

    def save(self, values: Mapping[str, Any], at: datetime, user_id: int) -> None:
        """Write these names, in order, and only these."""
        for name in sorted(values):
            self._session.execute(
                "settings_store.put_setting", name=name, value=json.dumps(values[name]), at=at, user_id=user_id
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
