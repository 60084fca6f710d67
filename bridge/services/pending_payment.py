"""The payment that a change waits for: written pending, with the lines as quoted."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from bridge.domain.money import round_charge
from bridge.domain.quotation import Quote, QuoteLine
from bridge.services import telling
from bridge.services.holding import Held
from bridge.services.records import ChangeRecord, NewPayment, PaymentRecord


def await_payment(held: Held, change: ChangeRecord, quote: Quote) -> PaymentRecord:
    """Write the pending payment of what a change has due, under our own reference until the gateway gives its id."""
    payment = held.store.payments.insert(
        NewPayment(
            change=change,
            provider_id=own_reference(change),
            product_id=quote.after.plan_id,
            discount_code=code_counted_on(quote) or "",
            discount_minor=sum(_taken_off(line) for line in quote.lines),
            lines=quote.lines,
        ),
        held.at,
    )
    telling.forget_cached(held, [payment.payment_id], [])
    return payment


def own_reference(change: ChangeRecord) -> str:
    """Return the name of a change's payment until its gateway gives it one: then nothing was confirmed there.

    It is of the figures that bind the change: one that is charged anew has another payment.
    """
    return f"{change.gateway}-{change.binding_quote_id}"


def code_counted_on(quote: Quote) -> str | None:
    """Return the discount code that takes something off what the quote charges, None where none does.

    Where it waits for the term's end, that is what it charges then.
    """
    return next(_codes(quote), None)


def hold_use(held: Held, quote_id: str, quote: Quote) -> None:
    """Hold the use of the code that a quote counts on, in place of any that its change held before."""
    code = code_counted_on(quote)
    if code is None:
        held.store.discount_uses.release(quote_id)
    else:
        held.store.discount_uses.hold(quote_id, code, held.at)


def _codes(quote: Quote) -> Iterator[str]:
    """Yield the codes named by the lines that sum to what is due, those of its day for a quote that waits."""
    for line in quote.charge_lines if quote.effective is not None else quote.lines:
        discount = line.explain.get("inputs", {}).get("discount")
        if discount:
            yield discount["code"]


def _taken_off(line: QuoteLine) -> int:
    """Return what the code took off a line, as the list has the price (with or without tax), from its own record."""
    inputs = line.explain.get("inputs", {})
    if not inputs.get("discount"):
        return 0
    full = Fraction(inputs["unit_price_minor"]) * inputs["quantity"] - Fraction(inputs.get("settled_before_minor", 0))
    share = inputs.get("share")
    part = Fraction(share["left"], share["whole"]) if share else Fraction(1)
    return round_charge(full * part) - int(inputs["amount_minor"])
