"""Somebody who asks the service as the plugin does: a key of its own, trusted by hand, and signed requests."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tools.network.network import Network


def base64url(data: bytes) -> str:
    """Write bytes as tokens do."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs requests of one user on one site."""

    network_id: str
    kid: str
    key: Ed25519PrivateKey
    user_id: int
    blog_id: int
    is_network_admin: bool = False

    def token(self, method: str, path: str, body: bytes) -> str:
        """Return a token for this very request."""
        now = int(time.time())
        claims = {
            "iss": self.network_id, "net": 1, "aud": "plan-bridge", "iat": now, "exp": now + 60,
            "jti": secrets.token_hex(16), "sub": str(self.user_id), "blog_id": self.blog_id,
            "loc": "en_US", "sup": self.is_network_admin, "adm": True,
            "method": method, "path": path, "body": hashlib.sha256(body).hexdigest(),
        }  # fmt: skip
        return jwt.encode(claims, self.key, algorithm="EdDSA", headers={"kid": self.kid})


def signer(network: Network, owner: str, site: str) -> Signer:
    """Make a key, have the network trust it, and sign as that owner."""
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    kid = base64url(hashlib.sha256(public).digest())
    network.sql(
        "INSERT INTO {p}bridge_keys (kid, side, public_key, status, approval, created_at, decided_at) VALUES "
        f"('{kid}', 'plugin', '{base64url(public)}', 'trusted', 'operator', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))"
    )
    network_id = network.sql("SELECT network_id FROM {p}bridge_installation")[0][0]
    return Signer(network_id, kid, key, network.state.users[owner], network.state.sites[site])


@dataclass(slots=True)
class Caller:
    """One kept-open connection to the service."""

    port: int
    signer: Signer | None = None
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        """Prepare the connection; it opens with the first request."""
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def ask(self, method: str, path: str, value: Any = None) -> tuple[float, Any]:
        """Ask once: seconds from sending to the last byte, and the decoded answer."""
        body = b"" if value is None else json.dumps(value).encode()
        headers = {"Content-Type": "application/json"} if body else {}
        if self.signer:
            headers["Authorization"] = f"Bearer {self.signer.token(method, path, body)}"
            headers["X-Plan-Bridge-Limits"] = "2"
        start = time.perf_counter()
        self.connection.request(method, path, body or None, headers)
        answer = self.connection.getresponse()
        data = answer.read()
        seconds = time.perf_counter() - start
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path} answered {answer.status}: {data[:300]!r}")
        return seconds, json.loads(data)
