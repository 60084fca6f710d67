"""What the plugin asks on its own account, for no user."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint

from bridge import errors
from bridge.quotas.materialise import materialise_site
from bridge.web.auth import system
from bridge.web.route import Asked, Nothing, services, speaks

site_routes = Blueprint("sites", __name__, url_prefix="/v1/sites")


@dataclass(frozen=True, slots=True)
class QuotaAnswer:
    """A site's materialised limits: all that the plugin's row holds."""

    blog_id: int
    quota_version: int
    limits: Mapping[str, Any]
    access: Mapping[str, Any]


@site_routes.post("/<int:blog_id>/quota")
@system
@speaks(QuotaAnswer, refuses=(errors.NotACustomerSite,))
def materialise(asked: Asked[Nothing, Nothing], blog_id: int) -> QuotaAnswer:  # noqa: ARG001 (the plugin itself asks)
    """Work out a site's limits and write them where the plugin reads them."""
    row = materialise_site(services(), blog_id)
    return QuotaAnswer(row.blog_id, row.version, row.quotas.get("limits", {}), row.quotas.get("access", {}))
