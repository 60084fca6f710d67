"""The real service in this process on a network's real database, its clock moved, and requests to it over HTTP.

Whoever listens hears of each transaction as it is committed, by what it added to the journal.
"""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask

from bridge.bootstrap import Bridge, build
from bridge.config import from_environment
from bridge.gateways.port import Gateways
from bridge.operations.keys import encode, kid_of
from bridge.ports import Services
from bridge.web.app import create_app
from bridge.worker import run_all_once
from bridge.wsgi import ROUTES, web_context
from tools.lives.ledger import Told
from tools.lives.provider import MUTE, SILENT, Books
from tools.network.network import Network
from tools.network.template import DATABASE

#: Tables that are a network's own and stay from one life to the next.
KEPT = ("installation", "migrations", "keys", "nonces", "heartbeats", "sweeps")
SHARED = ("wu_customers", "wu_customermeta", "wu_memberships", "wu_membershipmeta", "wu_payments", "wu_paymentmeta",
          "wu_products", "wu_productmeta", "wu_discount_codes", "wu_discount_codemeta")  # fmt: skip


class MovedClock:
    """A clock that stands where it is put."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


@dataclass
class Listening:
    """A database that says when something was committed."""

    inner: Any
    heard: Callable[[], None]

    def transaction(self, work: Callable[[Any], Any]) -> Any:
        found = self.inner.transaction(work)
        self.heard()
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


@dataclass(frozen=True)
class Answer:
    """What the service answered."""

    status: int
    body: dict[str, Any]

    @property
    def code(self) -> str:
        return str(self.body.get("code", ""))


@dataclass
class Stage:
    """One network on which lives are played, one after the other."""

    network: Network
    bridge: Bridge
    clock: MovedClock = field(default_factory=lambda: MovedClock(datetime(2025, 1, 1)))
    books: Books = field(default_factory=Books)
    listener: Callable[[Told], None] = lambda _: None
    private: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    app: Flask = field(init=False)
    services: Services = field(init=False)
    seen: dict[int, int] = field(default_factory=dict)
    heard: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.session = self.network.server.session(DATABASE)
        self.network_id = self.sql("SELECT network_id FROM {p}bridge_installation")[0][0]
        raw = self.private.public_key().public_bytes_raw()
        self.kid = kid_of(raw)
        self.sql(
            "INSERT INTO {p}bridge_keys (kid, side, public_key, status, approval, created_at)"
            f" VALUES ('{self.kid}', 'plugin', '{encode(raw)}', 'trusted', 'operator', UTC_TIMESTAMP(6))"
        )
        tables = [row[0] for row in self.sql("SHOW TABLES LIKE '{p}bridge\\_%'")]
        own = [name for name in tables if name.removeprefix(f"{self.network.prefix}bridge_") not in KEPT]
        self.tables = [*own, *(f"{self.network.prefix}{name}" for name in SHARED)]

    @classmethod
    def on(cls, network: Network) -> Stage:
        """The service on a network."""
        return cls(network, build(from_environment(network.service.variables)))

    def begin(self, at: datetime, books: Books, listener: Callable[[Told], None]) -> None:
        """An empty network at an instant, with its provider."""
        self.clock, self.books, self.listener, self.seen = MovedClock(at), books, listener, {}
        empty = "; ".join(f"DELETE FROM `{name}`" for name in self.tables)
        self.sql(f"{empty}; DELETE FROM {{p}}blogmeta WHERE meta_key LIKE 'wu\\_%'")
        gateways = Gateways({**self.bridge.services.gateways, "card": books})
        database = Listening(self.bridge.services.database, self.hear)
        self.services = replace(self.bridge.services, database=database, clock=self.clock, gateways=gateways)
        self.app = create_app(replace(web_context(self.bridge), services=self.services), ROUTES)

    def close(self) -> None:
        """Let the database go."""
        self.session.close()
        self.bridge.database.forget()

    def sql(self, text: str) -> list[list[str]]:
        """The rows of all statements, NULL as "NULL"."""
        cursor = self.session.cursor()
        cursor.execute(text.replace("{p}", self.network.prefix))
        rows = [*cursor.fetchall()]
        while cursor.nextset():
            rows += cursor.fetchall()
        cursor.close()
        return [["NULL" if value is None else value.decode() for value in row] for row in rows]

    def hear(self) -> None:
        """Tell what was added to the journal since somebody listened last."""
        rows = self.sql(
            "SELECT membership_id, sequence, event, COALESCE(quote_id, ''), at, data FROM {p}bridge_journal AS journal"
            f" WHERE sequence > COALESCE((SELECT told.sequence FROM ({self._known()}) AS told"
            " WHERE told.membership_id = journal.membership_id), 0) ORDER BY at, membership_id, sequence"
        )
        for row in rows:
            self.seen[int(row[0])] = int(row[1])
            self.heard[row[2]] += 1
            at = datetime.fromisoformat(row[4])
            self.listener(Told(int(row[0]), row[2], row[3], at, json.loads(row[5])))

    def _known(self) -> str:
        known = [f"SELECT {one} AS membership_id, {last} AS sequence" for one, last in self.seen.items()]
        return " UNION ALL ".join(known or ["SELECT 0 AS membership_id, 0 AS sequence"])

    def work(self) -> None:
        """One round of the worker.

        :raises RuntimeError: where something failed in it.
        """
        counts = run_all_once(self.services)
        failed = {name: count.failed for name, count in counts.items() if count.failed}
        is_silent = any(mood in (SILENT, MUTE) for mood in self.books.moods.values())
        if failed and not (is_silent or self.books.refund_mood == SILENT):
            raise RuntimeError(f"the worker failed: {failed}")

    def ask(self, who: dict[str, Any], method: str, path: str, body: Any = None) -> Answer:
        """A request as the plugin sends it for somebody, and its answer."""
        data = b"" if body is None else json.dumps(body).encode()
        now = int(datetime.now(UTC).timestamp())
        claims = {
            "iss": self.network_id, "net": 1, "aud": "plan-bridge", "iat": now, "exp": now + 60,
            "jti": secrets.token_hex(16), "method": method, "path": path, "body": sha256(data).hexdigest(),
            "loc": "en_US", **who,
        }  # fmt: skip
        token = jwt.encode(claims, self.private, algorithm="EdDSA", headers={"kid": self.kid})
        headers = {"Authorization": f"Bearer {token}"}
        if data:
            headers["Content-Type"] = "application/json"
        told = self.app.test_client().open(path, method=method, data=data, headers=headers)
        answer = Answer(told.status_code, told.get_json())
        if answer.status >= 500 and answer.code != "provider_unreachable":
            raise RuntimeError(f"{method} {path} failed: {answer.body}")
        return answer

    def tell(self, event: tuple[str, str, str]) -> Answer:
        """An event as the provider sends it."""
        name, about, subject = event
        body = json.dumps({"id": name, "about": about, "object": subject}).encode()
        told = self.app.test_client().post("/v1/webhooks/card", data=body)
        return Answer(told.status_code, told.get_json())


def owner(user: int, blog: int) -> dict[str, Any]:
    """What the plugin says of an owner on their site."""
    return {"sub": str(user), "blog_id": blog, "sup": False, "adm": True}


def admin(user: int) -> dict[str, Any]:
    """What it says of a network admin."""
    return {"sub": str(user), "blog_id": 1, "sup": True, "adm": True}


def rows_of(names: Sequence[str], rows: Sequence[Sequence[str]]) -> list[dict[str, str]]:
    """Rows with the names of their columns."""
    return [dict(zip(names, row, strict=True)) for row in rows]
