"""A discount code typed in at Change: what it takes off, what refuses it, and that it is held at confirming."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bridge.changes.change import confirm
from bridge.changes.quoting import Quote, make_quote
from bridge.errors import ChangeRefused
from bridge.network_admin import payments
from bridge.pricing.snapshot import Selection
from tests.integration.changes.story import (
    ADMIN,
    CUSTOMER,
    DISK,
    MEMBERSHIP,
    MONTH,
    OWNER,
    PREMIUM,
    VISITS,
    YEAR,
    Story,
    quoted,
)


def code(story: Story, **said: Any) -> None:
    """Write the code SPRING: 20 % off this change alone."""
    row: dict[str, Any] = {
        "id": 71, "name": "Spring", "code": "SPRING", "type": "percentage", "value": 20, "apply_to_renewals": 0,
        "uses": 0, "max_uses": 0, "active": 1, "setup_fee_value": 0, "setup_fee_type": "percentage",
    } | said  # fmt: skip
    names, values = ", ".join(row), ", ".join(quoted(None if one is None else str(one)) for one in row.values())
    story.sql(f"INSERT INTO {{p}}wu_discount_codes ({names}) VALUES ({values})")


def limited(story: Story, switch: str, allowed: str, text: str) -> None:
    """Limit the code."""
    story.sql(
        "INSERT INTO {p}wu_discount_codemeta (wu_discount_code_id, meta_key, meta_value) VALUES"
        f" (71, '{switch}', '1'), (71, '{allowed}', '{text}')"
    )


def asked(story: Story, plan: int = PREMIUM, typed: str = "SPRING", addons: dict[int, int] | None = None) -> Quote:
    return make_quote(story.services, OWNER, MEMBERSHIP, Selection(plan, addons or {}, MONTH, typed))


def plan_line(quote: Quote) -> int | None:
    return next(line.amount.minor for line in quote.lines if line.code == "plan")


def test_it_takes_its_part_off_this_change_and_not_off_the_terms_after(story: Story) -> None:
    story.membership()
    code(story)

    quote = asked(story)

    assert plan_line(quote) == 15_920
    assert quote.next_charge is not None
    assert quote.next_charge.amount.minor == 19_900
    assert quote.recurring_total.minor == 19_900
    assert quote.discount_code is not None
    assert (quote.discount_code.applies_to_renewals, quote.discount_code.replaces) == (False, None)


def test_one_for_renewals_too_replaces_the_membership_s_own_and_says_so(story: Story) -> None:
    story.membership()
    code(story, id=70, code="OLD", apply_to_renewals=1)
    story.sql(
        "INSERT INTO {p}wu_membershipmeta (wu_membership_id, meta_key, meta_value)"
        f" VALUES ({MEMBERSHIP}, 'discount_code', 'OLD')"
    )
    code(story, apply_to_renewals=1, value=50)

    quote = asked(story)
    assert quote.id is not None
    confirm(story.services, OWNER, quote.id, "manual")
    payments.mark_paid(story.services, ADMIN, story.payment_id(quote.id))

    assert (plan_line(quote), quote.recurring_total.minor) == (9_950, 9_950)
    assert quote.discount_code is not None
    assert quote.discount_code.replaces == "OLD"
    assert story.one("SELECT kept_discount LIKE '%SPRING%' FROM {p}bridge_membership_terms") == ["1"]
    assert story.one("SELECT uses FROM {p}wu_discount_codes WHERE id = 71") == ["1"]


REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("code_inactive", {"active": 0}),
    ("code_not_yet", {"date_start": "2025-06-16"}),
    ("code_expired", {"date_expiration": "2025-06-15 09:59:59"}),
    ("code_used_up", {"uses": 5, "max_uses": 5}),
    ("discount_unknown", {"value": -3}),
]


@pytest.mark.parametrize(("refusal", "said"), REFUSED)
def test_each_reason_has_its_own_words(story: Story, refusal: str, said: dict[str, Any]) -> None:
    story.membership()
    code(story, **said)

    with pytest.raises(ChangeRefused) as refused:
        asked(story)

    assert refused.value.refusal_code == refusal
    assert refused.value.params["code"] == "SPRING"


def test_what_it_is_not_for_is_told(story: Story) -> None:
    story.membership()
    code(story)
    limited(story, "wu_limit_products", "wu_allowed_products", f'a:1:{{i:0;s:1:"{VISITS}";}}')

    assert told(story) == "code_other_products"
    assert told(story, typed="spring") == "code_unknown"
    story.sql("DELETE FROM {p}wu_discount_codemeta WHERE wu_discount_code_id = 71")
    limited(story, "wu_limit_billing_periods", "wu_allowed_billing_periods", 'a:1:{i:0;s:6:"1-year";}')
    assert told(story) == "code_other_period"
    assert YEAR != MONTH


def told(story: Story, **words: Any) -> str:
    with pytest.raises(ChangeRefused) as refused:
        asked(story, **words)
    return refused.value.refusal_code


def test_an_amount_off_the_plan_takes_nothing_off_a_package(story: Story) -> None:
    story.membership()
    code(story, type="absolute", value=30)

    assert told(story, plan=2, addons={DISK: 1}) == "code_takes_nothing"


def test_a_customer_uses_it_once(story: Story) -> None:
    story.membership()
    code(story)
    first = asked(story)
    assert first.id is not None
    confirm(story.services, OWNER, first.id, "manual")

    assert told(story) == "code_used_by_you"
    payments.mark_paid(story.services, ADMIN, story.payment_id(first.id))
    assert told(story, addons={DISK: 1}) == "code_used_by_you"


def test_it_is_held_at_confirming_and_honoured_when_the_money_comes(story: Story) -> None:
    story.membership()
    code(story, max_uses=1)
    quote = asked(story)
    assert quote.id is not None
    confirm(story.services, OWNER, quote.id, "manual")
    story.sql("UPDATE {p}wu_discount_codes SET active = 0, date_expiration = '2025-06-16'")
    story.clock.at += timedelta(days=3)

    payments.mark_paid(story.services, ADMIN, story.payment_id(quote.id))

    assert story.change(quote.id) == ["applied"]
    assert story.one("SELECT state FROM {p}bridge_discount_reservations") == ["used"]


def test_one_that_ended_between_the_figures_and_the_button_is_refused_with_words(story: Story) -> None:
    story.membership()
    code(story)
    quote = asked(story)
    assert quote.id is not None
    story.sql("UPDATE {p}wu_discount_codes SET active = 0")

    with pytest.raises(ChangeRefused) as refused:
        confirm(story.services, OWNER, quote.id, "manual")

    assert refused.value.refusal_code == "code_inactive"
    assert story.sql("SELECT * FROM {p}bridge_changes") == []


def test_a_code_paid_with_before_in_the_other_system_was_used(story: Story) -> None:
    story.membership()
    code(story)
    story.sql(
        "INSERT INTO {p}wu_payments (customer_id, membership_id, status, total, discount_code, date_created)"
        f" VALUES ({CUSTOMER}, {MEMBERSHIP}, 'completed', 80, 'SPRING', '{datetime(2025, 6, 1)}')"
    )

    assert told(story) == "code_used_by_you"
