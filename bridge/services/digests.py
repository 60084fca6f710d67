"""Digests of a membership: as pricing sees it, to tell whether it moved; as we wrote it, to tell who wrote last."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from hashlib import sha256
from typing import Any

from bridge.services.facts import MembershipFacts
from bridge.services.locked import HeldMembership

_CENT_OF_A_CENT = Decimal("0.0001")


def membership_digest(facts: MembershipFacts) -> str:
    """Return the digest of everything about a membership that a confirmed change was computed from.

    The catalog is left out on purpose: a price edited while a payment is on its way changes nothing that was agreed.
    So are the pending change, which an applied one replaces; the discount code: switched off, used up, edited or taken
    away meanwhile, it was valid when it was quoted; and, where the lines are on record, the last payment: money that
    came for something else.
    """
    membership = replace(facts.snapshot.membership, pending_change=None, discount_code=None)
    if membership.settled_lines is not None:
        membership = replace(membership, last_term_payment=None)
    return _digest({"customer": facts.snapshot.customer.id, "gateway": facts.gateway, "membership": membership})


def written_digest(row: HeldMembership) -> str:
    """Return the digest of the shared row as we write it, for whoever looks later whether it still is ours."""
    return _digest(
        {
            "plan_id": row.plan_id,
            "addons": row.addons,
            "amount": row.amount,
            "recurring": row.recurring,
            "auto_renew": row.auto_renew,
            "duration": f"{row.duration} {row.duration_unit}",
            "date_trial_end": row.date_trial_end,
            "date_renewed": row.date_renewed,
            "date_expiration": row.date_expiration,
            "times_billed": row.times_billed,
            "status": row.status,
            "gateway": row.gateway,
        }
    )


def _digest(value: Any) -> str:
    """Return the SHA-256 of a value in its one plain form."""
    return sha256(json.dumps(_plain(value), sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _plain(value: Any) -> Any:
    """Return a value as JSON knows it; what is equal becomes the same."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(str(item) for item in value)
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return _plain_scalar(value)


def _plain_scalar(value: Any) -> Any:
    """Return an instant, an exact number or a state as text; anything else as it is."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, Decimal):
        return str(value.quantize(_CENT_OF_A_CENT))
    if isinstance(value, Enum):
        return str(value.value)
    return str(value) if isinstance(value, Fraction) else value
