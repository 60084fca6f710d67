"""Two ways to store a file that WordPress has since 7.1: a sub-size made by the browser, an address to fetch."""

import pytest

from tests.integration.limits.site import Browser, Site, png

pytestmark = pytest.mark.main_way

FULL = "Your plan allows 5 MB of disk space; 3.5 MB are used and this file has 2 MB."
UNKNOWN = "Your plan allows 5 MB of disk space; 3.5 MB are used and this file does not fit."
NONE_LEFT = "Your plan allows 1 MB of disk space; 3.5 MB are used and this file does not fit."
CLIENT_SIDE = "add_filter('wp_client_side_media_processing_enabled', '__return_true');"
FETCHED = """
add_filter('pre_http_request', static function ($short, $args, $url) {
    if (!str_starts_with($url, 'https://93.184.216.34/')) { return $short; }
    $file = file_get_contents(__DIR__ . '/../fetched.png');
    if (!empty($args['filename'])) { file_put_contents($args['filename'], $file); }
    return ['response' => ['code' => 200, 'message' => 'OK'], 'headers' => [], 'cookies' => [], 'body' => '',
        'filename' => $args['filename'] ?? null];
}, 10, 3);
"""


@pytest.fixture(autouse=True)
def _since_7_1(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--wordpress") < "7":
        pytest.skip("WordPress has this since 7.1")


@pytest.mark.parametrize(("megabytes", "status"), [(2, 403), (1, 200)])
def test_a_sub_size_made_by_the_browser(site: Site, anna: Browser, megabytes: int, status: int) -> None:
    site.install("clientside", CLIENT_SIDE)
    site.allow(disk_space={"limit": 5}, post_types={"attachment": {"allowed": True, "limit": 2}})
    medium = site.network.sql(
        f"SELECT ID FROM {site.table('posts')} WHERE post_type = 'attachment' AND guid LIKE '%tomater%'"
    )[0][0]
    headers = {"Content-Type": "image/png", "Content-Disposition": 'attachment; filename="tomater-1x1.png"'}

    answer = anna.rest(
        "POST",
        f"/wp/v2/media/{medium}/sideload&image_size=thumbnail",
        data=png(megabytes),
        headers=headers,
    )

    assert (status, status == 403) == (answer.status_code, answer.json().get("message") == FULL), answer.text


@pytest.mark.parametrize(
    ("limit", "megabytes", "status", "words"), [(5, 2, 403, UNKNOWN), (5, 1, 201, ""), (1, 1, 403, NONE_LEFT)]
)
def test_an_address_to_fetch(site: Site, anna: Browser, limit: int, megabytes: int, status: int, words: str) -> None:
    site.install("fetched", FETCHED)
    (site.network.wordpress.root / "wp-content" / "fetched.png").write_bytes(png(megabytes))
    site.allow(disk_space={"limit": limit})

    answer = anna.rest("POST", "/wp/v2/media", json={"url": "https://93.184.216.34/bild.png"})

    assert (status, words) == (answer.status_code, answer.json().get("message", "")), answer.text
