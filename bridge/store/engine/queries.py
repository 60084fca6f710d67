"""Named queries: the SQL texts of ``sql/queries/<topic>.sql``, with the network's table prefix filled in.

A file is a list of ``-- name: verb_noun`` lines, each followed by one line of purpose and one statement. Parameters
are ``%(name)s``; any other percent sign is written twice. ``{p}`` stands for the base prefix. ``-- part: name`` is no
statement but what several of them, in whatever file, have in common: ``{name}`` stands for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

_PREFIX = re.compile(r"\A[A-Za-z0-9_]{1,40}\Z")
_NAME = re.compile(r"^-- (name|part): *(\S+) *$", re.MULTILINE)
_PART = re.compile(r"\{([a-z_]{2,})\}")
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


def parts_of(text: str) -> dict[str, str]:
    r"""Return the parts of one file by name, comments taken off.

    >>> parts_of("-- part: both\n-- Why.\nWHERE a = 1\n-- name: one\nSELECT 1;\n")
    {'both': 'WHERE a = 1'}
    """
    return {name: body for kind, name, body in _blocks(text) if kind == "part"}


def parse(text: str, topic: str, parts: Mapping[str, str] | None = None) -> dict[str, str]:
    r"""Return the statements of one file as ``{"topic.name": text}``, comments taken off, parts filled in.

    >>> parse("-- name: one\n-- Counts.\nSELECT 1;\n", "sample")
    {'sample.one': 'SELECT 1'}

    :raises QueryFault: for a name given twice, no statement, an unknown part, or a percent sign that is no parameter.
    """
    found: dict[str, str] = {}
    for kind, name, body in _blocks(text):
        if kind == "part":
            continue
        key = f"{topic}.{name}"
        unknown = set(_PART.findall(body)) - set(parts or ())
        if key in found or not body or unknown or _LOOSE_PERCENT.search(body):
            raise QueryFault(f"{key}: given twice, empty, of a part that is none, or with a single percent sign")
        found[key] = _PART.sub(lambda part: (parts or {})[part.group(1)], body)
    return found


def _blocks(text: str) -> list[tuple[str, str, str]]:
    """Return what a file is made of: whether it is a statement or a part, its name, its text without comments."""
    found = _NAME.split(text)[1:]
    bodies = [_COMMENT.sub("", body).strip().rstrip(";").strip() for body in found[2::3]]
    return list(zip(found[::3], found[1::3], bodies, strict=True))


@lru_cache(maxsize=8)
def load(prefix: str) -> Mapping[str, str]:
    """Return every named query of the product for one base prefix.

    Each ends in a comment with its name, by which it is found again in the server's lists of statements.
    """
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted((sql_folder() / "queries").glob("*.sql"))}
    parts: dict[str, str] = {}
    for text in texts.values():
        parts |= parts_of(text)
    loaded: dict[str, str] = {}
    for topic, text in texts.items():
        loaded.update(parse(text, topic, parts))
    return {name: f"{with_prefix(text, prefix)} /* {name} */" for name, text in loaded.items()}
