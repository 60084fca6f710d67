"""Classic editor, lists and uploaders on a full site: what is typed is kept, the words are read, Change opens."""

import re

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.e2e.test_full_site_editor import FULL, KEPT, TEXT, TITLE, allow, canvas, is_at_rest, new_post, stored, write
from tests.e2e.visitor import Visitor
from tests.integration import allowing
from tests.integration.limits.site import png

pytestmark = pytest.mark.main_way

CLASSIC = "<?php add_filter('use_block_editor_for_post', '__return_false');"
SEEN = """words => [document, ...[...document.querySelectorAll('iframe')].map(frame => frame.contentDocument)]
    .some(one => one && one.body.innerText.includes(words))"""
"""Whether the words can be read, be it in the frame in which newer editors show a post."""
PICTURE: FilePayload = {"name": "rabatt.png", "mimeType": "image/png", "buffer": png(1)}


def draft(owner: Visitor, title: str) -> int:
    code = "return wp_insert_post(['post_title' => $arguments['title'], 'post_author' => $arguments['author']]);"
    author = owner.network.state.users["anna"]
    return int(owner.network.php(code, blog=owner.blog, user="admin", title=title, author=author))


def statuses(owner: Visitor, *posts: int) -> list[str]:
    ids = ", ".join(str(post) for post in posts)
    rows = owner.network.sql(f"SELECT post_status FROM {{p}}{owner.blog}_posts WHERE ID IN ({ids}) ORDER BY ID")
    return [row[0] for row in rows]


def change_opens(page: Page, link: Locator) -> None:
    """The link leads to the page on which a larger plan is chosen."""
    link.click()
    page.wait_for_url(re.compile(r"page=plan-bridge-change"), wait_until="domcontentloaded")
    expect(page.locator("#wpbody-content")).to_contain_text("Choose a plan")


def test_the_classic_editor_keeps_what_was_typed_and_says_why(anna: Visitor) -> None:
    (anna.network.wordpress.root / "wp-content" / "mu-plugins" / "classic.php").write_text(CLASSIC)
    allow(anna, "post", 3)
    anna.go("wp-admin/post-new.php")
    page = anna.page
    page.locator("#title").fill(TITLE)
    expect(page.locator("#content_ifr")).to_be_visible()  # once it has begun, it hides what was chosen before
    page.locator("#content-html").click()
    page.locator("#content").fill(TEXT)

    expect(page.locator("#sample-permalink")).to_be_visible()  # until it is saved by itself a click is lost
    page.locator("#publish").click()
    page.wait_for_url(re.compile(r"/post\.php\?post="), wait_until="domcontentloaded")
    notice = page.locator(".notice", has_text=FULL["post"])
    expect(notice).to_contain_text(KEPT)
    expect(page.locator("#wpbody-content")).not_to_contain_text("Post published.")
    assert (TITLE, TEXT) == (page.locator("#title").input_value(), page.locator("#content").input_value())
    assert [("draft", True, False)] == stored(anna, "post")
    change_opens(page, notice.get_by_role("link", name="Change plan"))


def test_quick_edit_says_so_in_its_row_and_stores_the_rest(anna: Visitor) -> None:
    post = draft(anna, "Ett utkast")
    allow(anna, "post", 3)
    anna.go("wp-admin/edit.php")
    page = anna.page
    page.locator(f"#post-{post}").hover()
    page.locator(f"#post-{post} .editinline").click()
    row = page.locator(f"#edit-{post}")
    row.locator("input[name=post_title]").fill(TITLE)
    row.locator("select[name=_status]").select_option("publish")

    row.locator(".inline-edit-save .save").click()

    said = row.locator(".inline-edit-save .notice-error")
    expect(said).to_contain_text(f"{FULL['post']} {KEPT}")
    expect(row.locator("input[name=post_title]")).to_have_value(TITLE)
    expect(row.locator(".spinner.is-active")).to_have_count(0)
    assert [("draft", False, False)] == stored(anna, "post")
    change_opens(page, said.get_by_role("link", name="Change plan"))


def test_bulk_edit_publishes_what_fits_and_shows_a_notice(anna: Visitor) -> None:
    posts = [draft(anna, "Första utkastet"), draft(anna, "Andra utkastet")]
    allow(anna, "post", 4)
    anna.go("wp-admin/edit.php")
    page = anna.page
    for post in posts:
        page.locator(f"#cb-select-{post}").check()
    page.locator("#bulk-action-selector-top").select_option("edit")
    page.locator("#doaction").click()
    page.locator("#bulk-edit select[name=_status]").select_option("publish")

    page.locator("#bulk_edit").click()

    notice = page.locator(".notice", has_text="Your plan allows 4 posts; 4 are published, scheduled or private.")
    expect(notice).to_contain_text(KEPT)
    expect(page.locator(".post-state", has_text="Held back by the plan")).to_have_count(1)
    assert ["draft", "publish"] == sorted(statuses(anna, *posts))
    change_opens(page, notice.get_by_role("link", name="Change plan"))


def test_a_picture_that_does_not_fit_is_refused_in_its_block_and_the_text_stays(anna: Visitor) -> None:
    allowing.allow(anna.network, anna.blog, {"disk_space": {"limit": 3}})
    new_post(anna, "post")
    page = anna.page
    write(page)
    page.evaluate("() => wp.data.dispatch('core/block-editor').insertBlocks(wp.blocks.createBlock('core/image'))")

    canvas(page).locator(".block-editor-media-placeholder input[type=file]").first.set_input_files([PICTURE])

    page.wait_for_function(SEEN, arg="Your plan allows 3 MB of disk space; 3.5 MB are used")
    page.evaluate("() => wp.data.dispatch('core/editor').savePost()")
    is_at_rest(page)
    assert [("draft", True, False)] == stored(anna, "post")


def test_the_media_screen_of_a_full_site_says_so_with_a_way_out(anna: Visitor) -> None:
    allowing.allow(anna.network, anna.blog, {"disk_space": {"limit": 3}})
    anna.go("wp-admin/upload.php?mode=grid")
    page = anna.page
    page.locator(".page-title-action").first.click()

    said = page.locator(".pb-full-disk:visible").first
    expect(said).to_contain_text("Your plan allows 3 MB of disk space; 3.5 MB are used")
    change_opens(page, said.get_by_role("link", name="Change plan"))


def test_the_media_screen_says_why_a_picture_was_not_taken(anna: Visitor) -> None:
    allowing.allow(anna.network, anna.blog, {"disk_space": {"limit": 4}})
    anna.go("wp-admin/upload.php?mode=grid")
    page = anna.page
    page.locator(".page-title-action").first.click()

    page.locator(".moxie-shim input[type=file]").first.set_input_files([PICTURE])

    words = "rabatt.png does not fit. Your plan allows 4 MB of disk space; 3.5 MB are used."
    expect(page.locator(".upload-errors").first).to_contain_text(words)
    change_opens(page, page.locator(".pb-largest-file:visible").first.get_by_role("link", name="Change plan"))
