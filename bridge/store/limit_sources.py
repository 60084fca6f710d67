"""Where a site's limits are said, as the plugin reads them: rows of its membership, of what it holds, of the site."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from bridge.limits.modules import Limitations
from bridge.limits.origin import Voice
from bridge.limits.said import UnreadableSaid, limitations_of
from bridge.store.engine.database import Connection, Row


@dataclass(frozen=True, slots=True)
class SourceFault:
    """Whose word is missing, or cannot be read: what was said before holds, or nothing.

    >>> str(SourceFault("product", 902, "missing"))
    'product 902: missing'
    """

    who: Literal["product", "membership", "site"]
    id: int
    what: Literal["missing", "unreadable"]

    def __str__(self) -> str:
        """Name it in words."""
        return f"{self.who} {self.id}: {self.what}"


@dataclass(frozen=True, slots=True)
class LimitSources:
    """What is written for a site; ``plan`` None: it is missing, and nothing can be added up.

    ``moved``: somebody wrote the shared row since. ``applied`` is the digest of what the site has carried out last of
    what was forced on it. ``grace`` is what held before a change and goes on until ``grace_until``, in the shape of
    limits; empty: nothing.
    """

    membership_id: int
    plan: Voice | None
    packages: tuple[Voice, ...]
    overrides: tuple[Voice, ...]
    faults: tuple[SourceFault, ...]
    moved: bool
    applied: str | None
    grace: Mapping[str, Any] = field(default_factory=dict)
    grace_until: datetime | None = None


class LimitWords:
    """What is written of limits where it is said."""

    def __init__(self, session: Connection) -> None:
        self._session = session

    def of_site(self, blog_id: int) -> LimitSources | None:
        """Read what limits a site; None where nothing is written for it."""
        rows = self._session.rows("limit_sources.of_site", blog_id=blog_id)
        return self._sources(blog_id, rows) if rows else None

    def said_last(self, product_id: int) -> Limitations | None:
        """Return what a product said in the newest of its states that can be read; None: in none of the newest."""
        older = self._session.rows("limit_sources.revisions", product_id=product_id)
        return next((found for found in map(_read, (each["limits"] for each in older)) if found is not None), None)

    def _sources(self, blog_id: int, rows: Sequence[Row]) -> LimitSources:
        first, faults = rows[0], list[SourceFault]()
        moved = first["is_now"] is not None and first["made_from"] is not None and first["is_now"] != first["made_from"]
        plan_row = _plan_row(rows, moved=moved)
        if plan_row is None:
            faults.append(SourceFault("membership", first["membership_id"], "missing"))
        held = [self._product(row, faults, is_plan=row is plan_row) for row in rows if plan_row]
        own = (
            _own("membership", first["membership_id"], first["membership_own"], faults),
            _own("site", blog_id, first["site_own"], faults),
        )
        return LimitSources(
            first["membership_id"],
            next((voice for voice in held if voice is not None and voice.who == "plan"), None),
            tuple(voice for voice in held if voice is not None and voice.who == "package"),
            tuple(voice for voice in own if voice is not None),
            tuple(faults),
            moved,
            first["applied"],
            json.loads(first["grace"] or "{}"),
            first["grace_until"],
        )

    def _product(self, row: Row, faults: list[SourceFault], *, is_plan: bool) -> Voice | None:
        """Return what a product that is held says, or said last that can be read; None where it is not known."""
        said = None if row["limits"] is None else _read(row["limits"])
        if said is None:
            faults.append(
                SourceFault("product", row["product_id"], "missing" if row["limits"] is None else "unreadable")
            )
        if said is None and row["limits"] is not None:
            said = self.said_last(row["product_id"])
        if said is None:
            return None
        return Voice("plan" if is_plan else "package", row["product_id"], said, row["name"] or "", row["quantity"])


def _plan_row(rows: Sequence[Row], *, moved: bool) -> Row | None:
    """Return the holding that is the plan: the one that the shared row names, unless it was written since."""
    named = [row for row in rows if row["product_id"] is not None and row["product_id"] == row["plan_id"]]
    of_kind = [row for row in rows if row["kind"] == "plan"]
    return next(iter([*of_kind, *named] if moved else [*named, *of_kind]), None)


def _own(who: Literal["membership", "site"], number: int, text: str | None, faults: list[SourceFault]) -> Voice | None:
    """Return what a membership or a site says itself; None where it says nothing that can be read."""
    said = None if text is None else _read(text)
    if text is not None and said is None:
        faults.append(SourceFault(who, number, "unreadable"))
    return None if said is None else Voice(who, number, said)


def _read(text: str) -> Limitations | None:
    try:
        return limitations_of(text)
    except UnreadableSaid:
        return None
