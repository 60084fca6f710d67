"""The network's settings: read, check, save."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import lru_cache
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError

from bridge.domain.settings import Settings
from bridge.errors import InvalidRequest
from bridge.services.access import require_network_admin
from bridge.services.actor import Actor
from bridge.services.ports import Services
from bridge.services.settings import RANGES, NetworkSettings

LONGEST_INSTRUCTIONS = 10_000


def read_settings(services: Services, actor: Actor) -> NetworkSettings:
    """Return the network's settings."""
    require_network_admin(actor)
    return services.database.reading(lambda store: store.settings.read())


def save_settings(services: Services, actor: Actor, values: Mapping[str, Any]) -> NetworkSettings:
    """Save the settings named and return all.

    :raises InvalidRequest: for an unknown name or an impossible value, with its path.
    """
    require_network_admin(actor)
    check_settings(values)
    at = services.clock.now()
    services.database.transaction(lambda store: store.settings.save(values, at, actor.user_id))
    return read_settings(services, actor)


def check_settings(values: Mapping[str, Any]) -> None:
    """Refuse settings that cannot be saved.

    :raises InvalidRequest: for an unknown name or an impossible value, with its path.
    """
    errors = [{"path": name, "code": code} for name, value in values.items() if (code := fault(name, value))]
    if errors:
        raise InvalidRequest(errors=errors)


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
    names = {field.name for kind in (Settings, NetworkSettings) for field in fields(kind)} - {"pricing"}
    return {name: TypeAdapter(hints[name]) for name in sorted(names)}
