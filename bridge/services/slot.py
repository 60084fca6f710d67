"""A membership's one slot for what is under way: taking it is the lock that changes and renewals begin with."""

from __future__ import annotations

from datetime import datetime

from bridge.services.ports import DuplicateKey, Store
from bridge.services.records import Operation

#: The unique key of bridge_open_operations that refuses a second one: its primary key, the membership.
SLOT_KEY = "PRIMARY"


class SlotTaken(Exception):
    """Something else is under way for the membership."""


def take_slot(store: Store, membership_id: int, operation: Operation, operation_id: str, at: datetime) -> None:
    """Take the slot, before anything else of the transaction is written.

    :raises SlotTaken: where something else is under way; any other duplicate is a fault and stays one.
    """
    try:
        store.changes.take_slot(membership_id, operation, operation_id, at)
    except DuplicateKey as duplicate:
        if duplicate.key != SLOT_KEY:
            raise
        raise SlotTaken from duplicate
