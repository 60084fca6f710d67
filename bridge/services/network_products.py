"""The network's own screens: products with their paths, settings, memberships."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bridge.services.actor import Actor
from bridge.services.network_view import MembershipPage, PathsPreview, ProductDocument, ProductListing
from bridge.services.ports import Services
from bridge.services.settings import NetworkSettings


def list_products(services: Services, actor: Actor) -> ProductListing:
    """Return every product in the network's order."""
    raise NotImplementedError


def read_product(services: Services, actor: Actor, product_id: int) -> ProductDocument:
    """Return one product for editing.

    :raises ProductUnknown: where there is none.
    """
    raise NotImplementedError


def save_product(services: Services, actor: Actor, product: ProductDocument) -> ProductDocument:
    """Save a product (``id`` None: a new one) and return it as it now stands.

    :raises ProductChanged: where ``version`` is not the current one.
    :raises InvalidRequest: where a field cannot be saved, with its path.
    """
    raise NotImplementedError


def preview_paths(services: Services, actor: Actor, product: ProductDocument) -> PathsPreview:
    """Return whence and whither the plan's members may go, as saved and as edited."""
    raise NotImplementedError


def read_settings(services: Services, actor: Actor) -> NetworkSettings:
    """Return the network's settings."""
    raise NotImplementedError


def save_settings(services: Services, actor: Actor, values: Mapping[str, Any]) -> NetworkSettings:
    """Save the settings named and return all.

    :raises InvalidRequest: for an unknown name or an impossible value, with its path.
    """
    raise NotImplementedError


def list_memberships(
    services: Services, actor: Actor, search: str = "", page: int = 1, per_page: int = 20
) -> MembershipPage:
    """Return one page of memberships, for acting for an owner."""
    raise NotImplementedError
