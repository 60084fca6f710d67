"""The worked example beside the settings."""

from __future__ import annotations

from bridge.domain.catalog import Product
from bridge.domain.money import round_known
from bridge.services.example_network import AS_OF, BOUGHT_FOREVER, TAX_PERCENT, TERM
from bridge.services.settings_example import Example, SettingsExample
from bridge.web.answers import settings_example as answers
from bridge.web.present.money import instant, instant_or_none, money, period
from bridge.web.present.quotes import present_quote, present_refusals


def present_example(told: SettingsExample, locale: str) -> answers.ExampleAnswer:
    """Return the example with its catalog and dates."""
    return {
        "currency": told.currency,
        "as_of": instant(AS_OF),
        "term_start": instant(TERM[0]),
        "term_end": instant(TERM[1]),
        "bought_forever": instant(BOUGHT_FOREVER),
        "tax_percent": int(TAX_PERCENT),
        "products": [_product(product, locale) for product in told.products],
        "examples": [_example(example, told.currency, locale) for example in told.examples],
    }


def _product(product: Product, locale: str) -> answers.ExampleProduct:
    """Return a product of the example."""
    return {
        "product_id": product.id,
        "slug": product.slug,
        "type": product.type,
        "amount": money(round_known(product.amount), product.currency, locale),
        "period": period(product.period),
    }


def _example(example: Example, currency: str, locale: str) -> answers.Example:
    """Return one story."""
    saved = example.saved
    return {
        "name": example.name,
        "held_id": example.held_id,
        "quote": None if example.quote is None else present_quote(example.quote, locale),
        "refusals": present_refusals(example.refusals, currency, locale),
        "payable_until": instant_or_none(example.payable_until),
        "differs": example.differs,
        "saved_due_now": None if saved is None else money(saved.due_now_minor, currency, locale),
    }
