"""Confirmed changes."""

from __future__ import annotations

from bridge.services.change_view import ChangeView
from bridge.web.answers import changes
from bridge.web.present.money import instant, instant_or_none, money, period
from bridge.web.present.quotes import present_addons, present_lines, present_next_charge


def present_change(change: ChangeView, locale: str) -> changes.Change:
    """Return a change as its owner sees it."""
    currency = change.currency
    names = change.names
    return {
        "quote_id": change.quote_id,
        "membership_id": change.membership_id,
        "status": change.status,  # type: ignore[typeddict-item]  # the store keeps states as text
        "kind": change.kind,  # type: ignore[typeddict-item]
        "currency": currency,
        "requested_at": instant(change.requested_at),
        "effective_at": instant(change.effective_at),
        "payable_until": instant_or_none(change.payable_until),
        "due_now": money(change.due_now_minor, currency, locale),
        "plan": {"product_id": change.plan_id, "name": change.plan_name},
        "addons": present_addons(change.addons),
        "period": period(change.period),
        "gateway": change.gateway,
        "instructions": change.instructions,
        "problem": change.problem,
        "lines": present_lines(change.lines, names, currency, locale),
        "next_charge": present_next_charge(change.next_charge, names, currency, locale),
        "tax_change": _tax_change(change, locale),
    }


def _tax_change(change: ChangeView, locale: str) -> changes.TaxChange | None:
    """Return both taxes where they differ."""
    if change.tax_change is None:
        return None
    now, agreed = change.tax_change
    return {"now": money(now, change.currency, locale), "agreed": money(agreed, change.currency, locale)}


def present_change_or_none(change: ChangeView | None, locale: str) -> changes.Change | None:
    """Return a change where there is one."""
    return None if change is None else present_change(change, locale)
