"""The network admin's screens: products, paths, payments, memberships, settings."""

from __future__ import annotations

from bridge.domain.money import round_charge, to_minor
from bridge.services import network_view as view
from bridge.services.change_view import MarkedPaid, PaymentPage
from bridge.services.listed_payment import ListedPayment
from bridge.services.settings import NetworkSettings
from bridge.web.answers import network
from bridge.web.present.changes import present_change_or_none
from bridge.web.present.money import decimal_or_none, instant_or_none, money, period
from bridge.web.present.plan_map import present_effects, present_map, present_trap


def present_product(product: view.ProductDocument, locale: str) -> network.Product:
    """Return a product for editing, amounts exact and once as its price is read."""
    if product.id is None:
        raise ValueError("a product that is not saved is never answered")
    return {
        "id": product.id,
        "name": product.name,
        "slug": product.slug,
        "description": product.description,
        "type": product.type,
        "active": product.active,
        "currency": product.currency,
        "pricing_type": product.pricing_type,
        "amount": decimal_or_none(product.amount),
        "setup_fee": decimal_or_none(product.setup_fee),
        "price": money(_minor(product), product.currency, locale),
        "period": period(product.period),
        "recurring": product.recurring,
        "trial": period(product.trial),
        "price_variations": [_variation(row) for row in product.price_variations],
        "taxable": product.taxable,
        "tax_category": product.tax_category,
        "features": list(product.features),
        "plan_group": product.plan_group,
        "list_order": product.list_order,
        "available_addons": list(product.available_addons),
        "rules": {
            "direction": product.rules.direction,
            "minimum_term": period(product.rules.minimum_term),
            "hidden": product.rules.hidden,
        },
        "limitations": None if product.limitations is None else dict(product.limitations),
        "unreadable": list(product.unreadable),
        "version": product.version,
    }


def _minor(product: view.ProductDocument) -> int | None:
    """Return the product's own price in minor units, None where it is not known."""
    return None if product.amount is None else round_charge(to_minor(product.amount, product.currency))


def present_products(listing: view.ProductListing, locale: str) -> network.ProductsAnswer:
    """Return the list of products."""
    return {
        "products": [
            {**present_product(product, locale), "memberships": listing.memberships.get(product.id or 0, 0)}
            for product in listing.products
        ],
        "plan_groups": list(listing.plan_groups),
    }


def present_paths_preview(preview: view.PathsPreview) -> network.PathsAnswer:
    """Return the paths as saved and as edited, and what lies between."""
    return {
        "saved": None if preview.saved is None else _paths(preview.saved),
        "edited": _paths(preview.edited),
        "map": None if preview.map is None else present_map(preview.map),
        "effects": present_effects(preview.effects),
    }


def present_settings(settings: NetworkSettings) -> network.Settings:
    """Return all settings."""
    pricing = settings.pricing
    return {
        "proration": pricing.proration,
        "anchor": pricing.anchor,
        "addon_charge": pricing.addon_charge,
        "downgrade": pricing.downgrade,
        "ungrouped": pricing.ungrouped,
        "over_limit": pricing.over_limit,
        "lifetime_years": pricing.lifetime_years,
        "payment_window_days": pricing.payment_window_days,
        "quote_valid_minutes": pricing.quote_valid_minutes,
        "taxes": pricing.taxes,
        "tax_inclusive": pricing.tax_inclusive,
        "site_administrators_may_buy": settings.site_administrators_may_buy,
        "manual_instructions": settings.manual_instructions,
        "grace_days": settings.grace_days,
        "request_days": settings.request_days,
        "when_paid_in_full": settings.when_paid_in_full,
    }


def present_payments(found: PaymentPage, locale: str) -> network.PaymentsAnswer:
    """Return a page of payments."""
    return {
        "payments": [_payment(payment, locale) for payment in found.payments],
        "total": found.total,
        "to_mark": found.to_mark,
        "page": found.page,
        "per_page": found.per_page,
    }


def present_marked_paid(marked: MarkedPaid, locale: str) -> network.MarkedPaidAnswer:
    """Return what marking a payment as paid came to."""
    return {
        "payment": _payment(marked.payment, locale),
        "change": present_change_or_none(marked.change, locale),
    }


def present_memberships(found: view.MembershipPage) -> network.MembershipsAnswer:
    """Return a page of memberships."""
    return {
        "memberships": [
            {
                "id": row.id,
                "customer_id": row.customer_id,
                "user_id": row.user_id,
                "user_login": row.user_login,
                "plan_id": row.plan_id,
                "plan_name": row.plan_name,
                "status": row.status,
                "term_end": instant_or_none(row.term_end),
                "beyond_term": row.beyond_term,
            }
            for row in found.memberships
        ],
        "total": found.total,
        "page": found.page,
        "per_page": found.per_page,
    }


def _variation(row: view.PriceRow) -> network.PriceVariation:
    """Return a price for another period."""
    return {"period": {"n": row.period.n, "unit": row.period.unit}, "amount": decimal_or_none(row.amount)}


def _paths(paths: view.Paths) -> network.Paths:
    """Return where a plan's members may come from and go to."""
    return {
        "from": [_entry(entry) for entry in paths.arriving],
        "to": [_entry(entry) for entry in paths.leaving],
        "warnings": [present_trap(trap) for trap in paths.warnings],
    }


def _entry(entry: view.PathEntry) -> network.PathEntry:
    """Return one end of a path."""
    return {
        "plan_id": entry.plan_id,
        "name": entry.name,
        "allowed": entry.allowed,
        "effective": entry.effective,
        "refusals": [{"code": code, "params": {}} for code in entry.refusals],
    }


def _payment(payment: ListedPayment, locale: str) -> network.Payment:
    """Return a payment of the network."""
    currency = payment.currency
    return {
        "id": payment.id,
        "membership_id": payment.membership_id,
        "customer_id": payment.customer_id,
        "user_id": payment.user_id,
        "quote_id": payment.quote_id,
        "status": payment.status,
        "gateway": payment.gateway,
        "amount": money(payment.amount_minor, currency, locale),
        "tax": money(payment.tax_minor, currency, locale),
        "created_at": instant_or_none(payment.created_at),
        "received_at": instant_or_none(payment.received_at),
        "marked_by": payment.marked_by,
        "may_be_marked_paid": payment.marking is not None,
        "marking": payment.marking,
        "not_markable": payment.not_markable,
        "needs_attention": payment.needs_attention,
        "lines": [
            {
                "code": line.code,
                "product_id": line.product_id,
                "name": line.name,
                "quantity": line.quantity,
                "amount": money(line.amount_minor, currency, locale),
                "tax": money(line.tax_minor, currency, locale),
            }
            for line in payment.lines
        ],
    }
