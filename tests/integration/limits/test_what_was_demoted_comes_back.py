"""What a limit puts lower is remembered, and comes back with a larger plan: posts of each kind, the customer's role."""

import pytest

from bridge.limits.forced import forced_digest
from tests.integration.limits.site import Browser, Site

DUE = (
    "global $wpdb; $wpdb->update($wpdb->posts, ['post_date_gmt' => '2020-01-01 00:00:00', 'post_date' =>"
    " '2020-01-01 00:00:00'], ['ID' => $arguments['id']]); clean_post_cache($arguments['id']);"
    " do_action('publish_future_post', $arguments['id']);"
)
LATER = "2099-01-01T12:00:00"
LIST = "wp-admin/edit.php"


def refused(anna: Browser, title: str, **wanted: str) -> int:
    """A post that Anna wanted to be so, and that the limit keeps as a draft."""
    answer = anna.rest("POST", "/wp/v2/posts", json={"title": title, "content": "Text.", **wanted})
    assert answer.status_code == 403
    return int(answer.json()["data"]["post"])


def come_back(anna: Browser, **more: str) -> str:
    """The page after the click on the button of the notice."""
    nonce = anna.nonce("plan_bridge_bring_back_post")
    form = {"action": "plan_bridge_bring_back", "type": "post", "_wpnonce": nonce, **more}
    answer = anna.send("wp-admin/admin-post.php", form, headers={"Referer": f"{anna.site.url}/{LIST}"})
    assert answer.status_code == 200
    return answer.text


@pytest.mark.main_way
def test_what_was_demoted_comes_back_as_it_was_wanted_with_one_click(site: Site, anna: Browser) -> None:
    site.allow_posts(3)
    held = [
        refused(anna, "Vår", status="publish"),
        refused(anna, "Privat", status="private"),
        refused(anna, "Sommar", status="future", date=LATER),
    ]
    full = anna.get(LIST).text
    site.allow_posts(6)
    offered = anna.get(LIST).text

    page = come_back(anna)

    assert ["publish", "private", "future"] == [site.status(post) for post in held]
    assert "Publish all 3" not in full
    assert "3 drafts were held back by the limit of your plan (Posts): “Vår”, “Privat” and “Sommar”." in offered
    assert "There is room for all of them now." in offered
    assert "3 drafts that the limit had held back are published now, or wait for their day." in page
    assert "were held back by the limit" not in page
    assert site.count(f"ID = {held[2]} AND post_date = '{LATER.replace('T', ' ')}'") == 1


def test_what_was_scheduled_and_did_not_come_out_comes_back(site: Site, anna: Browser) -> None:
    site.allow_posts(None)
    post = site.php(
        "return wp_insert_post(['post_title' => 'Jul', 'post_status' => 'future', 'post_date' => $arguments['at']]);",
        "anna",
        at=LATER,
    )
    site.allow_posts(3)
    site.php(DUE, id=post)
    held = site.status(post)
    site.allow()

    dashboard = anna.get("wp-admin/index.php").text
    unasked = site.status(post)
    come_back(anna)

    assert ("draft", "draft", "publish") == (held, unasked, site.status(post))
    assert "1 draft was held back by the limit of your plan (Posts): “Jul”. There is room for it now." in dashboard
    assert site.count(f"ID = {post} AND post_date = '2020-01-01 00:00:00'") == 1


def test_who_was_refused_first_comes_back_first_and_the_rest_waits_in_its_own_list(site: Site, anna: Browser) -> None:
    site.allow_posts(3)
    posts = [refused(anna, f"Nr {n}", status="publish") for n in range(3)]
    site.allow_posts(4)

    offered = anna.get(LIST).text
    page = come_back(anna)
    waiting = anna.get(f"{LIST}?post_type=post&plan_bridge_held=1").text

    assert ["publish", "draft", "draft"] == [site.status(post) for post in posts]
    assert "There is room for 1 of them now." in offered
    assert "Publish the first" in offered
    assert "1 draft that the limit had held back is published now" in page
    assert 'Held back by the limit <span class="count">(2)</span>' in page
    assert "Your plan has no room for these drafts." in waiting
    assert ("Nr 1" in waiting, "Nr 0" in waiting) == (True, False)


def test_those_that_are_chosen_in_the_list_come_back_alone(site: Site, anna: Browser) -> None:
    site.allow_posts(3)
    posts = [refused(anna, f"Nr {n}", status="publish") for n in range(2)]
    other = site.post()
    site.allow_posts(9)
    nonce = anna.nonce("bulk-posts")
    chosen = {"action": "plan_bridge_bring_back", "_wpnonce": nonce, "post[]": [posts[1], other], "post_type": "post"}

    anna.get(LIST, params=chosen)

    assert ["draft", "publish", "draft"] == [site.status(post) for post in (*posts, other)]


def test_who_leaves_them_as_drafts_is_not_asked_again(site: Site, anna: Browser) -> None:
    site.allow_posts(3)
    post = refused(anna, "Nej", status="publish")
    site.allow_posts(9)

    page = come_back(anna, keep="1")

    assert ("draft", False) == (site.status(post), "held back by the limit" in page)


def test_nothing_is_taken_out_of_what_somebody_else_wrote(site: Site, anna: Browser) -> None:
    site.allow_posts(3)
    code = "kses_remove_filters(); return wp_insert_post(['post_title' => 'Film', 'post_status' => 'publish',"
    post = site.php(f"{code} 'post_content' => '<iframe src=\"https://e.invalid/\"></iframe>']);", "anna")
    site.allow_posts(9)

    come_back(anna)

    assert "publish" == site.status(post)
    assert site.count(f"ID = {post} AND post_content LIKE '<iframe%'") == 1


def test_a_stranger_and_a_click_without_its_nonce_bring_nothing_back(site: Site, anna: Browser) -> None:
    site.allow_posts(3)
    post = refused(anna, "Nej", status="publish")
    site.allow_posts(9)
    form = {"action": "plan_bridge_bring_back", "type": "post"}

    without = anna.send("wp-admin/admin-post.php", form)
    unknown = anna.send("wp-admin/admin-post.php", {**form, "type": "finns-ej"})

    assert ("draft", 403, 403) == (site.status(post), without.status_code, unknown.status_code)


def roles(site: Site) -> list[str]:
    code = "return array_values(get_userdata($arguments['id'])->roles);"
    return list(site.php(code, id=site.network.state.users["anna"]))


@pytest.mark.main_way
def test_the_customers_role_is_given_at_the_next_request_and_comes_back_on_the_next_plan(
    site: Site, anna: Browser
) -> None:
    noted = f"SELECT COALESCE(applied, '') FROM {{p}}bridge_site_limits WHERE blog_id = {site.blog}"
    site.allow(customer_user_role="editor", post_types={"post": {"allowed": True, "limit": 3}})

    page = anna.get("wp-admin/options-general.php")
    given, digest = roles(site), site.network.sql(noted)[0][0]
    answer = anna.rest("POST", "/wp/v2/posts", json={"title": "En till", "status": "publish"}).json()
    account = anna.get("wp-admin/admin.php?page=plan-bridge-account").status_code
    site.allow()
    anna.get("wp-admin/admin-ajax.php?action=rest-nonce")

    assert ("Site Title" in page.text, given, roles(site)) == (False, ["editor"], ["administrator"])
    assert digest == forced_digest([{"customer_user_role": {"limit": "editor"}}])
    assert "A larger plan is chosen on the page Account, under Change." in answer["message"]
    assert account == 200
