"""Used token ids: the insert is the burning."""

from __future__ import annotations

from datetime import datetime

from bridge.store.connection import Connection


class MySQLNonces:
    """Fulfils :class:`bridge.services.write_ports.Nonces`."""

    def __init__(self, connection: Connection) -> None:
        """Use the session of the caller."""
        self._connection = connection

    def burn(self, jti: str, expires_at: datetime) -> None:
        """Use a token id; DuplicateKey: it was used before."""
        self._connection.defer("nonces.burn", jti=jti, expires_at=expires_at)

    def purge(self, at: datetime, most: int) -> int:
        """Forget ids whose tokens expired before an instant; return how many."""
        return self._connection.execute("nonces.purge", at=at, most=most)
