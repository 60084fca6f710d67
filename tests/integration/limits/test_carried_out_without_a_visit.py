"""What a plan forces reaches a site where nobody works: the worker names it, the plugin asks it, the run is through."""

import json
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


#: Sites of the same domain that nobody will get to ask, from this number on.
MANY = 5000
NOT_ASKED = 300


def silent_network(site: Site) -> dict[str, list[int]]:
    """A run of which all sites are of a domain whose server answers for no site."""
    site.install(
        "silent", "if (($_POST['action'] ?? '') === 'plan_bridge_carry_out') { http_response_code(504); exit; }"
    )
    blogs = sorted(site.network.state.sites.values())
    more = list(range(MANY, MANY + NOT_ASKED))
    rows = ", ".join(
        f"({one}, 1, '{site.network.sql('SELECT domain FROM {p}blogs LIMIT 1')[0][0]}', '/m{one}/')" for one in more
    )
    sites = {"0" * 64: blogs + more}
    site.network.sql(
        f"INSERT INTO {{p}}blogs (blog_id, site_id, domain, path) VALUES {rows};"
        "INSERT INTO {p}bridge_reapply_runs (id, first_id, last_id, next_id, state, named, begun_at)"
        f" VALUES (900, 1, {MANY}, {MANY} + 1, 'running', {len(blogs + more)}, UTC_TIMESTAMP(6));"
        "INSERT INTO {p}bridge_reapply_ranges (run_id, first_id, last_id, state, sites, waiting)"
        f" VALUES (900, 1, {MANY}, 'named', '{json.dumps(sites)}', {len(blogs + more)})"
    )
    return sites


def range_of(site: Site) -> list[str]:
    """Which pass has ended, how many wait, and after how many minutes they are asked again."""
    left = "ROUND(TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(6), lease_until) / 60)"
    return site.network.sql(f"SELECT passes, waiting, {left} FROM {{p}}bridge_reapply_ranges WHERE run_id = 900")[0]


def test_a_domain_for_which_nobody_answers_is_left_alone_asked_again_later_and_given_up(site: Site) -> None:
    sites = silent_network(site)
    many = str(sum(map(len, sites.values())))
    pull = "PlanBridge\\Limits\\CarryOut::pull(60.0); return $GLOBALS['wpdb']->num_queries;"
    passes = []
    for _ in range(2):
        site.network.php(pull)
        passes.append(range_of(site))
        told = site.network.bridge("reapply", "status")
        site.network.php(pull)  # it is not asked before its time
        assert range_of(site)[:2] == passes[-1][:2]
        site.network.sql("UPDATE {p}bridge_reapply_ranges SET lease_until = '2020-01-01'")

    site.network.php(pull)

    assert passes == [["1", many, "10"], ["2", many, "120"]]
    assert f"for {many} of them nobody answered" in told
    assert site.network.sql("SELECT carried_out, unreached FROM {p}bridge_reapply_runs WHERE id = 900") == [["0", many]]
    assert site.network.sql("SELECT * FROM {p}bridge_reapply_ranges") == []


def test_no_more_requests_ask_sites_than_may_and_a_range_in_hand_is_left_alone(site: Site) -> None:
    silent_network(site)
    for number in (2, 3):
        site.network.sql(
            "INSERT INTO {p}bridge_reapply_ranges (run_id, first_id, last_id, state, sites, owner, lease_until) VALUES"
            f" (900, {number}, 9, 'named', '{{}}', 'php-{number}', UTC_TIMESTAMP(6) + INTERVAL 1 MINUTE)"
        )

    site.network.php("PlanBridge\\Limits\\CarryOut::pull(60.0); return 0;")
    while_two_ask = range_of(site)[0]
    site.network.sql("DELETE FROM {p}bridge_reapply_ranges WHERE first_id = 3")
    site.network.php("PlanBridge\\Limits\\CarryOut::pull(60.0); return 0;")

    assert (while_two_ask, range_of(site)[0]) == ("0", "1")
    assert site.network.sql("SELECT owner FROM {p}bridge_reapply_ranges WHERE first_id = 2") == [["php-2"]]
