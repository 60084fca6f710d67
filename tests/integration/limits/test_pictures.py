"""Pictures: what WordPress makes of them counts before and after, whichever screen, address or code asks for it."""

import base64
from typing import Any
from xmlrpc.client import Binary

import pytest

from tests.integration.limits.site import MEGABYTE, Browser, Site, xmlrpc

DISK = {"disk_space": {"limit": 5}}
WITH_SIZES = "With the smaller sizes that WordPress makes of it, this picture takes up to"

DRAW = """
    mt_srand(7);
    [$width, $height, $kind] = [$arguments['width'], $arguments['height'], $arguments['kind']];
    $image = $kind === 'tiles' ? imagecreate($width, $height) : imagecreatetruecolor($width, $height);
    $colours = [];
    for ($i = 0; $i < 64; $i++) {
        $colours[] = imagecolorallocate($image, mt_rand(0, 255), mt_rand(0, 255), mt_rand(0, 255));
    }
    $tile = [];
    for ($i = 0; $i < 4096; $i++) { $tile[] = $colours[mt_rand(0, 63)]; }
    for ($y = 0; $y < $height; $y++) {
        for ($x = 0; $x < $width; $x++) {
            $colour = match ($kind) {
                'tiles' => $tile[($y % 64) * 64 + $x % 64],
                'slope' => (int) ($x * 255 / $width) * 65536 + (int) ($y * 255 / $height) * 256,
                'noise' => mt_rand(0, 16777215),
                'waves' => (int) (127 + 127 * sin($x * $y / 9000)) * 65536
                    + (int) (127 + 90 * sin($x / 40)) * 256 + mt_rand(0, 12),
            };
            imagesetpixel($image, $x, $y, $colour);
        }
    }
    ob_start();
    $arguments['as'] === 'png' ? imagepng($image) : imagejpeg($image, null, $arguments['quality'] ?? 82);
    return base64_encode(ob_get_clean());
"""
USED = """
    delete_transient('dirsize_cache');
    clearstatcache();
    return (int) round(get_space_used() * MB_IN_BYTES);
"""
PUT = """
    require_once ABSPATH . 'wp-admin/includes/admin.php';
    $path = wp_upload_dir()['path'] . '/' . $arguments['name'];
    file_put_contents($path, base64_decode($arguments['file']));
    $given = ['post_mime_type' => $arguments['mime'], 'post_title' => 'Bild', 'post_author' => get_current_user_id()];
    $id = wp_insert_attachment($given, $path);
    if ($arguments['sizes']) { wp_update_attachment_metadata($id, wp_generate_attachment_metadata($id, $path)); }
    else { wp_update_attachment_metadata($id, ['width' => $arguments['width'], 'height' => $arguments['height'],
        'file' => _wp_relative_upload_path($path), 'sizes' => []]); }
    return $id;
"""


def draw(site: Site, kind: str, width: int, height: int, as_: str = "png") -> bytes:
    return base64.b64decode(site.php(DRAW, width=width, height=height, kind=kind, **{"as": as_}))


def allow(site: Site, room: int) -> int:
    """Allows so many bytes and what is left to a whole megabyte, which a file takes up: limits are whole megabytes."""
    rest = -room % MEGABYTE
    folder = site.network.wordpress.root / "wp-content" / "uploads" / "sites" / str(site.blog)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "rest.bin").write_bytes(b"\0" * rest)
    site.allow(disk_space={"limit": (room + rest) // MEGABYTE})
    return room + rest


def put(
    site: Site, user: str, file: bytes, *, width: int, height: int, mime: str = "image/png", sizes: bool = False
) -> int:
    """Puts a picture into the site by code, as importers do; `sizes`: lets WordPress make the smaller ones."""
    name = "lagd." + mime.removeprefix("image/")
    return int(
        site.php(
            PUT,
            user,
            file=base64.b64encode(file).decode(),
            name=name,
            mime=mime,
            width=width,
            height=height,
            sizes=sizes,
        )
    )


def used(site: Site) -> int:
    return int(site.php(USED))


def headers(mime: str = "image/png") -> dict[str, str]:
    return {"Content-Type": mime, "Content-Disposition": f'attachment; filename="bild.{mime.removeprefix("image/")}"'}


@pytest.mark.main_way
def test_a_small_file_whose_smaller_sizes_do_not_fit_is_refused_wherever_it_comes_in(site: Site, anna: Browser) -> None:
    picture = draw(site, "tiles", 2400, 1800)
    assert len(picture) < 0.5 * MEGABYTE
    site.allow(**DISK)
    before = used(site)
    nonce = anna.field("wp-admin/media-new.php", "_wpnonce")
    form = {"_wpnonce": nonce, "action": "upload-attachment", "name": "bild.png"}

    body = anna.rest("POST", "/wp/v2/media", data=picture, headers=headers())
    part = anna.rest("POST", "/wp/v2/media", files={"file": ("bild.png", picture, "image/png")})
    screen = anna.send("wp-admin/async-upload.php", form, files={"async-upload": ("bild.png", picture, "image/png")})
    given = {"name": "bild.png", "type": "image/png", "bits": Binary(picture)}
    remote = xmlrpc(site, "wp.uploadFile", site.blog, "anna", "anna-password", given)

    assert [403, 403] == [body.status_code, part.status_code]
    assert all(
        WITH_SIZES in text
        for text in (body.json()["message"], part.json()["message"], screen.json()["data"]["message"], remote)
    )
    assert before == used(site)


def test_a_picture_that_fits_with_all_its_sizes_is_stored_with_all_of_them(site: Site, anna: Browser) -> None:
    site.allow(**DISK)

    answer = anna.rest(
        "POST", "/wp/v2/media", data=draw(site, "slope", 1200, 900, "jpeg"), headers=headers("image/jpeg")
    )

    assert 201 == answer.status_code, answer.text
    assert {"thumbnail", "medium", "medium_large", "large", "full"} == set(answer.json()["media_details"]["sizes"])


@pytest.mark.parametrize(
    ("kind", "as_"), [(kind, as_) for kind in ("tiles", "slope", "noise", "waves") for as_ in ("png", "jpeg")]
)
def test_what_was_told_before_is_never_less_than_what_is_there_after(site: Site, kind: str, as_: str) -> None:
    site.allow(disk_space={"limit": 500})
    picture = draw(site, kind, 1700, 1300, as_)
    told = int(
        site.php(
            "return PlanBridge\\Limits\\Uploads\\Picture::sizesOfBits(base64_decode($arguments['file']), 0.0);",
            "anna",
            file=base64.b64encode(picture).decode(),
        )
    )
    before = used(site)

    put(site, "anna", picture, width=1700, height=1300, mime=f"image/{as_}", sizes=True)

    made = used(site) - before - len(picture)
    assert 0 < made <= told


@pytest.mark.parametrize("as_", ["png", "jpeg"])
def test_sizes_made_by_code_stop_at_the_limit(site: Site, as_: str) -> None:
    picture = draw(site, "tiles", 2400, 1800, as_)
    room = allow(site, used(site) + len(picture) + MEGABYTE)

    post = put(site, "anna", picture, width=2400, height=1800, mime=f"image/{as_}", sizes=True)

    names = site.php("return array_keys(wp_get_attachment_metadata($arguments['id'])['sizes']);", id=post)
    assert used(site) <= room
    assert "thumbnail" in names
    assert "1536x1536" not in names


def nonce(anna: Browser, post: int) -> str:
    """What the screens send along when they edit or crop this picture."""
    found = anna.send("wp-admin/admin-ajax.php", {"action": "query-attachments", "query[post__in][]": str(post)}).json()
    return str(found["data"][0]["nonces"]["edit"])


def edit(anna: Browser, post: int, do: str = "save", **more: str) -> dict[str, Any]:
    form = {"action": "image-editor", "_ajax_nonce": nonce(anna, post), "postid": str(post), "do": do, "target": "all"}
    answer = anna.send("wp-admin/admin-ajax.php", {**form, "history": '[{"r":90}]', **more})
    return dict(answer.json())


@pytest.mark.main_way
def test_the_image_editor_stops_before_the_limit_in_words(site: Site, anna: Browser) -> None:
    picture = draw(site, "tiles", 1600, 1200)
    post = put(site, "anna", picture, width=1600, height=1200)
    limit = allow(site, used(site) + 24 * MEGABYTE)

    answers = [edit(anna, post) for _ in range(4)]
    scaled = edit(anna, post, "scale", fwidth="800", fheight="600")

    assert answers[0]["success"], answers[0]
    assert not answers[-1]["success"]
    assert WITH_SIZES in answers[-1]["data"]["error"]
    assert WITH_SIZES in scaled["data"]["html"]
    assert used(site) <= limit


@pytest.mark.main_way
def test_a_crop_is_measured_by_what_it_makes_not_by_what_it_is_made_of(site: Site, anna: Browser) -> None:
    picture = draw(site, "tiles", 900, 700)
    post = put(site, "anna", picture, width=900, height=700)
    limit = allow(site, used(site) + MEGABYTE)
    form = {"action": "crop-image", "nonce": nonce(anna, post), "id": str(post), "context": "custom-logo"}
    crop = {"x1": 0, "y1": 0, "width": 900, "height": 700, "dst_width": 3000, "dst_height": 2200}

    answer = anna.send(
        "wp-admin/admin-ajax.php", {**form, **{f"cropDetails[{name}]": str(n) for name, n in crop.items()}}
    )

    said = answer.json()
    assert (False, "plan_bridge_limit_reached") == (said["success"], said["data"]["code"])
    assert WITH_SIZES in said["data"]["message"]
    assert used(site) <= limit


def test_a_crop_by_code_is_refused_and_leaves_no_file(site: Site) -> None:
    picture = draw(site, "tiles", 900, 700)
    post = put(site, "anna", picture, width=900, height=700)
    limit = allow(site, used(site) + MEGABYTE // 2)
    code = (
        "require_once ABSPATH . 'wp-admin/includes/admin.php';"
        "$made = wp_crop_image($arguments['id'], 0, 0, 900, 700, 3000, 2200);"
        "return is_wp_error($made) ? $made->get_error_code() : $made;"
    )

    assert "plan_bridge_limit_reached" == site.php(code, "anna", id=post)
    assert used(site) <= limit


def test_a_super_admins_crop_is_not_limited(site: Site) -> None:
    picture = draw(site, "slope", 900, 700)
    post = put(site, "admin", picture, width=900, height=700)
    site.allow(disk_space={"limit": 1})
    code = (
        "require_once ABSPATH . 'wp-admin/includes/admin.php';"
        "return wp_crop_image($arguments['id'], 0, 0, 90, 70, 90, 70);"
    )

    assert site.php(code, "admin", id=post).endswith(".png")


@pytest.mark.parametrize("written", [1, 1.4])
def test_files_that_code_wrote_are_noticed_before_the_next_upload(site: Site, anna: Browser, written: float) -> None:
    site.allow(**DISK)
    site.php(
        "get_space_used(); file_put_contents(wp_upload_dir()['path'] . '/h5p.bin', str_repeat('x', $arguments['n']));",
        n=int(written * MEGABYTE),
    )

    answer = anna.rest(
        "POST",
        "/wp/v2/media",
        data=b"\0" * MEGABYTE,
        headers={"Content-Type": "image/png", "Content-Disposition": 'attachment; filename="b.png"'},
    )

    assert 403 == answer.status_code
    assert f"{3.5 + written:.1f} MB are used" in answer.json()["message"]


def test_what_code_wrote_elsewhere_is_noticed_within_the_hour_however_much_room_there_was(site: Site) -> None:
    site.allow(disk_space={"limit": 20})
    code = """
        get_space_used();
        $folder = wp_upload_dir()['basedir'] . '/backups';
        wp_mkdir_p($folder);
        file_put_contents($folder . '/a.bin', str_repeat('x', 18 * MB_IN_BYTES));
        return wp_upload_bits('bild.png', null, str_repeat('x', MB_IN_BYTES))['error'];
    """

    assert "21.5 MB are used" in site.php(code, "anna")


IMPORTED = """
    $file = wp_upload_dir()['path'] . '/' . uniqid() . '.bin';
    file_put_contents($file, str_repeat('x', $arguments['n']));
    if ($arguments['old']) { sleep(2); $_SERVER['REQUEST_TIME'] = time(); }
    $id = wp_insert_attachment(['post_mime_type' => 'application/octet-stream', 'post_title' => 'Import'], $file);
    return [$id > 0, is_file($file)];
"""


def test_a_file_that_code_wrote_by_itself_becomes_no_item_of_the_library_on_a_full_site(site: Site) -> None:
    site.allow(**DISK)
    small, large, there = (
        site.php(IMPORTED, user, n=int(size * MEGABYTE), old=old)
        for user, size, old in (("anna", 1, False), ("anna", 2, False), ("anna", 2, True))
    )

    by_an_admin = site.php(IMPORTED, "admin", n=3 * MEGABYTE, old=False)

    assert ([True, True], [False, False]) == (small, large)
    assert [True, True] == there, "what lay there before is counted already"
    assert [True, True] == by_an_admin


def test_items_that_code_makes_count_against_the_number_of_media_files(site: Site) -> None:
    site.allow(post_types={"attachment": {"allowed": True, "limit": 2}})

    assert [False, False] == site.php(IMPORTED, "anna", n=10, old=False)
