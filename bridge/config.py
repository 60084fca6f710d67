"""The service's settings: this module alone reads the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

DEFAULT_BIND = "127.0.0.1:8765"
DEFAULT_PREFIX = "wp_"
DEFAULT_PORT = 3306

#: In the name of a folder of figures that is ours to take away.
METRICS_FOLDER_MARK = "plan-bridge-metrics-"
_METRICS_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"

#: A gateway's settings are variables of this name, its id and the setting's name: ``PLAN_BRIDGE_GATEWAY_<ID>_<NAME>``.
GATEWAY_VARIABLES = "PLAN_BRIDGE_GATEWAY_"

_PREFIX = re.compile(r"^[A-Za-z0-9_]{1,40}$")
_BIND = re.compile(r"^(?:\[[0-9A-Fa-f:]+\]|[A-Za-z0-9.-]+):\d{1,5}$|^unix:/.+$")


class ConfigurationError(Exception):
    """A setting is missing or cannot be used; the message names the variable and says what it should hold."""


@dataclass(frozen=True, slots=True)
class DatabaseAccount:
    """A MySQL account; the password never appears in its representation."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Database:
    """Where the network's database is: a socket, or a host and port."""

    name: str
    account: DatabaseAccount
    migrating_account: DatabaseAccount
    socket: str | None = None
    host: str | None = None
    port: int = DEFAULT_PORT


@dataclass(frozen=True, slots=True)
class Config:
    """Everything the environment says, checked."""

    database: Database
    table_prefix: str
    network_url: str | None
    key_file: Path | None
    bind: str
    multiprocess_metrics_folder: Path | None
    gateways: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)


def from_environment(environment: Mapping[str, str] | None = None) -> Config:
    """Read and check the settings.

    :raises ConfigurationError: with the name of the first variable that is missing or unusable.
    """
    env = os.environ if environment is None else environment
    key_file = env.get("PLAN_BRIDGE_KEY_FILE")
    shared_metrics = env.get(_METRICS_VARIABLE)
    return Config(
        database=_database(env),
        table_prefix=_matching(env, "PLAN_BRIDGE_TABLE_PREFIX", DEFAULT_PREFIX, _PREFIX, "letters, digits and _"),
        network_url=_network_url(env),
        key_file=Path(key_file) if key_file else None,
        bind=_matching(env, "PLAN_BRIDGE_BIND", DEFAULT_BIND, _BIND, "HOST:PORT or unix:/PATH"),
        multiprocess_metrics_folder=Path(shared_metrics) if shared_metrics else None,
        gateways=_gateways(env),
    )


def metrics_folder() -> Path | None:
    """Return the folder that prometheus-client shares figures in, None where there is none."""
    folder = os.environ.get(_METRICS_VARIABLE)
    return Path(folder) if folder else None


def share_metrics_in(folder: Path) -> None:
    """Tell prometheus-client, in this process and its children, where the workers leave their figures."""
    os.environ[_METRICS_VARIABLE] = str(folder)


def _database(env: Mapping[str, str]) -> Database:
    """Read where the database is and who connects; migrating falls back to the service's own account."""
    account = DatabaseAccount(_required(env, "PLAN_BRIDGE_DB_USER"), env.get("PLAN_BRIDGE_DB_PASSWORD", ""))
    migrating_user = env.get("PLAN_BRIDGE_MIGRATE_DB_USER")
    migrating = account
    if migrating_user:
        migrating = DatabaseAccount(migrating_user, env.get("PLAN_BRIDGE_MIGRATE_DB_PASSWORD", ""))
    socket = env.get("PLAN_BRIDGE_DB_SOCKET")
    return Database(
        name=_required(env, "PLAN_BRIDGE_DB_NAME"),
        account=account,
        migrating_account=migrating,
        socket=socket or None,
        host=None if socket else _required(env, "PLAN_BRIDGE_DB_HOST"),
        port=_port(env),
    )


def _gateways(env: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Read what is set of each gateway, by its id and the setting's name in lower case; an empty one is not set.

    >>> _gateways({f"{GATEWAY_VARIABLES}CARD_SECRET_KEY": "x"})
    {'card': {'secret_key': 'x'}}
    """
    found: dict[str, dict[str, str]] = {}
    for variable, value in env.items():
        if variable.startswith(GATEWAY_VARIABLES) and value:
            gateway_id, _, name = variable.removeprefix(GATEWAY_VARIABLES).lower().partition("_")
            found.setdefault(gateway_id, {})[name] = value
    return found


def _required(env: Mapping[str, str], name: str) -> str:
    """Return a variable that must hold something."""
    value = env.get(name)
    if not value:
        raise ConfigurationError(f"{name} is not set")
    return value


def _matching(env: Mapping[str, str], name: str, default: str, form: re.Pattern[str], words: str) -> str:
    """Return a variable that must have a form, described by ``words``."""
    value = env.get(name) or default
    if not form.match(value):
        raise ConfigurationError(f"{name} must be {words}, not {value!r}")
    return value


def _port(env: Mapping[str, str]) -> int:
    value = env.get("PLAN_BRIDGE_DB_PORT") or str(DEFAULT_PORT)
    if not value.isdecimal() or not 0 < int(value) < 1 << 16:
        raise ConfigurationError(f"PLAN_BRIDGE_DB_PORT must be a port number, not {value!r}")
    return int(value)


def _network_url(env: Mapping[str, str]) -> str | None:
    """Return the main site's address without a slash at its end, None where it is not set."""
    value = (env.get("PLAN_BRIDGE_NETWORK_URL") or "").rstrip("/")
    if not value:
        return None
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ConfigurationError(f"PLAN_BRIDGE_NETWORK_URL must be an http or https address, not {value!r}")
    return value
