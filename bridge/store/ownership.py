"""Who bills a membership: what we wrote into its row, what others wrote since, and runs that move many at once."""

from __future__ import annotations

import json
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from bridge.store.engine import values
from bridge.store.engine.database import Connection, Row
from bridge.store.engine.values import canonical
from bridge.store.pages import MEMBERSHIPS, each_page
from bridge.store.terms import OUR_GATEWAY, Columns, HeldMembership

Direction = Literal["take_over", "hand_back"]
#: Who bills a membership: we, a subscription at a provider, or another system's invoices.
Owner = Literal["ours", "at_a_provider", "elsewhere"]
#: What became of a foreign edit: ours written again, theirs taken, some of each, or the whole membership taken away.
#: ``deleted``: the membership and its customer are gone, and value that was left has no owner.
Outcome = Literal["restored", "accepted", "mixed", "taken_away", "deleted"]

#: The other system's own gateway for what is paid by hand, in its rows.
BY_HAND_ELSEWHERE = "manual"
#: Gateways that hold no subscription of their own: nothing is cancelled anywhere when we take over.
WITHOUT_SUBSCRIPTION = frozenset({"", "free", BY_HAND_ELSEWHERE, OUR_GATEWAY})
#: The columns that name the owner; the other way to lose one is a subscription at a provider.
MARK = frozenset({"gateway", "auto_renew"})
#: The columns that the lines of a bill are worked out from.
PRICED = frozenset({"plan_id", "addon_products", "amount", "currency", "duration", "duration_unit", "recurring"})

#: How many memberships of the network are looked at to count those that there are to move.
COUNTED = 5_000
#: So many memberships of ours may be missing at once before that looks like an emptied table where most are.
MOST_DELETED = 100
#: Refused memberships that a run names.
_NAMED = 50


def fields_of(columns: Columns) -> dict[str, Any]:
    """Return the fields of a row that some columns' texts stand for."""
    read = {name: _READERS[name](text) for name, text in columns.items() if name != "addon_products"}
    if "addon_products" in columns:
        stored = columns["addon_products"]
        addons = json.loads(stored) if stored.startswith("{") else None
        read["addons"] = None if addons is None else {int(product): units for product, units in addons.items()}
        if addons is None:
            read["addons_stored"] = stored
    return read


def _read_instant(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _read_amount(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _text_or_none(text: str) -> str | None:
    return text or None


_READERS: Mapping[str, Any] = {
    "plan_id": int,
    "amount": _read_amount,
    "initial_amount": _read_amount,
    "currency": str,
    "duration": int,
    "duration_unit": _text_or_none,
    "recurring": lambda text: text == "1",
    "auto_renew": lambda text: text == "1",
    "billing_cycles": int,
    "times_billed": int,
    "gateway": str,
    "gateway_customer_id": str,
    "gateway_subscription_id": str,
    "date_expiration": _read_instant,
    "date_renewed": _read_instant,
    "date_trial_end": _read_instant,
    "status": str,
}


@dataclass(frozen=True, slots=True)
class Written:
    """What our last writing of a row left, and of the columns that it changed what they were before."""

    before: Columns
    written: Columns


@dataclass(frozen=True, slots=True)
class Edit:
    """What somebody else wrote into a row of ours, column by column.

    ``restored`` carry what they had before our last writing, or are our mark: ours is written again. ``accepted`` carry
    something else: somebody decided it. ``takes_away``: a subscription at a provider bills the membership now.
    """

    restored: Columns
    accepted: Columns
    takes_away: bool = False

    @property
    def outcome(self) -> Outcome:
        """Return the one word for it."""
        if self.takes_away:
            return "taken_away"
        if self.restored and self.accepted:
            return "mixed"
        return "restored" if self.restored else "accepted"

    @property
    def reprices(self) -> bool:
        """Tell whether what the next bill charges has to be worked out anew."""
        return bool(PRICED & set(self.accepted))


def compare(found: Columns, written: Written, plans: Container[int]) -> Edit | None:
    """Tell what of a row somebody else wrote, None where it is as we wrote it.

    What nobody can have meant (no amount, a plan that is not among ``plans``) is no decision: ours is written again. A
    list of add-ons that cannot be read is neither: it stays byte for byte, and bills go on as they were.

    >>> ours = {"plan_id": "3", "amount": "199.0000", "gateway": "bridge", "gateway_subscription_id": ""}
    >>> before = {"plan_id": "2", "amount": "99.0000"}
    >>> stale_form = {**ours, "plan_id": "2", "amount": "150.0000"}
    >>> compare(stale_form, Written(before, ours), {2, 3})
    Edit(restored={'plan_id': '3'}, accepted={'amount': '150.0000'}, takes_away=False)
    """
    changed = {
        name: text
        for name, text in found.items()
        if text != written.written.get(name, text) and (name != "addon_products" or is_list(text))
    }
    if not changed:
        return None
    if _is_subscribed(found, written):
        return Edit({}, changed, takes_away=True)
    lost = {
        name
        for name, text in changed.items()
        if name in MARK or written.before.get(name) == text or not _can_be_meant(name, text, plans)
    }
    return Edit(
        {name: written.written[name] for name in changed if name in lost},
        {name: text for name, text in changed.items() if name not in lost},
    )


def _can_be_meant(name: str, text: str, plans: Container[int]) -> bool:
    """Tell whether a column's text says something that a person may have decided."""
    if name in {"amount", "initial_amount"}:
        return text != "" and not text.startswith("-")
    if name == "plan_id":
        return int(text) in plans
    if name == "duration":
        return int(text) > 0
    if name == "duration_unit":
        return text != ""
    return True


def is_list(addons: str) -> bool:
    """Tell whether the text of the add-ons is a list, not one that nobody can read."""
    return addons.startswith("{")


def _is_subscribed(found: Columns, written: Written) -> bool:
    """Tell whether a row names a subscription at a provider that is new: not the one it had before it became ours."""
    if found["gateway"] in WITHOUT_SUBSCRIPTION or not found.get("gateway_subscription_id"):
        return False
    return any(
        found[name] not in {written.written.get(name), written.before.get(name)}
        for name in ("gateway", "gateway_subscription_id")
    )


@dataclass(frozen=True, slots=True)
class EditedColumn:
    """One column: the texts that were found and that we had written, and whether ours is written again."""

    column: str
    found: str
    written: str
    restored: bool


@dataclass(frozen=True, slots=True)
class ExternalEdit:
    """What somebody else wrote into a membership's row and nobody has looked at yet."""

    membership_id: int
    outcome: Outcome
    columns: tuple[EditedColumn, ...]
    noticed_at: datetime


@dataclass(frozen=True, slots=True)
class ForeignBill:
    """A payment that waits and that we did not ask for; ``amount_minor`` None: it cannot be read."""

    payment_id: int
    amount_minor: int | None
    currency: str
    gateway: str
    created_at: datetime | None


@dataclass(frozen=True, slots=True)
class ScheduledElsewhere:
    """A change that another system has scheduled; ``plan_id`` None: it cannot be read, or the plan stays."""

    plan_id: int | None
    addons: Mapping[int, int]
    at: datetime | None


@dataclass(frozen=True, slots=True)
class EndedSubscription:
    """A subscription that was cancelled at its provider because a network admin asked for it."""

    membership_id: int
    gateway: str
    subscription_id: str
    asked_by: int
    cancelled_at: datetime


@dataclass(frozen=True, slots=True)
class SubscriptionProblem:
    """A subscription that its provider has not cancelled, and what it or its gateway said; it is asked again."""

    membership_id: int
    gateway: str
    subscription_id: str
    problem: str


@dataclass(frozen=True, slots=True)
class Owners:
    """Whose the running memberships are; ``at_odds`` name two owners.

    ``bills`` are (membership, payment) that another asked for though the membership is ours, ``swaps`` (membership, day
    as stored, ours) changes that another has scheduled; a hundred of each at most.
    """

    ours: int
    at_a_provider: int
    elsewhere: int
    at_odds: tuple[int, ...]
    bills: tuple[tuple[int, int], ...]
    swaps: tuple[tuple[int, str, bool], ...]


@dataclass(frozen=True, slots=True)
class Run:
    """Memberships taken over or handed back, many at once: how far it has come.

    ``chosen`` None: all. ``counts_all`` False: the network has more than were counted, so that ``total`` is the least.
    ``by_plugin``: nobody asked, the plugin was switched off. ``unchanged`` were there already. ``refusals`` are the
    first, each (membership id, code).
    """

    id: str
    direction: Direction
    chosen: tuple[int, ...] | None
    after_id: int
    total: int
    done: int
    unchanged: int
    refused: int
    refusals: tuple[tuple[int, str], ...]
    requested_by: int
    created_at: datetime
    updated_at: datetime
    finished_at: datetime | None
    counts_all: bool = True
    by_plugin: bool = False


class Ownership:
    """Who bills which membership."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def written(self, membership_id: int) -> Written | None:
        """Return what we wrote of a row, None where that was not kept."""
        row = self._connection.row("ownership.find_written", membership_id=membership_id)
        if row is None or row["row_written"] is None:
            return None
        return Written(json.loads(row["row_before"] or "{}"), json.loads(row["row_written"]))

    def gateway_before(self, membership_id: int) -> str:
        """Return the gateway that a membership had before it became ours, '' where nobody knows."""
        row = self._connection.row("ownership.find_written", membership_id=membership_id)
        if row is not None and row["taken_from"] is not None:
            return str(row["taken_from"])
        event = self._connection.row("ownership.find_last_move", membership_id=membership_id)
        names = {"membership_adopted": "was", "membership_handed_back": "gateway"}
        return str(json.loads(event["data"]).get(names[event["event"]]) or "") if event else ""

    def was_handed_back(self, membership_id: int) -> bool:
        """Tell whether a membership was handed back, and not taken over since."""
        event = self._connection.row("ownership.find_last_move", membership_id=membership_id)
        return event is not None and event["event"] == "membership_handed_back"

    def restore_rest(self, row: HeldMembership) -> None:
        """Write the billing columns again that no change of ours writes."""
        self._connection.defer(
            "ownership.restore_rest",
            membership_id=row.id,
            gateway_customer_id=row.gateway_customer_id,
            gateway_subscription_id=row.gateway_subscription_id,
            billing_cycles=row.billing_cycles,
            currency=row.currency,
        )

    def open_lines_again(self, membership_id: int) -> None:
        """Let what ended as a membership was handed back count again: nobody has billed it since."""
        self._connection.defer("ownership.open_lines_again", membership_id=membership_id)

    def give_up(self, membership_id: int, at: datetime) -> None:
        """Forget the term of ours, and end what was settled for it."""
        self._connection.defer("ownership.end_lines", membership_id=membership_id, at=at)
        self.delete_term(membership_id)

    def delete_term(self, membership_id: int) -> None:
        """Forget the term of ours."""
        self._connection.defer("ownership.delete_term", membership_id=membership_id)

    def has_customer(self, customer_id: int) -> bool:
        """Tell whether a customer is there."""
        return self._connection.row("ownership.find_customer", customer_id=customer_id) is not None

    def has_fee_line(self, membership_id: int) -> bool:
        """Tell whether a set-up fee of the membership is on record."""
        return self._connection.row("ownership.find_fee_line", membership_id=membership_id) is not None

    def touched(self, after: int, page: int, most: int) -> tuple[Sequence[int], int]:
        """Return memberships of ours on a page above an id that somebody else wrote, and where the next page begins.

        A page that is not full is the last: the next one begins at 0.
        """
        return self._on_page("page_end", "find_touched", after, page, most)

    def marked(self, after: int, page: int, most: int) -> tuple[Sequence[int], int]:
        """Return memberships on a page above an id that bear our mark without a term of ours, and the next page."""
        return self._on_page("marked_page_end", "find_marked", after, page, most)

    def booked_of_gone(self, after: int, page: int, most: int) -> tuple[Sequence[int], int]:
        """Return deleted memberships on a page above an id for which a change is booked, and the next page."""
        return self._on_page("booked_page_end", "find_booked_gone", after, page, most)

    def gone(self, after: int, page: int, most: int) -> tuple[Sequence[int], int]:
        """Return memberships with a term of ours on a page above an id that were deleted, and the next page."""
        return self._on_page("gone_page_end", "find_gone", after, page, most)

    def is_emptied(self, after: int, page: int) -> bool:
        """Tell whether the table of memberships looks emptied, not edited: nothing, or most of a long page, is there.

        Nobody deletes so many one by one; a table is emptied before it is restored from a backup.
        """
        end = self._connection.rows("ownership.gone_page_end", after=after, most=page)[0]
        row = self._connection.rows("ownership.count_gone", after=after, last=int(end["last"]))[0]
        found = int(row["found"])
        return not row["has_any"] or (found > MOST_DELETED and found * 2 > int(end["looked_at"]))

    def awaited_of_gone(self, after: int, page: int, most: int) -> tuple[Sequence[int], int]:
        """Return deleted memberships on a page above an id for which money is awaited, and the next page."""
        return self._on_page("awaited_page_end", "find_awaited_of_gone", after, page, most)

    def _on_page(self, page_end: str, found: str, after: int, page: int, most: int) -> tuple[Sequence[int], int]:
        end = self._connection.rows(f"ownership.{page_end}", after=after, most=page)[0]
        if not end["looked_at"]:
            return (), 0
        rows = self._connection.rows(f"ownership.{found}", after=after, last=int(end["last"]), most=most)
        ids = [int(row["membership_id"]) for row in rows]
        if len(ids) == most:
            return ids, ids[-1]
        return ids, int(end["last"]) if end["looked_at"] == page else 0

    def note(self, edit: ExternalEdit) -> None:
        """Keep what somebody else wrote until it is looked at."""
        details = {
            column.column: {"found": column.found, "written": column.written, "restored": column.restored}
            for column in edit.columns
        }
        self._connection.defer(
            "ownership.put_edit",
            membership_id=edit.membership_id,
            outcome=edit.outcome,
            details=canonical(details),
            at=edit.noticed_at,
        )

    def edit_of(self, membership_id: int) -> ExternalEdit | None:
        """Return what somebody else wrote into a membership's row and nobody has looked at."""
        row = self._connection.row("ownership.find_edit", membership_id=membership_id)
        return read_edit(row) if row else None

    def edits(self, most: int) -> Sequence[ExternalEdit]:
        """Return what somebody else wrote and nobody has looked at, oldest first."""
        return [read_edit(row) for row in self._connection.rows("ownership.list_edits", most=most)]

    def edits_total(self) -> int:
        """Return how many memberships have something to be looked at."""
        return int(self._connection.rows("ownership.count_edits")[0]["found"])

    def looked_at(self, membership_id: int) -> bool:
        """Note that somebody has looked at it; False where there was nothing."""
        return self._connection.execute("ownership.delete_edit", membership_id=membership_id) == 1

    def cancel_bill(self, payment_id: int, at: datetime) -> None:
        """Cancel a payment that another asked for."""
        self._connection.defer("ownership.cancel_bill", payment_id=payment_id, at=at.replace(microsecond=0))

    def delete_swap(self, membership_id: int) -> None:
        """Take away a change that another had scheduled."""
        self._connection.defer("ownership.delete_swap", membership_id=membership_id)

    def ask_subscription_end(self, row: HeldMembership, asked_by: int, at: datetime) -> None:
        """Ask that the subscription that a row names be cancelled at its provider."""
        self._connection.defer(
            "ownership.ask_subscription_end",
            membership_id=row.id,
            gateway=row.gateway,
            subscription_id=row.gateway_subscription_id,
            asked_by=asked_by,
            at=at,
        )

    def subscriptions_ended(self, most: int) -> Sequence[EndedSubscription]:
        """Return subscriptions that were cancelled at their provider, so that their membership can be taken over."""
        rows = self._connection.rows("ownership.list_subscriptions_ended", most=most)
        return [EndedSubscription(**row) for row in rows]

    def subscription_problems(self) -> Sequence[SubscriptionProblem]:
        """Return the first subscriptions that their provider has not cancelled, and why."""
        rows = self._connection.rows("ownership.list_subscription_problems")
        return [SubscriptionProblem(**row) for row in rows]

    def without_customer(self) -> Sequence[int]:
        """Return the first memberships of ours whose customer was deleted."""
        return [int(row["id"]) for row in self._connection.rows("ownership.list_without_customer")]

    def credit_without_customer(self) -> Sequence[tuple[int, str, int]]:
        """Return the first (customer, currency, minor units) of account credit whose customer was deleted."""
        rows = self._connection.rows("ownership.list_credit_without_customer")
        return [(int(row["customer_id"]), row["currency"], int(row["balance_minor"])) for row in rows]

    def forget_subscription_end(self, membership_id: int) -> None:
        """Forget that a subscription was to be cancelled."""
        self._connection.defer("ownership.delete_subscription_end", membership_id=membership_id)

    def owners(self) -> Owners:
        """Return how many running memberships are whose, and what of them is at odds."""
        session = self._connection
        pages = list(each_page(session, MEMBERSHIPS, "ownership.count_owners"))
        ours, provider, running = (
            sum(int(page[name]) for page in pages) for name in ("ours", "at_a_provider", "running")
        )
        return Owners(
            ours=ours,
            at_a_provider=provider,
            elsewhere=running - ours - provider,
            at_odds=tuple(int(row["id"]) for row in session.rows("ownership.list_at_odds")),
            bills=tuple(
                (int(row["membership_id"]), int(row["payment_id"]))
                for row in session.rows("ownership.list_pending_elsewhere")
            ),
            swaps=tuple(
                (int(row["membership_id"]), str(row["at"] or ""), bool(row["is_ours"]))
                for row in session.rows("ownership.list_swaps_elsewhere")
            ),
        )

    def to_move(self, direction: Direction, after: int, most: int) -> Sequence[int]:
        """Return memberships above an id that a run over all of them has to look at."""
        name = "ownership.list_to_take_over" if direction == "take_over" else "ownership.list_to_hand_back"
        return [int(row["id"]) for row in self._connection.rows(name, after=after, most=most)]

    def count_to_move(self, direction: Direction, most: int = 0) -> tuple[int, bool]:
        """Return how many memberships a run over all of them has to look at, and whether that is all of them.

        The first ``most`` of the network are looked at and no more: counting costs the same however many there are.
        """
        name = "ownership.count_to_take_over" if direction == "take_over" else "ownership.count_to_hand_back"
        most = most or COUNTED
        row = self._connection.rows(name, most=most)[0]
        return int(row["found"]), int(row["looked_at"]) < most

    def begin_run(self, run: Run) -> None:
        """Begin a run; DuplicateKey: another one is under way."""
        self._connection.execute(
            "ownership.insert_run",
            id=run.id,
            direction=run.direction,
            chosen=None if run.chosen is None else json.dumps(run.chosen),
            total=run.total,
            counts_all=int(run.counts_all),
            by_plugin=int(run.by_plugin),
            requested_by=run.requested_by,
            at=run.created_at,
        )

    def run(self) -> Run | None:
        """Return the run that is under way, else the last one; None: there never was one."""
        row = self._connection.row("ownership.find_run")
        if row is None:
            return None
        chosen = None if row["chosen"] is None else tuple(json.loads(row["chosen"]))
        refusals = tuple((int(membership), str(code)) for membership, code in json.loads(row["refusals"]))
        told = {name: bool(row[name]) for name in ("counts_all", "by_plugin")}
        return Run(**{**row, **told, "chosen": chosen, "refusals": refusals})

    def is_next_in_run(self, run_id: str, membership_id: int) -> bool:
        """Hold a run; False where somebody else has come to this membership, or to its end."""
        row = self._connection.row("ownership.lock_run", id=run_id)
        return row is not None and int(row["after_id"]) < membership_id

    def count_in_run(self, run_id: str, membership_id: int, refusal: str | None, at: datetime, *, moves: bool) -> None:
        """Write that a run has come to a membership, and what became of it: moved, there already or refused."""
        self._connection.defer(
            "ownership.count_in_run",
            id=run_id,
            membership_id=membership_id,
            done=int(moves),
            unchanged=int(not moves and refusal is None),
            refused=int(refusal is not None),
            code=refusal or "",
            named=_NAMED,
            at=at,
        )

    def finish_run(self, run_id: str, at: datetime) -> None:
        """Write that nothing is left to move."""
        self._connection.defer("ownership.finish_run", id=run_id, at=at)


def read_foreign_bill(row: Row, currency: str) -> ForeignBill:
    """Read a payment that another system asked for; an empty currency is the membership's."""
    known = values.currency(row["currency"], currency)
    total = values.minor(row["total"], known)
    return ForeignBill(
        payment_id=int(row["id"]),
        amount_minor=None if total is None else round(total),
        currency=known,
        gateway=row["gateway"] or "",
        created_at=row["date_created"],
    )


def read_swap(order: str, date: str, plans: Container[int]) -> ScheduledElsewhere:
    """Read a change that another system has scheduled: its cart, and when.

    ``plans`` are the products that are plans. Dates are in UTC; one that cannot be read is not known.
    """
    cart = values.meta(order)
    parts = cart if isinstance(cart, dict) else {}
    items = parts.get("line_items")
    held: dict[int, int] = {}
    for item in items.values() if isinstance(items, dict) else ():
        product_id = values.whole(item.get("product_id")) if isinstance(item, dict) else 0
        if product_id:
            held[product_id] = held.get(product_id, 0) + max(1, values.whole(item.get("quantity"), 1))
    plan_id = next((product_id for product_id in held if product_id in plans), values.whole(parts.get("plan_id")))
    addons = {product_id: units for product_id, units in held.items() if product_id not in plans}
    return ScheduledElsewhere(plan_id or None, addons, values.instant(date))


def read_edit(row: Row) -> ExternalEdit:
    """Read what somebody else wrote into a membership's row."""
    columns = json.loads(row["details"])
    return ExternalEdit(
        membership_id=int(row["membership_id"]),
        outcome=row["outcome"],
        columns=tuple(
            EditedColumn(name, told["found"], told["written"], bool(told["restored"]))
            for name, told in sorted(columns.items())
        ),
        noticed_at=row["noticed_at"],
    )
