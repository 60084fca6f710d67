"""Doors that add something, each tried on a site with room, where it adds, and on a full one, where it adds nothing."""

from collections.abc import Callable, Mapping
from typing import Any
from xmlrpc.client import Binary

import pytest

from tests.integration.limits.site import MEGABYTE, PNG, Browser, Site, xmlrpc

pytestmark = pytest.mark.main_way

WHO = ("anna", "anna-password")
MADE = """
    require_once ABSPATH . 'wp-admin/includes/image.php';
    $made = ['drafts' => [], 'pictures' => []];
    foreach (range(0, 1) as $one) {
        $post = ['post_title' => "Utkast $one", 'post_content' => 'Text.', 'post_author' => $arguments['author']];
        $made['drafts'][] = wp_insert_post($post);
    }
    foreach (range(0, 2) as $one) {
        $image = imagecreatetruecolor(300, 200);
        for ($i = 0; $i < 6000; $i++) {
            imagesetpixel($image, random_int(0, 299), random_int(0, 199), random_int(0, 0xffffff));
        }
        $file = wp_upload_dir()['path'] . '/' . uniqid('bild') . '.png';
        imagepng($image, $file);
        $id = wp_insert_attachment(['post_mime_type' => 'image/png', 'post_title' => 'Bild'], $file);
        $stored = ['width' => 300, 'height' => 200, 'file' => _wp_relative_upload_path($file)];
        wp_update_attachment_metadata($id, $stored);
        $made['pictures'][] = ['id' => $id, 'url' => wp_get_attachment_url($id)];
    }
    return $made;
"""
IMPORTED = """
    $file = wp_upload_dir()['path'] . '/' . uniqid() . '.bin';
    file_put_contents($file, 'x');
    return wp_insert_attachment(['post_mime_type' => 'application/octet-stream', 'post_title' => 'Import'], $file);
"""

Made = Mapping[str, Any]
Door = Callable[[Site, Browser, Made], object]


def ajax(anna: Browser, action: str, form: Mapping[str, Any], **words: Any) -> object:
    return anna.send("wp-admin/admin-ajax.php", {"action": action, **form}, **words)


def quick_edit(site: Site, anna: Browser, made: Made) -> object:
    form = {"post_ID": made["drafts"][0], "post_type": "post", "post_title": "Ny", "_status": "publish",
            "edit_date": "false", "screen": "edit-post", "post_author": site.network.state.users["anna"]}  # fmt: skip
    return ajax(anna, "inline-save", {**form, "_inline_edit": anna.nonce("inlineeditnonce")})


def upload(site: Site, anna: Browser, made: Made) -> object:
    files = {"async-upload": ("liten.png", PNG, "image/png")}
    return ajax(anna, "upload-attachment", {"_wpnonce": anna.nonce("media-form")}, files=files)


def edit_picture(site: Site, anna: Browser, made: Made) -> object:
    post = made["pictures"][0]["id"]
    form = {"postid": post, "do": "save", "target": "all", "history": '[{"r":90}]'}
    return ajax(anna, "image-editor", {**form, "_ajax_nonce": anna.nonce(f"image_editor-{post}")})


def crop_picture(site: Site, anna: Browser, made: Made) -> object:
    post = made["pictures"][1]["id"]
    crop = {"x1": 0, "y1": 0, "width": 300, "height": 200, "dst_width": 300, "dst_height": 200}
    form = {"id": post, "context": "custom-logo", "nonce": anna.nonce(f"image_editor-{post}")}
    return ajax(anna, "crop-image", {**form, **{f"cropDetails[{name}]": size for name, size in crop.items()}})


def add_user(site: Site, anna: Browser, made: Made) -> object:
    form = {"user_login": "nyperson1", "email": "ny1@example.org", "pass1": "hemligt-ord", "pass2": "hemligt-ord"}
    return ajax(anna, "add-user", {**form, "role": "editor", "_ajax_nonce": anna.nonce("add-user")})


def rest(route: str, body: Mapping[str, Any]) -> Door:
    return lambda _site, anna, _made: anna.rest("POST", route, json=body)


def rest_edit(site: Site, anna: Browser, made: Made) -> object:
    picture = made["pictures"][2]
    return anna.rest("POST", f"/wp/v2/media/{picture['id']}/edit", json={"src": picture["url"], "rotation": 90})


def method(name: str, *given: object) -> Door:
    return lambda site, _anna, _made: xmlrpc(site, name, site.blog, *WHO, *given)


def publish_draft(site: Site, anna: Browser, made: Made) -> object:
    return xmlrpc(site, "mt.publishPost", made["drafts"][1], *WHO)


def by_importer(site: Site, anna: Browser, made: Made) -> object:
    """A file that code writes and makes an item of the library, by no function that is about uploads."""
    return site.php(IMPORTED, "anna")


SENT = {"title": "Ny", "content": "Text", "status": "publish"}
FILE = {"name": "fil.png", "type": "image/png", "bits": Binary(PNG)}
DOORS: dict[str, Door] = {
    "ajax inline-save": quick_edit,
    "ajax upload-attachment": upload,
    "ajax image-editor": edit_picture,
    "ajax crop-image": crop_picture,
    "ajax add-user": add_user,
    "REST posts": rest("/wp/v2/posts", SENT),
    "REST pages": rest("/wp/v2/pages", SENT),
    "REST media/edit": rest_edit,
    "REST users": rest("/wp/v2/users", {"username": "nyperson2", "email": "ny2@example.org", "password": "x-y-z-1",
                                        "roles": ["editor"]}),
    "wp.newPost": method("wp.newPost", {"post_title": "Ny", "post_content": "x", "post_status": "publish"}),
    "wp.newPage": method("wp.newPage", {"title": "Ny", "description": "x"}, True),
    "wp.uploadFile": method("wp.uploadFile", FILE),
    "mt.publishPost": publish_draft,
    "code": by_importer,
}  # fmt: skip


def state(site: Site) -> dict[str, int]:
    """What of the site is limited, as it is in its tables and on its disk."""
    posts = site.network.sql(
        f"SELECT post_type, COUNT(*) FROM {site.table('posts')} WHERE post_type IN ('post', 'page', 'attachment')"
        " AND post_status IN ('publish', 'private', 'future', 'inherit') GROUP BY post_type"
    )
    key = f"{site.network.prefix}{site.blog}_capabilities"
    where = f"meta_key = '{key}' AND meta_value LIKE '%editor%'"
    users = site.network.sql(f"SELECT COUNT(*) FROM {{p}}usermeta WHERE {where}")
    folder = site.network.wordpress.root / "wp-content" / "uploads" / "sites" / str(site.blog)
    files = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return {**{name: int(number) for name, number in posts}, "editor": int(users[0][0]), "bytes": files}


def prepared(site: Site) -> Made:
    """Drafts and pictures that are there before anybody tries to add something."""
    return dict(site.php(MADE, "admin", author=site.network.state.users["anna"]))


def tried(site: Site, anna: Browser, made: Made) -> dict[str, set[str]]:
    """What each door added."""
    added, before = {}, state(site)
    for name, door in DOORS.items():
        door(site, anna, made)
        after = state(site)
        added[name] = {what for what in after if after[what] > before.get(what, 0)}
        before = after
    return added


def fill(site: Site) -> None:
    """Puts every limit where the site is; a limit has whole megabytes."""
    folder = site.network.wordpress.root / "wp-content" / "uploads" / "sites" / str(site.blog)
    (folder / "rest.bin").write_bytes(b"\0" * (-state(site)["bytes"] % MEGABYTE))
    now = state(site)
    full = {kind: {"allowed": True, "limit": now.get(kind, 0)} for kind in ("post", "page", "attachment")}
    editors = {"editor": {"allowed": True, "limit": now["editor"]}}
    site.allow(post_types=full, users=editors, disk_space={"limit": now["bytes"] // MEGABYTE})


def test_each_door_adds_where_there_is_room_and_nothing_on_a_full_site(site: Site, anna: Browser) -> None:
    site.network.php("update_site_option('add_new_users', '1');")
    site.allow()

    with_room = tried(site, anna, prepared(site))
    site.network.sql("DELETE FROM {p}users WHERE user_login LIKE 'nyperson%'")
    made = prepared(site)
    fill(site)
    full = tried(site, anna, made)

    assert [] == [name for name, what in with_room.items() if not what]
    assert {} == {name: what for name, what in full.items() if what}
