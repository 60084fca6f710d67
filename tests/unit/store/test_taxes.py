"""Rates of tax as the shared settings hold them."""

import pytest

from bridge.pricing.snapshot import EVERY_CATEGORY, UNREADABLE
from bridge.store.settings import SHARED_SETTINGS, TAX_RATES, read_taxes, settings_from

RATE = 'a:2:{s:7:"country";s:2:"SE";s:8:"tax_rate";s:2:"25";}'
NO_TABLES = (
    'O:8:"stdClass":1:{s:4:"code";R:1;}',
    'O:8:"stdClass":1:{s:4:"code";s:3:"abc";}',
    'a:1:{s:7:"default";s:3:"abc";}',
    'a:2:{s:7:"default";N;s:5:"books";i:6;}',
    'a:1:{i:0;s:2:"25";}',
    "25",
)
TABLES = ("a:0:{}", f'a:1:{{s:7:"default";a:1:{{s:5:"rates";a:1:{{i:0;{RATE}}}}}}}', 'a:1:{s:5:"books";a:0:{}}')


@pytest.mark.parametrize("stored", NO_TABLES)
def test_what_is_no_table_of_rates_does_not_say_that_there_is_no_tax(stored: str) -> None:
    taxes = read_taxes([{"meta_key": TAX_RATES, "meta_value": stored}])

    assert [(rate.country, rate.tax_category, rate.percent) for rate in taxes.rates] == [
        (UNREADABLE, EVERY_CATEGORY, None)
    ]
    assert taxes.unreadable == (TAX_RATES,)


@pytest.mark.parametrize("stored", TABLES)
def test_a_table_of_rates_may_have_few_or_none(stored: str) -> None:
    assert read_taxes([{"meta_key": TAX_RATES, "meta_value": stored}]).unreadable == ()


def test_a_network_without_a_table_of_rates_has_no_tax() -> None:
    assert read_taxes([]).unreadable == ()


@pytest.mark.parametrize(
    "stored", ['O:8:"stdClass":1:{s:4:"code";R:1;}', 'O:8:"stdClass":1:{s:12:"enable_taxes";i:0;}', "a:x", "25"]
)
def test_what_is_no_array_of_settings_does_not_say_that_nothing_is_taxed(stored: str) -> None:
    taxes = read_taxes([{"meta_key": SHARED_SETTINGS, "meta_value": stored}])

    assert taxes.enabled is None
    assert SHARED_SETTINGS in taxes.unreadable
    assert not settings_from([], taxes).knows_taxes
