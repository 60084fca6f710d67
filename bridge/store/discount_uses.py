"""Uses of discount codes that confirmed changes count on."""

from __future__ import annotations

from datetime import datetime

from bridge.store.connection import Connection


class MySQLDiscountUses:
    """Fulfils :class:`bridge.services.write_ports.DiscountUses`."""

    def __init__(self, connection: Connection) -> None:
        """Use the session of the caller's transaction."""
        self._connection = connection

    def hold(self, quote_id: str, code: str, at: datetime) -> None:
        """Hold one use for a change."""
        self._connection.defer("membership_writes.hold_discount_use", quote_id=quote_id, code=code, at=at)

    def use(self, quote_id: str, at: datetime) -> None:
        """Turn the held use of a change into a use; a change that holds none changes nothing."""
        held = self._connection.row("membership_writes.find_discount_use", quote_id=quote_id)
        if held is None or held["state"] != "held":
            return
        self._connection.defer("membership_writes.end_discount_use", must_match=True, quote_id=quote_id, state="used")
        code = self._connection.row("membership_writes.lock_discount_code", code=held["code"])
        if code is not None:
            self._connection.defer("membership_writes.use_discount_code", id=code["id"], at=at)

    def release(self, quote_id: str) -> None:
        """Give the held use of a change back."""
        self._connection.defer("membership_writes.end_discount_use", quote_id=quote_id, state="released")
