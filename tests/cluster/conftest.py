"""Two MariaDB servers that hold the same rows (Galera), and a small live network in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bridge.operations.limits import compile_changed
from bridge.ports import Services
from bridge.quotas.materialise import materialise_membership, materialise_site
from tests.cluster.writers import AT, MEMBERSHIP, SITE, Pair, services
from tests.integration.store.places import new_place, with_sample
from tools.network.cluster import Cluster, start_cluster

NODES = 2


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Two nodes, once for all tests."""
    running = start_cluster(tmp_path_factory.mktemp("cluster"), NODES)
    yield running
    running.stop()


@pytest.fixture(params=["one node", "two nodes"])
def pair(cluster: Cluster, request: pytest.FixtureRequest) -> Pair:
    """Where two writers write: both on one node, or each on its own. Limits are written."""
    first = with_sample(new_place(cluster.nodes[0], "sample"))
    pair = Pair(first, first if request.param == "one node" else replace(first, server=cluster.nodes[1]))
    at_first: Services = services(first)
    compile_changed(at_first)
    at_first.database.transaction(lambda store: materialise_membership(store, MEMBERSHIP, AT))
    materialise_site(at_first, SITE)
    return pair
