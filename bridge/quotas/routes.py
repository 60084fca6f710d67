"""What the plugin asks on its own account, for no user."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint

from bridge import errors
from bridge.quotas.compile import compile_product
from bridge.quotas.materialise import catch_up, materialise_site
from bridge.web.auth import system
from bridge.web.route import Asked, Nothing, services, speaks

site_routes = Blueprint("sites", __name__, url_prefix="/v1/sites")
product_routes = Blueprint("limits_of_products", __name__, url_prefix="/v1/products")
membership_routes = Blueprint("limits_of_memberships", __name__, url_prefix="/v1/memberships")


@dataclass(frozen=True, slots=True)
class QuotaAnswer:
    """What a site may do; ``quota_version`` counts the writings of its membership's limits."""

    blog_id: int
    quota_version: int
    limits: Mapping[str, Any]
    access: Mapping[str, Any]


@site_routes.post("/<int:blog_id>/quota")
@system
@speaks(QuotaAnswer, refuses=(errors.NotACustomerSite,))
def materialise(asked: Asked[Nothing, Nothing], blog_id: int) -> QuotaAnswer:  # noqa: ARG001 (the plugin itself asks)
    """Write which membership limits a site, and what is missing for that."""
    site = materialise_site(services(), blog_id)
    return QuotaAnswer(site.blog_id, site.revision, site.limits, site.access)


@dataclass(frozen=True, slots=True)
class WrittenAnswer:
    """Whether there was something to write."""

    written: bool


@product_routes.post("/<int:product_id>/limits")
@system
@speaks(WrittenAnswer)
def compile_limits(asked: Asked[Nothing, Nothing], product_id: int) -> WrittenAnswer:  # noqa: ARG001 (the plugin itself asks)
    """Write what a product says of limits, as somebody has just saved it elsewhere."""
    return WrittenAnswer(compile_product(services(), product_id))


@membership_routes.post("/<int:membership_id>/limits")
@system
@speaks(WrittenAnswer)
def hold(asked: Asked[Nothing, Nothing], membership_id: int) -> WrittenAnswer:  # noqa: ARG001 (the plugin itself asks)
    """Write what a membership holds, as somebody has just saved it elsewhere."""
    return WrittenAnswer(catch_up(services(), membership_id))
