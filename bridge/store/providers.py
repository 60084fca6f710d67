"""What we know of providers: their names for our customers, what these agreed to, calls and the events they sent."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from bridge.store.engine.database import Connection
from bridge.store.engine.values import canonical

Verb = Literal["payer", "create", "confirm", "set_up", "refund"]
EventState = Literal["received", "done", "noted"]

#: In the place of a text's version: they have taken away what they had let be charged.
WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Agreement:
    """That a customer lets the network start payments without them; ``text_version`` says to which text."""

    customer_id: int
    membership_id: int
    gateway: str
    text_version: str
    locale: str
    agreed_by: int


@dataclass(frozen=True, slots=True)
class CallName:
    """What a gateway is asked to do for which row of ours; ``reference`` names the row."""

    gateway: str
    verb: Verb
    reference: str


@dataclass(frozen=True, slots=True)
class CallRecord:
    """An attempt of a call at a provider; ``is_answered`` false: what it did is not known yet."""

    call_id: int
    attempt: int
    parameters: Mapping[str, Any]
    is_answered: bool
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class KeptEvent:
    """An event of a provider as it is kept."""

    gateway: str
    event_id: str
    subject: str
    object_id: str


class Providers:
    """Payers, agreements and calls."""

    def __init__(self, connection: Connection) -> None:
        """Use the session of the caller."""
        self._connection = connection

    def payer(self, customer_id: int, gateway: str) -> str | None:
        """Return what a provider calls a customer, None where it does not know them."""
        row = self._connection.row("providers.find_payer", customer_id=customer_id, gateway=gateway)
        return str(row["provider_customer_id"]) if row else None

    def customer(self, named: str, gateway: str) -> int | None:
        """Return the customer of ours whom a provider calls so, None where that is nobody of ours."""
        row = self._connection.row("providers.find_customer", named=named, gateway=gateway)
        return int(row["customer_id"]) if row else None

    def keep_payer(
        self, customer_id: int, gateway: str, named: str, at: datetime, *, instead_of: str | None = None
    ) -> None:
        """Keep what a provider calls a customer; the first name stays, but ``instead_of``, which is good no more."""
        self._connection.execute("providers.keep_payer", customer_id=customer_id, gateway=gateway, named=named, at=at)
        if instead_of is not None:
            self._connection.execute(
                "providers.rename_payer", customer_id=customer_id, gateway=gateway, named=named, instead_of=instead_of
            )

    def agree(self, agreement: Agreement, at: datetime) -> None:
        """Note what somebody agreed to."""
        self._connection.defer(
            "providers.agree",
            customer_id=agreement.customer_id,
            membership_id=agreement.membership_id,
            gateway=agreement.gateway,
            text_version=agreement.text_version,
            locale=agreement.locale,
            agreed_by=agreement.agreed_by,
            at=at,
        )

    def agreed(self, membership_id: int, customer_id: int) -> Mapping[str, str | None]:
        """Return what providers call a customer, of those where they let a membership be charged without them.

        The newest agreement is first. What another customer agreed to, or this one for another membership, is none.
        """
        rows = self._connection.rows(
            "providers.list_agreed", membership_id=membership_id, customer_id=customer_id, withdrawn=WITHDRAWN
        )
        return {row["gateway"]: self.payer(customer_id, row["gateway"]) for row in rows}

    def withdraw(self, customer_id: int, gateway: str, by: int, locale: str, at: datetime) -> None:
        """Note that nothing is saved any more that a customer had let be charged: the next is agreed to anew."""
        self._connection.defer(
            "providers.withdraw",
            customer_id=customer_id,
            gateway=gateway,
            withdrawn=WITHDRAWN,
            locale=locale,
            by=by,
            at=at,
        )

    def last_call(self, name: CallName) -> CallRecord | None:
        """Return the newest attempt of a call, None where it was never made."""
        row = self._connection.row(
            "providers.last_call", gateway=name.gateway, verb=name.verb, reference=name.reference
        )
        if row is None:
            return None
        parameters = json.loads(row["parameters"])
        return CallRecord(row["call_id"], row["attempt"], parameters, row["state"] == "answered", row["sent_at"])

    def note_call(self, name: CallName, attempt: int, parameters: Mapping[str, Any], at: datetime) -> int:
        """Note a call before it is made and return its id; DuplicateKey: somebody else has noted this attempt."""
        return self._connection.insert(
            "providers.insert_call",
            gateway=name.gateway,
            verb=name.verb,
            reference=name.reference,
            attempt=attempt,
            parameters=canonical(parameters),
            at=at,
        )

    def answer_call(self, call_id: int, at: datetime) -> None:
        """Note that it is known what came of a call."""
        self._connection.defer("providers.answer_call", call_id=call_id, at=at)


class WebhookEvents:
    """What providers told us."""

    def __init__(self, connection: Connection) -> None:
        """Use the session of the caller."""
        self._connection = connection

    def receive(self, event: KeptEvent, kind: str, at: datetime, *, is_to_do: bool) -> None:
        """Keep an event, once; what is not to do is noted. One that came before stays as it is."""
        self._connection.execute(
            "providers.receive_event",
            gateway=event.gateway,
            event_id=event.event_id,
            subject=event.subject,
            type=kind,
            object_id=event.object_id,
            state="received" if is_to_do else "noted",
            at=at,
            work_after=at if is_to_do else None,
            done_at=None if is_to_do else at,
        )

    def open(self, at: datetime, most: int) -> Sequence[KeptEvent]:
        """Return events whose work is not done."""
        rows = self._connection.rows("providers.list_open_events", at=at, most=most)
        return [KeptEvent(row["gateway"], row["event_id"], row["subject"], row["object_id"]) for row in rows]

    def lock(self, event: KeptEvent) -> bool:
        """Hold an event; False where it is done."""
        row = self._connection.row("providers.lock_event", gateway=event.gateway, event_id=event.event_id)
        return row is not None and row["state"] == "received"

    def end(self, event: KeptEvent, state: EventState, at: datetime) -> None:
        """Say that what an event means is done, or that it means nothing here."""
        self._connection.defer(
            "providers.end_event", gateway=event.gateway, event_id=event.event_id, state=state, at=at
        )

    def postpone(self, event: KeptEvent, until: datetime) -> None:
        """Work an event later."""
        self._connection.execute(
            "providers.postpone_event", gateway=event.gateway, event_id=event.event_id, until=until
        )

    def purge(self, before: datetime, most: int) -> int:
        """Forget what came before an instant and is done; return how many."""
        return self._connection.execute("providers.purge_events", before=before, most=most)
