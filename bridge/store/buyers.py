"""What a customer is to a receipt: name, billing address, language, VAT number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

from bridge.store.engine import values
from bridge.store.engine.database import Connection, Row
from bridge.store.engine.php_serialize import dumps_object
from bridge.store.membership_rows import read_address

VatState = Literal["unchecked", "valid", "invalid"]

_ADDRESS = "WP_Ultimo\\Objects\\Billing_Address"
_WITHOUT_PREFIX = frozenset({"company_name"})
_CITY_PARTS = ("zip_code", "city")


@dataclass(frozen=True, slots=True)
class Buyer:
    """A customer; ``address`` are the parts of the shared billing address by name, each may be missing.

    ``readable`` False: an address is stored and cannot be read. ``locale`` '': in the network's language.
    """

    customer_id: int
    display_name: str
    address: dict[str, str]
    readable: bool
    locale: str
    vat_number: str
    vat_state: VatState
    vat_checked_at: datetime | None
    vat_proof: str

    @property
    def country(self) -> str:
        """Return the country, '' where none is known."""
        return self.address.get("country", "").upper() if self.readable else ""

    def address_lines(self) -> tuple[str, ...]:
        """Return the address as it is written on an envelope, without name and country."""
        named = self.address if self.readable else {}
        place = " ".join(part for part in (named.get(name, "") for name in _CITY_PARTS) if part)
        lines = (named.get("address_line_1", ""), named.get("address_line_2", ""), place, named.get("state", ""))
        return tuple(line.strip() for line in lines if line.strip())


@dataclass(frozen=True, slots=True)
class NetworkName:
    """The network's title and language, as WordPress has them; '' where none is set."""

    title: str
    locale: str


@dataclass(frozen=True, slots=True)
class VatDue:
    """A VAT number that the register is to be asked about."""

    customer_id: int
    number: str


class Buyers:
    """Customers as receipts name them."""

    def __init__(self, connection: Connection) -> None:
        """Use the session of the caller."""
        self._connection = connection

    def find(self, customer_id: int) -> Buyer | None:
        """Return a customer, None where they are gone."""
        row = self._connection.row("buyers.find", customer_id=customer_id)
        return read_buyer(row) if row else None

    def speak(self, customer_id: int, locale: str, at: datetime) -> None:
        """Keep the language in which a customer reads what they order."""
        self._connection.defer("buyers.speak", customer_id=customer_id, locale=locale, at=at)

    def put_address(self, customer_id: int, parts: Mapping[str, str]) -> None:
        """Write the parts of an address where Ultimate Multisite keeps them; what else it keeps there stays."""
        row = self._connection.row("buyers.find", customer_id=customer_id)
        text = address_text(row["address"] if row else None, parts)
        for name in ("buyers.put_address", "buyers.add_address"):
            self._connection.defer(name, customer_id=customer_id, address=text)

    def put_vat_number(self, customer_id: int, number: str, ask_at: datetime | None, at: datetime) -> None:
        """Write a VAT number of which the register has said nothing; '' takes it away."""
        self._connection.defer("buyers.put_vat_number", customer_id=customer_id, number=number, ask_at=ask_at, at=at)

    def vat_due(self, at: datetime, most: int) -> tuple[VatDue, ...]:
        """Return the numbers that the register is to be asked about by now, those that wait longest first."""
        rows = self._connection.rows("buyers.list_vat_due", at=at, most=most)
        return tuple(VatDue(row["customer_id"], row["vat_number"]) for row in rows)

    def ask_again(self, due: VatDue, at: datetime) -> None:
        """Ask the register about a number later; what it said before stands."""
        self._connection.defer("buyers.ask_again", customer_id=due.customer_id, number=due.number, ask_at=at)

    def checked(self, due: VatDue, state: VatState, proof: str, at: datetime, ask_at: datetime | None) -> None:
        """Keep what the register said, unless the number is another by now."""
        self._connection.defer(
            "buyers.checked",
            customer_id=due.customer_id,
            number=due.number,
            state=state,
            proof=proof,
            at=at,
            ask_at=ask_at,
        )


def read_network(rows: Iterable[Row]) -> NetworkName:
    """Read what the network is called, and in which language it is."""
    told = {row["meta_key"]: row["meta_value"] or "" for row in rows}
    return NetworkName(told.get("site_name", ""), told.get("WPLANG", ""))


def read_buyer(row: Row) -> Buyer:
    """Read a customer with what is ours of them."""
    address = read_address(row["address"])
    return Buyer(
        customer_id=row["customer_id"],
        display_name=row["display_name"],
        address=address or {},
        readable=address is not None,
        locale=row["locale"],
        vat_number=row["vat_number"],
        vat_state=cast("VatState", row["vat_state"]),
        vat_checked_at=row["vat_checked_at"],
        vat_proof=row["vat_proof"],
    )


def address_text(stored: str | None, parts: Mapping[str, str]) -> str:
    """Write an address as Ultimate Multisite's object of it, other attributes of a readable one kept.

    An attribute that has a name with ``billing_`` before it, or without, keeps that; a new one has the name that the
    other plugin uses.
    """
    before = values.meta(stored) if read_address(stored) is not None else {}
    kept: dict[str, Any] = {}
    if isinstance(before, dict):
        attributes = before.get("attributes", before)
        kept = {str(name): value for name, value in attributes.items() if is_plain(value)}
    names = {name.removeprefix("billing_"): name for name in kept}
    for name, text in parts.items():
        kept[names.get(name, name if name in _WITHOUT_PREFIX else f"billing_{name}")] = text
    return dumps_object(_ADDRESS, {"attributes": kept})


def is_plain(value: Any) -> bool:
    """Tell whether a value can be written back as it was read."""
    return value is None or isinstance(value, str | int | float | bool)
