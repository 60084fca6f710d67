"""What the use cases are given: a database, a clock, gateways, a source of ids."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from bridge.gateways.port import Gateways
from bridge.store.store import Store

T = TypeVar("T")


class Database(Protocol):
    """Where a use case begins a transaction or reads."""

    def transaction(self, work: Callable[[Store], T]) -> T:
        """Run ``work`` in one READ COMMITTED transaction, whole again after a conflict, and return its result.

        ``work`` has no effect outside the database and begins with its locks.
        """

    def reading(self, work: Callable[[Store], T]) -> T:
        """Run ``work`` without a transaction: each call in it reads one consistent snapshot."""


class Clock(Protocol):
    """The database's time."""

    def now(self) -> datetime:
        """Return the present instant in UTC, without zone."""


@dataclass(frozen=True, slots=True)
class Services:
    """What every use case is given: made once, in the composition root."""

    database: Database
    clock: Clock
    gateways: Gateways
    new_id: Callable[[], str]
