"""What a customer is to a receipt: name, billing address, language, VAT number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from bridge.store.engine.database import Connection
from bridge.store.membership_rows import read_address

VatState = Literal["unchecked", "valid", "invalid"]

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


class Buyers:
    """Customers as receipts name them."""

    def __init__(self, connection: Connection) -> None:
        """Use the session of the caller."""
        self._connection = connection

    def find(self, customer_id: int) -> Buyer | None:
        """Return a customer, None where they are gone."""
        row = self._connection.row("buyers.find", customer_id=customer_id)
        if row is None:
            return None
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

    def network(self) -> NetworkName:
        """Return what the network is called, and in which language it is."""
        told = {row["meta_key"]: row["meta_value"] or "" for row in self._connection.rows("buyers.network")}
        return NetworkName(told.get("site_name", ""), told.get("WPLANG", ""))

    def speak(self, customer_id: int, locale: str, at: datetime) -> None:
        """Keep the language in which a customer reads what they order."""
        self._connection.defer("buyers.speak", customer_id=customer_id, locale=locale, at=at)
