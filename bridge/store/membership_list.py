"""The network's list of memberships, and which of them hold a product or are beyond their term."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from bridge.pricing.calendar import known_end
from bridge.store.engine import values
from bridge.store.engine.database import Connection, Row
from bridge.store.external_edits import Outcome
from bridge.store.memberships import BeyondTermSort
from bridge.store.ownership import Owner


@dataclass(frozen=True, slots=True)
class MembershipRow:
    """A membership in the network's list, for acting for its owner; ``beyond_term``: its term is over, and how.

    ``term_end`` None: it has no end, also where one is stored that means never.
    ``edited_elsewhere``: somebody else wrote its row, what became of that, and nobody has looked at it.
    ``paused_at``: since when it rests.
    """

    id: int
    customer_id: int
    user_id: int
    user_login: str
    plan_id: int
    plan_name: str | None
    status: str
    term_end: datetime | None
    beyond_term: BeyondTermSort | None = None
    owner: Owner = "elsewhere"
    edited_elsewhere: Outcome | None = None
    paused_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BeyondTerm:
    """How many memberships are beyond their term in one way; ``first_ids`` are five, ``longest`` is since when."""

    sort: BeyondTermSort
    found: int
    first_ids: str
    longest: datetime


@dataclass(frozen=True, slots=True)
class MembershipPage:
    """One page of memberships; it begins with ``first``, None: the newest. ``older`` begins the next one, if any."""

    memberships: tuple[MembershipRow, ...]
    first: int | None
    older: int | None


@dataclass(frozen=True, slots=True)
class Which:
    """Which memberships are listed: ``search`` is a part of the customer's login, or a membership's number.

    ``sort`` is who bills them, or "edited": somebody else wrote into the row and nobody has looked at it;
    "paused": it rests; '' is any.
    The page has ``most`` and begins with the id ``start``, else it is the one just ``above`` an id, else the first.
    """

    search: str = ""
    sort: Owner | Literal["", "edited", "paused"] = ""
    most: int = 20
    start: int | None = None
    above: int | None = None


NEWEST = Which()
_ABOVE_ALL = (1 << 63) - 1


class MembershipList:
    """Memberships of all customers, as network admins look for them."""

    def __init__(self, session: Connection) -> None:
        self._session = session

    def page(self, asked: Which, at: datetime) -> MembershipPage:
        """Return a page of memberships, newest first."""
        which: dict[str, Any] = {
            "search": asked.search,
            "number": values.whole(asked.search.removeprefix("#")),
            "which": asked.sort,
            "most": asked.most + 1,
        }
        start = asked.start
        if asked.above is not None:
            higher = self._session.rows("memberships.above", above=asked.above, **which)
            start = int(higher[asked.most - 1]["id"]) if len(higher) > asked.most else None
        rows = self._session.rows("memberships.page", start=start or _ABOVE_ALL, at=at, **which)
        older = int(rows[asked.most]["id"]) if len(rows) > asked.most else None
        return MembershipPage(tuple(_listed(row, at) for row in rows[: asked.most]), start, older)

    def beyond_term(self, at: datetime) -> Sequence[BeyondTerm]:
        """Return the sorts of memberships whose term is over and that nobody renews or closes."""
        return [
            BeyondTerm(row["sort"], int(row["found"]), str(row["first_ids"]), row["longest"])
            for row in self._session.rows("memberships.beyond_term", at=at)
        ]


def _listed(row: Row, at: datetime) -> MembershipRow:
    """Read a membership of the network's list."""
    return MembershipRow(**{**row, "user_id": int(row["user_id"]), "term_end": known_end(row["term_end"], at)})
