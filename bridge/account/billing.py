"""Billing details of a membership's customer: address, VAT number, and what tax these come to now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Literal

from bridge.account.vat import NoVatNumber, is_in_register, read_number
from bridge.changes.transaction import Hold, forget_cached, lock
from bridge.cldr import countries, country_names
from bridge.errors import InvalidRequest, MembershipUnknown, NotAllowed
from bridge.people import Actor, Viewer, author_of, require_buyer, viewer_of
from bridge.ports import Services
from bridge.pricing.charges import TaxTable
from bridge.pricing.refusal import NotKnown
from bridge.store.buyers import Buyer, VatState
from bridge.store.locks import Subject
from bridge.store.memberships import MembershipFacts
from bridge.store.store import Store

#: What tax is charged now: none in this network, none since the buyer accounts for it, the rates named; or a rate, or
#: where the customer is, cannot be read.
TaxStatus = Literal["not_charged", "reverse_charge", "charged", "not_known"]


@dataclass(frozen=True, slots=True)
class Address:
    """Where invoices go; ``country`` is two letters, and every part may be empty."""

    company_name: str = ""
    address_line_1: str = ""
    address_line_2: str = ""
    zip_code: str = ""
    city: str = ""
    state: str = ""
    country: str = ""


_PARTS = tuple(one.name for one in fields(Address))


@dataclass(frozen=True, slots=True)
class VatNumber:
    """A VAT number, '' where none was given; ``checked_at`` and ``proof`` are the register's answer."""

    number: str
    state: VatState
    checked_at: datetime | None
    proof: str


@dataclass(frozen=True, slots=True)
class TaxNow:
    """The tax of what the membership holds, by the address as it is; ``rates`` are percentages, highest first."""

    status: TaxStatus
    rates: tuple[str, ...]
    inclusive: bool


@dataclass(frozen=True, slots=True)
class Billing:
    """Billing details; ``readable`` False: an address is stored that cannot be read, so that none is shown."""

    address: Address
    readable: bool
    country_name: str
    vat: VatNumber
    tax: TaxNow


@dataclass(frozen=True, slots=True)
class Country:
    """A country in the reader's language."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class BillingAnswer:
    """Billing details to be edited, with the countries to choose from."""

    membership_id: int
    viewer: Viewer
    billing: Billing
    countries: tuple[Country, ...]


@dataclass(frozen=True, slots=True)
class Details:
    """What somebody entered."""

    address: Address
    vat_number: str


def read_billing(services: Services, actor: Actor, membership_id: int) -> BillingAnswer:
    """Return the billing details of a membership's customer.

    :raises NotAllowed: where the person has no business with it.
    :raises MembershipUnknown: where a network admin named one that does not exist.
    """
    facts, viewer, buyer = services.database.reading(lambda store: _seen(store, actor, membership_id))
    known = tuple(Country(code, name) for code, name in countries(actor.locale))
    return BillingAnswer(membership_id, viewer, billing_of(facts, buyer, actor.locale), known)


def save_billing(
    services: Services, actor: Actor, membership_id: int, entered: Details, unsaid: frozenset[str] = frozenset()
) -> BillingAnswer:
    """Keep billing details where Ultimate Multisite has them too; the tax of every quote follows at once.

    What is ``unsaid``, by its field's name, stays.

    :raises InvalidRequest: with path and code of each field that is wrong.
    :raises NotTheCustomer: where the person may look only.
    """
    if not unsaid:
        _checked(entered)
    facts, _, _ = services.database.reading(lambda store: _seen(store, actor, membership_id))
    subject = Subject(membership_id, facts.snapshot.customer.id, facts.snapshot.membership.currency)

    def save(store: Store) -> None:
        held = lock(store, services.clock.now(), author_of(actor, facts.customer_user_id), subject)
        require_buyer(store, actor, held.facts)
        details = with_kept(entered, store.buyers.find(held.customer_id), unsaid)
        _save(held, actor, details.address, _checked(details))

    services.database.transaction(save)
    return read_billing(services, actor, membership_id)


def with_kept(entered: Details, buyer: Buyer | None, unsaid: frozenset[str]) -> Details:
    """Return what was entered, and of what was not what is kept."""
    parts = buyer.address if buyer and buyer.readable else {}
    address = replace(entered.address, **{name: parts.get(name, "") for name in _PARTS if name in unsaid})
    number = buyer.vat_number if buyer and "vat_number" in unsaid else entered.vat_number
    return Details(replace(address, country=address.country.upper()), number)


def billing_of(facts: MembershipFacts, buyer: Buyer | None, locale: str) -> Billing:
    """Return what is kept of a customer, and the tax that follows; a customer who is gone has nothing."""
    parts = buyer.address if buyer and buyer.readable else {}
    address = Address(**{name: parts.get(name, "") for name in _PARTS})
    country = address.country.upper()
    return Billing(
        address=address,
        readable=buyer is None or buyer.readable,
        country_name=country_names(locale).get(country, country),
        vat=VatNumber(
            buyer.vat_number if buyer else "",
            buyer.vat_state if buyer else "unchecked",
            buyer.vat_checked_at if buyer else None,
            buyer.vat_proof if buyer else "",
        ),
        tax=tax_now(facts),
    )


def tax_now(facts: MembershipFacts) -> TaxNow:
    """Return what tax is charged for what a membership holds."""
    snapshot, inclusive = facts.snapshot, facts.snapshot.settings.tax_inclusive
    if not snapshot.settings.taxes:
        return TaxNow("not_charged", (), inclusive)
    if snapshot.customer.tax_exempt:
        return TaxNow("reverse_charge", (), inclusive)
    table, held = TaxTable(snapshot), (snapshot.membership.plan_id, *snapshot.membership.addons)
    try:
        rates = {table.percent(snapshot.products[one]) for one in held if one in snapshot.products}
    except NotKnown:
        return TaxNow("not_known", (), inclusive)
    named = tuple(f"{float(rate):.4f}".rstrip("0").rstrip(".") for rate in sorted(rates, reverse=True) if rate)
    return TaxNow("charged", named, inclusive)


def _seen(store: Store, actor: Actor, membership_id: int) -> tuple[MembershipFacts, Viewer, Buyer | None]:
    """Return the membership that the person may see, who they are to it, and its customer."""
    facts = store.memberships.load(membership_id)
    if facts is None:
        raise MembershipUnknown(membership_id=membership_id) if actor.is_network_admin else NotAllowed
    return facts, viewer_of(store, actor, facts), store.buyers.find(facts.snapshot.customer.id)


def _checked(details: Details) -> str:
    """Return the VAT number as it is kept.

    :raises InvalidRequest: for a country that is none, a number that is none, and one of another country.
    """
    errors: list[Mapping[str, str]] = []
    country, number = details.address.country, ""
    if not country:
        errors.append({"path": "country", "code": "required"})
    elif country not in country_names("en_US"):
        errors.append({"path": "country", "code": "country_unknown"})
    try:
        number = "" if errors else read_number(details.vat_number, country)
    except NoVatNumber as wrong:
        errors.append({"path": "vat_number", "code": wrong.code})
    if errors:
        raise InvalidRequest(errors=errors)
    return number


def _save(held: Hold, actor: Actor, address: Address, number: str) -> None:
    """Write address and number, and who did it: which fields moved, and nothing of a person's address."""
    buyers = held.store.buyers
    before = buyers.find(held.customer_id)
    parts = before.address if before and before.readable else {}
    wanted = {name: getattr(address, name) for name in _PARTS}
    moved = sorted(name for name, text in wanted.items() if text != parts.get(name, ""))
    if moved or before is None or not before.readable:
        buyers.put_address(held.customer_id, wanted)
    is_other = before is None or before.vat_number != number or before.vat_state == "invalid"
    if is_other:
        asks = held.at if number and is_in_register(number) else None
        buyers.put_vat_number(held.customer_id, number, asks, held.at)
        moved += ["vat_number"] * (before is None or before.vat_number != number)
    if actor.user_id == held.customer_user_id:
        buyers.speak(held.customer_id, actor.locale, held.at)
    if moved:
        held.record("billing_details_changed", None, fields=moved, country=address.country)
        forget_cached(held, [], [])
