"""Numbers of the shared tables: exact in every form, else not known, and never 0."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from bridge.pricing.catalog import Product
from bridge.store.engine import php_serialize, values
from bridge.store.product_editing import read_document
from bridge.store.products import product, read_catalog
from bridge.store.settings import SharedTaxes, read_taxes, settings_from

ROW: dict[str, Any] = {
    "id": 3, "slug": "premium", "name": "Premium", "type": "plan", "product_group": "", "currency": "SEK",
    "description": "", "amount": Decimal("199.0000"), "setup_fee": Decimal("0.0000"), "pricing_type": "paid",
    "recurring": 1, "duration": 1, "duration_unit": "month", "trial_duration": 0, "trial_duration_unit": "day",
    "list_order": 1, "active": 1, "parent_id": 0, "direction": None, "minimum_term": None,
    "minimum_term_unit": None, "hidden": None,
}  # fmt: skip
UNREADABLE = ("kr 199", "abc", "", None, "-5", -5, "nan", float("nan"), float("inf"), True, "1.990", "1,990", "1e3",
              "9" * 5000, Decimal("NaN"), Decimal("-0.01"), 10**9, [], {})  # fmt: skip
READABLE = (
    (1990, "1990"), (Decimal("1990.50"), "1990.5"), (1990.5, "1990.5"), (Fraction(3981, 2), "1990.5"),
    ("549,90", "549.9"), ("1.990,50", "1990.5"), ("1,990.50", "1990.5"), ("1 990", "1990"), ("1\u00a0990,5", "1990.5"),
    ("1990.50", "1990.5"), ("0", "0"), (0, "0"), ("1.000.000", "1000000"),
)  # fmt: skip


def with_yearly_price(amount: Any) -> Product:
    entry = {"duration": 1, "duration_unit": "year", "amount": amount}
    return product(ROW, {"price_variations": php_serialize.dumps([entry])})


def test_a_yearly_price_of_1990_50_is_1990_50() -> None:
    assert [price.amount for price in with_yearly_price(1990.5).price_variations] == [Fraction(199050)]


@pytest.mark.parametrize(("form", "amount"), READABLE)
def test_an_amount_is_read_exactly_in_every_form(form: Any, amount: str) -> None:
    assert values.amount(form, "SEK") == Fraction(amount) * 100


@pytest.mark.parametrize("form", UNREADABLE)
def test_what_cannot_be_read_is_not_known_in_price_fee_and_column(form: Any) -> None:
    assert values.amount(form, "SEK") is None
    assert (read := product({**ROW, "amount": form, "setup_fee": form}, {})).amount is None
    assert read.setup_fee is None
    assert read_document({**ROW, "amount": form}, {}).unreadable == ("amount",)


@pytest.mark.parametrize("form", [form for form in UNREADABLE if isinstance(form, str | int | None)])
def test_an_unreadable_further_price_is_not_known_and_named(form: Any) -> None:
    entry = {"duration": 3, "duration_unit": "month", "amount": form}
    meta = {"price_variations": php_serialize.dumps([entry])}

    assert [price.amount for price in product(ROW, meta).price_variations] == [None]
    assert "price_variations" in read_document(ROW, meta).unreadable


@pytest.mark.parametrize(
    ("told", "percent"), [("25,5", Fraction(51, 2)), ("20%", None), ("", None), (-1, None), ("25.5", Fraction(51, 2))]
)
def test_a_tax_rate_is_exact_or_not_known(told: Any, percent: Fraction | None) -> None:
    stored = {"default": {"rates": [{"country": "SE", "tax_rate": told}]}}

    taxes = read_taxes([{"meta_key": "wp-ultimo_tax_rates", "meta_value": php_serialize.dumps(stored)}])

    assert [rate.percent for rate in taxes.rates] == [percent]


@pytest.mark.parametrize("kind", ["a:{}:{{}}", 's:{}:"x";', "i:{};", 'O:{}:"A":0:{{}}'])
def test_a_count_of_thousands_of_digits_is_unreadable_and_breaks_that_product_alone(kind: str) -> None:
    bomb = kind.format("9" * 5000)
    others = [{"product_id": 4, "meta_key": "wu_limitations", "meta_value": "a:0:{}"}]
    broken = [{"product_id": 3, "meta_key": key, "meta_value": bomb} for key in ("wu_limitations", "price_variations")]

    found = read_catalog([ROW, {**ROW, "id": 4}], [*broken, *others])

    assert set(found.products) == {3, 4}
    assert "wu_limitations" in read_document(ROW, {"wu_limitations": bomb}).unreadable


def test_an_empty_currency_is_the_networks() -> None:
    taxes = SharedTaxes(enabled=False, inclusive=False, rates=(), currency="SEK")

    assert read_catalog([{**ROW, "currency": ""}], [], taxes).products[3].currency == "SEK"


def test_a_setting_that_is_no_json_leaves_the_others_standing() -> None:
    rows = [{"name": "proration", "value": "{broken"}, {"name": "grace_days", "value": "5"}]

    read = settings_from(rows, SharedTaxes(enabled=False, inclusive=False, rates=()))

    assert (read.grace_days, read.pricing.proration) == (5, "second")


def test_odd_dates_are_none() -> None:
    assert [values.instant(odd) for odd in ("0000-00-00 00:00:00", "", "soon", None)] == [None] * 4
    assert values.instant("9999-12-31 00:00:00") == datetime(9999, 12, 31)
