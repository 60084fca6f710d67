"""The service's database account: that it exists and proves itself, and the rights it is granted."""

from __future__ import annotations

import re

import MySQLdb

from bridge.store.engine.database import Connection
from bridge.store.engine.queries import sql_folder, with_prefix
from bridge.store.engine.server import code_of
from bridge.store.migrate import parse_version, split

DEFAULT_HOST = "localhost"
_ACCOUNT = re.compile(r"\A([A-Za-z0-9_.-]{1,80})(?:@([A-Za-z0-9_.:%/-]{1,255}))?\Z")
#: How MySQL and MariaDB write that an account proves itself: a password's digest, a socket, another method.
_PROVES_ITSELF = re.compile(
    r"IDENTIFIED BY PASSWORD '[^']|IDENTIFIED VIA | AS (?:['0_]|<secret>)"
    r"|IDENTIFIED WITH '(?:auth_socket|authentication_\w+)'"
)
#: The server knows no such account: MariaDB told to make none, MySQL by itself.
_NO_SUCH_ACCOUNT = frozenset({1133, 1141, 1410})
#: The session's account may not look at the server's accounts.
_MAY_NOT_LOOK = frozenset({1044, 1142, 1143, 1146, 1227})


class AccountUnusable(ValueError):
    """The account is not ``user`` or ``user@host`` of plain characters."""


class AccountMissing(Exception):
    """The account does not exist, or several of its name do: the message says which, and the SQL to run."""


def quoted_account(account: str) -> str:
    """Quote ``user`` or ``user@host``; without a host it is localhost.

    >>> quoted_account("plan_bridge"), quoted_account("plan_bridge@10.0.0.%")
    ("'plan_bridge'@'localhost'", "'plan_bridge'@'10.0.0.%'")

    :raises AccountUnusable: for anything else.
    """
    user, host = _parts(account)
    return f"'{user}'@'{host or DEFAULT_HOST}'"


def require_account(session: Connection, account: str) -> str:
    """Return the account that is meant, quoted; without a host the only one of its name.

    Where the session may not look at accounts, it is the one named: :func:`grant_to` makes none all the same.

    :raises AccountUnusable: for an account that cannot be quoted.
    :raises AccountMissing: where it does not exist, or it is not clear which of several is meant.
    """
    user, host = _parts(account)
    hosts = _hosts(session, user)
    if hosts is None:
        return quoted_account(account)
    if host is None and len(hosts) == 1:
        return f"'{user}'@'{hosts[0]}'"
    if host is None and len(hosts) > 1:
        named = ", ".join(f"{user}@{known}" for known in hosts)
        raise AccountMissing(f"There are several database accounts of this name: {named}. Name one with its host.")
    if host not in hosts:
        raise _missing(user, host or DEFAULT_HOST, hosts)
    return quoted_account(account)


def grant_to(session: Connection, prefix: str, account: str) -> str:
    """Grant the service's account its rights and return it as it was granted to; doing it again changes nothing.

    :raises AccountUnusable: for an account that cannot be quoted.
    :raises AccountMissing: where it does not exist, or anybody may use it without a password; none is ever made.
    """
    quoted = require_account(session, account)
    if quoted in accounts_without_password(session):
        raise AccountMissing(
            f"The database account {account} has no password: anybody who knows its name may use it. Give it one as an"
            f" administrator of the database, then run this again:\n"
            f"  ALTER USER {quoted} IDENTIFIED BY 'a long random password';"
        )
    if parse_version(str(session.rows("schema.version")[0]["version"])).product == "MariaDB":
        session.execute("schema.refuse_unknown_accounts")
    text = (sql_folder() / "grants.sql").read_text(encoding="utf-8")
    try:
        for statement in split(with_prefix(text, prefix).replace("{account}", quoted)):
            session.command(statement)
    except MySQLdb.MySQLError as error:
        if code_of(error) in _NO_SUCH_ACCOUNT:
            user, host = _parts(account)
            raise _not_seen(user, host or DEFAULT_HOST) from error
        raise
    return quoted


def accounts_without_password(session: Connection) -> list[str]:
    """Return the accounts that need no password: all of the server where this session may look, else its own."""
    product = parse_version(str(session.rows("schema.version")[0]["version"])).product
    name = "schema.accounts_without_password_mariadb"
    if product == "MySQL":
        name = "schema.accounts_without_password_mysql"
    try:
        return [f"'{row['user']}'@'{row['host']}'" for row in session.rows(name)]
    except MySQLdb.MySQLError as error:
        if code_of(error) not in _MAY_NOT_LOOK:
            raise
    statement = str(next(iter(session.rows("schema.own_account")[0].values())))
    return [] if proves_itself(statement) else [statement.removeprefix("CREATE USER ").split(" ")[0]]


def sees_all_accounts(session: Connection) -> bool:
    """Tell whether this session may look at the accounts of the server, beside its own."""
    return _hosts(session, "") is not None


def proves_itself(statement: str) -> bool:
    """Tell whether the account of a ``CREATE USER`` statement, as a server shows it, needs a password or the like.

    >>> proves_itself("CREATE USER `x`@`localhost`")
    False
    >>> proves_itself("CREATE USER `x`@`%` IDENTIFIED BY PASSWORD '*2470C0'")
    True
    >>> proves_itself("CREATE USER `x`@`%` IDENTIFIED WITH 'caching_sha2_password' REQUIRE NONE")
    False
    >>> proves_itself("CREATE USER `x`@`%` IDENTIFIED WITH 'caching_sha2_password' AS <secret> REQUIRE NONE")
    True
    """
    return _PROVES_ITSELF.search(statement) is not None


def _parts(account: str) -> tuple[str, str | None]:
    """Return user and host of an account; no host where none was named."""
    found = _ACCOUNT.match(account)
    if not found:
        raise AccountUnusable(account)
    return found.group(1), found.group(2)


def _hosts(session: Connection, user: str) -> list[str] | None:
    """Return the hosts of a user's accounts, None where this session may not look."""
    try:
        return [str(row["host"]) for row in session.rows("schema.list_hosts", user=user)]
    except MySQLdb.MySQLError as error:
        if code_of(error) not in _MAY_NOT_LOOK:
            raise
        return None


def _missing(user: str, host: str, hosts: list[str]) -> AccountMissing:
    """Say that there is no such account, and how to make it."""
    known = ", ".join(f"{user}@{host}" for host in hosts)
    there = f" (there is {known}: name it with its host where that is the one)" if hosts else ""
    return AccountMissing(
        f"There is no database account {user}@{host}{there}. Make it as an administrator of the database,"
        f" then run this again:\n"
        f"  CREATE USER '{user}'@'{host}' IDENTIFIED BY 'a long random password';"
    )


def _not_seen(user: str, host: str) -> AccountMissing:
    """Say that there is no such account, to a session that may not look whether there is one of another host."""
    return AccountMissing(
        f"There is no database account {user}@{host}. Whether there is one of this name for another host"
        f" cannot be seen: this account may not look. The database's administrator finds it in mysql.user. Where\n"
        f"there is one, name it with its host: --grant-to '{user}@HOST'. Only where there is none, make it:\n"
        f"  CREATE USER '{user}'@'{host}' IDENTIFIED BY 'a long random password';"
    )
