"""Requests of the account audience."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from bridge.domain.snapshot import Selection
from bridge.web.schemas.common import BIGGEST_ID, FromPhp, Id, IdKey, Parameters, PeriodBody, QuoteId, Request

MOST_ADDONS = 200
MOST_SITES = 2000
Count = Annotated[int, Field(ge=0, le=BIGGEST_ID)]
Name = Annotated[str, Field(min_length=1, max_length=191)]
Quantity = Annotated[int, Field(ge=0, le=9999)]
Counts = Annotated[dict[Name, Count], FromPhp, Field(max_length=500)]


class AccountQuery(Parameters):
    """Which membership to show; without it the site's own, else the newest."""

    membership: Id | None = None


class UsageBody(Request):
    """What one site uses, as only WordPress can measure it; ``disk_space`` is in MB."""

    disk_space: Annotated[float, Field(ge=0, strict=False, allow_inf_nan=False)] | None = None
    visits: Count | None = None
    sites: Count | None = None
    post_types: Counts = Field(default_factory=dict)
    users: Counts = Field(default_factory=dict)

    def value(self) -> dict[str, Any]:
        """Return what was measured; what was not is left out."""
        return self.model_dump(exclude_none=True)


class QuoteRequest(Request):
    """The offer asked for: a plan, the complete set of wanted add-ons, a period (null: the plan's own)."""

    membership_id: Id
    plan_id: Id
    period: PeriodBody | None = None
    addons: Annotated[dict[IdKey, Quantity], FromPhp, Field(max_length=MOST_ADDONS)] = Field(default_factory=dict)
    usage: Annotated[dict[IdKey, UsageBody], FromPhp, Field(max_length=MOST_SITES)] = Field(default_factory=dict)

    def selection(self) -> Selection:
        """Return the domain's value; a quantity of 0 means: not wanted."""
        wanted = {product_id: quantity for product_id, quantity in self.addons.items() if quantity}
        return Selection(self.plan_id, wanted, self.period.value() if self.period else None)

    def usage_by_site(self) -> dict[int, dict[str, Any]]:
        """Return the measured use by blog id."""
        return {blog_id: usage.value() for blog_id, usage in self.usage.items()}


class ChangeRequest(Request):
    """Confirm a quote; its id is the idempotency key."""

    quote_id: QuoteId
    gateway: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,31}$")]
