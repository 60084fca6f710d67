"""Who would be above the limits of a product if they were saved: which limits are lower, and whom packages help."""

from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from bridge.errors import LimitsUnknown
from bridge.limits.modules import Limitations
from bridge.limits.said import compiled
from bridge.network_admin.limit_forecast import (
    LOOKED_AT,
    LimitOver,
    SiteOver,
    _readable,
    _Subject,
    _worked_out,
    go_on,
    lowered,
)
from bridge.store.limit_forecasts import Figure, LimitForecast
from bridge.store.product_limits import LimitsRow, Revision

AT = datetime(2025, 6, 15)
PLAN, PACKAGE = 5, 6


def disk(number: int) -> Limitations:
    """A word about disk space alone."""
    return {"disk_space": {"enabled": True, "limit": number}}


@dataclass
class Figures:
    """What sites have measured and hold, as the store tells it."""

    figures: list[Figure]
    holdings: dict[int, dict[int, int]]
    said: dict[int, tuple[str, Limitations | None]]
    above_by_key: int | None = None
    looked_at: int = 10
    left: int = 0
    asked: list[str] = field(default_factory=list)

    def number_of(self, limit: str) -> int | None:
        return 1 if limit == "disk_space" else None

    def above(self, _limit: int, _plan: int, allowed: int, most: int) -> tuple[int, int]:
        found = sum(one.used > allowed for one in self.figures)
        looked_at = min(self.above_by_key if self.above_by_key is not None else found, most)
        return looked_at - self.left, looked_at

    def measured(self, _limit: int, _plan: int, most: int) -> tuple[int, int]:
        return min(len(self.figures), most) - self.left, min(len(self.figures), most)

    def worst(self, _limit: int, _plan: int, allowed: int, most: int) -> list[Figure]:
        return sorted((one for one in self.figures if one.used > allowed), key=lambda one: -one.used)[:most]

    def of_holders(self, _limit: int, _product: int, most: int) -> tuple[list[Figure], int]:
        return self.figures, min(most, self.looked_at)

    def held(self, memberships: list[int]) -> dict[int, dict[int, int]]:
        return {number: self.holdings[number] for number in memberships if number in self.holdings}

    def products(self, product_ids: list[int]) -> dict[int, tuple[str, Limitations | None]]:
        return {number: self.said[number] for number in product_ids if number in self.said}

    def addresses(self, blog_ids: list[int]) -> dict[int, str]:
        return {number: f"a.test/{number}" for number in blog_ids}


def forecast_of(
    figures: Figures, before: Limitations, wanted: Limitations, *, is_plan: bool = True, sites: int = 10
) -> LimitOver:
    """What is worked out of disk space."""
    product = PLAN if is_plan else PACKAGE
    asked = LimitForecast("f" * 32, product, compiled(before), compiled(wanted), sites=sites)
    limits = lowered(before, wanted, is_plan=is_plan)
    store: Any = SimpleNamespace(limit_forecasts=figures)
    return _worked_out(store, _Subject(asked, before, wanted, is_plan), "disk_space", limits["disk_space"])


def site(number: int, used: float, *own: Limitations) -> Figure:
    """A site of the membership with its number."""
    return Figure(number, number, used, AT, own)


def test_packages_and_own_values_keep_a_site_below_the_plans_number() -> None:
    holdings = {1: {PLAN: 1}, 2: {PLAN: 1, PACKAGE: 2}, 3: {PLAN: 1}, 4: {PLAN: 1}}
    figures = Figures(
        [site(1, 150), site(2, 190), site(3, 180, disk(900)), site(4, 600)],
        holdings,
        {PLAN: ("plan", disk(500)), PACKAGE: ("package", disk(50))},
    )

    told = forecast_of(figures, disk(500), disk(100))

    assert told.worst == (SiteOver(4, "a.test/4", 600, 100), SiteOver(1, "a.test/1", 150, 100))
    assert (told.over, told.newly, told.exact, told.unmeasured, told.oldest) == (2, 1, True, 6, AT)


def test_a_site_whose_plan_is_another_by_now_is_not_counted() -> None:
    figures = Figures([site(1, 150)], {1: {9: 1}}, {PLAN: ("plan", disk(500)), 9: ("plan", disk(10))})

    assert forecast_of(figures, disk(500), disk(100)).over == 0


def test_beyond_the_worst_it_is_at_most_less_those_that_packages_help() -> None:
    figures = Figures([site(1, 150), site(2, 190)], {1: {PLAN: 1}, 2: {PLAN: 1, PACKAGE: 2}},
                      {PLAN: ("plan", disk(500)), PACKAGE: ("package", disk(50))}, above_by_key=5000)  # fmt: skip

    told = forecast_of(figures, disk(500), disk(100))

    assert (told.over, told.exact, told.is_more) == (4999, False, False)


def test_sites_that_have_left_the_plan_are_neither_above_nor_measured() -> None:
    figures = Figures([site(1, 150), site(2, 190)], {1: {PLAN: 1}, 2: {PLAN: 1}},
                      {PLAN: ("plan", disk(500))}, above_by_key=5000, left=1)  # fmt: skip

    told = forecast_of(figures, disk(500), disk(100))

    assert (told.over, told.exact, told.unmeasured) == (4999, False, 9)


def test_a_package_that_adds_less_is_worked_out_with_the_plans_of_its_holders() -> None:
    figures = Figures([site(1, 140), site(2, 90)], {1: {PLAN: 1, PACKAGE: 1}, 2: {PLAN: 1, PACKAGE: 1}},
                      {PLAN: ("plan", disk(100)), PACKAGE: ("package", disk(50))})  # fmt: skip

    told = forecast_of(figures, disk(50), disk(20), is_plan=False)

    assert told.worst == (SiteOver(1, "a.test/1", 140, 120),)
    assert (told.over, told.newly, told.exact, told.is_more, told.unmeasured) == (1, 1, True, False, 8)


@pytest.mark.parametrize(("used", "found"), [(140, (1, False, True)), (90, (5000, False, False))])
def test_of_more_sites_than_are_looked_at_it_is_not_known_how_many_have_not_measured(
    used: float, found: tuple[int, bool, bool]
) -> None:
    figures = Figures([site(1, used)], {1: {PLAN: 1, PACKAGE: 1}}, looked_at=LOOKED_AT,
                      said={PLAN: ("plan", disk(100)), PACKAGE: ("package", disk(50))})  # fmt: skip

    told = forecast_of(figures, disk(50), disk(20), is_plan=False, sites=LOOKED_AT + 5000)

    assert (told.over, told.exact, told.is_more) == found
    assert told.unmeasured is None


def test_a_site_whose_plan_cannot_be_read_may_be_above_and_is_not_taken_for_one_that_fits() -> None:
    figures = Figures([site(1, 140), site(2, 140)], {1: {PLAN: 1, PACKAGE: 1}, 2: {9: 1, PACKAGE: 1}},
                      {PLAN: ("plan", disk(900)), 9: ("plan", None), PACKAGE: ("package", disk(50))})  # fmt: skip

    told = forecast_of(figures, disk(50), disk(20), is_plan=False)

    assert (told.over, told.exact, told.newly, told.worst) == (1, False, 0, ())


@dataclass
class Waiting:
    """Forecasts that wait, and a store that tells the first."""

    rows: list[LimitForecast]

    def undone(self) -> LimitForecast | None:
        return self.rows[0] if self.rows else None

    def drop(self, forecast_id: str) -> None:
        self.rows = [row for row in self.rows if row.id != forecast_id]


def test_a_forecast_that_cannot_be_read_does_not_hold_up_the_next_ones() -> None:
    waiting = Waiting([LimitForecast("f" * 32, PLAN, "spoilt", compiled(disk(1)))])
    within: Any = lambda act: act(SimpleNamespace(limit_forecasts=waiting))  # noqa: E731
    services: Any = SimpleNamespace(database=SimpleNamespace(reading=within, transaction=within))

    assert go_on(services) == 0
    assert waiting.rows == []


@pytest.mark.parametrize(("earlier", "found"), [([disk(7)], compiled(disk(7))), ([], None)])
def test_a_product_that_cannot_be_read_is_compared_with_what_it_said_last(
    earlier: list[Limitations], found: str | None
) -> None:
    states = [Revision(2, "spoilt", None, None, AT), *(Revision(1, compiled(said), None, None, AT) for said in earlier)]
    store: Any = SimpleNamespace(product_limits=SimpleNamespace(revisions=lambda _product: states))

    if found is None:
        with pytest.raises(LimitsUnknown):
            _readable(store, LimitsRow(PLAN, 2, "spoilt", ""))
    else:
        assert _readable(store, LimitsRow(PLAN, 2, "spoilt", "")) == found


@pytest.mark.parametrize(
    ("before", "wanted", "found"),
    [
        (disk(500), disk(500), {}),
        (disk(500), disk(900), {}),
        ({}, disk(900), {"disk_space": (None, 900)}),
        (disk(500), {}, {}),
        ({"visits": {"enabled": True, "limit": 9}}, {"visits": {"enabled": True, "limit": 1}}, {}),
        (
            {"users": {"enabled": True, "limit": {"editor": {"enabled": True, "number": 5}}}},
            {"users": {"enabled": True, "limit": {"editor": {"enabled": False, "number": 5}}}},
            {"users.editor": (5, 0)},
        ),
    ],
)
def test_only_what_would_be_lower_is_looked_at(before: Limitations, wanted: Limitations, found: dict[str, Any]) -> None:
    assert lowered(before, wanted, is_plan=True) == found
