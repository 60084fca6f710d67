"""Runs PHPUnit against a real WordPress; its bootstrap finds that in the variable WORDPRESS_ROOT."""

import argparse
import subprocess
import sys
from collections.abc import Sequence

from tools.network import ending
from tools.network.machine.paths import ROOT
from tools.network.machine.programs import environment, program
from tools.network.network import Network
from tools.network.release import SUITES
from tools.network.testing import testing_network
from tools.network.wordpress import ALONE, settings


def main(report: str, words: Sequence[str]) -> int:
    """How PHPUnit ended. --wordpress and --prefix choose the network as they do for pytest."""
    ending.end_on_signals()
    made = argparse.ArgumentParser(allow_abbrev=False)
    made.add_argument("--wordpress", choices=list(SUITES), default="6.1")
    made.add_argument("--prefix", default="wp_")
    asked, arguments = made.parse_known_args(words)
    with testing_network(asked.wordpress, asked.prefix) as network:
        options = settings(network.wordpress.log.with_name("phpunit.log"))
        words = [
            program("php"),
            *options,
            *ALONE,
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
