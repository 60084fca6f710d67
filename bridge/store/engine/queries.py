"""Named queries: the SQL texts of ``sql/queries/<topic>.sql``, with the network's table prefix filled in.

A file is a list of ``-- name: verb_noun`` lines, each followed by one line of purpose and one statement. Parameters
are ``%(name)s``; any other percent sign is written twice. ``{p}`` stands for the base prefix.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

_PREFIX = re.compile(r"\A[A-Za-z0-9_]{1,40}\Z")
_NAME = re.compile(r"^-- name: *(\S+) *$", re.MULTILINE)
_LOOSE_PERCENT = re.compile(r"(?<!%)%(?:%%)*(?![%(])")
_COMMENT = re.compile(r"^\s*--.*$", re.MULTILINE)


class QueryFault(Exception):
    """A query file or a prefix is not as this module needs it; the message names the place."""


def sql_folder() -> Path:
    """Return the folder of the SQL texts: beside the package in a checkout, inside it when installed."""
    packaged = Path(str(files("bridge"))) / "sql"
    return packaged if packaged.is_dir() else Path(str(files("bridge"))).parent / "sql"


def with_prefix(text: str, prefix: str) -> str:
    """Fill in the base prefix after checking that it is one.

    >>> with_prefix("SELECT 1 FROM {p}users", "wp_")
    'SELECT 1 FROM wp_users'

    :raises QueryFault: where the prefix holds anything but letters, digits and underscores.
    """
    if not _PREFIX.match(prefix):
        raise QueryFault(f"not a table prefix: {prefix!r}")
    return text.replace("{p}", prefix)


def parse(text: str, topic: str) -> dict[str, str]:
    r"""Return the statements of one file as ``{"topic.name": text}``, comments taken off.

    >>> parse("-- name: one\n-- Counts.\nSELECT 1;\n", "sample")
    {'sample.one': 'SELECT 1'}

    :raises QueryFault: for a name given twice, no statement, or a percent sign that is no parameter.
    """
    parts = _NAME.split(text)[1:]
    found: dict[str, str] = {}
    for name, body in zip(parts[::2], parts[1::2], strict=True):
        key = f"{topic}.{name}"
        statement = _COMMENT.sub("", body).strip().rstrip(";").strip()
        if key in found or not statement or _LOOSE_PERCENT.search(statement):
            raise QueryFault(f"{key}: given twice, empty, or with a single percent sign")
        found[key] = statement
    return found


@lru_cache(maxsize=8)
def load(prefix: str) -> Mapping[str, str]:
    """Return every named query of the product for one base prefix."""
    loaded: dict[str, str] = {}
    for path in sorted((sql_folder() / "queries").glob("*.sql")):
        loaded.update(parse(path.read_text(encoding="utf-8"), path.stem))
    return {name: with_prefix(text, prefix) for name, text in loaded.items()}
