"""Ways that few take: files under a name of a plugin's own, fonts, what code writes by itself, the Customizer."""

import json
import re
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from tests.integration.limits.site import MEGABYTE, Browser, Site, png, xmlrpc

pytestmark = pytest.mark.main_way

FULL = "Your plan allows 5 MB of disk space; 3.5 MB are used and this file has 2 MB."
DISK = {"disk_space": {"limit": 5}}
PAGES = "Your plan allows 2 pages; 2 are published, scheduled or private."
WAY = "A larger plan is chosen on the page Account, under Change."


def full_library(site: Site) -> None:
    site.allow(post_types={"attachment": {"allowed": True, "limit": site.count("post_type = 'attachment'")}})


OWN_ACTION = """
add_action('template_redirect', static function (): void {
    if (isset($_FILES['egen'])) {
        require_once ABSPATH . 'wp-admin/includes/file.php';
        wp_send_json(wp_handle_upload($_FILES['egen'], ['test_form' => false, 'action' => 'forum_avatar']));
    }
});
"""


@pytest.mark.parametrize(("megabytes", "error"), [(2, FULL), (1, None)])
def test_a_form_of_a_plugin_that_gives_its_upload_a_name_of_its_own(
    site: Site, anna: Browser, megabytes: int, error: str | None
) -> None:
    site.install("forum", OWN_ACTION)
    site.allow(**DISK)

    answer = anna.send("", {}, files={"egen": ("100 % bild.png", png(megabytes), "image/png")}).json()

    assert (error, error is None) == (answer.get("error"), "file" in answer)


def test_a_list_in_place_of_a_file_is_no_warning_of_ours(site: Site, anna: Browser) -> None:
    site.allow(**DISK)

    anna.rest("POST", "/wp/v2/media", files={"file[]": ("bild.png", png(1), "image/png")})

    log = site.network.wordpress.root / "wp-content" / "debug.log"
    assert "plan-bridge" not in (log.read_text() if log.exists() else "")


@pytest.fixture
def font(request: pytest.FixtureRequest, anna: Browser) -> str:
    """The route to which files of a font are sent; fonts are kept since WordPress 6.5."""
    if request.config.getoption("--wordpress") == "6.1":
        pytest.skip("WordPress has no fonts before 6.5")
    settings = json.dumps({"name": "Egen", "slug": "egen", "fontFamily": "Egen"})
    family = anna.rest("POST", "/wp/v2/font-families", json={"font_family_settings": settings})
    return f"/wp/v2/font-families/{family.json()['id']}/font-faces"


def send_font(anna: Browser, route: str, megabytes: int) -> requests.Response:
    settings = {"fontFamily": "Egen", "fontWeight": "400", "fontStyle": "normal", "src": "file-0"}
    file = ("egen.woff2", b"wOF2".ljust(megabytes * MEGABYTE, b"\0"), "font/woff2")
    return anna.rest("POST", route, data={"font_face_settings": json.dumps(settings)}, files={"file-0": file})


def test_a_font_takes_space(site: Site, anna: Browser, font: str) -> None:
    site.allow(**DISK)

    large, small = send_font(anna, font, 2), send_font(anna, font, 1)

    assert (403, FULL, 201) == (large.status_code, large.json()["message"], small.status_code)


def test_a_font_is_no_media_file(site: Site, anna: Browser, font: str) -> None:
    full_library(site)

    answer = send_font(anna, font, 1)

    assert 201 == answer.status_code, answer.text


ADD_META = """
add_action('template_redirect', static function (): void {
    global $wpdb;
    add_user_meta((int) $_GET['id'], $wpdb->get_blog_prefix() . 'capabilities', ['editor' => true]);
});
"""


def test_a_role_that_code_writes_into_the_users_row(site: Site, anna: Browser) -> None:
    site.install("roles", ADD_META)
    site.allow(users={"editor": {"allowed": True, "limit": 0}})
    maja = site.network.state.users["maja"]

    answer = anna.get(f"?id={maja}")

    key = f"{site.network.prefix}{site.blog}_capabilities"
    words = "Your plan allows 0 users with the role “Editor”. In use: 0."
    assert (403, True) == (answer.status_code, words in answer.text)
    assert [] == site.network.sql(f"SELECT 1 FROM {{p}}usermeta WHERE user_id = {maja} AND meta_key = '{key}'")


def test_a_post_that_code_turns_into_a_media_file(site: Site) -> None:
    post = site.post()
    full_library(site)

    site.php("wp_update_post(['ID' => $arguments['id'], 'post_type' => 'attachment']);", "anna", id=post)

    assert 1 == site.count(f"ID = {post} AND post_type = 'post'")


def test_a_media_file_comes_out_of_the_trash_where_there_is_room_for_one_more(site: Site, anna: Browser) -> None:
    site.install("trash", "define('MEDIA_TRASH', true);")
    medium = site.php(
        "return wp_insert_attachment(['post_title' => 'Rund', 'post_mime_type' => 'image/png']);", "admin"
    )
    site.php("wp_trash_post($arguments['id']);", "admin", id=medium)
    site.allow(post_types={"attachment": {"allowed": True, "limit": 2}})
    untrash = f"wp-admin/post.php?post={medium}&action=untrash&_wpnonce={anna.nonce(f'untrash-post_{medium}')}"

    full = anna.get(untrash)
    status = site.status(medium)
    site.allow(post_types={"attachment": {"allowed": True, "limit": 3}})
    anna.get(untrash)

    words = "Your plan allows 2 media files. In the media library: 2."
    assert (403, True, "trash", "inherit") == (full.status_code, words in full.text, status, site.status(medium))


def test_a_status_that_no_screen_gives_and_rest_shows_to_everybody_counts(site: Site) -> None:
    site.allow_posts(3)
    sent = {"post_title": "Ny", "post_content": "Varje ord.", "post_status": "inherit"}

    answer = xmlrpc(site, "wp.newPost", site.blog, "anna", "anna-password", sent)

    assert "<int>403</int>" in answer
    assert (
        "Your plan allows 3 posts; 3 are published, scheduled or private. What you wrote is kept as a draft." in answer
    )
    assert 1 == site.count("post_content = 'Varje ord.' AND post_status = 'draft'")


@dataclass(frozen=True, slots=True)
class Customizer:
    """The Customizer as Anna has it open."""

    anna: Browser
    changes: dict[str, str]
    nonces: dict[str, str]

    @classmethod
    def open(cls, anna: Browser) -> "Customizer":
        page = anna.get("wp-admin/customize.php").text

        def found(pattern: str) -> str:
            match = re.search(pattern, page)
            assert match, pattern
            return match.group(1)

        nonces = {"save": found(r'"nonce":\{"save":"(\w+)"'), "menus": found(r'"customize-menus":"(\w+)"')}
        changes = {"wp_customize": "on", "customize_changeset_uuid": found(r'"uuid":"([^"]+)"'),
                   "customize_theme": found(r'"theme":\{"stylesheet":"([^"]+)"')}  # fmt: skip
        assert "/assets/customizer.js" in page
        return cls(anna, changes, nonces)

    def new_page(self) -> Any:
        """What the field below "Add new page" asks for."""
        form = {"action": "customize-nav-menus-insert-auto-draft", "customize-menus-nonce": self.nonces["menus"],
                "params[post_type]": "page", "params[post_title]": "Våra tider"}  # fmt: skip
        return self.anna.send("wp-admin/admin-ajax.php", {**self.changes, **form}).json()

    def publish(self, *pages: int) -> Any:
        """Publish with the pages that were made."""
        data = json.dumps({"nav_menus_created_posts": {"value": list(pages)}, "blogname": {"value": "Nytt namn"}})
        form = {"action": "customize_save", "nonce": self.nonces["save"], "customize_changeset_data": data,
                "customize_changeset_status": "publish"}  # fmt: skip
        return self.anna.send("wp-admin/admin-ajax.php", {**self.changes, **form}).json()


def test_a_page_that_is_made_in_the_customizer_is_refused_where_it_is_made(site: Site, anna: Browser) -> None:
    site.allow_posts(3, "page")
    customizer = Customizer.open(anna)

    first, second = customizer.new_page(), customizer.new_page()

    assert (True, False) == (first["success"], second["success"])
    said = second["data"]
    assert "plan_bridge_limit_reached" == said["code"]
    assert said["message"].startswith(
        f"Your plan allows 3 pages; 3 are published, scheduled or private. {WAY} <a href="
    )


def test_a_page_of_the_customizer_for_which_the_place_was_taken_meanwhile_stays_a_draft(
    site: Site, anna: Browser
) -> None:
    site.allow_posts(3, "page")
    customizer = Customizer.open(anna)
    page = customizer.new_page()["data"]["post_id"]
    site.allow_posts(2, "page")

    answer = customizer.publish(page)

    assert (True, "draft") == (answer["success"], site.status(page))
    assert answer["data"]["plan_bridge_refused"].startswith(
        f"{PAGES} What you wrote is kept as a draft. {WAY} <a href="
    )
    assert "Nytt namn" == site.php("return get_option('blogname');", "anna")
