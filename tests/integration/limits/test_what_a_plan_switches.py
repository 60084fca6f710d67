"""Plugins and themes that a plan switches when it begins to hold, and switches back when it ends."""

import shutil
from collections.abc import Iterator

import pytest

from tests.integration.limits.site import Browser, Site

ONE, TWO = "egen/egen.php", "annan/annan.php"


@pytest.fixture(autouse=True)
def plugins(site: Site) -> Iterator[None]:
    """Two plugins that note each switching of theirs, both off."""
    content = site.network.wordpress.root / "wp-content"
    for file in (ONE, TWO):
        folder = content / "plugins" / file.split("/")[0]
        folder.mkdir(exist_ok=True)
        note = "static fn () => update_option('noted', [...(array) get_option('noted', []), '%s'])"
        (folder / file.split("/")[1]).write_text(
            f"<?php\n/* Plugin Name: {file}\nVersion: 1.0 */\n"
            f"register_activation_hook(__FILE__, {note % f'+{file}'});\n"
            f"register_deactivation_hook(__FILE__, {note % f'-{file}'});\n"
        )
    yield
    for name in ("plugins/egen", "plugins/annan", "themes/tema"):
        shutil.rmtree(content / name, ignore_errors=True)


NEXT = "wp-admin/admin-ajax.php?action=rest-nonce"
"""A request to wp-admin that draws no screen: what a plan switches is switched at whichever comes next."""


def plan(site: Site, anna: Browser, themes: dict[str, str] | None = None, at: str = NEXT, **behaviors: str) -> None:
    """Puts the site on a plan that says this of its plugins, and lets somebody work on it."""
    files = {"one": ONE, "two": TWO}
    site.allow(
        plugins={files[name]: {"visibility": "visible", "behavior": said} for name, said in behaviors.items()},
        themes={name: {"visibility": "visible", "behavior": said} for name, said in (themes or {}).items()},
    )
    assert anna.get(at).status_code == 200


def active(site: Site) -> list[str]:
    code = "return array_values(array_intersect((array) get_option('active_plugins'), $arguments['ours']));"
    return sorted(site.php(code, ours=[ONE, TWO]))


def choose(site: Site, file: str, *, on: bool) -> None:
    """What somebody does on the plugins screen."""
    act = "activate_plugin" if on else "deactivate_plugins"
    site.php(f"require_once ABSPATH . 'wp-admin/includes/plugin.php'; {act}($arguments['file']);", "admin", file=file)


@pytest.mark.main_way
def test_what_a_plan_forces_is_switched_at_the_sites_next_request_and_back_on_the_next_plan(
    site: Site, anna: Browser
) -> None:
    choose(site, TWO, on=True)

    plan(site, anna, at="wp-admin/profile.php", one="force_active", two="force_inactive")
    forced = active(site)
    plan(site, anna)

    noted = site.php("return get_option('noted');")
    assert ([ONE], [TWO]) == (forced, active(site))
    assert sorted([f"+{TWO}", f"+{ONE}", f"-{TWO}", f"-{ONE}", f"+{TWO}"]) == sorted(noted)


def test_what_was_so_already_stays_when_the_plan_ends(site: Site, anna: Browser) -> None:
    choose(site, ONE, on=True)

    plan(site, anna, one="force_active", two="force_inactive")
    plan(site, anna)

    assert [ONE] == active(site)


def test_the_site_may_choose_otherwise_and_its_choice_outlives_the_plan(site: Site, anna: Browser) -> None:
    plan(site, anna, one="force_active")
    choose(site, ONE, on=False)
    plan(site, anna, one="force_active", two="force_active")  # something else of it changes
    chosen = active(site)
    choose(site, TWO, on=False)
    choose(site, TWO, on=True)

    plan(site, anna)

    assert ([TWO], [TWO]) == (chosen, active(site))


def test_one_plan_after_another_ends_as_it_was_before_the_first(site: Site, anna: Browser) -> None:
    ways = ("force_active", "force_active_locked", "force_inactive", "force_inactive_locked", "force_active")
    seen = []
    for way in ways:
        plan(site, anna, one=way)
        seen.append(active(site))
    plan(site, anna)

    assert ([[ONE], [ONE], [], [], [ONE]], []) == (seen, active(site))


def test_a_forced_theme_and_the_one_that_comes_back(site: Site, anna: Browser) -> None:
    used = site.php("return get_stylesheet();")
    other = "tema"
    folder = site.network.wordpress.root / "wp-content" / "themes" / other
    folder.mkdir(exist_ok=True)
    (folder / "style.css").write_text("/* Theme Name: Tema */")
    (folder / "index.php").write_text("<?php")

    plan(site, anna, themes={other: "force_active"})
    forced = site.php("return get_stylesheet();")
    plan(site, anna, themes={other: "available"})

    assert (other, used) == (forced, site.php("return get_stylesheet();"))


def test_a_plugin_that_is_not_there_or_fails_is_tried_once_and_stops_no_page(site: Site, anna: Browser) -> None:
    folder = site.network.wordpress.root / "wp-content" / "plugins" / "egen"
    (folder / "egen.php").write_text("<?php\n/* Plugin Name: Egen */ throw new Exception('broken');")

    plan(site, anna, one="force_active", two="force_active")

    assert [TWO] == active(site)


def test_wp_cron_does_it_too(site: Site) -> None:
    site.allow(plugins={ONE: {"visibility": "visible", "behavior": "force_active"}})

    site.php("add_filter('wp_doing_cron', '__return_true'); do_action('init');")

    assert [ONE] == active(site)
