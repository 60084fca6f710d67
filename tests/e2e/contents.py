"""What a site's owner adds to it: files by the uploader, posts by the block editor."""

import re
from pathlib import Path

from tests.e2e.visitor import Visitor, plain
from tools.network.network import Network

MEGABYTE = 1024 * 1024
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


def fill_disk(network: Network, slug: str, megabytes: float) -> None:
    """Puts a file of that size beside the site's uploads; it is gone after the test."""
    blog = network.state.sites[slug]
    folder = network.wordpress.root / "wp-content" / "uploads" / "sites" / str(blog)
    with (folder / "older-files.bin").open("wb") as file:
        file.truncate(int(megabytes * MEGABYTE))
    network.sql(f"DELETE FROM {{p}}{blog}_options WHERE option_name LIKE '%dirsize%'")


def upload(owner: Visitor, megabytes: float, name: str = "bild.png") -> str:
    """Sends an image by media-new's form; what the page said about it, "" where it was stored without a word."""
    owner.go("wp-admin/media-new.php?browser-uploader")
    owner.find("#async-upload").set_input_files(
        {"name": name, "mimeType": "image/png", "buffer": PNG.ljust(int(megabytes * MEGABYTE), b"\0")}
    )
    with owner.page.expect_navigation(wait_until="domcontentloaded"):
        owner.find("#html-upload").click()
    return "" if "upload.php" in owner.page.url else plain(owner.find("body").inner_text())


def upload_at_once(owner: Visitor, file: Path) -> str:
    """Drops an image on media-new's uploader; what stands in its row afterwards."""
    owner.go("wp-admin/media-new.php")
    owner.find(".moxie-shim input[type=file]").set_input_files(file)
    row = owner.find(".media-item:has(.edit-attachment), .media-item:has(.error-div), .media-item.error").first
    row.wait_for()
    return plain(row.inner_text())


def publish(owner: Visitor, title: str) -> str:
    """Writes a post in the block editor and publishes it; what the editor says."""
    owner.go("wp-admin/post-new.php")
    owner.page.wait_for_function("() => window.wp?.data?.select('core/editor')?.getCurrentPostId() > 0")
    owner.page.evaluate(
        """title => {
            wp.data.dispatch('core/preferences').set('core/edit-post', 'welcomeGuide', false);
            wp.data.dispatch('core/editor').editPost({ title, content: '<p>Text.</p>' });
        }""",
        title,
    )
    owner.find(".editor-post-publish-panel__toggle").click()
    owner.find(".editor-post-publish-panel .editor-post-publish-button").click()
    notices = owner.find(".components-notice__content, .components-snackbar__content")
    said = notices.filter(has_text=re.compile("allows|published|publicer")).first
    said.wait_for()
    return plain(said.inner_text())
