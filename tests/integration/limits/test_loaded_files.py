"""What a page loads of the plugin: a front page hardly more than the table of hooks, wp-admin what it shows."""

import json
import time

import pytest
import requests

from tests.integration.limits.site import FIREFOX, SECONDS, Browser, Site

#: Tells of each request which of the plugin's files it included; written when everything else is over.
TELL = """
register_shutdown_function(static function (): void {
    $folder = realpath(WP_CONTENT_DIR . '/plugins/plan-bridge') . '/';
    $ours = array_filter(get_included_files(), static fn (string $file): bool => str_starts_with($file, $folder));
    $names = array_map(static fn (string $file): string => substr($file, strlen($folder)), array_values($ours));
    file_put_contents(WP_CONTENT_DIR . '/loaded.json', wp_json_encode($names), LOCK_EX);
});
"""

TABLE_OF_HOOKS = {"plan-bridge.php", "src/Plugin.php"}
READ = ("Limits/Quota", "Limits/Allowance", "Limits/LimitTable", "Limits/Sources", "Service/Network")
QUOTA = {f"src/{name}.php" for name in READ}
PAGE_OF_ADMIN = {
    f"src/{name}.php" for name in ("Account/Menu", "Outbox/Task", "Limits/Applied", "Limits/Uploads/SpaceOption")
}
COUNTING = {f"src/Limits/Visits/{name}.php" for name in ("VisitLimit", "Rules", "Counter")}


@pytest.fixture(autouse=True)
def telling(site: Site) -> None:
    """Pages tell what they include."""
    site.install("loaded", TELL)


def loaded(site: Site, address: str, session: requests.Session | None = None) -> set[str]:
    """The plugin's files that the page included."""
    told = site.network.wordpress.root / "wp-content" / "loaded.json"
    told.unlink(missing_ok=True)
    answer = (session or requests.Session()).get(address, headers=FIREFOX, timeout=SECONDS)
    assert answer.status_code == 200
    until = time.monotonic() + SECONDS
    while not told.exists() or not told.read_text():
        assert time.monotonic() < until
        time.sleep(0.05)
    return set(json.loads(told.read_text()))


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

    found = loaded(site, f"{site.url}/wp-admin/profile.php", anna.session)

    assert found == TABLE_OF_HOOKS | QUOTA | PAGE_OF_ADMIN
