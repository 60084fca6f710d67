"""The Account page's answer."""

from __future__ import annotations

from bridge.services import account_view as view
from bridge.web.answers import account
from bridge.web.present.changes import present_change_or_none
from bridge.web.present.money import instant, instant_or_none, money, period


def present_account(told: view.AccountView, locale: str, *, is_copy: bool) -> account.AccountAnswer:
    """Return everything the Account page needs."""
    viewer = told.viewer
    return {
        "viewer": {
            "user_id": viewer.user_id,
            "role": viewer.role,
            "may_buy": viewer.may_buy,
            "may_not_buy_reason": viewer.may_not_buy_reason,
        },
        "memberships": [
            {"id": entry.id, "plan_name": entry.plan_name, "status": entry.status}
            for entry in told.memberships
        ],
        "membership": _membership(told.membership, locale),
        "pending_change": present_change_or_none(told.pending_change, locale),
        "open_change": present_change_or_none(told.open_change, locale),
        "sites": [
            {"blog_id": site.blog_id, "domain": site.domain, "path": site.path, "name": site.name}
            for site in told.sites
        ],
        "sites_total": told.sites_total,
        "site": _quota(told.site),
        "payments": [_payment(payment, locale) for payment in told.payments],
        "payments_total": told.payments_total,
        "is_copy": is_copy,
    }


def _membership(held: view.MembershipView, locale: str) -> account.Membership:
    """Return the membership with its lines."""
    currency, charge = held.currency, held.next_charge
    return {
        "id": held.id,
        "number": held.number,
        "status": held.status,
        "billed_elsewhere": held.billed_elsewhere,
        "plan": None if held.plan is None else _line(held.plan, currency, locale),
        "addons": [_line(line, currency, locale) for line in held.addons],
        "currency": currency,
        "period": period(held.period),
        "amount_per_term": money(held.amount_per_term_minor, currency, locale),
        "times_billed": held.times_billed,
        "date_created": instant_or_none(held.date_created),
        "term_start": instant_or_none(held.term_start),
        "term_end": instant_or_none(held.term_end),
        "trial_end": instant_or_none(held.trial_end),
        "next_charge": None
        if charge is None
        else {"date": instant(charge.date), "amount": money(charge.amount_minor, currency, locale)},
        "discount_code": held.discount_code,
        "account_credit": money(held.account_credit_minor, currency, locale),
        "beyond_term": held.beyond_term,
    }


def _line(line: view.LineView, currency: str, locale: str) -> account.Line:
    """Return a product held."""
    return {
        "product_id": line.product_id,
        "slug": line.slug,
        "name": line.name,
        "type": line.type,
        "quantity": line.quantity,
        "amount": money(line.amount_minor, currency, locale),
        "period": period(line.period),
        "recurring": line.recurring,
        "leaving": line.leaving,
    }


def _quota(site: view.SiteQuotaView | None) -> account.SiteQuota | None:
    """Return the limits of the site asked from."""
    if site is None:
        return None
    return {"blog_id": site.blog_id, "quota_version": site.quota_version, "limits": dict(site.limits)}


def _payment(payment: view.AccountPayment, locale: str) -> account.AccountPayment:
    """Return a payment of the membership."""
    return {
        "id": payment.id,
        "date": instant_or_none(payment.date),
        "status": payment.status,
        "gateway": payment.gateway,
        "total": money(payment.total_minor, payment.currency, locale),
        "lines": [
            {"code": line.code, "name": line.name, "amount": money(line.amount_minor, payment.currency, locale)}
            for line in payment.lines
        ],
    }
