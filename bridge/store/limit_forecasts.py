"""Forecasts of limits: what was asked, how far it has come; and the figures that one is made of, each by a key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bridge.limits.modules import Limitations
from bridge.limits.said import UnreadableSaid, limitations_of
from bridge.store.engine.database import Connection, Row

#: How many memberships, products or sites one statement names.
_AT_ONCE = 1000
_NOBODY = (0,)


@dataclass(frozen=True, slots=True)
class LimitForecast:
    """A forecast: ``before`` and ``wanted`` in the form of :mod:`bridge.limits.said`; ``answer`` None: not done yet.

    ``after_id`` is the last membership counted; ``memberships``, ``sites`` and ``with_more_sites`` as far as that.
    """

    id: str
    product_id: int
    before: str
    wanted: str
    after_id: int = 0
    memberships: int = 0
    sites: int = 0
    with_more_sites: int = 0
    answer: str | None = None
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """What a site has measured of one limit, with what it and its membership say of their own."""

    blog_id: int
    membership_id: int
    used: float
    measured_at: datetime
    overrides: tuple[Limitations, ...]


@dataclass(frozen=True, slots=True)
class Holder:
    """How many sites a membership has, with what it says of its own."""

    membership_id: int
    sites: int
    overrides: tuple[Limitations, ...]


class LimitForecasts:
    """What saving other limits of a product would do."""

    def __init__(self, session: Connection) -> None:
        """Bind to a session."""
        self._session = session

    def ask(self, forecast: LimitForecast, by: int, at: datetime, fresh: datetime) -> None:
        """Ask for a forecast; one of the same limits that was done before ``fresh`` is worked out anew."""
        self._session.execute(
            "limit_forecasts.ask",
            id=forecast.id,
            product_id=forecast.product_id,
            before_limits=forecast.before,
            limits=forecast.wanted,
            by=by,
            at=at,
            fresh=fresh,
        )

    def find(self, forecast_id: str) -> LimitForecast | None:
        """Return a forecast, None where there is none."""
        row = self._session.row("limit_forecasts.find", id=forecast_id)
        return _forecast(row) if row else None

    def undone(self) -> LimitForecast | None:
        """Return the one that waits longest, None where none does."""
        row = self._session.row("limit_forecasts.undone")
        return _forecast(row) if row else None

    def come(self, forecast: LimitForecast) -> None:
        """Keep how far one has come."""
        self._session.execute(
            "limit_forecasts.come",
            id=forecast.id,
            after_id=forecast.after_id,
            memberships=forecast.memberships,
            sites=forecast.sites,
            with_more_sites=forecast.with_more_sites,
        )

    def finish(self, forecast_id: str, answer: str, at: datetime, before: datetime) -> None:
        """Keep an answer, and forget those done before an instant."""
        self._session.execute("limit_forecasts.finish", id=forecast_id, answer=answer, at=at)
        self._session.execute("limit_forecasts.forget", before=before)

    def drop(self, forecast_id: str) -> None:
        """Forget one that cannot be worked out; whoever looks again asks anew."""
        self._session.execute("limit_forecasts.drop", id=forecast_id)

    def holders(self, product_id: int, after: int, most: int) -> tuple[int, int]:
        """Return the last membership of a page of those that hold a product, and how many the page has."""
        row = self._session.rows("limit_forecasts.holders", product_id=product_id, after=after, most=most)[0]
        return int(row["last"]), int(row["found"])

    def sites_of_holders(self, product_id: int, after: int, last: int) -> int:
        """Return how many sites a page of holders has."""
        page = {"product_id": product_id, "after": after, "last": last}
        return int(self._session.rows("limit_forecasts.sites_of_holders", **page)[0]["sites"])

    def with_sites(self, product_id: int, after: int, last: int, more_than: int) -> Sequence[Holder]:
        """Return those of a page of holders that have more than so many sites."""
        page = {"product_id": product_id, "after": after, "last": last}
        rows = self._session.rows("limit_forecasts.with_sites", **page, more_than=more_than)
        return [Holder(int(row["membership_id"]), int(row["sites"]), _overrides(row["own"])) for row in rows]

    def put_plans_right(self, product_id: int, after: int, last: int) -> int:
        """Write the plan beside the figures of a page of holders of a product; return how many were others."""
        return self._session.execute("limit_forecasts.put_plans_right", product_id=product_id, after=after, last=last)

    def number_of(self, limit: str) -> int | None:
        """Return the number of a limit's name, None where nobody has ever measured it."""
        row = self._session.row("limit_forecasts.limit", name=limit)
        return int(row["id"]) if row else None

    def measured(self, limit_id: int, plan_id: int, most: int) -> tuple[int, int]:
        """Return how many sites with a plan have measured a limit, and how many figures were looked at for that.

        The plan stands beside a figure as a copy: figures of sites that have left it are looked at and not counted.
        """
        named = {"limit_id": limit_id, "plan_id": plan_id, "product_id": plan_id, "most": most}
        row = self._session.rows("limit_forecasts.measured", **named)[0]
        return int(row["found"]), int(row["looked_at"])

    def above(self, limit_id: int, plan_id: int, product_id: int, allowed: int, most: int) -> tuple[int, int]:
        """Return how many sites of a plan that hold a product use more than ``allowed``, and how many were looked at.

        The product is the plan itself or a package; ``most`` figures are looked at at most.
        """
        named = {"limit_id": limit_id, "plan_id": plan_id, "product_id": product_id, "allowed": allowed, "most": most}
        row = self._session.rows("limit_forecasts.above", **named)[0]
        return int(row["found"]), int(row["looked_at"])

    def worst(
        self, limit_id: int, plan_id: int, product_id: int, allowed: int, most: int
    ) -> tuple[Sequence[Figure], int]:
        """Return those of a plan's ``most`` highest figures whose sites hold a product, and how many were looked at."""
        named = {"limit_id": limit_id, "plan_id": plan_id, "product_id": product_id, "allowed": allowed, "most": most}
        rows = self._session.rows("limit_forecasts.worst", **named)
        return [_figure(row) for row in rows if row["membership_id"] is not None], len(rows)

    def plans_of(self, limit_id: int) -> Sequence[int]:
        """Return the plans beside the figures of a limit; 0 where there was none."""
        plans: list[int] = []
        while row := self._session.row(
            "limit_forecasts.next_plan", limit_id=limit_id, after=plans[-1] if plans else -1
        ):
            plans.append(int(row["plan_id"]))
        return plans

    def of_holders(self, limit_id: int, product_id: int, most: int) -> tuple[Sequence[Figure], int]:
        """Return what sites of memberships that hold a package use of a limit, and how many sites were looked at.

        ``most`` are looked at at most, measured or not.
        """
        rows = self._session.rows("limit_forecasts.of_holders", limit_id=limit_id, product_id=product_id, most=most)
        return [_figure(row) for row in rows if row["used"] is not None], len(rows)

    def held(self, memberships: Sequence[int]) -> Mapping[int, Mapping[int, int]]:
        """Return what memberships hold: quantities by product."""
        found: defaultdict[int, dict[int, int]] = defaultdict(dict)
        for page in _pages(memberships):
            for row in self._session.rows("limit_forecasts.held", memberships=page):
                found[int(row["membership_id"])][int(row["product_id"])] = int(row["quantity"])
        return found

    def products(self, product_ids: Sequence[int]) -> Mapping[int, tuple[str, Limitations | None]]:
        """Return the kind of products and what they say, or said last that can be read; None: nothing of it can be."""
        found = {}
        for page in _pages(product_ids):
            for row in self._session.rows("limit_forecasts.products", products=page):
                said = _read(row["limits"])
                found[int(row["product_id"])] = (row["kind"], self._said_before(row) if said is None else said)
        return found

    def _said_before(self, row: Row) -> Limitations | None:
        """Return the newest earlier state of a product that can be read, as the site's limits are made of."""
        older = self._session.rows("limit_sources.revisions", product_id=row["product_id"])
        return next((said for said in map(_read, (each["limits"] for each in older)) if said is not None), None)

    def addresses(self, blog_ids: Sequence[int]) -> Mapping[int, str]:
        """Return where sites are, as people write it."""
        rows = self._session.rows("limit_forecasts.addresses", blog_ids=tuple(blog_ids) or _NOBODY)
        return {int(row["blog_id"]): f"{row['domain']}{row['path']}".rstrip("/") for row in rows}


def _pages(numbers: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Give numbers in tuples that one statement takes."""
    for first in range(0, len(numbers), _AT_ONCE):
        yield tuple(numbers[first : first + _AT_ONCE])


def _forecast(row: Row) -> LimitForecast:
    """Read a row."""
    told: dict[str, Any] = {**row}
    before, wanted = told.pop("before_limits"), told.pop("limits")
    return LimitForecast(before=before, wanted=wanted, **told)


def _figure(row: Row) -> Figure:
    """Read a figure."""
    overrides = _overrides(row["membership_own"], row["own"])
    return Figure(row["blog_id"], row["membership_id"], float(row["used"]), row["measured_at"], overrides)


def _overrides(*texts: str | None) -> tuple[Limitations, ...]:
    """Read what somebody says of their own; what is spoilt of it says nothing."""
    own = (_read(text) for text in texts if text is not None)
    return tuple(said for said in own if said is not None)


def _read(text: str) -> Limitations | None:
    try:
        return limitations_of(text)
    except UnreadableSaid:
        return None
