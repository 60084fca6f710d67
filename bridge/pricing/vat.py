"""Whether VAT is the buyer's to pay: reverse charge between two countries of the EU."""

from __future__ import annotations

#: The members of the EU by ISO 3166.
EU = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
})  # fmt: skip
#: Prefixes of VAT numbers that are not the country's own code: Greece has one of its own.
_PREFIXES = {"EL": "GR"}
_PREFIX = 2


def country_of(vat_number: str) -> str:
    """Return the country whose VAT number it is, by its prefix; Northern Ireland (XI, goods alone) is its own.

    >>> country_of("EL094259216"), country_of("SE556703748501"), country_of("")
    ('GR', 'SE', '')
    """
    prefix = vat_number[:_PREFIX].upper()
    return _PREFIXES.get(prefix, prefix)


def is_reversed(seller_country: str, buyer_country: str, vat_number: str, vat_state: str) -> bool:
    """Tell whether the buyer pays the VAT.

    Both are in the EU, in different countries, the number is of the billing country and the register called it valid.

    >>> is_reversed("SE", "DE", "DE136695976", "valid"), is_reversed("SE", "SE", "SE556703748501", "valid")
    (True, False)
    >>> is_reversed("SE", "DE", "DE136695976", "unchecked"), is_reversed("SE", "DE", "FR40303265045", "valid")
    (False, False)
    """
    seller, buyer = seller_country.upper(), buyer_country.upper()
    return vat_state == "valid" and seller in EU and buyer in EU and seller != buyer and country_of(vat_number) == buyer
