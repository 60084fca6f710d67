"""Quotes and the change form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bridge.domain.quotation import NextCharge, QuoteLine
from bridge.domain.refusal import Refusal
from bridge.errors import BridgeError
from bridge.services import quote_view as view
from bridge.services.change_errors import NetworkIsACopy
from bridge.services.change_view import ChosenAddon
from bridge.web.answers import common, quotes
from bridge.web.present.money import instant, instant_or_none, money, period, plain


def present_line(
    line: QuoteLine, names: Mapping[int, str], currency: str, locale: str
) -> common.QuoteLine:
    """Return a line with its product's name (empty where the code says it all)."""
    return {
        "code": line.code,
        "product_id": line.product_id,
        "name": names.get(line.product_id, "") if line.product_id is not None else "",
        "quantity": line.quantity,
        "amount": money(line.amount_minor, currency, locale),
        "tax": money(line.tax_minor, currency, locale),
        "params": plain(line.params, currency, locale),
        "explain": plain(line.explain, currency, locale),
    }


def present_lines(
    lines: Iterable[QuoteLine], names: Mapping[int, str], currency: str, locale: str
) -> list[common.QuoteLine]:
    """Return lines in their order."""
    return [present_line(line, names, currency, locale) for line in lines]


def present_next_charge(
    charge: NextCharge | None, names: Mapping[int, str], currency: str, locale: str
) -> common.DetailedCharge | None:
    """Return when money is due next, and for what."""
    if charge is None:
        return None
    return {
        "date": instant(charge.date),
        "amount": money(charge.amount_minor, currency, locale),
        "lines": present_lines(charge.lines, names, currency, locale),
        "account_credit": money(charge.account_credit_minor, currency, locale),
    }


def present_addons(addons: Iterable[ChosenAddon]) -> list[common.ChosenAddon]:
    """Return the add-ons of an offer."""
    return [
        {"product_id": addon.product_id, "name": addon.name, "quantity": addon.quantity} for addon in addons
    ]


def present_refusals(refusals: Iterable[Refusal], currency: str, locale: str) -> list[common.Refusal]:
    """Return the reasons why something may not be chosen."""
    return [{"code": refusal.code, "params": plain(refusal.params, currency, locale)} for refusal in refusals]


def present_quote(told: view.QuoteView, locale: str, *, is_copy: bool = False) -> quotes.Quote:
    """Return a quote for a page; on a copy of a network nothing can be confirmed."""
    refused = NetworkIsACopy() if is_copy else told.obstacle
    quote, currency = told.quote, told.quote.currency

    def amount(minor: int) -> common.Money:
        """Write an amount of this quote."""
        return money(minor, currency, locale)

    return {
        "id": told.id,
        "as_of": instant(quote.as_of),
        "valid_until": instant(quote.valid_until),
        "kind": quote.kind,
        "membership_id": told.membership_id,
        "currency": currency,
        "effective": instant_or_none(quote.effective),
        "selection": {
            "plan_id": told.selection.plan_id,
            "plan_name": told.plan_name,
            "period": period(told.selection.period),
            "addons": present_addons(told.addons),
        },
        "lines": present_lines(quote.lines, told.names, currency, locale),
        "charge_lines": present_lines(quote.charge_lines, told.names, currency, locale),
        "credit": amount(quote.credit_minor),
        "credit_kept": amount(quote.credit_kept_minor),
        "charges": amount(quote.charges_minor),
        "tax": amount(quote.tax_minor),
        "account_credit_before": amount(quote.account_credit_before_minor),
        "account_credit_after": amount(quote.account_credit_after_minor),
        "account_credit_used": amount(quote.account_credit_used_minor),
        "due_now": amount(quote.due_now_minor),
        "recurring_total": amount(quote.recurring_total_minor),
        "next_charge": present_next_charge(quote.next_charge, told.names, currency, locale),
        "term_end": instant_or_none(quote.term[1]),
        "trial_end": instant_or_none(quote.trial_end),
        "replaces_pending": _replaced(told.replaces_pending),
        "limits_before": dict(told.limits_before),
        "limits_after": dict(told.limits_after),
        "exceeds": [
            {"limit": over.limit, "used": over.used, "allowed": over.allowed, "blog_id": over.blog_id}
            for over in told.exceeds
        ],
        "confirmable": told.confirmable and not is_copy,
        "reason": _reason(refused, currency, locale),
        "gateways": [{"id": gateway} for gateway in told.gateways],
    }


def _reason(refused: BridgeError | None, currency: str, locale: str) -> quotes.Obstacle | None:
    """Return what confirming would be refused with."""
    return None if refused is None else {"code": refused.code, "params": plain(refused.params, currency, locale)}


def present_choices(choices: view.ChoicesView, locale: str, *, is_copy: bool) -> quotes.ChoicesAnswer:
    """Return the change form; plans refused altogether only where the use case tells them."""
    currency = choices.currency
    answer: quotes.ChoicesAnswer = {
        "membership_id": choices.membership_id,
        "currency": currency,
        "current": {
            "plan_id": choices.current_plan_id,
            "period": period(choices.current_period),
            "addons": {str(product_id): n for product_id, n in choices.current_addons.items()},
        },
        "plans": [_plan(plan, currency, locale) for plan in choices.plans],
        "is_copy": is_copy,
    }
    if choices.refused_plans:
        answer["refused_plans"] = [_plan(plan, currency, locale) for plan in choices.refused_plans]
    return answer


def _plan(plan: view.PlanView, currency: str, locale: str) -> quotes.PlanChoice:
    """Return a plan of the form."""
    return {
        "product_id": plan.product_id,
        "slug": plan.slug,
        "name": plan.name,
        "description": plan.description,
        "features": list(plan.features),
        "is_current": plan.is_current,
        "refusals": present_refusals(plan.refusals, currency, locale),
        "limits": dict(plan.limits),
        "prices": [_price(price, currency, locale) for price in plan.prices],
        "addons": [_addon(addon, currency, locale) for addon in plan.addons],
    }


def _price(price: view.PriceView, currency: str, locale: str) -> quotes.PriceChoice:
    """Return one period of a plan."""
    due = price.due_now_minor
    return {
        "period": period(price.period),
        "amount": money(price.amount_minor, currency, locale),
        "kind": price.kind,  # type: ignore[typeddict-item]  # the use case keeps the domain's kinds as text
        "effective": instant_or_none(price.effective),
        "due_now": None if due is None else money(due, currency, locale),
        "refusals": present_refusals(price.refusals, currency, locale),
    }


def _addon(addon: view.AddonView, currency: str, locale: str) -> quotes.AddonChoice:
    """Return an add-on offered with a plan."""
    return {
        "product_id": addon.product_id,
        "slug": addon.slug,
        "name": addon.name,
        "description": addon.description,
        "type": addon.type,
        "recurring": addon.recurring,
        "held": addon.held,
        "prices": [
            {"period": period(price.period), "amount": money(price.amount_minor, currency, locale)}
            for price in addon.prices
        ],
        "refusals": present_refusals(addon.refusals, currency, locale),
    }


def _replaced(change: view.ReplacedChange | None) -> quotes.ReplacedChange | None:
    """Return the pending change that confirming would replace."""
    if change is None:
        return None
    return {
        "quote_id": change.quote_id,
        "plan_id": change.plan_id,
        "plan_name": change.plan_name,
        "addons": present_addons(change.addons),
        "period": period(change.period),
        "effective_at": instant(change.effective_at),
    }
