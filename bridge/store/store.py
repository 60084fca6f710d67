"""The topics of the MySQL store, bound to one session; made when first asked for."""

from __future__ import annotations

from functools import cached_property

from bridge.services.ports import Store
from bridge.store.account_credit import MySQLAccountCredit
from bridge.store.catalog import MySQLCatalog
from bridge.store.changes import MySQLChanges
from bridge.store.connection import Address, Connection
from bridge.store.database import MySQLDatabase
from bridge.store.discount_uses import MySQLDiscountUses
from bridge.store.journal import MySQLJournal
from bridge.store.limit_records import MySQLLimitRecords
from bridge.store.locks import MySQLLocks
from bridge.store.membership_writes import MySQLMembershipWrites
from bridge.store.memberships import MySQLMemberships
from bridge.store.network_rows import NetworkMemory
from bridge.store.nonces import MySQLNonces
from bridge.store.outbox import MySQLOutbox
from bridge.store.payments import MySQLPayments
from bridge.store.quotas import MySQLQuotas
from bridge.store.quotes import MySQLQuotes
from bridge.store.settings_store import MySQLSettings
from bridge.store.sweeps import MySQLSweeps


def open_store(address: Address, prefix: str) -> MySQLDatabase[Store]:
    """Return a database whose sessions have the topics bound to them; nothing is opened yet."""
    memory = NetworkMemory()
    return MySQLDatabase(address, prefix, lambda session: MySQLStore(session, memory))


class MySQLStore:
    """Fulfils :class:`bridge.services.ports.Store`."""

    def __init__(self, session: Connection, memory: NetworkMemory) -> None:
        """Bind to a session, inside a transaction or not; ``memory`` is the process' one."""
        self._session = session
        self._memory = memory

    @cached_property
    def memberships(self) -> MySQLMemberships:
        """Memberships and accounts."""
        return MySQLMemberships(self._session, self._memory)

    @cached_property
    def catalog(self) -> MySQLCatalog:
        """Products."""
        return MySQLCatalog(self._session)

    @cached_property
    def quotes(self) -> MySQLQuotes:
        """Quotes."""
        return MySQLQuotes(self._session)

    @cached_property
    def quotas(self) -> MySQLQuotas:
        """Materialised limits."""
        return MySQLQuotas(self._session)

    @cached_property
    def limit_records(self) -> MySQLLimitRecords:
        """What was last said of limits, and what is wrong with them."""
        return MySQLLimitRecords(self._session)

    @cached_property
    def settings(self) -> MySQLSettings:
        """Network settings."""
        return MySQLSettings(self._session)

    @cached_property
    def locks(self) -> MySQLLocks:
        """What a transaction about a membership begins with."""
        return MySQLLocks(self._session, self._memory)

    @cached_property
    def changes(self) -> MySQLChanges:
        """Confirmed changes and the slots they hold."""
        return MySQLChanges(self._session)

    @cached_property
    def account_credit(self) -> MySQLAccountCredit:
        """Money that customers have with the network."""
        return MySQLAccountCredit(self._session)

    @cached_property
    def membership_writes(self) -> MySQLMembershipWrites:
        """Membership rows, terms and settled lines, to be written."""
        return MySQLMembershipWrites(self._session)

    @cached_property
    def discount_uses(self) -> MySQLDiscountUses:
        """Uses of discount codes."""
        return MySQLDiscountUses(self._session)

    @cached_property
    def payments(self) -> MySQLPayments:
        """Payments of ours."""
        return MySQLPayments(self._session)

    @cached_property
    def journal(self) -> MySQLJournal:
        """The journal."""
        return MySQLJournal(self._session)

    @cached_property
    def outbox(self) -> MySQLOutbox:
        """What waits for PHP."""
        return MySQLOutbox(self._session)

    @cached_property
    def nonces(self) -> MySQLNonces:
        """Used token ids."""
        return MySQLNonces(self._session)

    @cached_property
    def sweeps(self) -> MySQLSweeps:
        """How far each sweep has come."""
        return MySQLSweeps(self._session)
