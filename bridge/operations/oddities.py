"""What of the shared data and of our settings cannot be read or gone by: where it stands, what follows, what to do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

from bridge.ports import Services
from bridge.pricing.snapshot import EVERY_CATEGORY, UNREADABLE, TaxRate
from bridge.store.engine import values
from bridge.store.engine.database import Connection, MySQLDatabase, Row
from bridge.store.engine.values import NO_CURRENCY
from bridge.store.limits import Orphan
from bridge.store.membership_rows import address_is_readable, code_is_readable, read_code
from bridge.store.pages import MEMBERSHIPS, PAYMENTS, each_page
from bridge.store.product_editing import TAX_READ, Catalog, ProductDocument
from bridge.store.settings import ACTIVE_PLUGINS, SETTING_READS, SharedTaxes, read_taxes, settings_from

#: Rows of a kind that are named, and rows that are read in one go.
MOST, PAGE = 50, 1000
#: The first rows of a currency that are named.
_FIRST = 5

#: Where rows of another currency than the network's are looked for, by what they are called; by pages of what.
_OF_OTHER_CURRENCY: Mapping[str, tuple[str, str]] = {
    "products": ("products.of_other_currency", ""),
    "memberships": ("memberships.of_other_currency", MEMBERSHIPS),
    "payments": ("payments.of_other_currency", PAYMENTS),
}


@dataclass(frozen=True, slots=True)
class Oddity:
    """One value that cannot be gone by: its table and row, its column or meta key, and what follows with what to do."""

    table: str
    row: str
    column: str
    says: str

    def __str__(self) -> str:
        """Say it.

        >>> str(Oddity("wu_customermeta", "customer 8", "wu_billing_address", "cannot be read: save it anew"))
        'wu_customermeta, customer 8: wu_billing_address cannot be read: save it anew'
        """
        return f"{self.table}, {self.row}: {self.column} {self.says}"


#: What follows of a column of a product, and what to do.
_OF_PRODUCTS: Mapping[str, str] = {
    "type": "is no type that is known, so that it is neither sold nor shown",
    "pricing_type": "is no way to price that is known, so that it is not for sale",
    "currency": "is no currency, so that none of its amounts is known and it is not for sale",
    "duration": "with duration_unit is no time, so that it is not sold at its own price",
    "trial_duration": "with trial_duration_unit is no time, so that it gives no trial",
    "billing_cycles": "is no number of payments, so that nobody new can buy it",
    "active": "says neither yes nor no, so that it is not for sale",
    "parent_id": "names no product, so that it is nobody's price and not for sale",
    "tax_category": "cannot be read, so that nobody who pays tax can be charged for it",
    "wu_available_addons": "cannot be read, so that it offers no packages and services",
    "wu_limitations": "cannot be read, so that what was said last of its limits holds",
}
_NOT_SOLD = "cannot be read, so that nobody can be charged by it"
_ANEW = "write it anew under Plan Bridge, Products"
_META_OF_PRODUCTS = frozenset({"tax_category", "price_variations", "wu_available_addons", "wu_limitations"})

_OF_MEMBERSHIPS: Mapping[str, str] = {
    "amount": (
        "cannot be what it costs, so that its renewal waits, and its changes where it counts:"
        " write a number of 0 or more"
    ),
    "initial_amount": "cannot be what was paid, so that its changes may wait: write a number of 0 or more",
    "currency": "is no currency, so that its changes and its renewal wait: write its three letters",
    "duration": "with duration_unit is no time, so that its plan's own is taken: write how long a term is",
    "status": "is none that is known, so that it is not taken to run: write one that is",
    "date_expiration": "is of another age, so that its term is long over: write when it ends",
    "plan_id": "names no product, so that only its limits hold: give it a plan that exists",
    "customer_id": "names no customer, so that nobody may change it and its tax is not known: give it one that exists",
}
_OF_PAYMENTS: Mapping[str, str] = {
    "total": "is none, so that what it paid is not known and is no credit: write the amount",
    "currency": "is no currency, so that what it paid is not known: write its three letters",
    "status": "is none that is known, so that it is not taken to be paid: write one that is",
    "date_created": "is none, so that it paid for no term that could be told: write when it was paid",
}
#: What a code is read from; nobody can tell which of it is to blame.
_OF_CODES = (
    "type, value, uses, dates or (wu_discount_codemeta) wu_limit_products, wu_allowed_products,"
    " wu_limit_billing_periods or wu_allowed_billing_periods"
)
_DIFFERING: Mapping[str, str] = {
    "products": "their figures are sold in {currency}, as Ultimate Multisite sells them",
    "memberships": "they go on in their own, and {shut_out} of them that run can choose no plan",
    "payments": "they are shown in their own",
}


def odd_values(database: MySQLDatabase[Any]) -> list[str]:
    """Name what of the shared tables and of our settings cannot be read or gone by, and what to do."""
    return database.reading(lambda _: list(oddities(database.session())))


def oddities(session: Connection) -> Iterator[str]:
    """Say what is odd: one pass over the catalog and the codes, a few over the memberships, one over the payments."""
    found = session.batch(SETTING_READS)
    taxes = read_taxes(found[TAX_READ])
    yield from _shared_settings(taxes)
    for name in settings_from(found["settings.list_settings"], taxes).unreadable:
        yield (
            f"bridge_settings, the setting {name}: value cannot be what is stored, its default holds: save it anew"
            " under Plan Bridge, Settings"
        )
    for kind in (_products, _memberships, _addons, _codes_of_memberships, _addresses, _codes, _payments):
        yield from map(str, islice(kind(session), MOST))
    yield from _of_other_currency(session, taxes)


def _shared_settings(taxes: SharedTaxes) -> Iterator[str]:
    """Name the network's settings and rates of tax that cannot be read."""
    for name in taxes.unreadable:
        if name == ACTIVE_PLUGINS:
            what = "which plugins run in the network is not known, Ultimate Multisite is taken not to"
        elif name.endswith("currency_symbol"):
            what = "the network has no currency, so that what has none of its own cannot be charged"
        else:
            what = "whether and how tax is charged is not known, so that nothing that may be taxed can be charged"
        yield f"sitemeta, {name}: meta_value cannot be read: {what}; save it anew where it is edited"
    for rate in taxes.rates:
        if rate.percent is None and rate.tax_category != EVERY_CATEGORY:
            yield (
                f"sitemeta, wp-ultimo_tax_rates: {_rate_named(rate)} in {rate.tax_category} cannot be read: nothing"
                " that it is for can be charged; write it as a number, for a country's two letters"
            )


def _rate_named(rate: TaxRate) -> str:
    """Name a rate of tax that cannot be read."""
    return "an entry" if rate.country == UNREADABLE else f"the tax rate of {rate.country or 'every country'}"


def _products(session: Connection) -> Iterator[Oddity]:
    """Name what of products cannot be read."""
    for product in Catalog(session).documents():
        for column in product.unreadable:
            yield _of_product(product, column)


def _of_product(product: ProductDocument, column: str) -> Oddity:
    """Name one column or meta key of a product."""
    table = "wu_productmeta" if column in _META_OF_PRODUCTS else "wu_products"
    says = f"{_OF_PRODUCTS.get(column, _NOT_SOLD)}: {_ANEW}"
    return Oddity(table, f"product {product.id} ({product.name})", column, says)


def _memberships(session: Connection) -> Iterator[Oddity]:
    """Name the columns of memberships that nobody can go by."""
    yield from _columns(session, "memberships.of_odd_values", "membership", _OF_MEMBERSHIPS)


def _payments(session: Connection) -> Iterator[Oddity]:
    """Name the columns of payments that nobody can go by."""
    yield from _columns(session, "payments.of_odd_values", "payment", _OF_PAYMENTS)


def _columns(session: Connection, query: str, what: str, follows: Mapping[str, str]) -> Iterator[Oddity]:
    """Name the columns that a query found odd."""
    for row in session.rows(query, most=MOST):
        for column in str(row["odd"]).split(","):
            yield Oddity(f"wu_{what}s", f"{what} {row['id']}", column, follows[column])


def _addons(session: Connection) -> Iterator[Oddity]:
    """Name the memberships of which nobody can tell what they hold."""
    says = "cannot be read, so that it can change nothing and its renewal waits: write anew what it holds"
    for row in _each(
        session, "memberships.of_odd_addons", lambda row: values.quantities(row["addon_products"]) is not None
    ):
        yield Oddity("wu_memberships", f"membership {row['id']}", "addon_products", says)


def _codes_of_memberships(session: Connection) -> Iterator[Oddity]:
    """Name the memberships of which nobody can tell what their discount is."""
    says = "cannot be read, so that its changes and its renewal wait: write the code's name, or take the row out"
    for row in _each(session, "memberships.of_odd_code", lambda row: code_is_readable(row["meta_value"])):
        yield Oddity("wu_membershipmeta", f"membership {row['id']}", "discount_code", says)


def _addresses(session: Connection) -> Iterator[Oddity]:
    """Name the customers of whom nobody can tell where they pay tax."""
    says = "cannot be read, so that their tax is not known and they can be charged nothing taxed: save it anew"
    for row in _each(session, "memberships.of_odd_address", lambda row: address_is_readable(row["meta_value"])):
        yield Oddity("wu_customermeta", f"customer {row['id']}", "wu_billing_address", says)


def _codes(session: Connection) -> Iterator[Oddity]:
    """Name the codes of which nobody can tell what they take off, off what, or how often."""
    for row in _each(session, "discount_codes.whole_page", lambda row: read_code(row, "").value is not None):
        says = "cannot be read, so that whoever has it can be charged nothing it is for: write it anew"
        yield Oddity("wu_discount_codes", f"code {row['code']} ({row['id']})", _OF_CODES, says)


def _each(session: Connection, query: str, is_readable: Callable[[Row], bool]) -> Iterator[Row]:
    """Give the rows of a query, a page of ids after the other, that are not readable."""
    after = 0
    while rows := session.rows(query, after=after, most=PAGE):
        yield from (row for row in rows if not is_readable(row))
        after = rows[-1]["id"]


def _of_other_currency(session: Connection, taxes: SharedTaxes) -> Iterator[str]:
    """Say which rows are in another currency than the network's, and who is shut out by that."""
    currency = taxes.currency
    if currency in {"", NO_CURRENCY}:
        return
    if not taxes.binds_products:
        held = each_page(session, MEMBERSHIPS, "memberships.in_other_currency", currency=currency)
        for name, rows in _by_currency(held):
            yield (
                f"{sum(row['held'] for row in rows)} memberships are in {name}, but the network's currency is"
                f" {currency}: no plan is sold in theirs, so they can choose none"
            )
        return
    for table, (query, pages) in _OF_OTHER_CURRENCY.items():
        found = each_page(session, pages, query, currency=currency) if pages else session.rows(query, currency=currency)
        for name, rows in _by_currency(found):
            many, shut_out = (sum(row.get(column) or 0 for row in rows) for column in ("found", "shut_out"))
            first = islice((one for row in rows for one in str(row["first_ids"]).split(",")), _FIRST)
            yield (
                f"{many} {table} are stored in {name} (the first: {','.join(first)}), but the network's currency is"
                f" {currency}: {_DIFFERING[table].format(currency=currency, shut_out=shut_out)}"
            )


def _by_currency(rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    """Return rows that were found on pages by their currency, in the order of its name."""
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["currency"]].append(row)
    return sorted(found.items())


#: Sites of a kind that are named, and memberships with limited sites that are looked at in one go.
NAMED, SITES_PAGE = 20, 500
_OF_LIMITS = {
    "limits_unreadable": "cannot be read; what was said last holds: set it anew",
    "quota_unreadable": "cannot be read; what was written last holds: run bridge materialise for it",
    "row_missing": "is missing; WordPress' own rules hold: run bridge materialise for it",
    "said_unreadable": "cannot be read as it was written; what was written before holds: run bridge materialise for it",
}
_OF_LOST_SITES = {
    "link_lost": "limits hold, but the site lost its wu_type or wu_membership_id (blogmeta): give it both back",
    "membership_gone": "limits hold, but the membership is gone: give the site another, or another wu_type",
    "customer_gone": "limits hold, but the membership's customer is gone: give it one",
    "plan_gone": "limits hold, but the membership's plan is gone: give it one that exists",
    "site_gone": "limits are kept of sites that are gone: the rows may be deleted",
}


def unreadable_limits(services: Services) -> list[str]:
    """Say which limits cannot be read, whose they are, and what goes on holding."""
    statements = services.database.reading(lambda store: store.catalog.limit_statements())
    products = [
        f"product {product_id} ({name}): {_parts([asdict(part) for part in statement.unreadable])} cannot be read;"
        " what was said last holds where it is known: set it anew"
        for product_id, (name, statement) in statements.items()
        if statement.unreadable
    ]
    noted = services.database.reading(lambda store: store.limit_records.faults())
    others = [
        f"{kind} {number}: {_parts(fault.details.get('parts', []))} {_OF_LIMITS[fault.code]}"
        for fault in noted
        for kind, number in [fault.subject]
        if fault.code in _OF_LIMITS and kind != "product"
    ]
    return [*products, *others]


def _parts(parts: list[dict[str, Any]]) -> str:
    """Name parts of limitations with what is stored."""
    named = [f'{part["part"] or "all limits"} "{part["stored"]}"' for part in parts]
    return ", ".join(named) or "the row of its limits"


def lost_sites(services: Services) -> list[str]:
    """Say which limited sites have lost their place in the shared data; the first of each kind are named."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    after, last = 0, _last_limited(services, 0)
    while last:
        for orphan in _orphans_of(services, after, last):
            found[orphan.code].append(f"{orphan.blog_id} (membership {orphan.membership_id})")
        after, last = last, _last_limited(services, last)
    return [
        f"{_OF_LOST_SITES[code]}: {len(sites)} sites, {', '.join(sites[:NAMED])}{' …' if len(sites) > NAMED else ''}"
        for code, sites in sorted(found.items())
    ]


def _last_limited(services: Services, after: int) -> int:
    """Return the last membership of a page of those with limited sites, 0 where none is left."""
    return services.database.reading(lambda store: store.limits.limited_page_end(after, SITES_PAGE))[0]


def _orphans_of(services: Services, after: int, last: int) -> Sequence[Orphan]:
    """Return the orphans of a page of memberships."""
    return services.database.reading(lambda store: store.limit_records.orphans(after, last))


#: Memberships that nobody renews or closes, by sort: what they are, and what to do.
_BEYOND_TERM: dict[str, str] = {
    "over": (
        "Memberships past the end of their term that nobody bills here: {found} (the first: {first_ids}; the oldest"
        " since {longest} UTC). Their sites stay open: take them over, or renew or end them where they are billed."
    ),
    "paid_in_full": (
        "Memberships billed as often as agreed that go on after their term, for nothing: {found} (the first:"
        " {first_ids}; the oldest since {longest} UTC). Where that is not meant, end them or take them over."
    ),
    "on_hold": (
        "Memberships on hold beyond the end of their term: {found} (the first: {first_ids}; the oldest since {longest}"
        " UTC). Nothing is billed, nothing ends: take them up again, or cancel them."
    ),
}


#: A pause that has been over for so long was not ended by the worker, which looks each round.
_PAUSE_OVERDUE = timedelta(hours=1)
_PAUSES_NAMED = 5


def pauses_overdue(services: Services) -> list[str]:
    """Say which memberships still rest though their pause is over: nothing that was paid for runs there."""
    before = services.clock.now() - _PAUSE_OVERDUE
    found = services.database.reading(lambda store: store.membership_writes.pauses_over(before, _PAUSES_NAMED + 1))
    named = ", ".join(str(membership_id) for membership_id in found[:_PAUSES_NAMED])
    more = ", and more" if len(found) > _PAUSES_NAMED else ""
    said = f"Memberships that still rest though their pause is over: {named}{more}. Is the worker running?"
    return [said] if found else []


def taken_without_number(services: Services) -> list[str]:
    """Say which memberships took a plan of a number of payments for none, under a version that agreed on none."""
    found, first_ids = services.database.reading(lambda store: store.billings.taken_without_number())
    said = (
        "Memberships that are billed until they are cancelled, though their plan has a number of payments:"
        f" {found} (the first: {first_ids}). An earlier version sold it to them without one. Where the number is meant"
        " for them too, write it into wu_memberships.billing_cycles, the payments before the plan counted along."
    )
    return [said] if found else []


def beyond_term(services: Services) -> list[str]:
    """Say which memberships run on, or rest, beyond their term with nobody to renew or close them."""
    now = services.clock.now()
    found = services.database.reading(lambda store: store.membership_list.beyond_term(now))
    return [
        _BEYOND_TERM[sort.sort].format(found=sort.found, first_ids=sort.first_ids, longest=sort.longest)
        for sort in found
    ]
