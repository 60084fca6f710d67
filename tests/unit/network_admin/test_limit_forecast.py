"""Who would be above the limits of a product if they were saved: which limits are lower, and whom packages help."""

from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from bridge.errors import LimitsUnknown
from bridge.limits.modules import Limitations
from bridge.limits.said import compiled
from bridge.network_admin import limit_over
from bridge.network_admin.limit_forecast import _readable, go_on
from bridge.network_admin.limit_over import LimitOver, SiteOver, Subject, lowered, with_more_sites
from bridge.store.limit_forecasts import Figure, Holder, LimitForecast
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
    holders: list[Holder] = field(default_factory=list)

    def number_of(self, limit: str) -> int | None:
        return 1 if limit == "disk_space" else None

    def above(self, _limit: int, plan: int, product: int, allowed: int, most: int) -> tuple[int, int]:
        if self.above_by_key is None:
            of_plan = [one for one in self.of(plan) if one.used > allowed]
            return sum(product in self.holdings[one.membership_id] for one in of_plan[:most]), min(most, len(of_plan))
        looked_at = min(self.above_by_key, most)
        return looked_at - self.left, looked_at

    def measured(self, _limit: int, _plan: int, most: int) -> tuple[int, int]:
        return min(len(self.figures), most) - self.left, min(len(self.figures), most)

    def of(self, plan: int) -> list[Figure]:
        return [one for one in self.figures if plan in self.holdings[one.membership_id] or plan not in self.plans_of(1)]

    def plans_of(self, _limit: int) -> list[int]:
        return sorted({number for held in self.holdings.values() for number in held if number != PACKAGE})

    def worst(self, _limit: int, plan: int, product: int, allowed: int, most: int) -> tuple[list[Figure], int]:
        found = sorted((one for one in self.of(plan) if one.used > allowed), key=lambda one: -one.used)[:most]
        is_plan = plan == product
        return [one for one in found if is_plan or product in self.holdings[one.membership_id]], len(found)

    def with_sites(self, _product: int, _after: int, _last: int, more_than: int) -> list[Holder]:
        return [one for one in self.holders if one.sites > more_than]

    def of_holders(self, _limit: int, _product: int, most: int) -> tuple[list[Figure], int]:
        return self.figures, min(most, self.looked_at)

    def held(self, memberships: list[int]) -> dict[int, dict[int, int]]:
        return {number: self.holdings[number] for number in memberships if number in self.holdings}

    def products(self, product_ids: list[int]) -> dict[int, tuple[str, Limitations | None]]:
        return {number: self.said[number] for number in product_ids if number in self.said}

    def addresses(self, blog_ids: list[int]) -> dict[int, str]:
        return {number: f"a.test/{number}" for number in blog_ids}


def subject_of(
    before: Limitations, wanted: Limitations, *, is_plan: bool, sites: int = 10, with_more: int = 0
) -> Subject:
    """A forecast of which the holders are counted."""
    product = PLAN if is_plan else PACKAGE
    asked = LimitForecast("f" * 32, product, compiled(before), compiled(wanted), sites=sites, with_more_sites=with_more)
    return Subject(asked, before, wanted, is_plan)


def forecast_of(
    figures: Figures, before: Limitations, wanted: Limitations, *, is_plan: bool = True, sites: int = 10
) -> LimitOver:
    """What is worked out of disk space."""
    limits = lowered(before, wanted, is_plan=is_plan)
    store: Any = SimpleNamespace(limit_forecasts=figures)
    subject = subject_of(before, wanted, is_plan=is_plan, sites=sites)
    return limit_over.limit_over(store, subject, "disk_space", limits["disk_space"])


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


OTHER_PLAN = 7


def spread(count: int, used: float = 500) -> Figures:
    """Sites of two plans: of four the first and third have the plan, the second and third the package."""
    holdings = {n: {(PLAN, OTHER_PLAN)[n % 2]: 1} | ({PACKAGE: 1} if n % 4 in (1, 2) else {}) for n in range(count)}
    said = {PLAN: ("plan", disk(100)), OTHER_PLAN: ("plan", disk(300)), PACKAGE: ("package", disk(50))}
    return Figures([site(n, used + n) for n in range(count)], holdings, dict(said))


def test_of_more_sites_than_are_looked_at_the_worst_are_those_of_all_holders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limit_over, "LOOKED_AT", 20)
    figures = spread(16)

    told = forecast_of(figures, disk(50), disk(20), is_plan=False, sites=21)

    assert [one.blog_id for one in told.worst] == [14, 10, 6, 2, 13, 9, 5, 1]
    assert (told.over, told.exact, told.is_more, told.unmeasured) == (8, True, False, None)
    assert told.worst[0] == SiteOver(14, "a.test/14", 514, 120)


def test_beyond_what_is_looked_at_it_is_at_most_those_above_their_plan_and_the_package(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limit_over, "LOOKED_AT", 8)
    figures = spread(16)
    figures.holdings |= {10: {PLAN: 1, PACKAGE: 30}}

    told = forecast_of(figures, disk(50), disk(20), is_plan=False, sites=21)

    assert [one.blog_id for one in told.worst] == [14, 13, 9]
    assert (told.over, told.exact, told.is_more) == (7, False, False)


def test_at_most_is_never_more_than_the_package_has_sites(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limit_over, "LOOKED_AT", 4)
    monkeypatch.setattr(limit_over, "MOST_COUNTED", 3)

    told = forecast_of(spread(16), disk(50), disk(20), is_plan=False, sites=9)

    assert (told.over, told.exact) == (9, False)


def test_a_plan_that_cannot_be_read_is_looked_at_from_nothing_and_one_without_a_limit_not_at_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limit_over, "LOOKED_AT", 20)
    figures = spread(16, used=1)
    figures.said |= {PLAN: ("plan", None), OTHER_PLAN: ("plan", {})}

    told = forecast_of(figures, disk(50), disk(20), is_plan=False, sites=21)

    assert (told.over, told.exact, told.newly, told.worst) == (4, False, 0, ())


def test_where_an_own_value_holds_the_product_puts_nobody_above_it() -> None:
    figures = Figures([site(1, 140, disk(90))], {1: {PLAN: 1, PACKAGE: 1}},
                      {PLAN: ("plan", disk(100)), PACKAGE: ("package", disk(50))})  # fmt: skip

    assert forecast_of(figures, disk(50), disk(20), is_plan=False).over == 0


def several(number: int) -> Limitations:
    """A word about how many sites there may be."""
    return {"sites": {"enabled": True, "limit": number}}


@pytest.mark.parametrize("is_plan", [True, False])
def test_memberships_with_more_sites_are_counted_with_all_that_they_hold(*, is_plan: bool) -> None:
    holdings = {1: {PLAN: 1, PACKAGE: 1}, 2: {PLAN: 1, PACKAGE: 1}, 3: {PLAN: 1, PACKAGE: 3}, 4: {PLAN: 1, PACKAGE: 1}}
    holdings |= {5: {9: 1, PACKAGE: 1}}
    said: dict[int, tuple[str, Limitations | None]] = {
        PLAN: ("plan", several(2)), PACKAGE: ("package", several(1)), 9: ("plan", None),
    }  # fmt: skip
    holders = [Holder(1, 3, ()), Holder(2, 4, ()), Holder(3, 5, ()), Holder(4, 9, (several(3),)), Holder(5, 3, ())]
    store: Any = SimpleNamespace(limit_forecasts=Figures([], holdings, said, holders=holders))
    before, wanted = (several(4), several(2)) if is_plan else (several(3), several(1))
    subject = subject_of(before, wanted, is_plan=is_plan)

    found = with_more_sites(store, subject, 0, 9, lowered(before, wanted, is_plan=is_plan)["sites"][1])

    assert found == 2, "the second for certain, the fifth perhaps"


@pytest.mark.parametrize("is_plan", [True, False])
def test_nobody_has_to_measure_how_many_sites_there_are(*, is_plan: bool) -> None:
    store: Any = SimpleNamespace(limit_forecasts=Figures([], {}, {}))
    subject = subject_of(several(3), several(1), is_plan=is_plan, with_more=4)

    told = limit_over.limit_over(store, subject, "sites", (3, 1))

    assert (told.over, told.exact, told.is_more, told.unmeasured) == (4, False, False, 0)


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


def posts(**entry: object) -> Limitations:
    """A word about posts alone."""
    return {"post_types": {"enabled": True, "limit": {"post": entry}}}


@pytest.mark.parametrize(
    ("before", "wanted", "found"),
    [
        (disk(50), disk(20), {"disk_space": (50, 20)}),
        (disk(50), {}, {"disk_space": (50, 0)}),
        ({"disk_space": {"enabled": True, "limit": ""}}, disk(20), {"disk_space": (None, 20)}),
        (disk(20), disk(50), {}),
        ({}, disk(20), {}),
        (several(3), several(1), {"sites": (3, 1)}),
        (posts(enabled=True, number=9), posts(enabled=True, number=4), {"post_types.post": (9, 4)}),
        (posts(enabled=True, number=9), posts(enabled=False, number=9), {"post_types.post": (9, 0)}),
        (posts(enabled=True), posts(enabled=False), {"post_types.post": (None, 0)}),
    ],
)
def test_a_packages_figures_are_how_much_it_adds(
    before: Limitations, wanted: Limitations, found: dict[str, Any]
) -> None:
    assert lowered(before, wanted, is_plan=False) == found
