"""The states that a product's limits were in, and an older one made the newest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from bridge.errors import LimitsRevisionUnknown, LimitsWrittenElsewhere, ProductUnknown
from bridge.limits.modules import Limitations
from bridge.limits.said import UnreadableSaid, limitations_of
from bridge.people import Actor, require_network_admin
from bridge.ports import Services
from bridge.quotas.compile import changed_meanwhile, save_product_limits
from bridge.store.product_limits import LimitsRow, Revision
from bridge.store.store import Store


@dataclass(frozen=True, slots=True)
class LimitState:
    """A state of a product's limits; ``by`` None: it was found as somebody elsewhere had written it.

    ``by_name`` is None where the user is gone. ``changed`` names what it says otherwise than the state before, such as
    ``post_types``; of the first, nothing.
    """

    revision: int
    by: int | None
    by_name: str | None
    at: datetime
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LimitHistoryAnswer:
    """The newest states of a product's limits, the newest first.

    ``can_take_back`` is false while what is stored was not saved here: an older state would go over somebody else's.
    """

    product_id: int
    limits_revision: int
    states: tuple[LimitState, ...]
    can_take_back: bool


def read_history(services: Services, actor: Actor, product_id: int) -> LimitHistoryAnswer:
    """Return the states of a product's limits.

    :raises ProductUnknown: where there is no such product, or nothing of it was ever read.
    """
    require_network_admin(actor)
    return services.database.reading(lambda store: _history(store, product_id))


def take_back(services: Services, actor: Actor, product_id: int, to: int, limits_revision: int) -> LimitHistoryAnswer:
    """Make an older state the newest: its limits, and the stored text that they were read from, byte for byte.

    It holds for everybody who holds the product by now. What was saved between is kept, and can be taken back to.

    :raises ProductUnknown: where there is no such product.
    :raises LimitsRevisionUnknown: where it was never in that state.
    :raises LimitsChanged: where somebody saved its limits since the list was read.
    :raises LimitsWrittenElsewhere: where what is stored is not what its newest state was made from.
    """
    require_network_admin(actor)
    at = services.clock.now()

    def write(store: Store) -> LimitHistoryAnswer:
        _take_back(store, product_id, to, limits_revision, actor.user_id, at)
        return _history(store, product_id)

    return services.database.transaction(write)


def _take_back(store: Store, product_id: int, to: int, limits_revision: int, by: int, at: datetime) -> None:  # noqa: PLR0913, PLR0917 (what, to where, by whom, when)
    """Check and write, the product held first, as where it is saved."""
    if store.catalog.document(product_id, lock=True) is None:
        raise ProductUnknown(product_id=product_id)
    held = store.product_limits.lock(product_id)
    if held != limits_revision:
        raise changed_meanwhile(store, product_id)
    source, earlier = store.product_limits.source(product_id), store.product_limits.source_of(product_id, to)
    if source is None or not source.is_written:
        raise LimitsWrittenElsewhere(product_id=product_id)
    if earlier is None:
        raise LimitsRevisionUnknown(product_id=product_id, revision=to)
    store.catalog.write_limitations(product_id, earlier[1], at)
    save_product_limits(store, product_id, limits_revision, by, at)
    store.outbox.add("forget_cached", {"product_ids": [product_id]}, at)


def _history(store: Store, product_id: int) -> LimitHistoryAnswer:
    """Read the states, each compared with the one before it."""
    row, found = store.product_limits.find(product_id), store.product_limits.revisions(product_id)
    if row is None:
        raise ProductUnknown(product_id=product_id)
    said = [_said(revision.limits) for revision in found]
    differences = [_changed(newer, older) for newer, older in pairwise(said)]
    states = _states(found, [*differences, ()])
    return LimitHistoryAnswer(product_id, row.revision, states, _is_ours(store, row))


def _states(found: Sequence[Revision], changed: Sequence[tuple[str, ...]]) -> tuple[LimitState, ...]:
    """Put states and what they changed together."""
    return tuple(
        LimitState(one.revision, one.by, one.name, one.at, names) for one, names in zip(found, changed, strict=True)
    )


def _is_ours(store: Store, row: LimitsRow) -> bool:
    """Tell whether what is stored is what the newest state was made from."""
    source = store.product_limits.source(row.product_id)
    return source is not None and source.source_digest == row.source_digest


def _said(text: str) -> Limitations:
    """Return a state's limitations, nothing of one that cannot be read."""
    try:
        return limitations_of(text)
    except UnreadableSaid:
        return {}


def _changed(newer: Mapping[str, object], older: Mapping[str, object]) -> tuple[str, ...]:
    """Name the modules that two states say otherwise."""
    return tuple(name for name in sorted({*newer, *older}) if newer.get(name) != older.get(name))
