"""Plugins and themes that a plan locks or leaves out."""

import pytest

from tests.integration.limits.site import Browser, Site

pytestmark = pytest.mark.main_way

FILE = "egen/egen.php"
CODE = "/* Plugin Name: Egen\nVersion: 1.0 */ define('EGEN_IS_ON', true);"


def add_plugin(site: Site) -> None:
    folder = site.network.wordpress.root / "wp-content" / "plugins" / "egen"
    folder.mkdir(exist_ok=True)
    (folder / "egen.php").write_text(f"<?php\n{CODE}\n")


def plan(site: Site, behavior: str, visibility: str = "visible") -> None:
    site.allow(plugins={FILE: {"visibility": visibility, "behavior": behavior}})


IS_ON = "return in_array('egen/egen.php', (array) get_option('active_plugins'), true);"
STORED = """
    global $wpdb;
    $sql = "SELECT option_value FROM $wpdb->options WHERE option_name = 'active_plugins'";
    return in_array('egen/egen.php', maybe_unserialize($wpdb->get_var($sql)) ?: [], true);
"""
ACTIVATE = "update_option('active_plugins', ['egen/egen.php']);"


def test_a_plugin_locked_off_does_not_run_and_the_sites_list_keeps_it(site: Site) -> None:
    add_plugin(site)
    site.php(ACTIVATE)
    plan(site, "force_inactive_locked")

    on = site.php(IS_ON)
    site.php("update_option('active_plugins', array_merge(get_option('active_plugins'), ['annan/annan.php']));")
    kept = site.php(STORED)
    plan(site, "default")

    assert (False, True, True) == (on, kept, site.php(IS_ON))


def test_a_plugin_locked_on_runs_without_being_in_the_sites_list(site: Site) -> None:
    add_plugin(site)
    plan(site, "force_active_locked")

    on = site.php(IS_ON)
    site.php("update_option('active_plugins', get_option('active_plugins'));")

    assert (True, False) == (on, site.php(STORED))


def test_the_plugins_screen_offers_neither_and_code_is_stopped(site: Site, anna: Browser) -> None:
    add_plugin(site)
    site.network.php("update_site_option('menu_items', ['plugins' => '1']);")
    plan(site, "force_inactive_locked")
    code = """
        require_once ABSPATH . 'wp-admin/includes/plugin.php';
        $throw = static function ($text): void { throw new RuntimeException($text); };
        add_filter('wp_die_handler', static fn () => $throw);
        try { activate_plugin('egen/egen.php'); } catch (RuntimeException $stopped) { return $stopped->getMessage(); }
    """

    page = anna.get("wp-admin/plugins.php").text

    assert (True, False) == ("Egen" in page, "action=activate&amp;plugin=egen" in page)
    assert "Your plan does not include this plugin." == site.php(code, "anna")


NOT_INCLUDED, KEPT_ON = "Your plan does not include this plugin.", "Your plan keeps this plugin switched on."


@pytest.mark.parametrize(
    ("behavior", "way", "words"),
    [("force_inactive_locked", "activate", NOT_INCLUDED), ("force_active_locked", "deactivate", KEPT_ON)],
)
def test_who_switches_a_locked_plugin_by_the_list_or_by_rest_reads_why_not(
    site: Site, anna: Browser, behavior: str, way: str, words: str
) -> None:
    add_plugin(site)
    site.network.php("update_site_option('menu_items', ['plugins' => '1']);")
    plan(site, behavior)
    before = site.php(IS_ON)

    one = anna.get(
        "wp-admin/plugins.php", params={"action": way, "plugin": FILE, "_wpnonce": anna.nonce(f"{way}-plugin_{FILE}")}
    )
    form = {"action": f"{way}-selected", "checked[]": FILE, "_wpnonce": anna.nonce("bulk-plugins")}
    several = anna.send("wp-admin/plugins.php", form)
    by_rest = anna.rest(
        "PUT", "/wp/v2/Plugins/egen/egen", json={"status": "active" if way == "activate" else "inactive"}
    )

    assert [(200, True)] * 2 == [(page.status_code, words in page.text) for page in (one, several)]
    assert "page=plan-bridge-change" in several.text
    assert (403, words) == (by_rest.status_code, by_rest.json()["message"])
    assert before == site.php(IS_ON)


def test_who_switches_one_that_is_not_locked_is_not_held_up(site: Site, anna: Browser) -> None:
    add_plugin(site)
    site.network.php("update_site_option('menu_items', ['plugins' => '1']);")
    site.allow(plugins={"annan/annan.php": {"visibility": "visible", "behavior": "force_inactive_locked"}})

    form = {"action": "activate-selected", "checked[]": FILE, "_wpnonce": anna.nonce("bulk-plugins")}
    page = anna.send("wp-admin/plugins.php", form)

    assert (200, True, False) == (page.status_code, site.php(IS_ON), NOT_INCLUDED in page.text)


def test_a_hidden_plugin_is_not_listed_but_for_super_admins(site: Site) -> None:
    add_plugin(site)
    plan(site, "default", "hidden")
    code = """
        require_once ABSPATH . 'wp-admin/includes/plugin.php';
        return array_key_exists('egen/egen.php', apply_filters('all_plugins', get_plugins()));
    """

    assert (False, True) == (site.php(code, "anna"), site.php(code, "admin"))


def test_a_theme_that_the_plan_leaves_out_cannot_be_chosen_and_the_one_in_use_stays(site: Site, anna: Browser) -> None:
    used = site.php("return get_stylesheet();")
    site.allow(themes={"other": {"behavior": "not_available"}, used: {"behavior": "not_available"}})
    code = """
        $themes = ['other' => true, get_stylesheet() => true, 'third' => true];
        return array_keys(apply_filters('allowed_themes', $themes));
    """

    screen = anna.get(
        "wp-admin/themes.php",
        params={"action": "activate", "stylesheet": "other", "_wpnonce": anna.nonce("switch-theme_other")},
    )

    assert [used, "third"] == site.php(code, "anna")
    assert (403, used) == (screen.status_code, site.php("return get_stylesheet();"))
