"""Each way in which a file gets onto a site: one that fits is stored, one that does not is refused in words."""

import base64
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Literal
from xmlrpc.client import Binary

import pytest

from tests.integration.limits.site import MEGABYTE, Browser, Site, browser, png, xmlrpc

FULL = "Your plan allows 5 MB of disk space; 3.5 MB are used and this file has 2 MB."
DISK = {"disk_space": {"limit": 5}}
LARGE = png(2)
SMALL = png(1)


def stored(site: Site) -> int:
    return site.count("post_type = 'attachment'")


def headers(name: str = "bild.png") -> dict[str, str]:
    return {"Content-Type": "image/png", "Content-Disposition": f'attachment; filename="{name}"'}


@pytest.mark.main_way
@pytest.mark.parametrize(("file", "expected"), [(LARGE, 2), (SMALL, 3)])
def test_async_upload(site: Site, anna: Browser, file: bytes, expected: int) -> None:
    site.allow(**DISK)
    form = {"_wpnonce": anna.field("wp-admin/media-new.php", "_wpnonce"), "name": "bild.png", "short": "1"}

    answer = anna.send("wp-admin/async-upload.php", form, files={"async-upload": ("bild.png", file, "image/png")})

    assert (expected, expected == 2) == (stored(site), FULL in answer.text)


@pytest.mark.main_way
def test_the_media_library_uploader_answers_as_json(site: Site, anna: Browser) -> None:
    site.allow(**DISK)
    nonce = anna.field("wp-admin/media-new.php", "_wpnonce")
    form = {"_wpnonce": nonce, "action": "upload-attachment", "name": "bild.png"}

    answer = anna.send("wp-admin/async-upload.php", form, files={"async-upload": ("bild.png", LARGE, "image/png")})

    assert (False, FULL) == (answer.json()["success"], answer.json()["data"]["message"])


@pytest.mark.main_way
def test_the_browser_uploader_of_media_new_says_why(site: Site, anna: Browser) -> None:
    site.allow(**DISK)
    form = {"_wpnonce": anna.field("wp-admin/media-new.php", "_wpnonce"), "html-upload": "Upload", "post_id": "0"}

    page = anna.send("wp-admin/media-new.php", form, files={"async-upload": ("bild.png", LARGE, "image/png")})

    assert (True, 2) == (FULL in page.text, stored(site))


@pytest.mark.parametrize(("file", "status"), [(LARGE, 403), (SMALL, 201)])
def test_rest_media_with_the_file_as_body(site: Site, anna: Browser, file: bytes, status: int) -> None:
    site.allow(**DISK)

    answer = anna.rest("POST", "/wp/v2/media", data=file, headers=headers())

    assert (status, status == 403) == (answer.status_code, answer.json().get("message") == FULL)


@pytest.mark.main_way
@pytest.mark.parametrize(("file", "status"), [(LARGE, 403), (SMALL, 201)])
def test_rest_media_with_a_form(site: Site, anna: Browser, file: bytes, status: int) -> None:
    site.allow(**DISK)

    answer = anna.rest("POST", "/wp/v2/media", files={"file": ("bild.png", file, "image/png")})

    assert (status, status == 403) == (answer.status_code, answer.json().get("message") == FULL)


def test_who_may_not_upload_learns_no_figures(site: Site) -> None:
    site.allow(**DISK)
    sten = browser(site, "sten")

    answer = sten.rest("POST", "/wp/v2/media", data=LARGE, headers=headers())

    assert (True, False) == (answer.status_code in {401, 403}, "Your plan" in answer.text)


@pytest.mark.main_way
@pytest.mark.parametrize(("megabytes", "status"), [(6, 403), (8, 200)])
def test_rest_edit_of_an_image_is_a_new_file(site: Site, anna: Browser, megabytes: int, status: int) -> None:
    site.allow(disk_space={"limit": megabytes})
    row = site.network.sql(
        f"SELECT ID, guid FROM {site.table('posts')} WHERE post_type = 'attachment' AND guid LIKE '%rabatten%'"
    )[0]
    what = {"src": site.php("return wp_get_attachment_url($arguments['id']);", id=int(row[0])), "rotation": 90}

    answer = anna.rest("POST", f"/wp/v2/media/{row[0]}/edit", json=what)

    words = f"Your plan allows {megabytes} MB of disk space; 3.5 MB are used and this file has 3 MB."
    assert (status, status == 403) == (
        answer.status_code // 100 * 100 if status == 200 else answer.status_code,
        words in answer.text,
    )


def test_details_of_a_medium_can_be_changed_on_a_full_site(site: Site, anna: Browser) -> None:
    site.allow(disk_space={"limit": 1})
    medium = site.network.sql(f"SELECT MIN(ID) FROM {site.table('posts')} WHERE post_type = 'attachment'")[0][0]

    answer = anna.rest("POST", f"/wp/v2/media/{medium}", json={"alt_text": "Rabatten i juni"})

    assert (200, "Rabatten i juni") == (answer.status_code, answer.json()["alt_text"])


@pytest.mark.main_way
@pytest.mark.parametrize(("file", "expected"), [(LARGE, 2), (SMALL, 3)])
def test_xmlrpc_upload(site: Site, file: bytes, expected: int) -> None:
    site.allow(**DISK)
    given = {"name": "bild.png", "type": "image/png", "bits": Binary(file)}

    answer = xmlrpc(site, "wp.uploadFile", site.blog, "anna", "anna-password", given)

    words = f"Could not write file bild.png ({FULL})"
    assert (expected, expected == 2) == (stored(site), words in answer)


BITS = """
    $made = wp_upload_bits('bild.png', null, base64_decode($arguments['file']));
    return $made['error'];
"""


@pytest.mark.main_way
@pytest.mark.parametrize(("file", "error"), [(LARGE, FULL), (SMALL, False)])
def test_wp_upload_bits_by_code(site: Site, file: bytes, error: str | Literal[False]) -> None:
    site.allow(**DISK)

    assert error == site.php(BITS, "anna", file=base64.b64encode(file).decode())


SIDELOAD = """
    require_once ABSPATH . 'wp-admin/includes/admin.php';
    $path = wp_tempnam('bild.png');
    file_put_contents($path, base64_decode($arguments['file']));
    $file = ['name' => 'bild.png', 'tmp_name' => $path, 'size' => 1];
    $made = wp_handle_sideload($file, ['test_form' => false]);
    return $made['error'] ?? '';
"""


@pytest.mark.main_way
@pytest.mark.parametrize(("file", "error"), [(LARGE, FULL), (SMALL, "")])
def test_sideload_by_code(site: Site, file: bytes, error: str) -> None:
    site.allow(**DISK)

    assert error == site.php(SIDELOAD, "anna", file=base64.b64encode(file).decode())


FRONT_END = """
add_action('template_redirect', static function (): void {
    if (isset($_FILES['egen'])) {
        require_once ABSPATH . 'wp-admin/includes/file.php';
        wp_send_json(wp_handle_upload($_FILES['egen'], ['test_form' => false]));
    }
});
"""


@pytest.mark.main_way
@pytest.mark.parametrize(("file", "error"), [(LARGE, FULL), (SMALL, None)])
def test_upload_on_the_front_end(site: Site, anna: Browser, file: bytes, error: str | None) -> None:
    site.install("frontend", FRONT_END)
    site.allow(**DISK)

    answer = anna.send("", {}, files={"egen": ("bild.png", file, "image/png")}).json()

    assert (error is None, error) == ("file" in answer, answer.get("error"))


def test_the_new_limit_holds_on_the_very_next_request(site: Site, anna: Browser) -> None:
    site.allow(**DISK)
    before = anna.rest("POST", "/wp/v2/media", data=LARGE, headers=headers())

    site.allow(disk_space={"limit": 50})
    after = anna.rest("POST", "/wp/v2/media", data=LARGE, headers=headers())

    assert (403, 201) == (before.status_code, after.status_code)


def test_unlimited_space_ends_the_networks_own_check(site: Site, anna: Browser) -> None:
    site.network.sql("UPDATE {p}sitemeta SET meta_value = '0' WHERE meta_key = 'upload_space_check_disabled'")
    site.php("update_option('blog_upload_space', 1);")
    site.allow(disk_space={"limit": None})

    answer = anna.rest("POST", "/wp/v2/media", data=LARGE, headers=headers())

    assert 201 == answer.status_code


def test_a_plan_that_says_nothing_leaves_the_networks_check_alone(site: Site, anna: Browser) -> None:
    site.network.sql("UPDATE {p}sitemeta SET meta_value = '0' WHERE meta_key = 'upload_space_check_disabled'")
    site.php("update_option('blog_upload_space', 1);")
    site.allow()

    answer = anna.rest("POST", "/wp/v2/media", data=LARGE, headers=headers())

    assert (400, "rest_upload_limited_space") == (answer.status_code, answer.json()["code"])


def test_the_number_of_media_files_can_be_limited(site: Site, anna: Browser) -> None:
    site.allow(post_types={"attachment": {"allowed": True, "limit": 2}})

    answer = anna.rest("POST", "/wp/v2/media", data=SMALL, headers=headers())

    words = "Your plan allows 2 media files. In the media library: 2."
    assert (403, words) == (answer.status_code, answer.json()["message"])


def test_super_admins_upload_what_they_need(site: Site) -> None:
    site.allow(**DISK)

    answer = browser(site, "admin").rest("POST", "/wp/v2/media", data=LARGE, headers=headers())

    assert 201 == answer.status_code


@pytest.mark.main_way
def test_the_largest_file_is_told_where_media_are_uploaded(site: Site, anna: Browser) -> None:
    site.allow(**DISK)

    page, *others = (anna.get(f"wp-admin/{name}.php").text for name in ("media-new", "upload", "post-new", "profile"))

    words = "does not fit. Your plan allows 5 MB of disk space; 3.5 MB are used."
    assert "Largest file you can upload now: 1.5 MB. Disk space of your plan: 3.5 MB of 5 MB used." in page
    assert [True, True, True, False] == [words in one for one in (page, *others)]


def test_the_networks_largest_file_is_told_where_it_is_the_smallest(site: Site, anna: Browser) -> None:
    site.network.sql("UPDATE {p}sitemeta SET meta_value = '1024' WHERE meta_key = 'fileupload_maxk'")
    site.allow(**DISK)

    page = anna.get("wp-admin/media-new.php").text

    assert "Largest file you can upload now: 1 MB." in page
    assert "does not fit. Your plan" not in page


def test_the_block_editor_leaves_the_refusal_to_the_server(site: Site, anna: Browser) -> None:
    site.allow(**DISK)

    page = anna.get("wp-admin/post-new.php").text

    found = re.search(r'"maxUploadFileSize":(\d+)', page)
    assert found
    assert 5 * MEGABYTE < int(found.group(1))


@pytest.mark.slow
def test_two_at_once_do_not_take_the_same_space(site: Site) -> None:
    sessions = [browser(site) for _ in range(4)]
    site.allow(**DISK)

    with ThreadPoolExecutor(4) as pool:
        codes = list(
            pool.map(lambda one: one.rest("POST", "/wp/v2/media", data=SMALL, headers=headers()).status_code, sessions)
        )

    assert [201, 403, 403, 403] == sorted(codes)
