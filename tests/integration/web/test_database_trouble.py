"""A database that is there and does not serve: the answer says so, and the service says that it is not ready."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import MySQLdb
import pytest
from werkzeug.test import TestResponse

from bridge.bootstrap import Bridge, build
from bridge.config import from_environment
from bridge.errors import BridgeError, OutcomeUnknown, StoreBusy, StoreUnavailable
from bridge.store.engine.database import Connection, run
from bridge.store.engine.server import IN_DOUBT, UNAVAILABLE
from bridge.wsgi import _readiness
from tests.integration.web.conftest import Cast
from tests.integration.web.plugin import Plugin
from tools.network.network import Network

SETTINGS = "/v1/network/settings"


@pytest.fixture
def read_only(network: Network) -> Iterator[None]:
    """A server that takes no writes, as a replica or a node in maintenance."""
    network.sql("SET GLOBAL read_only = 1")
    yield
    network.sql("SET GLOBAL read_only = 0")


def test_a_read_only_server_is_said_to_be_unavailable(
    plugin: Plugin, cast: Cast, bridge: Bridge, read_only: None
) -> None:
    answer = plugin.ask(cast.admin, "PUT", SETTINGS, {"grace_days": 4})

    assert (answer.status_code, answer.get_json()["code"]) == (503, "store_unavailable")
    assert int(answer.headers["Retry-After"]) > 0
    assert not _readiness(bridge).is_ready
    assert not _readiness(bridge).database_ok


def test_reading_goes_on_where_only_writing_is_not_possible(plugin: Plugin, cast: Cast, read_only: None) -> None:
    assert plugin.ask(cast.owner, "GET", "/v1/account").status_code == 200


def test_too_many_connections_are_said_to_be_trouble_of_the_database(
    network: Network, plugin: Plugin, cast: Cast, bridge: Bridge
) -> None:
    accounts = [row[0] for row in network.sql("SELECT host FROM mysql.user WHERE user = 'plan_bridge'")]
    for host in accounts:
        network.sql(f"ALTER USER 'plan_bridge'@'{host}' WITH MAX_USER_CONNECTIONS 1")
    bridge.database.forget()
    only = build(from_environment(network.service.variables)).database

    try:
        only.now()
        answer = plugin.ask(cast.owner, "GET", "/v1/account")
        ready = _readiness(bridge).is_ready
    finally:
        only.forget()
        for host in accounts:
            network.sql(f"ALTER USER 'plan_bridge'@'{host}' WITH MAX_USER_CONNECTIONS 0")

    assert (answer.status_code, answer.get_json()["code"]) == (503, "store_unavailable")
    assert not ready
    assert plugin.ask(cast.owner, "GET", "/v1/account").status_code == 200


class Failing:
    """A session that begins and then ends with an error of the server."""

    def __init__(self, number: int, *, at_commit: bool) -> None:
        self.number, self.at_commit = number, at_commit

    def begin(self) -> None:
        """Nothing yet."""

    def work(self) -> None:
        if not self.at_commit:
            raise MySQLdb.OperationalError(self.number, "said by the server")

    def commit(self) -> None:
        if self.at_commit:
            raise MySQLdb.OperationalError(self.number, "said by the server")

    def rollback(self) -> None:
        """Nothing was done."""


def ended(number: int, *, at_commit: bool) -> type[BridgeError]:
    """How a transaction ends in which the server answers with a number each time."""
    session: Any = Failing(number, at_commit=at_commit)
    try:
        run(lambda: session, lambda: None, lambda session: session.work())
    except BridgeError as error:
        return type(error)
    raise AssertionError(number)


@pytest.mark.parametrize("number", sorted(UNAVAILABLE))
def test_each_number_of_a_server_that_does_not_serve_changed_nothing(number: int) -> None:
    assert ended(number, at_commit=False) is StoreUnavailable


@pytest.mark.parametrize("number", sorted(IN_DOUBT | {1290, 1047, 1213}))
def test_a_commit_is_in_doubt_only_where_it_may_have_been_carried_out(number: int) -> None:
    expected = OutcomeUnknown if number in IN_DOUBT else StoreUnavailable

    assert ended(number, at_commit=True) is (StoreBusy if number == 1213 else expected)


class Killer:
    """Ends the session at the one text of those sent: before it goes out, or with its answer."""

    def __init__(self, network: Network, at: int, *, answered: bool) -> None:
        self.network, self.at, self.answered, self.sent = network, at, answered, 0

    def run(self, connection: Connection, text: bytes) -> Any:
        """Stand in for Connection._run."""
        self.sent += 1
        if self.sent != self.at:
            return _RUN(connection, text)
        if self.answered:
            _RUN(connection, text)
        self.network.sql(f"KILL {connection._raw.thread_id()}")
        time.sleep(0.05)
        if self.answered:
            raise MySQLdb.OperationalError(2013, "Lost connection to server during query")
        return _RUN(connection, text)


_RUN = Connection._run
QUOTE = {"membership_id": 1, "plan_id": 3, "period": {"n": 1, "unit": "month"}, "addons": {}}


def killed_at_each_text(
    monkeypatch: pytest.MonkeyPatch, network: Network, ask: Callable[[], TestResponse], *, answered: bool
) -> list[tuple[int, str]]:
    """What the same request is answered, its session ended at its first, second … last text."""
    answers, killer = [], Killer(network, 0, answered=answered)
    while killer.sent >= killer.at:
        killer = Killer(network, killer.at + 1, answered=answered)
        with monkeypatch.context() as patched:
            patched.setattr(Connection, "_run", lambda connection, text, killer=killer: killer.run(connection, text))
            answer = ask()
        answers.append((answer.status_code, answer.get_json().get("code", "")))
    return answers


@pytest.mark.parametrize("answered", [False, True])
@pytest.mark.parametrize(
    ("who", "method", "path", "body"),
    [
        ("owner", "POST", "/v1/quotes", QUOTE),
        ("owner", "GET", "/v1/account", None),
        ("owner", "GET", "/v1/memberships/1/choices", None),
        ("admin", "GET", "/v1/network/memberships", None),
        ("admin", "GET", "/v1/network/payments", None),
        ("admin", "GET", "/v1/network/plan-map", None),
        ("admin", "GET", "/v1/network/products", None),
        ("admin", "GET", "/v1/network/products/3", None),
        ("admin", "GET", "/v1/network/settings", None),
        ("admin", "GET", "/v1/network/connection", None),
        ("admin", "POST", "/v1/network/settings/example", {"proration": "day"}),
    ],
)
def test_whatever_only_reads_or_quotes_is_answered_whenever_its_session_is_ended(
    plugin: Plugin,
    cast: Cast,
    network: Network,
    monkeypatch: pytest.MonkeyPatch,
    who: str,
    method: str,
    path: str,
    body: Any,
    *,
    answered: bool,
) -> None:
    assert plugin.ask(getattr(cast, who), method, path, body).status_code == 200

    answers = killed_at_each_text(
        monkeypatch, network, lambda: plugin.ask(getattr(cast, who), method, path, body), answered=answered
    )

    assert set(answers) == {(200, "")}
    assert len(answers) > 1


def test_a_token_whose_burning_broke_off_is_used_once_all_the_same(
    plugin: Plugin, cast: Cast, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = json.dumps(QUOTE).encode()
    tokens: list[str] = []

    def ask() -> TestResponse:
        tokens.append(plugin.token(cast.owner, "POST", "/v1/quotes", body))
        return plugin.send("POST", "/v1/quotes", token=tokens[-1], body=body)

    killed_at_each_text(monkeypatch, network, ask, answered=True)

    again = [plugin.send("POST", "/v1/quotes", token=token, body=body).get_json()["code"] for token in tokens]
    assert set(again) == {"token_replayed"}


@pytest.mark.parametrize("answered", [False, True])
def test_a_confirm_whose_session_is_ended_says_the_same_when_it_is_asked_again(
    plugin: Plugin, cast: Cast, network: Network, monkeypatch: pytest.MonkeyPatch, *, answered: bool
) -> None:
    at, killer, told = 0, None, []
    while killer is None or killer.sent >= killer.at:
        at += 1
        quote_id = plugin.ask(cast.owner, "POST", "/v1/quotes", QUOTE).get_json()["quote"]["id"]
        order = {"quote_id": quote_id, "gateway": "manual"}
        killer = Killer(network, at, answered=answered)
        with monkeypatch.context() as patched:
            patched.setattr(Connection, "_run", lambda connection, text, killer=killer: killer.run(connection, text))
            first = plugin.ask(cast.owner, "POST", "/v1/changes", order)
        second = plugin.ask(cast.owner, "POST", "/v1/changes", order)
        third = plugin.ask(cast.owner, "POST", "/v1/changes", order)

        assert second.status_code in {200, 202}
        assert third.get_json() == second.get_json()
        assert first.get_json() == second.get_json() or first.get_json()["code"] == "outcome_unknown"
        told.append(first.status_code)
        assert network.sql("SELECT COUNT(*) FROM {p}bridge_payments WHERE status = 'pending'") == [["1"]]
        plugin.ask(cast.owner, "POST", f"/v1/changes/{quote_id}/cancel")

    assert set(told[-1:]) <= {200, 202}


@pytest.mark.parametrize("answered", [False, True])
def test_marking_paid_whose_session_is_ended_counts_the_money_once_whenever_it_is_asked_again(
    plugin: Plugin, cast: Cast, network: Network, monkeypatch: pytest.MonkeyPatch, *, answered: bool
) -> None:
    at, killer = 0, None
    while killer is None or killer.sent >= killer.at:
        at += 1
        addons = {"5": at}
        wish = QUOTE | {"addons": addons} if at > 1 else QUOTE
        quote_id = plugin.ask(cast.owner, "POST", "/v1/quotes", wish).get_json()["quote"]["id"]
        plugin.ask(cast.owner, "POST", "/v1/changes", {"quote_id": quote_id, "gateway": "manual"})
        payment_id = network.sql("SELECT MAX(payment_id) FROM {p}bridge_payments WHERE status = 'pending'")[0][0]
        path = f"/v1/network/payments/{payment_id}/mark-paid"
        killer = Killer(network, at, answered=answered)
        with monkeypatch.context() as patched:
            patched.setattr(Connection, "_run", lambda connection, text, killer=killer: killer.run(connection, text))
            first = plugin.ask(cast.admin, "POST", path, {})
        second = plugin.ask(cast.admin, "POST", path, {})

        assert second.status_code == 200
        assert first.get_json() == second.get_json() or first.get_json()["code"] == "outcome_unknown"
        received = "SELECT COUNT(*) FROM {p}bridge_journal WHERE event = 'payment_received' AND quote_id = "
        assert network.sql(f"{received}'{quote_id}'") == [["1"]]
