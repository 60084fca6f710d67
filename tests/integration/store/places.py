"""Databases of one test: empty, with WordPress' tables, with the rows of a small live network."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bridge.store.engine import queries
from bridge.store.engine.database import Connection, MySQLDatabase, connect
from bridge.store.engine.server import Address
from bridge.store.migrate import migrate
from bridge.store.store import open_store
from tools.network.mariadb import Server

HERE = Path(__file__).parent
SAMPLE_ROWS: dict[str, list[dict[str, Any]]] = json.loads(
    (HERE.parents[1] / "vectors" / "companion" / "sample_rows.json").read_text()
)


@dataclass(frozen=True, slots=True)
class Place:
    """One database of a server, with a session in it."""

    server: Server
    name: str
    prefix: str = "wp_"

    def address(self, user: str = "root") -> Address:
        return Address(name=self.name, user=user, password="", socket=str(self.server.socket))

    def session(self, user: str = "root") -> Connection:
        return connect(self.address(user), queries.load(self.prefix))

    def database(self, user: str = "root") -> MySQLDatabase[Any]:
        return open_store(self.address(user), self.prefix)

    def run(self, sql: str, **params: Any) -> list[dict[str, Any]]:
        session = self.session()
        try:
            return session._send(sql.replace("{p}", self.prefix), params)[0][0]
        finally:
            session.close()

    def script(self, sql: str) -> None:
        session = self.session()
        session.script(sql.replace("{p}", self.prefix))
        session.close()

    def insert(self, table: str, row: Mapping[str, Any]) -> None:
        names = ", ".join(row)
        self.run(f"INSERT INTO {{p}}{table} ({names}) VALUES ({', '.join(f'%({n})s' for n in row)})", **row)


def new_place(server: Server, name: str, prefix: str = "wp_") -> Place:
    """An empty database."""
    server.run(f"DROP DATABASE IF EXISTS `{name}`; CREATE DATABASE `{name}` CHARACTER SET utf8mb4")
    return Place(server, name, prefix)


def with_wordpress(place: Place) -> Place:
    """WordPress' own tables, one network, three sites, two users."""
    place.script((HERE / "wordpress_tables.sql").read_text())
    return place


def with_sample(place: Place) -> Place:
    """Every table, and the rows of a small live network."""
    with_wordpress(place)
    session = place.session()
    migrate(session, place.prefix)
    session.close()
    fill(place)
    return place


def fill(place: Place) -> None:
    """Insert the rows of a small live network."""
    for table, rows in SAMPLE_ROWS.items():
        for row in rows:
            place.insert(table.removeprefix("wp_"), row)


def table_names(place: Place) -> frozenset[str]:
    """Every table there is."""
    asked = "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()"
    return frozenset(row["name"] for row in place.run(asked))


def returned(place: Place, untouched: str) -> Place:
    """Put every row back to what a database of this server that no test touches holds: cheaper than making it anew."""
    names = sorted(table_names(place))
    generated = f"{place.prefix}bridge_changes"  # has a generated column and is empty when untouched
    copies = "; ".join(
        f"DELETE FROM `{name}`; INSERT INTO `{name}` SELECT * FROM `{untouched}`.`{name}`"
        for name in names
        if name != generated
    )
    session = place.session()
    session.script(f"DELETE FROM `{generated}`; {copies}")
    session.close()
    return place
