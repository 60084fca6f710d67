"""Products as the network admin edits them: read whole, written where they differ."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from dataclasses import field as dataclasses_field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from typing import Any

from bridge.limits.modules import Statement, read_statement
from bridge.pricing.calendar import Period, same_period
from bridge.pricing.catalog import PlanRules, Product
from bridge.pricing.snapshot import UNREADABLE
from bridge.store.engine import php_serialize, values
from bridge.store.engine.database import Connection, Row
from bridge.store.limits import read_stored
from bridge.store.products import (
    CATALOG_READS,
    KNOWN_PRICING_TYPES,
    KNOWN_TYPES,
    billing_cycles,
    features,
    has_odd_variations,
    limitations,
    meta_by_product,
    read_catalog,
    rules,
    tax_category,
    variation_rows,
)
from bridge.store.settings import read_taxes

#: So many memberships of a plan are counted, and no more.
MOST_COUNTED = 10_000
_ARRAYS = ("wu_limitations", "price_variations", "wu_available_addons")

_GENERAL = ("name", "slug", "description", "type", "active")
_PRICING = ("currency", "pricing_type", "amount", "setup_fee", "recurring", "period", "billing_cycles", "trial")
_PATHS = ("plan_group", "list_order")


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A price variation as edited: an exact amount in major units, None where the stored one cannot be read."""

    period: Period
    amount: Fraction | None


@dataclass(frozen=True, slots=True)
class ProductDocument:
    """A product with everything the network admin edits; amounts are exact major units (``Fraction``).

    An amount, and how often the product is billed, is None where the stored one cannot be read; ``unreadable`` names
    it then. ``billing_cycles`` 0: it is billed until it is cancelled.

    ``available_addons`` are the add-ons a plan offers: none but these. ``limitations`` are the stored modules,
    ``None`` where the value could not be read (then it is shown as such and never written). ``id`` None: not saved yet.
    ``version`` is the digest that a save must name.
    """

    id: int | None
    name: str
    slug: str
    description: str
    type: str
    active: bool
    currency: str
    pricing_type: str
    amount: Fraction | None
    setup_fee: Fraction | None
    period: Period | None
    recurring: bool
    billing_cycles: int | None
    trial: Period | None
    price_variations: tuple[PriceRow, ...]
    taxable: bool
    tax_category: str
    features: tuple[str, ...]
    plan_group: str
    list_order: int
    available_addons: tuple[int, ...]
    rules: PlanRules
    limitations: Mapping[str, Any] | None
    version: str = ""
    unreadable: tuple[str, ...] = dataclasses_field(default=())


Text = Callable[[ProductDocument, str | None], str]
"""Writes a meta value of a document, given what is stored now."""

TAX_READ = "settings.shared_settings"


def read_document(row: Row, meta: Mapping[str, str | None], *, has_parent: bool = True) -> ProductDocument:
    """Read one product; ``unreadable`` names the columns and meta keys that nobody can read, and that are kept.

    ``has_parent`` False: it is said to be a price of another product that is none.
    """
    currency = values.currency(row["currency"])
    document = ProductDocument(
        id=row["id"],
        name=row["name"],
        slug=row["slug"],
        description=row["description"],
        type=row["type"],
        active=bool(row["active"]),
        currency=currency,
        pricing_type=row["pricing_type"],
        amount=values.major(row["amount"], currency),
        setup_fee=values.major(row["setup_fee"], currency),
        period=values.period(row["duration"], row["duration_unit"]),
        recurring=values.recurs(row["recurring"]),
        billing_cycles=billing_cycles(row),
        trial=values.period(row["trial_duration"], row["trial_duration_unit"]),
        price_variations=tuple(PriceRow(*entry) for entry in variation_rows(meta, currency)),
        taxable=values.truth(values.meta(meta.get("taxable")), default=True),
        tax_category=str(values.meta(meta.get("tax_category")) or "default"),
        features=features(meta),
        plan_group=row["product_group"] or "",
        list_order=10 if row["list_order"] is None else int(row["list_order"]),
        available_addons=values.ids(values.meta(meta.get("wu_available_addons"))),
        rules=rules(row),
        limitations=limitations(meta),
        unreadable=tuple(key for key in _ARRAYS if _is_broken(key, meta.get(key))),
    )
    unknown = (
        *(name for name in ("amount", "setup_fee") if getattr(document, name) is None),
        *(("billing_cycles",) if document.type == "plan" and document.billing_cycles is None else ()),
        *odd_columns(row, currency),
    )
    if tax_category(meta) == UNREADABLE:
        unknown += ("tax_category",)
    if not has_parent:
        unknown += ("parent_id",)
    if any(price.amount is None for price in document.price_variations) or has_odd_variations(meta):
        unknown += ("price_variations",)
    named = tuple(dict.fromkeys((*document.unreadable, *unknown)))
    return replace(document, unreadable=named, version=digest(document))


def odd_columns(row: Row, currency: str) -> Iterator[str]:
    """Name the columns of a product that hold no type, way to price, currency or time that is known."""
    if row["type"] not in KNOWN_TYPES:
        yield "type"
    if row["pricing_type"] not in KNOWN_PRICING_TYPES:
        yield "pricing_type"
    if currency == values.NO_CURRENCY:
        yield "currency"
    if row["active"] is None:
        yield "active"
    for name in ("duration", "trial_duration"):
        if row[name] and values.period(row[name], row[f"{name}_unit"]) is None:
            yield name


def digest(document: ProductDocument) -> str:
    """Return the SHA-256 over everything in the document but its version."""
    told = asdict(replace(document, version=""))
    return sha256(json.dumps(told, default=_told, sort_keys=True).encode()).hexdigest()


def _told(value: Any) -> Any:
    """Tell exact fractions as text, sets and mappings as lists and dicts."""
    return dict(value) if isinstance(value, Mapping) else str(value)


def _is_broken(key: str, stored: str | None) -> bool:
    """Tell whether a value that should be an array is there and is none; add-ons may be a comma list."""
    read = values.record if key == "wu_limitations" else values.array
    if not stored or read(stored) is not None:
        return False
    return not (key == "wu_available_addons" and all(part.strip().isdecimal() for part in stored.split(",")))


def columns(document: ProductDocument, at: datetime) -> dict[str, Any]:
    """Return the values of the product's row."""
    return {
        **{name: getattr(document, name) for name in (*_GENERAL, "currency", "pricing_type", "list_order")},
        "active": int(document.active),
        "recurring": int(document.recurring),
        "billing_cycles": document.billing_cycles,
        "product_group": document.plan_group,
        "amount": decimal(document.amount),
        "setup_fee": decimal(document.setup_fee),
        **_duration("duration", document.period),
        **_duration("trial_duration", document.trial),
        "at": at.replace(microsecond=0),
    }


def write(
    session: Connection, product_id: int, before: ProductDocument | None, after: ProductDocument, at: datetime
) -> None:
    """Write what differs between the two documents; a new product's row exists already."""
    if before is not None:
        _write_row(session, product_id, before, after, at)
    if (before is None or before.rules != after.rules) and after.type == "plan":
        _write_rules(session, product_id, after, at)
    for key, (field, text) in _META.items():
        if before is None or getattr(before, field) != getattr(after, field):
            _write_meta(session, product_id, key, text, after)
            session.execute("products.touch", product_id=product_id, at=at.replace(microsecond=0))


def decimal(amount: Fraction | None) -> Decimal:
    """Return an exact amount as the DECIMAL(13,4) that holds it; one not known is refused before.

    >>> decimal(Fraction(199, 2))
    Decimal('99.5')
    """
    if amount is None:
        raise ValueError("an amount that is not known is never written")
    return Decimal(amount.numerator) / Decimal(amount.denominator)


def variations(stored: str | None, rows: Sequence[PriceRow]) -> str:
    """Write the price variations; what another system keeps in an entry of the same period stays in it."""
    entries = [dict(entry) for entry in (values.array(stored) or {}).values() if isinstance(entry, dict)]
    return php_serialize.dumps([_variation(entries, row) for row in rows])


def _variation(entries: Sequence[Mapping[str, Any]], row: PriceRow) -> dict[str, Any]:
    """Return one entry: the stored one of this period, with the amount as edited."""
    told = [entry for entry in entries if _is_of(entry, row.period)]
    kept = dict(told[0]) if told else {"duration": row.period.n, "duration_unit": row.period.unit}
    return {**kept, "amount": format(decimal(row.amount), "f")}


def _is_of(entry: Mapping[str, Any], period: Period) -> bool:
    """Tell whether a stored entry is of this very period."""
    return same_period(values.period(entry.get("duration"), entry.get("duration_unit")), period)


def _write_row(
    session: Connection, product_id: int, before: ProductDocument, after: ProductDocument, at: datetime
) -> None:
    """Write the parts of the row that differ."""
    for query, fields in (("general", _GENERAL), ("pricing", _PRICING), ("paths", _PATHS)):
        if any(getattr(before, name) != getattr(after, name) for name in fields):
            session.execute(f"products.update_{query}", product_id=product_id, **columns(after, at))


def _write_rules(session: Connection, product_id: int, document: ProductDocument, at: datetime) -> None:
    """Write the rules of ours."""
    minimum = document.rules.minimum_term
    session.execute(
        "products.put_rules",
        product_id=product_id,
        direction=document.rules.direction,
        minimum_term=minimum.n if minimum else None,
        minimum_term_unit=minimum.unit if minimum else None,
        hidden=int(document.rules.hidden),
        after_last=document.rules.after_last,
        at=at,
    )


def _write_meta(session: Connection, product_id: int, key: str, text: Text, after: ProductDocument) -> None:
    """Write a meta key: the table has no unique key, so the row is looked up first."""
    row = session.row("products.find_meta", product_id=product_id, key=key)
    if row:
        session.execute("products.set_meta", meta_id=row["meta_id"], value=text(after, row["meta_value"]))
    else:
        session.execute("products.add_meta", product_id=product_id, key=key, value=text(after, None))


def _duration(name: str, period: Period | None) -> dict[str, Any]:
    """Return the two columns of a duration; none is 0 days, as an unset trial is stored."""
    return {name: period.n if period else 0, f"{name}_unit": period.unit if period else "day"}


_META: Mapping[str, tuple[str, Text]] = {
    "price_variations": ("price_variations", lambda after, stored: variations(stored, after.price_variations)),
    "wu_available_addons": ("available_addons", lambda after, _: php_serialize.dumps(after.available_addons)),
    "taxable": ("taxable", lambda after, _: "1" if after.taxable else ""),
    "tax_category": ("tax_category", lambda after, _: after.tax_category),
    "feature_list": ("features", lambda after, _: "\n".join(after.features)),
    "wu_limitations": ("limitations", lambda after, _: php_serialize.dumps(after.limitations or {})),
}


class Catalog:
    """The network's products as pricing sees them and as the network admin edits them."""

    def __init__(self, session: Connection) -> None:
        """Bind to a session."""
        self._session = session

    def products(self) -> Mapping[int, Product]:
        """Return every product as pricing reads it, by id."""
        found = self._session.batch((*CATALOG_READS, TAX_READ))
        taxes = read_taxes(found[TAX_READ])
        return read_catalog(found["products.products"], found["products.meta"], taxes).products

    def limit_statements(self) -> Mapping[int, tuple[str, Statement]]:
        """Return each product's name and what it says of limits, as far as that can be read by itself."""
        found = self._session.batch(CATALOG_READS)
        meta = meta_by_product(found["products.meta"])
        return {
            row["id"]: (row["name"], read_statement(read_stored(meta[row["id"]].get("wu_limitations"))))
            for row in found["products.products"]
        }

    def documents(self) -> Sequence[ProductDocument]:
        """Return every product for editing, in the network's order."""
        found = self._session.batch((*CATALOG_READS, TAX_READ))
        meta, taxes = meta_by_product(found["products.meta"]), read_taxes(found[TAX_READ])
        rows = found["products.products"]
        parents = {None, 0, *(row["id"] for row in rows)}
        return [
            read_document(
                {**row, "currency": taxes.currency_of_product(row["currency"])},
                meta[row["id"]],
                has_parent=row["parent_id"] in parents,
            )
            for row in rows
        ]

    def document(self, product_id: int, *, lock: bool = False) -> ProductDocument | None:
        """Return one product for editing; ``lock`` keeps others from saving it until the transaction ends."""
        if lock:
            self._session.rows("products.lock", product_id=product_id)
        return next((found for found in self.documents() if found.id == product_id), None)

    def slug_is_taken(self, slug: str, product_id: int) -> bool:
        """Tell whether another product has a slug; ``product_id`` 0 is a new one."""
        return self._session.row("products.find_slug", slug=slug, product_id=product_id) is not None

    def save(self, before: ProductDocument | None, after: ProductDocument, at: datetime) -> int:
        """Write what differs between the two and nothing else; return the id."""
        if before is None or before.id is None:
            product_id = self._session.insert("products.insert", **columns(after, at))
        else:
            product_id = before.id
        write(self._session, product_id, before, after, at)
        return product_id

    def write_limitations(self, product_id: int, text: str | None, at: datetime) -> None:
        """Write a stored text of limitations back as it was; None: there was none, which nothing says as well."""
        stored = php_serialize.dumps({}) if text is None else text
        row = self._session.row("products.find_meta", product_id=product_id, key="wu_limitations")
        if row:
            self._session.execute("products.set_meta", meta_id=row["meta_id"], value=stored)
        else:
            self._session.execute("products.add_meta", product_id=product_id, key="wu_limitations", value=stored)
        self._session.execute("products.touch", product_id=product_id, at=at.replace(microsecond=0))

    def membership_counts(self) -> Mapping[int, tuple[int, bool]]:
        """Return how many memberships hold each product, counted to a bound, and whether more do."""
        rows = self._session.rows("products.membership_counts", most=MOST_COUNTED)
        return {row["product_id"]: (row["held"], bool(row["has_more"])) for row in rows}
