"""Confirm a quote, read what became of it, cancel it: the owner's part of a change."""

from __future__ import annotations

from bridge.services.actor import Actor
from bridge.services.change_view import ChangeView
from bridge.services.ports import Services


def confirm(services: Services, actor: Actor, quote_id: str, gateway: str) -> ChangeView:
    """Confirm a quote; the quote's id is the idempotency key, so repeating it answers the same."""
    raise NotImplementedError


def read_change(services: Services, actor: Actor, quote_id: str) -> ChangeView:
    """Return what became of a confirmed quote."""
    raise NotImplementedError


def cancel(services: Services, actor: Actor, quote_id: str) -> ChangeView:
    """Cancel a change that awaits payment (at its gateway first) or that waits for the term's end."""
    raise NotImplementedError
