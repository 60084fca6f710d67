"""docker-compose.yml is one that Docker understands, and holds the four parts; the service's image can be built."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tools.network.machine.paths import ROOT

COMPOSE = shutil.which("docker-compose")


@pytest.mark.skipif(COMPOSE is None, reason="docker-compose is not installed")
def test_compose_file_is_valid_and_has_the_four_parts() -> None:
    words = [str(COMPOSE), "--file", str(ROOT / "docker-compose.yml"), "config"]

    done = subprocess.run(words, capture_output=True, text=True, check=False)

    assert (0, "") == (done.returncode, done.stderr)
    assert {"mariadb", "wordpress", "service", "worker"} == set(yaml.safe_load(done.stdout)["services"])


def test_the_image_installs_from_exactly_the_files_that_it_copies(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    for names, place in copied_by((ROOT / "docker/service.Dockerfile").read_text()):
        for name in names:
            copy_into(ROOT / name, source / place / (Path(name).name if place.endswith("/") else ""))

    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(target), str(source)]
    subprocess.run(pip, check=True, capture_output=True, cwd=tmp_path)

    words = [sys.executable, "-P", "-c", "from bridge.cli import main; main()", "price", "-"]
    priced = subprocess.run(
        words, input="[]", capture_output=True, text=True, cwd=tmp_path, env={"PYTHONPATH": str(target)}, check=False
    )
    shipped = {str(path.relative_to(target / "bridge/sql")) for path in (target / "bridge/sql").rglob("*.sql")}
    assert (0, "[]\n", "") == (priced.returncode, priced.stdout, priced.stderr)
    assert {str(path.relative_to(ROOT / "sql")) for path in (ROOT / "sql").rglob("*.sql")} == shipped


def copied_by(dockerfile: str) -> list[tuple[list[str], str]]:
    """(sources, destination) of each COPY from the checkout."""
    lines = [line.split()[1:] for line in dockerfile.splitlines() if line.startswith("COPY ")]
    return [(words[:-1], words[-1]) for words in lines if not words[0].startswith("--from")]


def copy_into(source: Path, target: Path) -> None:
    """A file or a folder, as COPY does it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copyfile(source, target)
