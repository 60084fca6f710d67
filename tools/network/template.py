"""A network before the product comes to it: WordPress, users, sites. Made once, copied for every network."""

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.network import mariadb, people, wordpress
from tools.network.machine.claiming import alone
from tools.network.machine.paths import DEV, ROOT
from tools.network.processes import free_port
from tools.network.release import ensure_release

DATABASE = "network"
SOURCES = ("people.py", "template.py", "wordpress.py", "mariadb.py", "release.py", "php/*.php")
TITLE = "Plannätet"


@dataclass(frozen=True, slots=True)
class Template:
    """A stopped network: `data` of MariaDB, `tree` of WordPress, and the ids of its users and sites."""

    folder: Path

    @property
    def facts(self) -> dict[str, Any]:
        """{"port", "users": {login: id}, "sites": {slug: blog id}}."""
        facts: dict[str, Any] = json.loads((self.folder / "facts.json").read_text())
        return facts

    def copy_to(self, folder: Path) -> None:
        """Gives a network its own data and tree."""
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copytree(self.folder / "data", folder / "data")
        wordpress.copy_tree(self.folder / "wordpress", folder / "wordpress")
        wordpress.add_our_files(folder / "wordpress")  # the links of a checkout that was moved or copied lead elsewhere


def ensure_template(series: str, prefix: str) -> Template:
    """The template for that WordPress and table prefix, made on first use or when its sources changed."""
    with alone("templates"):
        return Template(built(series, prefix))


def built(series: str, prefix: str) -> Path:
    """The template's folder, after building it where there is none; older ones of its kind are removed."""
    folder = DEV / "templates" / f"{series}-{prefix}-{digest()}"
    if not (folder / "facts.json").exists():
        building = folder.with_name(f"{folder.name}-{os.getpid()}")
        build(building, series, prefix)
        for stale in folder.parent.glob(f"{series}-{prefix}-*"):
            if stale != building:
                shutil.rmtree(stale, ignore_errors=True)
        building.rename(folder)
    return folder


def digest() -> str:
    """Changes whenever what makes a template does."""
    here = ROOT / "tools" / "network"
    files = sorted(file for pattern in SOURCES for file in here.glob(pattern))
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()[:12]


def build(folder: Path, series: str, prefix: str) -> None:
    """Installs WordPress as a network with its users and sites, and stops what it started."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    wordpress.copy_tree(ensure_release(series), folder / "wordpress")
    wordpress.add_our_files(folder / "wordpress")
    mariadb.create_data(folder / "data")
    server = mariadb.start_server(folder / "data", free_port(), folder / "mariadb.log", mariadb.FAST)
    try:
        server.run(f"CREATE DATABASE {DATABASE} CHARACTER SET utf8mb4")
        site = wordpress.WordPress(folder / "wordpress", free_port(), folder / "php.log")
        found = install(site, server, prefix)
    finally:
        server.stop()
    (folder / "facts.json").write_text(json.dumps({"port": site.port, **found}))


def install(site: wordpress.WordPress, server: mariadb.Server, prefix: str) -> dict[str, Any]:
    """The ids of users and sites of the network made on the running server."""
    account = {
        "DB_NAME": DATABASE,
        "DB_USER": "root",
        "DB_PASSWORD": "",
        "DB_HOST": f"localhost:{server.socket}",
    }
    values = {**account, "DB_CHARSET": "utf8mb4", "DOMAIN_CURRENT_SITE": site.host, **wordpress.new_salts()}
    wordpress.write_config(site.root, values, prefix=prefix, network=False)
    site.run("install.php", {"installing": True, "admin": people.ADMIN, "title": TITLE})
    wordpress.write_config(site.root, values, prefix=prefix, network=True)
    made: dict[str, Any] = site.run("people.php", people.described())
    (site.root / "wp-content/mail.jsonl").unlink(missing_ok=True)
    return made
