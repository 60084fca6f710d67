"""A provider's webhooks as they come in: no token, a signature over the bytes, and no more of them than are taken."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask.testing import FlaskClient

from bridge.gateways.port import Gateways
from bridge.web import webhooks
from bridge.web.auth import AUTHENTICATOR, Authenticator, KeyRing, KnownKey, Trust
from bridge.web.route import CONTEXT
from bridge.web.webhooks import Pace
from tests.fakes.card import CardGateway, webhook
from tests.unit.web.application import NOW, StoppedClock, application

KEY = Ed25519PrivateKey.generate()
WHERE = "/v1/webhooks/card"


class Kept:
    """A database that keeps what it is told of events, and nothing else."""

    def __init__(self) -> None:
        self.events: list[tuple[str, bool]] = []
        self.webhook_events = self

    def receive(self, event: Any, kind: str, at: datetime, *, is_to_do: bool) -> None:
        self.events.append((event.event_id, is_to_do))

    def transaction(self, work: Callable[[Any], Any]) -> Any:
        return work(self)

    def reading(self, work: Callable[[Any], Any]) -> Any:
        return work(self)


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Kept:
    monkeypatch.setattr(webhooks, "_PACE", Pace())
    return Kept()


@pytest.fixture
def client(kept: Kept) -> FlaskClient:
    app = application()
    card = CardGateway()
    context = app.extensions[CONTEXT]
    services = replace(context.services, database=kept, gateways=Gateways({card.id: card}))
    app.extensions[CONTEXT] = replace(context, services=services)
    trust = Trust("0" * 32, 1, {"k": KnownKey(KEY.public_key(), "trusted")})
    app.extensions[AUTHENTICATOR] = Authenticator(KeyRing(lambda: trust), StoppedClock(), lambda _, __: True)
    return app.test_client()


def token(path: str, body: bytes, user: int = 0) -> dict[str, str]:
    """The header of a request that the plugin signs."""
    now = int((NOW - datetime(1970, 1, 1)).total_seconds())
    claims = {
        "iss": "0" * 32, "net": 1, "aud": "plan-bridge", "sub": str(user), "blog_id": 1, "iat": now, "exp": now + 60,
        "jti": "1" * 32, "method": "POST", "path": path, "body": sha256(body).hexdigest(),
    }  # fmt: skip
    return {"Authorization": f"Bearer {jwt.encode(claims, KEY, 'EdDSA', {'kid': 'k'})}"}


def arrived_at(at: datetime) -> str:
    """The address with the instant of a forwarder."""
    return f"{WHERE}?arrived={int((at - datetime(1970, 1, 1)).total_seconds())}"


def test_an_event_is_kept_and_answered_before_its_work_is_done(client: FlaskClient, kept: Kept) -> None:
    body, headers = webhook("card_1", NOW)

    answer = client.post(WHERE, data=body, headers=headers)

    assert (answer.status_code, answer.get_json()) == (200, {"status": "received"})
    assert kept.events == [("evt_1", True)]


def test_an_event_about_nothing_that_we_act_on_is_noted(client: FlaskClient, kept: Kept) -> None:
    body, headers = webhook("cus_1", NOW, "customer")

    assert client.post(WHERE, data=body, headers=headers).status_code == 200
    assert kept.events == [("evt_1", False)]


def test_what_nobody_signed_is_refused_and_not_kept(client: FlaskClient, kept: Kept) -> None:
    body, headers = webhook("card_1", NOW)

    unsigned = client.post(WHERE, data=body)
    altered = client.post(WHERE, data=body + b"\n", headers=headers)
    replayed = client.post(WHERE, data=body, headers=webhook("card_1", NOW - timedelta(minutes=6))[1])

    assert [answer.get_json()["code"] for answer in (unsigned, altered, replayed)] == ["webhook_not_signed"] * 3
    assert {answer.status_code for answer in (unsigned, altered, replayed)} == {400}
    assert kept.events == []


def test_a_provider_that_the_network_does_not_have_is_not_there(client: FlaskClient) -> None:
    for name in ("gone", "manual"):
        answer = client.post(f"/v1/webhooks/{name}", data=b"{}")
        assert (answer.status_code, answer.get_json()["code"]) == (404, "gateway_unknown")


def test_what_a_forwarder_kept_for_hours_is_verified_for_when_it_arrived(client: FlaskClient, kept: Kept) -> None:
    then = NOW - timedelta(hours=30)
    body, headers = webhook("card_1", then)
    path = arrived_at(then)

    late = client.post(WHERE, data=body, headers=headers)
    forwarded = client.post(path, data=body, headers=headers | token(path, body))

    assert late.status_code == 400
    assert forwarded.status_code == 200
    assert kept.events == [("evt_1", True)]


def test_only_the_plugin_itself_says_when_something_arrived(client: FlaskClient, kept: Kept) -> None:
    then = NOW - timedelta(hours=1)
    body, headers = webhook("card_1", then)
    path = arrived_at(then)

    nobody = client.post(path, data=body, headers=headers)
    a_user = client.post(path, data=body, headers=headers | token(path, body, user=7))
    other_instant = client.post(arrived_at(NOW), data=body, headers=headers | token(path, body))

    assert [answer.status_code for answer in (nobody, a_user, other_instant)] == [401, 403, 401]
    assert kept.events == []


@pytest.mark.parametrize("said", ["", "x", "-1", "1e9", "\u0661", "9" * 40, "0"])
def test_an_instant_that_is_none_or_too_long_ago_is_refused(client: FlaskClient, said: str) -> None:
    path = f"{WHERE}?arrived={said}"
    body, headers = webhook("card_1", NOW)

    answer = client.post(path, data=body, headers=headers | token(path, body))

    assert answer.status_code in {401, 422}  # 401: the address was written in another way than it was signed


def test_a_body_that_no_provider_sends_is_not_read(client: FlaskClient) -> None:
    assert client.post(WHERE, data=b"x" * (256 * 1024 + 1)).status_code == 413


def test_more_than_are_taken_at_once_are_sent_again_later(
    client: FlaskClient, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "_PACE", Pace(per_second=1, at_once=2, monotonic=lambda: 0.0))
    body, headers = webhook("card_1", NOW)

    statuses = [client.post(WHERE, data=body, headers=headers).status_code for _ in range(3)]

    assert statuses == [200, 200, 429]


def test_the_pace_recovers_with_time() -> None:
    now = [0.0]
    pace = Pace(per_second=2, at_once=1, monotonic=lambda: now[0])

    first = [pace.admits(), pace.admits()]
    now[0] = 0.5

    assert [*first, pace.admits()] == [True, False, True]
