"""docker-compose.yml is one that Docker understands, and holds the four parts."""

import shutil
import subprocess

import pytest
import yaml

from tests.network.machine.paths import ROOT

COMPOSE = shutil.which("docker-compose")


@pytest.mark.skipif(COMPOSE is None, reason="docker-compose is not installed")
def test_compose_file_is_valid_and_has_the_four_parts() -> None:
    words = [str(COMPOSE), "--file", str(ROOT / "docker-compose.yml"), "config"]

    done = subprocess.run(words, capture_output=True, text=True, check=False)

    assert (0, "") == (done.returncode, done.stderr)
    assert {"mariadb", "wordpress", "service", "worker"} == set(yaml.safe_load(done.stdout)["services"])
