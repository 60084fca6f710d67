"""The network's products: list, read, save. With it, the other use cases of the network's screens by their names."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from bridge.errors import InvalidRequest, ProductChanged, ProductUnknown
from bridge.services.access import require_network_admin
from bridge.services.actor import Actor
from bridge.services.network_settings import read_settings, save_settings
from bridge.services.network_view import MembershipPage, ProductDocument, ProductListing
from bridge.services.plan_map import read_map
from bridge.services.plan_paths import preview_paths
from bridge.services.ports import Services, Store
from bridge.services.product_rules import Known, faults, with_slug
from bridge.services.provisioning import rematerialise_holders
from bridge.services.settings_example import work_out_example

__all__ = [
    "list_memberships",
    "list_products",
    "preview_paths",
    "read_map",
    "read_product",
    "read_settings",
    "save_product",
    "save_settings",
    "work_out_example",
]

#: The id that no product has: whom a new one's slug is compared for.
_NEW = 0


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


def list_memberships(
    services: Services, actor: Actor, search: str = "", page: int = 1, per_page: int = 20
) -> MembershipPage:
    """Return one page of memberships, for acting for an owner."""
    require_network_admin(actor)
    now = services.clock.now()
    return services.database.reading(lambda store: store.memberships.page(search.strip(), page, per_page, now))


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


def _readable(before: ProductDocument | None, product: ProductDocument) -> ProductDocument:
    """Keep what could not be read as it is: nobody has seen it, so nobody has edited it."""
    if before is None or "wu_limitations" not in before.unreadable:
        return product if product.limitations is not None else replace(product, limitations={})
    return replace(product, limitations=before.limitations)
