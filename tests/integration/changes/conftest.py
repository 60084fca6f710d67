"""The services in this process, on the real network's database, at a literal date."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from bridge.bootstrap import build
from bridge.config import from_environment
from tests.fakes.card import CardGateway
from tests.integration.changes.story import SetClock, Story, with_clock
from tools.network.network import Network


@pytest.fixture
def story(network: Network) -> Iterator[Story]:
    """15 June 2025, 10:00 UTC, before anything has happened."""
    made = build(from_environment(network.service.variables))
    clock, card = SetClock(datetime(2025, 6, 15, 10, 0, 0)), CardGateway()
    yield Story(network, with_clock(made.services, clock, card), clock, card)
    made.database.forget()
