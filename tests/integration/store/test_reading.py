"""Rows of a live network, odd values included, as pricing, pages and limits read them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from fractions import Fraction

import pytest

from bridge.pricing.calendar import Period
from bridge.pricing.catalog import PlanRules
from bridge.pricing.money import Money
from bridge.pricing.snapshot import DiscountCode, Settings, SettledLine, TaxRate
from bridge.store.account import AccountFacts, AccountPayment, MembershipEntry, PaidLine, Site
from bridge.store.engine import php_serialize
from bridge.store.membership_list import Which
from bridge.store.memberships import MembershipFacts
from bridge.store.store import Store
from bridge.store.terms import discount_text, renewal_text
from tests.integration.store.places import Place, new_place, table_names, with_sample
from tools.network.mariadb import Server

SAM = 2


def load(place: Place, membership_id: int = 1) -> MembershipFacts:
    found = place.database().reading(lambda store: store.memberships.load(membership_id))
    assert found is not None
    return found


def account(place: Place, user_id: int = SAM, blog_id: int = 3, *, sees_site: bool = False) -> AccountFacts | None:
    return place.database().reading(
        lambda store: store.account.read(user_id, blog_id, None, sees_site=sees_site)
    )


def test_every_membership_of_a_live_network_is_read(sample: Place) -> None:
    facts = load(sample)

    membership = facts.snapshot.membership
    assert (membership.plan_id, membership.addons, membership.status) == (5, {6: 2}, "active")
    assert (membership.amount, membership.initial_amount) == (Fraction(4000), Fraction(4000))
    assert membership.date_expiration == datetime(2026, 12, 13, 23, 59, 59)
    assert membership.settled_lines is None
    assert [payment.amount for payment in membership.term_payments] == [Fraction(3500)]
    assert facts.customer_user_id == SAM
    assert facts.limitations[6]["disk_space"] == {"enabled": True, "limit": "250"}
    assert facts.site_limitations == {3: {"disk_space": {"limit": "999"}}}


#: Payments of membership 1 beside the sample's: day, status, amount, currency, product.
OTHER_PAYMENTS = """
INSERT INTO {p}wu_payments (id, customer_id, membership_id, status, total, refund_total, currency, product_id,
                            date_created)
SELECT told.id, memberships.customer_id, memberships.id, told.status, told.total, told.refunded, told.currency,
       told.product_id, told.at
FROM {p}wu_memberships AS memberships
JOIN (SELECT 901 AS id, 'completed' AS status, 0 AS total, 0 AS refunded, memberships.currency AS currency,
             5 AS product_id, '2030-01-01' AS at FROM {p}wu_memberships AS memberships WHERE id = 1
      UNION ALL SELECT 902, 'completed', 99, 0, '', 6, '2030-01-02'
      UNION ALL SELECT 903, 'completed', 77, 0, 'XTS', 5, '2030-01-03'
      UNION ALL SELECT 904, 'pending', 66, 0, '', 5, '2030-01-04'
      UNION ALL SELECT 905, 'partially-refunded', 50, 20, '', 5, '2030-01-05'
      UNION ALL SELECT 906, 'completed', 55, 0, '', 5, '2030-01-06') AS told
WHERE memberships.id = 1;
INSERT INTO {p}bridge_payments
  (payment_id, shared_id, membership_id, customer_id, gateway, provider_id, status, currency, amount_minor, tax_minor,
   created_at)
SELECT 1000004, 906, id, customer_id, 'manual', 'manual-a', 'completed', 'USD', 5500, 0, '2030-01-06'
FROM {p}wu_memberships WHERE id = 1;
INSERT INTO {p}bridge_account_credit_entries
  (customer_id, currency, amount_minor, cause, membership_id, payment_id, actor_user_id, created_at)
SELECT customer_id, 'SEK', 5500, 'received_late', id, 1000004, 0, '2030-01-06' FROM {p}wu_memberships WHERE id = 1
"""


def test_payments_for_terms_are_those_for_a_plan_in_its_currency_that_did_not_become_account_credit(
    sample: Place,
) -> None:
    """905 less its refund and 901 of nothing count; 906 is account credit, 903 is other money, 902 is a package."""
    sample.script(OTHER_PAYMENTS)

    found = load(sample).snapshot.membership.term_payments

    assert [(payment.at.day, payment.amount) for payment in found if payment.at.year == 2030] == [(5, 3000), (1, 0)]


MANY_PAYMENTS = """
INSERT INTO {p}wu_payments (customer_id, membership_id, status, total, refund_total, currency, product_id, date_created)
SELECT customer_id, 1, 'completed', counted.meta_id, 0, '', 5, '2029-01-01' + INTERVAL counted.meta_id DAY
FROM {p}wu_memberships JOIN (SELECT DISTINCT meta_id FROM {p}wu_productmeta LIMIT 12) AS counted
JOIN (SELECT 1 UNION ALL SELECT 2) AS twice WHERE id = 1
"""


def test_the_account_knows_of_a_membership_what_every_other_reading_does(sample: Place) -> None:
    """What was paid is told by the payments shown; where these fill a page, by those that are asked for."""
    for more in ("SELECT 1", OTHER_PAYMENTS, MANY_PAYMENTS):
        sample.script(more)

        found = account(sample)

        assert found is not None
        # only who writes limits needs to know what they were made from
        assert found.membership == replace(load(sample), limits_digest="")
    assert len(found.payments) == 20 < found.payments_total
    assert len(found.membership.snapshot.membership.term_payments) > 20


def test_the_set_up_fee_of_a_child_product_is_its_prices_own(sample: Place) -> None:
    sample.script(
        "UPDATE {p}wu_products SET parent_id = 5, duration = 2, duration_unit = 'year', amount = 500, setup_fee = 12"
        " WHERE id = 4"
    )

    assert load(sample).snapshot.products[5].price_variations[-1].setup_fee == Fraction(1200)


def test_a_discount_code_is_read_from_the_php_object_it_was_kept_as(sample: Place) -> None:
    assert load(sample).snapshot.membership.discount_code == DiscountCode(
        code="TEN",
        type="percentage",
        value=Fraction(10),
        applies_to_renewals=True,
        products=frozenset({5}),
        periods=(Period(1, "month"),),
        remaining_uses=100,
    )


def test_a_plain_discount_code_is_read_from_its_row_with_the_uses_that_are_free(sample: Place) -> None:
    sample.script(
        "UPDATE {p}wu_membershipmeta SET meta_value = 'TEN' WHERE meta_key = 'discount_code'; "
        "INSERT INTO {p}bridge_discount_reservations VALUES (REPEAT('a', 32), 'TEN', 'held', '2025-06-15')"
    )

    code = load(sample).snapshot.membership.discount_code

    assert code is not None
    assert (code.code, code.remaining_uses, code.periods) == ("TEN", 99, (Period(1, "month"),))


def test_a_discount_code_deleted_since_is_none(sample: Place) -> None:
    sample.script("UPDATE {p}wu_membershipmeta SET meta_value = 'GONE' WHERE meta_key = 'discount_code'")

    assert load(sample).snapshot.membership.discount_code is None


def test_a_product_is_read_with_its_further_prices_and_offers(sample: Place) -> None:
    plan = load(sample).snapshot.products[5]

    assert (plan.amount, plan.group, plan.trial, plan.offers) == (3000, "saas", Period(14, "day"), frozenset({6}))
    assert [(str(price.period), price.amount) for price in plan.price_variations] == [
        ("1-year", 30000),
        ("3-month", 8000),
    ]


def test_amounts_keep_their_fourth_decimal(sample: Place) -> None:
    sample.script("UPDATE {p}wu_products SET amount = 9.9999 WHERE id = 4")

    assert load(sample).snapshot.products[4].amount == Fraction(99999, 100)


def test_a_child_product_is_a_price_of_its_parent_and_not_offered_itself(sample: Place) -> None:
    sample.script(
        "UPDATE {p}wu_products SET parent_id = 5, duration = 2, duration_unit = 'year', amount = 500 WHERE id = 4"
    )

    products = load(sample).snapshot.products

    assert str(products[5].price_variations[-1].period) == "2-year"
    assert not products[4].active


@pytest.mark.parametrize(
    ("stored", "addons"),
    [
        (None, {}),
        ("", {}),
        ("a:0:{}", {}),
        ('a:1:{s:1:"6";s:1:"2";}', {6: 2}),
        (r"a:1:{s:1:\"6\";s:1:\"2\";}", {6: 2}),
        ("a:2:{i:6;i:0;i:7;i:1;}", {7: 1}),
        ("a:1:{i:6;", {}),
        ('O:8:"stdClass":0:{}', {}),
    ],
)
def test_add_ons_are_read_in_every_form_they_are_found_in(sample: Place, stored: str | None, addons: object) -> None:
    sample.run("UPDATE {p}wu_memberships SET addon_products = %(stored)s WHERE id = 1", stored=stored)

    assert load(sample).snapshot.membership.addons == addons


@pytest.mark.parametrize(
    ("stored", "offers"),
    [("6,7", {6, 7}), ('a:2:{i:0;s:1:"6";i:1;i:7;}', {6, 7}), ("", set()), ("nonsense", set()), ("a:0:{}", set())],
)
def test_offered_add_ons_are_a_list_or_a_comma_string(sample: Place, stored: str, offers: set[int]) -> None:
    sample.run(
        "UPDATE {p}wu_productmeta SET meta_value = %(stored)s "
        "WHERE wu_product_id = 5 AND meta_key = 'wu_available_addons'",
        stored=stored,
    )

    assert load(sample).snapshot.products[5].offers == frozenset(offers)


def test_dates_that_are_none_are_none(sample: Place) -> None:
    session = sample.session()
    session.script(
        "SET sql_mode = ''; UPDATE wp_wu_memberships SET date_created = '0000-00-00 00:00:00', "
        "date_renewed = '0000-00-00 00:00:00', date_expiration = NULL WHERE id = 1"
    )

    membership = load(sample).snapshot.membership

    assert (membership.date_created, membership.date_renewed, membership.date_expiration) == (None, None, None)


def test_limitations_that_cannot_be_read_are_told_and_limit_nothing(sample: Place) -> None:
    sample.script(
        "UPDATE {p}wu_productmeta SET meta_value = 'a:1:{broken' "
        "WHERE wu_product_id = 5 AND meta_key = 'wu_limitations'"
    )

    document = sample.database().reading(lambda store: store.catalog.document(5))

    assert load(sample).limitations[5] == {}
    assert document is not None
    assert (document.limitations, document.unreadable) == (None, ("wu_limitations",))


def test_a_membership_whose_plan_is_gone_is_read(sample: Place) -> None:
    sample.script("DELETE FROM {p}wu_products WHERE id = 5")

    facts = load(sample)

    assert facts.snapshot.membership.plan_id == 5
    assert 5 not in facts.snapshot.products


def test_a_membership_without_a_customer_is_nobodys(sample: Place) -> None:
    sample.script("DELETE FROM {p}wu_customers")

    assert load(sample).customer_user_id == 0


def test_an_unknown_membership_is_none(sample: Place) -> None:
    assert sample.database().reading(lambda store: store.memberships.load(99)) is None


def test_the_billing_address_is_read_from_its_php_object(sample: Place) -> None:
    attributes = {"billing_country": "SE", "billing_state": "", "billing_city": "Åre"}
    name, inner = "\0*\0attributes", php_serialize.dumps(attributes)
    stored = f'O:33:"WP_Ultimo\\Objects\\Billing_Address":1:{{s:13:"{name}";{inner}}}'
    sample.run("UPDATE {p}wu_customermeta SET meta_value = %(stored)s", stored=stored)

    customer = load(sample).snapshot.customer

    assert (customer.country, customer.state, customer.city) == ("SE", "", "Åre")


def test_taxes_come_from_the_shared_settings(sample: Place) -> None:
    rates = {
        "default": {
            "name": "Default",
            "rates": {0: {"title": "Moms", "country": "SE", "state": "", "city": "*", "tax_rate": "25"}},
        }
    }
    for key, value in (
        ("wp-ultimo_v2_settings", {"enable_taxes": "1", "inclusive_tax": "on", "precision": ""}),
        ("wp-ultimo_tax_rates", rates),
    ):
        sample.insert("sitemeta", {"site_id": 1, "meta_key": key, "meta_value": php_serialize.dumps(value)})

    snapshot = load(sample).snapshot

    assert (snapshot.settings.taxes, snapshot.settings.tax_inclusive) == (True, True)
    assert snapshot.tax_rates == (TaxRate("SE", "default", Fraction(25), "", "*"),)


def test_a_saved_setting_goes_before_the_shared_one(sample: Place) -> None:
    sample.insert(
        "sitemeta", {"site_id": 1, "meta_key": "wp-ultimo_v2_settings", "meta_value": 'a:1:{s:12:"enable_taxes";i:1;}'}
    )
    database = sample.database()

    database.transaction(lambda store: store.settings.save({"taxes": False, "grace_days": 5}, datetime(2025, 6, 15), 1))

    settings = database.reading(lambda store: store.settings.read())
    assert (settings.pricing, settings.grace_days) == (Settings(taxes=False, grace_days=5), 5)


def test_rules_are_read_from_our_own_table(sample: Place) -> None:
    sample.script("INSERT INTO {p}bridge_product_rules VALUES (5, 'upgrade_only', 3, 'month', 1, 'end', '2025-06-15')")

    assert load(sample).snapshot.products[5].rules == PlanRules(
        "upgrade_only", Period(3, "month"), hidden=True, after_last="end"
    )


def test_settled_lines_are_those_that_are_worth_something_and_every_set_up_fee(sample: Place) -> None:
    line = "1, 1, 1, NULL, 5, '{}', 1, 'USD', 3000, 0, 0, '2026-11-13', '2026-12-13', '2026-11-13', {}, 0, 0"
    values = ", ".join(
        f"({number}, {line.format(kind, ended)})"
        for number, kind, ended in (
            (1, "plan", "'2026-11-20'"),
            (2, "setup_fee", "'2026-11-20'"),
            (3, "package", "NULL"),
        )
    )
    sample.script(f"INSERT INTO {{p}}bridge_settled_lines VALUES {values}")

    lines = load(sample).snapshot.membership.settled_lines

    assert lines is not None
    assert [(found.id, found.type) for found in lines] == [(2, "setup_fee"), (3, "package")]
    assert isinstance(lines[0], SettledLine)


def test_the_account_is_read_in_one_round_trip_and_one_more_for_its_discount_code(sample: Place) -> None:
    database = sample.database()
    database.reading(lambda store: store.memberships.load(1))
    before = database.round_trips()

    facts = database.reading(lambda store: store.account.read(SAM, 3, None, sees_site=False))

    assert database.round_trips() - before == 2
    assert facts is not None
    assert facts.has_site_asked_from
    assert facts.own_memberships == (MembershipEntry(2, "S-Starter", "pending"), MembershipEntry(1, "S-Pro", "active"))
    assert facts.sites == (Site(3, "network.example", "/sam/", "sam.example"),)


def test_a_thousand_products_take_one_further_round_trip_once(sample: Place) -> None:
    rows = ", ".join(f"({n}, 'P{n}', 'p{n}', 'plan', 'USD', 1, 'month')" for n in range(100, 1100))
    sample.script(
        f"INSERT INTO {{p}}wu_products (id, name, slug, type, currency, duration, duration_unit) VALUES {rows}"
    )
    database = sample.database()
    database.session()
    before = database.round_trips()

    first = database.reading(lambda store: store.memberships.load(1))
    second = database.reading(lambda store: store.memberships.load(1))

    assert database.round_trips() - before == 3 + 2
    assert first == second


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE {p}wu_products SET name = 'Other' WHERE id = 5",
        "UPDATE {p}wu_products SET setup_fee = setup_fee + 1 WHERE id = 5",
        "UPDATE {p}wu_products SET product_group = NULL WHERE id = 5",
        "DELETE FROM {p}wu_products WHERE id = 7",
        "UPDATE {p}wu_productmeta SET meta_value = '' WHERE meta_key = 'wu_limitations'",
        "UPDATE {p}wu_products SET billing_cycles = 12 WHERE id = 5",
        "INSERT INTO {p}bridge_product_rules VALUES (5, 'upgrade_only', NULL, NULL, 0, 'as_network', '2025-06-01')",
        "INSERT INTO {p}bridge_settings VALUES ('proration', '\"day\"', '2025-06-01', 1)",
        "INSERT INTO {p}sitemeta (site_id, meta_key, meta_value) VALUES (1, 'wp-ultimo_tax_rates', 'a:0:{}')",
    ],
)
def test_an_edit_of_the_network_holds_at_the_next_reading(sample: Place, edit: str) -> None:
    database = sample.database()
    database.reading(lambda store: store.memberships.load(1))

    sample.script(edit)

    fresh = sample.database().reading(lambda store: store.memberships.load(1))
    before = database.round_trips()
    assert database.reading(lambda store: store.memberships.load(1)) == fresh
    assert database.round_trips() - before == 2 + 1


def test_an_edit_that_a_transaction_sees_is_not_remembered_for_others(sample: Place) -> None:
    database = sample.database()

    def edit(store: Store) -> str:
        database.session().command("UPDATE wp_wu_products SET name = 'Mine' WHERE id = 5")
        seen = store.memberships.load(1)
        database.session().command("UPDATE wp_wu_products SET name = 'Back' WHERE id = 5")
        return seen.snapshot.products[5].name if seen else ""

    assert database.transaction(edit) == "Mine"
    after = database.reading(lambda store: store.memberships.load(1))
    assert after is not None
    assert after.snapshot.products[5].name == "Back"


def test_payments_carry_the_line_items_of_another_system(sample: Place) -> None:
    facts = account(sample)

    assert facts is not None
    assert facts.payments == (
        AccountPayment(
            id=None,
            shared_id=1,
            date=datetime(2026, 11, 23, 2, 1),
            status="completed",
            gateway="manual",
            total=Money(3500, "USD"),
            lines=(
                PaidLine("product", "S-Extra disk", Money(500, "USD")),
                PaidLine("product", "S-Pro", Money(3000, "USD")),
            ),
        ),
    )


def test_without_a_site_the_customers_running_membership_is_chosen(sample: Place) -> None:
    facts = account(sample, blog_id=1)

    assert facts is not None
    assert facts.membership.snapshot.membership.id == 1


def test_somebody_elses_site_gives_a_stranger_nothing(sample: Place) -> None:
    assert account(sample, user_id=9) is None


def test_an_administrator_of_the_site_sees_its_membership(sample: Place) -> None:
    facts = account(sample, user_id=9, sees_site=True)

    assert facts is not None
    assert facts.membership.snapshot.membership.id == 1
    assert facts.own_memberships == ()


def test_a_template_site_has_no_membership(sample: Place) -> None:
    sample.insert("blogmeta", {"blog_id": 2, "meta_key": "wu_membership_id", "meta_value": "1"})

    assert sample.database().reading(lambda store: store.memberships.of_site(2)) is None


def test_memberships_are_found_by_login_and_by_number(sample: Place) -> None:
    database = sample.database()

    by_login = database.reading(lambda store: store.membership_list.page(Which("sa", most=1), datetime(2025, 6, 15)))
    by_number = database.reading(lambda store: store.membership_list.page(Which("#1"), datetime(2025, 6, 15)))

    assert ([row.id for row in by_login.memberships], by_login.first, by_login.older) == ([2], None, "1")
    assert [(row.id, row.user_login) for row in by_number.memberships] == [(1, "sam")]


def test_shared_tables_of_another_collation_are_read(server: Server) -> None:
    place = with_sample(new_place(server, "collated"))
    names = [name for name in table_names(place) if name.startswith("wp_wu_")]
    for name in names:
        place.script(f"ALTER TABLE {name} CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci")
    kept = discount_text(DiscountCode("TEN", "percentage", Fraction(10), applies_to_renewals=True))
    lines = renewal_text((), ())
    place.run(
        "INSERT INTO wp_bridge_membership_terms "
        "(membership_id, customer_id, recurring_lines, kept_discount, updated_at) "
        "VALUES (1, 1, %(lines)s, %(kept)s, '2025-06-15')",
        lines=lines,
        kept=kept,
    )
    place.script("INSERT INTO wp_bridge_account_credit VALUES (1, 'USD', 700, 200, '2025-06-15', DEFAULT)")

    snapshot = load(place).snapshot

    assert snapshot.account_credit_minor == 500
    assert snapshot.membership.discount_code is not None
    assert snapshot.membership.discount_code.remaining_uses == 100
    assert account(place) is not None


def test_what_another_system_kept_twice_counts_once_with_the_first_of_it(sample: Place) -> None:
    sample.script(
        "DELETE FROM {p}wu_paymentmeta WHERE meta_key = 'wu_line_items';"
        "INSERT INTO {p}wu_paymentmeta (wu_payment_id, meta_key, meta_value)"
        """ SELECT payments.id, 'wu_line_items', CONCAT('a:1:{i:0;a:2:{s:4:"type";s:7:"product";s:5:"title";s:5:"', """
        """ told.title, '";}}') FROM {p}wu_payments AS payments"""
        " JOIN (SELECT 'First' AS title UNION ALL SELECT 'Again') AS told"
        " WHERE payments.membership_id = 1 ORDER BY told.title = 'Again';"
        "INSERT INTO {p}blogmeta (blog_id, meta_key, meta_value) VALUES (3, 'wu_limitations', 'a:0:{}');"
        "DELETE FROM {p}wu_domain_mappings WHERE blog_id = 3;"
        "INSERT INTO {p}wu_domain_mappings (blog_id, domain, active, primary_domain, stage) VALUES"
        " (3, 'first.test', 1, 0, 'done'), (3, 'primary.test', 1, 1, 'done'), (3, 'last.test', 1, 1, 'done')"
    )

    found = account(sample)

    assert found is not None
    shown = [payment.shared_id for payment in found.payments]
    assert len(shown) == len(set(shown)) == found.payments_total > 0
    assert {line.name for payment in found.payments for line in payment.lines} == {"First"}
    assert [site.name for site in found.sites] == ["primary.test"]
    assert found.membership.site_limitations == {3: {"disk_space": {"limit": "999"}}}
