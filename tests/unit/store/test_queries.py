"""Named queries: parsed strictly, and every one of them used by the store."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bridge.store.engine.queries import QueryFault, load, parse, parts_of, sql_folder, with_prefix
from bridge.store.migrate import migrations, shared_tables

BRIDGE = Path(__file__).parents[3] / "bridge"
USED = re.compile(r"""["']([a-z_]+\.[a-z_]+)["']""")
BUILT = re.compile(r"""f["']([a-z_]+\.[a-z_]+_|[a-z_]+\.[a-z_]*)\{""")


@pytest.mark.parametrize(
    "text",
    [
        "-- name: a\nSELECT 1;\n-- name: a\nSELECT 2;",
        "-- name: a\n-- only words\n",
        "-- name: a\nSELECT '5%' AS b;",
        "-- name: a\nSELECT %%%s;",
        "-- name: a\nSELECT {no_such_part};",
    ],
)
def test_a_careless_file_is_refused(text: str) -> None:
    with pytest.raises(QueryFault):
        parse(text, "topic")


def test_doubled_percent_signs_and_named_parameters_are_taken() -> None:
    assert parse("-- name: a\nSELECT '5%%' LIKE %(b)s;", "t") == {"t.a": "SELECT '5%%' LIKE %(b)s"}


def test_what_statements_of_several_files_have_in_common_stands_once() -> None:
    common = "-- name: a\nSELECT 1;\n\n-- part: both\n-- Why.\nWHERE b = %(c)s\n"

    parts = parts_of(common)

    assert parse(common, "t", parts) == {"t.a": "SELECT 1"}
    assert parse("-- name: d\nSELECT 2 FROM {p}e {both};", "u", parts) == {"u.d": "SELECT 2 FROM {p}e WHERE b = %(c)s"}


def test_every_part_is_used_more_than_once() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (sql_folder() / "queries").glob("*.sql")]
    parts = [name for text in texts for name in parts_of(text)]

    assert [name for name in parts if sum(text.count(f"{{{name}}}") for text in texts) < 2] == []
    assert len(parts) == len(set(parts))


@pytest.mark.parametrize("prefix", ["", "wp-", "wp_; DROP TABLE", "wp_\n", "a" * 41])
def test_a_prefix_that_is_none_is_refused(prefix: str) -> None:
    with pytest.raises(QueryFault):
        with_prefix("{p}users", prefix)


def test_every_query_the_code_names_exists_and_every_query_is_named() -> None:
    queries = load("wp_")
    code = "\n".join(path.read_text(encoding="utf-8") for path in BRIDGE.rglob("*.py"))
    topics = {name.partition(".")[0] for name in queries}
    named = {name for name in USED.findall(code) if name.partition(".")[0] in topics and name in code}
    prefixes = tuple(BUILT.findall(code))

    unused = {name for name in queries if name not in named and not name.startswith(prefixes)}

    assert unused == set()


def test_every_file_says_what_each_query_is_for() -> None:
    silent = [
        f"{path.name}: {block.splitlines()[0]}"
        for path in sorted((sql_folder() / "queries").glob("*.sql"))
        for block in path.read_text(encoding="utf-8").split("-- name: ")[1:]
        if not block.splitlines()[1].startswith("-- ")
    ]

    assert silent == []


def test_the_service_is_granted_something_on_every_table_of_ours() -> None:
    text = "\n".join(migration.text for migration in migrations())
    made = set(re.findall(r"CREATE TABLE IF NOT EXISTS \{p\}(\w+)", text))

    granted = set(re.findall(r"ON \{p\}(\w+)", (sql_folder() / "grants.sql").read_text(encoding="utf-8")))

    assert made - granted == set()


def test_there_are_the_eighteen_shared_tables() -> None:
    assert len(shared_tables()) == 18


#: What MySQL 9 has no more, and what only one of MySQL and MariaDB has.
FOREIGN = re.compile(
    r"\b(MD5|SHA1|SHA|PASSWORD|ENCODE|DECODE|ENCRYPT|DES_ENCRYPT|DES_DECRYPT|JSON_MERGE|SQL_CALC_FOUND_ROWS|FOUND_ROWS"
    r"|JSON_DETAILED|JSON_COMPACT|JSON_LOOSE|JSON_QUERY|JSON_EXISTS|NVL|NVL2|DECODE_ORACLE|MEDIAN|ANY_VALUE|BIN_TO_UUID"
    r"|RETURNING|REGEXP_LIKE|SLEEP)\s*\(|\bRETURNING\b|IF NOT EXISTS \w+ (?:INT|BIGINT|VARCHAR)|ADD COLUMN IF NOT",
    re.IGNORECASE,
)


def test_no_statement_uses_what_a_supported_server_does_not_have() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(sql_folder().rglob("*.sql"))}
    plugin = Path(__file__).parents[3] / "wp-plugin"
    texts |= {path: "\n".join(SQL_TEXT.findall(path.read_text())) for path in sorted(plugin.rglob("*.php"))}

    found = [
        f"{path.name}: {hit.group(0)}"
        for path, text in texts.items()
        for hit in FOREIGN.finditer(re.sub(r"^\s*--.*$", "", text, flags=re.MULTILINE))
    ]

    assert found == []
    assert len(texts) > 100


#: Texts of PHP that are SQL.
SQL_TEXT = re.compile(r"""["'](?:SELECT|INSERT|UPDATE|DELETE)\b[^"']*""")
