"""A database that is there and does not serve: the answer says so, and the service says that it is not ready."""

from collections.abc import Iterator
from typing import Any

import MySQLdb
import pytest

from bridge.bootstrap import Bridge, build
from bridge.config import from_environment
from bridge.errors import BridgeError, OutcomeUnknown, StoreBusy, StoreUnavailable
from bridge.store.engine.database import IN_DOUBT, UNAVAILABLE, run
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
