"""What every request needs of the whole network: products, settings and taxes, parsed once for the same rows.

The rows may be many and long (limitations are PHP texts of kilobytes), and hardly ever change. So a request reads a
digest of them, worked out by the database over every column and meta row that we read, and the rows themselves only
where no reading with that digest is kept. What is kept is found by content alone: it cannot be out of date.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bridge.pricing.snapshot import TaxRate
from bridge.store.engine.connection import Connection, Row
from bridge.store.product_editing import CATALOG_READS
from bridge.store.products import CatalogRows, read_catalog
from bridge.store.settings import SETTING_READS, NetworkSettings, rates_under, read_taxes, settings_from

DIGEST = "products.digest"
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
