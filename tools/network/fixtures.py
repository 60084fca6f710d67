"""Fixtures of tests that need the real network; a conftest.py takes them by importing their names.

`network` is the running network as the sample is when it is new. After the test every invariant of
sql/checks.sql must hold, then rows and files go back to what they were. --wordpress and --prefix: which one.
"""

from collections.abc import Iterator

import pytest

from tools.network.companion import install_ultimate_multisite
from tools.network.first_state import FirstState
from tools.network.network import Network
from tools.network.testing import broken_invariants, testing_network


@pytest.fixture(scope="session")
def first_state(request: pytest.FixtureRequest) -> Iterator[FirstState]:
    """The network of this run of tests, and its first state."""
    series, prefix = request.config.getoption("--wordpress"), request.config.getoption("--prefix")
    with testing_network(series, prefix) as network:
        folder = request.config.getoption("--ultimate-multisite")
        if folder is not None:
            version = install_ultimate_multisite(network, folder)
            with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
                print(f"Ultimate Multisite {version}", flush=True)
        state = FirstState(network)
        state.keep()
        yield state


@pytest.fixture
def network(first_state: FirstState) -> Iterator[Network]:
    """The network for one test."""
    yield first_state.network
    broken = broken_invariants(first_state.network)
    first_state.return_to()
    assert broken == []
