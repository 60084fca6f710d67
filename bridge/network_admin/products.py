"""Products listed, read and saved, and what keeps one from being saved."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from typing import Annotated, Any, Literal, get_args

from babel.numbers import is_currency
from pydantic import Field, create_model
from typing_extensions import TypedDict

from bridge.errors import InvalidRequest, ProductChanged, ProductUnknown
from bridge.network_admin.product_fields import (
    HIGHEST_AMOUNT,
    HIGHEST_DURATION,
    HIGHEST_ORDER,
    LIMITS,
    LONGEST_GROUP,
    PRODUCT_FIELDS,
    TYPES,
    Said,
    adds,
    field_of,
    limits_of,
    other_limits,
    with_limits,
)
from bridge.people import Actor, require_network_admin
from bridge.ports import Services
from bridge.pricing.calendar import Period
from bridge.pricing.catalog import PlanRules, PricingType, ProductType
from bridge.pricing.money import round_charge, to_minor
from bridge.quotas.materialise import rematerialise_holders
from bridge.store.product_editing import PriceRow, ProductDocument
from bridge.store.store import Store
from bridge.web import encoding
from bridge.web.encoding import (
    MOST_ROWS,
    Currency,
    DecimalText,
    ExactDecimal,
    Finite,
    FormField,
    FromPhp,
    Id,
    Money,
    PeriodBody,
    Request,
    decimal_or_none,
    money,
)

#: ``name`` and ``slug`` are tinytext: 255 bytes.
LONGEST_TEXT_BYTES = 255

_NOT_IN_SLUGS = re.compile(r"[^a-z0-9]+")

#: The id that no product has: whom a new one's slug is compared for.
_NEW = 0


@dataclass(frozen=True, slots=True)
class ProductListing:
    """The list of products with how many memberships hold each, and the plan groups that exist."""

    products: tuple[ProductDocument, ...]
    memberships: Mapping[int, int]
    plan_groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What a product is checked against: the add-ons there are, whether its slug is another's, how it was."""

    addons: frozenset[int]
    slug_is_taken: bool
    before: ProductDocument | None


def with_slug(document: ProductDocument) -> ProductDocument:
    """Give a product without a slug one made of its name.

    >>> slug_of("Extra diskutrymme å la carte")
    'extra-diskutrymme-a-la-carte'
    """
    return document if document.slug else replace(document, slug=slug_of(document.name))


def slug_of(name: str) -> str:
    """Make a slug of plain letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return _NOT_IN_SLUGS.sub("-", plain).strip("-")


def faults(document: ProductDocument, known: Known) -> list[dict[str, str]]:
    """Return what keeps a product from being saved."""
    found = (*_general(document, known), *_pricing(document), *_paths(document, known))
    return [{"path": path, "code": code} for path, code in found]


def _general(document: ProductDocument, known: Known) -> Iterator[tuple[str, str]]:
    """Check name, slug and type; a type that was there before may stay."""
    if not document.name.strip():
        yield "name", "required"
    if len(document.name.encode()) > LONGEST_TEXT_BYTES:
        yield "name", "too_long"
    if not document.slug:
        yield "slug", "required"
    elif known.slug_is_taken:
        yield "slug", "taken"
    if document.type not in get_args(ProductType) and (known.before is None or known.before.type != document.type):
        yield "type", "unknown"


def _pricing(document: ProductDocument) -> Iterator[tuple[str, str]]:
    """Check currency, amounts and periods."""
    if not is_currency(document.currency):
        yield "currency", "unknown"
    if document.pricing_type not in get_args(PricingType):
        yield "pricing_type", "unknown"
    for path in ("amount", "setup_fee"):
        if not 0 <= getattr(document, path) < HIGHEST_AMOUNT:
            yield path, "out_of_range"
    if document.recurring and document.period is None:
        yield "period", "required"
    for path, period in (("period", document.period), ("trial", document.trial)):
        if period is not None and not 0 < period.n <= HIGHEST_DURATION:
            yield path, "out_of_range"
    yield from _variations(document)


def _variations(document: ProductDocument) -> Iterator[tuple[str, str]]:
    """Check that each period has one price."""
    seen = [document.period] if document.period and document.recurring else []
    lengths = {period.length for period in seen}
    for position, row in enumerate(document.price_variations):
        if not 0 < row.period.n <= HIGHEST_DURATION:
            yield f"price_variations.{position}.period", "out_of_range"
        if row.period.length in lengths:
            yield f"price_variations.{position}.period", "twice"
        if row.amount is None or not 0 <= row.amount < HIGHEST_AMOUNT:
            yield f"price_variations.{position}.amount", "out_of_range"
        lengths.add(row.period.length)


def _paths(document: ProductDocument, known: Known) -> Iterator[tuple[str, str]]:
    """Check plan group, order, add-ons and rules; add-ons that are gone from the catalog may stay listed."""
    if len(document.plan_group.strip()) > LONGEST_GROUP:
        yield "plan_group", "too_long"
    if not -HIGHEST_ORDER - 1 <= document.list_order <= HIGHEST_ORDER:
        yield "list_order", "out_of_range"
    listed = frozenset(known.before.available_addons) if known.before else frozenset()
    for position, addon in enumerate(document.available_addons):
        if addon not in known.addons | listed:
            yield f"available_addons.{position}", "unknown"
    minimum: Period | None = document.rules.minimum_term
    if minimum is not None and not 0 < minimum.n <= HIGHEST_DURATION:
        yield "rules.minimum_term", "out_of_range"


def list_products(services: Services, actor: Actor) -> ProductListing:
    """Return every product in the network's order."""
    require_network_admin(actor)
    documents, counts = services.database.reading(
        lambda store: (store.catalog.documents(), store.catalog.membership_counts())
    )
    groups = Counter(document.plan_group.strip() for document in documents if document.type == "plan")
    return ProductListing(tuple(documents), counts, tuple(sorted(group for group in groups if group)))


def read_product(services: Services, actor: Actor, product_id: int) -> ProductDocument:
    """Return one product for editing.

    :raises ProductUnknown: where there is none.
    """
    require_network_admin(actor)
    document = services.database.reading(lambda store: store.catalog.document(product_id))
    if document is None:
        raise ProductUnknown(product_id=product_id)
    return document


def save_product(services: Services, actor: Actor, product: ProductDocument) -> ProductDocument:
    """Save a product (``id`` None: a new one) and return it as it now stands.

    Where its limitations changed, the sites of those who hold it get theirs afterwards, in transactions of their own.

    :raises ProductUnknown: where there is none of this id.
    :raises ProductChanged: where ``version`` is not the current one.
    :raises InvalidRequest: where a field cannot be saved, with its path.
    """
    require_network_admin(actor)
    before, saved = services.database.transaction(lambda store: _save(services, store, product))
    if before is not None and saved.id is not None and before.limitations != saved.limitations:
        rematerialise_holders(services, saved.id)
    return saved


def _save(services: Services, store: Store, product: ProductDocument) -> tuple[ProductDocument | None, ProductDocument]:
    """Check and write; return the product as it was and as it is."""
    before = store.catalog.document(product.id, lock=True) if product.id is not None else None
    if product.id is not None and before is None:
        raise ProductUnknown(product_id=product.id)
    if before is not None and before.version != product.version:
        raise ProductChanged(version=before.version)
    wanted = with_slug(_readable(before, product))
    addons = frozenset(i for i, known in store.catalog.products().items() if known.type != "plan")
    taken = store.catalog.slug_is_taken(wanted.slug, product.id or _NEW)
    if errors := faults(wanted, Known(addons=addons, slug_is_taken=taken, before=before)):
        raise InvalidRequest(errors=errors)
    at = services.clock.now()
    product_id = store.catalog.save(before, wanted, at)
    store.outbox.add("forget_cached", {"product_ids": [product_id]}, at)
    saved = store.catalog.document(product_id)
    if saved is None:
        raise ProductUnknown(product_id=product_id)
    return before, saved


def save_rules(services: Services, actor: Actor, product_id: int, rules: PlanRules) -> ProductDocument:
    """Save a plan's rules and nothing else of it: beside Ultimate Multisite all else is saved there, on the same screen.

    :raises ProductUnknown: where there is none of this id.
    :raises InvalidRequest: where a rule cannot be saved, or the product is no plan.
    """
    require_network_admin(actor)
    return services.database.transaction(lambda store: _save_rules(services, store, product_id, rules))


def _save_rules(services: Services, store: Store, product_id: int, rules: PlanRules) -> ProductDocument:
    """Check and write; return the plan as it is."""
    before = store.catalog.document(product_id, lock=True)
    if before is None:
        raise ProductUnknown(product_id=product_id)
    wanted = replace(before, rules=rules)
    known = Known(addons=frozenset(before.available_addons), slug_is_taken=False, before=before)
    wrong = [("rules", "unknown_field")] if before.type != "plan" else _paths(wanted, known)
    if errors := [{"path": path, "code": code} for path, code in wrong if path.startswith("rules")]:
        raise InvalidRequest(errors=errors)
    store.catalog.save(before, wanted, services.clock.now())
    return store.catalog.document(product_id) or wanted


def _readable(before: ProductDocument | None, product: ProductDocument) -> ProductDocument:
    """Keep what could not be read as it is: nobody has seen it, so nobody has edited it."""
    if before is None or "wu_limitations" not in before.unreadable:
        return product if product.limitations is not None else replace(product, limitations={})
    return replace(product, limitations=before.limitations)


class LimitField(TypedDict):
    """A limit that the form edits; ``of``: by what it is counted, ``may_be_refused``: a plan can allow none."""

    name: str
    of: Literal["", "post_types", "roles"]
    may_be_refused: bool


class PriceVariation(TypedDict):
    """What a product costs for another period."""

    period: encoding.Period
    amount: ExactDecimal | None


class Rules(TypedDict):
    """The plan's rules on top of its plan group."""

    direction: Literal["both", "upgrade_only", "downgrade_only", "closed"]
    minimum_term: encoding.Period | None
    hidden: bool


class Product(TypedDict):
    """A product for editing, offering none but ``available_addons``; what is ``unreadable`` is never written.

    ``limits`` are what its ``limitations`` say: ``{number, flag, unreadable}`` by name, or by name and key.
    """

    id: int
    name: str
    slug: str
    description: str
    type: str
    active: bool
    currency: Currency
    pricing_type: str
    amount: ExactDecimal | None
    setup_fee: ExactDecimal | None
    price: Money
    period: encoding.Period | None
    recurring: bool
    trial: encoding.Period | None
    price_variations: list[PriceVariation]
    taxable: bool
    tax_category: str
    features: list[str]
    plan_group: str
    list_order: int
    available_addons: list[int]
    rules: Rules
    limits: dict[str, Any]
    other_limits: dict[str, Any]
    limitations: dict[str, Any] | None
    unreadable: list[str]
    version: str


class ProductAnswer(TypedDict):
    """One product."""

    product: Product


class ListedProduct(Product):
    """A product in the list, with how many memberships hold it."""

    memberships: int


class ProductsAnswer(TypedDict):
    """All products in the network's order, the plan groups that exist, and the fields to edit a product with."""

    products: list[ListedProduct]
    plan_groups: list[str]
    types: list[str]
    fields: list[FormField]
    limits: list[LimitField]


class PriceVariationBody(Request):
    """What the product costs for another period."""

    period: PeriodBody
    amount: DecimalText

    def value(self) -> PriceRow:
        """Return the service's value."""
        return PriceRow(self.period.value(), Fraction(self.amount))


class RulesBody(Request):
    """The plan's rules on top of its plan group."""

    direction: Literal["both", "upgrade_only", "downgrade_only", "closed"] = "both"
    minimum_term: PeriodBody | None = None
    hidden: bool = False

    def value(self) -> PlanRules:
        """Return the domain's value."""
        return PlanRules(self.direction, self.minimum_term.value() if self.minimum_term else None, self.hidden)


class LimitBody(Request):
    """One limit as edited: a number, or the tick beside it ("not allowed" on a plan, "unlimited" on what adds).

    One that comes back ``unreadable`` stays as it is stored.
    """

    number: Annotated[int, Field(ge=0)] | None = None
    flag: bool = False
    unreadable: str | None = None

    def value(self) -> Said:
        """Return the service's value."""
        return Said(self.number, self.flag, self.unreadable)


LimitKey = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,60}$")]
NamedLimits = Annotated[dict[LimitKey, LimitBody], FromPhp]


class LimitsRequest(Request):
    """The limits that the form edits; one left out stays as it is."""

    def wanted(self) -> dict[str, Any]:
        """Return what is wanted of those that were named."""
        named = {limit.name: getattr(self, limit.name) for limit in LIMITS}
        return {
            name: {key: one.value() for key, one in said.items()} if isinstance(said, dict) else said.value()
            for name, said in named.items()
            if said is not None
        }


_LIMIT_FIELDS: dict[str, Any] = {one.name: ((NamedLimits if one.of else LimitBody) | None, None) for one in LIMITS}
LimitsBody: Any = create_model("LimitsBody", __base__=LimitsRequest, **_LIMIT_FIELDS)


class ProductBody(Request):
    """A product as edited; ``version`` is the one that was read (empty for a new product).

    ``limits`` are written into ``limitations``; these are null where nobody could read them.
    """

    name: Annotated[str, field_of("name").bound()]
    slug: Annotated[str, field_of("slug").bound()] = ""
    description: Annotated[str, field_of("description").bound()] = ""
    type: Annotated[str, Field(pattern=r"^[a-z_]{1,20}$")]
    active: bool
    currency: Annotated[str, field_of("currency").bound()]
    pricing_type: Literal["free", "paid", "contact_us", "pay_what_you_want"]
    amount: DecimalText
    setup_fee: DecimalText = "0"
    period: PeriodBody | None = None
    recurring: bool
    trial: PeriodBody | None = None
    price_variations: Annotated[tuple[PriceVariationBody, ...], Field(max_length=MOST_ROWS, strict=False)] = ()
    taxable: bool = True
    tax_category: Annotated[str, field_of("tax_category").bound()] = "default"
    features: Annotated[
        tuple[Annotated[str, field_of("features").bound()], ...], Field(max_length=MOST_ROWS, strict=False)
    ] = ()
    plan_group: Annotated[str, field_of("plan_group").bound()] = ""
    list_order: Annotated[int, field_of("list_order").bound()] = 10
    available_addons: Annotated[tuple[Id, ...], Field(max_length=MOST_ROWS, strict=False)] = ()
    rules: RulesBody = Field(default_factory=RulesBody)
    limits: Annotated[LimitsBody, FromPhp] = LimitsBody()
    limitations: Annotated[dict[str, Any], FromPhp, Finite] | None = None
    version: Annotated[str, Field(pattern=r"^([0-9a-f]{16,64})?$")] = ""

    def value(self, product_id: int | None) -> ProductDocument:
        """Return the service's value."""
        return ProductDocument(
            id=product_id,
            name=self.name,
            slug=self.slug,
            description=self.description,
            type=self.type,
            active=self.active,
            currency=self.currency,
            pricing_type=self.pricing_type,
            amount=Fraction(self.amount),
            setup_fee=Fraction(self.setup_fee),
            period=self.period.value() if self.period else None,
            recurring=self.recurring,
            trial=self.trial.value() if self.trial else None,
            price_variations=tuple(row.value() for row in self.price_variations),
            taxable=self.taxable,
            tax_category=self.tax_category,
            features=self.features,
            plan_group=self.plan_group,
            list_order=self.list_order,
            available_addons=self.available_addons,
            rules=self.rules.value(),
            limitations=self._limitations(),
            version=self.version,
        )

    def _limitations(self) -> dict[str, Any] | None:
        """Return the limitations with the edited limits in them; what could not be read stays unread.

        :raises InvalidRequest: where a limit cannot be kept.
        """
        wanted = self.limits.wanted()
        if not wanted or (self.limitations is None and self.version):
            return self.limitations
        limitations, errors = with_limits(self.limitations or {}, wanted, adding=adds(self.type))
        if errors:
            raise InvalidRequest(errors=errors)
        return limitations


def present_product(product: ProductDocument, locale: str) -> Product:
    """Return a product for editing, amounts exact and once as its price is read."""
    if product.id is None:
        raise ValueError("a product that is not saved is never answered")
    return {
        "id": product.id,
        "name": product.name,
        "slug": product.slug,
        "description": product.description,
        "type": product.type,
        "active": product.active,
        "currency": product.currency,
        "pricing_type": product.pricing_type,
        "amount": decimal_or_none(product.amount),
        "setup_fee": decimal_or_none(product.setup_fee),
        "price": money(_minor(product), product.currency, locale),
        "period": encoding.period(product.period),
        "recurring": product.recurring,
        "trial": encoding.period(product.trial),
        "price_variations": [_variation(row) for row in product.price_variations],
        "taxable": product.taxable,
        "tax_category": product.tax_category,
        "features": list(product.features),
        "plan_group": product.plan_group,
        "list_order": product.list_order,
        "available_addons": list(product.available_addons),
        "rules": {
            "direction": product.rules.direction,
            "minimum_term": encoding.period(product.rules.minimum_term),
            "hidden": product.rules.hidden,
        },
        "limits": _limits(product),
        "other_limits": other_limits(product.limitations or {}),
        "limitations": None if product.limitations is None else dict(product.limitations),
        "unreadable": list(product.unreadable),
        "version": product.version,
    }


def _minor(product: ProductDocument) -> int | None:
    """Return the product's own price in minor units, None where it is not known."""
    return None if product.amount is None else round_charge(to_minor(product.amount, product.currency))


def present_products(listing: ProductListing, locale: str) -> ProductsAnswer:
    """Return the list of products."""
    fields: list[Any] = [asdict(field) for field in PRODUCT_FIELDS]
    limits: list[Any] = [asdict(limit) for limit in LIMITS]
    return {
        "products": [
            {**present_product(product, locale), "memberships": listing.memberships.get(product.id or 0, 0)}
            for product in listing.products
        ],
        "plan_groups": list(listing.plan_groups),
        "types": list(TYPES),
        "fields": fields,
        "limits": limits,
    }


def _limits(product: ProductDocument) -> dict[str, Any]:
    """Return what the limits say; each is ``{number, flag, unreadable}``, those with names by name."""
    said = limits_of(product.limitations or {}, adding=adds(product.type))
    return {
        name: {key: asdict(entry) for key, entry in one.items()} if isinstance(one, dict) else asdict(one)
        for name, one in said.items()
    }


def _variation(row: PriceRow) -> PriceVariation:
    """Return a price for another period."""
    return {"period": {"n": row.period.n, "unit": row.period.unit}, "amount": decimal_or_none(row.amount)}
