"""Discount codes, over HTTP."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Annotated, Literal

from flask import Blueprint
from pydantic import Field

from bridge import errors
from bridge.network_admin import discount_codes, forms
from bridge.network_admin.discount_codes import CODE_FIELDS, CodeAnswer, CodesAnswer, DiscountCode, UsesFrom
from bridge.network_admin.form_routes import FormBody
from bridge.network_admin.forms import FormAnswer, Notation
from bridge.web.auth import network_admin
from bridge.web.encoding import BIGGEST_ID, MOST_ROWS, DecimalText, Id, Parameters, Request, separators_of
from bridge.web.route import Asked, Nothing, services, speaks

discount_code_routes = Blueprint("discount_codes", __name__, url_prefix="/v1/network/discount-codes")
_SAVING = (errors.DiscountCodeUnknown, errors.DiscountCodeChanged)


class CodesQuery(Parameters):
    """Which codes: those whose code or name holds a text, below an id."""

    search: Annotated[str, Field(max_length=100)] = ""
    before: Annotated[int, Field(ge=1, le=BIGGEST_ID)] = BIGGEST_ID


class UsesQuery(Parameters):
    """From which use on, newest first; neither: from the newest."""

    before: datetime | None = None
    before_id: Annotated[str, Field(pattern=r"^([0-9a-f]{32})?$")] = ""

    def start(self) -> UsesFrom | None:
        return UsesFrom(self.before.replace(tzinfo=None), self.before_id) if self.before else None


class CodeBody(Request):
    """A code as its form has it; what is left out of one that is stored stays as it is."""

    code: Annotated[str, Field(max_length=20)] = ""
    name: Annotated[str, Field(max_length=191)] = ""
    note: Annotated[str, Field(max_length=2_000)] = ""
    is_active: bool = True
    type: Literal["percentage", "absolute"] = "percentage"
    value: DecimalText
    applies_to_renewals: bool = False
    max_uses: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None
    starts: Annotated[str, Field(max_length=10)] = ""
    expires: Annotated[str, Field(max_length=10)] = ""
    products: Annotated[tuple[Id, ...], Field(max_length=MOST_ROWS, strict=False)] = ()
    periods: Annotated[tuple[Annotated[str, Field(max_length=40)], ...], Field(max_length=20, strict=False)] = ()
    version: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""

    def value_of(self, code_id: int | None) -> DiscountCode:
        told = self.model_dump(exclude={"value"})
        return DiscountCode(id=code_id, value=Fraction(self.value), **told)


@discount_code_routes.get("")
@network_admin
@speaks(CodesAnswer, query=CodesQuery)
def list_codes(asked: Asked[CodesQuery, Nothing]) -> CodesAnswer:
    """List discount codes, newest first, with the fields to edit one with."""
    return discount_codes.list_codes(services(), asked.actor, asked.query.search, asked.query.before)


@discount_code_routes.post("")
@network_admin
@speaks(CodeAnswer, body=CodeBody, refuses=_SAVING)
def add_code(asked: Asked[Nothing, CodeBody]) -> CodeAnswer:
    """Make a discount code."""
    return discount_codes.save_code(services(), asked.actor, asked.body.value_of(None))


@discount_code_routes.get("/<int:code_id>")
@network_admin
@speaks(CodeAnswer, query=UsesQuery, refuses=(errors.DiscountCodeUnknown,))
def show_code(asked: Asked[UsesQuery, Nothing], code_id: int) -> CodeAnswer:
    """Show a discount code and a page of the changes that count on it."""
    return discount_codes.read_code(services(), asked.actor, code_id, asked.query.start())


@discount_code_routes.put("/<int:code_id>")
@network_admin
@speaks(CodeAnswer, body=CodeBody, refuses=_SAVING)
def save_code(asked: Asked[Nothing, CodeBody], code_id: int) -> CodeAnswer:
    """Save a discount code; what it is called stays."""
    body = asked.body
    return discount_codes.save_code(services(), asked.actor, body.value_of(code_id), body.left_out())


@discount_code_routes.post("/form")
@network_admin
@speaks(FormAnswer, body=FormBody)
def fill_in_code(asked: Asked[Nothing, FormBody]) -> FormAnswer:
    """Show a code in its form, or read what was typed there; nothing is written."""
    notation = Notation(*separators_of(asked.actor.locale))
    return forms.fill_in(asked.actor, CODE_FIELDS, asked.body.value, asked.body.typed, notation)
