"""Network Admin → Sites: the plan of each, a site's limits with where they come from, and runs that carry them out."""

from bridge.limits.said import compiled
from tests.e2e.looking import faults_everywhere, picture
from tests.e2e.visitor import Visitor
from tools.network.network import Network

OWN = compiled({
    "disk_space": {"enabled": True, "limit": "3"},
    "post_types": {"enabled": True, "limit": {"post": {"enabled": True, "number": "40"}}},
    "plugins": {"limit": {"egen/egen.php": {"behavior": "force_active"}}},
})  # fmt: skip


def test_the_list_of_sites_names_plans_and_a_site_tells_where_its_limits_come_from(
    network: Network, admin: Visitor
) -> None:
    site = network.state.sites["cecilia"]
    network.bridge("materialise", str(site))
    network.sql(f"UPDATE {{p}}bridge_site_limits SET own = '{OWN}' WHERE blog_id = {site}")

    admin.page.goto(f"{network.url}/wp-admin/network/sites.php", wait_until="load")
    listed = admin.words("#the-list")
    picture(admin, "sites-with-plans")
    admin.page.locator(f"a[href$='page=plan-bridge-site&id={site}']").click()
    admin.page.wait_for_url("**page=plan-bridge-site**", wait_until="load")
    told = admin.words("#wpbody-content")

    assert "Premium" in listed
    assert "Plan: Premium" in told
    assert "over the limit" in told
    assert f"the own value of Site {site} stands in its place" in told
    assert "not carried out yet" in told
    assert faults_everywhere(admin, "site-limits") == []


def test_a_run_is_begun_paused_and_gone_on_with(network: Network, admin: Visitor) -> None:
    network.bridge("worker", "--once")
    admin.network_screen("runs")
    admin.button("Begin").click()
    assert "The run has begun" in admin.words("#wpbody-content")
    admin.button("Pause").click()
    assert "The run is paused" in admin.words("#wpbody-content")
    assert faults_everywhere(admin, "limit-runs") == []
    admin.read_in("en_US")
    admin.network_screen("runs")

    admin.button("Go on").click()

    assert "The run goes on" in admin.words("#wpbody-content")
