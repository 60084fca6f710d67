"""The network's settings and tax rates."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import datetime
from functools import lru_cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, TypeAdapter, ValidationError
from pydantic import Field as Bound
from pydantic_core import PydanticCustomError

from bridge.fields import Field, FieldCode, Kind, problems_of
from bridge.pricing.snapshot import EVERY_CATEGORY, UNREADABLE, Placed, Settings, TaxRate, Within
from bridge.store.engine import values
from bridge.store.engine.database import Connection, Row
from bridge.store.engine.values import NO_CURRENCY

LONGEST_INSTRUCTIONS = 10_000
LANGUAGE = r"^[a-z]{2,3}(_[A-Za-z0-9]{1,12}){0,2}$"
#: How many languages have instructions of their own at most.
MOST_LANGUAGES = 100
_KINDS: tuple[Kind, ...] = ("choice", "number", "switch", "text", "paragraph", "texts")
#: A text of at most so many characters is typed on one line.
ONE_LINE = 191
#: The tab of what stands on receipts.
RECEIPTS = "receipts"
#: The tab of what a visit is, which the plugin reads in the database.
VISITS = "visits"
#: What is said of the settings beside them: no setting itself.
_NO_SETTINGS = frozenset({"pricing", "unreadable", "knows_taxes", "has_companion"})


#: What follows the last of a membership's billing cycles: it goes on without a further charge, or ends with its term.
WhenPaidInFull = Literal["go_on", "end"]
#: What becomes of a change whose money is on its way for days: it takes effect at once, or when the money is there.
Delayed = Literal["trust", "wait"]
#: Beside a running Ultimate Multisite: whose pages owners order changes on.
Seller = Literal["plan_bridge", "ultimate_multisite"]

#: What a site does whose visits are used up, whose visits count, and what becomes of pages fetched in advance.
VisitsAtLimit = Literal["closed", "notice"]
VisitsOfUsers = Literal["strangers", "nobody_logged_in", "everyone"]
VisitsPrefetched = Literal["counted", "not_sent", "not_counted"]

NO_CATEGORY = "default"

SHARED_SETTINGS, TAX_RATES, ACTIVE_PLUGINS = "wp-ultimo_v2_settings", "wp-ultimo_tax_rates", "active_sitewide_plugins"
#: The other plugin's main file under either of its names, as WordPress lists what is active in the network.
COMPANIONS = frozenset({"ultimate-multisite/ultimate-multisite.php", "wp-ultimo/wp-ultimo.php"})

_TAX_SWITCHES, _CURRENCY_NAMED = ("enable_taxes", "inclusive_tax"), ("currency_symbol",)
_VAT_NUMBER = re.compile(r"[A-Z]{2}[A-Z0-9+*]{2,13}")
_DAYS = re.compile(r"(\d{1,2}( *, *\d{1,2}){0,9})?", re.ASCII)
_PREFIX = re.compile(r"[A-Za-z0-9/_.-]{0,16}")
#: How a stored PHP object begins.
_OBJECTS = ("O:", "C:")

SETTING_READS = ("settings.list_settings", "settings.shared_settings")


#: WordPress' name of a language: ``sv_SE``, ``de_DE_formal``, ``eo``.
Language = Annotated[str, Bound(pattern=LANGUAGE)]
#: Texts by language.
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its field, the type of its value with bounds, whether pricing asks for it."""

    field: Field
    annotation: Any
    is_pricing: bool

    @property
    def name(self) -> str:
        """Return what it is called everywhere."""
        return self.field.name


def table(pricing: type[Any], own: type[Any]) -> tuple[Setting, ...]:
    """Make the table of settings from the classes that hold them.

    Choices first, then numbers (those of one unit together), switches and texts: the order of the form.
    """
    found = [*_settings(pricing, is_pricing=True), *_settings(own, is_pricing=False)]
    units = list(dict.fromkeys(one.field.unit for one in found))
    return tuple(sorted(found, key=lambda one: (_KINDS.index(one.field.kind), units.index(one.field.unit))))


@dataclass(frozen=True, slots=True)
class Checked:
    """What a text must be beside its length, and the code of one that is not."""

    holds: Callable[[str], bool]
    fault: FieldCode

    def validator(self) -> AfterValidator:
        """Return the check of a body and of what is stored."""

        def check(text: str) -> str:
            if not self.holds(text):
                raise PydanticCustomError(self.fault, "not taken")
            return text

        return AfterValidator(check)


def _is_country(text: str) -> bool:
    """Tell whether a text is a country's code, or none is named."""
    return text == "" or (values.is_country(text) and text == text.upper())


def _is_time_zone(text: str) -> bool:
    """Tell whether a text names a time zone as WordPress does: ``Europe/Stockholm``, ``UTC``."""
    try:
        ZoneInfo(text)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return False
    return True


def _is_vat_number(text: str) -> bool:
    """Tell whether a text has the form of a VAT number with its country's prefix, or none is given."""
    return text == "" or _VAT_NUMBER.fullmatch(text) is not None


def _is_prefix(text: str) -> bool:
    """Tell whether a text can stand before a number."""
    return _PREFIX.fullmatch(text) is not None


def _are_days(text: str) -> bool:
    return _DAYS.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class NetworkSettings:
    """All settings with their defaults; ``manual_instructions`` is told to whoever pays by hand.

    ``manual_instructions_by_language`` says it in some languages, by WordPress' names of them. ``reminder_days`` are
    how many days before the time to pay is over payers are reminded, with commas between them.
    ``retries`` is how often what a payer saved is charged again after it was declined, ``retry_days`` apart.
    ``card_days`` is how long before a renewal is charged the owner of a card that will have expired then is told so.
    ``request_days`` is how long before a term's end its payment is asked for (at most half the term). ``unreadable``
    are the names of those that have their defaults because what is stored could not be saved; ``knows_taxes`` False:
    whether and how the network taxes is among the shared settings, which cannot be read. ``has_companion``: Ultimate
    Multisite runs here, without which ``seller`` means nothing.
    """

    pricing: Settings = field(default_factory=Settings)
    seller: Seller = "plan_bridge"
    request_days: Annotated[int, Within(1, 90, "day")] = 7
    when_paid_in_full: WhenPaidInFull = "go_on"
    delayed: Delayed = "trust"
    retries: Annotated[int, Within(0, 8)] = 3
    retry_days: Annotated[int, Within(1, 14, "day")] = 2
    card_days: Annotated[int, Within(1, 60, "day")] = 14
    site_administrators_may_buy: bool = False
    reminder_days: Annotated[str, Within(0, 40), Checked(_are_days, "not_days")] = "3, 1"
    manual_instructions: Annotated[str, Within(0, LONGEST_INSTRUCTIONS)] = ""
    manual_instructions_by_language: Annotated[Texts, Within(0, LONGEST_INSTRUCTIONS)] = field(default_factory=dict)
    reverse_charge: Annotated[bool, Placed(RECEIPTS)] = False
    check_vat_numbers: Annotated[bool, Placed(RECEIPTS)] = False
    receipt_first_number: Annotated[int, Within(1, 9_999_999), Placed(RECEIPTS)] = 1
    issuer_name: Annotated[str, Within(0, ONE_LINE), Placed(RECEIPTS)] = ""
    issuer_country: Annotated[str, Within(0, 8), Placed(RECEIPTS), Checked(_is_country, "country_unknown")] = ""
    issuer_vat_number: Annotated[str, Within(0, 32), Placed(RECEIPTS), Checked(_is_vat_number, "vat_number_wrong")] = ""
    time_zone: Annotated[str, Within(1, 64), Placed(RECEIPTS), Checked(_is_time_zone, "time_zone_unknown")] = "UTC"
    receipt_prefix: Annotated[str, Within(0, 16), Placed(RECEIPTS), Checked(_is_prefix, "wrong_form")] = ""
    credit_note_prefix: Annotated[str, Within(0, 16), Placed(RECEIPTS), Checked(_is_prefix, "wrong_form")] = "C"
    cancellation_prefix: Annotated[str, Within(0, 16), Placed(RECEIPTS), Checked(_is_prefix, "wrong_form")] = "R"
    issuer_address: Annotated[str, Within(0, 1000), Placed(RECEIPTS)] = ""
    receipt_text: Annotated[str, Within(0, 2000), Placed(RECEIPTS)] = ""
    visits_at_limit: Annotated[VisitsAtLimit, Placed(VISITS)] = "closed"
    visits_of_users: Annotated[VisitsOfUsers, Placed(VISITS)] = "strangers"
    visits_prefetched: Annotated[VisitsPrefetched, Placed(VISITS)] = "counted"
    visits_count_bots: Annotated[bool, Placed(VISITS)] = False
    visits_count_previews: Annotated[bool, Placed(VISITS)] = True
    visits_count_head: Annotated[bool, Placed(VISITS)] = False
    unreadable: tuple[str, ...] = ()
    knows_taxes: bool = True
    has_companion: bool = False

    def instructions_for(self, locale: str) -> str:
        """Return how to pay by hand in a language: its own text, one of the same tongue, or the text for all.

        >>> settings = NetworkSettings(manual_instructions="Pay", manual_instructions_by_language={"sv_SE": "Betala"})
        >>> settings.instructions_for("sv_SE"), settings.instructions_for("sv_FI"), settings.instructions_for("da_DK")
        ('Betala', 'Betala', 'Pay')
        """
        return of_language(self.manual_instructions_by_language, locale) or self.manual_instructions

    @property
    def grace_days(self) -> int:
        """Return how long a membership stays open after an unpaid term's end."""
        return self.pricing.grace_days


def of_language(texts: Texts, locale: str) -> str:
    """Return the text of a language: its own, that without its variant, any of the same tongue; '' where there is none.

    >>> of_language({"de_DE": "a", "sv_SE": "b"}, "de_DE_formal"), of_language({"de_DE": "a"}, "en_US")
    ('a', '')
    """
    parts = locale.split("_")
    exact = ("_".join(parts[:many]) for many in range(len(parts), 0, -1))
    same_tongue = (name for name in sorted(texts) if name.split("_")[0] == parts[0])
    return next((texts[name] for name in (*exact, *same_tongue) if texts.get(name)), "")


def _settings(holder: type[Any], *, is_pricing: bool) -> list[Setting]:
    """Make a setting of each line of a class that is one."""
    hints = get_type_hints(holder, include_extras=True)
    lines = [line for line in fields(holder) if line.name not in _NO_SETTINGS]
    return [_setting(line.name, hints[line.name], _default(line), is_pricing=is_pricing) for line in lines]


def _no_list(value: Any) -> Any:
    """Take PHP's empty array, which it writes as a list, for no texts."""
    return {} if value == [] else value


def _default(line: Any) -> Any:
    return line.default if line.default_factory is MISSING else line.default_factory()


def _setting(name: str, hint: Any, default: Any, *, is_pricing: bool) -> Setting:
    """Read a setting's field from the type of its line."""
    kind, *extras = get_args(hint) if get_origin(hint) is Annotated else (hint,)
    within = next((one for one in extras if isinstance(one, Within)), None)
    is_optional = get_origin(kind) is UnionType and NoneType in get_args(kind)
    tab = next((one.tab for one in extras if isinstance(one, Placed)), "")
    checks = [one.validator() for one in extras if isinstance(one, Checked)]
    plain = next(one for one in get_args(kind) if one is not NoneType) if is_optional else kind
    choices = get_args(plain) if get_origin(plain) is Literal else ()
    made = Field(
        name,
        _kind(plain, within, choices),
        tab=tab,
        default=default,
        least=within.least if within else None,
        most=within.most if within else None,
        unit=within.unit if within else "",
        required=not is_optional and plain is int,
        choices=choices,
    )
    bounded: Any = Annotated[plain, made.bound()] if within else plain
    if made.kind == "texts":
        texts = dict[Language, Annotated[str, made.bound()]]
        bounded = Annotated[texts, Bound(max_length=MOST_LANGUAGES), BeforeValidator(_no_list)]
    for check in checks:
        bounded = Annotated[bounded, check]
    return Setting(made, bounded | None if is_optional else bounded, is_pricing)


def _kind(plain: Any, within: Within | None, choices: tuple[str, ...]) -> Kind:
    """Return how a setting of a type is asked for."""
    if choices:
        return "choice"
    if get_origin(plain) is not None:
        return "texts"
    if plain is str:
        return "text" if within and within.most <= ONE_LINE else "paragraph"
    return "switch" if plain is bool else "number"


#: Every setting there is, in the order of the form.
SETTINGS = table(Settings, NetworkSettings)
PRICING_SETTINGS = frozenset(one.name for one in SETTINGS if one.is_pricing)
_OWN = frozenset(one.name for one in SETTINGS if not one.is_pricing)


def values_of(settings: NetworkSettings) -> Mapping[str, Any]:
    """Return the value of every setting by its name."""
    return {one.name: getattr(settings.pricing if one.is_pricing else settings, one.name) for one in SETTINGS}


@dataclass(frozen=True, slots=True)
class SharedTaxes:
    """The tax switches of the shared settings, every rate, and the network's currency ('': none is set).

    A switch is None where the settings cannot be read; ``unreadable`` names what cannot. ``binds_products``: Ultimate
    Multisite runs here. It sells every product in the network's currency, whatever the product's own column says,
    and so do we; on a network without it each product's own column binds.
    """

    enabled: bool | None
    inclusive: bool | None
    rates: tuple[TaxRate, ...]
    currency: str = ""
    binds_products: bool = False
    unreadable: tuple[str, ...] = ()

    def currency_of_product(self, stored: Any) -> str:
        """Return the currency that a product is sold in, given its column.

        >>> SharedTaxes(None, None, (), "SEK", binds_products=True).currency_of_product("EUR")
        'SEK'
        >>> SharedTaxes(None, None, (), "SEK").currency_of_product("EUR")
        'EUR'
        """
        own = values.currency(stored, self.currency)
        return self.currency if self.binds_products and self.currency else own


#: Of a network that has no shared settings.
NO_TAXES = SharedTaxes(enabled=False, inclusive=False, rates=())


def read_taxes(rows: Iterable[Row]) -> SharedTaxes:
    """Read the shared settings; missing ones mean no tax, unreadable ones that nobody knows whether there is any."""
    stored: dict[str, Any] = {}
    for row in rows:
        stored[row["meta_key"]] = _shared(row["meta_value"])
    told = stored.get(SHARED_SETTINGS, {})
    switches = {name: None if told is None else values.switch(told.get(name)) for name in _TAX_SWITCHES}
    currency = _currency((told or {}).get("currency_symbol"))
    if not _has_categories(stored.get(TAX_RATES)):
        stored[TAX_RATES] = None
    unreadable = [key for key in (SHARED_SETTINGS, TAX_RATES, ACTIVE_PLUGINS) if stored.get(key, {}) is None]
    if told is not None:
        parts = [*(name for name, on in switches.items() if on is None), *_CURRENCY_NAMED * (currency == NO_CURRENCY)]
        unreadable += [f"{SHARED_SETTINGS}: {name}" for name in parts]
    return SharedTaxes(
        enabled=switches["enable_taxes"],
        inclusive=switches["inclusive_tax"],
        currency=currency,
        rates=_rates(stored.get(TAX_RATES, {})),
        binds_products=bool(COMPANIONS & set(stored.get(ACTIVE_PLUGINS) or {})),
        unreadable=tuple(unreadable),
    )


def _shared(text: str | None) -> dict[str, Any] | None:
    """Read a shared setting, which is an array; an object in its place says nothing, whatever its properties are."""
    return None if text is not None and text.startswith(_OBJECTS) else values.record(text)


def _currency(value: Any) -> str:
    """Return the network's currency, empty where none is set; what is no text names none."""
    return values.currency(value if isinstance(value, str) else NO_CURRENCY if value else "")


def _has_categories(table: dict[str, Any] | None) -> bool:
    """Tell whether a table of rates is one: none at all, an empty one, or one that has a category with its parts."""
    return not table or any(isinstance(entry, dict) for entry in table.values())


def _rates(categories: dict[str, Any] | None) -> tuple[TaxRate, ...]:
    """Return the rates of every category; what is no list of rates stands there as not known."""
    if categories is None:
        return (TaxRate(UNREADABLE, EVERY_CATEGORY, None),)
    named = ((category or NO_CATEGORY, entry) for category, entry in categories.items())
    return tuple(rate for category, entry in named for rate in _of_category(category, entry))


def _of_category(category: str, entry: Any) -> Iterator[TaxRate]:
    """Yield the rates of one category; a category without a list of them has none."""
    listed = entry.get("rates", {}) if isinstance(entry, dict) else None
    if not isinstance(listed, dict):
        yield TaxRate(UNREADABLE, category, None)
        return
    for rate in listed.values():
        yield _rate(category, rate) if isinstance(rate, dict) else TaxRate(UNREADABLE, category, None)


def _rate(category: str, rate: dict[str, Any]) -> TaxRate:
    """Read one rate; where nobody can tell whom it is for, it is unreadable for all of its category."""
    country, state, city = (rate.get(name) or "" for name in ("country", "state", "city"))
    if not all(values.is_text(part) for part in (country, state, city)) or not _is_place(country):
        return TaxRate(UNREADABLE, category, None)
    return TaxRate(country, category, values.percentage(rate.get("tax_rate")), state=state, city=city)


def _is_place(country: str) -> bool:
    """Tell whether a rate's country is one, or every one."""
    return country.strip() == "*" or values.is_country(country)


class SettingsStore:
    """The network's settings."""

    def __init__(self, session: Connection) -> None:
        """Bind to a session."""
        self._session = session

    def read(self) -> NetworkSettings:
        """Return the settings; tax switches never saved here are those of the shared settings."""
        found = self._session.batch(SETTING_READS)
        taxes = read_taxes(found["settings.shared_settings"])
        return settings_from(found["settings.list_settings"], taxes)

    def shared_taxes(self) -> SharedTaxes:
        """Return what the shared settings say of tax, with what of them cannot be read."""
        return read_taxes(self._session.rows("settings.shared_settings"))

    def currency(self) -> str:
        """Return the network's currency, '' where none is set."""
        return read_taxes(self._session.rows("settings.shared_settings")).currency

    def save(self, values: Mapping[str, Any], at: datetime, user_id: int) -> None:
        """Write these names, in order, and only these."""
        for name in sorted(values):
            self._session.execute(
                "settings.put_setting", name=name, value=json.dumps(values[name]), at=at, user_id=user_id
            )


def settings_from(rows: Iterable[Row], taxes: SharedTaxes) -> NetworkSettings:
    """Make the settings from their rows; a name of another version is passed over.

    A value that could not be saved has its default, and is named by ``unreadable``; the others stand.
    """
    saved, unreadable = _readable(rows)
    switches = {
        "taxes": True if taxes.enabled is None else taxes.enabled,
        "tax_inclusive": bool(taxes.inclusive),
    }
    pricing: dict[str, Any] = switches | {name: value for name, value in saved.items() if name in PRICING_SETTINGS}
    own = {name: value for name, value in saved.items() if name in _OWN}
    told = {"taxes": taxes.enabled, "tax_inclusive": taxes.inclusive}
    knows_taxes = not pricing["taxes"] or all(name in saved or on is not None for name, on in told.items())
    return NetworkSettings(
        pricing=Settings(**pricing),
        **own,
        unreadable=unreadable,
        knows_taxes=knows_taxes,
        has_companion=taxes.binds_products,
    )


def rates_under(settings: NetworkSettings, taxes: SharedTaxes) -> tuple[TaxRate, ...]:
    """Return the rates of tax; none is known where nobody can tell whether and how the network charges any."""
    return taxes.rates if settings.knows_taxes else (TaxRate(UNREADABLE, EVERY_CATEGORY, None),)


def _readable(rows: Iterable[Row]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the values that can be by their names, and the names of the others."""
    saved: dict[str, Any] = {}
    unreadable = []
    for row in rows:
        try:
            value = json.loads(row["value"])
        except (TypeError, ValueError, RecursionError):
            unreadable.append(row["name"])
            continue
        if row["name"] not in _readers():
            continue
        if faults(row["name"], value):
            unreadable.append(row["name"])
        else:
            saved[row["name"]] = value
    return saved, tuple(sorted(unreadable))


def faults(name: str, value: Any) -> list[dict[str, Any]]:
    """Return why a value cannot be saved under a name; nothing where it can.

    >>> faults("proration", "hourly"), faults("anchor", "keep_anchor")
    ([{'path': 'proration', 'code': 'unknown_choice'}], [])
    >>> faults("grace_days", 400)
    [{'path': 'grace_days', 'code': 'too_large', 'most': 365}]
    """
    reader = _readers().get(name)
    if reader is None:
        return [{"path": name, "code": "unknown_field"}]
    try:
        reader.validate_python(value, strict=True)
    except ValidationError as error:
        return problems_of(error.errors(), name)
    return []


@lru_cache(maxsize=1)
def _readers() -> Mapping[str, TypeAdapter[Any]]:
    """Return a reader for each setting."""
    return {one.name: TypeAdapter(one.annotation) for one in SETTINGS}
