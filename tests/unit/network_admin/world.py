"""A network in memory with one owner, for tests of use cases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any, cast

from bridge.gateways.table import make_gateways
from bridge.limits.modules import Statement
from bridge.people import Actor
from bridge.ports import Services
from bridge.store.engine import php_serialize
from bridge.store.memberships import MembershipFacts
from tests.fakes.builders import AS_OF, BLOG, CATALOG, MEMBERSHIP, OWNER, account_facts
from tests.fakes.store import FakeCatalog, FakeClock, FakeDatabase, FakeStore

owner = Actor(OWNER, BLOG, locale="sv_SE")
stranger = Actor(99, BLOG)
site_administrator = Actor(98, BLOG, is_site_administrator=True)
network_admin = Actor(1, 1, is_network_admin=True)


@dataclass
class World:
    """The services over a store in memory, and the store to look into."""

    services: Services
    store: FakeStore


def world(of: MembershipFacts) -> World:
    """A network with this one membership."""
    store = FakeStore(catalog=FakeCatalog(dict(CATALOG)))
    store.memberships.facts[MEMBERSHIP] = of
    store.memberships.accounts[MEMBERSHIP] = account_facts(of)
    store.memberships.sites = dict.fromkeys(of.site_limitations, MEMBERSHIP)
    store.memberships.logins[OWNER] = "owner"
    store.limits.own = {blog_id: Statement(said) for blog_id, said in of.site_limitations.items()}
    store.usage.own = {blog_id for blog_id, said in of.site_limitations.items() if said}
    store.product_limits.sources = lambda product_id: _stored(store, product_id)
    ids: Iterator[int] = count(1)
    services = Services(
        database=cast("Any", FakeDatabase(store)),
        clock=FakeClock(AS_OF),
        gateways=make_gateways({}),
        new_id=lambda: f"{next(ids):032x}",
    )
    return World(services, store)


def _stored(store: FakeStore, product_id: int) -> tuple[str, str, str | None] | None:
    """What is stored of a product that its row of limits is made of."""
    found = store.catalog.saved.get(product_id)
    return (found.name, found.type, php_serialize.dumps(found.limitations or {})) if found else None
