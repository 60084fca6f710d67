"""One WordPress multisite: its tree, its configuration, its web server, and PHP run inside it."""

import json
import secrets
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.network.machine.paths import DEV, ROOT
from tools.network.machine.programs import environment, program
from tools.network.processes import Running, listens, start

PHP = ROOT / "tools" / "network" / "php"
PLUGIN = "plan-bridge/plan-bridge.php"
WORKERS = 6
"""A page that waits for the service leaves room for what the service calls, and for a browser's six."""

SETTINGS = {
    "memory_limit": "256M",
    "upload_max_filesize": "64M",
    "post_max_size": "64M",
    "opcache.enable_cli": "1",
    "opcache.revalidate_freq": "0",
    "error_reporting": "E_ALL",
    "display_errors": "0",
    "log_errors": "1",
    "date.timezone": "UTC",
}
COMPILED = DEV / "opcache"
"""PHP's compiled files, kept from process to process: it looks at each file's time before it takes one."""

ALONE = ("-d", "opcache.file_cache_only=1")
"""For a process of one script: what it compiles or reads is shared with nobody while it runs."""

QUIET = ("WP_HTTP_BLOCK_EXTERNAL", "DISABLE_WP_CRON", "AUTOMATIC_UPDATER_DISABLED", "DISALLOW_FILE_MODS")
SALTS = (
    "AUTH_KEY",
    "SECURE_AUTH_KEY",
    "LOGGED_IN_KEY",
    "NONCE_KEY",
    "AUTH_SALT",
    "SECURE_AUTH_SALT",
    "LOGGED_IN_SALT",
)


class PhpFailed(RuntimeError):
    """PHP ended with an error; the message holds what it wrote."""


@dataclass(frozen=True, slots=True)
class WordPress:
    """A tree of WordPress files that serves a network at 127.0.0.1:PORT."""

    root: Path
    port: int
    log: Path

    @property
    def host(self) -> str:
        """The network's domain, with its port."""
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """The main site's address, without a slash at its end."""
        return f"http://{self.host}"

    def serve(self) -> Running:
        """Starts PHP's web server with several workers."""
        words = [
            program("php"),
            *settings(self.log),
            "-S",
            self.host,
            "-t",
            str(self.root),
            str(PHP / "router.php"),
        ]
        values = {**environment(), "PHP_CLI_SERVER_WORKERS": str(WORKERS)}
        running = start("php", words, self.log.with_name("web.log"), values)
        running.wait_until(lambda: listens(self.port))
        return running

    def run(self, script: str, asked: Mapping[str, Any]) -> Any:
        """What one of our scripts in php/ returned: JSON behind a marker, else None."""
        given = json.dumps({"root": str(self.root), "url": self.url, **asked})
        words = [program("php"), *settings(self.log), *ALONE, "-d", "display_errors=stderr", str(PHP / script)]
        done = subprocess.run(words, input=given, capture_output=True, text=True, env=environment(), check=False)
        if done.returncode:
            raise PhpFailed(f"{script}: {done.stderr.strip()}\n{done.stdout.strip()[-2000:]}\n{self.last_words()}")
        _, marker, returned = done.stdout.rpartition("\n--returned--\n")
        return json.loads(returned) if marker else None

    def last_words(self) -> str:
        """The end of PHP's log without core's own deprecations: WordPress sends fatal errors there."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join([line for line in lines if "PHP Deprecated" not in line][-8:])

    def php(self, code: str, *, blog: int | None = None, user: str | None = None, **arguments: Any) -> Any:
        """What the code returns, run inside WordPress as that user on that site; it sees $arguments."""
        return self.run("run.php", {"code": code, "blog": blog, "user": user, "arguments": arguments})


def settings(log: Path) -> list[str]:
    """PHP's options on its command line; makes the folder that they name."""
    COMPILED.mkdir(parents=True, exist_ok=True)
    values = {**SETTINGS, "opcache.file_cache": str(COMPILED), "error_log": str(log)}
    return [word for name, value in values.items() for word in ("-d", f"{name}={value}")]


def copy_tree(source: Path, target: Path) -> None:
    """A tree of its own for a network: files that nobody changes are linked, uploads and settings copied."""
    shutil.copytree(source, target, copy_function=link_or_copy, symlinks=True)


def link_or_copy(source: str, target: str) -> None:
    """A hard link for WordPress' own files, a copy for what a network writes."""
    own = "/uploads/" in source or source.endswith(("wp-config.php", ".jsonl"))
    if own or Path(target).parent.stat().st_dev != Path(source).stat().st_dev:
        shutil.copy2(source, target)
    else:
        Path(target).hardlink_to(source)


def add_our_files(root: Path) -> None:
    """Links the plugin of this checkout, and the plugin that keeps the network quiet, into the tree."""
    content = root / "wp-content"
    (content / "mu-plugins").mkdir(parents=True, exist_ok=True)
    (content / "plugins").mkdir(parents=True, exist_ok=True)
    for link, aim in (
        (content / "mu-plugins/quiet.php", PHP / "quiet.php"),
        (content / "plugins/plan-bridge", ROOT / "wp-plugin"),
    ):
        link.unlink(missing_ok=True)
        link.symlink_to(aim)


def new_salts() -> dict[str, str]:
    """Random values for wp-config.php, made once for a network: cookies and the sealed key depend on them."""
    return {name: secrets.token_hex(24) for name in (*SALTS, "NONCE_SALT")}


def write_config(root: Path, values: Mapping[str, Any], *, prefix: str, network: bool) -> None:
    """Writes wp-config.php with these constants; `network` puts those of a multisite in."""
    constants = {**values, **dict.fromkeys(QUIET, True), "WP_DEBUG": True, "WP_DEBUG_DISPLAY": False}
    constants["WP_ALLOW_MULTISITE"] = True
    if network:
        constants |= {"MULTISITE": True, "SUBDOMAIN_INSTALL": False, "PATH_CURRENT_SITE": "/"}
        constants |= {"SITE_ID_CURRENT_SITE": 1, "BLOG_ID_CURRENT_SITE": 1}
    else:
        constants.pop("DOMAIN_CURRENT_SITE", None)
    lines = [f"define('{name}', {literal(value)});" for name, value in constants.items()]
    ending = "defined('ABSPATH') || define('ABSPATH', __DIR__ . '/');\nrequire_once ABSPATH . 'wp-settings.php';"
    text = "\n".join(["<?php", *lines, f"$table_prefix = {literal(prefix)};", ending, ""])
    (root / "wp-config.php").write_text(text)


def literal(value: str | int) -> str:
    """The value as PHP writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
