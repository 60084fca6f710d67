"""What Prometheus may read: how often, how long, how refused. Labels are routes and codes, never people or sites."""

from __future__ import annotations

from prometheus_client import REGISTRY as PROCESS_REGISTRY
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0)
_ROUND_TRIPS = (0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32)

REQUESTS = Histogram(
    "plan_bridge_request_seconds", "Time from request to answer.", ("method", "route", "status"), buckets=_SECONDS
)
ROUND_TRIPS = Histogram(
    "plan_bridge_round_trips", "Round trips to the database for one request.", ("route",), buckets=_ROUND_TRIPS
)
REFUSALS = Counter("plan_bridge_refusals", "Answers that are problems, by their code.", ("code",))


def method_label(method: str) -> str:
    """Return a method as a label: what a client may make up is one label, however many there are of it.

    >>> method_label("GET"), method_label("X-123"), method_label("get")
    ('GET', 'other', 'other')
    """
    return method if method in _METHODS else "other"


def exposition(multiprocess_folder: str | None) -> bytes:
    """Return the figures of all workers (they leave them in a folder), or of this process where there is none."""
    if multiprocess_folder is None:
        return generate_latest(PROCESS_REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=multiprocess_folder)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
