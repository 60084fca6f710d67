"""Products listed, read and saved."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from bridge.errors import BridgeError, InvalidRequest, ProductChanged, ProductUnknown
from bridge.fields import Field
from bridge.network_admin.product_fields import (
    LIMITS,
    PRODUCT_FIELDS,
    TYPES,
    Known,
    Limit,
    Said,
    adds,
    faults,
    limits_of,
    other_limits,
    rule_faults,
    with_limits,
)
from bridge.people import Actor, require_network_admin
from bridge.ports import Services
from bridge.pricing.catalog import PlanRules
from bridge.pricing.money import Money, round_charge, to_minor
from bridge.quotas.compile import changed_meanwhile, save_product_limits
from bridge.store.product_editing import ProductDocument
from bridge.store.store import Store

_NOT_IN_SLUGS = re.compile(r"[^a-z0-9]+")

#: The id that no product has: whom a new one's slug is compared for.
_NEW = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Product(ProductDocument):
    """A product for editing; ``price`` is its amount as it is read, ``limits`` what its ``limitations`` say.

    Those of post types and roles are by name and key. ``other_limits`` are stored, and only shown.
    ``limits_revision`` counts the states of its limits; a save names the one that it was read at.
    """

    id: int
    version: str
    limits_revision: int
    unreadable: tuple[str, ...]
    price: Money
    limits: Mapping[str, Said | Mapping[str, Said]]
    other_limits: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Unsaid:
    """What somebody who saves a product did not say of it, by the names of its fields (``rules.hidden``): it stays.

    ``limits`` are said of modules that were not: they are written into those that are stored.
    """

    names: frozenset[str] = frozenset()
    limits: Mapping[str, Any] = field(default_factory=dict)

    def over(self, before: ProductDocument | None, product: ProductDocument) -> ProductDocument:
        """Return the product as it is meant: what was not said of it is as it is stored; of a new one, as by default.

        :raises InvalidRequest: where a limit cannot be kept.
        """
        if before is None:
            return product
        whole = {name: getattr(before, name) for name in self.names & _KEPT}
        parts = {name: getattr(before.rules, name) for name in _RULES if f"rules.{name}" in self.names}
        known = replace(product, **{"rules": replace(product.rules, **parts), **whole})
        if not self.limits or known.limitations is None:
            return known
        limitations, errors = with_limits(known.limitations, self.limits, adding=adds(known.type))
        if errors:
            raise InvalidRequest(errors=errors)
        return replace(known, limitations=limitations)


EVERYTHING_SAID = Unsaid()
_RULES = tuple(rule.name for rule in fields(PlanRules))
_KEPT = frozenset(one.name for one in fields(ProductDocument)) - {"id", "version", "unreadable"}


@dataclass(frozen=True, slots=True)
class ProductAnswer:
    """One product."""

    product: Product


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedProduct(Product):
    """A product in the list, with how many memberships hold it; ``more_memberships``: so many were counted, more do."""

    memberships: int
    more_memberships: bool


@dataclass(frozen=True, slots=True)
class Imposed:
    """An add-on's number for a limit that a plan offering it does not set, such as ``post_types.page``.

    We take nothing away that the plan gives. The screens of Ultimate Multisite hold its member to that number.
    """

    addon_id: int
    plan_id: int
    limit: str
    number: int


@dataclass(frozen=True, slots=True)
class ProductsAnswer:
    """All products in the network's order, the plan groups that exist, and the fields to edit a product with."""

    products: tuple[ListedProduct, ...]
    plan_groups: tuple[str, ...]
    types: tuple[str, ...]
    fields: tuple[Field, ...]
    limits: tuple[Limit, ...]
    imposed: tuple[Imposed, ...]


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


def list_products(services: Services, actor: Actor) -> ProductsAnswer:
    """Return every product in the network's order."""
    require_network_admin(actor)
    documents, counts, revisions = services.database.reading(
        lambda store: (store.catalog.documents(), store.catalog.membership_counts(), store.product_limits.current())
    )
    groups = Counter(document.plan_group.strip() for document in documents if document.type == "plan")
    products = tuple(_listed(one, *counts.get(one.id or 0, (0, False)), revisions) for one in documents)
    return ProductsAnswer(
        products=products,
        plan_groups=tuple(sorted(group for group in groups if group)),
        types=TYPES,
        fields=PRODUCT_FIELDS,
        limits=LIMITS,
        imposed=tuple(imposed(products)),
    )


def imposed(products: Sequence[Product]) -> Iterator[Imposed]:
    """Yield where an add-on has a number for what a plan that offers it does not limit."""
    plans, addons = [one for one in products if not adds(one.type)], [one for one in products if adds(one.type)]
    for plan in plans:
        given = _by_limit(plan)
        for addon in (one for one in addons if one.id in plan.available_addons):
            for limit, said in _by_limit(addon).items():
                if said.number is not None and not said.flag and given.get(limit, Said()) == Said():
                    yield Imposed(addon.id, plan.id, limit, said.number)


def _by_limit(product: Product) -> dict[str, Said]:
    """Return what is said of each limit, those of post types and roles as ``post_types.page``."""
    said: dict[str, Said] = {}
    for name, one in product.limits.items():
        said |= {name: one} if isinstance(one, Said) else {f"{name}.{key}": part for key, part in one.items()}
    return said


def read_product(services: Services, actor: Actor, product_id: int) -> ProductAnswer:
    """Return one product for editing.

    :raises ProductUnknown: where there is none.
    """
    require_network_admin(actor)
    document, revisions = services.database.reading(
        lambda store: (store.catalog.document(product_id), store.product_limits.current())
    )
    if document is None:
        raise ProductUnknown(product_id=product_id)
    return ProductAnswer(Product(**_told(document, revisions)))


def save_product(
    services: Services,
    actor: Actor,
    product: ProductDocument,
    limits_revision: int | None = None,
    unsaid: Unsaid = EVERYTHING_SAID,
) -> ProductAnswer:
    """Save a product (``id`` None: a new one) and return it as it now stands.

    Its limits are one row, written in the same transaction: they hold for everybody who holds it, on the next request.
    ``limits_revision`` is the state that the form was filled in from, None: it did not say. What is ``unsaid`` stays.

    :raises ProductUnknown: where there is none of this id.
    :raises ProductChanged: where ``version`` is not the current one.
    :raises LimitsChanged: where that is because somebody saved its limits.
    :raises InvalidRequest: where a field cannot be saved, with its path.
    """
    require_network_admin(actor)
    saved, revisions = services.database.transaction(
        lambda store: _save(services, store, product, unsaid, (limits_revision, actor.user_id))
    )
    return ProductAnswer(Product(**_told(saved, revisions)))


def _save(
    services: Services, store: Store, product: ProductDocument, unsaid: Unsaid, read_by: tuple[int | None, int]
) -> tuple[ProductDocument, Mapping[int, int]]:
    """Check and write; return the product as it is, and the state of its limits.

    ``read_by``: the state of the limits that the form was filled in from, and who filled it in.
    """
    limits_revision, by = read_by
    before = store.catalog.document(product.id, lock=True) if product.id is not None else None
    if product.id is not None and before is None:
        raise ProductUnknown(product_id=product.id)
    if before is not None and before.version != product.version:
        raise _refused(store, before, limits_revision)
    wanted = with_slug(_readable(before, _counted(before, unsaid.over(before, product))))
    addons = frozenset(i for i, known in store.catalog.products().items() if known.type != "plan")
    taken = store.catalog.slug_is_taken(wanted.slug, product.id or _NEW)
    if errors := faults(wanted, Known(addons=addons, slug_is_taken=taken, before=before)):
        raise InvalidRequest(errors=errors)
    at = services.clock.now()
    product_id = store.catalog.save(before, wanted, at)
    is_said_anew = before is None or before.limitations != wanted.limitations
    save_product_limits(store, product_id, limits_revision if is_said_anew else None, by, at)
    store.outbox.add("forget_cached", {"product_ids": [product_id]}, at)
    saved = store.catalog.document(product_id)
    if saved is None:
        raise ProductUnknown(product_id=product_id)
    return saved, store.product_limits.current()


def _refused(store: Store, before: ProductDocument, limits_revision: int | None) -> BridgeError:
    """Return why a product cannot be saved that is not as it was read; who saved its limits is named."""
    now = store.product_limits.current().get(before.id or _NEW)
    if limits_revision is not None and now is not None and now != limits_revision:
        return changed_meanwhile(store, before.id or _NEW)
    return ProductChanged(version=before.version)


def save_rules(
    services: Services, actor: Actor, product_id: int, rules: PlanRules, unsaid: frozenset[str] = frozenset()
) -> ProductAnswer:
    """Save a plan's rules and nothing else of it: beside Ultimate Multisite all else is saved there, on one screen.

    The rules that are ``unsaid`` stay.

    :raises ProductUnknown: where there is none of this id.
    :raises InvalidRequest: where a rule cannot be saved, or the product is no plan.
    """
    require_network_admin(actor)
    saved, revisions = services.database.transaction(
        lambda store: _save_rules(services, store, product_id, rules, unsaid)
    )
    return ProductAnswer(Product(**_told(saved, revisions)))


def _save_rules(
    services: Services, store: Store, product_id: int, rules: PlanRules, unsaid: frozenset[str]
) -> tuple[ProductDocument, Mapping[int, int]]:
    """Check and write; return the plan as it is, and the state of its limits."""
    before = store.catalog.document(product_id, lock=True)
    if before is None:
        raise ProductUnknown(product_id=product_id)
    wanted = replace(before, rules=replace(rules, **{name: getattr(before.rules, name) for name in unsaid}))
    wrong = rule_faults(wanted.rules) if before.type == "plan" else (("rules", "unknown_field"),)
    if errors := [{"path": path, "code": code} for path, code in wrong]:
        raise InvalidRequest(errors=errors)
    store.catalog.save(before, wanted, services.clock.now())
    return store.catalog.document(product_id) or wanted, store.product_limits.current()


def _readable(before: ProductDocument | None, product: ProductDocument) -> ProductDocument:
    """Keep what could not be read as it is: nobody has seen it, so nobody has edited it."""
    if before is None or "wu_limitations" not in before.unreadable:
        return product if product.limitations is not None else replace(product, limitations={})
    return replace(product, limitations=before.limitations)


def _counted(before: ProductDocument | None, product: ProductDocument) -> ProductDocument:
    """Keep how often a product is billed where a save does not say it; a new one is billed until it is cancelled."""
    if product.billing_cycles is not None:
        return product
    return replace(product, billing_cycles=0 if before is None else before.billing_cycles)


def _listed(product: ProductDocument, held: int, has_more: bool, revisions: Mapping[int, int]) -> ListedProduct:  # noqa: FBT001 (as it was counted)
    """Return a product as the list tells it."""
    return ListedProduct(memberships=held, more_memberships=has_more, **_told(product, revisions))


def _told(product: ProductDocument, revisions: Mapping[int, int]) -> dict[str, Any]:
    """Return what a product is told by, from what is stored of it."""
    stored = {line.name: getattr(product, line.name) for line in fields(product)}
    price = None if product.amount is None else round_charge(to_minor(product.amount, product.currency))
    limitations = product.limitations or {}
    return {
        **stored,
        "limits_revision": revisions.get(product.id or _NEW, 0),
        "price": Money(price, product.currency),
        "limits": limits_of(limitations, adding=adds(product.type)),
        "other_limits": other_limits(limitations),
    }
