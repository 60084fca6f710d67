"""A payment of ours in the form that the other plugin's classes read and work out anew."""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from bridge.pricing.money import to_major
from bridge.store.engine.php_serialize import loads
from bridge.store.payments import PaymentRecord, shared_form, stored_items

AT = datetime(2025, 6, 15, 10, 0, 0, 500000)
CENT = Decimal("0.01")


def payment(amount: int, tax: int, currency: str = "SEK") -> PaymentRecord:
    return PaymentRecord(7, "q", 1, 2, "manual", "manual-q", "completed", currency, amount, tax, AT)


def line(amount: int, tax: int = 0, **other: Any) -> dict[str, Any]:
    told = {"code": "plan", "product_id": 3, "name": "Plus", "quantity": 1, "discount_minor": 0}
    return told | {"amount_minor": amount, "tax_minor": tax} | other


def worked_out_anew(item: dict[str, Any]) -> tuple[Decimal, Decimal]:
    """Total and tax as that plugin has them after it saved a line: all else it forgets."""
    net = Decimal(repr(item["unit_price"])) * item["quantity"] - Decimal(repr(item["discount_rate"]))
    rate = Decimal(repr(item["tax_rate"]))
    tax = rate if item["tax_type"] == "absolute" else net * rate / 100
    rounded = tax.quantize(CENT, ROUND_HALF_UP)
    return (net + rounded).quantize(Decimal("0.0001"), ROUND_HALF_UP), rounded


def test_a_whole_discount_is_told_and_one_that_is_not_is_in_the_price() -> None:
    whole = shared_form(payment(19900, 3980), [line(19900, 3980, discount_minor=500)], AT)
    part = shared_form(payment(19900, 3980), [line(19900, 3980, discount_minor=450)], AT)

    assert [whole[name] for name in ("subtotal", "discount_total", "tax_total", "total")] == [
        "164.20", "5.00", "39.80", "199.00",
    ]  # fmt: skip
    assert [part[name] for name in ("subtotal", "discount_total", "tax_total", "total")] == [
        "159.20", "0.00", "39.80", "199.00",
    ]  # fmt: skip
    assert worked_out_anew(part["items"][0]) == (Decimal("199.0000"), Decimal("39.80"))


def test_the_tax_is_told_by_its_rate_where_one_gives_it() -> None:
    (item,) = shared_form(payment(19900, 3980), [line(19900, 3980)], AT)["items"]

    assert (item["tax_type"], item["tax_rate"]) == ("percentage", 25.0)


def test_lines_are_objects_of_its_class_by_their_ids_and_dated() -> None:
    rows = [line(19900), line(-500, code="credit", name="Basic"), line(0, code="addon_removed")]

    stored = loads(stored_items(shared_form(payment(19400, 0), rows, AT)["items"]))

    assert list(stored) == ["LN_PRODUCT_pb7n0", "LN_CREDIT_pb7n1"]
    first, credit = stored.values()
    assert first.class_name == "WP_Ultimo\\Checkout\\Line_Item"
    assert (first.properties["id"], first.properties["title"]) == ("LN_PRODUCT_pb7n0", "Plus")
    assert (credit.properties["title"], credit.properties["total"]) == ("Credit for the time left of Basic", -5)
    assert {one.properties["date_created"] for one in stored.values()} == {"2025-06-15 10:00:00"}
    assert not {"code", "name"} & set(first.properties)


AMOUNTS = st.integers(1, 10**7)


@example([line(1), line(32, 5, quantity=3, discount_minor=365)], "JPY")
@given(
    st.lists(
        st.builds(
            lambda amount, percent, quantity, discount, sign: line(
                sign * amount, sign * (amount * percent // 125), quantity=quantity, discount_minor=discount
            ),
            AMOUNTS, st.integers(0, 25), st.integers(1, 9), st.integers(0, 5000), st.sampled_from([1, 1, -1]),
        ),
        min_size=1, max_size=5,
    ),
    st.sampled_from(["SEK", "JPY", "KWD"]),
)  # fmt: skip
def test_worked_out_anew_the_lines_come_to_what_was_paid(rows: list[dict[str, Any]], currency: str) -> None:
    due, tax = (sum(row[name] for row in rows) for name in ("amount_minor", "tax_minor"))

    form = shared_form(payment(due, tax, currency), rows, AT)

    anew = [worked_out_anew(item) for item in form["items"]]
    assert sum(total for total, _ in anew) == Decimal(to_major(due, currency))
    assert sum(part for _, part in anew) == Decimal(form["tax_total"])
    added = Decimal(form["subtotal"]) - Decimal(form["discount_total"]) + Decimal(form["tax_total"])
    assert added == Decimal(form["total"])


def test_of_three_decimals_the_total_is_exact_to_the_last_and_the_tax_is_told_to_two() -> None:
    rows = [line(12345, 588, quantity=3), line(-1001, -48, code="credit", name="Basic")]

    form = shared_form(payment(11344, 540, "KWD"), rows, AT)

    assert [form[name] for name in ("subtotal", "tax_total", "total")] == ["10.804", "0.540", "11.344"]
    anew = [worked_out_anew(item) for item in form["items"]]
    assert anew == [(Decimal("12.3450"), Decimal("0.59")), (Decimal("-1.0010"), Decimal("-0.05"))]
