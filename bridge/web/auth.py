"""From a request to the person who asks: tokens, the keys that sign them, the guard of each route."""

from __future__ import annotations

import threading
import time
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache, wraps
from hashlib import sha256
from typing import Annotated, Any, Literal, Protocol, TypeVar

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from flask import Request, current_app, g, request
from jwt.algorithms import OKPAlgorithm
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bridge.errors import (
    BodyMismatch,
    KeyPending,
    KeyUnknown,
    NotAllowed,
    PathMismatch,
    TokenExpired,
    TokenInvalid,
    TokenMissing,
    TokenReplayed,
    TokenWrongNetwork,
)
from bridge.people import Actor

#: A retired key is refused, at the latest, after this.
REMEMBER_SECONDS = 30.0

#: A key we do not know, or that waits, makes us look again, but not more often than this: anybody can name a key.
LOOK_AGAIN_SECONDS = 1.0

AUDIENCE = "plan-bridge"
ALGORITHM = "EdDSA"
LONGEST_LIFE = timedelta(seconds=60)

#: Two readings of one clock, half a round trip apart each: what is left to differ.
LEEWAY = timedelta(seconds=5)

#: Seconds since 1970 of the year 2400: what a token says of instants beyond is no instant.
LATEST = 13_569_465_600
#: Longer than any token of ours, whose path has 2,048 characters at most.
LONGEST_TOKEN = 8192

#: Of a caller's own words in an answer: names of claims, and characters of each.
MOST_SHOWN = 20
MOST_OF_A_PATH = 200

_UNIX_EPOCH = datetime(1970, 1, 1)
_SIGNATURES = OKPAlgorithm()
#: What a token's head would change the meaning of the rest by; no plugin of ours does.
_MEANT_OTHERWISE = frozenset({"crit", "b64"})
#: Heads of tokens that are remembered: each key has one.
_MOST_HEADS = 64

#: What reading a token ends with that is none: JSON too deep, numbers too long, text that is no text.
_UNREADABLE = (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError)

#: Only what can change something burns its token; reading twice with one token harms nobody within its minute.
METHODS_THAT_BURN = frozenset({"POST", "PUT", "DELETE"})

View = TypeVar("View", bound=Callable[..., Any])

AUTHENTICATOR = "plan_bridge_authenticator"
OLDER_PLUGIN = "plan_bridge_older_plugin"
#: In which form the plugin reads limits, since it adds them up itself; one of before does not say.
LIMITS_HEADER = "X-Plan-Bridge-Limits"
GUARD = "plan_bridge_guard"


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key and where it stands: ``trusted``, ``pending`` or ``retired``."""

    public: Ed25519PublicKey
    status: str


@dataclass(frozen=True, slots=True)
class Trust:
    """Who may speak: the network that this service is for, and the plugin's keys by name.

    ``wp_network_id``: its id among the networks of one WordPress, which share the database and may share a key.
    """

    network_id: str
    wp_network_id: int | None
    keys: Mapping[str, KnownKey]


class KeyRing:
    """Answers from memory; reads again after :data:`REMEMBER_SECONDS`, and for a key that it does not trust."""

    def __init__(self, read: Callable[[], Trust], *, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Take the way to read; nothing is read before the first use."""
        self._read = read
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._known: tuple[Trust, float] | None = None

    def find(self, kid: str) -> tuple[Ed25519PublicKey, Trust]:
        """Return a trusted key, and the network whose tokens it may sign.

        :raises KeyPending: where the key waits for approval.
        :raises KeyUnknown: where there is no such key, or it is retired.
        """
        trust = self._not_older_than(REMEMBER_SECONDS)
        key = trust.keys.get(kid)
        if key is None or key.status != "trusted":
            trust = self._not_older_than(LOOK_AGAIN_SECONDS)
            key = trust.keys.get(kid)
        if key is None or key.status == "retired":
            raise KeyUnknown(kid=kid[:43], retired=key is not None)
        if key.status == "pending":
            raise KeyPending(kid=kid)
        return key.public, trust

    def forget(self) -> None:
        """Read again at the next question."""
        self._known = None

    def _not_older_than(self, seconds: float) -> Trust:
        """Return what is known, read again by one thread where it is older."""
        known = self._known
        if known is not None and self._monotonic() - known[1] <= seconds:
            return known[0]
        with self._lock:
            known = self._known
            if known is None or self._monotonic() - known[1] > seconds:
                known = (self._read(), self._monotonic())
                self._known = known
            return known[0]


class Claims(BaseModel):
    """What a token says; unknown claims are refused, so that a newer plugin cannot mean what we do not check."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    iss: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    net: Annotated[int, Field(ge=1, lt=1 << 63)]
    aud: Literal["plan-bridge"]
    sub: Annotated[str, Field(pattern=r"^(0|[1-9][0-9]{0,18})$")]
    blog_id: Annotated[int, Field(ge=0, lt=1 << 63)]
    iat: Annotated[int, Field(ge=0, lt=LATEST)]
    exp: Annotated[int, Field(ge=0, lt=LATEST)]
    jti: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    method: Literal["GET", "POST", "PUT", "DELETE"]
    path: Annotated[str, Field(pattern=r"^/", max_length=2048)]
    body: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    sup: bool = False
    adm: bool = False
    loc: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{2,32}$")] = "en_US"

    def actor(self) -> Actor:
        """Return who asks."""
        return Actor(
            user_id=int(self.sub),
            blog_id=self.blog_id,
            is_network_admin=self.sup,
            is_site_administrator=self.adm,
            locale=self.loc,
        )

    def expires_at(self) -> datetime:
        """Return the instant after which the token, and the memory of it, are worthless."""
        return _UNIX_EPOCH + timedelta(seconds=self.exp)


@dataclass(frozen=True, slots=True)
class Signed:
    """The request that a token must have been made for."""

    method: str
    path: str
    body: bytes


def bearer_of(header: str | None) -> str:
    """Return the token in an ``Authorization`` header.

    :raises TokenMissing: where there is none.
    """
    scheme, _, token = (header or "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise TokenMissing
    return token.strip()


def kid_of_token(token: str) -> str:
    """Return the name of the key that a token says it is signed with; nothing is believed yet.

    :raises TokenInvalid: where it is no token, or of another algorithm.
    """
    if len(token) > LONGEST_TOKEN:
        raise TokenInvalid(reason="unreadable")
    try:
        algorithm, kid = _head(token.partition(".")[0])
    except _UNREADABLE as error:
        raise TokenInvalid(reason="unreadable") from error
    if algorithm != ALGORITHM or not isinstance(kid, str):
        raise TokenInvalid(reason="header")
    return kid


@lru_cache(maxsize=_MOST_HEADS)
def _head(segment: str) -> tuple[Any, Any]:
    """Return algorithm and key that a token's first part names; a key's tokens all begin with the same."""
    header = jwt.get_unverified_header(f"{segment}..")
    if _MEANT_OTHERWISE & header.keys():
        raise TokenInvalid(reason="header")
    return header.get("alg"), header.get("kid")


def read_claims(token: str, key: Ed25519PublicKey) -> Claims:
    """Return what a token says, once its signature holds; time, network and request are checked by others.

    Its three parts are taken apart here: PyJWT, which verifies the signature, would read head and claims again.

    :raises TokenInvalid: where the signature does not hold or a claim is missing, odd or unknown.
    """
    signed, _, signature = token.rpartition(".")
    try:
        holds = _SIGNATURES.verify(signed.encode(), key, _decoded(signature))
        payload = _decoded(signed.partition(".")[2])
    except _UNREADABLE as error:
        raise TokenInvalid(reason="signature") from error
    if not holds:
        raise TokenInvalid(reason="signature")
    try:
        return Claims.model_validate_json(payload)
    except ValidationError as error:
        wrong = sorted({".".join(map(str, item["loc"]))[:MOST_SHOWN] for item in error.errors()})[:MOST_SHOWN]
        raise TokenInvalid(reason="claims", claims=wrong) from error


def _decoded(part: str) -> bytes:
    """Return the bytes of a token's part; ValueError where it has characters that none has."""
    return b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)


def is_of_this_minute(claims: Claims, now: datetime) -> bool:
    """Tell whether ``now`` lies within the token's life, and that life is short."""
    issued = _UNIX_EPOCH + timedelta(seconds=claims.iat)
    expires = claims.expires_at()
    lives = timedelta() < expires - issued <= LONGEST_LIFE
    return lives and issued - LEEWAY <= now <= expires + LEEWAY


def refuse_as_expired(claims: Claims, now: datetime) -> TokenExpired:
    """Build the refusal, with how many seconds the maker's clock is ahead of ours (negative: behind)."""
    issued = _UNIX_EPOCH + timedelta(seconds=claims.iat)
    return TokenExpired(clock_off_seconds=round((issued - now).total_seconds()))


def check_request(claims: Claims, request: Signed) -> None:
    """Refuse a token that was made for another request.

    :raises PathMismatch: for another method or path.
    :raises BodyMismatch: for another body.
    """
    if (claims.method, claims.path) != (request.method, request.path):
        raise PathMismatch(method=request.method[:MOST_SHOWN], path=request.path[:MOST_OF_A_PATH])
    if claims.body != sha256(request.body).hexdigest():
        raise BodyMismatch


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


def owner_or_network_admin(view: View) -> View:
    """Any WordPress user: customers, site administrators, network admins; the use case looks up what is theirs."""
    return _guarded(view, "owner_or_network_admin", lambda actor: not actor.is_system)


def network_admin(view: View) -> View:
    """Super admins of the network alone."""
    return _guarded(view, "network_admin", lambda actor: actor.is_network_admin and not actor.is_system)


def system(view: View) -> View:
    """The plugin on its own account, for no user."""
    return _guarded(view, "system", lambda actor: actor.is_system)


def open_to_all(view: View) -> View:
    """Anybody, without a token: what such a view tells is no secret."""
    setattr(view, GUARD, "open")
    return view


def provider(view: View) -> View:
    """Payment providers, who sign what they send; the use case verifies it, byte for byte."""
    setattr(view, GUARD, "provider")
    return view


def caller() -> Caller:
    """Return who asks; only views behind a guard with a token may call this."""
    found: Caller = g.plan_bridge_caller
    return found


def _guarded(view: View, name: str, admits: Callable[[Actor], bool]) -> View:
    """Let a view run only for callers who prove themselves and belong to its audience."""

    @wraps(view)
    def checked(*args: Any, **kwargs: Any) -> Any:
        """Authenticate, then admit or refuse."""
        authenticator: Authenticator = current_app.extensions[AUTHENTICATOR]
        g.plan_bridge_caller = authenticator.authenticate(request)
        if request.headers.get(LIMITS_HEADER) is None:
            current_app.extensions[OLDER_PLUGIN]()
        if not admits(g.plan_bridge_caller.actor):
            raise NotAllowed
        return view(*args, **kwargs)

    setattr(checked, GUARD, name)
    return checked  # type: ignore[return-value]  # wraps() keeps the signature, which the type checker cannot see
