"""What the composition root hands to the web layer, and how a view gets at it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app

from bridge.services.installation import CopyWatch
from bridge.services.ports import Services
from bridge.web.answers.network import ConnectionAnswer
from bridge.web.auth import Authenticator
from bridge.web.health import Readiness

CONTEXT = "plan_bridge_context"


@dataclass(frozen=True, slots=True)
class WebContext:
    """Everything views need: use cases' services, authentication, the state of the installation, metrics.

    ``connection`` describes the state of the service to the network admin, with a proof bound to a token's id.
    ``round_trips`` counts those of this thread, ever. ``metrics_folder`` is shared by all workers.
    """

    services: Services
    authenticator: Authenticator
    copies: CopyWatch
    readiness: Callable[[], Readiness]
    connection: Callable[[str], ConnectionAnswer]
    round_trips: Callable[[], int]
    metrics_folder: str | None = None


def context() -> WebContext:
    """Return the running application's context."""
    found: WebContext = current_app.extensions[CONTEXT]
    return found


def services() -> Services:
    """Return what the use cases need."""
    return context().services
