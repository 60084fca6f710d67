"""Memberships that a network admin gives: what was asked for, whom and which sites it names, and lists of them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from urllib.parse import urlsplit

from bridge.pricing.calendar import Period
from bridge.store.engine.database import Connection, Row

#: How a list stands: its lines are looked at, wait for the network admin's word, are given, or nothing is left to do.
RunState = Literal["checking", "checked", "giving", "done", "dropped"]
GiftState = Literal["waiting", "ready", "refused", "given"]

#: What a site is called that can never be a customer's; one of no kind, or of WordPress' own making, can become one.
NEVER_A_CUSTOMERS = frozenset({"main", "site_template", "pending", "external", "demo"})

_NUMBER = re.compile(r"[1-9]\d{0,17}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be given, as it was typed: empty texts are left to the plan and to today.

    ``user`` is a login, an e-mail address or a number; ``sites`` are addresses or numbers; ``plan`` a name, slug or
    number. ``start`` and ``until`` are days such as 2026-11-26, in UTC.
    """

    user: str
    sites: tuple[str, ...]
    plan: str
    period: str = ""
    price: str = ""
    start: str = ""
    until: str = ""
    paid: str = ""


@dataclass(frozen=True, slots=True)
class Gift:
    """One gift as it is kept; ``problems`` are paths and codes of what keeps it from being given."""

    id: str
    run_id: str | None
    position: int
    state: GiftState
    wanted: Wanted
    problems: tuple[Mapping[str, Any], ...]
    membership_id: int | None


@dataclass(frozen=True, slots=True)
class GiftRun:
    """A list of gifts and how many of its lines are in which state.

    ``notation``: what stands before decimals, and between thousands, where it was written.
    """

    id: str
    state: RunState
    total: int
    waiting: int
    ready: int
    refused: int
    given: int
    notation: str
    requested_by: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class User:
    """A WordPress user."""

    user_id: int
    user_login: str
    display_name: str


@dataclass(frozen=True, slots=True)
class FoundSite:
    """A site of the network; ``kind`` is what the other plugin calls it, None where it calls it nothing."""

    blog_id: int
    domain: str
    path: str
    is_main: bool
    kind: str | None


@dataclass(frozen=True, slots=True)
class NewMembership:
    """The shared row of a membership that begins; amounts in major units, as the columns have them."""

    customer_id: int
    user_id: int
    plan_id: int
    currency: str
    amount: Decimal
    initial_amount: Decimal
    recurring: bool
    period: Period | None
    start: datetime
    end: datetime | None
    trial_end: datetime | None
    times_billed: int
    billing_cycles: int


class Gifts:
    """Gifts, their lists, and the rows that a gift begins with."""

    def __init__(self, session: Connection) -> None:
        """Bind to a session."""
        self._session = session

    def users(self, text: str) -> Sequence[User]:
        """Return the users whose number, login or e-mail address it is; more than one where it is two people's."""
        rows = self._session.rows("gifts.find_user", text=text, number=_number(text))
        return [User(**row) for row in {row["user_id"]: row for row in rows}.values()]

    def site(self, text: str) -> FoundSite | None:
        """Return the site of this network with a number or an address, its scheme and last slash given or not."""
        domain, path = address_of(text)
        row = self._session.row("gifts.find_site", number=_number(text), domain=domain, path=path)
        return FoundSite(**{**row, "is_main": bool(row["is_main"])}) if row else None

    def names_of(self, customer_ids: Sequence[int]) -> Mapping[int, str]:
        """Return the display names of customers; of those that are there."""
        rows = self._session.rows("gifts.names", customer_ids=tuple(customer_ids)) if customer_ids else []
        return {int(row["id"]): str(row["display_name"]) for row in rows}

    def customer_of(self, user_id: int) -> int | None:
        """Return the customer that a user is."""
        found = self._session.row("gifts.find_customer", user_id=user_id)
        return int(found["id"]) if found else None

    def hold_customer(self, user_id: int, at: datetime) -> int:
        """Return the customer that a user is, made where they are none; held until the transaction ends."""
        self._session.execute("gifts.hold_user", user_id=user_id)
        found = self.customer_of(user_id)
        return found or self._session.insert("gifts.insert_customer", user_id=user_id, at=at.replace(microsecond=0))

    def hold_site(self, blog_id: int) -> int | None:
        """Hold a site; return the membership that it was given last, where that exists."""
        self._session.execute("gifts.hold_site", blog_id=blog_id)
        found = self._session.row("gifts.find_given_site", blog_id=blog_id)
        return int(found["membership_id"]) if found else None

    def note_site(self, blog_id: int, membership_id: int) -> None:
        """Note what a site was given."""
        self._session.defer("gifts.note_site", blog_id=blog_id, membership_id=membership_id)

    def begin_membership(self, new: NewMembership, at: datetime) -> int:
        """Write the row of a new membership and return its number."""
        return self._session.insert(
            "gifts.insert_membership",
            customer_id=new.customer_id,
            user_id=new.user_id,
            plan_id=new.plan_id,
            currency=new.currency,
            amount=new.amount,
            initial_amount=new.initial_amount,
            recurring=int(new.recurring),
            duration=new.period.n if new.period else 1,
            duration_unit=new.period.unit if new.period else "month",
            start=new.start,
            end=new.end,
            trial_end=new.trial_end,
            times_billed=new.times_billed,
            billing_cycles=new.billing_cycles,
            status="trialing" if new.trial_end else "active",
            at=at.replace(microsecond=0),
        )

    def find(self, gift_id: str, *, lock: bool = False) -> Gift | None:
        """Return a gift; ``lock`` holds it until the transaction ends."""
        row = self._session.row("gifts.lock_gift" if lock else "gifts.find_gift", id=gift_id)
        return read_gift(row) if row else None

    def add(self, gift: Gift, at: datetime) -> None:
        """Write a gift; DuplicateKey: its key was used before."""
        self._session.execute(
            "gifts.insert_gift",
            id=gift.id,
            run_id=gift.run_id,
            position=gift.position,
            state=gift.state,
            asked=json.dumps(asdict(gift.wanted)),
            membership_id=gift.membership_id,
            at=at,
        )

    def end(
        self,
        gift_id: str,
        state: GiftState,
        problems: Sequence[Mapping[str, Any]],
        membership_id: int | None,
        at: datetime,
    ) -> None:
        """Write what became of a gift."""
        told = json.dumps(list(problems))
        self._session.defer(
            "gifts.end_gift", id=gift_id, state=state, problems=told, membership_id=membership_id, at=at
        )

    def begin_run(self, run_id: str, total: int, notation: str, requested_by: int, at: datetime) -> None:
        """Begin a list."""
        self._session.defer(
            "gifts.insert_run", id=run_id, total=total, notation=notation, requested_by=requested_by, at=at
        )

    def run(self, run_id: str) -> GiftRun | None:
        """Return a list."""
        row = self._session.row("gifts.find_run", id=run_id)
        return GiftRun(**{name: row[name] for name in GiftRun.__slots__}) if row else None

    def runs(self, most: int) -> Sequence[GiftRun]:
        """Return the newest lists."""
        found = [self.run(row["id"]) for row in self._session.rows("gifts.list_runs", most=most)]
        return [run for run in found if run is not None]

    def at_work(self) -> tuple[str, RunState] | None:
        """Return the list that the worker goes on with, None where there is none."""
        row = self._session.row("gifts.run_at_work")
        return (row["id"], row["state"]) if row else None

    def move_run(self, run_id: str, before: RunState, state: RunState, at: datetime) -> bool:
        """Let a list go on to its next state; False where somebody was faster."""
        return bool(self._session.execute("gifts.move_run", id=run_id, before=before, state=state, at=at))

    def of_run(self, run_id: str, state: GiftState, most: int) -> Sequence[str]:
        """Return the keys of a list's lines in a state, in their order."""
        return [row["id"] for row in self._session.rows("gifts.gifts_of_run", run_id=run_id, state=state, most=most)]

    def page(self, run_id: str, state: GiftState, after: int, most: int) -> Sequence[Gift]:
        """Return the lines of a list in a state that come after a line."""
        rows = self._session.rows("gifts.page_of_run", run_id=run_id, state=state, after=after, most=most)
        return [read_gift(row) for row in rows]


def read_gift(row: Row) -> Gift:
    """Read a gift's row."""
    asked = json.loads(row["asked"])
    return Gift(
        id=row["id"],
        run_id=row["run_id"],
        position=row["position"],
        state=row["state"],
        wanted=Wanted(**{**asked, "sites": tuple(asked["sites"])}),
        problems=tuple(json.loads(row["problems"])),
        membership_id=row["membership_id"],
    )


def address_of(text: str) -> tuple[str, str]:
    """Return domain and path of a site's address, as WordPress stores them.

    >>> address_of("https://Example.com/anna"), address_of("anna.example.com")
    (('example.com', '/anna/'), ('anna.example.com', '/'))
    """
    try:
        parts = urlsplit(text if "//" in text else f"//{text}")
    except ValueError:
        return "", "/"
    path = parts.path.strip("/")
    return parts.netloc.lower(), f"/{path}/" if path else "/"


def _number(text: str) -> int:
    """Return the number that a text is, 0 where it is none."""
    return int(text) if _NUMBER.fullmatch(text) else 0
