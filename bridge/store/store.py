"""The topics of the store, bound to one session; made when first asked for."""

from __future__ import annotations

from functools import cached_property

from bridge.store.account_credit import AccountCredit, DiscountUses
from bridge.store.changes import Changes
from bridge.store.engine.connection import Address, Connection
from bridge.store.engine.database import MySQLDatabase
from bridge.store.journal import Journal
from bridge.store.limit_records import LimitRecords
from bridge.store.locks import Locks
from bridge.store.memberships import Memberships
from bridge.store.network_cache import NetworkMemory
from bridge.store.outbox import Nonces, Outbox, Sweeps
from bridge.store.ownership import Ownership
from bridge.store.payments import Payments
from bridge.store.product_editing import Catalog
from bridge.store.quotas import Quotas
from bridge.store.quotes import Quotes
from bridge.store.settings import SettingsStore
from bridge.store.terms import MembershipWrites


def open_store(address: Address, prefix: str) -> MySQLDatabase[Store]:
    """Return a database whose sessions have the topics bound to them; nothing is opened yet."""
    memory = NetworkMemory()
    return MySQLDatabase(address, prefix, lambda session: Store(session, memory))


class Store:
    """The topics, bound to one transaction or to plain reading."""

    def __init__(self, session: Connection, memory: NetworkMemory) -> None:
        """Bind to a session, inside a transaction or not; ``memory`` is the process' one."""
        self._session = session
        self._memory = memory

    @cached_property
    def memberships(self) -> Memberships:
        return Memberships(self._session, self._memory)

    @cached_property
    def catalog(self) -> Catalog:
        return Catalog(self._session)

    @cached_property
    def quotes(self) -> Quotes:
        return Quotes(self._session)

    @cached_property
    def quotas(self) -> Quotas:
        return Quotas(self._session)

    @cached_property
    def limit_records(self) -> LimitRecords:
        """What was last said of limits, and what is wrong with them."""
        return LimitRecords(self._session)

    @cached_property
    def settings(self) -> SettingsStore:
        return SettingsStore(self._session)

    @cached_property
    def locks(self) -> Locks:
        """What a transaction about a membership begins with."""
        return Locks(self._session, self._memory)

    @cached_property
    def changes(self) -> Changes:
        """Confirmed changes and the slots they hold."""
        return Changes(self._session)

    @cached_property
    def account_credit(self) -> AccountCredit:
        """Money that customers have with the network."""
        return AccountCredit(self._session)

    @cached_property
    def membership_writes(self) -> MembershipWrites:
        """Membership rows, terms and settled lines, to be written."""
        return MembershipWrites(self._session)

    @cached_property
    def ownership(self) -> Ownership:
        """Who bills which membership, and what others wrote into rows of ours."""
        return Ownership(self._session)

    @cached_property
    def discount_uses(self) -> DiscountUses:
        return DiscountUses(self._session)

    @cached_property
    def payments(self) -> Payments:
        return Payments(self._session)

    @cached_property
    def journal(self) -> Journal:
        return Journal(self._session)

    @cached_property
    def outbox(self) -> Outbox:
        return Outbox(self._session)

    @cached_property
    def nonces(self) -> Nonces:
        return Nonces(self._session)

    @cached_property
    def sweeps(self) -> Sweeps:
        """How far each sweep has come."""
        return Sweeps(self._session)
