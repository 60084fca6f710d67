"""Money is written as its reader writes it."""

from fractions import Fraction

import pytest

from bridge.cldr import cldr_locale
from bridge.web.encoding import decimal, format_money, money, plain


@pytest.mark.parametrize(
    ("minor", "currency", "locale", "written"),
    [
        (19900, "SEK", "sv_SE", "199,00\xa0kr"),
        (123456789, "SEK", "sv_SE", "1\xa0234\xa0567,89\xa0kr"),
        (19900, "SEK", "en_US", "SEK\xa0199.00"),
        (-5, "EUR", "de_DE_formal", "-0,05\xa0€"),
        (500, "JPY", "ja", "￥500"),
        (12345, "BHD", "en_GB", "BHD\xa012.345"),
        (100, "USD", "en", "$1.00"),
    ],
)
def test_an_amount_as_its_reader_writes_it(minor: int, currency: str, locale: str, written: str) -> None:
    assert written == format_money(minor, currency, locale)


def test_an_unknown_locale_reads_english() -> None:
    assert str(cldr_locale("xx_YY")) == "en_US"


def test_an_amount_keeps_its_minor_units() -> None:
    assert money(-1050, "SEK", "sv_SE") == {"amount_minor": -1050, "currency": "SEK", "formatted": "\u221210,50\xa0kr"}


@pytest.mark.parametrize(
    ("amount", "written"), [(Fraction(0), "0.00"), (Fraction(5, 2), "2.50"), (Fraction(123456, 10000), "12.3456")]
)
def test_an_exact_amount_in_major_units(amount: Fraction, written: str) -> None:
    assert written == decimal(amount)


def test_parameters_get_the_written_form_of_their_amounts_at_any_depth() -> None:
    found = plain({"inputs": {"price_minor": 100, "days": 3, "is_minor": True}}, "SEK", "sv_SE")

    assert found == {
        "inputs": {
            "price_minor": 100,
            "price": {"amount_minor": 100, "currency": "SEK", "formatted": "1,00\xa0kr"},
            "days": 3,
            "is_minor": True,
        }
    }


def test_an_amount_between_two_roundings_is_written_with_its_decimals() -> None:
    found = plain({"rate_minor": "2469/2", "third_minor": "100/3", "whole_minor": "19900"}, "SEK", "en_US")

    assert (found["rate_minor"], found["rate"]["formatted"]) == ("2469/2", "SEK\xa012.345")
    assert (found["third"]["amount_minor"], found["third"]["formatted"]) == (33, "SEK\xa00.333333")
    assert found["whole"] == {"amount_minor": 19900, "currency": "SEK", "formatted": "SEK\xa0199.00"}
