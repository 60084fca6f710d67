"""A plugin of the tests' own: a key, tokens signed with it, and requests to an application in this process."""

import json
import re
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

from bridge.operations.keys import encode, kid_of

SYSTEM = 0


DESCRIBED: dict[tuple[str, ...], dict[str, Any]] = {}
"""What an application of these routes says of itself; each test makes one, mostly of the same."""


def description_of(app: Flask) -> dict[str, Any]:
    """The application's description, asked for once: it takes longer to make than most tests."""
    routes = tuple(sorted(map(repr, app.url_map.iter_rules())))
    if routes not in DESCRIBED:
        DESCRIBED[routes] = app.test_client().get("/openapi.json").get_json()
    return DESCRIBED[routes]


@dataclass(frozen=True, slots=True)
class Who:
    """A WordPress user as the plugin describes one."""

    user: int
    blog: int = 1
    is_network_admin: bool = False
    is_site_administrator: bool = False
    locale: str = "en_US"


@dataclass(slots=True)
class Plugin:
    """Signs and sends; `claims` given to `token` replace what an honest plugin would say."""

    app: Flask
    network_id: str
    private: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def raw_public(self) -> bytes:
        """The 32 bytes of the public key."""
        return self.private.public_key().public_bytes_raw()

    @property
    def kid(self) -> str:
        """The key's name."""
        return kid_of(self.raw_public)

    @property
    def public_key(self) -> str:
        """The public key as the table holds it."""
        return encode(self.raw_public)

    def token(self, who: Who, method: str, path: str, body: bytes = b"", /, **claims: Any) -> str:
        """A token for one request; a claim of None is left out."""
        now = int(datetime.now(UTC).timestamp())
        honest = {
            "iss": self.network_id,
            "net": 1,
            "aud": "plan-bridge",
            "sub": str(who.user),
            "blog_id": who.blog,
            "iat": now,
            "exp": now + 60,
            "jti": secrets.token_hex(16),
            "method": method,
            "path": path,
            "body": sha256(body).hexdigest(),
            "sup": who.is_network_admin,
            "adm": who.is_site_administrator,
            "loc": who.locale,
        }
        said = {name: value for name, value in (honest | claims).items() if value is not None}
        return jwt.encode(said, self.private, algorithm="EdDSA", headers={"kid": self.kid})

    def send(
        self, method: str, path: str, *, token: str | None, body: bytes = b"", content_type: str = "application/json"
    ) -> TestResponse:
        """The answer to a request with any token, or none."""
        headers = {} if token is None else {"Authorization": f"Bearer {token}", "X-Plan-Bridge-Limits": "2"}
        if body:
            headers["Content-Type"] = content_type
        return self.app.test_client().open(path, method=method, data=body, headers=headers)

    def ask(self, who: Who, method: str, path: str, body: Any = None) -> TestResponse:
        """The answer to an honest request; it is what the API's description says it is."""
        data = b"" if body is None else json.dumps(body).encode()
        answer = self.send(method, path, token=self.token(who, method, path, data), body=data)
        self.check(answer, method, path)
        return answer

    def check(self, answer: TestResponse, method: str, path: str) -> None:
        """Fails where an answer is not what the description promises for this route and status."""
        description = description_of(self.app)
        rule, _ = self.app.url_map.bind("").match(path.partition("?")[0], method, return_rule=True)
        template = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        responses = description["paths"][template][method.lower()]["responses"]
        promised = responses.get(str(answer.status_code), responses["default"])["content"][answer.mimetype]
        if not answer.is_json and answer.status_code < 400:
            return
        schema = promised["schema"] | {"components": description["components"]}
        Draft202012Validator(schema).validate(answer.get_json())
        if answer.status_code >= 400 and str(answer.status_code) in responses:
            codes = responses[str(answer.status_code)]["description"]
            assert answer.get_json()["code"] in codes or answer.status_code == 422, (codes, answer.get_json())
