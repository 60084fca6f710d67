"""Make the tables: the shared ones that are missing, and ours; it can be run again at any time.

A table of Ultimate Multisite that exists is never altered. Where one is gone while rows of ours mean nothing without
it, nothing is made: an empty one in its place would give its ids away again.
"""

from __future__ import annotations

from dataclasses import dataclass

from bridge.errors import MigrationAltered, StoreBusy, TablesLost
from bridge.store.connection import Connection
from bridge.store.installation import MySQLInstallation
from bridge.store.queries import with_prefix
from bridge.store.schema_files import Migration, migrations, shared_tables
from bridge.store.server import parse_version, require_recent

LOCK_SECONDS = 60

#: Shared tables that rows of ours refer to, with the names of the queries that ask.
_REFERRED = {
    "wu_memberships": ("memberships", "membership"),
    "wu_customers": ("customers", "customer"),
    "wu_payments": ("payments", "payment"),
    "wu_products": ("products", "product"),
}

#: The versions that its installer notes for tables of this shape; meta tables have never had another.
_META_MARK = "2.0.0"
_MARKS = {"wu_domain_mappings": "2.0.1-revision.20260109"}
_COMMON_MARK = "2.0.1-revision.20230601"


@dataclass(frozen=True, slots=True)
class Report:
    """What was made: shared tables by name, and the migrations that ran."""

    tables: tuple[str, ...]
    migrations: tuple[str, ...]
    network_id: str


@dataclass(frozen=True, slots=True)
class SchemaState:
    """The last migration that has run and the last one there is."""

    current: int
    wanted: int

    @property
    def ok(self) -> bool:
        """Tell whether this version of the service can work with these tables."""
        return self.current == self.wanted


def migrate(session: Connection, prefix: str) -> Report:
    """Make what is missing.

    :raises ServerTooOld: where the server lacks what we rely on.
    :raises TablesLost: where shared tables are gone while rows of ours refer to theirs.
    :raises MigrationAltered: where a migration that has run has another text now.
    :raises StoreBusy: where another migration is running.
    """
    require_recent(parse_version(str(session.rows("schema.version")[0]["version"])))
    if session.rows("schema.take_lock", seconds=LOCK_SECONDS)[0]["taken"] != 1:
        raise StoreBusy(waiting_for="another migration")
    try:
        return _make(session, prefix)
    finally:
        session.rows("schema.release_lock")


def schema_state(session: Connection, prefix: str) -> SchemaState:
    """Return how far the tables are."""
    ran = session.rows("schema.list_migrations") if f"{prefix}bridge_migrations" in _tables(session) else []
    return SchemaState(current=max((int(row["version"]) for row in ran), default=0), wanted=migrations()[-1].version)


def _make(session: Connection, prefix: str) -> Report:
    """Make shared tables first: ours come after what they are about."""
    present = _tables(session)
    missing = {name: text for name, text in shared_tables().items() if prefix + name not in present}
    if f"{prefix}bridge_migrations" in present:
        _refuse_lost(session, missing)
    for name, text in missing.items():
        session.command(with_prefix(text, prefix))
        _mark(session, name)
    ran = _run(session, prefix, known=f"{prefix}bridge_migrations" in present)
    _raise_numbers(session, missing)
    return Report(tuple(missing), ran, MySQLInstallation(session).create().network_id)


def _tables(session: Connection) -> frozenset[str]:
    """Return the names of the tables that exist."""
    return frozenset(str(row["name"]) for row in session.rows("schema.list_tables"))


def _refuse_lost(session: Connection, missing: dict[str, str]) -> None:
    """Refuse where a missing table's rows are referred to."""
    lost = [
        name
        for name, (topic, _) in _REFERRED.items()
        if name in missing and session.rows(f"schema.count_references_{topic}")[0]["found"]
    ]
    if lost:
        raise TablesLost(tables=lost)


def _mark(session: Connection, name: str) -> None:
    """Leave the version mark that the shared table's own installer looks for."""
    value = _META_MARK if name.endswith("meta") else _MARKS.get(name, _COMMON_MARK)
    key = f"wpdb_{name}_version"
    found = session.row("schema.find_mark", key=key)
    if found is None:
        session.execute("schema.add_mark", key=key, value=value)
    elif found["meta_value"] != value:
        session.execute("schema.set_mark", meta_id=found["meta_id"], value=value)


def _run(session: Connection, prefix: str, *, known: bool) -> tuple[str, ...]:
    """Run the migrations that have not run and return their names."""
    done = {int(row["version"]): row for row in session.rows("schema.list_migrations")} if known else {}
    ran: list[str] = []
    for migration in migrations():
        if migration.version in done:
            _compare(migration, str(done[migration.version]["sha256"]))
            continue
        for statement in migration.statements(prefix):
            session.command(statement)
        session.execute(
            "schema.note_migration", version=migration.version, name=migration.name, digest=migration.digest
        )
        ran.append(migration.name)
    return tuple(ran)


def _compare(migration: Migration, digest: str) -> None:
    """Refuse a migration whose text is not the one that has run."""
    if migration.digest != digest:
        raise MigrationAltered(name=migration.name)


def _raise_numbers(session: Connection, made: dict[str, str]) -> None:
    """Begin new tables above every id that our history knows."""
    for name, (_, topic) in _REFERRED.items():
        if name in made:
            highest = int(session.rows(f"schema.highest_{topic}")[0]["highest"])
            if highest:
                session.execute(f"schema.raise_{topic}", next=highest + 1)
