"""Discount codes as a network admin edits them: what is saved is what pricing reads, and who uses one is told."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from bridge.changes.change import confirm
from bridge.errors import DiscountCodeChanged, DiscountCodeUnknown, InvalidRequest, NotAllowed
from bridge.network_admin import discount_codes
from bridge.network_admin.discount_codes import DiscountCode
from bridge.pricing.calendar import Period
from bridge.store.membership_rows import find_code, read_code
from tests.integration.changes.story import ADMIN, MEMBERSHIP, OWNER, PREMIUM, Story

NEW = DiscountCode(
    None, "AUTUMN", "Autumn", "", True, "percentage", Fraction(25, 2), True, 3, "2025-06-01", "2025-09-30", (PREMIUM,),
    ("1 month", "year"),
)  # fmt: skip


def saved(story: Story, code: DiscountCode = NEW) -> DiscountCode:
    return discount_codes.save_code(story.services, ADMIN, code).code


def refused(story: Story, code: DiscountCode) -> list[tuple[str, str]]:
    with pytest.raises(InvalidRequest) as error:
        saved(story, code)
    return [(one["path"], one["code"]) for one in error.value.params["errors"]]


def test_a_code_that_was_saved_is_what_pricing_reads(story: Story) -> None:
    code = saved(story)

    row = story.services.database.reading(lambda store: find_code(store._session, "AUTUMN", 0))
    assert row is not None
    read = read_code(row, "SEK")
    assert (code.periods, code.products) == (("1 month", "1 year"), (PREMIUM,))
    assert (read.value, read.applies_to_renewals, read.remaining_uses) == (Fraction(25, 2), True, 3)
    assert (read.products, read.periods) == (frozenset({PREMIUM}), (Period(1, "month"), Period(1, "year")))
    assert str(read.expires) == "2025-09-30 23:59:59"


def test_a_code_sent_back_as_it_was_read_changes_nothing_but_its_date(story: Story) -> None:
    story.sql(
        "INSERT INTO {p}wu_discount_codes (id, name, code, uses, max_uses, apply_to_renewals, type, value, active,"
        " date_expiration) VALUES (70, 'Old', 'with space', 2, 5, 1, 'absolute', 19.90, 1, '2025-12-24 12:00:00')"
    )
    columns = "code, name, uses, max_uses, apply_to_renewals, type, value, active, date_start, date_expiration"
    before = story.one(f"SELECT {columns} FROM {{p}}wu_discount_codes WHERE id = 70")

    saved(story, discount_codes.read_code(story.services, ADMIN, 70).code)

    assert story.one(f"SELECT {columns} FROM {{p}}wu_discount_codes WHERE id = 70") == before


def test_two_admins_at_once_the_second_is_told(story: Story) -> None:
    read = saved(story)
    saved(story, replace(read, name="Spring"))

    with pytest.raises(DiscountCodeChanged):
        saved(story, replace(read, name="Winter"))


def test_a_code_is_called_so_once_and_goes_on_being_called_so(story: Story) -> None:
    code = saved(story)

    assert refused(story, NEW) == [("code", "code_taken")]
    assert saved(story, replace(code, code="OTHER")).code == "AUTUMN"
    assert saved(story, replace(NEW, code="autumn")).code == "autumn"


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"value": Fraction(0)}, ("value", "required")),
        ({"value": Fraction(101)}, ("value", "more_than_all")),
        ({"starts": "30/9"}, ("starts", "not_a_day")),
        ({"expires": "2025-05-31"}, ("expires", "ends_before_it_begins")),
        ({"products": (4711,)}, ("products.0", "unknown")),
        ({"periods": ("fortnight",)}, ("periods.0", "not_a_period")),
    ],
)
def test_what_cannot_be_is_told_by_field(story: Story, said: dict[str, object], found: tuple[str, str]) -> None:
    assert refused(story, replace(NEW, **said)) == [found]  # type: ignore[arg-type]


def test_who_counts_on_a_code_is_told_with_the_change(story: Story) -> None:
    code = saved(story, replace(NEW, products=(), periods=()))
    story.membership()
    story.sql(
        "INSERT INTO {p}wu_membershipmeta (wu_membership_id, meta_key, meta_value)"
        f" VALUES ({MEMBERSHIP}, 'discount_code', 'AUTUMN')"
    )
    quote_id = story.quote(PREMIUM)
    confirm(story.services, OWNER, quote_id, "manual")

    uses = discount_codes.read_code(story.services, ADMIN, code.id or 0).uses

    assert [(use.quote_id, use.state, use.membership_id) for use in uses] == [(quote_id, "held", MEMBERSHIP)]


def test_codes_are_found_by_a_part_of_their_name(story: Story) -> None:
    saved(story)
    saved(story, replace(NEW, code="A_B", name="Summer"))

    def found(search: str) -> list[str]:
        return [code.code for code in discount_codes.list_codes(story.services, ADMIN, search).codes]

    assert (found("autu"), found("summ"), found("_"), found("A%B")) == (["AUTUMN"], ["A_B"], ["A_B"], [])


def test_nobody_else_sees_them_and_one_that_is_not_there_is_not_found(story: Story) -> None:
    with pytest.raises(NotAllowed):
        discount_codes.list_codes(story.services, OWNER)
    with pytest.raises(DiscountCodeUnknown):
        discount_codes.read_code(story.services, ADMIN, 999999)
