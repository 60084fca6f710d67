"""The network's settings read and saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field
from typing_extensions import TypedDict

from bridge.errors import InvalidRequest
from bridge.people import Actor, require_network_admin
from bridge.ports import Services
from bridge.pricing import snapshot
from bridge.store.settings import RANGES, NetworkSettings, fault
from bridge.store.store import Store
from bridge.web.encoding import Request

_PRICING = frozenset(field.name for field in fields(snapshot.Settings))
#: The settings of which one answer each contradicts the other.
_CONTRADICTING = frozenset({"anchor", "proration"})


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
    services.database.transaction(lambda store: _save(store, values, at, actor.user_id))
    return read_settings(services, actor)


def edited(saved: snapshot.Settings, values: Mapping[str, Any]) -> snapshot.Settings:
    """Return the pricing settings with some values in their place, checked one by one before.

    :raises InvalidRequest: where a value contradicts one that is saved or is to be saved with it.
    """
    settings = replace(saved, **{name: values[name] for name in _PRICING & values.keys()})
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
    errors = [{"path": name, "code": code} for name, value in values.items() if (code := fault(name, value))]
    if errors:
        raise InvalidRequest(errors=errors)


class Settings(TypedDict):
    """All settings of the network; ``taxes`` and ``tax_inclusive`` are those of the tables we share."""

    proration: Literal["second", "day", "none", "legacy_day"]
    anchor: Literal["restart", "keep_anchor"]
    addon_charge: Literal["rest_of_term", "full"]
    downgrade: Literal["term_end", "immediate"]
    ungrouped: Literal["all", "same_ungrouped", "none"]
    over_limit: Literal["refuse", "warn"]
    lifetime_years: int | None
    payment_window_days: int
    quote_valid_minutes: int
    taxes: bool
    tax_inclusive: bool
    site_administrators_may_buy: bool
    manual_instructions: str
    grace_days: int
    request_days: int
    when_paid_in_full: Literal["go_on", "end"]


class SettingsAnswer(TypedDict):
    """The settings as they hold; ``problems`` name those whose stored value cannot be, so that the default holds."""

    settings: Settings
    problems: list[str]


def _within(name: str) -> Any:
    """Return the bounds of a setting that is a number."""
    lowest, highest = RANGES[name]
    return Field(ge=lowest, le=highest)


class SettingsBody(Request):
    """The settings to change; a name left out stays as it is (the defaults written here are never saved)."""

    proration: Literal["second", "day", "none", "legacy_day"] = "second"
    anchor: Literal["restart", "keep_anchor"] = "restart"
    addon_charge: Literal["rest_of_term", "full"] = "rest_of_term"
    downgrade: Literal["term_end", "immediate"] = "term_end"
    ungrouped: Literal["all", "same_ungrouped", "none"] = "all"
    over_limit: Literal["refuse", "warn"] = "refuse"
    lifetime_years: Annotated[int, _within("lifetime_years")] | None = None
    payment_window_days: Annotated[int, _within("payment_window_days")] = 7
    quote_valid_minutes: Annotated[int, _within("quote_valid_minutes")] = 15
    taxes: bool = False
    tax_inclusive: bool = False
    site_administrators_may_buy: bool = False
    manual_instructions: Annotated[str, Field(max_length=10000)] = ""
    grace_days: Annotated[int, _within("grace_days")] = 3
    request_days: Annotated[int, _within("request_days")] = 7
    when_paid_in_full: Literal["go_on", "end"] = "go_on"

    def named(self) -> dict[str, Any]:
        """Return the settings that were named."""
        return self.model_dump(exclude_unset=True)


def present_settings(settings: NetworkSettings) -> Settings:
    """Return all settings."""
    pricing = settings.pricing
    return {
        "proration": pricing.proration,
        "anchor": pricing.anchor,
        "addon_charge": pricing.addon_charge,
        "downgrade": pricing.downgrade,
        "ungrouped": pricing.ungrouped,
        "over_limit": pricing.over_limit,
        "lifetime_years": pricing.lifetime_years,
        "payment_window_days": pricing.payment_window_days,
        "quote_valid_minutes": pricing.quote_valid_minutes,
        "taxes": pricing.taxes,
        "tax_inclusive": pricing.tax_inclusive,
        "site_administrators_may_buy": settings.site_administrators_may_buy,
        "manual_instructions": settings.manual_instructions,
        "grace_days": settings.grace_days,
        "request_days": settings.request_days,
        "when_paid_in_full": settings.when_paid_in_full,
    }


def present_settings_answer(settings: NetworkSettings) -> SettingsAnswer:
    """Return all settings, and which of them are not what is stored."""
    return {"settings": present_settings(settings), "problems": list(settings.unreadable)}
