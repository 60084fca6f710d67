"""Tax rates on the network's screen: percentages as people type them, and who would be taxed how."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from bridge.errors import NotAllowed
from bridge.network_admin.forms import Notation
from bridge.network_admin.taxes import RateRow, TaxesAnswer, read_taxes_form
from bridge.people import Actor
from bridge.pricing.snapshot import Settings
from bridge.store.settings import NetworkSettings, SharedTaxes

ADMIN = Actor(user_id=1, blog_id=1, is_network_admin=True, locale="sv_SE")
SWEDISH = Notation(",", " ")
SE = RateRow("", "Moms", "SE", "", "", "25")


def read(*rows: RateRow, actor: Actor = ADMIN, inclusive: bool = False, **more: Any) -> TaxesAnswer:
    settings = NetworkSettings(pricing=Settings(taxes=True, tax_inclusive=inclusive), **more)
    spoilt = ("wp-ultimo_tax_rates",)
    taxes = SharedTaxes(enabled=True, inclusive=inclusive, rates=(), currency="SEK", unreadable=spoilt)
    store = SimpleNamespace(settings=SimpleNamespace(read=lambda: settings, shared_taxes=lambda: taxes))
    services: Any = SimpleNamespace(database=SimpleNamespace(reading=lambda work: work(store)))
    return read_taxes_form(services, actor, rows, SWEDISH)


@pytest.mark.parametrize(
    ("typed", "percent", "shown"),
    [("25", "25", "25"), ("6,5", "6.5", "6,5"), ("6.5 %", "6.5", "6,5"), ("25.0000", "25", "25"), ("0", "0", "0"),
     ("5,125", "5.125", "5,125"), ("100", "100", "100")],
)  # fmt: skip
def test_a_percentage_is_read_with_either_decimal_point(typed: str, percent: str, shown: str) -> None:
    answer = read(replace(SE, percent=typed))

    assert (answer.rates[0].percent, answer.rates[0].shown, answer.problems) == (percent, shown, ())


@pytest.mark.parametrize(
    ("row", "path", "code"),
    [
        (replace(SE, percent=""), "rates.0.percent", "required"),
        (replace(SE, percent="kr 199"), "rates.0.percent", "percentage_unreadable"),
        (replace(SE, percent="-5"), "rates.0.percent", "percentage_unreadable"),
        (replace(SE, percent="101"), "rates.0.percent", "out_of_range"),
        (replace(SE, country=""), "rates.0.country", "required"),
        (replace(SE, country="Sverige"), "rates.0.country", "country_unknown"),
        (replace(SE, title="x" * 192), "rates.0.title", "too_long"),
    ],
)
def test_what_is_wrong_is_told_at_its_place(row: RateRow, path: str, code: str) -> None:
    assert [(one.path, one.code) for one in read(row).problems] == [(path, code)]


def test_the_forecast_names_each_place_and_every_other_country() -> None:
    answer = read(
        SE, RateRow("", "USt.", "de", "", "", "19"), RateRow("", "Köln", "DE", "", "Köln, Bonn", "20"),
        RateRow("", "Rest", "*", "", "", "5"), RateRow("books", "Bok", "SE", "", "", "6"),
    )  # fmt: skip

    assert [(one.category, one.country_name, one.city, one.percent, one.total.minor) for one in answer.forecast] == [
        ("default", "Sverige", "", "25", 12500),
        ("default", "Tyskland", "", "19", 11900),
        ("default", "Tyskland", "Köln", "20", 12000),
        ("default", "", "", "5", 10500),
        ("books", "Sverige", "", "6", 10600),
        ("books", "", "", "0", 10000),
    ]


def test_where_prices_include_tax_the_total_is_the_price() -> None:
    first = read(SE, inclusive=True).forecast[0]

    assert (first.net.minor, first.tax.minor, first.total.minor) == (8000, 2000, 10000)


def test_of_a_rate_that_cannot_be_read_nobody_can_tell_the_tax() -> None:
    first = read(replace(SE, percent="kr 199")).forecast[0]

    assert (first.percent, first.total.minor) == (None, None)


def test_it_is_told_what_cannot_be_read_and_whose_screen_it_is() -> None:
    answer = read(has_companion=True)

    assert (answer.unreadable, answer.elsewhere, answer.charges) == (("wp-ultimo_tax_rates",), True, True)


def test_it_is_the_network_admins() -> None:
    with pytest.raises(NotAllowed):
        read(actor=Actor(user_id=2, blog_id=1))
