"""The token that each request carries: what it must hold, and how it is checked without asking anybody.

A JWT of at most :data:`LONGEST_LIFE`, signed with Ed25519, made for one method, one path with its query, and one body.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Annotated, Any, Literal

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from jwt.types import Options
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bridge.services.actor import Actor
from bridge.web.refusals import BodyMismatch, PathMismatch, TokenExpired, TokenInvalid, TokenMissing

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
_CHECKED_HERE: Options = {
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
    "verify_sub": False,
    "verify_jti": False,
}


#: What reading a token ends with that is none: JSON too deep, numbers too long, text that is no text.
_UNREADABLE = (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError)


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
        header = jwt.get_unverified_header(token)
    except _UNREADABLE as error:
        raise TokenInvalid(reason="unreadable") from error
    kid = header.get("kid")
    if header.get("alg") != ALGORITHM or not isinstance(kid, str):
        raise TokenInvalid(reason="header")
    return kid


def read_claims(token: str, key: Ed25519PublicKey) -> Claims:
    """Return what a token says, once its signature holds; time, network and request are checked by others.

    :raises TokenInvalid: where the signature does not hold or a claim is missing, odd or unknown.
    """
    try:
        payload = jwt.decode(token, key, algorithms=[ALGORITHM], audience=AUDIENCE, options=_CHECKED_HERE)
        return Claims.model_validate(payload)
    except ValidationError as error:
        wrong = sorted({".".join(map(str, item["loc"]))[:MOST_SHOWN] for item in error.errors()})[:MOST_SHOWN]
        raise TokenInvalid(reason="claims", claims=wrong) from error
    except _UNREADABLE as error:
        raise TokenInvalid(reason="signature") from error


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


def sign(claims: dict[str, Any], key: Ed25519PrivateKey, kid: str) -> str:
    """Sign claims, for the answers in which the service proves who it is."""
    return jwt.encode(claims, key, algorithm=ALGORITHM, headers={"kid": kid})
