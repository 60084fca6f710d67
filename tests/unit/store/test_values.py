"""Numbers of the shared tables: exact in every form, else not known, and never 0."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from bridge.limits.modules import Allowance, allowance
from bridge.pricing.catalog import Product, listed_periods
from bridge.pricing.charges import best_rate, reduction
from bridge.pricing.refusal import NotKnown
from bridge.pricing.snapshot import Customer, TaxRate
from bridge.store.engine import php_serialize, values
from bridge.store.membership_rows import read_customer, read_discount
from bridge.store.product_editing import read_document
from bridge.store.products import product, read_catalog
from bridge.store.settings import COMPANIONS, SharedTaxes, rates_under, read_taxes, settings_from
from bridge.store.terms import discount_text, kept_discount

ROW: dict[str, Any] = {
    "id": 3, "slug": "premium", "name": "Premium", "type": "plan", "product_group": "", "currency": "SEK",
    "description": "", "amount": Decimal("199.0000"), "setup_fee": Decimal("0.0000"), "pricing_type": "paid",
    "recurring": 1, "duration": 1, "duration_unit": "month", "trial_duration": 0, "trial_duration_unit": "day",
    "billing_cycles": 0, "list_order": 1, "active": 1, "parent_id": 0, "direction": None, "minimum_term": None,
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


@pytest.mark.parametrize("form", ["1.000", "1,000", "12.500", "999,999"])
def test_one_separator_before_three_digits_groups_a_limit_and_leaves_a_price_not_known(form: str) -> None:
    thousands = int(form.replace(".", "").replace(",", ""))

    assert allowance(form) == Allowance(thousands)
    assert values.amount(form, "SEK") is None
    assert product({**ROW, "amount": form}, {}).amount is None


@pytest.mark.parametrize("form", ["1000", "1 000", "1.000.000", "1,000,000", "1'000"])
def test_what_can_only_be_grouped_is_the_same_number_as_limit_and_as_price(form: str) -> None:
    assert values.amount(form, "SEK") == (allowance(form).number or 0) * 100


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


SHARED = {"enable_taxes": 1, "inclusive_tax": 0, "currency_symbol": "SEK"}
NO_ARRAYS = ("", None, "a:1:{i:0;d:INF;}", "a:x", "none", "i:5;", '{"a": 1}', "d:NAN;", "a:" + "9" * 5000 + ":{}")
CUSTOMER = Customer(1, country="SE")
DISCOUNTED = {"term_of": None, "kept_discount": None, "currency": "SEK"}


def shared(settings: Any = SHARED, rates: Any = None, active: Any = None) -> SharedTaxes:
    stored = {"wp-ultimo_v2_settings": settings, "wp-ultimo_tax_rates": rates, "active_sitewide_plugins": active}
    return read_taxes(
        [{"meta_key": key, "meta_value": php_serialize.dumps(value or [])} for key, value in stored.items()]
    )


@pytest.mark.parametrize("text", NO_ARRAYS)
@pytest.mark.parametrize("key", ["wp-ultimo_v2_settings", "wp-ultimo_tax_rates"])
def test_where_settings_or_rates_cannot_be_read_no_rate_is_known_and_the_text_is_named(key: str, text: Any) -> None:
    taxes = read_taxes([{"meta_key": key, "meta_value": text}])
    settings = settings_from([], replace(taxes, enabled=True) if taxes.enabled is False else taxes)

    assert taxes.unreadable == (key,)
    assert settings.pricing.taxes
    assert best_rate(rates_under(settings, taxes), CUSTOMER, "default") is None


def test_missing_settings_mean_no_tax() -> None:
    taxes = read_taxes([])

    assert settings_from([], taxes).pricing.taxes is False
    assert rates_under(settings_from([], taxes), taxes) == ()


@pytest.mark.parametrize(
    "entry", [5, "x", {"rates": "x"}, {"rates": {"0": "x"}}, {"rates": {"0": {"country": "SE", "tax_rate": "20%"}}}]
)
def test_a_list_of_rates_that_is_none_leaves_its_own_category_unknown_and_no_other(entry: Any) -> None:
    other = {"rates": {"0": {"country": "SE", "tax_rate": "6"}}}

    rates = shared(rates={"default": entry, "books": other}).rates

    assert best_rate(rates, CUSTOMER, "default") is None
    assert best_rate(rates, CUSTOMER, "books") == 6


ODD_SETTINGS = ('"x"', "400", "-1", "null", "[]", "{broken", "1.5", "true", '"hourly"', "1e999", "[" * 3000)


@pytest.mark.parametrize("name", ["grace_days", "request_days", "quote_valid_minutes", "payment_window_days"])
@pytest.mark.parametrize("value", [odd for odd in ODD_SETTINGS if odd != "400"])
def test_a_setting_that_could_not_be_saved_has_its_default_and_is_named(name: str, value: str) -> None:
    rows = [{"name": name, "value": value}, {"name": "anchor", "value": '"keep_anchor"'}]

    read = settings_from(rows, shared())

    assert replace(read, unreadable=()) == settings_from(rows[1:], shared())
    assert read.unreadable == (name,)


def test_a_name_of_another_version_is_no_problem() -> None:
    assert settings_from([{"name": "colour", "value": '"red"'}], shared()).unreadable == ()


@pytest.mark.parametrize("plugin", sorted(COMPANIONS))
@pytest.mark.parametrize("column", ["USD", "", "sek", "kr 199"])
def test_beside_ultimate_multisite_every_product_is_sold_in_the_network_s_currency(plugin: str, column: str) -> None:
    beside = shared(active={plugin: 1763000000})

    assert read_catalog([{**ROW, "currency": column}], [], beside).products[3].currency == "SEK"


@pytest.mark.parametrize(("column", "sold"), [("USD", "USD"), ("", "SEK"), ("sek", "SEK"), ("kr 199", "XXX")])
def test_without_it_a_product_s_own_column_binds(column: str, sold: str) -> None:
    assert read_catalog([{**ROW, "currency": column}], [], shared()).products[3].currency == sold


def test_beside_it_a_price_for_another_currency_is_no_price() -> None:
    child = {**ROW, "id": 4, "parent_id": 3, "currency": "EUR", "duration": 3, "amount": Decimal("9.90")}
    beside = shared(active={min(COMPANIONS): 1})

    assert read_catalog([ROW, child], [], beside).products[3].price_variations == ()
    assert len(read_catalog([ROW, child], [], shared()).products[3].price_variations) == 1


@pytest.mark.parametrize(("column", "period"), [(1, "unknown word"), (-5, "month"), (1, None), (9999, "year")])
def test_a_price_whose_period_cannot_be_read_is_not_sold_by_the_month(column: int, period: str | None) -> None:
    read = product({**ROW, "duration": column, "duration_unit": period}, {})

    assert listed_periods(read, "SEK") == ()


def test_a_product_that_does_not_say_whether_it_recurs_is_not_bought_for_ever() -> None:
    assert product({**ROW, "recurring": None}, {}).recurring is True


def test_an_amount_in_a_currency_that_is_no_code_is_not_known() -> None:
    read = product({**ROW, "currency": "kr 199"}, {})

    assert (read.currency, read.amount, values.minor("5", read.currency)) == ("XXX", None, None)


@pytest.mark.parametrize("stored", ["a:x", "a:1:{i:0;i:1;}", '{"a": 1}', "2026-11-25 10:00:00", "d:NAN;", "d:INF;"])
def test_a_tax_category_that_is_no_name_has_no_known_rate_and_is_named(stored: str) -> None:
    read = product(ROW, {"tax_category": stored})

    assert best_rate((TaxRate("SE", "default", Fraction(25)),), CUSTOMER, read.tax_category) is None
    assert "tax_category" in read_document(ROW, {"tax_category": stored}).unreadable


@pytest.mark.parametrize(
    "address",
    ["a:x", "x", "i:5;", 'a:1:{s:15:"billing_country";a:0:{}}x', '{"country": "SE"}', "a:1:{i:0;d:INF;}",
     'a:1:{s:7:"country";s:6:"kr 199";}', 'a:2:{s:7:"country";s:2:"SE";s:5:"state";a:1:{i:0;i:1;}}'],
)  # fmt: skip
def test_an_address_that_cannot_be_read_leaves_the_tax_unknown(address: str) -> None:
    customer = read_customer({"customer_id": 1, "user_id": 2, "has_trialed": None}, {"wu_billing_address": address})

    assert best_rate((TaxRate("SE", "default", Fraction(25)),), customer, "default") is None


@pytest.mark.parametrize("address", [None, "", "a:0:{}"])
def test_no_address_is_one_without_tax_of_a_country(address: str | None) -> None:
    customer = read_customer({"customer_id": 1, "user_id": 2, "has_trialed": None}, {"wu_billing_address": address})

    assert best_rate((TaxRate("SE", "default", Fraction(25)),), customer, "default") == 0


@pytest.mark.parametrize("figures", [{"value": None}, {"uses": -1}, {"max_uses": -5}, {"value": Decimal(-5)}])
def test_a_code_whose_value_or_uses_cannot_be_read_takes_nothing_off_in_silence(figures: dict[str, Any]) -> None:
    row = {"code": "TEN", "type": "percentage", "value": Decimal(10), "apply_to_renewals": 1, "uses": 0,
           "max_uses": 5, "active": 1, "date_expiration": None, "limit_products": None, "allowed_products": None,
           "limit_billing_periods": None, "allowed_billing_periods": None, "held": 0}  # fmt: skip
    membership = {"term_of": None, "kept_discount": None, "currency": "SEK"}

    code = read_discount(membership, "TEN", {**row, **figures})

    assert code is not None
    with pytest.raises(NotKnown):
        reduction(code, 3, None, datetime(2026, 11, 25), is_plan=True)
    assert kept_discount(discount_text(code)) == replace(code, remaining_uses=None)


@pytest.mark.parametrize("stored", ["a:x", "d:NAN;", "b:1;", 'a:1:{s:5:"value";s:2:"25";}', 'a:1:{s:4:"code";a:0:{}}'])
def test_a_membership_s_code_that_cannot_be_read_leaves_its_price_unknown(stored: str) -> None:
    code = read_discount(DISCOUNTED, stored, None)

    assert code is not None
    with pytest.raises(NotKnown):
        reduction(code, 3, None, datetime(2026, 11, 25), is_plan=True)


@pytest.mark.parametrize(
    ("odd", "is_known"),
    [({}, True), ({"type": "unknown word"}, False), ({"value": "kr 199"}, False), ({"uses": "NaN"}, False),
     ({"date_expiration": "soon"}, False), ({"apply_to_renewals": "perhaps"}, False),
     ({"limit_products": "perhaps"}, False), ({"limit_products": "1", "allowed_products": "a:x"}, False),
     ({"limit_products": "1", "allowed_products": [3]}, True),
     ({"limit_products": "", "allowed_products": "a:x"}, True),
     ({"limit_billing_periods": "1", "allowed_billing_periods": ["soon"]}, False),
     ({"limit_billing_periods": "1", "allowed_billing_periods": ["1-month"]}, True)],
)  # fmt: skip
def test_what_a_kept_code_takes_off_is_known_or_told_to_be_unknown(odd: dict[str, Any], is_known: bool) -> None:  # noqa: FBT001
    told = {"code": "TEN", "type": "absolute", "value": "10", "apply_to_renewals": "1", **odd}

    code = read_discount(DISCOUNTED, php_serialize.dumps(told), None)

    assert code is not None
    assert (code.value is not None) == is_known


def test_a_customer_who_is_gone_has_no_address_that_tax_goes_by() -> None:
    customer = read_customer({"customer_id": 1, "user_id": None, "has_trialed": None}, {})

    assert best_rate((TaxRate("SE", "default", Fraction(25)),), customer, "default") is None


@pytest.mark.parametrize("name", ["enable_taxes", "inclusive_tax"])
def test_a_tax_switch_that_is_neither_on_nor_off_is_not_known_and_named(name: str) -> None:
    taxes = shared({**SHARED, name: "kr 199"})

    assert taxes.unreadable == (f"wp-ultimo_v2_settings: {name}",)
    assert best_rate(rates_under(settings_from([], taxes), taxes), CUSTOMER, "default") is None


@pytest.mark.parametrize("rate", [{"country": "kr 199"}, {"country": ["SE"]}, {"country": "SE", "state": {"a": 1}}])
def test_a_rate_that_is_for_nobody_knows_whom_leaves_its_category_unknown(rate: dict[str, Any]) -> None:
    taxes = shared(rates={"default": {"rates": [{**rate, "tax_rate": 25}]}, "books": {"rates": []}})

    assert best_rate(taxes.rates, CUSTOMER, "default") is None
    assert best_rate(taxes.rates, CUSTOMER, "books") == 0


@pytest.mark.parametrize("currency", ["kr 199", ["SEK"]])
def test_a_network_s_currency_that_is_no_code_is_named(currency: Any) -> None:
    taxes = shared({**SHARED, "currency_symbol": currency})

    assert (taxes.currency, taxes.unreadable) == ("XXX", ("wp-ultimo_v2_settings: currency_symbol",))
