"""The programs a command needs: where they are, and the packages that bring them.

Programs of Debian packages unpacked under .dev/root need their libraries and PHP its extensions shown to
them: `environment()` does that, and does nothing where everything is installed.
"""

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools.network.machine.apt import provide
from tools.network.machine.paths import UNPACKED
from tools.network.machine.unpacked_php import prepare_php

FOLDERS = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
LIBRARIES = (
    "usr/lib/x86_64-linux-gnu",
    "usr/lib/aarch64-linux-gnu",
    "usr/lib",
    "lib/x86_64-linux-gnu",
    "lib",
)
PHP_EXTENSIONS = {"mysqli", "mbstring", "xml", "curl", "intl", "gd", "zip", "sodium"}


@dataclass(frozen=True, slots=True)
class Need:
    """One thing a command needs, how to see that it is there, and the packages that bring it."""

    is_there: Callable[[], bool]
    packages: tuple[str, ...]


def environment() -> dict[str, str]:
    """This process' environment, with the folders that programs and libraries are looked for in."""
    values = dict(os.environ)
    folders = [str(UNPACKED / folder.lstrip("/")) for folder in FOLDERS if UNPACKED.exists()]
    known = values.get("PATH", "").split(":")
    values["PATH"] = ":".join([*known, *(folder for folder in (*FOLDERS, *folders) if folder not in known)])
    if UNPACKED.exists():
        present = [str(UNPACKED / name) for name in LIBRARIES if (UNPACKED / name).is_dir()]
        values["LD_LIBRARY_PATH"] = ":".join(filter(None, [values.get("LD_LIBRARY_PATH", ""), *present]))
        if (UNPACKED / "php.d").is_dir():
            values["PHP_INI_SCAN_DIR"] = f"{UNPACKED}/php.d"
    return values


def find(program: str) -> str | None:
    """The program's path, or None."""
    return shutil.which(program, path=environment()["PATH"])


def program(name: str) -> str:
    """The program's path; it must be there."""
    path = find(name)
    if path is None:
        raise FileNotFoundError(f"{name} is not installed; ./dev installs what its commands need")
    return path


def has_mariadb() -> bool:
    """The server and the clients that dump and restore."""
    return all(find(name) for name in ("mariadbd", "mariadb-install-db", "mariadb-dump", "mariadb"))


def has_php() -> bool:
    """PHP's command line with the extensions that WordPress and the plugin use."""
    php = find("php")
    if php is None:
        return False
    printed = subprocess.run([php, "-m"], env=environment(), capture_output=True, text=True, check=False).stdout
    return set(printed.lower().split()) >= PHP_EXTENSIONS


def galera_library() -> Path | None:
    """The library that makes MariaDB servers a cluster, or None."""
    known = [Path("/usr/lib/galera/libgalera_smm.so"), UNPACKED / "usr/lib/libgalera_smm.so"]
    return next((file for file in known if file.exists()), None)


NEEDS = {
    "mariadb": Need(has_mariadb, ("mariadb-server-core", "mariadb-client")),
    "php": Need(
        has_php,
        ("php-cli", "php-mysql", "php-mbstring", "php-xml", "php-curl", "php-intl", "php-gd", "php-zip"),
    ),
    "galera": Need(lambda: galera_library() is not None, ("galera-4",)),
    "phpunit": Need(lambda: find("phpunit") is not None, ("phpunit",)),
    "phpcs": Need(lambda: find("phpcs") is not None, ("php-codesniffer",)),
    "gettext": Need(lambda: find("msgfmt") is not None, ("gettext",)),
    "chromium": Need(lambda: find("chromium") is not None, ("chromium", "fonts-dejavu-core")),
    "docker-compose": Need(lambda: find("docker-compose") is not None, ("docker-compose",)),
}


def ensure(*names: str) -> None:
    """Installs or unpacks what of the named needs is lacking; returns quickly where nothing is."""
    lacking = [name for name in names if not NEEDS[name].is_there()]
    if not lacking:
        return
    provide([package for name in lacking for package in NEEDS[name].packages])
    if UNPACKED.exists():
        prepare_php(UNPACKED)
    still = [name for name in lacking if not NEEDS[name].is_there()]
    if still:
        raise SystemExit(f"dev: installed the packages of {', '.join(still)}, yet they cannot be used")


def unpacked_basedir() -> Path | None:
    """MariaDB's base folder where its server is the unpacked one, else None."""
    server = find("mariadbd") or ""
    return UNPACKED / "usr" if server.startswith(f"{UNPACKED}/") else None
