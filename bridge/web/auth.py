"""From a request to the person who asks: the token's checks, in their order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from flask import Request

from bridge.services.actor import Actor
from bridge.web.keyring import KeyRing
from bridge.web.refusals import TokenReplayed, TokenWrongNetwork
from bridge.web.tokens import (
    Claims,
    Signed,
    bearer_of,
    check_request,
    is_of_this_minute,
    kid_of_token,
    read_claims,
    refuse_as_expired,
)

#: Only what can change something burns its token; reading twice with one token harms nobody within its minute.
METHODS_THAT_BURN = frozenset({"POST", "PUT", "DELETE"})


class Clock(Protocol):
    """The database's time."""

    def now(self) -> datetime:
        """Return the present instant, from memory where that is fresh."""
        ...

    def remeasured(self) -> datetime:
        """Return the present instant, asked for just now."""
        ...


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, and the id of the token that says so."""

    actor: Actor
    token_id: str


@dataclass(frozen=True, slots=True)
class Authenticator:
    """Checks tokens; ``burn`` commits a token's id and tells whether it was new."""

    keys: KeyRing
    clock: Clock
    burn: Callable[[str, datetime], bool]

    def authenticate(self, request: Request) -> Caller:
        """Return the caller of a request.

        :raises TokenRefused: one of its kinds, for the first check that fails; the id is burned last.
        """
        token = bearer_of(request.headers.get("Authorization"))
        key, trust = self.keys.find(kid_of_token(token))
        claims = read_claims(token, key)
        self._check_time(claims)
        if (claims.iss, claims.net) != (trust.network_id, trust.wp_network_id):
            raise TokenWrongNetwork(network_id=trust.network_id)
        check_request(claims, Signed(request.method, signed_path(request), request.get_data()))
        if request.method in METHODS_THAT_BURN and not self.burn(claims.jti, claims.expires_at()):
            raise TokenReplayed
        return Caller(claims.actor(), claims.jti)

    def _check_time(self, claims: Claims) -> None:
        """Refuse a token of another minute, after a second look at the clock."""
        if is_of_this_minute(claims, self.clock.now()):
            return
        now = self.clock.remeasured()
        if not is_of_this_minute(claims, now):
            raise refuse_as_expired(claims, now)


def signed_path(request: Request) -> str:
    """Return path and query as the client wrote them, relative to the service's base address.

    The server's own record of the request line is used: a decoded and re-encoded path may differ from what was signed.
    """
    target = str(request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI") or request.full_path)
    if not target.startswith("/"):
        _, _, rest = target.partition("://")
        target = "/" + rest.partition("/")[2]
    return target.removeprefix(request.script_root)
