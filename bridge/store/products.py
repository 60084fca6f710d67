"""Products as pricing needs them, the words it has no use for, and the network's rows as kept between requests.

Products, settings and taxes are parsed once for the same rows: they may be many and long (limitations are PHP texts of
kilobytes), and hardly ever change. So a request reads a digest of them, worked out by the database over every column
and meta row that we read, and the rows themselves only where no reading with that digest is kept. What is kept is found
by content alone: it cannot be out of date.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast, get_args

from bridge.limits.modules import Limitations, read_statement
from bridge.pricing.calendar import Period
from bridge.pricing.catalog import AfterLast, Direction, PlanRules, Price, PricingType, Product, ProductType
from bridge.pricing.money import to_minor
from bridge.pricing.snapshot import UNREADABLE, TaxRate
from bridge.store.engine import values
from bridge.store.engine.database import Connection, Row
from bridge.store.limits import read_stored
from bridge.store.settings import (
    NO_CATEGORY,
    NO_TAXES,
    SETTING_READS,
    NetworkSettings,
    SharedTaxes,
    rates_under,
    read_taxes,
    settings_from,
)

_TYPES = frozenset(get_args(ProductType))
#: ``demo`` is a product of Ultimate Multisite's that is sold nowhere.
KNOWN_TYPES = _TYPES | {"demo"}
KNOWN_PRICING_TYPES = frozenset(get_args(PricingType))
_USUAL_PERIOD = Period(1, "month")
_USUAL_ORDER = 10
#: What a tax category may be called: what a slug is made of.
_NAME = re.compile(r"[\w .-]+")

Meta = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class ProductText:
    """The words of a product that pricing has no use for."""

    description: str
    features: tuple[str, ...]


def limitations(meta: Meta) -> dict[str, Any] | None:
    """Read the limitations; None where they are there and cannot be read."""
    stored = meta.get("wu_limitations")
    return {} if not stored else values.record(stored)


@dataclass(frozen=True, slots=True)
class CatalogRows:
    """Everything read of the catalog, by product id; ``spoilt`` are stored limitations with unreadable parts.

    ``names`` are of every product there is, also of those that are not sold here.
    """

    names: Mapping[int, str]
    products: Mapping[int, Product]
    texts: Mapping[int, ProductText]
    limitations: Mapping[int, Limitations]
    spoilt: Mapping[int, Any]


def read_catalog(rows: Iterable[Row], meta_rows: Iterable[Row], taxes: SharedTaxes = NO_TAXES) -> CatalogRows:
    """Read the whole catalog, each product in the currency that the shared settings leave it.

    Products of a type that is not sold here (``demo``) are left out.
    """
    meta, every = meta_by_product(meta_rows), list(rows)
    named = [row for row in every if row["type"] in _TYPES]
    sold = [{**row, "currency": taxes.currency_of_product(row["currency"])} for row in named]
    children = _children(
        row
        for row, told in zip(sold, named, strict=True)
        if row["currency"] == values.currency(told["currency"], taxes.currency)
    )
    stored = {row["id"]: read_stored(meta[row["id"]].get("wu_limitations")) for row in sold}
    said = {product_id: read_statement(limits) for product_id, limits in stored.items()}
    return CatalogRows(
        names={row["id"]: row["name"] for row in every},
        products={row["id"]: product(row, meta[row["id"]], children.get(row["id"], ())) for row in sold},
        texts={row["id"]: ProductText(row["description"], features(meta[row["id"]])) for row in sold},
        limitations={product_id: statement.limitations for product_id, statement in said.items()},
        spoilt={product_id: stored[product_id] for product_id, statement in said.items() if statement.unreadable},
    )


def meta_by_product(rows: Iterable[Row]) -> defaultdict[int, dict[str, str | None]]:
    """Return the meta of each product; of a key held twice, the first row counts, as in WordPress."""
    found: defaultdict[int, dict[str, str | None]] = defaultdict(dict)
    for row in rows:
        found[int(row["product_id"])].setdefault(row["meta_key"], row["meta_value"])
    return found


def product(row: Row, meta: Meta, children: Iterable[Price] = ()) -> Product:
    """Read one product; a child of another one is known, but never offered by itself."""
    currency = values.currency(row["currency"])
    recurring = values.recurs(row["recurring"])
    own_period = values.period(row["duration"], row["duration_unit"])
    return Product(
        id=row["id"],
        slug=row["slug"],
        name=row["name"],
        type=row["type"],
        group=row["product_group"] or "",
        currency=currency,
        amount=values.amount(row["amount"], currency),
        setup_fee=values.amount(row["setup_fee"], currency),
        pricing_type=cast(
            "PricingType", row["pricing_type"] if row["pricing_type"] in KNOWN_PRICING_TYPES else "contact_us"
        ),
        recurring=recurring,
        period=own_period or (_USUAL_PERIOD if recurring and not row["duration"] else None),
        price_variations=(*price_variations(meta, currency), *children),
        trial=values.period(row["trial_duration"], row["trial_duration_unit"]),
        list_order=_USUAL_ORDER if row["list_order"] is None else int(row["list_order"]),
        active=bool(row["active"]) and not row["parent_id"],
        taxable=values.truth(values.meta(meta.get("taxable")), default=True),
        tax_category=tax_category(meta),
        offers=frozenset(values.ids(values.meta(meta.get("wu_available_addons")))),
        rules=rules(row),
        price_of=int(row["parent_id"]) if row["parent_id"] else None,
        billing_cycles=billing_cycles(row),
    )


def billing_cycles(row: Row) -> int | None:
    """Return how often a product is billed, 0: until it is cancelled; None where the column holds no such number."""
    found = row["billing_cycles"]
    return None if found is None or int(found) < 0 else int(found)


def tax_category(meta: Meta) -> str:
    """Return the tax category, ``default`` where none is named; a stored value that is no name is unreadable."""
    stored = values.name(meta.get("tax_category"))
    if stored == "":
        return NO_CATEGORY
    return stored if stored is not None and _NAME.fullmatch(stored) else UNREADABLE


def price_variations(meta: Meta, currency: str) -> tuple[Price, ...]:
    """Read the further prices of a product; one whose amount cannot be read stands there as not known."""
    return tuple(
        Price(period, None if amount is None else to_minor(amount, currency))
        for period, amount in variation_rows(meta, currency)
    )


def variation_rows(meta: Meta, currency: str) -> list[tuple[Period, Fraction | None]]:
    """Return period and exact amount in major units of each further price; None where it is not known."""
    stored = values.array(meta.get("price_variations")) or {}
    entries = [entry for entry in stored.values() if isinstance(entry, dict)]
    read = [(values.period(entry.get("duration"), entry.get("duration_unit")), entry) for entry in entries]
    return [(period, values.major(entry.get("amount"), currency)) for period, entry in read if period is not None]


def has_odd_variations(meta: Meta) -> bool:
    """Tell whether one of the further prices is for no period that can be read."""
    entries = (values.array(meta.get("price_variations")) or {}).values()
    return any(
        not isinstance(entry, dict) or values.period(entry.get("duration"), entry.get("duration_unit")) is None
        for entry in entries
    )


def features(meta: Meta) -> tuple[str, ...]:
    """Read the feature list: lines, or an array of them."""
    stored = values.meta(meta.get("feature_list"))
    lines = stored.values() if isinstance(stored, dict) else str(stored or "").splitlines()
    return tuple(line for line in (str(part).strip() for part in lines) if line)


def rules(row: Row) -> PlanRules:
    """Read the rules of ours beside a plan; without a row they are the defaults."""
    if row["direction"] is None:
        return PlanRules()
    return PlanRules(
        direction=cast("Direction", row["direction"]),
        minimum_term=values.period(row["minimum_term"], row["minimum_term_unit"]),
        hidden=bool(row["hidden"]),
        after_last=cast("AfterLast", row["after_last"]),
    )


def _children(rows: Iterable[Row]) -> dict[int, list[Price]]:
    """Return the prices that active children add to their parents, each with its own set-up fee.

    A child that exists for another currency than products are sold in is none of them: its figure is no price here.
    """
    found: defaultdict[int, list[Price]] = defaultdict(list)
    for row in rows:
        period = values.period(row["duration"], row["duration_unit"])
        if row["parent_id"] and row["active"] and period:
            currency = values.currency(row["currency"])
            amount, fee = values.amount(row["amount"], currency), values.amount(row["setup_fee"], currency)
            found[int(row["parent_id"])].append(Price(period, None if fee is None else amount, currency, fee))
    return dict(found)


DIGEST = "products.digest"
CATALOG_READS = ("products.products", "products.meta")
#: An edit makes a new digest; the one before may still be read by a request under way.
KEPT = 4

Found = Mapping[str, list[Row]]


@dataclass(frozen=True, slots=True)
class NetworkFacts:
    """The catalog, the settings and the tax rates; shared between requests, never altered.

    ``is_beside``: Ultimate Multisite runs in the network.
    """

    catalog: CatalogRows
    settings: NetworkSettings
    tax_rates: tuple[TaxRate, ...]
    currency: str = ""
    is_beside: bool = False


class NetworkMemory:
    """The last few readings by their digest, for all threads of a process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, NetworkFacts] = OrderedDict()

    def find(self, digest: str) -> NetworkFacts | None:
        """Return the reading of the rows with this digest."""
        with self._lock:
            return self._kept.get(digest)

    def keep(self, digest: str, facts: NetworkFacts) -> None:
        """Keep a reading, in place of the oldest."""
        with self._lock:
            self._kept[digest] = facts
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)


def read_with_network(
    session: Connection, memory: NetworkMemory, names: Sequence[str], **params: Any
) -> tuple[Found, NetworkFacts]:
    """Run named reads in one round trip; after an edit of the network's rows, all of it again together with these.

    Inside a transaction two reads may see two states, so that a digest read there names no rows: nothing is kept.
    """
    found = session.batch((*names, DIGEST), **params)
    known = memory.find(found[DIGEST][0]["digest"])
    if known is None:
        found = session.batch((*names, DIGEST, *CATALOG_READS, *SETTING_READS), **params)
        known = _read(found)
        if not session.in_transaction:
            memory.keep(found[DIGEST][0]["digest"], known)
    return found, known


def _read(found: Found) -> NetworkFacts:
    taxes = read_taxes(found["settings.shared_settings"])
    settings = settings_from(found["settings.list_settings"], taxes)
    return NetworkFacts(
        catalog=read_catalog(found["products.products"], found["products.meta"], taxes),
        settings=settings,
        tax_rates=rates_under(settings, taxes),
        currency=taxes.currency,
        is_beside=taxes.binds_products,
    )
