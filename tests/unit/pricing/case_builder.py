"""Builds cases of the case format with plain defaults: plan a (30 a month, 300 a year), June 2025, half a term gone."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from bridge.cases.cases import price_case

VECTORS = Path(__file__).parents[2] / "vectors" / "pricing"
START, MIDDLE, END = "2025-06-01T00:00:00Z", "2025-06-16T00:00:00Z", "2025-07-01T00:00:00Z"
YEAR_START, YEAR_END = "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z"

#: What the measured cases call an upgrade.
COARSE = {"upgrade": {"upgrade", "crossgrade", "reactivation"}}


def load(name: str) -> list[dict[str, Any]]:
    """Return the cases of one vector file."""
    found: list[dict[str, Any]] = json.loads((VECTORS / name).read_text())
    return found


def plan(slug: str, amount: str, *variations: tuple[str, int, str], **more: Any) -> dict[str, Any]:
    """Return a monthly plan of group g; variations are (amount, duration, unit)."""
    return product(slug, amount, *variations, type="plan", group="g", **more)


def product(slug: str, amount: str, *variations: tuple[str, int, str], **more: Any) -> dict[str, Any]:
    """Return a package, monthly and recurring."""
    values: dict[str, Any] = {
        "slug": slug, "name": slug, "type": "package", "group": "", "currency": "USD", "amount": amount,
        "setup_fee": "0", "pricing_type": "paid", "recurring": True, "duration": 1, "duration_unit": "month",
        "price_variations": [{"amount": a, "duration": n, "duration_unit": u} for a, n, u in variations],
        "trial_duration": 0, "trial_duration_unit": "day", "list_order": 1, "active": True, "taxable": True,
        "tax_category": "default",
    }  # fmt: skip
    return values | more


A = plan("a", "30", ("300", 1, "year"))
B = plan("b", "50", ("500", 1, "year"))
LOW = plan("low", "10")
FREE = plan("free", "0", pricing_type="free", recurring=False)
LIFE = plan("life", "499", recurring=False)
LIFEBIG = plan("lifebig", "999", recurring=False)
DISK = product("disk", "5", ("50", 1, "year"))
SEAT = product("seat", "3.33")
HELP = product("help", "50", type="service", recurring=False)


def line(slug: str, amount: str, start: str = START, end: str | None = END, **more: Any) -> dict[str, Any]:
    """Return a settled plan line of the present term."""
    values = {"product": slug, "type": "plan", "amount": amount, "tax": "0", "start": start, "end": end,
              "settled_at": start}  # fmt: skip
    return values | more


def member(slug: str = "a", amount: str = "30", **more: Any) -> dict[str, Any]:
    """Return an active monthly membership, 1 June to 1 July 2025, with its plan's line."""
    values: dict[str, Any] = {
        "plan": slug, "addons": {}, "status": "active", "currency": "USD", "amount": amount, "initial_amount": "0",
        "recurring": True, "duration": 1, "duration_unit": "month", "date_created": START, "date_renewed": None,
        "date_expiration": END, "date_trial_end": None, "times_billed": 1,
    } | more  # fmt: skip
    values.setdefault("settled_lines", [line(slug, amount)])
    return values


def yearly(slug: str = "a", amount: str = "300", **more: Any) -> dict[str, Any]:
    """Return an active yearly membership of 2025."""
    dates = {"date_created": YEAR_START, "date_expiration": YEAR_END, "duration_unit": "year"}
    lines = {"settled_lines": [line(slug, amount, YEAR_START, YEAR_END)]}
    return member(slug, amount, **(dates | lines | more))


def lifetime(slug: str = "life", amount: str = "499", **more: Any) -> dict[str, Any]:
    """Return a lifetime membership bought on 1 June 2025."""
    lines = {"settled_lines": [line(slug, amount, START, None)]}
    return member(slug, amount, **({"recurring": False, "date_expiration": None} | lines | more))


def free(**more: Any) -> dict[str, Any]:
    """Return a free membership without an end."""
    values = {"recurring": False, "date_expiration": None, "settled_lines": []}
    return member("free", "0", **(values | more))


def trial(slug: str, amount: str, **more: Any) -> dict[str, Any]:
    """Return a membership on trial from 1 to 15 June 2025."""
    until = "2025-06-15T00:00:00Z"
    values = {"status": "trialing", "date_expiration": until, "date_trial_end": until, "times_billed": 0,
              "settled_lines": [line(slug, "0", START, until)]}  # fmt: skip
    return member(slug, amount, **(values | more))


def price(
    membership: dict[str, Any],
    want: str,
    *products: dict[str, Any],
    as_of: str = MIDDLE,
    addons: dict[str, int] | None = None,
    period: tuple[int, str] = (1, "month"),
    settings: dict[str, Any] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Price one case and return the answer as ``bridge price`` prints it."""
    known = {item["slug"]: item for item in (A, B, LOW, FREE, LIFE, LIFEBIG, DISK, SEAT, HELP)}
    known |= {item["slug"]: item for item in products}
    return price_case(
        {
            "as_of": as_of,
            "settings": settings or {},
            "tax_rates": [],
            "customer": {"country": "", "has_trialed": False},
            "products": list(known.values()),
            "membership": membership,
            "select": {"plan": want, "addons": addons or {}, "duration": period[0], "duration_unit": period[1]},
        }
        | more
    )


def brief(answer: dict[str, Any], *keys: str) -> tuple[Any, ...]:
    """Return some keys of an answer; ``next`` is the next charge as (date, amount)."""
    found = []
    for key in keys:
        if key == "next":
            due = answer["next_charge"]
            found.append(due and (due["date"].replace("T00:00:00Z", ""), due["amount"]))
        else:
            found.append(answer[key])
    return tuple(found)


def disagreements(case: dict[str, Any], answer: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return the keys of ``expect`` in which an answer differs, as (expected, actual)."""
    measured = case["settings"].get("proration") == "legacy_day"
    return {
        key: (expected, answer.get(key))
        for key, expected in case["expect"].items()
        if not _agrees(key, expected, answer.get(key), measured=measured)
    }


def _agrees(key: str, expected: Any, actual: Any, *, measured: bool) -> bool:
    if key == "kind" and measured:
        return actual in COARSE.get(expected, {expected})
    if key == "next_charge" and expected is not None:
        return actual is not None and all(_agrees(k, v, actual[k], measured=measured) for k, v in expected.items())
    if key in ("credit", "due_now", "tax", "recurring_total", "account_credit_after", "amount"):
        return actual is not None and Decimal(expected) == Decimal(actual)
    return bool(expected == actual)
