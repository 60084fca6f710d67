"""A network admin gives memberships: to one user, and to many from a list."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from bridge.errors import InvalidRequest, NotAllowed
from bridge.network_admin import gift_lists, giving
from bridge.network_admin.forms import Notation
from bridge.pricing.calendar import Period
from bridge.pricing.money import Money
from bridge.store.engine.php_serialize import dumps
from bridge.store.gifts import Wanted
from bridge.worker import run_all_once
from tests.integration.changes.story import ADMIN, OWNER, PREMIUM, Story

SWEDISH = Notation(",", "\N{NO-BREAK SPACE}")
USER, SITE, SECOND_SITE = 9701, 971, 972
KEY, OTHER_KEY = "a" * 32, "b" * 32


@pytest.fixture(autouse=True)
def people(story: Story) -> None:
    """A user who is no customer, and two sites that belong to nobody."""
    story.sql(
        "INSERT INTO {p}users (ID, user_login, user_email, display_name)"
        f" VALUES ({USER}, 'gun', 'gun@a.test', 'Gun');"
        "INSERT INTO {p}blogs (blog_id, site_id, domain, path) VALUES"
        f" ({SITE}, 1, 'gun.a.test', '/'), ({SECOND_SITE}, 1, 'a.test', '/gun/')"
    )


def wanted(**said: object) -> Wanted:
    """Premium for Gun's first site, but for what is said otherwise."""
    return Wanted(**{"user": "gun", "sites": ("gun.a.test",), "plan": "Premium", **said})  # type: ignore[arg-type]


def problems(story: Story, one: Wanted) -> list[tuple[str, str]]:
    """What keeps it from being given."""
    with pytest.raises(InvalidRequest) as refused:
        giving.forecast(story.services, ADMIN, one, SWEDISH)
    return [(problem["path"], problem["code"]) for problem in refused.value.params["errors"]]


def row(story: Story, membership_id: int | None) -> list[str]:
    columns = "plan_id, amount, gateway, auto_renew, status, date_expiration, times_billed"
    return story.one(f"SELECT {columns} FROM {{p}}wu_memberships WHERE id = {membership_id}")


def test_what_is_given_is_what_was_forecast_and_is_billed_by_us_when_it_ends(story: Story) -> None:
    told = giving.forecast(story.services, ADMIN, wanted(), SWEDISH)
    assert story.sql(f"SELECT id FROM {{p}}wu_customers WHERE user_id = {USER}") == []

    given = giving.give(story.services, ADMIN, KEY, wanted(), SWEDISH)

    assert (told.membership_id, told.new_customer, told.bill_on) == (None, True, datetime(2025, 7, 15, 10))
    assert (given.bill, given.bill_on, given.end) == (told.bill, told.bill_on, told.end)
    price = f"{given.price.minor / 100:.4f}"
    assert row(story, given.membership_id)[:5] == [str(PREMIUM), price, "bridge", "1", "active"]
    story.clock.at = datetime(2025, 7, 10)
    run_all_once(story.services)
    asked = story.one(
        f"SELECT amount_minor, status FROM {{p}}bridge_payments WHERE membership_id = {given.membership_id}"
    )
    assert given.bill is not None
    assert asked == [str(given.bill.minor), "pending"]


def test_the_same_gift_is_given_once(story: Story) -> None:
    first = giving.give(story.services, ADMIN, KEY, wanted(), SWEDISH)

    again = giving.give(story.services, ADMIN, KEY, wanted(), SWEDISH)

    assert again.membership_id == first.membership_id
    assert len(story.sql(f"SELECT id FROM {{p}}wu_memberships WHERE user_id = {USER}")) == 1


def test_what_was_given_for_nothing_is_worth_nothing_and_what_was_paid_elsewhere_is_worth_that(story: Story) -> None:
    free = giving.give(story.services, ADMIN, KEY, wanted(), SWEDISH)
    paid = giving.give(story.services, ADMIN, OTHER_KEY, wanted(sites=("a.test/gun",), paid="100,00"), SWEDISH)

    lines = story.sql("SELECT membership_id, amount_minor FROM {p}bridge_settled_lines WHERE line_type = 'plan'")
    values = {int(one): int(minor) for one, minor in lines}
    assert free.membership_id not in values
    assert values[paid.membership_id or 0] == 10000


def test_a_price_of_its_own_is_billed(story: Story) -> None:
    given = giving.give(story.services, ADMIN, KEY, wanted(price="80"), SWEDISH)

    assert (given.price, given.bill) == (Money(8000, "SEK"), Money(8000, "SEK"))
    assert Decimal(row(story, given.membership_id)[1]) == 80


def test_tax_comes_on_top_of_a_price_that_is_without_it(story: Story) -> None:
    tax_of_ten_percent_everywhere(story)

    given = giving.give(story.services, ADMIN, KEY, wanted(price="103", paid="113,30"), SWEDISH)

    assert (given.price.minor, given.paid.minor, given.bill) == (10300, 11330, Money(11330, "SEK"))
    assert Decimal(row(story, given.membership_id)[1]) == Decimal("113.30")
    assert problems(story, wanted(price="103", paid="113,31", sites=("a.test/gun",))) == [
        ("paid", "paid_more_than_price")
    ]


def tax_of_ten_percent_everywhere(story: Story) -> None:
    """Prices are without tax, and it is 10 % wherever somebody lives."""
    rate = {"country": "*", "state": "", "city": "", "tax_rate": "10"}
    rates = dumps({"default": {"name": "default", "rates": [rate]}})
    story.sql(
        "DELETE FROM {p}sitemeta WHERE meta_key = 'wp-ultimo_tax_rates';"
        f"INSERT INTO {{p}}sitemeta (site_id, meta_key, meta_value) VALUES (1, 'wp-ultimo_tax_rates', '{rates}')"
    )


def test_a_first_day_to_come_is_when_billing_begins(story: Story) -> None:
    given = giving.give(story.services, ADMIN, KEY, wanted(start="2025-08-01"), SWEDISH)

    assert (given.is_trial, given.end, given.bill_on) == (True, datetime(2025, 8, 1), datetime(2025, 8, 1))
    assert row(story, given.membership_id)[4] == "trialing"


def test_a_first_day_that_is_past_begins_terms_that_follow_each_other(story: Story) -> None:
    given = giving.give(story.services, ADMIN, KEY, wanted(start="2025-03-20"), SWEDISH)

    assert given.end == datetime(2025, 6, 20)


def test_a_plan_for_ever_free_has_no_end_and_no_bill(story: Story) -> None:
    given = giving.give(story.services, ADMIN, KEY, wanted(plan="free"), SWEDISH)

    assert (given.end, given.bill) == (None, None)


def test_sites_get_their_limits_when_the_plugin_has_linked_them(story: Story) -> None:
    given = giving.give(story.services, ADMIN, KEY, wanted(), SWEDISH)

    told = story.one("SELECT blog_id, membership_id FROM {p}bridge_outbox WHERE topic = 'link_site'")
    assert told == [str(SITE), str(given.membership_id)]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"user": "nobody"}, ("user", "user_unknown")),
        ({"user": ""}, ("user", "required")),
        ({"sites": ("no.such.site",)}, ("sites", "site_unknown")),
        ({"sites": ("1",)}, ("sites", "site_is_no_customers")),
        ({"plan": "Gold"}, ("plan", "plan_unknown")),
        ({"period": "fortnight"}, ("period", "wrong_form")),
        ({"period": "7 days"}, ("price", "price_not_listed")),
        ({"price": "1.990"}, ("price", "amount_ambiguous")),
        ({"price": "-1"}, ("price", "amount_negative")),
        ({"start": "tomorrow"}, ("start", "not_a_day")),
        ({"start": "1925-01-01"}, ("start", "too_far")),
        ({"until": "2025-06-01"}, ("until", "has_ended")),
        ({"paid": "1000"}, ("paid", "paid_more_than_price")),
    ],
)
def test_what_cannot_be_given_is_told_by_field(story: Story, said: dict[str, object], found: tuple[str, str]) -> None:
    assert problems(story, wanted(**said)) == [found]


def test_a_site_that_has_a_membership_keeps_it(story: Story) -> None:
    giving.give(story.services, ADMIN, KEY, wanted(), SWEDISH)

    assert problems(story, wanted()) == [("sites", "site_taken")]


def test_a_login_that_is_another_s_number_names_nobody(story: Story) -> None:
    story.sql(f"INSERT INTO {{p}}users (ID, user_login, user_email) VALUES (9702, '{USER}', 'x@a.test')")

    assert problems(story, wanted(user=str(USER))) == [("user", "user_ambiguous")]


def test_nobody_else_gives(story: Story) -> None:
    with pytest.raises(NotAllowed):
        giving.give(story.services, OWNER, KEY, wanted(), SWEDISH)


def test_a_list_is_checked_then_given_when_somebody_says_so(story: Story) -> None:
    text = (
        "user;plan;site;price\r\n"
        "gun@a.test;premium;https://gun.a.test/;199,50\r\n"
        "gun;Premium;a.test/gun;\r\n"
        ";Premium;;\r\n"
        "gun;Premium;gun.a.test;\r\n"
    )
    begun = gift_lists.begin_list(story.services, ADMIN, text, SWEDISH)
    assert (begun.run.state, begun.run.waiting) == ("checking", 4)

    run_all_once(story.services)
    checked = gift_lists.read_run(story.services, ADMIN, begun.run.id)
    assert (checked.run.state, checked.run.ready, checked.run.refused) == ("checked", 3, 1)
    assert [(line.line, line.problems[0]["code"]) for line in checked.refused] == [(4, "required")]
    assert story.sql(f"SELECT 1 FROM {{p}}wu_memberships WHERE user_id = {USER}") == []

    gift_lists.carry_out(story.services, ADMIN, begun.run.id)
    run_all_once(story.services)
    done = gift_lists.read_run(story.services, ADMIN, begun.run.id)

    assert (done.run.state, done.run.given, done.run.refused) == ("done", 2, 2)
    assert done.refused[-1].problems[0]["code"] == "site_taken"
    amounts = story.sql(f"SELECT amount FROM {{p}}wu_memberships WHERE user_id = {USER} ORDER BY id")
    assert amounts[0] == ["199.5000"]
    customers = story.sql(f"SELECT id FROM {{p}}wu_customers WHERE user_id = {USER}")
    assert len(customers) == 1


def test_a_dropped_list_gives_nothing(story: Story) -> None:
    begun = gift_lists.begin_list(story.services, ADMIN, "user,plan\ngun,Premium\n", SWEDISH)
    run_all_once(story.services)

    gift_lists.carry_out(story.services, ADMIN, begun.run.id, drops=True)
    run_all_once(story.services)

    assert story.sql(f"SELECT 1 FROM {{p}}wu_memberships WHERE user_id = {USER}") == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "column_missing"),
        ("user,plan\n", "required"),
        ("user,plan,colour\ngun,Premium,red\n", "column_unknown"),
        ("user,user,plan\ngun,gun,Premium\n", "twice"),
        ('user,plan\n"gun,Premium\n', "not_a_list"),
    ],
)
def test_what_is_no_list_is_refused_whole(story: Story, text: str, code: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        gift_lists.begin_list(story.services, ADMIN, text, SWEDISH)

    assert code in {problem["code"] for problem in refused.value.params["errors"]}


def test_two_list_periods(story: Story) -> None:
    given = giving.give(story.services, ADMIN, KEY, wanted(period="1 year"), SWEDISH)

    assert given.period == Period(1, "year")
