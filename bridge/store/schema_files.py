"""The texts that make the tables: ours as numbered migrations, the shared ones as one file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256

from bridge.store.queries import QueryFault, sql_folder, with_prefix

_FILE = re.compile(r"\A(\d{4})_([a-z0-9_]+)\Z")
_TABLE = re.compile(r"CREATE TABLE IF NOT EXISTS \{p\}(\w+)")
_END = re.compile(r";[ \t]*$", re.MULTILINE)
_COMMENT = re.compile(r"^--.*$\n?", re.MULTILINE)


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
