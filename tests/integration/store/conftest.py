"""A MariaDB of these tests' own: they make and lose tables, which the shared network must not suffer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.store.places import Place, new_place, returned, table_names, with_sample
from tools.network.mariadb import FAST, Server, create_data, start_server
from tools.network.processes import free_port


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("mariadb")
    create_data(folder / "data")
    running = start_server(folder / "data", free_port(), folder / "log", FAST)
    yield running
    running.stop()


@pytest.fixture
def empty(server: Server) -> Place:
    return new_place(server, "empty")


@pytest.fixture(scope="session")
def untouched(server: Server) -> Place:
    return with_sample(new_place(server, "untouched"))


@pytest.fixture
def sample(server: Server, untouched: Place) -> Place:
    place = Place(server, "sample")
    known = server.run("SELECT 1 FROM information_schema.schemata WHERE schema_name = 'sample'")
    if known and table_names(place) == table_names(untouched):
        return returned(place, untouched.name)
    return with_sample(new_place(server, "sample"))
