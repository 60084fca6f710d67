"""The network admin's screens: products, paths between plans, settings, payments, memberships, the connection."""

from __future__ import annotations

from flask import Blueprint

from bridge import errors
from bridge.services import attending, change_errors, payments
from bridge.services import network_products as network_case
from bridge.web.answers import network as answers
from bridge.web.answers.plan_map import MapAnswer
from bridge.web.answers.settings_example import ExampleAnswer
from bridge.web.context import context, services
from bridge.web.guards import network_admin
from bridge.web.present import network as present
from bridge.web.present.plan_map import present_map_page
from bridge.web.present.settings_example import present_example
from bridge.web.schemas.network import MapQuery, MembershipsQuery, PaymentsQuery, ProductBody, SettingsBody
from bridge.web.speaking import Asked, Nothing, speaks

network_routes = Blueprint("network", __name__, url_prefix="/v1/network")
_SAVING = (errors.ProductUnknown, errors.ProductChanged, errors.SlugTaken)


@network_routes.get("/products")
@network_admin
@speaks(answers.ProductsAnswer)
def list_products(asked: Asked[Nothing, Nothing]) -> answers.ProductsAnswer:
    """List every product in the network's order."""
    return present.present_products(network_case.list_products(services(), asked.actor), asked.actor.locale)


@network_routes.post("/products")
@network_admin
@speaks(answers.ProductAnswer, body=ProductBody, refuses=_SAVING)
def add_product(asked: Asked[Nothing, ProductBody]) -> answers.ProductAnswer:
    """Add a product."""
    saved = network_case.save_product(services(), asked.actor, asked.body.value(None))
    return {"product": present.present_product(saved, asked.actor.locale)}


@network_routes.get("/products/<int:product_id>")
@network_admin
@speaks(answers.ProductAnswer, refuses=(errors.ProductUnknown,))
def show_product(asked: Asked[Nothing, Nothing], product_id: int) -> answers.ProductAnswer:
    """Show a product for editing."""
    product = network_case.read_product(services(), asked.actor, product_id)
    return {"product": present.present_product(product, asked.actor.locale)}


@network_routes.put("/products/<int:product_id>")
@network_admin
@speaks(answers.ProductAnswer, body=ProductBody, refuses=_SAVING)
def save_product(asked: Asked[Nothing, ProductBody], product_id: int) -> answers.ProductAnswer:
    """Save a product; refused where somebody saved it since it was read."""
    saved = network_case.save_product(services(), asked.actor, asked.body.value(product_id))
    return {"product": present.present_product(saved, asked.actor.locale)}


@network_routes.post("/products/paths")
@network_admin
@speaks(answers.PathsAnswer, body=ProductBody)
def preview_new_paths(asked: Asked[Nothing, ProductBody]) -> answers.PathsAnswer:
    """Show where the members of a plan that is not saved yet could come from and go to."""
    preview = network_case.preview_paths(services(), asked.actor, asked.body.value(None))
    return present.present_paths_preview(preview)


@network_routes.post("/products/<int:product_id>/paths")
@network_admin
@speaks(answers.PathsAnswer, body=ProductBody, refuses=(errors.ProductUnknown,))
def preview_paths(asked: Asked[Nothing, ProductBody], product_id: int) -> answers.PathsAnswer:
    """Show where a plan's members may come from and go to, as saved and as edited; nothing is written."""
    preview = network_case.preview_paths(services(), asked.actor, asked.body.value(product_id))
    return present.present_paths_preview(preview)


@network_routes.get("/settings")
@network_admin
@speaks(answers.SettingsAnswer)
def show_settings(asked: Asked[Nothing, Nothing]) -> answers.SettingsAnswer:
    """Show the settings as they hold."""
    return {"settings": present.present_settings(network_case.read_settings(services(), asked.actor))}


@network_routes.put("/settings")
@network_admin
@speaks(answers.SettingsAnswer, body=SettingsBody)
def save_settings(asked: Asked[Nothing, SettingsBody]) -> answers.SettingsAnswer:
    """Save the settings named; the others stay."""
    saved = network_case.save_settings(services(), asked.actor, asked.body.named())
    return {"settings": present.present_settings(saved)}


@network_routes.post("/settings/example")
@network_admin
@speaks(ExampleAnswer, body=SettingsBody)
def work_out_example(asked: Asked[Nothing, SettingsBody]) -> ExampleAnswer:
    """Work out what owners would be charged under edited settings, in a fixed example; nothing is written."""
    told = network_case.work_out_example(services(), asked.actor, asked.body.named())
    return present_example(told, asked.actor.locale)


@network_routes.get("/plan-map")
@network_admin
@speaks(MapAnswer, query=MapQuery)
def show_map(asked: Asked[MapQuery, Nothing]) -> MapAnswer:
    """Show who may go from which plan to which: a page of rows and of columns."""
    query = asked.query
    page = network_case.read_map(
        services(), asked.actor, query.which, query.group, query.rows, query.columns
    )
    return present_map_page(page)


@network_routes.get("/connection")
@network_admin
@speaks(answers.ConnectionAnswer)
def check_connection(asked: Asked[Nothing, Nothing]) -> answers.ConnectionAnswer:
    """Tell how the service is, with a proof that it is the one that this database trusts."""
    state: answers.ConnectionAnswer = context().connection(asked.token_id)
    return state


@network_routes.get("/payments")
@network_admin
@speaks(answers.PaymentsAnswer, query=PaymentsQuery)
def list_payments(asked: Asked[PaymentsQuery, Nothing]) -> answers.PaymentsAnswer:
    """List payments, newest first."""
    found = payments.list_payments(
        services(), asked.actor, status=asked.query.status, page=asked.query.page
    )
    return present.present_payments(found, asked.actor.locale)


@network_routes.post("/payments/<int:payment_id>/mark-paid")
@network_admin
@speaks(
    answers.MarkedPaidAnswer,
    refuses=(change_errors.PaymentUnknown, change_errors.PaymentNotManual, change_errors.NetworkIsACopy),
)
def mark_paid(asked: Asked[Nothing, Nothing], payment_id: int) -> answers.MarkedPaidAnswer:
    """Record that a manual payment arrived and settle what it was for, exactly once."""
    context().refuse_on_copy()
    marked = payments.mark_paid(services(), asked.actor, payment_id)
    return present.present_marked_paid(marked, asked.actor.locale)


@network_routes.post("/changes/<quote_id:quote_id>/close")
@network_admin
@speaks(answers.ClosedAnswer, refuses=(change_errors.ChangeUnknown, change_errors.ChangeSettled))
def close_change(asked: Asked[Nothing, Nothing], quote_id: str) -> answers.ClosedAnswer:
    """Close a change that could not be carried out, once somebody has looked at it."""
    attending.close_change(services(), asked.actor, quote_id)
    return {"closed": quote_id}


@network_routes.get("/memberships")
@network_admin
@speaks(answers.MembershipsAnswer, query=MembershipsQuery)
def list_memberships(asked: Asked[MembershipsQuery, Nothing]) -> answers.MembershipsAnswer:
    """List memberships, newest first, for acting for an owner."""
    query = asked.query
    found = network_case.list_memberships(
        services(), asked.actor, search=query.search, page=query.page, per_page=query.per_page
    )
    return present.present_memberships(found)
