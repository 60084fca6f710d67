"""Every test of limits plays on Anna's site: three posts, two pages, 3.5 MB of files, Karl as second administrator."""

import pytest

from tests.integration.limits.site import Browser, Site, browser
from tools.network.network import Network


@pytest.fixture
def site(network: Network) -> Site:
    """Anna's site."""
    return Site(network)


@pytest.fixture
def anna(site: Site) -> Browser:
    """Its owner, logged in."""
    return browser(site)
