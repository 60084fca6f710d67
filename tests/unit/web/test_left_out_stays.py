"""Whoever saves less than we know, an older plugin or a program, overwrites nothing: what is left out stays."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from bridge.account.billing import Address, Details, with_kept
from bridge.account.routes import BillingBody
from bridge.errors import InvalidRequest
from bridge.network_admin import discount_codes, products
from bridge.network_admin.discount_code_routes import CodeBody
from bridge.network_admin.form_routes import LogoBody, ProductBody, RulesBody, SettingsBody
from bridge.network_admin.letter_routes import LetterBody
from bridge.network_admin.plan_paths import preview_paths
from bridge.pricing.calendar import Period
from bridge.pricing.catalog import PlanRules
from bridge.store.buyers import Buyer
from bridge.store.discount_code_editing import DiscountCodeDocument
from bridge.store.product_editing import PriceRow, ProductDocument
from bridge.web.encoding import Request
from tests.fakes.builders import DISK, PREMIUM, disk, facts, product
from tests.unit.network_admin.world import World, network_admin, world
from tests.unit.web.application import application

STORED = product(
    PREMIUM, "Premium", slug="the-premium", description="All of it", amount=Fraction(199), setup_fee=Fraction(50),
    billing_cycles=12, trial=Period(14, "day"), price_variations=(PriceRow(Period(1, "year"), Fraction(1990)),),
    taxable=False, tax_category="books", features=("One",), plan_group="High End", list_order=3,
    available_addons=(DISK,), rules=PlanRules("upgrade_only", Period(3, "month"), hidden=True, after_last="end"),
    limitations=disk(500),
)  # fmt: skip
RULES: dict[str, Any] = {
    "direction": "upgrade_only", "minimum_term": {"n": 3, "unit": "month"}, "hidden": True, "after_last": "end",
}  # fmt: skip
SAID: dict[str, Any] = {
    "name": "Premium", "slug": "the-premium", "description": "All of it", "type": "plan", "active": True,
    "currency": "SEK", "pricing_type": "paid", "amount": "199", "setup_fee": "50", "period": {"n": 1, "unit": "month"},
    "recurring": True, "billing_cycles": 12, "trial": {"n": 14, "unit": "day"},
    "price_variations": [{"period": {"n": 1, "unit": "year"}, "amount": "1990"}], "taxable": False,
    "tax_category": "books", "features": ["One"], "plan_group": "High End", "list_order": 3,
    "available_addons": [DISK], "rules": RULES, "limits": {}, "limitations": disk(500),
}  # fmt: skip
CODE = DiscountCodeDocument(
    7, "TEN", "Ten", "For friends", "absolute", Fraction(10), True, 5, 1, False, datetime(2025, 1, 1),
    datetime(2025, 12, 31, 23, 59, 59), (PREMIUM,), (Period(1, "year"),),
)  # fmt: skip
BUYER = Buyer(
    4, "Anna", {"company_name": "A", "address_line_1": "B", "address_line_2": "C", "zip_code": "D", "city": "E",
                "state": "F", "country": "SE"}, True, "sv_SE", "SE556703748501", "valid", None, "",
)  # fmt: skip

#: What each route that writes over something stored is sent, and where this file, or another, says that a part will do.
SAVES = {
    "/v1/network/products/<int:product_id>": ProductBody,
    "/v1/network/products/<int:product_id>/rules": RulesBody,
    "/v1/network/discount-codes/<int:code_id>": CodeBody,
    "/v1/memberships/<int:membership_id>/billing-address": BillingBody,
    "/v1/network/settings": SettingsBody,
    "/v1/network/letters/<letter_name>": LetterBody,
    "/v1/network/receipt-logo": LogoBody,
}


def optional(body: type[Request]) -> list[str]:
    """The fields that a body may leave out."""
    return [name for name, one in body.model_fields.items() if not one.is_required()]


@pytest.fixture
def made() -> World:
    found = world(facts())
    found.store.catalog.saved[PREMIUM] = STORED
    return found


def saved(made: World, said: dict[str, Any]) -> ProductDocument:
    """What is stored after a product was saved so."""
    body = ProductBody.model_validate(said)
    products.save_product(made.services, network_admin, body.value(PREMIUM), None, body.unsaid())
    return replace(made.store.catalog.saved[PREMIUM], version="")


def test_this_file_knows_every_route_that_writes_over_what_is_stored() -> None:
    rules = application().url_map.iter_rules()

    assert {rule.rule for rule in rules if "PUT" in (rule.methods or ())} == set(SAVES)


@pytest.mark.parametrize("name", [one for one in optional(ProductBody) if one not in {"version", "limits_revision"}])
def test_what_is_left_out_of_a_product_stays(made: World, name: str) -> None:
    said = {one: value for one, value in SAID.items() if one != name}

    assert saved(made, {**said, "version": STORED.version}) == replace(STORED, version="")


@pytest.mark.parametrize("name", optional(RulesBody))
def test_what_is_left_out_of_a_plans_rules_stays(made: World, name: str) -> None:
    rules = {one: value for one, value in RULES.items() if one != name}

    assert saved(made, {**SAID, "rules": rules, "version": STORED.version}).rules == STORED.rules
    body = RulesBody.model_validate(rules)
    products.save_rules(made.services, network_admin, PREMIUM, body.value(), body.left_out())
    assert made.store.catalog.saved[PREMIUM].rules == STORED.rules


def test_what_is_said_holds_also_where_it_is_nothing(made: World) -> None:
    said = {**SAID, "trial": None, "features": [], "rules": {**RULES, "minimum_term": None}, "version": STORED.version}

    rules = replace(STORED.rules, minimum_term=None)
    assert saved(made, said) == replace(STORED, trial=None, features=(), rules=rules, version="")


def test_a_limit_said_without_the_others_is_written_into_those_that_are_stored(made: World) -> None:
    said = {one: value for one, value in SAID.items() if one != "limitations"}
    stored = {**disk(500), "visits": {"enabled": True, "limit": "1000"}}
    made.store.catalog.saved[PREMIUM] = replace(STORED, limitations=stored)

    after = saved(made, {**said, "limits": {"disk_space": {"number": 700}}, "version": STORED.version})

    assert after.limitations == {**stored, **disk(700)}


def test_of_a_plan_of_which_a_part_is_said_the_paths_are_those_of_the_whole(made: World) -> None:
    parts = {one: value for one, value in SAID.items() if one not in {"rules", "plan_group", "list_order"}}

    def paths(said: dict[str, Any]) -> Any:
        body = ProductBody.model_validate(said)
        return preview_paths(made.services, network_admin, body.value(PREMIUM), body.unsaid())

    assert paths(parts) == paths(SAID)


@pytest.mark.parametrize("name", [one for one in optional(CodeBody) if one != "version"])
def test_what_is_left_out_of_a_discount_code_stays(made: World, name: str) -> None:
    kept = {7: CODE}

    def save(after: DiscountCodeDocument, _: datetime) -> int:
        kept[7] = after
        return 7

    made.store.discount_codes = SimpleNamespace(  # type: ignore[attr-defined]
        find=lambda number, **_: kept.get(number), save=save, uses=lambda *_: ()
    )
    before = asdict(discount_codes.read_code(made.services, network_admin, 7).code)
    said = {one: before[one] for one in CodeBody.model_fields if one != name}
    body = CodeBody.model_validate({**said, "value": "10"})

    discount_codes.save_code(made.services, network_admin, body.value_of(7), body.left_out())

    assert kept[7] == replace(CODE, uses=kept[7].uses)


@pytest.mark.parametrize("name", optional(BillingBody))
def test_what_is_left_out_of_billing_details_stays(name: str) -> None:
    told = {**BUYER.address, "vat_number": BUYER.vat_number}
    body = BillingBody.model_validate({one: text for one, text in told.items() if one != name})

    assert with_kept(body.value(), BUYER, body.left_out()) == Details(Address(**BUYER.address), BUYER.vat_number)


def test_what_is_left_out_of_settings_and_letters_is_not_written() -> None:
    assert SettingsBody.model_validate({}).named() == {}  # type: ignore[attr-defined]
    wish = LetterBody.model_validate({}).wish()
    assert (wish.is_sent, wish.wording, wish.reset) == (None, None, False)
    assert optional(LogoBody) == []


@pytest.mark.parametrize(("said", "missing"), [({"subject": "Paid"}, "text"), ({"text": "Thanks"}, "subject")])
def test_half_of_a_letters_words_are_refused(said: dict[str, str], missing: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        LetterBody.model_validate(said).wish()

    assert refused.value.params["errors"] == [{"path": missing, "code": "required"}]
