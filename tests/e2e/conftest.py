"""End-to-end tests: a real browser on the real network."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.e2e.cookies import Cookies, signed_in
from tests.e2e.looking import LOOKING
from tests.e2e.visitor import Visitor, Window
from tools.network.first_state import FirstState
from tools.network.fixtures import first_state, network
from tools.network.network import Network
from tools.network.people import ADMIN, PEOPLE

__all__ = ["first_state", "network"]

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]

Visit = Callable[..., Visitor]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Whether every screen is kept as a picture."""
    parser.addoption("--pictures", action="store_true", help="keep every screen in build/screenshots")


def pytest_configure(config: pytest.Config) -> None:
    """Says whether pictures are kept."""
    LOOKING.keeps_all = config.getoption("--pictures")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session", autouse=True)
def cookies(first_state: FirstState) -> Cookies:
    """Everybody logged in once; their sessions are part of the state that each test starts from."""
    found = signed_in(first_state.network, [ADMIN["user"], *(person.login for person in PEOPLE)])
    first_state.keep()
    return found


@pytest.fixture
def visit(network: Network, chromium: Browser, cookies: Cookies) -> Iterator[Visit]:
    """Opens a window for a user; all windows of a test are closed after it."""
    windows: list[Visitor] = []

    def opened(login: str, **window: object) -> Visitor:
        windows.append(Visitor.open(network, chromium, login, cookies[login], Window(**window)))  # type: ignore[arg-type]
        return windows[-1]

    yield opened
    for one in windows:
        one.page.context.close()


@pytest.fixture
def anna(visit: Visit) -> Visitor:
    """Owner of a Free site: five posts, 5 MB."""
    return visit("anna", slug="anna")


@pytest.fixture
def bjorn(visit: Visit) -> Visitor:
    """Owner of a Basic site, ten days into his month."""
    return visit("bjorn", slug="bjorn")


@pytest.fixture
def cecilia(visit: Visit) -> Visitor:
    """Owner of a Premium site with two packages, two months into her year."""
    return visit("cecilia", slug="cecilia")


@pytest.fixture
def admin(visit: Visit) -> Visitor:
    """The network admin."""
    return visit("admin")
