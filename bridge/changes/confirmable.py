"""Whether a quote may be confirmed as things are: decided alike for who reads it and for who confirms it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from bridge.changes.choices import with_effect
from bridge.errors import (
    BilledElsewhere,
    BridgeError,
    ChangeOpen,
    GatewayUnsuitable,
    NothingToChange,
    NotTheCustomer,
    QuoteStale,
    SoldElsewhere,
)
from bridge.limits.effective import Exceeded
from bridge.ports import Services
from bridge.pricing.price import price_change
from bridge.pricing.quote import Quote
from bridge.store.changes import RENEWAL, ChangeRecord, ChangeState
from bridge.store.memberships import MembershipFacts
from bridge.store.quotes import StoredQuote

#: Visits begin anew each month and nobody can take them back: above the limit is told, never a reason to refuse.
_NEVER_REFUSES = frozenset({"visits"})

#: Why figures do not hold any more: only their time is over, or something they were worked out from is not so now.
StaleReason = Literal["expired", "moved"]


class Moved(Exception):
    """The quote expired, or what it was computed from is not so any more: ``reason`` says which of the two."""

    def __init__(self, reason: StaleReason) -> None:
        """Keep the reason."""
        super().__init__(reason)
        self.reason = reason


def require_confirmable(services: Services, facts: MembershipFacts, stored: StoredQuote, at: datetime) -> None:
    """Refuse a quote that cannot be confirmed as things are, whoever confirms it and whatever else is under way.

    :raises Moved: where it is not valid any more.
    :raises NothingToChange: where it changes nothing.
    :raises GatewayUnsuitable: where nothing can take the money.
    :raises SoldElsewhere: where the network has its changes sold by the other system.
    :raises BilledElsewhere: where another system's subscription bills the membership and would not charge this.
    """
    _require_unmoved(facts, stored, at)
    if stored.quote.kind == "none":
        raise NothingToChange
    if facts.settings.is_sold_elsewhere:
        raise SoldElsewhere
    if not ways_to_pay(services, stored.quote):
        raise GatewayUnsuitable(gateway="")
    if facts.billed_elsewhere and _moves_money(facts, stored.quote):
        raise BilledElsewhere(membership_id=stored.membership_id, gateway=facts.gateway)


def obstacle(
    services: Services, facts: MembershipFacts, stored: StoredQuote, at: datetime, *, may_buy: bool
) -> BridgeError | None:
    """Return what confirming a quote right now would be refused with, None where it would not be."""
    open_change = facts.under_way.record if facts.under_way else None
    if open_change is not None and not gives_way(services, open_change):
        return ChangeOpen(quote_id=open_change.quote_id, operation=open_change.operation)
    if not may_buy:
        return NotTheCustomer()
    try:
        require_confirmable(services, facts, stored, at)
    except Moved as moved:
        return QuoteStale(reason=moved.reason)
    except BridgeError as refused:
        return refused
    return None


def ways_to_pay(services: Services, quote: Quote) -> tuple[str, ...]:
    """Return the gateways that can take what a quote has due."""
    return services.gateways.for_amount(quote.due_now_minor, quote.currency)


def gives_way(services: Services, change: ChangeRecord) -> bool:
    """Tell whether a change may be confirmed in place of what is under way: a renewal that nobody is paying."""
    unpaid = change.status is ChangeState.AWAITING_PAYMENT
    return change.operation == RENEWAL and unpaid and services.gateways.is_paid_by_hand(change.gateway)


def _require_unmoved(facts: MembershipFacts, stored: StoredQuote, at: datetime) -> None:
    """Decide again on what is true now, at the quote's own instant; any other answer means that it moved."""
    quote = stored.quote
    if facts.snapshot.customer.id != stored.customer_id:
        raise Moved("moved")
    above = refusing(stored.exceeds)
    decided = price_change(facts.snapshot, stored.selection, quote.as_of, exceeded=above)
    futile = with_effect(facts, stored.selection.plan_id, stored.selection.addons)
    if not isinstance(decided, Quote) or decided.basis != quote.basis or futile:
        raise Moved("moved")
    if at >= quote.valid_until:
        raise Moved("expired")


def _moves_money(facts: MembershipFacts, quote: Quote) -> bool:
    """Tell whether the change charges anything, now or later, that the other subscription does not charge."""
    charges = quote.charges_minor or quote.credit_minor or any(line.amount_minor for line in quote.charge_lines)
    return bool(charges) or quote.recurring_total_minor != facts.snapshot.membership.amount


def refusing(above: Iterable[Exceeded]) -> list[str]:
    """Return the limits that may refuse a change, of those that use is above: the same when priced and confirmed."""
    return sorted({found.limit for found in above} - _NEVER_REFUSES)
