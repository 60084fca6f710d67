"""What the plugin asks on its own account, for no user."""

from __future__ import annotations

from flask import Blueprint

from bridge import errors
from bridge.services import provisioning
from bridge.web.answers.network import QuotaAnswer
from bridge.web.context import services
from bridge.web.guards import system
from bridge.web.speaking import Asked, Nothing, speaks

site_routes = Blueprint("sites", __name__, url_prefix="/v1/sites")


@site_routes.post("/<int:blog_id>/quota")
@system
@speaks(QuotaAnswer, refuses=(errors.NotACustomerSite,))
def materialise(asked: Asked[Nothing, Nothing], blog_id: int) -> QuotaAnswer:  # noqa: ARG001 (the plugin itself asks)
    """Work out a site's limits and write them where the plugin reads them."""
    row = provisioning.materialise_site(services(), blog_id)
    return {
        "blog_id": row.blog_id,
        "quota_version": row.version,
        "limits": dict(row.quotas.get("limits", {})),
        "access": dict(row.quotas.get("access", {})),
    }
