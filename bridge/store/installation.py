"""The one row that says which network this database belongs to."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal

from bridge.errors import NetworkUnclear
from bridge.store.engine.database import Connection, Row

Mode = Literal["live", "staging"]


@dataclass(frozen=True, slots=True)
class Installation:
    """The row as it stands; a fingerprint of None means that no service key was used yet.

    ``network_id`` is random and ours; ``wp_network_id`` is the id of WordPress' own row of this network.
    """

    network_id: str
    wp_network_id: int | None
    site_url_sha256: str
    service_key_fingerprint: str | None
    provider_account: str | None
    provider_livemode: bool | None
    mode: Mode
    created_at: datetime


class MySQLInstallation:
    """Reads and writes the row."""

    def __init__(self, session: Connection) -> None:
        self._session = session

    def find(self) -> Installation | None:
        """Return the row, None before ``bridge migrate``."""
        row = self._session.row("installation.find")
        if row is None:
            return None
        livemode = row.pop("provider_livemode")
        return Installation(provider_livemode=None if livemode is None else bool(livemode), **row)

    def create(self, wp_network_id: int) -> Installation:
        """Make the row where there is none, with a random network id, and return it; keep which network it is."""
        self._session.execute(
            "installation.create",
            network_id=secrets.token_hex(16),
            wp_network_id=wp_network_id,
            site_url_sha256=self.site_digest(wp_network_id),
        )
        self.keep_network(wp_network_id)
        made = self.find()
        assert made is not None  # noqa: S101 (it was written or was there)
        return made

    def site_digest(self, wp_network_id: int | None) -> str:
        """Return the SHA-256 of the main site's address; a search-and-replace of the database cannot carry it along."""
        row = self._session.row("installation.main_site", wp_network_id=wp_network_id)
        return _digest(f"{row['domain']}{row['path']}" if row else "")

    def keep_network(self, wp_network_id: int) -> None:
        """Remember which of WordPress' networks this is."""
        self._session.execute("installation.keep_network", wp_network_id=wp_network_id)

    def choose_network(self, remembered: Installation | None, url: str | None) -> int:
        """Return which of WordPress' networks this is: the remembered one, else the one whose main site is at ``url``.

        A row of an earlier version remembers its address alone.

        :raises NetworkUnclear: where there are several and nothing tells which.
        """
        networks = self._session.rows("installation.networks")
        kept = [row["id"] for row in networks if remembered and row["id"] == remembered.wp_network_id]
        told = [row["id"] for row in networks if remembered and _is_at(row, remembered.site_url_sha256)]
        asked = [row["id"] for row in networks if url and f"{row['domain']}{row['path']}".rstrip("/") == _plain(url)]
        only = [row["id"] for row in networks] if len(networks) == 1 else []
        for found in (kept, told, asked, only):
            if found:
                return int(found[0])
        raise NetworkUnclear(networks=[f"{row['id']}: {row['domain']}{row['path']}" for row in networks])

    def adopt(self, site_url_sha256: str, service_key_fingerprint: str | None, mode: Mode) -> None:
        """Take what was found for this network's own."""
        self._session.execute(
            "installation.adopt",
            site_url_sha256=site_url_sha256,
            service_key_fingerprint=service_key_fingerprint,
            mode=mode,
        )

    def keep_provider(self, account: str, *, is_live: bool) -> bool:
        """Keep whose account at the payment provider is used where none was kept; False where another one is kept."""
        self._session.execute("installation.keep_provider", account=account, is_live=is_live)
        kept = self.find()
        return kept is not None and (kept.provider_account, kept.provider_livemode) == (account, is_live)

    def adopt_provider(self, account: str, *, is_live: bool) -> None:
        """Take an account for this network's own; what another one called our customers is forgotten."""
        kept = self.find()
        if kept is not None and kept.provider_account not in {None, account}:
            self._session.execute("installation.forget_payers")
        self._session.execute("installation.adopt_provider", account=account, is_live=is_live)

    def keep_fingerprint(self, fingerprint: str) -> bool:
        """Keep the service key's fingerprint where none was kept; False where one was."""
        return self._session.execute("installation.keep_fingerprint", service_key_fingerprint=fingerprint) > 0


def _digest(address: str) -> str:
    """Return the digest of a main site's address."""
    return sha256(address.encode()).hexdigest()


def _is_at(row: Row, digest: str) -> bool:
    """Tell whether a network's main site is at the address with this digest."""
    return _digest(f"{row['domain']}{row['path']}") == digest


def _plain(url: str) -> str:
    """Return an address as WordPress' table of networks has it: no scheme, no slash at the end.

    >>> _plain("https://example.com:8080/shop/")
    'example.com:8080/shop'
    """
    return url.partition("://")[2].rstrip("/")
