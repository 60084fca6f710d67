"""What the network admin edits in a form, over HTTP: products, settings, tax rates."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, Literal

from flask import Blueprint
from pydantic import Field, create_model

from bridge import errors
from bridge.errors import InvalidRequest
from bridge.network_admin import example, forms, limit_forecast, limit_history, logo, plan_paths, products, settings
from bridge.network_admin.example import ExampleAnswer
from bridge.network_admin.forms import FormAnswer, Notation
from bridge.network_admin.limit_forecast import LimitForecastAnswer
from bridge.network_admin.limit_history import LimitHistoryAnswer
from bridge.network_admin.logo import LARGEST_FILE, LogoAnswer
from bridge.network_admin.plan_paths import PathsAnswer
from bridge.network_admin.product_fields import LIMITS, PRODUCT_FIELDS, Said, adds, field_of, with_limits
from bridge.network_admin.products import ProductAnswer, ProductsAnswer, Unsaid
from bridge.network_admin.settings import SettingsAnswer
from bridge.network_admin.taxes import RateRow, TaxesAnswer, read_taxes_form
from bridge.pricing.catalog import AfterLast, PlanRules
from bridge.store.product_editing import PriceRow, ProductDocument
from bridge.store.settings import SETTINGS
from bridge.web.auth import network_admin
from bridge.web.encoding import MOST_ROWS, DecimalText, Finite, FromPhp, Id, PeriodBody, Request, separators_of
from bridge.web.route import Asked, Nothing, services, speaks

form_routes = Blueprint("forms", __name__, url_prefix="/v1/network")

_SAVING = (errors.ProductUnknown, errors.ProductChanged, errors.LimitsChanged, errors.SlugTaken)
_TAKING_BACK = (
    errors.ProductUnknown,
    errors.LimitsChanged,
    errors.LimitsRevisionUnknown,
    errors.LimitsWrittenElsewhere,
)


class LogoBody(Request):
    """A PNG or JPEG file in base64."""

    image: Annotated[str, Field(max_length=LARGEST_FILE * 4 // 3 + 4)]


class PriceVariationBody(Request):
    """What the product costs for another period."""

    period: PeriodBody
    amount: DecimalText

    def value(self) -> PriceRow:
        """Return the service's value."""
        return PriceRow(self.period.value(), Fraction(self.amount))


class RulesBody(Request):
    """The plan's rules on top of its plan group; one left out stays as it is."""

    direction: Literal["both", "upgrade_only", "downgrade_only", "closed"] = "both"
    minimum_term: PeriodBody | None = None
    hidden: bool = False
    after_last: AfterLast = "as_network"

    def value(self) -> PlanRules:
        """Return the domain's value."""
        minimum = self.minimum_term.value() if self.minimum_term else None
        return PlanRules(self.direction, minimum, self.hidden, self.after_last)


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
    """A product as edited; ``version`` and ``limits_revision`` are those that were read (empty for a new product).

    What is left out stays as it is; of a new product it is as written here. So does ``billing_cycles`` null.

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
    billing_cycles: Annotated[int, field_of("billing_cycles").bound()] | None = None
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
    limits_revision: Annotated[int, Field(ge=0)] | None = None

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
            billing_cycles=self.billing_cycles,
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

    def unsaid(self) -> Unsaid:
        """Return what was not said: an older plugin, or a program, knows less of a product than there is."""
        names = self.left_out()
        return Unsaid(names, self.limits.wanted() if "limitations" in names else {})

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


@form_routes.get("/products")
@network_admin
@speaks(ProductsAnswer)
def list_products(asked: Asked[Nothing, Nothing]) -> ProductsAnswer:
    """List every product in the network's order."""
    return products.list_products(services(), asked.actor)


@form_routes.post("/products")
@network_admin
@speaks(ProductAnswer, body=ProductBody, refuses=_SAVING)
def add_product(asked: Asked[Nothing, ProductBody]) -> ProductAnswer:
    """Add a product."""
    return products.save_product(services(), asked.actor, asked.body.value(None))


@form_routes.get("/products/<int:product_id>")
@network_admin
@speaks(ProductAnswer, refuses=(errors.ProductUnknown,))
def show_product(asked: Asked[Nothing, Nothing], product_id: int) -> ProductAnswer:
    """Show a product for editing."""
    return products.read_product(services(), asked.actor, product_id)


@form_routes.put("/products/<int:product_id>")
@network_admin
@speaks(ProductAnswer, body=ProductBody, refuses=_SAVING)
def save_product(asked: Asked[Nothing, ProductBody], product_id: int) -> ProductAnswer:
    """Save a product; refused where somebody saved it since it was read."""
    body = asked.body
    revision, unsaid = body.limits_revision or None, body.unsaid()
    return products.save_product(services(), asked.actor, body.value(product_id), revision, unsaid)


class TakenBackBody(Request):
    """To which earlier state, and the state that its list was read at."""

    to: Annotated[int, Field(ge=1)]
    limits_revision: Annotated[int, Field(ge=1)]


@form_routes.get("/products/<int:product_id>/limits")
@network_admin
@speaks(LimitHistoryAnswer, refuses=(errors.ProductUnknown,))
def show_limit_history(asked: Asked[Nothing, Nothing], product_id: int) -> LimitHistoryAnswer:
    """List the states of a product's limits: who saved each of them, when, and what it changed."""
    return limit_history.read_history(services(), asked.actor, product_id)


@form_routes.post("/products/<int:product_id>/limits/forecast")
@network_admin
@speaks(LimitForecastAnswer, body=ProductBody, refuses=(errors.ProductUnknown,))
def forecast_limits(asked: Asked[Nothing, ProductBody], product_id: int) -> LimitForecastAnswer:
    """Ask what saving the edited limits would do to those who hold the product, or how far the answer has come."""
    return limit_forecast.ask_forecast(services(), asked.actor, asked.body.value(product_id))


@form_routes.post("/products/<int:product_id>/limits/take-back")
@network_admin
@speaks(LimitHistoryAnswer, body=TakenBackBody, refuses=_TAKING_BACK)
def take_limits_back(asked: Asked[Nothing, TakenBackBody], product_id: int) -> LimitHistoryAnswer:
    """Make an earlier state of a product's limits its newest one, for everybody who holds it."""
    body = asked.body
    return limit_history.take_back(services(), asked.actor, product_id, body.to, body.limits_revision)


@form_routes.post("/products/form")
@network_admin
@speaks(FormAnswer, body=FormBody)
def fill_in_product(asked: Asked[Nothing, FormBody]) -> FormAnswer:
    """Show a product in its form, or read what was typed there; nothing is written."""
    notation = Notation(*separators_of(asked.actor.locale))
    return forms.fill_in(asked.actor, PRODUCT_FIELDS, asked.body.value, asked.body.typed, notation)


@form_routes.put("/products/<int:product_id>/rules")
@network_admin
@speaks(ProductAnswer, body=RulesBody, refuses=(errors.ProductUnknown,))
def save_rules(asked: Asked[Nothing, RulesBody], product_id: int) -> ProductAnswer:
    """Save a plan's rules alone; all else of it stays as it is."""
    body = asked.body
    return products.save_rules(services(), asked.actor, product_id, body.value(), body.left_out())


@form_routes.post("/products/paths")
@network_admin
@speaks(PathsAnswer, body=ProductBody)
def preview_new_paths(asked: Asked[Nothing, ProductBody]) -> PathsAnswer:
    """Show where the members of a plan that is not saved yet could come from and go to."""
    return plan_paths.preview_paths(services(), asked.actor, asked.body.value(None))


@form_routes.post("/products/<int:product_id>/paths")
@network_admin
@speaks(PathsAnswer, body=ProductBody, refuses=(errors.ProductUnknown,))
def preview_paths(asked: Asked[Nothing, ProductBody], product_id: int) -> PathsAnswer:
    """Show where a plan's members may come from and go to, as saved and as edited; nothing is written."""
    return plan_paths.preview_paths(services(), asked.actor, asked.body.value(product_id), asked.body.unsaid())


@form_routes.get("/settings")
@network_admin
@speaks(SettingsAnswer)
def show_settings(asked: Asked[Nothing, Nothing]) -> SettingsAnswer:
    """Show the settings as they hold."""
    return settings.read_settings(services(), asked.actor)


@form_routes.put("/settings")
@network_admin
@speaks(SettingsAnswer, body=SettingsBody)
def save_settings(asked: Asked[Nothing, SettingsRequest]) -> SettingsAnswer:
    """Save the settings named; the others stay."""
    return settings.save_settings(services(), asked.actor, asked.body.named())


@form_routes.get("/receipt-logo")
@network_admin
@speaks(LogoAnswer)
def show_logo(asked: Asked[Nothing, Nothing]) -> LogoAnswer:
    """Show the logo that receipts bear."""
    return logo.read_logo(services(), asked.actor)


@form_routes.put("/receipt-logo")
@network_admin
@speaks(LogoAnswer, body=LogoBody)
def save_logo(asked: Asked[Nothing, LogoBody]) -> LogoAnswer:
    """Let receipts bear another logo from now on."""
    return logo.save_logo(services(), asked.actor, asked.body.image)


@form_routes.delete("/receipt-logo")
@network_admin
@speaks(LogoAnswer)
def remove_logo(asked: Asked[Nothing, Nothing]) -> LogoAnswer:
    """Let receipts bear no logo from now on."""
    return logo.remove_logo(services(), asked.actor)


@form_routes.post("/settings/form")
@network_admin
@speaks(FormAnswer, body=FormBody)
def fill_in_settings(asked: Asked[Nothing, FormBody]) -> FormAnswer:
    """Show the settings in their form, or read what was typed there; nothing is written."""
    fields = [one.field for one in SETTINGS]
    notation = Notation(*separators_of(asked.actor.locale))
    return forms.fill_in(asked.actor, fields, asked.body.value, asked.body.typed, notation)


@form_routes.post("/settings/example")
@network_admin
@speaks(ExampleAnswer, body=SettingsBody)
def work_out_example(asked: Asked[Nothing, SettingsRequest]) -> ExampleAnswer:
    """Work out what owners would be charged under edited settings, in a fixed example; nothing is written."""
    return example.work_out_example(services(), asked.actor, asked.body.named())


RateText = Annotated[str, Field(max_length=2000)]


class RateBody(Request):
    """A tax rate as it is stored or was typed."""

    category: RateText = ""
    title: RateText = ""
    country: RateText = ""
    state: RateText = ""
    city: RateText = ""
    percent: RateText = ""

    def value(self) -> RateRow:
        """Return the service's value."""
        return RateRow(self.category, self.title, self.country, self.state, self.city, self.percent)


class TaxesBody(Request):
    """All rates of the network, in their order."""

    rates: Annotated[tuple[RateBody, ...], Field(max_length=1000, strict=False)] = ()


@form_routes.post("/taxes/form")
@network_admin
@speaks(TaxesAnswer, body=TaxesBody)
def fill_in_taxes(asked: Asked[Nothing, TaxesBody]) -> TaxesAnswer:
    """Read tax rates as stored or typed and tell who would be taxed how; nothing is written."""
    notation = Notation(*separators_of(asked.actor.locale))
    return read_taxes_form(services(), asked.actor, [row.value() for row in asked.body.rates], notation)
