"""What a plan forces reaches a site where nobody works: the worker names it, the plugin asks it, the run is through."""

import shutil
from collections.abc import Iterator

import pytest

from tests.integration.limits.site import Site, browser

FILE = "egen/egen.php"
FORCED = {FILE: {"visibility": "visible", "behavior": "force_active"}}


@pytest.fixture(autouse=True)
def plugin(site: Site) -> Iterator[None]:
    """A plugin that is off."""
    folder = site.network.wordpress.root / "wp-content" / "plugins" / "egen"
    folder.mkdir(exist_ok=True)
    (folder / "egen.php").write_text("<?php\n/* Plugin Name: Egen\nVersion: 1.0 */\n")
    yield
    shutil.rmtree(folder, ignore_errors=True)


def is_active(site: Site) -> bool:
    active = f"SELECT COUNT(*) FROM {site.table('options')} WHERE option_name = 'active_plugins' AND option_value LIKE"
    return site.network.sql(f"{active} '%{FILE}%'") == [["1"]]


def carried(site: Site) -> list[str]:
    """Whether all sites of the newest run that were asked have done it, how many did not, and its state."""
    sql = "SELECT carried_out = named - unreached AND named > 0, unreached, state FROM {p}bridge_reapply_runs"
    return site.network.sql(f"{sql} ORDER BY id DESC LIMIT 1")[0]


def worker(site: Site) -> None:
    site.network.bridge("worker", "--once")


def test_a_plan_that_forces_a_plugin_has_the_site_switch_it_and_back_again(site: Site) -> None:
    site.allow(plugins=FORCED)
    worker(site)  # begins the run by itself, names the site, knocks
    worker(site)
    forced = (is_active(site), carried(site))
    applied = site.network.sql(f"SELECT LENGTH(applied) FROM {{p}}bridge_site_limits WHERE blog_id = {site.blog}")
    site.allow(plugins={})
    site.network.sql(
        "UPDATE {p}bridge_site_limits SET applied = "
        f"'{'0' * 64}' WHERE blog_id = {site.blog}"  # the tests' own writing of the row has emptied it
    )

    worker(site)
    worker(site)

    assert forced == (True, ["1", "0", "done"])
    assert applied == [["64"]]
    assert (is_active(site), carried(site)) == (False, ["1", "0", "done"])
    assert site.network.sql(f"SELECT applied FROM {{p}}bridge_site_limits WHERE blog_id = {site.blog}") == [["NULL"]]


def test_who_does_not_answer_is_counted_as_such_and_does_it_when_somebody_works_there(site: Site) -> None:
    site.install("silent", "if (($_POST['action'] ?? '') === 'plan_bridge_carry_out') { exit; }")
    site.allow(plugins=FORCED)
    worker(site)
    worker(site)
    _, unreached, state = carried(site)
    before = is_active(site)

    browser(site).get("wp-admin/profile.php")

    assert (before, int(unreached) > 0, state) == (False, True, "done")
    assert is_active(site)


def test_by_command_from_one_site_to_another_paused_and_gone_on_with(site: Site) -> None:
    bridge = site.network.bridge
    site.allow(plugins=FORCED)
    site.network.sql("UPDATE {p}bridge_product_limits SET forced = NULL")

    started = bridge("reapply", "start", "--from", str(site.blog), "--to", str(site.blog))
    paused = bridge("reapply", "pause")
    told = bridge("reapply", "status")
    resumed = bridge("reapply", "resume")

    assert f"sites {site.blog} to {site.blog} of all memberships: under way, 0 % looked at" in started
    assert "paused, 0 % looked at" in paused
    assert "paused" in told
    assert "under way" in resumed
