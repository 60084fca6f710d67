"""The way back to what a network was like before the first test.

The server counts the rows that each table lost, gained or changed (userstat), and those tables alone are
copied back from a second database. Where a test changed tables themselves, all of it is restored from a dump.
"""

from dataclasses import dataclass, field
from pathlib import Path

from tools.network.network import Network
from tools.network.template import DATABASE

COPY = "first_state"
DEFINING = (
    "create_table",
    "alter_table",
    "drop_table",
    "truncate",
    "create_index",
    "drop_index",
    "rename_table",
)
LENIENT = "SET sql_mode = '', foreign_key_checks = 0, unique_checks = 0;"
"""Generated columns and zero dates are copied as they are."""


@dataclass(slots=True)
class FirstState:
    """What a network was like, and what it takes to get back to it."""

    network: Network
    definitions: int = 0
    files: set[Path] = field(default_factory=set)

    @property
    def dump(self) -> Path:
        """The database as it was."""
        return self.network.folder / "first.sql"

    @property
    def content(self) -> Path:
        """The folder that holds uploads and mail."""
        return self.network.wordpress.root / "wp-content"

    def keep(self) -> None:
        """Notes the state."""
        server = self.network.server
        server.dump(DATABASE, self.dump)
        server.run(f"DROP DATABASE IF EXISTS {COPY}; CREATE DATABASE {COPY}")
        server.restore(COPY, self.dump)
        self.files = set(self.content.rglob("*"))
        self.begin()

    def begin(self) -> None:
        """Counts from here."""
        self.network.server.run("FLUSH TABLE_STATISTICS")
        self.definitions = self.definitions_so_far()

    def return_to(self) -> None:
        """Puts rows and files back; costs next to nothing where a test wrote none."""
        for file in sorted(set(self.content.rglob("*")) - self.files, reverse=True):
            file.rmdir() if file.is_dir() else file.unlink()
        if self.definitions_so_far() != self.definitions:
            self.network.server.restore(DATABASE, self.dump)
        elif changed := self.changed_tables():
            copies = (f"TRUNCATE {name}; INSERT INTO {name} SELECT * FROM {COPY}.{name};" for name in changed)
            self.network.server.run(LENIENT + "\n".join(copies), DATABASE)
        self.begin()

    def changed_tables(self) -> list[str]:
        """The tables with rows that were written since the counting began."""
        rows = self.network.server.run(
            f"SELECT table_name FROM information_schema.table_statistics"
            f" WHERE table_schema = '{DATABASE}' AND rows_changed > 0"
        )
        return [row[0] for row in rows]

    def definitions_so_far(self) -> int:
        """How many statements that change tables themselves the server has run."""
        names = ", ".join(f"'Com_{kind}'" for kind in DEFINING)
        rows = self.network.server.run(f"SHOW GLOBAL STATUS WHERE Variable_name IN ({names})")
        return sum(int(value) for _, value in rows)
