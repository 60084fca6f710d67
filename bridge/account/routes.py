"""The Account page, over HTTP."""

from __future__ import annotations

from typing import Annotated

from flask import Blueprint
from pydantic import Field

from bridge import errors
from bridge.account.billing import Address, BillingAnswer, Details, read_billing, save_billing
from bridge.account.page import AccountAnswer, read_account
from bridge.account.receipts import Pdf, ReceiptAnswer, read_pdf, read_receipt, receipt_pdf
from bridge.web.auth import owner_or_network_admin, system
from bridge.web.encoding import Id, Parameters, Request
from bridge.web.route import Asked, Attachment, Nothing, context, services, speaks

account_routes = Blueprint("account", __name__, url_prefix="/v1")


class AccountQuery(Parameters):
    """Which membership to show; without it the site's own, else the newest."""

    membership: Id | None = None


@account_routes.get("/account")
@owner_or_network_admin
@speaks(
    AccountAnswer, query=AccountQuery, refuses=(errors.NoMembership, errors.MembershipGone, errors.MembershipUnknown)
)
def show_account(asked: Asked[AccountQuery, Nothing]) -> AccountAnswer:
    """Show a membership with its sites, limits, payments and changes."""
    return read_account(services(), asked.actor, asked.query.membership, is_copy=context().is_copy())


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
@speaks(
    Attachment, query=DocumentQuery, refuses=(errors.PaymentUnknown, errors.ReceiptUnknown, errors.FontMissing)
)
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
    """Billing details as they were entered; ``country`` is two letters, a VAT number may be without its prefix."""

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
    return save_billing(services(), asked.actor, membership_id, asked.body.value())


def _file(pdf: Pdf) -> Attachment:
    """Return a PDF as it is sent."""
    return Attachment(pdf.name, pdf.content, "application/pdf")
