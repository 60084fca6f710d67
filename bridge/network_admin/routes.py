"""The network admin's lists, and who bills memberships, over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from flask import Blueprint
from pydantic import Field

from bridge import errors
from bridge.changes.hand_over import Wanted
from bridge.changes.pause import Wanted as WantedPause
from bridge.changes.receive import Money
from bridge.network_admin import memberships, payments
from bridge.network_admin.forms import Notation
from bridge.network_admin.memberships import (
    EditsAnswer,
    ExtensionAnswer,
    ForecastAnswer,
    HandOverAnswer,
    LookedAtAnswer,
    MembershipsAnswer,
    MovedAnswer,
    PauseAnswer,
    RunAnswer,
)
from bridge.network_admin.payments import ClosedAnswer, MarkedPaidAnswer, PaymentsAnswer, RejectedAnswer
from bridge.network_admin.plan_map import MapAnswer, read_map
from bridge.operations.connection import ConnectionAnswer
from bridge.store.membership_list import Order, Sort, State, Which
from bridge.web.auth import network_admin, system
from bridge.web.encoding import BIGGEST_ID, Id, Page, Parameters, PerPage, QuoteId, Request, separators_of
from bridge.web.route import Asked, Nothing, context, services, speaks

network_routes = Blueprint("network", __name__, url_prefix="/v1/network")


#: What an answer names as its neighbours: a membership's number, behind an instant where that is what it is sorted by.
MembershipPlace = Annotated[str, Field(pattern=r"^(\d{1,12}\.)?\d{1,18}$")]


class MembershipsQuery(Parameters):
    """Which memberships, from a place on, or those just above one; the rest as the list knows it."""

    search: Annotated[str, Field(max_length=100)] = ""
    which: Sort = ""
    state: State = ""
    product: Annotated[int, Field(ge=0, le=BIGGEST_ID)] = 0
    order: Order = ""
    start: MembershipPlace | None = None
    above: MembershipPlace | None = None
    per_page: PerPage = 20

    def value(self) -> Which:
        """Return the service's value; a place of another order is none."""
        start, above = (
            place if place is not None and ("." in place) == bool(self.order) else None
            for place in (self.start, self.above)
        )
        return Which(self.search, self.which, self.per_page, start, above, self.state, self.product, self.order)


class ForecastQuery(Parameters):
    """What moving comes to: of one ``membership``, of some ``chosen``, or of all, a page from a number on."""

    direction: Literal["take_over", "hand_back"]
    membership: Id | None = None
    chosen: Annotated[str, Field(pattern=r"^\d{1,18}(,\d{1,18}){0,99}$")] | None = None
    after: Annotated[int, Field(ge=0, le=BIGGEST_ID)] = 0
    per_page: PerPage = 20


class MovesBody(Request):
    """Which memberships to take over or to hand back; null: all."""

    direction: Literal["take_over", "hand_back"]
    memberships: Annotated[list[Id], Field(min_length=1, max_length=10_000)] | None = None


class TakeOverBody(Request):
    """How to take a membership over; a subscription at a provider is cancelled there where that is said alone."""

    ends_subscription: bool = False


class ExtendBody(Request):
    """Until which day the term is to go on, as it was typed, and why. ``forecast``: nothing is written."""

    until: Annotated[str, Field(max_length=100)]
    reason: Annotated[str, Field(max_length=1000)] = ""
    forecast: bool = False


class HandOverBody(Request):
    """Whom a membership is given: a user's number, login or e-mail address; ``customer_id`` is whose it was seen to be.

    ``removes_user``: who had it loses the role on its sites. ``forecast``: nothing is written.
    """

    user: Annotated[str, Field(max_length=191)]
    customer_id: Id
    reason: Annotated[str, Field(max_length=1000)] = ""
    removes_user: bool = False
    forecast: bool = False

    def value(self) -> Wanted:
        """Return the service's value."""
        return Wanted(self.user, self.customer_id, self.reason, self.removes_user)


class PauseBody(Request):
    """How a membership rests: until which day, as it was typed, '' for until somebody says so; and why.

    ``closes_sites``: its sites are closed meanwhile. ``forecast``: nothing is written.
    """

    until: Annotated[str, Field(max_length=100)] = ""
    reason: Annotated[str, Field(max_length=1000)] = ""
    closes_sites: bool = False
    forecast: bool = False

    def value(self) -> WantedPause:
        """Return the service's value."""
        return WantedPause(self.until, self.reason, self.closes_sites)


class ResumeBody(Request):
    """Why a membership goes on, where somebody says so."""

    reason: Annotated[str, Field(max_length=1000)] = ""


#: What an answer names as its neighbours.
PaymentPlace = Annotated[str, Field(pattern=r"^\d{1,18}\.\d{1,18}$")]


class PaymentsQuery(Parameters):
    """Which payments: from a place on, or those just above one.

    ``search`` is a reference, the beginning of one, or a payment's number.
    """

    search: Annotated[str, Field(max_length=40)] = ""
    status: Annotated[str, Field(pattern=r"^[a-z-]{1,32}$")] | None = None
    start: PaymentPlace | None = None
    above: PaymentPlace | None = None


class MoneyBody(Request):
    """What has come: all that is left and now, where nothing is said; ``left_minor`` is what was seen to be left.

    ``amount`` is as it was typed, in the payment's currency. ``key`` is made for the form: sent twice, it is taken
    once.
    """

    amount: Annotated[str, Field(max_length=40)] = ""
    received_at: Annotated[datetime, Field(strict=False)] | None = None
    left_minor: Annotated[int, Field(ge=0, le=10**13)] | None = None
    key: QuoteId | None = None

    def value(self) -> Money:
        """Return the service's value, its instant in UTC without zone."""
        at = self.received_at
        came_at = at.astimezone(UTC).replace(tzinfo=None) if at is not None and at.tzinfo is not None else at
        return Money(None, came_at, self.left_minor, self.key)


class RejectBody(Request):
    """Why an order is ended, in words for its owner."""

    reason: Annotated[str, Field(min_length=1, max_length=500)]


class MapQuery(Parameters):
    """Which plans of the map, and which page of its rows and columns; ``group`` names the one of ``which=group``."""

    which: Literal["all", "group", "ungrouped"] = "all"
    group: Annotated[str, Field(max_length=191)] = ""
    rows: Page = 1
    columns: Page = 1


@network_routes.get("/plan-map")
@network_admin
@speaks(MapAnswer, query=MapQuery)
def show_map(asked: Asked[MapQuery, Nothing]) -> MapAnswer:
    """Show who may go from which plan to which: a page of rows and of columns."""
    query = asked.query
    return read_map(services(), asked.actor, query.which, query.group, query.rows, query.columns)


@network_routes.get("/connection")
@network_admin
@speaks(ConnectionAnswer)
def check_connection(asked: Asked[Nothing, Nothing]) -> ConnectionAnswer:
    """Tell how the service is, with a proof that it is the one that this database trusts."""
    state: ConnectionAnswer = context().connection(asked.token_id)
    return state


@network_routes.get("/payments")
@network_admin
@speaks(PaymentsAnswer, query=PaymentsQuery)
def list_payments(asked: Asked[PaymentsQuery, Nothing]) -> PaymentsAnswer:
    """List payments, newest first."""
    query = asked.query
    if query.search:
        return payments.find_payments(services(), asked.actor, query.search)
    return payments.list_payments(services(), asked.actor, status=query.status, start=query.start, above=query.above)


@network_routes.post("/payments/<int:payment_id>/mark-paid")
@network_admin
@speaks(
    MarkedPaidAnswer,
    body=MoneyBody,
    refuses=(errors.PaymentUnknown, errors.PaymentNotManual, errors.PaymentMoved, errors.NetworkIsACopy),
)
def mark_paid(asked: Asked[Nothing, MoneyBody], payment_id: int) -> MarkedPaidAnswer:
    """Record that money arrived by hand, all or a part, and do what it is enough for, exactly once."""
    context().refuse_on_copy()
    typed = payments.Typed(asked.body.amount, Notation(*separators_of(asked.actor.locale)))
    money = payments.typed_money(services(), asked.actor, payment_id, typed, asked.body.value())
    return payments.mark_paid(services(), asked.actor, payment_id, money)


@network_routes.post("/payments/<int:payment_id>/reject")
@network_admin
@speaks(
    RejectedAnswer,
    body=RejectBody,
    refuses=(
        errors.PaymentUnknown, errors.PaymentNotManual, errors.PaymentIsARenewal, errors.ChangeSettled,
        errors.NetworkIsACopy,
    ),
)  # fmt: skip
def reject(asked: Asked[Nothing, RejectBody], payment_id: int) -> RejectedAnswer:
    """End an order that waits for money by hand, for a reason that its owner is told."""
    context().refuse_on_copy()
    return RejectedAnswer(payments.reject_payment(services(), asked.actor, payment_id, asked.body.reason))


@network_routes.post("/changes/<quote_id:quote_id>/close")
@network_admin
@speaks(ClosedAnswer, refuses=(errors.ChangeUnknown, errors.ChangeSettled))
def close_change(asked: Asked[Nothing, Nothing], quote_id: str) -> ClosedAnswer:
    """Close a change that could not be carried out, once somebody has looked at it."""
    payments.close_change(services(), asked.actor, quote_id)
    return ClosedAnswer(quote_id)


@network_routes.get("/memberships")
@network_admin
@speaks(MembershipsAnswer, query=MembershipsQuery)
def list_memberships(asked: Asked[MembershipsQuery, Nothing]) -> MembershipsAnswer:
    """List memberships, newest first, for acting for an owner."""
    return memberships.list_memberships(services(), asked.actor, asked.query.value())


@network_routes.get("/ownership/forecast")
@network_admin
@speaks(ForecastAnswer, query=ForecastQuery, refuses=(errors.MembershipUnknown,))
def forecast_moves(asked: Asked[ForecastQuery, Nothing]) -> ForecastAnswer:
    """Tell who would be billed what and when, by us or handed back; nothing is written."""
    query = asked.query
    chosen = [int(one) for one in query.chosen.split(",")] if query.chosen else None
    if query.membership is not None:
        chosen = [query.membership]
    page = (query.after, query.per_page)
    return memberships.forecast_moves(services(), asked.actor, query.direction, chosen, page)


@network_routes.get("/ownership")
@network_admin
@speaks(RunAnswer)
def show_moves(asked: Asked[Nothing, Nothing]) -> RunAnswer:
    """Tell how far taking over, or handing back, has come."""
    return memberships.read_moves(services(), asked.actor)


@network_routes.post("/ownership")
@network_admin
@speaks(RunAnswer, body=MovesBody, refuses=(errors.OwnershipRunOpen, errors.NetworkIsACopy))
def begin_moves(asked: Asked[Nothing, MovesBody]) -> RunAnswer:
    """Begin to take memberships over, or to hand them back: the worker does it, however many there are."""
    context().refuse_on_copy()
    return memberships.begin_moves(services(), asked.actor, asked.body.direction, asked.body.memberships)


@network_routes.post("/ownership/switched-off")
@system
@speaks(RunAnswer, refuses=(errors.OwnershipRunOpen, errors.NetworkIsACopy))
def hand_back_all(asked: Asked[Nothing, Nothing]) -> RunAnswer:  # noqa: ARG001 (the plugin itself asks)
    """Hand everything back because the plugin was switched off with nobody logged in."""
    context().refuse_on_copy()
    return memberships.begin_switched_off(services())


@network_routes.post("/memberships/<int:membership_id>/take-over")
@network_admin
@speaks(MovedAnswer, body=TakeOverBody, refuses=(errors.MembershipUnknown, errors.NetworkIsACopy))
def take_over(asked: Asked[Nothing, TakeOverBody], membership_id: int) -> MovedAnswer:
    """Take a membership's billing over."""
    context().refuse_on_copy()
    return memberships.move_membership(
        services(), asked.actor, membership_id, "take_over", ends_subscription=asked.body.ends_subscription
    )


@network_routes.post("/memberships/<int:membership_id>/hand-back")
@network_admin
@speaks(MovedAnswer, refuses=(errors.MembershipUnknown, errors.NetworkIsACopy))
def hand_back(asked: Asked[Nothing, Nothing], membership_id: int) -> MovedAnswer:
    """Hand a membership's billing back to the other system."""
    context().refuse_on_copy()
    return memberships.move_membership(services(), asked.actor, membership_id, "hand_back")


@network_routes.post("/memberships/<int:membership_id>/extend")
@network_admin
@speaks(
    ExtensionAnswer,
    body=ExtendBody,
    refuses=(
        errors.MembershipUnknown,
        errors.MembershipNotRunning,
        errors.NoTermToExtend,
        errors.TakeOverFirst,
        errors.ChangeBooked,
        errors.ChangeOpen,
        errors.ChangeSettled,
        errors.NetworkIsACopy,
    ),
)
def extend(asked: Asked[Nothing, ExtendBody], membership_id: int) -> ExtensionAnswer:
    """Let a membership's paid term end on a later day at no charge, or say what that would come to."""
    context().refuse_on_copy()
    body = asked.body
    if body.forecast:
        return memberships.forecast_extension(services(), asked.actor, membership_id, body.until)
    return memberships.extend_membership(services(), asked.actor, membership_id, body.until, body.reason)


@network_routes.post("/memberships/<int:membership_id>/hand-over")
@network_admin
@speaks(
    HandOverAnswer,
    body=HandOverBody,
    refuses=(
        errors.MembershipUnknown,
        errors.MembershipTransferred,
        errors.TakeOverFirst,
        errors.ChangeOpen,
        errors.ChangeSettled,
        errors.NetworkIsACopy,
    ),
)
def hand_over(asked: Asked[Nothing, HandOverBody], membership_id: int) -> HandOverAnswer:
    """Give a membership to another customer, or say what that would come to."""
    context().refuse_on_copy()
    body = asked.body
    return memberships.hand_membership_over(
        services(), asked.actor, membership_id, body.value(), is_forecast=body.forecast
    )


@network_routes.post("/memberships/<int:membership_id>/pause")
@network_admin
@speaks(
    PauseAnswer,
    body=PauseBody,
    refuses=(
        errors.MembershipUnknown,
        errors.MembershipPaused,
        errors.MembershipNotRunning,
        errors.NoTermToExtend,
        errors.TakeOverFirst,
        errors.ChangeOpen,
        errors.ChangeSettled,
        errors.NetworkIsACopy,
    ),
)
def pause(asked: Asked[Nothing, PauseBody], membership_id: int) -> PauseAnswer:
    """Let a membership rest until a day or until somebody says so, or say what that would come to."""
    context().refuse_on_copy()
    body = asked.body
    return memberships.pause_membership(services(), asked.actor, membership_id, body.value(), is_forecast=body.forecast)


@network_routes.post("/memberships/<int:membership_id>/resume")
@network_admin
@speaks(
    PauseAnswer,
    body=ResumeBody,
    refuses=(errors.MembershipUnknown, errors.MembershipNotPaused, errors.NetworkIsACopy),
)
def resume(asked: Asked[Nothing, ResumeBody], membership_id: int) -> PauseAnswer:
    """Let a membership that rests go on now; its time is given back."""
    context().refuse_on_copy()
    return memberships.resume_membership(services(), asked.actor, membership_id, asked.body.reason)


@network_routes.get("/edits")
@network_admin
@speaks(EditsAnswer)
def list_edits(asked: Asked[Nothing, Nothing]) -> EditsAnswer:
    """List what somebody else wrote into rows of ours and nobody has looked at."""
    return memberships.list_edits(services(), asked.actor)


@network_routes.post("/memberships/<int:membership_id>/looked-at")
@network_admin
@speaks(LookedAtAnswer)
def look_at(asked: Asked[Nothing, Nothing], membership_id: int) -> LookedAtAnswer:
    """Note that somebody has looked at it."""
    return memberships.look_at(services(), asked.actor, membership_id)
