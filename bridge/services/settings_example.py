"""What edited settings would mean for owners: a fixed example, priced as their own changes are; nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

from bridge.domain.catalog import Product
from bridge.domain.quote import Quote, price_change
from bridge.domain.refusal import Refusal
from bridge.domain.settings import Settings
from bridge.domain.snapshot import Selection
from bridge.services.access import require_network_admin
from bridge.services.actor import Actor
from bridge.services.change_view import ChosenAddon
from bridge.services.example_network import (
    AS_OF,
    FOREVER,
    STORIES,
    TERM,
    ExampleName,
    Story,
    example_products,
    example_snapshot,
)
from bridge.services.network_settings import check_settings
from bridge.services.ports import Services
from bridge.services.quote_view import QuoteView

#: The example's currency where the network sells nothing yet.
NO_CURRENCY_YET = "USD"
#: The number that no membership has.
_NOBODY_S = 0
_PRICING = frozenset(field.name for field in fields(Settings))


@dataclass(frozen=True, slots=True)
class Example:
    """One story: the quote its owner would read, or why there is none.

    ``payable_until`` is when an unpaid change ends, None where nothing is to be paid. ``saved`` is the quote under the
    settings as saved (None: refused), ``differs`` whether an owner would notice the edit here.
    """

    name: ExampleName
    held_id: int
    selection: Selection
    quote: QuoteView | None
    refusals: tuple[Refusal, ...]
    payable_until: datetime | None
    saved: Quote | None
    differs: bool


@dataclass(frozen=True, slots=True)
class SettingsExample:
    """The stories with the catalog they happen in."""

    currency: str
    products: tuple[Product, ...]
    examples: tuple[Example, ...]


def work_out_example(services: Services, actor: Actor, values: Mapping[str, Any]) -> SettingsExample:
    """Price the example under the saved settings with these values in their place.

    :raises InvalidRequest: for an unknown name or an impossible value, with its path.
    """
    require_network_admin(actor)
    check_settings(values)
    saved, products = services.database.reading(
        lambda store: (store.settings.read().pricing, store.catalog.products())
    )
    edited = replace(saved, **{name: values[name] for name in _PRICING & values.keys()})
    currency = usual_currency(products.values())
    examples = tuple(_example(story, edited, saved, currency) for story in STORIES)
    return SettingsExample(currency, tuple(example_products(currency).values()), examples)


def usual_currency(products: Iterable[Product]) -> str:
    """Return the currency of most active products, the first of the alphabet among equals."""
    counts = Counter(product.currency for product in products if product.active)
    return min(counts, key=lambda code: (-counts[code], code), default=NO_CURRENCY_YET)


def _example(story: Story, edited: Settings, saved: Settings, currency: str) -> Example:
    """Price one story under both settings."""
    told, before = (_decided(story, settings, currency) for settings in (edited, saved))
    until = _payable_until(story, told, edited)
    quote = told if isinstance(told, Quote) else None
    return Example(
        name=story.name,
        held_id=story.held,
        selection=story.selection,
        quote=None if quote is None else _view(story, quote, currency),
        refusals=() if isinstance(told, Quote) else told,
        payable_until=until,
        saved=before if isinstance(before, Quote) else None,
        differs=(_noticed(told), until) != (_noticed(before), _payable_until(story, before, saved)),
    )


def _decided(story: Story, settings: Settings, currency: str) -> Quote | tuple[Refusal, ...]:
    """Decide and price as an owner's change is; over a limit, a network that warns lets it pass."""
    return price_change(
        example_snapshot(story, settings, currency), story.selection, AS_OF, exceeded=story.exceeded
    )


def _payable_until(story: Story, told: Quote | tuple[Refusal, ...], settings: Settings) -> datetime | None:
    """Return when an unpaid change ends: after the payment window, or at the running term's end before that."""
    if not isinstance(told, Quote) or not told.due_now_minor:
        return None
    window = AS_OF + timedelta(days=settings.payment_window_days)
    return min(window, TERM[1]) if story.held != FOREVER else window


def _noticed(told: Quote | tuple[Refusal, ...]) -> Any:
    """Return of an answer what an owner can see; the basis, which knows the settings, is not."""
    return replace(told, basis="") if isinstance(told, Quote) else told


def _view(story: Story, quote: Quote, currency: str) -> QuoteView:
    """Return the quote as a page shows one that nobody can confirm; the example has no limits."""
    names = {number: product.name for number, product in example_products(currency).items()}
    return QuoteView(
        id=None,
        membership_id=_NOBODY_S,
        selection=story.selection,
        plan_name=names[story.wanted],
        addons=tuple(ChosenAddon(number, names[number], count) for number, count in story.addons.items()),
        quote=quote,
        names=names,
        limits_before={},
        limits_after={},
        exceeds=(),
        replaces_pending=None,
        confirmable=False,
        gateways=(),
    )
