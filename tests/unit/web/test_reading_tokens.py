"""A token's parts, taken apart here and made by another library: what is not as it was signed is refused."""

import json
from base64 import urlsafe_b64encode

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bridge.errors import TokenInvalid
from bridge.web.auth import kid_of_token, read_claims

KEY = Ed25519PrivateKey.generate()
CLAIMS = {
    "iss": "0" * 32, "net": 1, "aud": "plan-bridge", "sub": "7", "blog_id": 3, "iat": 1_750_000_000,
    "exp": 1_750_000_060, "jti": "a" * 32, "method": "GET", "path": "/v1/account", "body": "f" * 64,
}  # fmt: skip


def token(head: dict[str, object] | None = None, **claims: object) -> str:
    return jwt.encode({**CLAIMS, **claims}, KEY, "EdDSA", {"kid": "k", **(head or {})})


def part(value: object) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def reason(made: str) -> object:
    with pytest.raises(TokenInvalid) as refused:
        read_claims(made, KEY.public_key())
    return refused.value.params["reason"]


def test_what_was_signed_is_read() -> None:
    assert kid_of_token(token()) == "k"
    assert read_claims(token(blog_id=9), KEY.public_key()).model_dump(exclude={"sup", "adm", "loc"}) == {
        **CLAIMS, "blog_id": 9,
    }  # fmt: skip


def test_no_part_can_be_another_than_was_signed() -> None:
    head, claims, signature = token().split(".")
    other = token(sub="8").split(".")
    spoilt = [
        f"{head}.{other[1]}.{signature}", f"{other[0]}x.{claims}.{signature}", f"{head}.{claims}.{other[2]}",
        f"{head}.{claims}.{signature[:-2]}", f"{head}.{claims}.", f"{head}.{claims}", f"{head}.{claims}.{signature}.",
        f"{head}.{claims}.{claims}.{signature}", f"{head}.{claims}.{signature}\n", f"{head}.{claims}.!{signature}", "",
        f"é.{claims}.{signature}",
    ]  # fmt: skip

    assert {reason(made) for made in spoilt} == {"signature"}


def test_another_s_signature_does_not_hold() -> None:
    made = jwt.encode(CLAIMS, Ed25519PrivateKey.generate(), "EdDSA", {"kid": "k"})

    assert reason(made) == "signature"


@pytest.mark.parametrize("text", ["", "null", "[]", "{", '"x"', '{"exp": 1}', "[" * 3000])
def test_signed_text_that_is_no_claims_is_refused_as_such(text: str) -> None:
    signed = f"{part({'alg': 'EdDSA', 'kid': 'k'})}.{urlsafe_b64encode(text.encode()).rstrip(b'=').decode()}"

    assert reason(f"{signed}.{urlsafe_b64encode(KEY.sign(signed.encode())).rstrip(b'=').decode()}") == "claims"


@pytest.mark.parametrize(
    "head",
    [
        {"alg": "none", "kid": "k"}, {"alg": "HS256", "kid": "k"}, {"kid": "k"}, {"alg": "EdDSA"},
        {"alg": "EdDSA", "kid": 7}, {"alg": "EdDSA", "kid": "k", "crit": ["exp"]},
        {"alg": "EdDSA", "kid": "k", "b64": False},
    ],
)  # fmt: skip
def test_a_head_that_names_no_key_of_ours_is_refused_each_time(head: dict[str, object]) -> None:
    for _ in range(2):
        with pytest.raises(TokenInvalid):
            kid_of_token(f"{part(head)}.{part(CLAIMS)}.x")
