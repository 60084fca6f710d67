"""The virtual environment .dev/venv: made without python3-venv, filled without a compiler, if need be."""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

from tools.network.machine import apt
from tools.network.machine.paths import DEV, ROOT, VENV
from tools.network.machine.programs import find

PYTHON = VENV / "bin" / "python"
SYSTEM_FONTS = [Path("/usr/share/fonts", name) for name in ("truetype/dejavu", "dejavu-sans-fonts", "TTF", "dejavu")]
DRIVER = "mysqlclient"
"""The one dependency that is compiled; unit tests and pricing do without it."""


def ensure_python(*, database: bool) -> None:
    """Makes the environment fit pyproject.toml; `database` says whether the MySQL driver is needed too."""
    if not PYTHON.exists():
        make_environment()
    declared = (ROOT / "pyproject.toml").read_bytes()
    if not is_done("pure", declared):
        install_pure(tomllib.loads(declared.decode()))
        install_font()
        mark("pure", declared)
    if database and not is_done("database", declared):
        install_driver(tomllib.loads(declared.decode()))
        mark("database", declared)


def stamp(name: str) -> Path:
    """The file that remembers for which pyproject.toml this was installed."""
    return VENV / f".installed-{name}"


def is_done(name: str, declared: bytes) -> bool:
    """Whether this was installed for the very same declaration."""
    return stamp(name).exists() and stamp(name).read_text() == hashlib.sha256(declared).hexdigest()


def mark(name: str, declared: bytes) -> None:
    """Remembers that this is installed."""
    stamp(name).write_text(hashlib.sha256(declared).hexdigest())


def make_environment() -> None:
    """An empty environment with pip in it."""
    DEV.mkdir(exist_ok=True)
    if importlib.util.find_spec("ensurepip") and call(sys.executable, "-m", "venv", str(VENV), quiet=True):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    apt.unpack(apt.download(apt.OWN_SUITE, ["python3-pip-whl"]), DEV / "pip")
    wheel = next(iter((DEV / "pip/usr/share/python-wheels").glob("pip-*.whl")))
    must(sys.executable, "-m", "venv", "--without-pip", str(VENV))
    must(str(PYTHON), f"{wheel}/pip", "install", "-q", "--no-index", str(wheel))


def install_pure(declared: dict[str, Any]) -> None:
    """Everything but the MySQL driver, and the project itself in place."""
    print("dev: installing the Python packages", file=sys.stderr)
    project = declared["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    pip("install", *(name for name in wanted if not name.startswith(DRIVER)))
    pip("install", "--no-deps", "--editable", str(ROOT))


def install_font() -> None:
    """The font of receipts: the system's, else Debian's package unpacked beside the environment's Python."""
    if any((folder / "DejaVuSans.ttf").is_file() for folder in SYSTEM_FONTS):
        return
    apt.unpack(apt.download(apt.OWN_SUITE, ["fonts-dejavu-core"]), DEV / "font")
    shutil.copytree(DEV / "font/usr/share/fonts", VENV / "share/fonts", dirs_exist_ok=True)


def install_driver(declared: dict[str, Any]) -> None:
    """The MySQL driver: built, with the headers installed for it, or Debian's own unpacked."""
    wanted = next(name for name in declared["project"]["dependencies"] if name.startswith(DRIVER))
    if not can_build() and apt.elevation() is not None:
        apt.provide(["default-libmysqlclient-dev", "pkg-config", "gcc", "libc6-dev", "python3-dev"])
    if can_build():
        pip("install", wanted)
        return
    root = DEV / "driver"
    apt.unpack(apt.download(apt.OWN_SUITE, apt.with_dependencies(["python3-mysqldb"])), root)
    site = next(iter((VENV / "lib").glob("python3*/site-packages")))
    for part in (root / "usr/lib/python3/dist-packages").iterdir():
        if part.name.lower().startswith("mysql"):
            shutil.copytree(part, site / part.name, dirs_exist_ok=True)
    libraries = DEV / "root/usr/lib"
    for library in root.glob("usr/lib/*-linux-gnu/libmariadb.so*"):
        (libraries / library.parent.name).mkdir(parents=True, exist_ok=True)
        shutil.copy2(library, libraries / library.parent.name / library.name)


def can_build() -> bool:
    """Whether a compiler and the client library's headers are there."""
    return all(map(find, ("gcc", "pkg-config"))) and find("mariadb_config") is not None


def pip(*words: str) -> None:
    """Runs the environment's pip quietly; its own words when it fails."""
    must(str(PYTHON), "-m", "pip", "--disable-pip-version-check", "-q", *words)


def call(*command: str, quiet: bool = False) -> bool:
    """Whether the command succeeded."""
    sink = subprocess.DEVNULL if quiet else None
    return subprocess.run(command, stdout=sink, stderr=sink, env=clean(), check=False).returncode == 0


def must(*command: str) -> None:
    """Runs the command, or ends this one with its words."""
    done = subprocess.run(command, capture_output=True, text=True, env=clean(), check=False)
    if done.returncode:
        raise SystemExit(f"dev: {' '.join(command[:6])} … failed\n{done.stdout}{done.stderr}".rstrip())


def clean() -> dict[str, str]:
    """The environment without what would lead Python elsewhere."""
    return {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
