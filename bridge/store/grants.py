"""Give the service's own account exactly what it needs, table by table and column by column."""

from __future__ import annotations

import re

from bridge.store.connection import Connection
from bridge.store.queries import sql_folder, with_prefix
from bridge.store.schema_files import split

DEFAULT_HOST = "localhost"
_ACCOUNT = re.compile(r"\A([A-Za-z0-9_.-]{1,80})(?:@([A-Za-z0-9_.:%-]{1,255}))?\Z")


class AccountUnusable(ValueError):
    """The account is not ``user`` or ``user@host`` of plain characters."""


def quoted_account(account: str) -> str:
    """Quote ``user`` or ``user@host``; without a host it is localhost.

    >>> quoted_account("plan_bridge"), quoted_account("plan_bridge@10.0.0.%")
    ("'plan_bridge'@'localhost'", "'plan_bridge'@'10.0.0.%'")

    :raises AccountUnusable: for anything else.
    """
    found = _ACCOUNT.match(account)
    if not found:
        raise AccountUnusable(account)
    return f"'{found.group(1)}'@'{found.group(2) or DEFAULT_HOST}'"


def grant_to(session: Connection, prefix: str, account: str) -> None:
    """Grant the service's account its rights; doing it again changes nothing.

    :raises AccountUnusable: for an account that cannot be quoted.
    """
    text = (sql_folder() / "grants.sql").read_text(encoding="utf-8")
    for statement in split(with_prefix(text, prefix).replace("{account}", quoted_account(account))):
        session.command(statement)
