"""Who may use a route. Each view carries exactly one of these, written right beneath its address.

What a person owns is not decided here but looked up by the use case; a guard only sorts people into audiences.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import current_app, g, request

from bridge.errors import NotAllowed
from bridge.services.actor import Actor
from bridge.web.auth import Authenticator, Caller

View = TypeVar("View", bound=Callable[..., Any])

AUTHENTICATOR = "plan_bridge_authenticator"
GUARD = "plan_bridge_guard"


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
        if not admits(g.plan_bridge_caller.actor):
            raise NotAllowed
        return view(*args, **kwargs)

    setattr(checked, GUARD, name)
    return checked  # type: ignore[return-value]  # wraps() keeps the signature, which the type checker cannot see
