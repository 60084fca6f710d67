"""What saving other limits of a product would do: asked at once, worked out by the worker with what is measured."""

from dataclasses import replace

import pytest

from bridge.limits.modules import Limitations
from bridge.network_admin import limit_over
from bridge.network_admin.limit_forecast import LimitForecastAnswer, ask_forecast, go_on
from bridge.network_admin.limit_over import SiteOver
from bridge.network_admin.products import read_product, save_product
from bridge.quotas.compile import compile_product
from bridge.quotas.materialise import materialise_site
from bridge.store.product_editing import ProductDocument
from bridge.store.store import Store
from tests.integration.changes.story import ADMIN, BASIC, BLOG, DISK, Story

SECOND = BLOG + 1
MEASURED = (
    "INSERT IGNORE INTO {p}bridge_limit_names (name) VALUES ('disk_space')",
    f"INSERT INTO {{p}}blogs (blog_id, site_id, domain, path) VALUES ({SECOND}, 1, 'a.test', '/b/')",
    f"INSERT INTO {{p}}blogmeta VALUES (NULL, {SECOND}, 'wu_type', 'customer_owned')",
    f"INSERT INTO {{p}}blogmeta VALUES (NULL, {SECOND}, 'wu_membership_id', '501')",
)
FIGURES = (
    "INSERT INTO {p}bridge_usage (blog_id, limit_id, used, plan_id, measured_at)"
    f" SELECT blogs.blog_id, names.id, IF(blogs.blog_id = {BLOG}, 200, 150), IF(blogs.blog_id = {BLOG}, {BASIC}, 1),"
    " '2025-06-15' FROM {p}bridge_limit_names AS names JOIN {p}blogs AS blogs"
    f" WHERE names.name = 'disk_space' AND blogs.blog_id IN ({BLOG}, {SECOND})"
)


def numbers(**modules: int) -> Limitations:
    """What a product says of some limits."""
    return {name: {"enabled": True, "limit": number} for name, number in modules.items()}


def document(story: Story, product_id: int, limitations: Limitations) -> ProductDocument:
    """A product with other limits, as the form sends it."""
    found = story.services.database.reading(lambda store: store.catalog.document(product_id))
    assert found is not None
    return replace(found, limitations=limitations)


@pytest.fixture
def on_basic(story: Story) -> Story:
    """Two sites of a membership: its plan is of 100 MB and one site, its package gives 120 MB and two sites more."""
    for statement in MEASURED:
        story.sql(statement)
    story.membership(BASIC, addons=f"a:1:{{i:{DISK};i:1;}}")
    for product, limitations in ((BASIC, numbers(disk_space=100, sites=1)), (DISK, numbers(disk_space=120, sites=2))):
        compile_product(story.services, product)
        revision = read_product(story.services, ADMIN, product).product.limits_revision
        save_product(story.services, ADMIN, document(story, product, limitations), revision)
    for blog_id in (BLOG, SECOND):
        materialise_site(story.services, blog_id)
    story.sql(FIGURES)
    return story


def worked_out(story: Story, wanted: ProductDocument) -> LimitForecastAnswer:
    """The answer once the worker has been there."""
    asked = ask_forecast(story.services, ADMIN, wanted)
    assert (asked.done, asked.sites) == (False, 0)
    assert go_on(story.services) == 1
    told = ask_forecast(story.services, ADMIN, wanted)
    assert (told.id, told.done) == (asked.id, True)
    assert go_on(story.services) == 0
    return told


def plans(story: Story) -> list[list[str]]:
    """The plans beside the figures of both sites."""
    return story.sql(f"SELECT DISTINCT plan_id FROM {{p}}bridge_usage WHERE blog_id IN ({BLOG}, {SECOND})")


def test_who_would_be_above_limits_is_asked_at_once_and_worked_out_by_the_worker(on_basic: Story) -> None:
    told = worked_out(on_basic, document(on_basic, BASIC, numbers(disk_space=50, sites=1)))

    held = on_basic.one(f"SELECT COUNT(*) FROM {{p}}bridge_holdings WHERE product_id = {BASIC}")
    assert str(told.memberships) == held[0]
    (limit,) = told.limits
    assert (limit.limit, limit.before, limit.allowed, limit.over, limit.newly) == ("disk_space", 100, 50, 1, 1)
    assert limit.worst == (SiteOver(BLOG, "a.test/a", 200.0, 170),)
    assert (limit.exact, limit.is_more, limit.unmeasured) == (True, False, told.sites - 2)
    assert plans(on_basic) == [[str(BASIC)]]


@pytest.mark.parametrize("looked_at", [limit_over.LOOKED_AT, 1])
def test_of_a_package_it_is_what_it_gives_less_on_the_plans_of_its_holders(
    on_basic: Story, looked_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limit_over, "LOOKED_AT", looked_at)

    told = worked_out(on_basic, document(on_basic, DISK, numbers(disk_space=60)))

    disk, sites = told.limits
    assert (disk.limit, disk.before, disk.allowed, disk.over, disk.newly, disk.exact) == (
        "disk_space", 120, 60, 1, 1, True,
    )  # fmt: skip
    assert disk.worst == (SiteOver(BLOG, "a.test/a", 200.0, 160),)
    assert disk.unmeasured == (told.sites - 2 if looked_at > 1 else None)
    assert (sites.limit, sites.before, sites.allowed, sites.over) == ("sites", 2, 0, 1)
    assert (sites.exact, sites.unmeasured) == (False, 0)
    assert plans(on_basic) == [[str(BASIC)]]


def test_a_membership_that_may_have_its_sites_all_the_same_is_not_counted(on_basic: Story) -> None:
    told = worked_out(on_basic, document(on_basic, DISK, numbers(disk_space=120, sites=1)))

    assert [(one.limit, one.before, one.allowed, one.over) for one in told.limits] == [("sites", 2, 1, 0)]


def test_a_site_that_has_left_the_plan_is_not_counted_though_its_figures_name_it(on_basic: Story) -> None:
    story = on_basic
    story.sql(
        f"UPDATE {{p}}bridge_usage SET plan_id = {BASIC};"
        f"UPDATE {{p}}bridge_site_limits SET membership_id = 999501 WHERE blog_id = {SECOND}"
    )
    number = int(story.one("SELECT id FROM {p}bridge_limit_names WHERE name = 'disk_space'")[0])

    def ask(store: Store) -> object:
        known = store.limit_forecasts
        worst = [one.blog_id for one in known.worst(number, BASIC, BASIC, 100, 9)[0]]
        return known.above(number, BASIC, BASIC, 100, 9), known.measured(number, BASIC, 9), worst

    assert story.services.database.reading(ask) == ((1, 2), (1, 2), [BLOG])


def test_a_limit_that_is_not_lower_puts_nobody_above_it(on_basic: Story) -> None:
    assert worked_out(on_basic, document(on_basic, BASIC, numbers(disk_space=100, sites=1))).limits == ()
