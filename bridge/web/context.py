"""What the composition root hands to the web layer, and how a view gets at it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import current_app

from bridge.services.ports import Services
from bridge.web.auth import Authenticator
from bridge.web.health import Readiness

CONTEXT = "plan_bridge_context"


@dataclass(frozen=True, slots=True)
class WebContext:
    """Everything views need: use cases' services, authentication, the state of the installation, metrics.

    ``connection`` describes the state of the service to the network admin, with a proof bound to a token's id.
    ``refuse_on_copy`` raises where ``is_copy``: nothing is bought on a copy of a network. ``round_trips`` counts
    those of this thread, ever. ``metrics_folder`` is shared by all workers. ``presenters`` write, for a locale, the
    values that a refusal may carry, by their class.
    """

    services: Services
    authenticator: Authenticator
    is_copy: Callable[[], bool]
    refuse_on_copy: Callable[[], None]
    readiness: Callable[[], Readiness]
    connection: Callable[[str], Any]
    round_trips: Callable[[], int]
    metrics_folder: str | None = None
    presenters: Mapping[type, Callable[[Any, str], Any]] = field(default_factory=dict)


def context() -> WebContext:
    """Return the running application's context."""
    found: WebContext = current_app.extensions[CONTEXT]
    return found


def services() -> Services:
    """Return what the use cases need."""
    return context().services
