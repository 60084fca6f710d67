"""Look at an installation: the tables, the keys, the clock, whether it is a copy, when the worker last came round."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import MySQLdb

from bridge.errors import SchemaOutOfDate, StoreUnavailable
from bridge.services.inspection import State
from bridge.services.installation import Difference, Found, differences
from bridge.services.key_file import ServiceKey
from bridge.store.connection import Connection
from bridge.store.database import MySQLDatabase
from bridge.store.installation import Installation, MySQLInstallation
from bridge.store.keys import MySQLKeys
from bridge.store.migrate import SchemaState, schema_state
from bridge.store.transaction import code_of

WORKER = "worker"


@dataclass(frozen=True, slots=True)
class MySQLInspection:
    """Looks with the service's own account; ``key`` None: there is no key file."""

    database: MySQLDatabase[Any]
    prefix: str
    key: ServiceKey | None
    has_network_url: bool

    def schema(self) -> tuple[SchemaState, datetime]:
        """Return how far the tables are, and the database's time.

        :raises StoreUnavailable: where the database does not answer, or not to us.
        """
        try:
            return self.database.reading(
                lambda _: (schema_state(self.database.session(), self.prefix), self.database.now())
            )
        except MySQLdb.MySQLError as error:
            raise StoreUnavailable(number=code_of(error)) from error

    def takes_writes(self) -> bool:
        """Tell whether the server is not read only.

        :raises StoreUnavailable: where the database does not answer.
        """
        found = self.database.reading(lambda _: self.database.session().rows("schema.read_only")[0])
        return all(str(value) in {"0", "OFF"} for value in found.values())

    def differences(self) -> tuple[Difference, ...]:
        """Return what makes this database a copy."""
        return self.database.reading(lambda _: self.differences_of(self.database.session()))

    def state(self) -> State:
        """Return everything worth telling."""
        return self.database.reading(lambda _: self._state(self.database.session()))

    def _state(self, session: Connection) -> State:
        """Look at everything, a few round trips: this is asked by hand and by monitors."""
        schema, now = schema_state(session, self.prefix), self.database.now()
        installation = require_installation(session)
        keys = MySQLKeys(session).all()
        statuses = {row.kid: row.status for row in keys if row.side == "service"}
        beat = session.row("heartbeats.last", name=WORKER) if schema.ok else None
        return State(
            now=now,
            server=str(session.rows("schema.version")[0]["version"]),
            schema_current=schema.current,
            schema_wanted=schema.wanted,
            clock_off_seconds=(datetime.now(UTC).replace(tzinfo=None) - now).total_seconds(),
            network_id=installation.network_id,
            mode=installation.mode,
            differences=self.differences_of(session),
            service_kid=self.key.kid if self.key else None,
            service_key_status=statuses.get(self.key.kid) if self.key else None,
            pending_kids=tuple(row.kid for row in keys if row.side == "plugin" and row.status == "pending"),
            worker_last_run_at=beat["at"] if beat else None,
            has_network_url=self.has_network_url,
        )

    def differences_of(self, session: Connection) -> tuple[Difference, ...]:
        """Compare what the installation row remembers with what is found."""
        return differences(require_installation(session), self.found(session))

    def found(self, session: Connection) -> Found:
        """Return what is found now of the things that the installation row remembers."""
        ours = require_installation(session).wp_network_id
        return Found(MySQLInstallation(session).site_digest(ours), self.key.fingerprint if self.key else None)


def require_installation(session: Connection) -> Installation:
    """Return the installation row.

    :raises SchemaOutOfDate: where ``bridge migrate`` has not made it.
    """
    found = MySQLInstallation(session).find()
    if found is None:
        raise SchemaOutOfDate(missing="installation")
    return found
