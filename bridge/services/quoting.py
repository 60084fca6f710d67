"""Tell what may be chosen and what it costs; nothing but the quote is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bridge.domain.snapshot import Selection
from bridge.services.actor import Actor
from bridge.services.ports import Services
from bridge.services.quote_view import ChoicesView, QuoteView

Usage = Mapping[int, Mapping[str, Any]]
"""What is used, by blog id: ``disk_space`` (MB), ``visits``, ``sites``, ``post_types`` and ``users`` by name."""


def list_choices(services: Services, actor: Actor, membership_id: int) -> ChoicesView:
    """Return the plans, periods and add-ons that a membership may change to."""
    raise NotImplementedError


def make_quote(
    services: Services, actor: Actor, membership_id: int, selection: Selection, usage: Usage | None = None
) -> QuoteView:
    """Price a change and keep the quote; kind ``none`` is answered without an id and not kept.

    :raises ChangeRefused: where the offer may not be chosen.
    :raises NotAllowed: where the person has no business with the membership.
    """
    raise NotImplementedError


def read_quote(services: Services, actor: Actor, quote_id: str) -> QuoteView:
    """Return a quote as it was told.

    :raises QuoteUnknown: where there is none that the person may see.
    """
    raise NotImplementedError
