"""The topics of the store, bound to one session; made when first asked for. Of its own: token ids that were used."""

from __future__ import annotations

import secrets
from datetime import datetime
from functools import cached_property

from bridge.errors import OutcomeUnknown
from bridge.store.account import Account
from bridge.store.billings import AgreedBillings
from bridge.store.bills_elsewhere import BillsElsewhere
from bridge.store.buyers import Buyers
from bridge.store.changes import Changes
from bridge.store.discount_code_editing import DiscountCodes
from bridge.store.engine.database import Connection, MySQLDatabase
from bridge.store.engine.server import Address, DuplicateKey
from bridge.store.external_edits import ExternalEdits
from bridge.store.gifts import Gifts
from bridge.store.installation import MySQLInstallation
from bridge.store.journal import Journal
from bridge.store.letters import Letters
from bridge.store.limit_forecasts import LimitForecasts
from bridge.store.limit_sources import LimitWords
from bridge.store.limits import LimitRecords, Limits, Quotas
from bridge.store.locks import AccountCredit, DiscountUses, Locks
from bridge.store.looks import Looks
from bridge.store.membership_list import MembershipList
from bridge.store.memberships import Memberships
from bridge.store.outages import Outages
from bridge.store.outbox import Outbox, Sweeps
from bridge.store.ownership import Ownership
from bridge.store.ownership_runs import OwnershipRuns
from bridge.store.payments import Payments
from bridge.store.product_editing import Catalog
from bridge.store.product_limits import ProductLimits
from bridge.store.products import NetworkMemory
from bridge.store.providers import Providers, WebhookEvents
from bridge.store.quotes import Quotes, SiteUsage
from bridge.store.reapply import Reapply
from bridge.store.receipts import Receipts
from bridge.store.refunds import Refunds
from bridge.store.search import Search
from bridge.store.settings import SettingsStore
from bridge.store.terms import MembershipWrites
from bridge.store.transfers import Reminders, Transfers


def open_store(address: Address, prefix: str) -> MySQLDatabase[Store]:
    """Return a database whose sessions have the topics bound to them; nothing is opened yet."""
    memory = NetworkMemory()
    return MySQLDatabase(address, prefix, lambda session: Store(session, memory))


class Nonces:
    """Token ids that were used."""

    def __init__(self, connection: Connection) -> None:
        """Use the session of the caller."""
        self._connection = connection

    def burn(self, jti: str, expires_at: datetime) -> None:
        """Use a token id; DuplicateKey: it was used before."""
        self._connection.defer("nonces.burn", jti=jti, expires_at=expires_at)

    def find(self, jti: str) -> datetime | None:
        """Return until when a token id is kept, to the microsecond; None where nobody used it."""
        row = self._connection.row("nonces.find", jti=jti)
        return row["expires_at"] if row else None

    def purge(self, at: datetime, most: int) -> int:
        """Forget ids whose tokens expired before an instant; return how many."""
        return self._connection.execute("nonces.purge", at=at, most=most)


def burn(database: MySQLDatabase[Store], token_id: str, expires_at: datetime) -> bool:
    """Use a token id, committed; False where it was used before.

    A fraction of a second marks the row as this request's: where the connection breaks while it is written, it is
    written once more, and a duplicate that bears the mark is no other's.
    """
    mark = expires_at.replace(microsecond=secrets.randbelow(1_000_000))
    try:
        return _burn(database, token_id, mark)
    except OutcomeUnknown:
        return _burn(database, token_id, mark) or database.reading(lambda store: store.nonces.find(token_id)) == mark


def _burn(database: MySQLDatabase[Store], token_id: str, mark: datetime) -> bool:
    """Write a token id; False where it is written."""
    try:
        database.transaction(lambda store: store.nonces.burn(token_id, mark))
    except DuplicateKey:
        return False
    return True


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
    def account(self) -> Account:
        """What the Account page shows."""
        return Account(self._session, self._memory)

    @cached_property
    def billings(self) -> AgreedBillings:
        """For how many payments plans were taken."""
        return AgreedBillings(self._session)

    @cached_property
    def membership_list(self) -> MembershipList:
        """The network's list of memberships."""
        return MembershipList(self._session)

    @cached_property
    def outages(self) -> Outages:
        """When the worker stood."""
        return Outages(self._session)

    @cached_property
    def search(self) -> Search:
        """The words that memberships are found by."""
        return Search(self._session)

    @cached_property
    def discount_codes(self) -> DiscountCodes:
        """Discount codes as the network admin edits them."""
        return DiscountCodes(self._session)

    @cached_property
    def gifts(self) -> Gifts:
        """Memberships that a network admin gives."""
        return Gifts(self._session)

    @cached_property
    def catalog(self) -> Catalog:
        return Catalog(self._session)

    @cached_property
    def quotes(self) -> Quotes:
        return Quotes(self._session)

    @cached_property
    def usage(self) -> SiteUsage:
        """What sites measured themselves."""
        return SiteUsage(self._session)

    @cached_property
    def limit_words(self) -> LimitWords:
        """What is written of limits where it is said."""
        return LimitWords(self._session)

    @cached_property
    def quotas(self) -> Quotas:
        return Quotas(self._session)

    @cached_property
    def limits(self) -> Limits:
        """What memberships hold, and which one limits a site."""
        return Limits(self._session)

    @cached_property
    def product_limits(self) -> ProductLimits:
        """What products say of limits, and every state of that."""
        return ProductLimits(self._session)

    @cached_property
    def reapply(self) -> Reapply:
        """Runs that have sites carry out what their limits force on them."""
        return Reapply(self._session)

    @cached_property
    def limit_forecasts(self) -> LimitForecasts:
        """What saving other limits of a product would do."""
        return LimitForecasts(self._session)

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
        """Who bills which membership."""
        return Ownership(self._session)

    @cached_property
    def ownership_runs(self) -> OwnershipRuns:
        """Runs that move many memberships."""
        return OwnershipRuns(self._session)

    @cached_property
    def external_edits(self) -> ExternalEdits:
        """What others wrote into rows of ours."""
        return ExternalEdits(self._session)

    @cached_property
    def bills_elsewhere(self) -> BillsElsewhere:
        """What another system asks money for though the membership is ours."""
        return BillsElsewhere(self._session)

    @cached_property
    def discount_uses(self) -> DiscountUses:
        return DiscountUses(self._session)

    @cached_property
    def payments(self) -> Payments:
        return Payments(self._session)

    @cached_property
    def receipts(self) -> Receipts:
        """Receipts and credit notes, and the counters that number them."""
        return Receipts(self._session)

    @cached_property
    def buyers(self) -> Buyers:
        """Customers as receipts name them."""
        return Buyers(self._session)

    @cached_property
    def providers(self) -> Providers:
        """Our customers at providers, and what was asked of these."""
        return Providers(self._session)

    @cached_property
    def webhook_events(self) -> WebhookEvents:
        """What providers told us."""
        return WebhookEvents(self._session)

    @cached_property
    def refunds(self) -> Refunds:
        """What goes back of payments at a provider."""
        return Refunds(self._session)

    @cached_property
    def installation(self) -> MySQLInstallation:
        """Which network this is."""
        return MySQLInstallation(self._session)

    @cached_property
    def letters(self) -> Letters:
        """Which letters are sent, and in which words."""
        return Letters(self._session)

    @cached_property
    def transfers(self) -> Transfers:
        """References of orders that are paid by hand, and the sums that came for them."""
        return Transfers(self._session)

    @cached_property
    def reminders(self) -> Reminders:
        """When the payers of orders are reminded."""
        return Reminders(self._session)

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
    def looks(self) -> Looks:
        """What the worker looks at next, and when."""
        return Looks(self._session)

    @cached_property
    def sweeps(self) -> Sweeps:
        """How far each sweep has come."""
        return Sweeps(self._session)
