"""The network with a stand-in of Ultimate Multisite on it, or the real plugin where its folder is named."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bridge.bootstrap import build
from bridge.config import from_environment
from bridge.ports import Services
from tests.integration.companion.beside import Beside
from tools.network.first_state import COPY
from tools.network.network import Network

STAND_IN = Path(__file__).with_name("stand_in.php")


#: The service reads of it in the list of active plugins; WordPress passes over a file that is not there.
ACTIVE = """
$named = ["ultimate-multisite/ultimate-multisite.php" => 1];
$active = array_diff_key(get_site_option("active_sitewide_plugins", []), $named);
return update_site_option("active_sitewide_plugins", $active + ($arguments["on"] ? $named : []));
"""

ITSELF = {"test_the_plugin_itself.py", "test_its_front.py"}


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """What a stand-in does not have is claimed where the plugin itself is there."""
    return True if collection_path.name in ITSELF and config.getoption("--ultimate-multisite") is None else None


@pytest.fixture
def beside(network: Network, request: pytest.FixtureRequest) -> Iterator[Beside]:
    """Bjorn's membership (Basic, paid by the month) and its neighbour Ulla's, both Ultimate Multisite's to begin with.

    What a test wrote in the service's place is taken back: the invariants are about what the service itself writes, so
    that they are looked at where a test has it write (``is_served``).
    """
    made = Beside(network)
    if request.config.getoption("--ultimate-multisite") is None:
        made.install("stand-in", STAND_IN.read_text().removeprefix("<?php"))
        made.php(ACTIVE, "admin", on=True)
    yield made
    if request.config.getoption("--ultimate-multisite") is None:
        made.php(ACTIVE, "admin", on=False)
    if made.is_served:
        return
    network.sql(f"REPLACE INTO {{p}}wu_memberships SELECT * FROM {COPY}.{{p}}wu_memberships")
    network.sql("DELETE FROM {p}bridge_membership_terms")


@pytest.fixture
def services(beside: Beside) -> Iterator[Services]:
    """The service in this process, on the tests' database."""
    beside.is_served = True
    made = build(from_environment(beside.network.service.variables))
    yield made.services
    made.database.forget()
