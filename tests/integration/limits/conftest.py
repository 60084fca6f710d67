"""Every test of limits plays on Anna's site: three posts, two pages, 3.5 MB of files, Karl as second administrator."""

from collections.abc import Iterator

import pytest

from tests.integration.limits.site import LOGGED_IN, Browser, Site, browser
from tools.network.first_state import FirstState
from tools.network.network import Network


@pytest.fixture(scope="session", autouse=True)
def _logged_in(first_state: FirstState) -> Iterator[None]:
    """Those who act in most tests are logged in once: that is part of the state which each test begins with."""
    LOGGED_IN.update({user: first_state.network.login(user) for user in ("anna", "admin", "nils")})
    first_state.keep()
    yield
    LOGGED_IN.clear()


@pytest.fixture
def site(network: Network) -> Site:
    """Anna's site."""
    return Site(network)


@pytest.fixture
def anna(site: Site) -> Browser:
    """Its owner, logged in."""
    return browser(site)
