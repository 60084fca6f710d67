"""Discount codes: listed, looked at with who uses them, made, edited, switched off. None is ever deleted here.

What a code is called stays: memberships keep it by its name. What is edited counts for quotes from now on; what was
quoted is honoured as it was.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time
from fractions import Fraction
from hashlib import sha256
from typing import get_args

from bridge.errors import DiscountCodeChanged, DiscountCodeUnknown, InvalidRequest
from bridge.fields import Field
from bridge.network_admin.product_fields import HIGHEST_AMOUNT
from bridge.people import Actor, require_network_admin
from bridge.ports import Services
from bridge.pricing.calendar import typed_day, typed_period
from bridge.store.discount_code_editing import NEWEST, CodeType, CodeUse, DiscountCodeDocument
from bridge.store.store import Store

LISTED = 50
USES_SHOWN = 50
_HIGHEST_COUNT = 2**31 - 1
_ALL_OF_IT = 100
#: Before the first page of uses: later than every instant, above every id.
_LATEST, _LAST_ID = datetime(9999, 1, 1), "z"
_LAST_SECOND = time(23, 59, 59)

#: In the order of the form; an empty list of products or periods means every one.
CODE_FIELDS = (
    Field("code", "text", least=1, most=20, required=True, pattern="[A-Za-z0-9_-]+", fault="code_characters"),
    Field("name", "text", most=191),
    Field("note", "paragraph", most=2_000),
    Field("is_active", "switch", default=True),
    Field("type", "choice", default="percentage", choices=get_args(CodeType)),
    Field("value", "amount", default="0", most=HIGHEST_AMOUNT - 1),
    Field("applies_to_renewals", "switch", default=False),
    Field("max_uses", "number", least=1, most=_HIGHEST_COUNT),
    Field("starts", "text", most=10),
    Field("expires", "text", most=10),
    Field("products", "products"),
    Field("periods", "lines", most=20),
)


@dataclass(frozen=True, slots=True)
class DiscountCode:
    """A code as its form has it; ``id`` null: not saved yet. ``version`` is what a save must name.

    ``value`` is percent or an amount in major units, null where what is stored cannot be read. ``starts`` is its first
    day and ``expires`` its last, in UTC; '' is none. Empty ``products`` or ``periods``: it takes off every one.
    """

    id: int | None
    code: str
    name: str
    note: str
    is_active: bool
    type: str
    value: Fraction | None
    applies_to_renewals: bool
    max_uses: int | None
    starts: str
    expires: str
    products: tuple[int, ...]
    periods: tuple[str, ...]
    uses: int = 0
    unreadable: tuple[str, ...] = ()
    version: str = ""


@dataclass(frozen=True, slots=True)
class Sold:
    """A product that a code can be limited to."""

    id: int
    name: str
    type: str


@dataclass(frozen=True, slots=True)
class CodesAnswer:
    """A page of codes, newest first; ``next_before`` is where the next one begins, null: this was the last."""

    codes: tuple[DiscountCode, ...]
    next_before: int | None
    fields: tuple[Field, ...]
    products: tuple[Sold, ...]


@dataclass(frozen=True, slots=True)
class UsesFrom:
    """Where the next page of uses begins."""

    before: datetime
    before_id: str


@dataclass(frozen=True, slots=True)
class CodeAnswer:
    """A code with a page of the changes that count on it; ``next_from`` null: these are all."""

    code: DiscountCode
    uses: tuple[CodeUse, ...]
    next_from: UsesFrom | None


def list_codes(services: Services, actor: Actor, search: str = "", before: int = NEWEST) -> CodesAnswer:
    """Return a page of codes whose name or code holds a text."""
    require_network_admin(actor)

    def read(store: Store) -> CodesAnswer:
        found = store.discount_codes.page(search.strip(), before, LISTED)
        last = found[-1].id if len(found) == LISTED else None
        sold = (one for one in store.catalog.products().values() if one.price_of is None)
        products = tuple(Sold(one.id, one.name, one.type) for one in sold)
        return CodesAnswer(tuple(map(_told, found)), last, CODE_FIELDS, products)

    return services.database.reading(read)


def read_code(services: Services, actor: Actor, code_id: int, start: UsesFrom | None = None) -> CodeAnswer:
    """Return a code and who uses it.

    :raises DiscountCodeUnknown: where there is none.
    """
    require_network_admin(actor)
    at = start or UsesFrom(_LATEST, _LAST_ID)

    def read(store: Store) -> CodeAnswer:
        document = store.discount_codes.find(code_id)
        if document is None:
            raise DiscountCodeUnknown(code_id=code_id)
        uses = tuple(store.discount_codes.uses(document.code, at.before, at.before_id, USES_SHOWN))
        more = UsesFrom(uses[-1].at, uses[-1].quote_id) if len(uses) == USES_SHOWN else None
        return CodeAnswer(_told(document), uses, more)

    return services.database.reading(read)


def save_code(services: Services, actor: Actor, code: DiscountCode, unsaid: frozenset[str] = frozenset()) -> CodeAnswer:
    """Save a code (``id`` None: a new one) and return it as it stands; the fields that are ``unsaid`` stay.

    :raises DiscountCodeUnknown: where there is none of this id.
    :raises DiscountCodeChanged: where ``version`` is not the current one.
    :raises InvalidRequest: where a field cannot be saved, with its path.
    """
    require_network_admin(actor)
    code_id = services.database.transaction(lambda store: _save(services, store, code, unsaid))
    return read_code(services, actor, code_id)


def _save(services: Services, store: Store, edited: DiscountCode, unsaid: frozenset[str]) -> int:
    """Check and write; return the id."""
    before = None if edited.id is None else store.discount_codes.find(edited.id, lock=True)
    if edited.id is not None and before is None:
        raise DiscountCodeUnknown(code_id=edited.id)
    if before is not None and _told(before).version != edited.version:
        raise DiscountCodeChanged(code_id=edited.id)
    code = edited if before is None else replace(edited, **{name: getattr(_told(before), name) for name in unsaid})
    found = list(faults(code))
    products = store.catalog.products().keys() | set(before.products or () if before else ())
    found += [(f"products.{at}", "unknown") for at, one in enumerate(code.products) if one not in products]
    if before is None and not found and store.discount_codes.is_taken(code.code):
        found.append(("code", "code_taken"))
    if found:
        raise InvalidRequest(errors=[{"path": path, "code": fault} for path, fault in found])
    document = _document(code)
    if before is not None:
        document = _kept(before, document)
    return store.discount_codes.save(document, services.clock.now())


def _kept(before: DiscountCodeDocument, after: DiscountCodeDocument) -> DiscountCodeDocument:
    """Keep what a code is called, and the hour of a day that stays."""
    days = {
        name: getattr(before, name)
        for name in ("starts", "expires")
        if _date(getattr(before, name)) == _date(getattr(after, name))
    }
    return replace(after, code=before.code, **days)


def _date(at: datetime | None) -> date | None:
    return at.date() if at else None


def faults(code: DiscountCode) -> Iterator[tuple[str, str]]:
    """Yield what keeps a code from being saved, by path: what it takes off, from when to when, and off what.

    >>> code = DiscountCode(
    ...     None, "TEN", "", "", True, "percentage", Fraction(110), False, None, "soon", "", (), ("1 moon",)
    ... )
    >>> list(faults(code))
    [('value', 'more_than_all'), ('starts', 'not_a_day'), ('periods.0', 'not_a_period')]
    """
    if code.value is None or code.value <= 0:
        yield "value", "required"
    elif code.type == "percentage" and code.value > _ALL_OF_IT:
        yield "value", "more_than_all"
    for path in ("starts", "expires"):
        if getattr(code, path) and typed_day(getattr(code, path)) is None:
            yield path, "not_a_day"
    starts, expires = typed_day(code.starts), typed_day(code.expires)
    if starts and expires and expires < starts:
        yield "expires", "ends_before_it_begins"
    for at, text in enumerate(code.periods):
        if typed_period(text) is None:
            yield f"periods.{at}", "not_a_period"


def _document(code: DiscountCode) -> DiscountCodeDocument:
    """Return what is stored of a code that can be saved; its last day is in it to the end."""
    expires = typed_day(code.expires)
    return DiscountCodeDocument(
        id=code.id,
        code=code.code,
        name=code.name,
        description=code.note,
        type=code.type,
        value=code.value,
        applies_to_renewals=code.applies_to_renewals,
        max_uses=code.max_uses,
        uses=code.uses,
        active=code.is_active,
        starts=typed_day(code.starts),
        expires=datetime.combine(expires.date(), _LAST_SECOND) if expires else None,
        products=code.products or None,
        periods=tuple(one for text in code.periods if (one := typed_period(text))) or None,
    )


def _told(document: DiscountCodeDocument) -> DiscountCode:
    """Return a code as its form has it, with the digest of all that is edited."""
    told = DiscountCode(
        id=document.id,
        code=document.code,
        name=document.name,
        note=document.description,
        is_active=document.active,
        type=document.type,
        value=document.value,
        applies_to_renewals=document.applies_to_renewals,
        max_uses=document.max_uses,
        starts=document.starts.date().isoformat() if document.starts else "",
        expires=document.expires.date().isoformat() if document.expires else "",
        products=document.products or (),
        periods=tuple(f"{one.n} {one.unit}" for one in document.periods or ()),
    )
    version = sha256(json.dumps(asdict(told), default=str, sort_keys=True).encode()).hexdigest()
    return replace(told, uses=document.uses, unreadable=document.unreadable, version=version)
