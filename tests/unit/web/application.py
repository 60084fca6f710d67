"""The application without a network: what needs no database runs, anything else is a mistake of the test."""

from datetime import datetime
from typing import Any, NoReturn

from flask import Flask

from bridge.gateways.port import Gateways
from bridge.ports import Services
from bridge.web.app import create_app
from bridge.web.auth import Authenticator, KeyRing, Trust
from bridge.web.route import Readiness, WebContext
from bridge.wsgi import ROUTES

NOW = datetime(2025, 6, 11, 12, 0, 0)


class StoppedClock:
    """Always the same instant."""

    def now(self) -> datetime:
        return NOW

    def remeasured(self) -> datetime:
        return NOW


class Unreachable:
    """A database that must not be asked."""

    def transaction(self, work: Any) -> NoReturn:
        raise AssertionError("no database in unit tests")

    def reading(self, work: Any) -> NoReturn:
        raise AssertionError("no database in unit tests")


def application(readiness: Readiness | None = None) -> Flask:
    """An application that trusts nobody."""
    clock = StoppedClock()
    services = Services(database=Unreachable(), clock=clock, gateways=Gateways(), new_id=lambda: "0" * 32)
    found = readiness or Readiness(NOW, 2, 2, 0.0)
    return create_app(
        WebContext(
            services=services,
            authenticator=Authenticator(KeyRing(lambda: Trust("0" * 32, 1, {})), clock, lambda _, __: True),
            is_copy=lambda: False,
            refuse_on_copy=lambda: None,
            readiness=lambda: found,
            connection=lambda _: unasked(),
            round_trips=lambda: 0,
        ),
        ROUTES,
    )


def unasked() -> NoReturn:
    raise AssertionError("nobody asks for the connection in unit tests")
