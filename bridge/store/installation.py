"""The one row that says which network this database belongs to."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal

from bridge.store.connection import Connection

Mode = Literal["live", "staging"]


@dataclass(frozen=True, slots=True)
class Installation:
    """The row as it stands; a fingerprint of None means that no service key was used yet."""

    network_id: str
    site_url_sha256: str
    service_key_fingerprint: str | None
    provider_account: str | None
    provider_livemode: bool | None
    mode: Mode
    created_at: datetime


class MySQLInstallation:
    """Reads and writes the row."""

    def __init__(self, session: Connection) -> None:
        """Bind to a session."""
        self._session = session

    def find(self) -> Installation | None:
        """Return the row, None before ``bridge migrate``."""
        row = self._session.row("installation.find")
        if row is None:
            return None
        livemode = row.pop("provider_livemode")
        return Installation(provider_livemode=None if livemode is None else bool(livemode), **row)

    def create(self) -> Installation:
        """Make the row where there is none, with a random network id, and return it."""
        self._session.execute(
            "installation.create", network_id=secrets.token_hex(16), site_url_sha256=self.site_digest()
        )
        made = self.find()
        assert made is not None  # noqa: S101 (it was written or was there)
        return made

    def site_digest(self) -> str:
        """Return the SHA-256 of the main site's address; a search-and-replace of the database cannot carry it along."""
        row = self._session.row("installation.main_site")
        address = f"{row['domain']}{row['path']}" if row else ""
        return sha256(address.encode()).hexdigest()

    def adopt(self, site_url_sha256: str, service_key_fingerprint: str | None, mode: Mode) -> None:
        """Take what was found for this network's own."""
        self._session.execute(
            "installation.adopt",
            site_url_sha256=site_url_sha256,
            service_key_fingerprint=service_key_fingerprint,
            mode=mode,
        )

    def keep_fingerprint(self, fingerprint: str) -> bool:
        """Keep the service key's fingerprint where none was kept; False where one was."""
        return self._session.execute("installation.keep_fingerprint", service_key_fingerprint=fingerprint) > 0
