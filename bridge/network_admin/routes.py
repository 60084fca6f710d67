"""The network admin's screens, over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from typing import Annotated, Any, Literal

from flask import Blueprint
from pydantic import Field, create_model

from bridge import errors
from bridge.changes.receive import Money
from bridge.errors import InvalidRequest
from bridge.network_admin import example, forms, letters, memberships, payments, plan_paths, products, settings
from bridge.network_admin.example import ExampleAnswer
from bridge.network_admin.forms import FormAnswer, Notation
from bridge.network_admin.letters import LetterAnswer, LettersAnswer, LetterWish, SampleAnswer
from bridge.network_admin.memberships import (
    EditsAnswer,
    ForecastAnswer,
    LookedAtAnswer,
    MembershipsAnswer,
    MovedAnswer,
    RunAnswer,
)
from bridge.network_admin.payments import (
    ClosedAnswer,
    MarkedPaidAnswer,
    PaymentsAnswer,
    RejectedAnswer,
)
from bridge.network_admin.plan_map import MapAnswer, read_map
from bridge.network_admin.plan_paths import PathsAnswer
from bridge.network_admin.product_fields import LIMITS, PRODUCT_FIELDS, Said, adds, field_of, with_limits
from bridge.network_admin.products import ProductAnswer, ProductsAnswer
from bridge.network_admin.settings import SettingsAnswer
from bridge.operations.connection import ConnectionAnswer
from bridge.pricing.catalog import PlanRules
from bridge.store.letters import Wording
from bridge.store.memberships import Which
from bridge.store.product_editing import PriceRow, ProductDocument
from bridge.store.settings import LANGUAGE, SETTINGS
from bridge.web.auth import network_admin, system
from bridge.web.encoding import (
    BIGGEST_ID,
    MOST_ROWS,
    DecimalText,
    Finite,
    FromPhp,
    Id,
    Page,
    Parameters,
    PeriodBody,
    PerPage,
    QuoteId,
    Request,
    separators_of,
)
from bridge.web.route import Asked, Nothing, context, services, speaks

network_routes = Blueprint("network", __name__, url_prefix="/v1/network")
_SAVING = (errors.ProductUnknown, errors.ProductChanged, errors.SlugTaken)


class MembershipsQuery(Parameters):
    """Which memberships, from an id on, or those just above one; ``search`` and ``which`` as the list knows them."""

    search: Annotated[str, Field(max_length=100)] = ""
    which: Literal["", "ours", "at_a_provider", "elsewhere", "edited"] = ""
    start: Id | None = None
    above: Annotated[int, Field(ge=0, le=BIGGEST_ID)] | None = None
    per_page: PerPage = 20


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


class WordingBody(Request):
    """Words of a letter in one language; without them its own."""

    language: Annotated[str, Field(pattern=LANGUAGE)] | None = None
    subject: Annotated[str, Field(max_length=1000)] | None = None
    text: Annotated[str, Field(max_length=20_000)] | None = None

    def value(self) -> Wording | None:
        """Return the service's value."""
        if self.subject is None or self.text is None:
            return None
        return Wording(self.subject.strip(), self.text.replace("\r\n", "\n").strip())


class LetterBody(WordingBody):
    """What to do with a letter: null leaves it as it is; ``reset`` lets the plugin's own words hold in the language."""

    is_sent: bool | None = None
    reset: bool = False

    def wish(self) -> LetterWish:
        """Return the service's value."""
        return LetterWish(self.is_sent, self.language, self.value(), self.reset)


class RejectBody(Request):
    """Why an order is ended, in words for its owner."""

    reason: Annotated[str, Field(min_length=1, max_length=500)]


class MapQuery(Parameters):
    """Which plans of the map, and which page of its rows and columns; ``group`` names the one of ``which=group``."""

    which: Literal["all", "group", "ungrouped"] = "all"
    group: Annotated[str, Field(max_length=191)] = ""
    rows: Page = 1
    columns: Page = 1


class PriceVariationBody(Request):
    """What the product costs for another period."""

    period: PeriodBody
    amount: DecimalText

    def value(self) -> PriceRow:
        """Return the service's value."""
        return PriceRow(self.period.value(), Fraction(self.amount))


class RulesBody(Request):
    """The plan's rules on top of its plan group."""

    direction: Literal["both", "upgrade_only", "downgrade_only", "closed"] = "both"
    minimum_term: PeriodBody | None = None
    hidden: bool = False

    def value(self) -> PlanRules:
        """Return the domain's value."""
        return PlanRules(self.direction, self.minimum_term.value() if self.minimum_term else None, self.hidden)


class LimitBody(Request):
    """One limit as edited: a number, or the tick beside it ("not allowed" on a plan, "unlimited" on what adds).

    One that comes back ``unreadable`` stays as it is stored.
    """

    number: Annotated[int, Field(ge=0)] | None = None
    flag: bool = False
    unreadable: str | None = None

    def value(self) -> Said:
        """Return the service's value."""
        return Said(self.number, self.flag, self.unreadable)


LimitKey = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,60}$")]
NamedLimits = Annotated[dict[LimitKey, LimitBody], FromPhp]


class LimitsRequest(Request):
    """The limits that the form edits; one left out stays as it is."""

    def wanted(self) -> dict[str, Any]:
        """Return what is wanted of those that were named."""
        named = {limit.name: getattr(self, limit.name) for limit in LIMITS}
        return {
            name: {key: one.value() for key, one in said.items()} if isinstance(said, dict) else said.value()
            for name, said in named.items()
            if said is not None
        }


_LIMIT_FIELDS: dict[str, Any] = {one.name: ((NamedLimits if one.of else LimitBody) | None, None) for one in LIMITS}
LimitsBody: Any = create_model("LimitsBody", __base__=LimitsRequest, **_LIMIT_FIELDS)


class ProductBody(Request):
    """A product as edited; ``version`` is the one that was read (empty for a new product).

    ``limits`` are written into ``limitations``; these are null where nobody could read them.
    """

    name: Annotated[str, field_of("name").bound()]
    slug: Annotated[str, field_of("slug").bound()] = ""
    description: Annotated[str, field_of("description").bound()] = ""
    type: Annotated[str, Field(pattern=r"^[a-z_]{1,20}$")]
    active: bool
    currency: Annotated[str, field_of("currency").bound()]
    pricing_type: Literal["free", "paid", "contact_us", "pay_what_you_want"]
    amount: DecimalText
    setup_fee: DecimalText = "0"
    period: PeriodBody | None = None
    recurring: bool
    trial: PeriodBody | None = None
    price_variations: Annotated[tuple[PriceVariationBody, ...], Field(max_length=MOST_ROWS, strict=False)] = ()
    taxable: bool = True
    tax_category: Annotated[str, field_of("tax_category").bound()] = "default"
    features: Annotated[
        tuple[Annotated[str, field_of("features").bound()], ...], Field(max_length=MOST_ROWS, strict=False)
    ] = ()
    plan_group: Annotated[str, field_of("plan_group").bound()] = ""
    list_order: Annotated[int, field_of("list_order").bound()] = 10
    available_addons: Annotated[tuple[Id, ...], Field(max_length=MOST_ROWS, strict=False)] = ()
    rules: RulesBody = Field(default_factory=RulesBody)
    limits: Annotated[LimitsBody, FromPhp] = LimitsBody()
    limitations: Annotated[dict[str, Any], FromPhp, Finite] | None = None
    version: Annotated[str, Field(pattern=r"^([0-9a-f]{16,64})?$")] = ""

    def value(self, product_id: int | None) -> ProductDocument:
        """Return the service's value."""
        return ProductDocument(
            id=product_id,
            name=self.name,
            slug=self.slug,
            description=self.description,
            type=self.type,
            active=self.active,
            currency=self.currency,
            pricing_type=self.pricing_type,
            amount=Fraction(self.amount),
            setup_fee=Fraction(self.setup_fee),
            period=self.period.value() if self.period else None,
            recurring=self.recurring,
            trial=self.trial.value() if self.trial else None,
            price_variations=tuple(row.value() for row in self.price_variations),
            taxable=self.taxable,
            tax_category=self.tax_category,
            features=self.features,
            plan_group=self.plan_group,
            list_order=self.list_order,
            available_addons=self.available_addons,
            rules=self.rules.value(),
            limitations=self._limitations(),
            version=self.version,
        )

    def _limitations(self) -> dict[str, Any] | None:
        """Return the limitations with the edited limits in them; what could not be read stays unread.

        :raises InvalidRequest: where a limit cannot be kept.
        """
        wanted = self.limits.wanted()
        if not wanted or (self.limitations is None and self.version):
            return self.limitations
        limitations, errors = with_limits(self.limitations or {}, wanted, adding=adds(self.type))
        if errors:
            raise InvalidRequest(errors=errors)
        return limitations


class SettingsRequest(Request):
    """The settings to change; a name left out stays as it is (the defaults written here are never saved)."""

    def named(self) -> dict[str, Any]:
        """Return the settings that were named."""
        return self.model_dump(exclude_unset=True)


_SETTING_FIELDS: dict[str, Any] = {one.name: (one.annotation, one.field.default) for one in SETTINGS}
SettingsBody: type[SettingsRequest] = create_model("SettingsBody", __base__=SettingsRequest, **_SETTING_FIELDS)


class FormBody(Request):
    """A value as it is stored, and what was typed over it (null: nothing yet), by the names of the fields."""

    value: Annotated[dict[str, Any], FromPhp, Finite]
    typed: Annotated[dict[str, Any], FromPhp, Finite] | None = None


@network_routes.get("/products")
@network_admin
@speaks(ProductsAnswer)
def list_products(asked: Asked[Nothing, Nothing]) -> ProductsAnswer:
    """List every product in the network's order."""
    return products.list_products(services(), asked.actor)


@network_routes.post("/products")
@network_admin
@speaks(ProductAnswer, body=ProductBody, refuses=_SAVING)
def add_product(asked: Asked[Nothing, ProductBody]) -> ProductAnswer:
    """Add a product."""
    return products.save_product(services(), asked.actor, asked.body.value(None))


@network_routes.get("/products/<int:product_id>")
@network_admin
@speaks(ProductAnswer, refuses=(errors.ProductUnknown,))
def show_product(asked: Asked[Nothing, Nothing], product_id: int) -> ProductAnswer:
    """Show a product for editing."""
    return products.read_product(services(), asked.actor, product_id)


@network_routes.put("/products/<int:product_id>")
@network_admin
@speaks(ProductAnswer, body=ProductBody, refuses=_SAVING)
def save_product(asked: Asked[Nothing, ProductBody], product_id: int) -> ProductAnswer:
    """Save a product; refused where somebody saved it since it was read."""
    return products.save_product(services(), asked.actor, asked.body.value(product_id))


@network_routes.post("/products/form")
@network_admin
@speaks(FormAnswer, body=FormBody)
def fill_in_product(asked: Asked[Nothing, FormBody]) -> FormAnswer:
    """Show a product in its form, or read what was typed there; nothing is written."""
    notation = Notation(*separators_of(asked.actor.locale))
    return forms.fill_in(asked.actor, PRODUCT_FIELDS, asked.body.value, asked.body.typed, notation)


@network_routes.put("/products/<int:product_id>/rules")
@network_admin
@speaks(ProductAnswer, body=RulesBody, refuses=(errors.ProductUnknown,))
def save_rules(asked: Asked[Nothing, RulesBody], product_id: int) -> ProductAnswer:
    """Save a plan's rules alone; all else of it stays as it is."""
    return products.save_rules(services(), asked.actor, product_id, asked.body.value())


@network_routes.post("/products/paths")
@network_admin
@speaks(PathsAnswer, body=ProductBody)
def preview_new_paths(asked: Asked[Nothing, ProductBody]) -> PathsAnswer:
    """Show where the members of a plan that is not saved yet could come from and go to."""
    return plan_paths.preview_paths(services(), asked.actor, asked.body.value(None))


@network_routes.post("/products/<int:product_id>/paths")
@network_admin
@speaks(PathsAnswer, body=ProductBody, refuses=(errors.ProductUnknown,))
def preview_paths(asked: Asked[Nothing, ProductBody], product_id: int) -> PathsAnswer:
    """Show where a plan's members may come from and go to, as saved and as edited; nothing is written."""
    return plan_paths.preview_paths(services(), asked.actor, asked.body.value(product_id))


@network_routes.get("/settings")
@network_admin
@speaks(SettingsAnswer)
def show_settings(asked: Asked[Nothing, Nothing]) -> SettingsAnswer:
    """Show the settings as they hold."""
    return settings.read_settings(services(), asked.actor)


@network_routes.put("/settings")
@network_admin
@speaks(SettingsAnswer, body=SettingsBody)
def save_settings(asked: Asked[Nothing, SettingsRequest]) -> SettingsAnswer:
    """Save the settings named; the others stay."""
    return settings.save_settings(services(), asked.actor, asked.body.named())


@network_routes.post("/settings/form")
@network_admin
@speaks(FormAnswer, body=FormBody)
def fill_in_settings(asked: Asked[Nothing, FormBody]) -> FormAnswer:
    """Show the settings in their form, or read what was typed there; nothing is written."""
    fields = [one.field for one in SETTINGS]
    notation = Notation(*separators_of(asked.actor.locale))
    return forms.fill_in(asked.actor, fields, asked.body.value, asked.body.typed, notation)


@network_routes.post("/settings/example")
@network_admin
@speaks(ExampleAnswer, body=SettingsBody)
def work_out_example(asked: Asked[Nothing, SettingsRequest]) -> ExampleAnswer:
    """Work out what owners would be charged under edited settings, in a fixed example; nothing is written."""
    return example.work_out_example(services(), asked.actor, asked.body.named())


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


@network_routes.get("/letters")
@network_admin
@speaks(LettersAnswer)
def list_letters(asked: Asked[Nothing, Nothing]) -> LettersAnswer:
    """List every letter there is."""
    return letters.list_letters(services(), asked.actor)


@network_routes.get("/letters/<letter_name>")
@network_admin
@speaks(LetterAnswer, refuses=(errors.LetterUnknown,))
def show_letter(asked: Asked[Nothing, Nothing], letter_name: str) -> LetterAnswer:
    """Show a letter with its words by language, and who edited it."""
    return letters.read_letter(services(), asked.actor, letter_name)


@network_routes.put("/letters/<letter_name>")
@network_admin
@speaks(LetterAnswer, body=LetterBody, refuses=(errors.LetterUnknown,))
def save_letter(asked: Asked[Nothing, LetterBody], letter_name: str) -> LetterAnswer:
    """Switch a letter on or off, give it words in a language, or take them away."""
    return letters.save_letter(services(), asked.actor, letter_name, asked.body.wish())


@network_routes.post("/letters/<letter_name>/sample")
@network_admin
@speaks(SampleAnswer, body=WordingBody, refuses=(errors.LetterUnknown,))
def show_sample(asked: Asked[Nothing, WordingBody], letter_name: str) -> SampleAnswer:
    """Show a letter with made-up facts, in the words that were typed or in its own; nothing is written."""
    body = asked.body
    return letters.show_sample(services(), asked.actor, letter_name, body.language or asked.actor.locale, body.value())


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
    query = asked.query
    which = Which(query.search, query.which, query.per_page, query.start, query.above)
    return memberships.list_memberships(services(), asked.actor, which)


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
