"""Money that comes by invoice or bank transfer: the reference that names its order, and what has come of it.

A reference is short, has no signs that are taken for one another and no vowels, and ends with a check sign: one sign
that is wrong, or two neighbours that changed places, make another reference that no order can have.
"""

from __future__ import annotations

import re
import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bridge.pricing.money import Money
from bridge.store.engine.database import Connection

#: Twenty-three signs, a prime number of them: then weights find every exchange of two neighbours.
ALPHABET = "23456789CDFHJKMNPQRTVWX"
_FREE_SIGNS, _GROUP = 7, 4
#: What people put between the groups, or a bank does.
_BETWEEN = re.compile(r"[\s\-_./:#]+")
#: So many signs find few orders among many.
FEWEST_SIGNS = 3
_DRAWS = 20

TransferState = Literal["held", "settled", "credited"]


class ReferencesUsedUp(RuntimeError):
    """No free reference was found in many draws: the table is not what it should be."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """A sum that came; ``credited`` is what of it became account credit. ``held``: its order waits for the rest."""

    amount: Money
    credited: Money
    state: TransferState
    came_at: datetime
    marked_by: int


@dataclass(frozen=True, slots=True)
class Awaited:
    """What the payer of an order needs: its reference, and what has come so far."""

    reference: str
    held_minor: int


@dataclass(frozen=True, slots=True)
class NewTransfer:
    """A sum that somebody says has come for an order; ``request_key`` is that of the form that said so."""

    quote_id: str
    payment_id: int
    currency: str
    amount_minor: int
    credited_minor: int
    state: TransferState
    came_at: datetime
    request_key: str | None
    marked_by: int


def check_sign(signs: str) -> str:
    """Return what follows the signs of a reference.

    >>> check_sign("2222222"), check_sign("KX4P7QM") != check_sign("XK4P7QM")
    ('2', True)
    """
    weighed = sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(signs, start=2))
    return ALPHABET[weighed % len(ALPHABET)]


def draw() -> str:
    """Return a reference that may be taken."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(_FREE_SIGNS))
    return signs + check_sign(signs)


def written(reference: str) -> str:
    """Return a reference as people read it.

    >>> written("KX4P7QMC")
    'KX4P-7QMC'
    """
    return f"{reference[:_GROUP]}-{reference[_GROUP:]}" if reference else ""


def plain(typed: str) -> str:
    """Return what was typed as references are stored: in capitals, nothing between its signs.

    >>> plain(" kx4p 7qm-c")
    'KX4P7QMC'
    """
    return _BETWEEN.sub("", typed).upper()


def may_be_reference(typed: str) -> bool:
    """Tell whether a text is one, or the beginning of one, as far as its signs go.

    >>> may_be_reference("kx4"), may_be_reference("kx"), may_be_reference("hello")
    (True, False, False)
    """
    signs = plain(typed)
    return FEWEST_SIGNS <= len(signs) <= _FREE_SIGNS + 1 and set(signs) <= set(ALPHABET)


class Transfers:
    """References of orders and the sums that came for them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def name(self, quote_id: str) -> str:
        """Return the reference of an order, which is made where it has none.

        :raises ReferencesUsedUp: where none is free, which cannot be.
        """
        for _ in range(_DRAWS):
            known = self._connection.row("transfers.find_reference", quote_id=quote_id)
            if known is not None:
                return str(known["reference"])
            self._connection.execute("transfers.add_reference", reference=draw(), quote_id=quote_id)
        raise ReferencesUsedUp

    def without_reference(self, by_hand: Sequence[str], after: int, most: int) -> Sequence[tuple[int, str]]:
        """Return (payment id, quote id) above a payment's number that wait and have no reference."""
        rows = self._connection.rows("transfers.list_without_reference", by_hand=tuple(by_hand), after=after, most=most)
        return [(row["payment_id"], row["quote_id"]) for row in rows]

    def add(self, new: NewTransfer, at: datetime) -> None:
        """Write a sum that came; DuplicateKey: that form wrote it before."""
        self._connection.defer(
            "transfers.insert",
            quote_id=new.quote_id,
            payment_id=new.payment_id,
            currency=new.currency,
            amount_minor=new.amount_minor,
            credited_minor=new.credited_minor,
            state=new.state,
            came_at=new.came_at,
            request_key=new.request_key,
            marked_by=new.marked_by,
            at=at,
        )

    def is_written(self, request_key: str) -> bool:
        """Tell whether a form has written its sum."""
        return self._connection.row("transfers.find_of_request", request_key=request_key) is not None

    def came_minor(self, payment_id: int) -> int:
        """Return what has come by hand of one payment, whatever became of it."""
        row = self._connection.row("transfers.sum_of_payment", payment_id=payment_id)
        return int(row["came_minor"]) if row else 0

    def held_minor(self, quote_id: str) -> int:
        """Return what has come of an order that waits for the rest."""
        row = self._connection.row("transfers.sum_held", quote_id=quote_id)
        return int(row["held_minor"]) if row else 0

    def settle(self, quote_id: str) -> None:
        """Say that the parts of an order are all that was due."""
        self._connection.defer("transfers.settle", quote_id=quote_id)

    def credit(self, quote_id: str) -> None:
        """Say that the parts of an order became account credit."""
        self._connection.defer("transfers.credit", quote_id=quote_id)

    def awaited(self, quote_id: str) -> Awaited:
        """Return the reference of an order, '' where it has none, with what has come of it."""
        row = self._connection.row("transfers.awaited", quote_id=quote_id)
        return Awaited((row["reference"] or "") if row else "", int(row["held_minor"]) if row else 0)

    def of_orders(self, quote_ids: Sequence[str]) -> tuple[Mapping[str, str], Mapping[str, tuple[Transfer, ...]]]:
        """Return the references of some orders, and the sums that came for them."""
        if not quote_ids:
            return {}, {}
        names = ("transfers.list_of_orders", "transfers.list_sums")
        found = self._connection.batch(names, quote_ids=tuple(quote_ids))
        references = {row["quote_id"]: str(row["reference"]) for row in found["transfers.list_of_orders"]}
        sums: defaultdict[str, list[Transfer]] = defaultdict(list)
        for row in found["transfers.list_sums"]:
            amount, credited = (Money(row[name], row["currency"]) for name in ("amount_minor", "credited_minor"))
            sums[row["quote_id"]].append(Transfer(amount, credited, row["state"], row["came_at"], row["marked_by"]))
        return references, {quote_id: tuple(found) for quote_id, found in sums.items()}


class Reminders:
    """When the payers of orders are reminded."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, quote_id: str, remind_at: datetime | None) -> None:
        """Say when the payer of an order is reminded next; None: no more."""
        if remind_at is None:
            self._connection.defer("reminders.forget", quote_id=quote_id)
        else:
            self._connection.defer("reminders.put", quote_id=quote_id, remind_at=remind_at)

    def due(self, at: datetime, most: int) -> Sequence[str]:
        """Return the orders whose payer is to be reminded now."""
        return [row["quote_id"] for row in self._connection.rows("reminders.list_due", at=at, most=most)]


def reminder_days(stored: str) -> tuple[int, ...]:
    """Return how many days before the deadline payers are reminded, the most first.

    >>> reminder_days("1, 3"), reminder_days("")
    ((3, 1), ())
    """
    return tuple(sorted({int(days) for days in re.findall(r"\d+", stored)}, reverse=True))


def next_reminder(deadline: datetime | None, days: Iterable[int], after: datetime) -> datetime | None:
    """Return the first instant after another at which a payer is reminded, None where none is left.

    >>> next_reminder(datetime(2025, 6, 22, 10), (3, 1), datetime(2025, 6, 20))
    datetime.datetime(2025, 6, 21, 10, 0)
    """
    times = () if deadline is None else (deadline - timedelta(days=before) for before in days)
    return min((at for at in times if at > after), default=None)
