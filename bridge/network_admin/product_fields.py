"""The fields of a product, its limits as people edit them, and what is wrong with either."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from babel.numbers import is_currency

from bridge.fields import Field, FieldCode
from bridge.limits.modules import COUNTED, NONE, NUMBERS, UNLIMITED, UNSAID, Allowance, entries, said_number, switch
from bridge.pricing.calendar import Period
from bridge.pricing.catalog import AfterLast, Direction, PlanRules, PricingType, ProductType
from bridge.store.product_editing import ProductDocument

TYPES: tuple[str, ...] = get_args(ProductType)
#: What the shared columns hold: varchar(20), tinyint, decimal(13,4), smallint; name and slug are tinytext, 255 bytes.
LONGEST_TEXT_BYTES = 255
LONGEST_GROUP = 20
HIGHEST_ORDER = 127
HIGHEST_AMOUNT = 10**9
HIGHEST_DURATION = 32767
_SOLD: tuple[PricingType, ...] = ("paid", "free", "contact_us", "pay_what_you_want")


def adds(kind: str) -> bool:
    """Tell whether a product of this type adds to a plan instead of being one."""
    return kind in {"package", "service"}


#: In the order of the form, by its tabs.
PRODUCT_FIELDS = (
    Field("name", "text", "general", least=1, most=191, required=True),
    Field("slug", "text", "general", most=191, pattern="[a-z0-9_-]*", fault="slug_characters"),
    Field("description", "paragraph", "general", most=20_000),
    Field("features", "lines", "general", most=500),
    Field("active", "switch", "general", default=True),
    Field("pricing_type", "choice", "pricing", default="paid", choices=_SOLD),
    Field("amount", "amount", "pricing", default="0", most=HIGHEST_AMOUNT - 1),
    Field("currency", "currency", "pricing", most=3, pattern="[A-Z]{3}", fault="currency_unreadable"),
    Field("recurring", "switch", "pricing", default=True),
    Field("period", "period", "pricing", default={"n": 1, "unit": "month"}, most=HIGHEST_DURATION, unit="month",
          needed_with="recurring"),
    Field("billing_cycles", "number", "pricing", default=0, least=0, most=HIGHEST_DURATION, required=True, adds=False),
    Field("trial", "period", "pricing", most=HIGHEST_DURATION, unit="day", adds=False),
    Field("setup_fee", "amount", "pricing", default="0", most=HIGHEST_AMOUNT - 1),
    Field("price_variations", "prices", "pricing", most=HIGHEST_DURATION, unit="year"),
    Field("taxable", "switch", "pricing", default=True),
    Field("tax_category", "text", "pricing", default="default", most=191),
    Field("limits", "limits", "limits", most=2**31 - 1),
    Field("plan_group", "group", "up-downgrades", most=LONGEST_GROUP, adds=False),
    Field("list_order", "number", "up-downgrades", default=10, least=-HIGHEST_ORDER - 1, most=HIGHEST_ORDER),
    Field("available_addons", "products", "up-downgrades", adds=False),
    Field("rules.direction", "choice", "up-downgrades", default="both", choices=get_args(Direction), adds=False),
    Field("rules.minimum_term", "period", "up-downgrades", most=HIGHEST_DURATION, unit="month", adds=False),
    Field("rules.hidden", "switch", "up-downgrades", default=False, adds=False),
    Field("rules.after_last", "choice", "up-downgrades", default="as_network", choices=get_args(AfterLast), adds=False),
)  # fmt: skip
_BY_NAME = {field.name: field for field in PRODUCT_FIELDS}


def field_of(name: str) -> Field:
    """Return a field by its name."""
    return _BY_NAME[name]


@dataclass(frozen=True, slots=True)
class Known:
    """What a product is checked against: the add-ons there are, whether its slug is another's, how it was."""

    addons: frozenset[int]
    slug_is_taken: bool
    before: ProductDocument | None


def faults(document: ProductDocument, known: Known) -> list[dict[str, str]]:
    """Return what keeps a product from being saved."""
    found = (*_general(document, known), *_pricing(document), *_paths(document, known))
    return [{"path": path, "code": code} for path, code in found]


def _general(document: ProductDocument, known: Known) -> Iterator[tuple[str, str]]:
    """Check name, slug and type; a type that was there before may stay."""
    if not document.name.strip():
        yield "name", "required"
    if len(document.name.encode()) > LONGEST_TEXT_BYTES:
        yield "name", "too_long"
    if not document.slug:
        yield "slug", "required"
    elif known.slug_is_taken:
        yield "slug", "taken"
    if document.type not in get_args(ProductType) and (known.before is None or known.before.type != document.type):
        yield "type", "unknown"


def _pricing(document: ProductDocument) -> Iterator[tuple[str, str]]:
    """Check currency, amounts and periods."""
    if not is_currency(document.currency):
        yield "currency", "unknown"
    if document.pricing_type not in get_args(PricingType):
        yield "pricing_type", "unknown"
    for path in ("amount", "setup_fee"):
        if not 0 <= getattr(document, path) < HIGHEST_AMOUNT:
            yield path, "out_of_range"
    if document.recurring and document.period is None:
        yield "period", "required"
    if not adds(document.type) and document.billing_cycles is None:
        yield "billing_cycles", "required"
    for path, period in (("period", document.period), ("trial", document.trial)):
        if period is not None and not 0 < period.n <= HIGHEST_DURATION:
            yield path, "out_of_range"
    yield from _variations(document)


def _variations(document: ProductDocument) -> Iterator[tuple[str, str]]:
    """Check that each period has one price."""
    seen = [document.period] if document.period and document.recurring else []
    lengths = {period.length for period in seen}
    for position, row in enumerate(document.price_variations):
        if not 0 < row.period.n <= HIGHEST_DURATION:
            yield f"price_variations.{position}.period", "out_of_range"
        if row.period.length in lengths:
            yield f"price_variations.{position}.period", "twice"
        if row.amount is None or not 0 <= row.amount < HIGHEST_AMOUNT:
            yield f"price_variations.{position}.amount", "out_of_range"
        lengths.add(row.period.length)


def _paths(document: ProductDocument, known: Known) -> Iterator[tuple[str, str]]:
    """Check plan group, order, add-ons and rules; add-ons that are gone from the catalog may stay listed."""
    if len(document.plan_group.strip()) > LONGEST_GROUP:
        yield "plan_group", "too_long"
    if not -HIGHEST_ORDER - 1 <= document.list_order <= HIGHEST_ORDER:
        yield "list_order", "out_of_range"
    listed = frozenset(known.before.available_addons) if known.before else frozenset()
    for position, addon in enumerate(document.available_addons):
        if addon not in known.addons | listed:
            yield f"available_addons.{position}", "unknown"
    yield from rule_faults(document.rules)


def rule_faults(rules: PlanRules) -> Iterator[tuple[str, str]]:
    """Check the rules of a plan."""
    minimum: Period | None = rules.minimum_term
    if minimum is not None and not 0 < minimum.n <= HIGHEST_DURATION:
        yield "rules.minimum_term", "out_of_range"


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit that the form edits: one number, or numbers by name (``of``: the names of what).

    ``may_be_refused``: a plan can allow none at all. A site cannot be without any disk.
    """

    name: str
    of: Literal["", "post_types", "roles"]
    may_be_refused: bool


_NAMES_OF: Mapping[str, Literal["post_types", "roles"]] = {"post_types": "post_types", "users": "roles"}
_REFUSABLE = frozenset({"domain_mapping"})

#: In the order of the form; what a product says of anything else stays as it is.
LIMITS = (
    *(Limit(name, "", may_be_refused=name in _REFUSABLE) for name in NUMBERS),
    *(Limit(name, _NAMES_OF[name], may_be_refused=True) for name in COUNTED),
)


class LimitRefused(Exception):
    """An edit that cannot be kept, with its code."""

    def __init__(self, code: FieldCode) -> None:
        """Keep the code."""
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Said:
    """One limit in the form: a number, and a tick.

    A plan says how much there is, and its tick is "not allowed". What adds to a plan says how much, and its tick is
    "unlimited". ``unreadable`` is what is stored and nobody can read.
    """

    number: int | None = None
    flag: bool = False
    unreadable: str | None = None


def limits_of(limitations: Mapping[str, Any], *, adding: bool) -> dict[str, Any]:
    """Return what each limit says: by name, and for post types and roles by key."""
    return {limit.name: (_named if limit.of else _single)(limitations, limit.name, adding=adding) for limit in LIMITS}


def _single(limitations: Mapping[str, Any], name: str, *, adding: bool) -> Said:
    """Return what one number says."""
    return _shown(_number(limitations, name, adding=adding), _module(limitations, name), adding=adding)


def _named(limitations: Mapping[str, Any], name: str, *, adding: bool) -> dict[str, Said]:
    """Return what each post type or role says."""
    found = _entries(limitations, name)
    return {key: _shown(_entry(limitations, name, key, adding=adding), found[key], adding=adding) for key in found}


def other_limits(limitations: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is stored of other limits, which the form only shows."""
    edited = {limit.name for limit in LIMITS}
    return {name: _short(value) for name, value in limitations.items() if name not in edited}


def with_limits(
    limitations: Mapping[str, Any], wanted: Mapping[str, Any], *, adding: bool
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the limitations saying what is wanted, untouched where they said so already; and what cannot be kept."""
    result: dict[str, Any] = dict(limitations)
    errors: list[dict[str, Any]] = []
    for limit in LIMITS:
        asked = wanted.get(limit.name)
        if asked is None:
            continue
        named = asked if limit.of else {"": asked}
        read: dict[str, Allowance] = {}
        for key, said in named.items():
            if said.unreadable is not None:
                continue
            try:
                read[key] = meant(said, adding=adding, may_be_refused=limit.may_be_refused)
            except LimitRefused as refused:
                errors.append({"path": ".".join(filter(None, ("limits", limit.name, key))), "code": refused.code})
        write = _write_entries if limit.of else _write
        result = write(result, limit.name, read, adding=adding)
    return result, errors


def _module(limitations: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return a stored module; nothing where it is none."""
    found = limitations.get(name)
    return found if isinstance(found, Mapping) else {}


def _entries(limitations: Mapping[str, Any], name: str) -> dict[str, Mapping[str, Any]]:
    """Return the stored entries of a module by post type or role."""
    return entries(_module(limitations, name).get("limit"))


def _number(limitations: Mapping[str, Any], name: str, *, adding: bool) -> Allowance:
    """Return what one number says; what adds never says "none"."""
    module = _module(limitations, name)
    said = UNSAID if not module or switch(module) is False else said_number(module)
    return UNSAID if adding and said == NONE else said


def _entry(limitations: Mapping[str, Any], name: str, key: str, *, adding: bool) -> Allowance:
    """Return what an entry says; a plan's that is switched off allows none, a package's adds nothing."""
    entry = _entries(limitations, name).get(key)
    if entry is None or switch(_module(limitations, name)) is False:
        return UNSAID
    if switch(entry) is not True and (switch(entry) is False or (not adding and entry.get("enabled") is not None)):
        return UNSAID if adding else NONE
    said = said_number(entry, "number")
    return UNSAID if adding and said == NONE else said


def _shown(said: Allowance, stored: Mapping[str, Any], *, adding: bool) -> Said:
    """Return what the form shows of an allowance."""
    if not said.readable:
        found = stored.get("limit", stored.get("number"))
        return Said(unreadable=str(found) if isinstance(found, str | int | float) else "?")
    flag = said.is_unlimited if adding else said == NONE
    return Said(said.number or None, flag)


def meant(said: Said, *, adding: bool, may_be_refused: bool) -> Allowance:
    """Return what somebody means by a number and a tick: whoever writes 0 means none; stored, 0 would be unlimited.

    :raises LimitRefused: for both at once, and for none where there cannot be none.
    """
    if said.flag and said.number and not adding:
        raise LimitRefused("number_and_not_allowed")
    if said.flag and said.number is not None and adding:
        raise LimitRefused("number_and_unlimited")
    if adding:
        return UNLIMITED if said.flag else (Allowance(said.number) if said.number else UNSAID)
    if (said.flag or said.number == 0) and not may_be_refused:
        raise LimitRefused("zero_would_be_unlimited")
    return NONE if said.flag else Allowance(said.number)


def _same(one: Allowance, other: Allowance, *, adding: bool) -> bool:
    """Tell whether two say the same: a plan that says nothing limits nothing."""
    plain = [UNLIMITED if not adding and said == UNSAID else said for said in (one, other)]
    return plain[0] == plain[1]


def _write(limitations: dict[str, Any], name: str, read: Mapping[str, Allowance], *, adding: bool) -> dict[str, Any]:
    """Write one number as these tables hold it; what adds and says nothing has no module."""
    if "" not in read or _same(_number(limitations, name, adding=adding), read[""], adding=adding):
        return limitations
    if adding and read[""] == UNSAID:
        return {other: module for other, module in limitations.items() if other != name}
    stored = _others(_module(limitations, name), "limit")
    number = False if read[""] == NONE else _text(read[""])
    return {**limitations, name: {"enabled": True, "limit": number, **stored}}


def _write_entries(
    limitations: dict[str, Any], name: str, read: Mapping[str, Allowance], *, adding: bool
) -> dict[str, Any]:
    """Write the entries that differ; a module that was off begins to hold, so each says what the form showed of it."""
    now = {key: _entry(limitations, name, key, adding=adding) for key in read}
    changed = {key: said for key, said in read.items() if not _same(now[key], said, adding=adding)}
    if not changed:
        return limitations
    module = _module(limitations, name)
    stored = module.get("limit")
    kept = dict(stored) if isinstance(stored, Mapping) else {}
    was_on = bool(module) and switch(module) is not False
    for key, said in (changed if was_on else read).items():
        if adding and said == UNSAID:
            kept.pop(key, None)
            continue
        entry = kept.get(key)
        others = _others(entry if isinstance(entry, Mapping) else {}, "number")
        kept[key] = {"enabled": said != NONE, "number": _text(said), **others}
    rest = _others(module, "limit")
    return {**limitations, name: {"enabled": True, "limit": kept, **rest}}


def _others(stored: Mapping[str, Any], number: str) -> dict[str, Any]:
    """Return what other tools keep beside the switch and the number."""
    return {key: value for key, value in stored.items() if key not in {"enabled", number}}


def _text(said: Allowance) -> str:
    """Return a number as text, as these tables hold it; empty is unlimited."""
    return str(said.number) if said.number else ""


def _short(value: Any) -> Any:
    """Return what a module says without its switches; None where it says nothing."""
    limit = value["limit"] if isinstance(value, Mapping) and "limit" in value else value
    return None if limit in (None, "", [], {}) else limit
