"""The network's tax rates on a screen: what was typed is read, and what it comes to is told; nothing is written here.

The rates are a network option of WordPress that Ultimate Multisite has too. The plugin reads and writes it: it alone
can do so without being allowed to write every other option, and knows what to forget in its object cache.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from bridge.cldr import countries
from bridge.fields import FieldCode
from bridge.network_admin.forms import FieldProblem, Notation
from bridge.people import Actor, require_network_admin
from bridge.ports import Services
from bridge.pricing.charges import best_rate
from bridge.pricing.money import Money, round_ratio, to_minor
from bridge.pricing.snapshot import Customer, TaxRate
from bridge.store.engine import values
from bridge.store.settings import NO_CATEGORY

EVERY_COUNTRY = "*"
LONGEST_TITLE, LONGEST_CATEGORY, LONGEST_PLACE = 191, 60, 1000
#: What the forecast is worked out for: so many major units, and so many places at most.
PRICE, MOST_PLACES = 100, 100

_PERCENT = re.compile(r"(\d{1,3})(?:[.,](\d{1,4}))?\s*%?")
_MOST_PERCENT = 100
_FALLBACK_CURRENCY = "EUR"


@dataclass(frozen=True, slots=True)
class RateRow:
    """A rate as it is stored or was typed: ``state`` and ``city`` are comma lists, '' or '*' is any."""

    category: str
    title: str
    country: str
    state: str
    city: str
    percent: str


@dataclass(frozen=True, slots=True)
class ReadRate:
    """A rate as it is to be stored; ``percent`` is a plain decimal, ``shown`` as the reader writes it.

    Of a percentage that cannot be read ``percent`` is null, and ``shown`` is what is there.
    """

    category: str
    title: str
    country: str
    state: str
    city: str
    percent: str | None
    shown: str


@dataclass(frozen=True, slots=True)
class Taxed:
    """What a customer somewhere pays for a product of a category; ``percent`` null: nobody can tell.

    ``country`` '' is every country that no rate names. Of a price of ``net`` as it is listed.
    """

    category: str
    country: str
    country_name: str
    state: str
    city: str
    percent: str | None
    net: Money
    tax: Money
    total: Money


@dataclass(frozen=True, slots=True)
class NamedCountry:
    """A country in the reader's language."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class TaxesAnswer:
    """Rates as they were read, what is wrong in them, and who would be taxed how.

    ``charges``: the network charges tax at all. ``elsewhere``: Ultimate Multisite runs, whose own screen is the place.
    ``unreadable`` names what of the stored settings cannot be read.
    """

    rates: tuple[ReadRate, ...]
    problems: tuple[FieldProblem, ...]
    forecast: tuple[Taxed, ...]
    countries: tuple[NamedCountry, ...]
    charges: bool
    inclusive: bool
    elsewhere: bool
    unreadable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Misread(Exception):
    code: FieldCode
    least: int | None = None
    most: int | None = None


def read_taxes_form(services: Services, actor: Actor, rows: Sequence[RateRow], notation: Notation) -> TaxesAnswer:
    """Read rates and forecast what they come to; nothing is written."""
    require_network_admin(actor)
    settings, shared = services.database.reading(lambda store: (store.settings.read(), store.settings.shared_taxes()))
    names = dict(countries(actor.locale))
    problems = tuple(found for at, row in enumerate(rows) for found in _problems(at, row, names))
    pricing = settings.pricing
    return TaxesAnswer(
        rates=tuple(_read(row, notation) for row in rows),
        problems=problems,
        forecast=tuple(
            _taxed(place, _rates(rows), names, shared.currency or _FALLBACK_CURRENCY, inclusive=pricing.tax_inclusive)
            for place in _places(rows)
        ),
        countries=tuple(NamedCountry(code, name) for code, name in names.items()),
        charges=pricing.taxes,
        inclusive=pricing.tax_inclusive,
        elsewhere=settings.has_companion,
        unreadable=shared.unreadable,
    )


def percentage(typed: str) -> Fraction:
    """Return a percentage as somebody types it; it has no thousands, so that a comma is always a decimal point.

    >>> percentage("25"), percentage("6,5"), percentage("19.25 %")
    (Fraction(25, 1), Fraction(13, 2), Fraction(77, 4))

    :raises _Misread: for what is none, and beyond 0 to 100.
    """
    text = typed.strip()
    if not text:
        raise _Misread("required")
    found = _PERCENT.fullmatch(text)
    if found is None:
        raise _Misread("percentage_unreadable")
    percent = Fraction(f"{found[1]}.{found[2] or 0}")
    if percent > _MOST_PERCENT:
        raise _Misread("out_of_range", 0, _MOST_PERCENT)
    return percent


def _problems(at: int, row: RateRow, names: dict[str, str]) -> Iterator[FieldProblem]:
    """Yield what is wrong in one row, each with its place such as ``rates.3.percent``."""
    try:
        percentage(row.percent)
    except _Misread as wrong:
        yield FieldProblem(f"rates.{at}.percent", wrong.code, wrong.least, wrong.most)
    if row.country.strip().upper() not in {EVERY_COUNTRY, *names}:
        yield FieldProblem(f"rates.{at}.country", "country_unknown" if row.country.strip() else "required")
    for name, text, most in (
        ("title", row.title, LONGEST_TITLE), ("category", row.category, LONGEST_CATEGORY),
        ("state", row.state, LONGEST_PLACE), ("city", row.city, LONGEST_PLACE),
    ):  # fmt: skip
        if len(text) > most:
            yield FieldProblem(f"rates.{at}.{name}", "too_long", most=most)


def _read(row: RateRow, notation: Notation) -> ReadRate:
    """Return a row as it is to be stored, and as it is shown."""
    try:
        percent = plain(percentage(row.percent))
    except _Misread:
        percent = None
    return ReadRate(
        category=row.category.strip() or NO_CATEGORY,
        title=row.title.strip(),
        country=row.country.strip().upper(),
        state=row.state.strip(),
        city=row.city.strip(),
        percent=percent,
        shown=row.percent if percent is None else percent.replace(".", notation.decimal),
    )


def plain(percent: Fraction) -> str:
    """Write a percentage of at most four decimals as a plain one.

    >>> plain(Fraction(25)), plain(Fraction(13, 2)), plain(Fraction(100)), plain(Fraction(0))
    ('25', '6.5', '100', '0')
    """
    text = f"{percent.numerator / percent.denominator:.4f}"
    return text.rstrip("0").rstrip(".")


def _rates(rows: Sequence[RateRow]) -> tuple[TaxRate, ...]:
    """Return the rates as a price is worked out with them; a percentage that cannot be read is not known."""
    return tuple(
        TaxRate(row.country.strip(), row.category.strip() or NO_CATEGORY, values.percentage(_number(row)), row.state,
                row.city)
        for row in rows
        if row.country.strip() == EVERY_COUNTRY or values.is_country(row.country)
    )  # fmt: skip


def _number(row: RateRow) -> str:
    """Return the percentage of a row as it is stored."""
    try:
        return plain(percentage(row.percent))
    except _Misread:
        return row.percent


def _places(rows: Sequence[RateRow]) -> list[tuple[str, str, str, str]]:
    """Return where to look for each category: every place that a rate names, then everywhere else."""
    categories = list(dict.fromkeys(row.category.strip() or NO_CATEGORY for row in rows))
    found: dict[tuple[str, str, str, str], None] = {}
    for category in categories:
        for row in rows:
            country = row.country.strip().upper()
            if (row.category.strip() or NO_CATEGORY) == category and values.is_country(country) and country:
                found[category, country, _first(row.state), _first(row.city)] = None
        found[category, "", "", ""] = None
    return list(found)[:MOST_PLACES]


def _first(names: str) -> str:
    """Return the first place of a comma list, '' where it is any."""
    first = names.split(",", maxsplit=1)[0].strip()
    return "" if first == EVERY_COUNTRY else first


def _taxed(
    place: tuple[str, str, str, str], rates: tuple[TaxRate, ...], names: dict[str, str], currency: str, *,
    inclusive: bool,
) -> Taxed:  # fmt: skip
    """Return what a customer of a place pays for a category."""
    category, country, state, city = place
    percent = best_rate(rates, Customer(0, country, state, city), category)
    listed, known = round_ratio(to_minor(PRICE, currency).numerator, 1), percent or Fraction(0)
    whole = 100 * known.denominator
    if inclusive:
        tax = round_ratio(listed * known.numerator, whole + known.numerator)
        net, total = listed - tax, listed
    else:
        tax = round_ratio(listed * known.numerator, whole)
        net, total = listed, listed + tax
    unknown = percent is None
    return Taxed(
        category, country, names.get(country, country), state, city,
        None if percent is None else plain(percent),
        Money(net if not unknown else None, currency), Money(tax if not unknown else None, currency),
        Money(total if not unknown else None, currency),
    )  # fmt: skip
