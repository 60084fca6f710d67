"""Visits are counted and limited; a site whose membership has ended shows why, and lets its owner back in."""

import pytest
import requests

from tests.integration.limits.site import FIREFOX, SECONDS, Browser, Site, browser, visits, xmlrpc

EXPIRED = {"open": False, "reason": "expired"}
WORDS = "This site is closed because its membership has expired."


def visit(site: Site, path: str = "", **headers: str) -> requests.Response:
    return requests.get(f"{site.url}/{path}", headers=FIREFOX | headers, timeout=SECONDS)


def test_a_visit_is_a_page_shown_to_a_stranger(site: Site, anna: Browser) -> None:
    site.allow(visits={"limit": None})
    before = visits(site)

    visit(site)
    visit(site, "kompost-for-nyborjare/")
    anna.get("")
    visit(site, "feed/")
    visit(site, "finns-inte/")
    visit(site, "wp-login.php")

    assert 2 == visits(site) - before


@pytest.mark.main_way
def test_over_the_visits_limit_the_site_answers_503_and_says_so(site: Site, anna: Browser) -> None:
    site.allow(visits={"limit": 740})

    answer = visit(site)

    assert 503 == answer.status_code
    assert "This site has reached the visits limit of its plan: 740 visits a month." in answer.text
    assert 0 < int(answer.headers["Retry-After"]) <= 31 * 86400
    assert "no-cache" in answer.headers["Cache-Control"]
    assert (200, 740) == (anna.get("").status_code, visits(site))


def test_visits_of_last_month_do_not_count(site: Site) -> None:
    site.allow(visits={"limit": 740})
    site.network.sql(
        "UPDATE {p}blogmeta"
        " SET meta_key = CONCAT('wu_visits_', DATE_FORMAT(UTC_TIMESTAMP() - INTERVAL 40 DAY, '%Y%m%d'))"
        f" WHERE blog_id = {site.blog} AND meta_key LIKE 'wu_visits_%'"
    )

    assert 200 == visit(site).status_code


def test_the_beacon_counts_where_it_is_wanted(site: Site) -> None:
    site.install("beacon", "add_filter('plan_bridge_count_visits_by', static fn () => 'beacon');")
    site.allow(visits={"limit": None})
    before = visits(site)
    page = visit(site)

    beacon = f"{site.url}/wp-admin/admin-ajax.php?action=plan_bridge_visit"
    answer = requests.post(beacon, headers=FIREFOX, timeout=SECONDS)

    assert (True, 204, 1) == ("plan_bridge_visit" in page.text, answer.status_code, visits(site) - before)


def test_without_the_filter_nobody_counts_by_beacon(site: Site) -> None:
    site.allow(visits={"limit": None})
    before = visits(site)

    beacon = f"{site.url}/wp-admin/admin-ajax.php?action=plan_bridge_visit"
    requests.post(beacon, headers=FIREFOX, timeout=SECONDS)

    assert 0 == visits(site) - before


def test_an_expired_site_shows_503_with_the_reason(site: Site) -> None:
    site.allow(access=EXPIRED)

    answers = [visit(site), visit(site, "kompost-for-nyborjare/"), visit(site, "feed/"), visit(site, "finns-inte/")]

    assert [(503, True)] * 4 == [(answer.status_code, WORDS in answer.text) for answer in answers]


def test_each_reason_has_its_words(site: Site) -> None:
    texts = []
    for reason in ("cancelled", "suspended", "annat"):
        site.allow(access={"open": False, "reason": reason})
        texts.append(visit(site).text)

    assert "membership has been cancelled" in texts[0]
    assert "membership has been suspended" in texts[1]
    assert "membership is not active" in texts[2]


def test_login_and_account_stay_open_and_the_rest_leads_there(site: Site) -> None:
    site.allow(access=EXPIRED)
    anna = browser(site)

    account = anna.get("wp-admin/admin.php?page=plan-bridge-account", allow_redirects=False)
    posts = anna.get("wp-admin/edit.php", allow_redirects=False)
    upload = anna.send("wp-admin/async-upload.php", {"action": "upload-attachment"})

    assert (200, 200) == (visit(site, "wp-login.php").status_code, account.status_code)
    assert (302, True) == (posts.status_code, posts.headers["Location"].endswith("page=plan-bridge-account"))
    assert (503, True) == (upload.status_code, WORDS in upload.text)


def test_rest_xmlrpc_and_comments_of_an_expired_site_say_why(site: Site) -> None:
    site.allow(access=EXPIRED)
    post = site.network.sql(f"SELECT MIN(ID) FROM {site.table('posts')} WHERE post_type = 'post'")[0][0]

    rest = visit(site, "?rest_route=/wp/v2/posts")
    fault = xmlrpc(site, "wp.getPosts", site.blog, "anna", "anna-password")
    comment = requests.post(
        f"{site.url}/wp-comments-post.php", data={"comment_post_ID": post, "comment": "Hej"}, timeout=SECONDS
    )

    assert (503, WORDS) == (rest.status_code, rest.json()["message"])
    assert (True, True) == ("<int>503</int>" in fault, WORDS in fault)
    assert (503, True) == (comment.status_code, WORDS in comment.text)


def test_super_admins_still_see_an_expired_site(site: Site) -> None:
    site.allow(access=EXPIRED)
    admin = browser(site, "admin")

    assert (200, 200) == (admin.get("").status_code, admin.get("wp-admin/edit.php").status_code)


def test_an_expired_site_is_neither_archived_nor_deleted(site: Site) -> None:
    site.allow(access=EXPIRED)
    visit(site)

    rows = site.network.sql(f"SELECT archived, deleted, spam FROM {{p}}blogs WHERE blog_id = {site.blog}")
    assert [["0", "0", "0"]] == rows
