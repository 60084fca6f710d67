"""Write sql/schema.sql, the whole schema as one file, from the files that make it: `python -m tools.schema`."""

from __future__ import annotations

from bridge.store.engine.queries import sql_folder
from bridge.store.migrate import migrations

RULE = "-- " + "=" * 116
HEAD = """\
-- The whole schema as one file: what `bridge migrate` leaves on an empty network. `python -m tools.schema` writes
-- it from companion/ and migrations/; a test compares the tables. Two halves: the first is Ultimate Multisite's
-- (catalog, customers, memberships, payments), so that a network can move either way without a migration; the second
-- is ours: what those tables cannot hold. `{p}` is the base prefix.
"""


def text() -> str:
    """Return the file's text."""
    shared = (sql_folder() / "companion" / "wu_tables.sql").read_text(encoding="utf-8")
    ours = "\n".join(migration.text.rstrip() + "\n" for migration in migrations())
    return f"{HEAD}\n{RULE}\n{shared.rstrip()}\n\n{RULE}\n{ours}"


if __name__ == "__main__":
    (sql_folder() / "schema.sql").write_text(text(), encoding="utf-8")
