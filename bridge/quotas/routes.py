"""What the plugin asks on its own account, for no user."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from typing_extensions import TypedDict

from bridge import errors
from bridge.quotas.materialise import materialise_site
from bridge.web.auth import system
from bridge.web.context import services
from bridge.web.route import Asked, Nothing, speaks

site_routes = Blueprint("sites", __name__, url_prefix="/v1/sites")


class QuotaAnswer(TypedDict):
    """A site's materialised limits: all that the plugin's row holds."""

    blog_id: int
    quota_version: int
    limits: dict[str, Any]
    access: dict[str, Any]


@site_routes.post("/<int:blog_id>/quota")
@system
@speaks(QuotaAnswer, refuses=(errors.NotACustomerSite,))
def materialise(asked: Asked[Nothing, Nothing], blog_id: int) -> QuotaAnswer:  # noqa: ARG001 (the plugin itself asks)
    """Work out a site's limits and write them where the plugin reads them."""
    row = materialise_site(services(), blog_id)
    return {
        "blog_id": row.blog_id,
        "quota_version": row.version,
        "limits": dict(row.quotas.get("limits", {})),
        "access": dict(row.quotas.get("access", {})),
    }
