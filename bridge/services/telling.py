"""What people and PHP are told after a write: mails, and cached objects to forget. Both wait in the outbox."""

from __future__ import annotations

from collections.abc import Sequence

from bridge.domain.money import to_major
from bridge.domain.quotation import Quote
from bridge.domain.shown import instant, tax_change
from bridge.services.holding import Holding
from bridge.services.records import ChangeRecord

#: How many sites one row of the outbox names: a text that any server takes, and work that PHP ends in one go.
SITES_AT_ONCE = 1000
#: The WordPress user id that stands for the network's administrator address.
NETWORK_ADMIN = 0


def mail_owner(held: Holding, template: str, change: ChangeRecord | None, **params: object) -> None:
    """Leave a mail to the customer; one without a WordPress user has nobody to write to."""
    if held.customer_user_id:
        _mail(held, template, held.customer_user_id, change, params)


def mail_admin(held: Holding, template: str, change: ChangeRecord, **params: object) -> None:
    """Leave a mail to the network's administrator."""
    _mail(held, template, NETWORK_ADMIN, change, params)


def forget_cached(held: Holding, payment_ids: Sequence[int], blog_ids: Sequence[int]) -> None:
    """Leave word for PHP to forget the cached objects of what was written, ``SITES_AT_ONCE`` of its sites a row."""
    pages = range(0, max(len(blog_ids), 1), SITES_AT_ONCE)
    for first in pages:
        held.store.outbox.add(
            "forget_cached",
            {
                "membership_id": held.membership_id,
                "customer_id": held.customer_id,
                "payment_ids": list(payment_ids) if first == 0 else [],
                "blog_ids": list(blog_ids[first : first + SITES_AT_ONCE]),
            },
            held.at,
            membership_id=held.membership_id,
        )


def tax_told(change: ChangeRecord, quote: Quote) -> dict[str, object]:
    """Return what a request of payment says of its tax where that is another than was agreed."""
    taxes = tax_change(quote.lines)
    if taxes is None:
        return {}
    now, agreed = (to_major(minor, change.currency) for minor in taxes)
    return {"tax": now, "tax_agreed": agreed}


def _mail(held: Holding, template: str, user_id: int, change: ChangeRecord | None, params: dict[str, object]) -> None:
    """Leave one mail; its words are the plugin's."""
    told = {} if change is None else _facts(change)
    payload = {
        "template": template,
        "user_id": user_id,
        "params": {"membership_id": held.membership_id, **told, **params},
    }
    held.store.outbox.add("mail", payload, held.at, membership_id=held.membership_id)


def _facts(change: ChangeRecord) -> dict[str, object]:
    """Return what a mail about a change says of it, its amount a decimal in major units."""
    return {
        "quote_id": change.quote_id,
        "kind": change.kind,
        "amount": to_major(change.due_now_minor, change.currency),
        "currency": change.currency,
        "payable_until": instant(change.payable_until),
        "effective_at": instant(change.effective_at),
    }
