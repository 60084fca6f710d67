"""Discount codes as the network admin edits them: read whole, written with what they are limited to; who uses them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as dataclasses_field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from bridge.pricing.calendar import Period
from bridge.store.engine import php_serialize, values
from bridge.store.engine.database import Connection, Row
from bridge.store.membership_rows import find_code, read_code

CodeType = Literal["percentage", "absolute"]
#: Before the first page of a list: above every id.
NEWEST = (1 << 63) - 1
_SCOPE = ("limit_products", "allowed_products", "limit_billing_periods", "allowed_billing_periods")
_LIKE = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_"})


@dataclass(frozen=True, slots=True)
class DiscountCodeDocument:
    """A code with everything that is edited of it; ``id`` None: not saved yet.

    ``value`` is percent, or exact major units of the network's currency, None where what is stored cannot be read;
    ``unreadable`` names that then. ``products`` and ``periods`` None: it takes off every one. ``uses`` are past ones.
    """

    id: int | None
    code: str
    name: str
    description: str
    type: str
    value: Fraction | None
    applies_to_renewals: bool
    max_uses: int | None
    uses: int
    active: bool
    starts: datetime | None
    expires: datetime | None
    products: tuple[int, ...] | None
    periods: tuple[Period, ...] | None
    unreadable: tuple[str, ...] = dataclasses_field(default=())


@dataclass(frozen=True, slots=True)
class CodeUse:
    """A change that counts on a code: ``used`` when it was applied, ``held`` until it is paid or its day comes."""

    quote_id: str
    state: Literal["used", "held"]
    at: datetime
    membership_id: int | None
    user_id: int | None


class DiscountCodes:
    """The network's discount codes."""

    def __init__(self, session: Connection) -> None:
        """Bind to a session."""
        self._session = session

    def page(self, search: str, before: int, most: int) -> Sequence[DiscountCodeDocument]:
        """Return the codes below an id, newest first; ``search`` is a part of what they are called."""
        like = f"%{search.translate(_LIKE)}%"
        rows = self._session.rows(
            "discount_code_editing.list_codes", search=search, like=like, before=before, most=most
        )
        return [read_document({**dict.fromkeys(_LISTED_WITHOUT), **row}) for row in rows]

    def find(self, code_id: int, *, lock: bool = False) -> DiscountCodeDocument | None:
        """Return one code; ``lock`` keeps others from saving it until the transaction ends."""
        if lock:
            self._session.rows("discount_code_editing.lock_code", id=code_id)
        row = self._session.row("discount_code_editing.find_code", id=code_id)
        return read_document(row) if row else None

    def is_taken(self, code: str) -> bool:
        """Tell whether a code is called exactly so, holding the name until the transaction ends."""
        self._session.execute("discount_codes.lock", code=code)
        return find_code(self._session, code, 0) is not None

    def save(self, document: DiscountCodeDocument, at: datetime) -> int:
        """Write a code, what it is limited to with it; return its id."""
        columns = {
            "name": document.name,
            "description": document.description,
            "max_uses": document.max_uses,
            "apply_to_renewals": int(document.applies_to_renewals),
            "type": document.type,
            "value": _decimal(document.value),
            "active": int(document.active),
            "date_start": document.starts,
            "date_expiration": document.expires,
            "at": at.replace(microsecond=0),
        }
        if document.id is None:
            code_id = self._session.insert("discount_code_editing.insert_code", code=document.code, **columns)
            self._session.defer("discount_codes.know", code=document.code, id=code_id)
        else:
            code_id = document.id
            self._session.execute("discount_code_editing.update_code", id=code_id, **columns)
        self._session.execute("discount_code_editing.delete_scope", id=code_id)
        for key, value in scope_rows(document).items():
            self._session.execute("discount_code_editing.insert_scope", id=code_id, key=key, value=value)
        return code_id

    def uses(self, code: str, before: datetime, before_id: str, most: int) -> Sequence[CodeUse]:
        """Return the changes that count on a code before one of them, newest first."""
        rows = self._session.rows(
            "discount_code_editing.list_uses", code=code, before=before, before_id=before_id, most=most
        )
        return [
            CodeUse(row["quote_id"], row["state"], row["created_at"], row["membership_id"], row["user_id"])
            for row in rows
        ]


#: What a list does not read.
_LISTED_WITHOUT = ("description", "apply_to_renewals", *_SCOPE)


def read_document(row: Row) -> DiscountCodeDocument:
    """Read one code; what nobody can read is named."""
    percent = row["type"] != "absolute"
    value = values.percentage(row["value"]) if percent else values.number(row["value"])
    read = read_code({**row, "held": 0}, values.NO_CURRENCY)
    products = None if read.products is None else tuple(sorted(read.products))
    document = DiscountCodeDocument(
        id=row["id"],
        code=row["code"],
        name=row["name"] or "",
        description=row["description"] or "",
        type=row["type"],
        value=value,
        applies_to_renewals=read.applies_to_renewals,
        max_uses=int(row["max_uses"]) if row["max_uses"] else None,
        uses=int(row["uses"] or 0),
        active=bool(row["active"]),
        starts=values.instant(row["date_start"]),
        expires=read.expires,
        products=products,
        periods=read.periods,
    )
    unread = (("value", value is None), ("products", percent and read.value is None and value is not None))
    return replace(document, unreadable=tuple(name for name, is_unread in unread if is_unread))


def scope_rows(document: DiscountCodeDocument) -> Mapping[str, str]:
    """Return what a code is limited to, as the other plugin keeps it."""
    rows: dict[str, str] = {"wu_limit_products": str(int(document.products is not None))}
    if document.products is not None:
        rows["wu_allowed_products"] = php_serialize.dumps([str(one) for one in document.products])
    rows["wu_limit_billing_periods"] = str(int(document.periods is not None))
    if document.periods is not None:
        rows["wu_allowed_billing_periods"] = php_serialize.dumps([f"{one.n}-{one.unit}" for one in document.periods])
    return rows


def _decimal(value: Fraction | None) -> Decimal:
    """Return an exact value as the DECIMAL(13,4) that holds it; one that is not known is refused before."""
    if value is None:
        raise ValueError("a value that is not known is never written")
    return Decimal(value.numerator) / Decimal(value.denominator)
