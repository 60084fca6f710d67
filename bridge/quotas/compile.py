"""A product's limits written into its row: read once, by whoever saved them or found that somebody else had."""

from __future__ import annotations

from datetime import datetime

from bridge.errors import LimitsChanged
from bridge.limits.said import compiled
from bridge.ports import Services
from bridge.store.engine.server import DuplicateKey
from bridge.store.limits import Subject
from bridge.store.product_limits import LimitsSource, SaidByProduct
from bridge.store.store import Store

#: Products of which one round, or one request, writes the rows.
PRODUCTS_AT_ONCE = 200


def compile_product(services: Services, product_id: int) -> bool:
    """Write a product's row where it says something else than the product does; False: there was nothing to write.

    Where two find that at once, the one who came second finds it written.
    """
    at = services.clock.now()
    try:
        return services.database.transaction(lambda store: write_product(store, product_id, at))
    except DuplicateKey:
        return services.database.transaction(lambda store: write_product(store, product_id, at))


def write_product(store: Store, product_id: int, at: datetime) -> bool:
    """Write a product's row inside the caller's transaction, as somebody elsewhere has it."""
    held = store.product_limits.lock(product_id)
    source = store.product_limits.source(product_id)
    if source is None:
        return False
    if source.is_written:
        if not source.is_called_so:
            store.product_limits.call(product_id, source.name, source.kind)
        return not source.is_called_so
    return _write(store, source, held, None, at)


def save_product_limits(store: Store, product_id: int, revision: int | None, by: int, at: datetime) -> None:
    """Write the row of a product whose limitations this transaction has just written; ``revision`` is the form's.

    :raises LimitsChanged: where the row is at another revision by now, with who made it so.
    """
    held = store.product_limits.lock(product_id)
    if revision is not None and held is not None and held != revision:
        raise changed_meanwhile(store, product_id)
    source = store.product_limits.source(product_id)
    if source is None:
        return
    if source.is_written:
        if not source.is_called_so:
            store.product_limits.call(product_id, source.name, source.kind)
    elif not _write(store, source, held, by, at):
        raise changed_meanwhile(store, product_id)


def changed_meanwhile(store: Store, product_id: int) -> LimitsChanged:
    """Return the refusal of a save that would go over somebody else's."""
    newest = store.product_limits.revisions(product_id, 1)
    if not newest:
        return LimitsChanged(revision=0, by=None, at=None)
    return LimitsChanged(revision=newest[0].revision, by=newest[0].name, at=newest[0].at)


def _write(store: Store, source: LimitsSource, held: int | None, by: int | None, at: datetime) -> bool:
    """Write the next state, note what of it cannot be read, or forget that; what was said last of that holds."""
    subject: Subject = ("product", source.product_id)
    statement = store.limit_records.read(subject, source.source)
    said = SaidByProduct(
        product_id=source.product_id,
        kind=source.kind,
        name=source.name,
        limits=compiled(statement.limitations),
        source=source.source,
        source_digest=source.source_digest,
        unreadable_since=(source.unreadable_since or at) if statement.unreadable else None,
        by=by,
    )
    if not store.product_limits.put(said, held, at):
        return False
    store.limit_records.review({subject: statement}, at)
    return True
