"""Uses of discount codes that confirmed changes count on."""

from __future__ import annotations

from datetime import datetime

from bridge.store.connection import Connection
from bridge.store.discounts import find_code


class MySQLDiscountUses:
    """Fulfils :class:`bridge.services.write_ports.DiscountUses`."""

    def __init__(self, connection: Connection) -> None:
        """Use the session of the caller's transaction."""
        self._connection = connection

    def hold(self, quote_id: str, code: str, at: datetime) -> None:
        """Hold one use for a change; one that holds a use already goes on holding one."""
        self._connection.defer("discount_codes.hold_use", quote_id=quote_id, code=code, at=at)

    def use(self, quote_id: str, at: datetime) -> None:
        """Turn the held use of a change into a use; a change that holds none changes nothing."""
        held = self._connection.row("discount_codes.find_use", quote_id=quote_id)
        if held is None or held["state"] != "held":
            return
        self._connection.defer("discount_codes.end_use", must_match=True, quote_id=quote_id, state="used")
        if find_code(self._connection, held["code"], 0) is not None:
            self._connection.defer("discount_codes.use", at=at)

    def release(self, quote_id: str) -> None:
        """Give the held use of a change back."""
        self._connection.defer("discount_codes.end_use", quote_id=quote_id, state="released")

    def know_codes(self, after: int, most: int) -> int:
        """Keep by key where the codes above an id are, and return the last id looked at."""
        rows = self._connection.rows("discount_codes.page", after=after, most=most)
        for row in rows:
            self._connection.defer("discount_codes.know_new", code=row["code"], id=row["id"])
        return int(rows[-1]["id"]) if rows else after
