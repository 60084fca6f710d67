"""The network's settings read and saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, make_dataclass, replace
from datetime import datetime
from typing import Any

from bridge.errors import InvalidRequest
from bridge.fields import Field
from bridge.people import Actor, require_network_admin
from bridge.ports import Services
from bridge.pricing import snapshot
from bridge.store.settings import PRICING_SETTINGS, SETTINGS, NetworkSettings, faults, values_of
from bridge.store.store import Store

#: The setting that means nothing where Ultimate Multisite does not run: it is not asked there.
_BESIDE_ALONE = "seller"
#: The settings of which one answer each contradicts the other.
_CONTRADICTING = frozenset({"anchor", "proration"})


#: All settings of the network, as their table has them.
_TYPES = [(one.name, str if one.field.kind == "text" else one.annotation) for one in SETTINGS]
Settings: Any = make_dataclass("Settings", _TYPES, frozen=True, slots=True)


@dataclass(frozen=True, slots=True)
class SettingsAnswer:
    """The settings as they hold, and the fields to edit them with.

    ``problems`` name those whose stored value cannot be, so that the default holds.
    """

    settings: Settings
    problems: tuple[str, ...]
    fields: tuple[Field, ...]


def read_settings(services: Services, actor: Actor) -> SettingsAnswer:
    """Return the network's settings."""
    require_network_admin(actor)
    return _told(services.database.reading(lambda store: store.settings.read()))


def save_settings(services: Services, actor: Actor, values: Mapping[str, Any]) -> SettingsAnswer:
    """Save the settings named and return all.

    :raises InvalidRequest: for an unknown name or an impossible value, with its path.
    """
    require_network_admin(actor)
    check_settings(values)
    at = services.clock.now()
    services.database.transaction(lambda store: _save(store, values, at, actor.user_id))
    return read_settings(services, actor)


def edited(saved: snapshot.Settings, values: Mapping[str, Any]) -> snapshot.Settings:
    """Return the pricing settings with some values in their place, checked one by one before.

    :raises InvalidRequest: where a value contradicts one that is saved or is to be saved with it.
    """
    settings = replace(saved, **{name: values[name] for name in PRICING_SETTINGS & values.keys()})
    if settings.charges_whole_terms_for_parts and _CONTRADICTING & values.keys():
        path = "anchor" if "anchor" in values else "proration"
        raise InvalidRequest(errors=[{"path": path, "code": "charges_whole_terms"}])
    return settings


def _save(store: Store, values: Mapping[str, Any], at: datetime, user_id: int) -> None:
    """Save values that go together with what is saved already."""
    edited(store.settings.read().pricing, values)
    store.settings.save(values, at, user_id)


def check_settings(values: Mapping[str, Any]) -> None:
    """Refuse settings that cannot be saved.

    :raises InvalidRequest: for an unknown name or an impossible value, with its path.
    """
    errors = [error for name, value in values.items() for error in faults(name, value)]
    if errors:
        raise InvalidRequest(errors=errors)


def _told(settings: NetworkSettings) -> SettingsAnswer:
    """Return all settings, which of them are not what is stored, and the fields to edit them with."""
    asked = (one.field for one in SETTINGS if settings.has_companion or one.name != _BESIDE_ALONE)
    return SettingsAnswer(Settings(**values_of(settings)), settings.unreadable, tuple(asked))
