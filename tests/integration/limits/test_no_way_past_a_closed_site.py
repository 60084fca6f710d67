"""Ways past the closed door of a site whose membership has ended: none of them leads in."""

import pytest

from tests.integration.limits.site import Site, browser

WORDS = "This site is closed because its membership has expired."
EXPIRED = {"open": False, "reason": "expired"}
SHOP = """
add_action('admin_menu', static function () {
    add_menu_page('Shop', 'Shop', 'read', 'shop', static function () { echo 'the shop works on'; });
    add_submenu_page('profile.php', 'Desk', 'Desk', 'read', 'desk', static function () { echo 'the desk works on'; });
});
"""


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("wp-admin/admin.php?page=shop", {"page": "plan-bridge-account"}),
        ("wp-admin/admin.php?page=shop", {"page[]": "plan-bridge-account"}),
        ("wp-admin/profile.php?page=desk", {}),
    ],
)
def test_a_form_that_names_an_open_page_opens_no_other(site: Site, path: str, data: dict[str, str]) -> None:
    site.install("shop", SHOP)
    site.allow(access=EXPIRED)
    anna = browser(site)

    answer = anna.send(path, data, allow_redirects=False)

    assert (503, True) == (answer.status_code, WORDS in answer.text)
    assert "works on" not in answer.text


def test_what_was_typed_when_the_site_was_closed_is_one_click_back(site: Site) -> None:
    site.allow()
    anna = browser(site)
    post = site.post()
    form = {"post_ID": str(post), "action": "editpost", "_wpnonce": "x", "content": "Varje ord."}
    site.allow(access=EXPIRED)

    sent = anna.send("wp-admin/post.php", form, allow_redirects=False)
    seen = anna.get(f"wp-admin/post.php?post={post}&action=edit", allow_redirects=False)

    assert (503, True, True) == (sent.status_code, WORDS in sent.text, "history.back()" in sent.text)
    assert (302, True) == (seen.status_code, seen.headers["Location"].endswith("page=plan-bridge-account"))


def test_the_own_profile_stays_open(site: Site) -> None:
    site.allow(access=EXPIRED)

    assert 200 == browser(site).get("wp-admin/profile.php", allow_redirects=False).status_code
