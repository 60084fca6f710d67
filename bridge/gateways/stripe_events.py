"""What Stripe tells: whether it signed some bytes, and about which object they are."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import stripe

from bridge.gateways.port import EventSubject, WebhookEvent, WebhookRefused
from bridge.gateways.stripe_answers import id_of

#: An event is believed this long after it was signed, at the instant it arrived.
TOLERANCE = timedelta(seconds=300)
_LONGEST_ID = 191
#: Events about what somebody has saved: a bank that sends a new card tells Stripe, which says so by one of these.
_OF_PAYERS = ("payment_method.", "customer.source.", "customer.updated")


def verify(body: bytes, header: str, secrets: Sequence[str], at: datetime) -> None:
    """Verify what arrived at an instant, by any of the secrets: there are two while one is replaced.

    :raises WebhookRefused: where none of them signs it, or it was signed long before.
    """
    if not any(_is_signed(body, header, secret) for secret in secrets) or abs(at - _signed_at(header)) > TOLERANCE:
        raise WebhookRefused


def read(body: bytes, *, is_live: bool, account: str) -> WebhookEvent:
    """Read which object an event is about; one of another mode or account is about nothing of ours.

    :raises WebhookRefused: where it is no event.
    """
    try:
        said = json.loads(body)
        about = said["data"]["object"]
        kind, event_id = str(said["type"])[:100], _plain_id(said["id"])
        subject, object_id = _subject(kind, about, said["data"].get("previous_attributes"))
        is_ours = said["livemode"] is is_live and (said.get("account") or "") in {"", account}
    except (ValueError, KeyError, TypeError, AttributeError) as odd:
        raise WebhookRefused from odd
    return WebhookEvent(event_id, subject if is_ours else EventSubject.OTHER, object_id, kind)


def _payer_of(about: Any, before: Any) -> str | None:
    """Return whose a saved card is, or was until it was taken away; of a customer, themselves."""
    if about["object"] == "customer":
        return id_of(about.get("id"))
    return id_of(about.get("customer")) or id_of((before or {}).get("customer"))


def _is_signed(body: bytes, header: str, secret: str) -> bool:
    """Tell whether a header signs these bytes; when it was signed is looked at by who calls."""
    try:
        return bool(stripe.WebhookSignature.verify_header(body.decode("utf-8"), header, secret, tolerance=None))
    except (stripe.SignatureVerificationError, UnicodeDecodeError):
        return False


def _signed_at(header: str) -> datetime:
    """Return when a header was signed.

    :raises WebhookRefused: where it does not say.
    """
    parts = dict(part.split("=", 1) for part in header.split(",") if "=" in part)
    try:
        return datetime.fromtimestamp(int(parts["t"]), UTC).replace(tzinfo=None)
    except (KeyError, ValueError, OverflowError, OSError) as odd:
        raise WebhookRefused from odd


def _plain_id(found: object) -> str:
    """Return an id of Stripe's.

    :raises ValueError: where it is none.
    """
    if not isinstance(found, str) or not found.isascii() or not 0 < len(found) <= _LONGEST_ID:
        raise ValueError("no id")
    return found


def _subject(kind: str, about: Any, before: Any) -> tuple[EventSubject, str]:
    """Return what an event is about: of a charge, its payment; of what is saved, whose it is, or was ``before``."""
    own = about.get("id")
    if kind.startswith(_OF_PAYERS) and (payer := _payer_of(about, before)):
        return EventSubject.PAYER, _plain_id(payer)
    if about["object"] == "payment_intent":
        return EventSubject.PAYMENT, _plain_id(own)
    if about["object"] == "refund":
        return EventSubject.REFUND, _plain_id(own)
    if about["object"] == "dispute":
        return EventSubject.DISPUTE, _plain_id(own)
    if about["object"] == "charge" and id_of(about.get("payment_intent")) and not kind.startswith("charge.refund"):
        return EventSubject.PAYMENT, _plain_id(id_of(about["payment_intent"]))
    return EventSubject.OTHER, own if isinstance(own, str) and own.isascii() and len(own) <= _LONGEST_ID else ""
