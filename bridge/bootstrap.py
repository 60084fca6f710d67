"""The composition root: the one place that puts store, gateways and clock together for the use cases."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import partial

from bridge.config import GATEWAY_VARIABLES, Config, ConfigurationError, DatabaseAccount
from bridge.gateways.port import Gateways
from bridge.gateways.table import GatewaySettingsError, make_gateways
from bridge.operations.check import MySQLInspection, require_installation
from bridge.operations.copies import CopyWatch, ProviderWatch
from bridge.operations.keys import ServiceKey, decide, read_key_file
from bridge.ports import Services
from bridge.store.engine.database import DatabaseClock, MySQLDatabase
from bridge.store.engine.server import Address
from bridge.store.installation import Installation
from bridge.store.keys import KeyRow, MySQLKeys
from bridge.store.store import Store, open_store

#: A new random id: 32 hexadecimal digits.
new_id = partial(secrets.token_hex, 16)
#: A chain of rotations longer than this between two looks is not followed at once, but at the next look.
MOST_DECISIONS = 5


@dataclass(frozen=True, slots=True)
class Bridge:
    """Everything that web, worker and command line are made of."""

    config: Config
    database: MySQLDatabase[Store]
    clock: DatabaseClock
    key: ServiceKey | None
    services: Services
    inspection: MySQLInspection
    copies: CopyWatch
    provider: ProviderWatch

    def trust(self) -> tuple[Installation, tuple[KeyRow, ...]]:
        """Return whose network this is and all keys, after writing down what the rules decide about them."""
        return self.database.reading(lambda _: self._trust())

    def _trust(self) -> tuple[Installation, tuple[KeyRow, ...]]:
        """Read, decide, write; each step commits by itself and can be repeated."""
        session = self.database.session()
        keys = MySQLKeys(session)
        rows = keys.all()
        for _ in range(MOST_DECISIONS):
            now = self.clock.now()
            decisions = decide(rows, now)
            if not decisions:
                break
            for decision in decisions:
                keys.write(decision, now)
            rows = keys.all()
        return require_installation(session), rows

    def beat(self, name: str) -> None:
        """Note that a process of ours has finished a round."""
        self.database.reading(lambda _: self.database.session().execute("heartbeats.beat", name=name))


def build(config: Config) -> Bridge:
    """Put the service together; nothing is connected yet.

    :raises KeyFileError: where the key file exists and cannot be used.
    :raises ConfigurationError: where a gateway has a part of its settings only.
    """
    database = open_store(address_of(config, config.database.account), config.table_prefix)
    clock = DatabaseClock(database.now)
    key = read_key_file(config.key_file) if config.key_file and config.key_file.exists() else None
    gateways = _gateways(config)
    watch = ProviderWatch(gateways, partial(_keep_provider, database))
    inspection = MySQLInspection(
        database, config.table_prefix, key, has_network_url=config.network_url is not None, provider=watch.found
    )
    copies = CopyWatch(inspection.differences)
    watch.begin(copies.is_copy)
    return Bridge(
        config=config,
        database=database,
        clock=clock,
        key=key,
        services=Services(database=database, clock=clock, gateways=gateways, new_id=new_id),
        inspection=inspection,
        copies=copies,
        provider=watch,
    )


def _keep_provider(database: MySQLDatabase[Store], account: str, is_live: bool) -> bool:  # noqa: FBT001 (of a callback)
    """Keep whose account is used, the first time; False where that is another one."""
    return database.reading(lambda store: store.installation.keep_provider(account, is_live=is_live))


def _gateways(config: Config) -> Gateways:
    """Return the gateways that the configuration sets up."""
    try:
        return make_gateways(config.gateways)
    except GatewaySettingsError as error:
        raise ConfigurationError(f"{GATEWAY_VARIABLES}: {error}") from error


def address_of(config: Config, account: DatabaseAccount) -> Address:
    """Return where the database is; a socket, where one is set, goes before host and port."""
    database = config.database
    return Address(
        name=database.name,
        user=account.user,
        password=account.password,
        socket=database.socket,
        host=database.host,
        port=database.port,
    )
