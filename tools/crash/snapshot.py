"""The rows of a network as they were at one moment, and the way back to them, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tools.network.network import Network
from tools.network.template import DATABASE

#: Generated columns and zero dates are copied as they are.
LENIENT = "SET sql_mode = '', foreign_key_checks = 0, unique_checks = 0;"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The rows of every table that the service, or who writes people, writes to."""

    network: Network
    kept: str
    tables: tuple[str, ...]

    def keep(self) -> None:
        """Note the rows as they are."""
        self._copy(DATABASE, self.kept)

    def return_to(self) -> None:
        """Put the rows back as they were noted; what was numbered since is not numbered so again."""
        self._copy(self.kept, DATABASE)

    def counted(self) -> str:
        """Return how many rows each table has now."""
        counts = ", ".join(f"(SELECT COUNT(*) FROM `{name}`)" for name in self.tables)
        return " ".join(self.network.server.run(f"SELECT {counts}", DATABASE)[0])

    def _copy(self, source: str, target: str) -> None:
        copies = (
            f"DELETE FROM {target}.`{name}`; INSERT INTO {target}.`{name}` SELECT * FROM {source}.`{name}`;"
            for name in self.tables
        )
        self.network.server.run(f"{LENIENT} START TRANSACTION; {' '.join(copies)} COMMIT")


@contextmanager
def snapshot_of(network: Network, kept: str) -> Iterator[Snapshot]:
    """The snapshot of a network as it is, in a database of that name, for as long as the block runs."""
    names = ", ".join(f"'{network.prefix}{name}'" for name in ("blogs", "blogmeta", "users", "usermeta"))
    like = " OR ".join(
        f"table_name LIKE '{network.prefix.replace('_', '!_')}{room}!_%' ESCAPE '!'" for room in ("bridge", "wu")
    )
    found = network.server.run(
        f"SELECT table_name FROM information_schema.tables WHERE table_schema = '{DATABASE}'"
        f" AND table_type = 'BASE TABLE' AND ({like} OR table_name IN ({names}))"
    )
    tables = tuple(row[0] for row in found)
    made = " ".join(f"CREATE TABLE {kept}.`{name}` LIKE {DATABASE}.`{name}`;" for name in tables)
    network.server.run(f"DROP DATABASE IF EXISTS {kept}; CREATE DATABASE {kept}; {made}")
    try:
        snapshot = Snapshot(network, kept, tables)
        snapshot.keep()
        yield snapshot
    finally:
        network.server.run(f"DROP DATABASE IF EXISTS {kept}")
