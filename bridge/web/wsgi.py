"""The application that gunicorn serves."""

from __future__ import annotations

from flask import Flask

from bridge import logs
from bridge.bootstrap import Bridge, build
from bridge.config import from_environment
from bridge.errors import StoreUnavailable
from bridge.services.quote_view import QuoteView
from bridge.services.trust import public_key_of
from bridge.web.app import create_app
from bridge.web.auth import Authenticator
from bridge.web.blueprints.account import account_routes
from bridge.web.blueprints.changes import change_routes
from bridge.web.blueprints.network import network_routes
from bridge.web.blueprints.open import open_routes
from bridge.web.blueprints.sites import site_routes
from bridge.web.connection import ConnectionCheck
from bridge.web.context import WebContext
from bridge.web.health import Readiness
from bridge.web.keyring import KeyRing, KnownKey, Trust
from bridge.web.present.quotes import present_quote

#: All that may be asked over HTTP.
ROUTES = (open_routes, account_routes, change_routes, network_routes, site_routes)


def make() -> Flask:
    """Make the application as the environment configures it."""
    logs.configure()
    return create_app(web_context(build(from_environment())), ROUTES)


def web_context(bridge: Bridge) -> WebContext:
    """Return what the web layer needs of a service that was put together."""
    folder = bridge.config.multiprocess_metrics_folder
    return WebContext(
        services=bridge.services,
        authenticator=Authenticator(KeyRing(lambda: _trust(bridge)), bridge.clock, bridge.burn),
        is_copy=bridge.copies.is_copy,
        refuse_on_copy=bridge.copies.refuse_on_copy,
        readiness=lambda: _readiness(bridge),
        connection=ConnectionCheck(bridge.inspection.state, bridge.key),
        round_trips=lambda: bridge.database.round_trips,
        metrics_folder=str(folder) if folder else None,
        presenters={QuoteView: present_quote},
    )


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
