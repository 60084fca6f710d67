"""Payments as the network admin handles them: the list, and marking one as paid."""

from __future__ import annotations

from bridge.services.actor import Actor
from bridge.services.change_view import MarkedPaid, PaymentPage
from bridge.services.ports import Services


def list_payments(services: Services, actor: Actor, *, status: str | None = None, page: int = 1) -> PaymentPage:
    """Return one page of payments, newest first."""
    raise NotImplementedError


def mark_paid(services: Services, actor: Actor, payment_id: int) -> MarkedPaid:
    """Record that a manual payment arrived and settle what it was for, exactly once."""
    raise NotImplementedError
