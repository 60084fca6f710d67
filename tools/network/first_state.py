"""The way back to what a network was like before the first test.

The server counts the rows that each table lost, gained or changed (userstat), and those tables alone are copied back
from a second database. Where a test changed tables themselves, each is compared with what it was, by definition and by
rows.
"""

import re
from collections.abc import Iterable, Sequence
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
NUMBERS = re.compile(r" AUTO_INCREMENT=\d+")
LENIENT = "SET sql_mode = '', foreign_key_checks = 0, unique_checks = 0;"
"""Generated columns and zero dates are copied as they are."""


@dataclass(slots=True)
class FirstState:
    """What a network was like, and what it takes to get back to it."""

    network: Network
    definitions: int = 0
    tables: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
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
        self.tables = self.tables_as_defined()
        self.numbers = self.numbers_of(self.tables)
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
            self.define_anew()
            changed = self.different_tables()
        else:
            changed = self.changed_tables()
        if changed:
            self.fill(changed)
        self.begin()

    def fill(self, changed: Sequence[str]) -> None:
        """Gives tables their rows back, and the number that the next row gets: to do that takes ten times as long."""
        numbers = self.numbers_of(changed)
        empty = {name: "DELETE FROM" if numbers[name] == self.numbers.get(name) else "TRUNCATE" for name in changed}
        copies = (f"{empty[name]} `{name}`; INSERT INTO `{name}` SELECT * FROM {COPY}.`{name}`;" for name in changed)
        self.network.server.run("\n".join((LENIENT, *copies)), DATABASE)
        self.numbers |= self.numbers_of(changed)

    def numbers_of(self, tables: Iterable[str]) -> dict[str, str]:
        """The number that the next row of each table gets, where it counts its rows."""
        names = ", ".join(f"'{name}'" for name in tables)
        rows = self.network.server.run(
            f"SELECT table_name, auto_increment FROM information_schema.tables"
            f" WHERE table_schema = '{DATABASE}' AND table_name IN ({names})"
        )
        return {row[0]: row[1] for row in rows}

    def define_anew(self) -> None:
        """Gives back every table that is gone or of another shape, without its rows, and drops what is new."""
        now = self.tables_as_defined()
        other = [name for name in {**now, **self.tables} if now.get(name) != self.tables.get(name)]
        if other:
            dropped = (f"DROP TABLE IF EXISTS `{name}`;" for name in other)
            made = (f"{self.tables[name]};" for name in other if name in self.tables)
            self.network.server.run("\n".join((LENIENT, *dropped, *made)), DATABASE)

    def tables_as_defined(self) -> dict[str, str]:
        """The statement that makes each table; where its numbers go on is no part of that."""
        rows = self.network.server.rows(
            f"SELECT table_name FROM information_schema.tables WHERE table_schema = '{DATABASE}'"
        )
        shown = ";".join(f"SHOW CREATE TABLE `{name}`" for (name,) in rows)
        made = self.network.server.rows(shown, DATABASE)
        return {name: NUMBERS.sub("", statement) for name, statement in made}

    def different_tables(self) -> list[str]:
        """The tables whose rows are not what they were, however they came to be so."""
        both = ", ".join(f"{DATABASE}.`{name}`, {COPY}.`{name}`" for name in self.tables)
        sums = {row[0]: row[1] for row in self.network.server.run(f"CHECKSUM TABLE {both}")}
        return [name for name in self.tables if sums[f"{DATABASE}.{name}"] != sums[f"{COPY}.{name}"]]

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
