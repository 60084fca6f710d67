"""What products say of limits: one row a product, and every state that it was in, with its source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bridge.store.engine.database import Connection

#: As many states as are listed.
REVISIONS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class LimitsSource:
    """A product's stored limitations, and what its row was made of; ``revision`` None: it has no row yet.

    ``source`` is the stored text, None where there is none; digests are '' then.
    """

    product_id: int
    name: str
    kind: str
    source: str | None
    source_digest: str
    revision: int | None
    known_digest: str | None
    known_name: str | None
    known_kind: str | None
    unreadable_since: datetime | None

    @property
    def is_written(self) -> bool:
        """Tell whether the row was made of what is stored now."""
        return self.revision is not None and self.source_digest == self.known_digest

    @property
    def is_called_so(self) -> bool:
        """Tell whether the row has the product's name and kind."""
        return (self.name, self.kind) == (self.known_name, self.known_kind)


@dataclass(frozen=True, slots=True)
class SaidByProduct:
    """The next state of a product's row; ``by`` is the WordPress user who saved it, None: somebody elsewhere."""

    product_id: int
    kind: str
    name: str
    limits: str
    source: str | None
    source_digest: str
    unreadable_since: datetime | None
    by: int | None


@dataclass(frozen=True, slots=True)
class LimitsRow:
    """A product's row as it is; ``source_digest`` is of the stored text that it was made of."""

    product_id: int
    revision: int
    limits: str
    source_digest: str


@dataclass(frozen=True, slots=True)
class Revision:
    """A state of a product's limits: who saved it and when; ``by`` None: it was found as somebody else had written it.

    ``name`` is that user's, None where the user is gone.
    """

    revision: int
    limits: str
    by: int | None
    name: str | None
    at: datetime


class ProductLimits:
    """The rows of products, read by their keys, and their revisions."""

    def __init__(self, session: Connection) -> None:
        """Bind to a session."""
        self._session = session

    def behind(self, most: int) -> Sequence[int]:
        """Return products that say something else than their row does, whoever wrote that."""
        return [int(row["id"]) for row in self._session.rows("product_limits.behind", most=most)]

    def lock(self, product_id: int) -> int | None:
        """Hold a product's row and return its revision, None where it has none yet."""
        row = self._session.row("product_limits.lock", product_id=product_id)
        return int(row["revision"]) if row else None

    def source(self, product_id: int) -> LimitsSource | None:
        """Return what a product's row is to be made of; None: no product that is sold here."""
        row = self._session.row("product_limits.source", product_id=product_id)
        return LimitsSource(**row) if row else None

    def put(self, said: SaidByProduct, after: int | None, at: datetime) -> bool:
        """Write the state after a revision (None: the first), and keep it; False: the revision is another by now.

        :raises DuplicateKey: where somebody wrote the first one at the same moment.
        """
        revision = 1 if after is None else after + 1
        columns = {
            "product_id": said.product_id,
            "kind": said.kind,
            "name": said.name,
            "limits": said.limits,
            "source_digest": said.source_digest,
            "unreadable_since": said.unreadable_since,
        }
        if after is None:
            self._session.execute("product_limits.insert", revision=revision, **columns)
        elif not self._session.execute("product_limits.save", revision=after, **columns):
            return False
        self._session.defer(
            "product_limits.keep_revision",
            product_id=said.product_id,
            revision=revision,
            limits=said.limits,
            source=said.source,
            by=said.by,
            at=at,
        )
        self._session.defer("product_limits.forget_notes", product_id=said.product_id)
        return True

    def call(self, product_id: int, name: str, kind: str) -> None:
        """Write a product's name and kind into its row."""
        self._session.defer("product_limits.call", product_id=product_id, name=name, kind=kind)

    def find(self, product_id: int) -> LimitsRow | None:
        """Return a product's row."""
        row = self._session.row("product_limits.find", product_id=product_id)
        return LimitsRow(**row) if row else None

    def revisions(self, product_id: int, most: int = REVISIONS_SHOWN) -> Sequence[Revision]:
        """Return the newest states of a product, the newest first."""
        rows = self._session.rows("product_limits.revisions", product_id=product_id, most=most)
        return [Revision(**row) for row in rows]

    def source_of(self, product_id: int, revision: int) -> tuple[str, str | None] | None:
        """Return the limits of a state and the text that it was made of; None: there is no such state."""
        row = self._session.row("product_limits.revision", product_id=product_id, revision=revision)
        return (row["limits"], row["source"]) if row else None

    def current(self) -> Mapping[int, int]:
        """Return the revision of each product that has a row."""
        return {int(row["product_id"]): int(row["revision"]) for row in self._session.rows("product_limits.current")}

    def known(self, product_ids: Iterable[int]) -> frozenset[int]:
        """Return which of some products have a row."""
        asked = tuple(product_ids)
        rows = self._session.rows("product_limits.known", products=asked) if asked else []
        return frozenset(int(row["product_id"]) for row in rows)
