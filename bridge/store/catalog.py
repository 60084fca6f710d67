"""The network's products: all of them for pricing, one by one for editing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bridge.domain.catalog import Product
from bridge.domain.limit_statements import Statement, read_statement
from bridge.services.network_view import ProductDocument
from bridge.store import product_writes, values
from bridge.store.connection import Connection
from bridge.store.limit_records import read_stored
from bridge.store.product_documents import read_document
from bridge.store.product_rows import meta_by_product, read_catalog
from bridge.store.tax_rates import read_taxes

TAX_READ = "tax_rates.shared_settings"
CATALOG_READS = ("catalog.products", "catalog.meta")


class MySQLCatalog:
    """Fulfils :class:`bridge.services.ports.Catalog`."""

    def __init__(self, session: Connection) -> None:
        """Bind to a session."""
        self._session = session

    def products(self) -> Mapping[int, Product]:
        """Return every product for pricing."""
        found = self._session.batch((*CATALOG_READS, TAX_READ))
        network = read_taxes(found[TAX_READ]).currency
        return read_catalog(found["catalog.products"], found["catalog.meta"], network).products

    def limit_statements(self) -> Mapping[int, tuple[str, Statement]]:
        """Return each product's name and what it says of limits, as far as that can be read by itself."""
        found = self._session.batch(CATALOG_READS)
        meta = meta_by_product(found["catalog.meta"])
        return {
            row["id"]: (row["name"], read_statement(read_stored(meta[row["id"]].get("wu_limitations"))))
            for row in found["catalog.products"]
        }

    def documents(self) -> Sequence[ProductDocument]:
        """Return every product for editing, in the network's order."""
        found = self._session.batch((*CATALOG_READS, TAX_READ))
        meta, network = meta_by_product(found["catalog.meta"]), read_taxes(found[TAX_READ]).currency
        return [
            read_document({**row, "currency": values.currency(row["currency"], network)}, meta[row["id"]])
            for row in found["catalog.products"]
        ]

    def document(self, product_id: int, *, lock: bool = False) -> ProductDocument | None:
        """Return one product for editing; ``lock`` keeps others from saving it until the transaction ends."""
        if lock:
            self._session.rows("catalog.lock", product_id=product_id)
        return next((found for found in self.documents() if found.id == product_id), None)

    def slug_is_taken(self, slug: str, product_id: int) -> bool:
        """Tell whether another product has a slug; ``product_id`` 0 is a new one."""
        return self._session.row("catalog.find_slug", slug=slug, product_id=product_id) is not None

    def save(self, before: ProductDocument | None, after: ProductDocument, at: datetime) -> int:
        """Write what differs between the two and nothing else; return the id."""
        if before is None or before.id is None:
            product_id = self._session.insert("catalog.insert", **product_writes.columns(after, at))
        else:
            product_id = before.id
        product_writes.write(self._session, product_id, before, after, at)
        return product_id

    def membership_counts(self) -> Mapping[int, int]:
        """Return how many memberships hold each plan."""
        return {row["plan_id"]: row["held"] for row in self._session.rows("catalog.membership_counts")}
