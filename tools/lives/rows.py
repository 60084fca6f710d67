"""Rows of the service's tables and lines of the ledger, so written that the two can be compared."""

from __future__ import annotations

from typing import Any

from tools.lives.goods import Shop
from tools.lives.holding import Line

LINE_COLUMNS = ("id", "product_id", "line_type", "quantity", "amount_minor", "tax_minor", "term_start", "term_end",
                "refunded_minor", "credited_minor", "ended_at", "quote_id")  # fmt: skip
ROW_COLUMNS = ("plan_id", "status", "amount", "date_expiration", "times_billed", "billing_cycles", "addon_products")


def line_key(row: dict[str, str]) -> tuple[Any, ...]:
    return (
        int(row["product_id"]), row["line_type"], int(row["quantity"]), int(row["amount_minor"]), int(row["tax_minor"]),
        moment(row["term_start"]), moment(row["term_end"]), "" if row["quote_id"] == "NULL" else row["quote_id"],
    )  # fmt: skip


def own_key(line: Line) -> tuple[Any, ...]:
    return (
        line.product,
        line.type,
        line.quantity,
        line.net,
        line.tax,
        f"{line.start}",
        f"{line.end or ''}",
        line.quote,
    )


def moment(text: str) -> str:
    return "" if text == "NULL" else text.removesuffix(".000000")


def addons_of(text: str) -> dict[int, int]:
    """What a row's list holds: it is written as PHP writes an array of whole numbers."""
    numbers = [int(part[2:]) for part in text.partition("{")[2].rstrip("}").split(";") if part.startswith("i:")]
    return dict(zip(numbers[::2], numbers[1::2], strict=True))


def digits(shop: Shop) -> int:
    return {"JPY": 0, "KWD": 3}.get(shop.currency, 2)
