"""The Account page and the saved cards and accounts, over HTTP."""

from __future__ import annotations

from typing import Annotated

from flask import Blueprint
from pydantic import AfterValidator, Field

from bridge import errors
from bridge.account import methods
from bridge.account.billing import Address, BillingAnswer, Details, read_billing, save_billing
from bridge.account.history import NEWEST, HistoryAnswer, read_history
from bridge.account.methods import MethodsAnswer, SetUpAnswer
from bridge.account.page import AccountAnswer, read_account
from bridge.account.payments import (
    PLACE,
    FormerPaymentsAnswer,
    OwnPaymentsAnswer,
    read_former_payments,
    read_payments,
    read_place,
)
from bridge.account.receipts import Pdf, ReceiptAnswer, read_pdf, read_receipt, receipt_pdf
from bridge.account.whole import WholeAnswer, read_whole
from bridge.changes.credit import CreditAnswer, read_credit
from bridge.web.auth import network_admin, owner_or_network_admin, system
from bridge.web.encoding import GatewayId, Id, Parameters, Request
from bridge.web.route import Asked, Attachment, Nothing, context, services, speaks

account_routes = Blueprint("account", __name__, url_prefix="/v1")


class AccountQuery(Parameters):
    """Which membership to show; without it the site's own, else the newest."""

    membership: Id | None = None


def _is_a_place(text: str) -> str:
    """Refuse what looks like a place and can be none, such as a thirteenth month."""
    read_place(text)
    return text


Place = Annotated[str, Field(pattern=PLACE), AfterValidator(_is_a_place)]


class PaymentsQuery(Parameters):
    """Which page: what is older than a place in the list, or newer than one; without either the newest."""

    older: Place | None = None
    newer: Place | None = None


@account_routes.get("/account")
@owner_or_network_admin
@speaks(
    AccountAnswer, query=AccountQuery, refuses=(errors.NoMembership, errors.MembershipGone, errors.MembershipUnknown)
)
def show_account(asked: Asked[AccountQuery, Nothing]) -> AccountAnswer:
    """Show a membership with its sites, limits, payments and changes."""
    return read_account(services(), asked.actor, asked.query.membership, is_copy=context().is_copy())


class WholeQuery(Parameters):
    """Before which place its history is shown."""

    before: Annotated[int, Field(ge=1, le=NEWEST)] = NEWEST


@account_routes.get("/network/memberships/<int:membership_id>")
@network_admin
@speaks(WholeAnswer, query=WholeQuery, refuses=(errors.MembershipUnknown,))
def show_whole(asked: Asked[WholeQuery, Nothing], membership_id: int) -> WholeAnswer:
    """Show a network admin everything about a membership: its account, history, who bills it, what can be done."""
    return read_whole(services(), asked.actor, membership_id, asked.query.before, is_copy=context().is_copy())


class DocumentQuery(Parameters):
    """Which document of the payment; without it the receipt."""

    document: Id | None = None


@account_routes.get("/payments/<int:payment_id>/receipt")
@owner_or_network_admin
@speaks(ReceiptAnswer, refuses=(errors.PaymentUnknown, errors.ReceiptUnknown))
def show_receipt(asked: Asked[Nothing, Nothing], payment_id: int) -> ReceiptAnswer:
    """Show the receipt of a payment and its credit notes, as they were issued."""
    return read_receipt(services(), asked.actor, payment_id)


@account_routes.get("/payments/<int:payment_id>/receipt.pdf")
@owner_or_network_admin
@speaks(Attachment, query=DocumentQuery, refuses=(errors.PaymentUnknown, errors.ReceiptUnknown, errors.FontMissing))
def send_receipt(asked: Asked[DocumentQuery, Nothing], payment_id: int) -> Attachment:
    """Send the receipt of a payment, or another of its documents, as PDF."""
    return _file(read_pdf(services(), asked.actor, payment_id, asked.query.document))


@account_routes.get("/letters/payments/<int:payment_id>/receipt.pdf")
@system
@speaks(Attachment, query=DocumentQuery, refuses=(errors.ReceiptUnknown, errors.FontMissing))
def attach_receipt(asked: Asked[DocumentQuery, Nothing], payment_id: int) -> Attachment:
    """Send the plugin the PDF that it attaches to a letter."""
    return _file(Pdf(f"{payment_id}.pdf", receipt_pdf(services(), payment_id, asked.query.document)))


Text = Annotated[str, Field(max_length=191)]


class BillingBody(Request):
    """Billing details as they were entered; ``country`` is two letters, a VAT number may be without its prefix.

    What is left out stays as it is.
    """

    company_name: Text = ""
    address_line_1: Text = ""
    address_line_2: Text = ""
    zip_code: Annotated[str, Field(max_length=32)] = ""
    city: Text = ""
    state: Text = ""
    country: Annotated[str, Field(max_length=2)] = ""
    vat_number: Annotated[str, Field(max_length=40)] = ""

    def value(self) -> Details:
        """Return the service's value, without blanks at the ends."""
        texts = {name: text.strip() for name, text in self.model_dump().items()}
        number = texts.pop("vat_number")
        return Details(Address(**{**texts, "country": texts["country"].upper()}), number)


@account_routes.get("/memberships/<int:membership_id>/billing-address")
@owner_or_network_admin
@speaks(BillingAnswer, refuses=(errors.MembershipUnknown,))
def show_billing(asked: Asked[Nothing, Nothing], membership_id: int) -> BillingAnswer:
    """Show address and VAT number of a membership's customer, the tax that they come to, and every country."""
    return read_billing(services(), asked.actor, membership_id)


@account_routes.put("/memberships/<int:membership_id>/billing-address")
@owner_or_network_admin
@speaks(BillingAnswer, body=BillingBody, refuses=(errors.MembershipUnknown, errors.NotTheCustomer))
def save_billing_address(asked: Asked[Nothing, BillingBody], membership_id: int) -> BillingAnswer:
    """Keep address and VAT number; what is wrong is told by field."""
    return save_billing(services(), asked.actor, membership_id, asked.body.value(), asked.body.left_out())


def _file(pdf: Pdf) -> Attachment:
    """Return a PDF as it is sent."""
    return Attachment(pdf.name, pdf.content, "application/pdf")


@account_routes.get("/memberships/<int:membership_id>/payments")
@owner_or_network_admin
@speaks(OwnPaymentsAnswer, query=PaymentsQuery, refuses=(errors.MembershipUnknown,))
def list_payments(asked: Asked[PaymentsQuery, Nothing], membership_id: int) -> OwnPaymentsAnswer:
    """List the payments of a membership, a page at a time."""
    return read_payments(services(), asked.actor, membership_id, older=asked.query.older, newer=asked.query.newer)


class FormerQuery(Parameters):
    """Which page: the payments before this number; without it the newest."""

    before: Id | None = None


@account_routes.get("/former-payments")
@owner_or_network_admin
@speaks(FormerPaymentsAnswer, query=FormerQuery)
def list_former_payments(asked: Asked[FormerQuery, Nothing]) -> FormerPaymentsAnswer:
    """List what whoever asks has paid for memberships that another has now, or that are deleted."""
    return read_former_payments(services(), asked.actor, asked.query.before)


class CreditQuery(Parameters):
    """Which page: what is older than a movement, or newer than one; without either the newest."""

    older: Id | None = None
    newer: Id | None = None


@account_routes.get("/memberships/<int:membership_id>/account-credit")
@owner_or_network_admin
@speaks(CreditAnswer, query=CreditQuery, refuses=(errors.MembershipUnknown,))
def list_credit(asked: Asked[CreditQuery, Nothing], membership_id: int) -> CreditAnswer:
    """Show the account credit of a membership's customer, and why it moved."""
    return read_credit(services(), asked.actor, membership_id, older=asked.query.older, newer=asked.query.newer)


class SetUpRequest(Request):
    """Save a card or an account; ``agreed``: to the text of the agreement's version."""

    gateway: GatewayId
    agreed: bool


class ChosenRequest(Request):
    """Choose what is charged; ``agreed``: to the text of the agreement's version, needed where it was not before."""

    agreed: bool = False


_METHODS_REFUSE = (
    errors.NotTheCustomer,
    errors.MembershipUnknown,
    errors.MethodUnknown,
    errors.ProviderUnreachable,
    errors.ProviderRefused,
    errors.NetworkIsACopy,
)


@account_routes.get("/memberships/<int:membership_id>/payment-methods")
@owner_or_network_admin
@speaks(MethodsAnswer, refuses=(errors.MembershipUnknown,))
def show_methods(asked: Asked[Nothing, Nothing], membership_id: int) -> MethodsAnswer:
    """List the saved cards and accounts that charges of this membership may use."""
    return methods.list_methods(services(), asked.actor, membership_id, is_copy=context().is_copy())


@account_routes.post("/memberships/<int:membership_id>/payment-methods")
@owner_or_network_admin
@speaks(SetUpAnswer, body=SetUpRequest, refuses=(*_METHODS_REFUSE, errors.AgreementMissing, errors.GatewayUnsuitable))
def begin_method(asked: Asked[Nothing, SetUpRequest], membership_id: int) -> SetUpAnswer:
    """Begin to save a card or an account; the page goes on with the provider's own fields."""
    context().refuse_on_copy()
    body = asked.body
    return methods.add_method(services(), asked.actor, membership_id, body.gateway, agreed=body.agreed)


@account_routes.post("/memberships/<int:membership_id>/payment-methods/<method_id:method_id>/default")
@owner_or_network_admin
@speaks(MethodsAnswer, body=ChosenRequest, refuses=(*_METHODS_REFUSE, errors.AgreementMissing))
def choose_method(asked: Asked[Nothing, ChosenRequest], membership_id: int, method_id: str) -> MethodsAnswer:
    """Let a saved method be the one that later charges use."""
    context().refuse_on_copy()
    return methods.choose_method(services(), asked.actor, membership_id, method_id, agreed=asked.body.agreed)


@account_routes.delete("/memberships/<int:membership_id>/payment-methods/<method_id:method_id>")
@owner_or_network_admin
@speaks(MethodsAnswer, refuses=_METHODS_REFUSE)
def remove_method(asked: Asked[Nothing, Nothing], membership_id: int, method_id: str) -> MethodsAnswer:
    """Take a saved card or account away."""
    context().refuse_on_copy()
    return methods.remove_method(services(), asked.actor, membership_id, method_id)


class HistoryQuery(Parameters):
    """Which page: the events before this place; without it the newest."""

    before: Id | None = None


@account_routes.get("/memberships/<int:membership_id>/history")
@owner_or_network_admin
@speaks(HistoryAnswer, query=HistoryQuery, refuses=(errors.MembershipUnknown,))
def show_history(asked: Asked[HistoryQuery, Nothing], membership_id: int) -> HistoryAnswer:
    """Show what happened to a membership, newest first."""
    return read_history(services(), asked.actor, membership_id, asked.query.before or NEWEST)
