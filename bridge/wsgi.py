"""The application that gunicorn serves, and how: two processes of four threads, a database session each."""

from __future__ import annotations

import shutil
import time
from functools import partial
from typing import Any

from flask import Flask
from prometheus_client import multiprocess

from bridge import logs
from bridge.account.routes import account_routes
from bridge.bootstrap import Bridge, build
from bridge.changes.routes import change_routes, letter_routes
from bridge.config import METRICS_FOLDER_MARK, from_environment, metrics_folder
from bridge.errors import StoreUnavailable
from bridge.network_admin.discount_code_routes import discount_code_routes
from bridge.network_admin.form_routes import form_routes
from bridge.network_admin.giving_routes import giving_routes
from bridge.network_admin.letter_routes import network_letter_routes
from bridge.network_admin.limit_routes import limit_routes
from bridge.network_admin.refund_routes import refund_routes
from bridge.network_admin.routes import network_routes
from bridge.operations.connection import ConnectionCheck
from bridge.operations.keys import public_key_of
from bridge.quotas.routes import membership_routes, product_routes, site_routes
from bridge.store.store import burn
from bridge.web.app import create_app
from bridge.web.auth import Authenticator, KeyRing, KnownKey, Trust
from bridge.web.health import open_routes
from bridge.web.route import Readiness, WebContext

worker_class = "bridge.web.server.BufferingWorker"
workers = 2
threads = 4
timeout = 60
graceful_timeout = 25
accesslog = None
errorlog = "-"
loglevel = "warning"
control_socket_disable = True

#: All that may be asked over HTTP.
#: A plugin of before is noted once in so long: it is taken for one that is there for a week.
NOTED_FOR_SECONDS = 3600.0

ROUTES = (
    open_routes,
    account_routes,
    change_routes,
    letter_routes,
    network_routes,
    form_routes,
    network_letter_routes,
    giving_routes,
    discount_code_routes,
    refund_routes,
    limit_routes,
    site_routes,
    product_routes,
    membership_routes,
)


def child_exit(server: Any, worker: Any) -> None:  # noqa: ARG001 (gunicorn names the parameters)
    """Let the figures of a worker that ended count once."""
    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(server: Any) -> None:  # noqa: ARG001 (gunicorn names the parameters)
    """Take away the folder of figures that ``bridge serve`` made."""
    folder = metrics_folder()
    if folder is not None and METRICS_FOLDER_MARK in folder.name:
        shutil.rmtree(folder, ignore_errors=True)


def make() -> Flask:
    """Make the application as the environment configures it."""
    logs.configure()
    return create_app(web_context(build(from_environment())), ROUTES)


def web_context(bridge: Bridge) -> WebContext:
    """Return what the web layer needs of a service that was put together."""
    folder = bridge.config.multiprocess_metrics_folder
    return WebContext(
        services=bridge.services,
        authenticator=Authenticator(KeyRing(lambda: _trust(bridge)), bridge.clock, partial(burn, bridge.database)),
        is_copy=bridge.copies.is_copy,
        refuse_on_copy=bridge.copies.refuse_on_copy,
        readiness=lambda: _readiness(bridge),
        connection=ConnectionCheck(bridge.inspection.state, bridge.key),
        round_trips=bridge.database.round_trips,
        metrics_folder=str(folder) if folder else None,
        older_plugin_spoke=OlderPlugin(bridge),
    )


class OlderPlugin:
    """Notes that a plugin spoke which reads limits added up into one row a site: for a week those are written too."""

    def __init__(self, bridge: Bridge) -> None:
        """Take the service; nothing is written yet."""
        self._bridge = bridge
        self._noted_at: float | None = None

    def __call__(self) -> None:
        """Note it, once an hour in each process."""
        now = time.monotonic()
        if self._noted_at is None or now - self._noted_at > NOTED_FOR_SECONDS:
            self._bridge.database.transaction(lambda store: store.limits.see_older_plugin())
            self._noted_at = now


def _trust(bridge: Bridge) -> Trust:
    """Return the plugin's keys; rows that hold no key of their name are left out."""
    network, rows = bridge.trust()
    usable = ((row, public_key_of(row)) for row in rows if row.side == "plugin")
    known = {row.kid: KnownKey(key, row.status) for row, key in usable if key is not None}
    return Trust(network.network_id, network.wp_network_id, known)


def _readiness(bridge: Bridge) -> Readiness:
    """Look whether requests can be served."""
    try:
        schema, now = bridge.inspection.schema()
        takes_writes, off = bridge.inspection.takes_writes(), bridge.clock.wall_clock_off_seconds()
    except StoreUnavailable:
        return Readiness(None, 0, 0, 0.0)
    return Readiness(now, schema.current, schema.wanted, off, takes_writes)
