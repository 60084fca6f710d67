"""What somebody else wrote into a row of ours: told column by column, and kept until it is looked at."""

from __future__ import annotations

import json
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from bridge.store.engine.database import Connection, Row
from bridge.store.engine.values import canonical
from bridge.store.ownership import WITHOUT_SUBSCRIPTION
from bridge.store.terms import Columns

#: What became of a foreign edit: ours written again, theirs taken, some of each, or the whole membership taken away.
#: ``deleted``: the membership and its customer are gone, and value that was left has no owner.
Outcome = Literal["restored", "accepted", "mixed", "taken_away", "deleted"]
#: The columns that name the owner; the other way to lose one is a subscription at a provider.
MARK = frozenset({"gateway", "auto_renew"})
#: The columns that the lines of a bill are worked out from.
PRICED = frozenset({"plan_id", "addon_products", "amount", "currency", "duration", "duration_unit", "recurring"})


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


class ExternalEdits:
    """Foreign edits of memberships of ours."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def written(self, membership_id: int) -> Written | None:
        """Return what we wrote of a row, None where that was not kept."""
        row = self._connection.row("ownership.find_written", membership_id=membership_id)
        if row is None or row["row_written"] is None:
            return None
        return Written(json.loads(row["row_before"] or "{}"), json.loads(row["row_written"]))

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
