"""What a page loads of the plugin: a front page hardly more than the table of hooks, wp-admin what it shows."""

import json
import time

import pytest
import requests

from tests.integration.limits.site import FIREFOX, SECONDS, Browser, Site

pytestmark = pytest.mark.main_way

#: Tells of each request which of the plugin's files it included and what they asked the database; written at the end.
TELL = """
define('SAVEQUERIES', true);
register_shutdown_function(static function (): void {
    $folder = realpath(WP_CONTENT_DIR . '/plugins/plan-bridge') . '/';
    $ours = array_filter(get_included_files(), static fn (string $file): bool => str_starts_with($file, $folder));
    $names = array_map(static fn (string $file): string => substr($file, strlen($folder)), array_values($ours));
    $is = static fn (array $ask): bool => str_contains($ask[2], 'PlanBridge');
    $asks = array_filter($GLOBALS['wpdb']->queries, $is);
    $told = ['files' => $names, 'queries' => array_values(array_column($asks, 0))];
    file_put_contents(WP_CONTENT_DIR . '/loaded.json', wp_json_encode($told), LOCK_EX);
});
"""

TABLE_OF_HOOKS = {"plan-bridge.php", "src/Plugin.php"}
READ = ("Limits/Quota", "Limits/Allowance", "Limits/Sources", "Limits/Said", "Limits/Effective", "Service/Network")
QUOTA = {f"src/{name}.php" for name in READ}
PAGE_OF_ADMIN = {
    f"src/{name}.php"
    for name in ("Account/Menu", "Outbox/Task", "Outbox/Happened", "Limits/Applied", "Limits/Uploads/SpaceOption")
}
COUNTING = {f"src/Limits/Visits/{name}.php" for name in ("VisitLimit", "Rules", "Counter")}


@pytest.fixture(autouse=True)
def telling(site: Site) -> None:
    """Pages tell what they include."""
    site.install("loaded", TELL)


def told(site: Site, address: str, session: requests.Session | None = None) -> dict[str, list[str]]:
    """What the page told of itself."""
    file = site.network.wordpress.root / "wp-content" / "loaded.json"
    file.unlink(missing_ok=True)
    answer = (session or requests.Session()).get(address, headers=FIREFOX, timeout=SECONDS)
    assert answer.status_code == 200
    until = time.monotonic() + SECONDS
    while not file.exists() or not file.read_text():
        assert time.monotonic() < until
        time.sleep(0.05)
    return dict(json.loads(file.read_text()))


def loaded(site: Site, address: str, session: requests.Session | None = None) -> set[str]:
    """The plugin's files that the page included; the first view of a site may write posts of WordPress' own."""
    told(site, address, session)
    return set(told(site, address, session)["files"])


def asked(site: Site, address: str, session: requests.Session | None = None) -> int:
    """How many statements of the plugin's the page sent to the database."""
    told(site, address, session)  # what is done once is done
    return len(told(site, address, session)["queries"])


def test_a_front_page_of_the_main_site_loads_the_table_of_hooks_and_nothing_else(site: Site) -> None:
    loaded(site, site.network.url)  # plans the pull of the outbox, where nobody has yet

    assert loaded(site, site.network.url + "/") == TABLE_OF_HOOKS


def test_a_front_page_of_a_site_whose_plan_says_nothing_of_visits_loads_its_quota_and_nothing_else(site: Site) -> None:
    site.allow()

    assert loaded(site, site.url + "/") == TABLE_OF_HOOKS | QUOTA


def test_a_front_page_where_any_number_of_visits_may_come_counts_them(site: Site) -> None:
    site.allow(visits={"limit": None})

    assert loaded(site, site.url + "/") == TABLE_OF_HOOKS | QUOTA | COUNTING


def test_more_limits_load_no_more_files_on_a_front_page(site: Site) -> None:
    entry = {"allowed": True, "limit": 500_000}
    site.allow(disk_space=entry, visits=entry, sites=entry, post_types={"post": entry}, users={"editor": entry})

    assert loaded(site, site.url + "/") == TABLE_OF_HOOKS | QUOTA | COUNTING | {"src/Limits/Visits/Warning.php"}


def test_a_page_of_wp_admin_without_limits_loads_the_menu_and_the_outbox(site: Site, anna: Browser) -> None:
    site.allow()
    loaded(site, f"{site.url}/wp-admin/profile.php", anna.session)  # the first of a day measures what the site uses

    found = loaded(site, f"{site.url}/wp-admin/profile.php", anna.session)

    assert found == TABLE_OF_HOOKS | QUOTA | PAGE_OF_ADMIN


def test_holding_costs_one_read_and_counting_visits_one_write_and_one_more_read_where_they_are_limited(
    site: Site, anna: Browser
) -> None:
    page, far = site.url + "/", {"allowed": True, "limit": 500_000}
    limits = {"disk_space": far, "sites": far, "post_types": {"post": far}, "users": {"editor": far}}
    found = {"main site": asked(site, site.network.url + "/")}
    for name, said in (
        ("nothing limited", {}),
        ("all but visits", limits),
        ("any number of visits", {**limits, "visits": {"limit": None}}),
        ("visits far from their limit", {**limits, "visits": far}),
    ):
        site.allow(**said)
        found[name] = asked(site, page)
    site.allow(**limits)
    found["profile in wp-admin"] = asked(site, f"{site.url}/wp-admin/profile.php", anna.session)

    holds = found["nothing limited"]
    assert found == {
        "main site": 0,
        "nothing limited": holds,
        "all but visits": holds,
        "any number of visits": holds + 1,
        "visits far from their limit": holds + 2,
        "profile in wp-admin": found["profile in wp-admin"],
    }
    assert holds <= 2, "the one read, and the older row where the new ones are missing"
    assert found["profile in wp-admin"] <= holds + 3, "and the outbox"
