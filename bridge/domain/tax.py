"""Tax of a charge: the customer's country and the product's category choose the rate."""

from __future__ import annotations

from fractions import Fraction

from bridge.domain.catalog import Product
from bridge.domain.money import round_ratio
from bridge.domain.refusal import NotKnown
from bridge.domain.snapshot import Customer, Snapshot, TaxRate

NO_TAX = Fraction(0)
_ANY = frozenset({"", "*"})


class TaxTable:
    """The rates of one snapshot's customer, looked up once a category."""

    __slots__ = ("_by_category", "_rates", "customer", "inclusive", "is_charged")

    def __init__(self, snapshot: Snapshot) -> None:
        """Read the network's settings, its rates and the customer's address."""
        self.customer = snapshot.customer
        self.inclusive = snapshot.settings.tax_inclusive
        self.is_charged = snapshot.settings.taxes and not snapshot.customer.tax_exempt
        self._rates = snapshot.tax_rates
        self._by_category: dict[str, Fraction] = {}

    def percent(self, product: Product) -> Fraction:
        """Return the percentage for one product; 0 where it, the customer or the network is not taxed.

        :raises NotKnown: where the rate that holds cannot be read.
        """
        if not (self.is_charged and product.taxable):
            return NO_TAX
        category = product.tax_category
        known = self._by_category.get(category)
        if known is None:
            known = best_rate(self._rates, self.customer, category)
            if known is None:
                raise NotKnown("tax_unknown", product_id=product.id, tax_category=category)
            self._by_category[category] = known
        return known

    def split(self, amount: int, percent: Fraction) -> tuple[int, int]:
        """Split a rounded list amount into (without tax, tax): the tax is inside it or comes on top.

        The tax is taken on the rounded amount and rounded half up.
        """
        if not percent:
            return amount, 0
        hundred = 100 * percent.denominator
        if self.inclusive:
            tax = round_ratio(amount * percent.numerator, hundred + percent.numerator)
            return amount - tax, tax
        return amount, round_ratio(amount * percent.numerator, hundred)

    def of_the_day(self, product: Product | None, total: int, tax: int) -> tuple[int, int]:
        """Return (with tax, tax) of a line quoted earlier, taxed as at this snapshot's instant.

        A net price keeps its net amount, an inclusive one its gross; a product gone from the catalog its tax.
        """
        if product is None:
            return total, tax
        net, taxed = self.split(total if self.inclusive else total - tax, self.percent(product))
        return net + taxed, taxed


def best_rate(rates: tuple[TaxRate, ...], customer: Customer, category: str) -> Fraction | None:
    """Return the percentage of the most specific matching rate, 0 where none matches; None where it is not known.

    A rate of the customer's own country always wins over one for every country (``*``); then city over state over
    neither; then the first of the list.
    """
    best: tuple[tuple[bool, bool, bool], Fraction | None] | None = None
    for rate in rates:
        if rate.tax_category != category or not _matches(rate, customer):
            continue
        rank = (_norm(rate.country) not in _ANY, _is_named(rate.city), _is_named(rate.state))
        if best is None or rank > best[0]:
            best = (rank, rate.percent)
    return best[1] if best else NO_TAX


def _matches(rate: TaxRate, customer: Customer) -> bool:
    country = _norm(rate.country)
    return (
        (country in _ANY or country == _norm(customer.country))
        and _lists(rate.state, customer.state)
        and _lists(rate.city, customer.city)
    )


def _lists(names: str, name: str) -> bool:
    listed = {_norm(part) for part in names.split(",")}
    return bool(listed & _ANY) or _norm(name) in listed


def _is_named(names: str) -> bool:
    return not {_norm(part) for part in names.split(",")} & _ANY


def _norm(name: str) -> str:
    return name.strip().casefold()
