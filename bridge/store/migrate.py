"""Tables made and brought up to date: the server's version, the texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import MySQLdb

from bridge.errors import MigrationAltered, ServerTooOld, StoreBusy, TablesLost
from bridge.store.engine.database import Connection
from bridge.store.engine.queries import QueryFault, sql_folder, with_prefix
from bridge.store.engine.server import code_of
from bridge.store.installation import MySQLInstallation

_FILE = re.compile(r"\A(\d{4})_([a-z0-9_]+)\Z")
_TABLE = re.compile(r"CREATE TABLE IF NOT EXISTS \{p\}(\w+)")
_END = re.compile(r";[ \t]*$", re.MULTILINE)
_COMMENT = re.compile(r"^--.*$\n?", re.MULTILINE)

MARIADB_MINIMUM = (10, 6, 0)
MYSQL_MINIMUM = (8, 0, 21)

_NUMBERS = re.compile(r"(\d+)\.(\d+)\.(\d+)")

_TABLE_of_grants = re.compile(r"ON \{p\}(\w+)")

LOCK_SECONDS = 60
#: A column that is there already, a key that is, one that is gone.
MADE_ALREADY = frozenset({1060, 1061, 1091})

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
class Migration:
    """One numbered file: ``digest`` is the SHA-256 of its text before the prefix is filled in."""

    version: int
    name: str
    text: str

    @property
    def digest(self) -> str:
        """Return the digest that tells whether a migration that has run was altered since."""
        return sha256(self.text.encode()).hexdigest()

    def statements(self, prefix: str) -> list[str]:
        """Return its statements for one base prefix."""
        return split(with_prefix(self.text, prefix))


def migrations() -> list[Migration]:
    """Return all migrations in order; numbers may be left out, never used twice.

    :raises QueryFault: where a file's name is not ``0001_words.sql`` or its number is taken.
    """
    found: list[Migration] = []
    for path in sorted((sql_folder() / "migrations").glob("*.sql")):
        named = _FILE.match(path.stem)
        last = found[-1].version if found else 0
        if not named or int(named.group(1)) <= last:
            raise QueryFault(f"{path.name}: not a migration that follows {last}")
        found.append(Migration(int(named.group(1)), path.stem, path.read_text(encoding="utf-8")))
    return found


def shared_tables() -> dict[str, str]:
    """Return the statement that makes each shared table, by its name without the base prefix."""
    text = (sql_folder() / "companion" / "wu_tables.sql").read_text(encoding="utf-8")
    return {_named(statement): statement for statement in split(text)}


def split(text: str) -> list[str]:
    r"""Return the statements of a text; a statement ends with a semicolon at the end of a line.

    >>> split("-- Why.\nSELECT ';' AS a;\nSELECT 2;\n")
    ["SELECT ';' AS a", 'SELECT 2']
    """
    return [part.strip() for part in _END.split(_COMMENT.sub("", text)) if part.strip()]


def _named(statement: str) -> str:
    """Return the table that a statement makes."""
    found = _TABLE.match(statement)
    if not found:
        raise QueryFault(f"not a table's statement: {statement[:60]}")
    return found.group(1)


@dataclass(frozen=True, slots=True)
class Server:
    """A server's product and version."""

    product: str
    version: tuple[int, int, int]

    @property
    def minimum(self) -> tuple[int, int, int]:
        """Return the oldest version of this product that we run on: CHECK constraints and generated columns."""
        return MARIADB_MINIMUM if self.product == "MariaDB" else MYSQL_MINIMUM

    @property
    def is_recent_enough(self) -> bool:
        """Tell whether we run on it."""
        return self.version >= self.minimum


def parse_version(text: str) -> Server:
    """Read the answer to ``SELECT VERSION()``.

    >>> parse_version("5.5.5-10.11.6-MariaDB-0+deb12u1")
    Server(product='MariaDB', version=(10, 11, 6))
    >>> parse_version("8.0.36-0ubuntu0.22.04.1").is_recent_enough
    True

    :raises ValueError: where no version can be found in it.
    """
    product = "MariaDB" if "mariadb" in text.lower() else "MySQL"
    found = _NUMBERS.search(text.removeprefix("5.5.5-") if product == "MariaDB" else text)
    if not found:
        raise ValueError(f"no version in {text!r}")
    major, minor, patch = (int(number) for number in found.groups())
    return Server(product, (major, minor, patch))


def require_recent(server: Server) -> None:
    """Refuse a server that is too old.

    :raises ServerTooOld: with what was found and what is needed.
    """
    if not server.is_recent_enough:
        raise ServerTooOld(
            product=server.product,
            found=".".join(map(str, server.version)),
            needed=".".join(map(str, server.minimum)),
        )


def granted_tables() -> frozenset[str]:
    """Return the tables that the service's account is granted something on, without the base prefix: all it needs."""
    return frozenset(_TABLE_of_grants.findall((sql_folder() / "grants.sql").read_text(encoding="utf-8")))


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


def migrate(session: Connection, prefix: str, network_url: str | None = None) -> Report:
    """Make what is missing; ``network_url`` tells which network is meant where WordPress has several.

    :raises ServerTooOld: where the server lacks what we rely on.
    :raises TablesLost: where shared tables are gone while rows of ours refer to theirs.
    :raises MigrationAltered: where a migration that has run has another text now.
    :raises StoreBusy: where another migration is running.
    :raises NetworkUnclear: where WordPress has several networks and nothing tells which is meant.
    """
    require_recent(parse_version(str(session.rows("schema.version")[0]["version"])))
    if session.rows("schema.take_lock", seconds=LOCK_SECONDS)[0]["taken"] != 1:
        raise StoreBusy(waiting_for="another migration")
    try:
        return _make(session, prefix, network_url)
    finally:
        session.rows("schema.release_lock")


def schema_state(session: Connection, prefix: str) -> SchemaState:
    """Return how far the tables are."""
    rows = session.rows("schema.list_migrations") if f"{prefix}bridge_migrations" in _tables(session) else []
    return _state([int(row["version"]) for row in rows], [migration.version for migration in migrations()])


def _state(ran: Sequence[int], known: Sequence[int]) -> SchemaState:
    """Compare what has run with what there is; one that was left out counts, whatever ran after it.

    >>> _state([1, 2, 3], [1, 2, 3, 7])
    SchemaState(current=3, wanted=7)
    >>> _state([1, 2, 7], [1, 2, 5, 7])
    SchemaState(current=2, wanted=7)
    """
    missing = min(set(known) - set(ran), default=None)
    return SchemaState(
        current=max((version for version in ran if missing is None or version < missing), default=0),
        wanted=max(known),
    )


def missing_tables(session: Connection, prefix: str) -> tuple[str, ...]:
    """Return the tables that the service works with and that are not there."""
    return tuple(sorted({prefix + name for name in granted_tables()} - _tables(session)))


def _make(session: Connection, prefix: str, network_url: str | None) -> Report:
    """Make shared tables first: ours come after what they are about."""
    present = _tables(session)
    missing = {name: text for name, text in shared_tables().items() if prefix + name not in present}
    installation, known = MySQLInstallation(session), f"{prefix}bridge_migrations" in present
    if known:
        _refuse_lost(session, missing)
    else:
        installation.choose_network(None, network_url)
    for text in missing.values():
        session.command(with_prefix(text, prefix))
    ran = _run(session, prefix, known=known)
    wp_network_id = installation.choose_network(installation.find(), network_url)
    for name in missing:
        _mark(session, name, wp_network_id)
    _raise_numbers(session, missing)
    return Report(tuple(missing), ran, installation.create(wp_network_id).network_id)


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


def _mark(session: Connection, name: str, wp_network_id: int) -> None:
    """Leave the version mark that the shared table's own installer looks for."""
    value = _META_MARK if name.endswith("meta") else _MARKS.get(name, _COMMON_MARK)
    key = f"wpdb_{name}_version"
    found = session.row("schema.find_mark", wp_network_id=wp_network_id, key=key)
    if found is None:
        session.execute("schema.add_mark", wp_network_id=wp_network_id, key=key, value=value)
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
            _make_once(session, statement)
        session.execute(
            "schema.note_migration", version=migration.version, name=migration.name, digest=migration.digest
        )
        ran.append(migration.name)
    return tuple(ran)


def _make_once(session: Connection, statement: str) -> None:
    """Run one statement of a migration; what one that was ended half way has made is there already."""
    try:
        session.command(statement)
    except MySQLdb.MySQLError as error:
        if code_of(error) not in MADE_ALREADY:
            raise


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
