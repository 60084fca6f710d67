"""The block editor on a site whose plan has no room for one more: what is typed is kept, and Publish works later."""

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.e2e.visitor import Visitor
from tests.integration import allowing

pytestmark = pytest.mark.main_way

FULL = {
    "post": "Your plan allows 3 posts; 3 are published, scheduled or private.",
    "page": "Your plan allows 2 pages; 2 are published, scheduled or private.",
}
KEPT = "What you wrote is kept as a draft."
BEFORE = "Publishing is refused until there is room; what you write can be saved as a draft."
TITLE = "Skörden i augusti"
TEXT = "Tolv kilo tomater och ingen mögel."


def allow(owner: Visitor, kind: str, number: int) -> None:
    allowing.allow(owner.network, owner.blog, {"post_types": {kind: {"allowed": True, "limit": number}}})


def new_post(owner: Visitor, kind: str) -> None:
    owner.go(f"wp-admin/post-new.php?post_type={kind}")
    owner.page.wait_for_function("() => window.wp?.data?.select('core/editor')?.getCurrentPostId()")
    close_guide(owner.page)


def close_guide(page: Page) -> None:
    """The editor's own greetings, and since 6.6 its patterns for new pages, are closed where they come up."""
    page.evaluate("() => wp.data.dispatch('core/preferences').set('core/edit-post', 'welcomeGuide', false)")
    guide = page.locator(".components-modal__screen-overlay")
    page.add_locator_handler(guide, lambda: guide.locator("[role=dialog]").first.press("Escape"))


def canvas(page: Page) -> Page | FrameLocator:
    page.locator(".editor-post-title__input, .wp-block-post-title, iframe[name=editor-canvas]").first.wait_for()
    return (
        page.frame_locator("iframe[name=editor-canvas]") if page.locator("iframe[name=editor-canvas]").count() else page
    )


def write(page: Page) -> None:
    title = canvas(page).locator(".editor-post-title__input, .wp-block-post-title").first
    title.click()
    title.press_sequentially(TITLE)
    title.press("Enter")
    page.keyboard.type(TEXT)


def publish(page: Page) -> None:
    """Both clicks; what the panel says in between."""
    page.locator(".editor-post-publish-panel__toggle").click()
    page.locator(".editor-post-publish-panel .editor-post-publish-button").click()


def is_at_rest(page: Page) -> None:
    page.wait_for_function("() => !wp.data.select('core/editor').isSavingPost()")


def editor(page: Page, question: str) -> object:
    return page.evaluate(f"() => wp.data.select('core/editor').{question}")


def stored(owner: Visitor, kind: str) -> list[tuple[str, bool, bool]]:
    """Each post that carries the title: its status, whether the texts are there."""
    rows = owner.network.sql(
        f"SELECT post_status, post_content LIKE '%{TEXT}%', post_content LIKE '%Och en rad till.%'"
        f" FROM {{p}}{owner.blog}_posts WHERE post_type = '{kind}' AND post_title = '{TITLE}'"
    )
    return [(status, one == "1", two == "1") for status, one, two in rows]


@pytest.mark.parametrize(("kind", "number"), [("post", 3), ("page", 2)])
def test_everything_typed_on_a_full_site_is_kept_and_published_after_an_upgrade(
    anna: Visitor, kind: str, number: int
) -> None:
    allow(anna, kind, number)
    new_post(anna, kind)
    page = anna.page
    write(page)

    page.locator(".editor-post-publish-panel__toggle").click()
    expect(page.locator(".editor-post-publish-panel")).to_contain_text(f"{FULL[kind]} {BEFORE}")
    page.locator(".editor-post-publish-panel .editor-post-publish-button").click()

    notice = page.locator(".components-notice.is-error", has_text=FULL[kind])
    expect(notice).to_contain_text(KEPT)
    expect(notice.get_by_role("link", name="Change plan")).to_have_attribute(
        "href", f"{anna.site}/wp-admin/admin.php?page=plan-bridge-change"
    )
    page.wait_for_function("() => wp.data.select('core/editor').getCurrentPost().status === 'draft'")
    is_at_rest(page)
    assert [("draft", True, False)] == stored(anna, kind)
    assert "draft" == editor(page, "getEditedPostAttribute('status')")

    page.keyboard.press("Control+s")
    is_at_rest(page)
    canvas(page).locator("p", has_text=TEXT).first.click()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("Och en rad till.")
    page.evaluate("() => wp.data.dispatch('core/editor').autosave()")
    is_at_rest(page)
    assert [("draft", True, True)] == stored(anna, kind)

    page.evaluate("() => wp.data.dispatch('core/editor').savePost()")
    is_at_rest(page)
    assert "post.php?post=" in page.url
    page.reload(wait_until="domcontentloaded")
    expect(canvas(page).locator("p", has_text="Och en rad till.").first).to_be_visible()
    expect(canvas(page).locator("p", has_text=TEXT).first).to_be_visible()

    allow(anna, kind, number + 10)
    page.reload(wait_until="domcontentloaded")
    canvas(page).locator("p", has_text=TEXT).first.wait_for()
    publish(page)
    page.wait_for_function("() => wp.data.select('core/editor').getCurrentPost().status === 'publish'")
    assert [("publish", True, True)] == stored(anna, kind)


def test_without_our_script_each_save_of_a_refused_post_is_stored(anna: Visitor) -> None:
    allow(anna, "post", 3)
    anna.page.route("**/assets/editor.js*", lambda route: route.abort())
    new_post(anna, "post")
    page = anna.page
    write(page)
    publish(page)
    expect(page.locator(".components-notice.is-error", has_text=FULL["post"])).to_contain_text(KEPT)
    assert [("draft", True, False)] == stored(anna, "post")

    page.evaluate(
        "() => wp.data.dispatch('core/block-editor').insertBlocks("
        "wp.blocks.createBlock('core/paragraph', { content: 'Och en rad till.' }))"
    )
    page.evaluate("() => wp.data.dispatch('core/editor').autosave()")
    is_at_rest(page)

    assert [("draft", True, True)] == stored(anna, "post")
