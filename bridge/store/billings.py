"""How often a plan is billed: what was agreed when it was taken, beside what the membership's row says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bridge.pricing.quote import Quote
from bridge.store.engine.database import Connection
from bridge.store.outbox import Sweep
from bridge.store.quotes import read_quote


@dataclass(frozen=True, slots=True)
class Unkept:
    """From where in its journal on a membership is not billed as often as was agreed.

    ``is_recounted``: somebody else wrote how often it was billed since, so that nobody can tell how often it was.
    """

    sequence: int
    is_recounted: bool


@dataclass(frozen=True, slots=True)
class Applied:
    """What was applied to a membership, and where in its journal that stands."""

    sequence: int
    quote: Quote


class AgreedBillings:
    """For how many payments plans were taken."""

    def __init__(self, session: Connection) -> None:
        """Bind to a session."""
        self._session = session

    def page(self, after: Sweep, until: datetime, most: int) -> tuple[frozenset[int], Sweep]:
        """Return a page of the memberships to which something happened after a place, and the place it ends at."""
        rows = self._session.rows(
            "billings.page", after_at=after.after_at, after=after.after_id, until=until, most=most
        )
        if not rows:
            return frozenset(), after
        last = rows[-1]
        return frozenset(int(row["membership_id"]) for row in rows), Sweep(int(last["membership_id"]), last["at"])

    def unkept(self, membership_ids: frozenset[int]) -> Sequence[int]:
        """Return which of some memberships are not billed as often as was agreed; whoever applied that lost it."""
        if not membership_ids:
            return []
        rows = self._session.rows("billings.list_unkept", membership_ids=sorted(membership_ids))
        return [int(row["membership_id"]) for row in rows]

    def find_unkept(self, membership_id: int) -> Unkept | None:
        """Return since when a membership is not billed as often as was agreed, None where it is."""
        row = self._session.row("billings.find_unkept", membership_id=membership_id)
        return Unkept(int(row["sequence"]), bool(row["is_recounted"])) if row else None

    def applied(self, membership_id: int) -> Sequence[Applied]:
        """Return what was applied to a membership, in its order."""
        rows = self._session.rows("billings.list_applied", membership_id=membership_id)
        return [Applied(int(row["sequence"]), read_quote(row).quote) for row in rows]

    def taken_without_number(self) -> tuple[int, str]:
        """Return how many memberships took a plan of a number of payments for none, and the first ids."""
        row = self._session.rows("billings.taken_without_number")[0]
        return int(row["found"]), str(row["first_ids"] or "")
