"""Runs PHPUnit against a real WordPress; its bootstrap finds that in the variable WORDPRESS_ROOT."""

import os
import subprocess
import sys
from collections.abc import Sequence

from tests.network import ending
from tests.network.machine.paths import ROOT
from tests.network.machine.programs import environment, program
from tests.network.network import Network
from tests.network.testing import testing_network
from tests.network.wordpress import settings

SERIES = os.environ.get("TEST_WORDPRESS", "6.1")


def main(report: str, arguments: Sequence[str]) -> int:
    """How PHPUnit ended."""
    ending.end_on_signals()
    with testing_network(SERIES, "wp_") as network:
        options = settings(network.wordpress.log.with_name("phpunit.log"))
        words = [
            program("php"),
            *options,
            program("phpunit"),
            "--configuration",
            str(ROOT / "tests/php/phpunit.xml"),
        ]
        return subprocess.run(
            [*words, "--log-junit", report, *arguments],
            env={**environment(), **told(network)},
            cwd=ROOT,
            check=False,
        ).returncode


def told(network: Network) -> dict[str, str]:
    """What tests/php/bootstrap.php needs to load that WordPress."""
    return {
        "WORDPRESS_ROOT": str(network.wordpress.root),
        "WORDPRESS_HOST": network.wordpress.host,
        "WORDPRESS_SITES": ",".join(f"{slug}={blog}" for slug, blog in network.state.sites.items()),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
