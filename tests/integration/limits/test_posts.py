"""Each way in which a post becomes published, private or scheduled: what holds it back, and what the user reads."""

import html
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.integration.limits.site import SECONDS, Browser, Site, browser, xmlrpc

FULL = "Your plan allows 3 posts; 3 are published, scheduled or private."
VISIBLE = "post_type = 'post' AND post_status IN ('publish', 'private', 'future')"
NOTICE = "What you wrote is kept as a draft."
CLASSIC = "add_filter('use_block_editor_for_post', '__return_false');"


def classic_form(anna: Browser, post: int) -> dict[str, str]:
    return {
        "_wpnonce": anna.nonce(f"update-post_{post}"),
        "post_ID": str(post),
        "post_type": "post",
        "action": "editpost",
        "originalaction": "editpost",
        "post_title": "Ett utkast",
        "content": "En lång text som inte får försvinna.",
        "original_post_status": "draft",
        "visibility": "public",
    }


def written(site: Site, post: int) -> tuple[str, str]:
    """The status and the text of a post as the database has them."""
    row = site.network.sql(f"SELECT post_status, post_content FROM {site.table('posts')} WHERE ID = {post}")[0]
    return row[0], row[1]


def auto_draft(site: Site, kind: str = "post") -> int:
    """What the block editor begins with."""
    return site.post("auto-draft", "Auto Draft", kind)


REST_BASES = {"post": "posts", "page": "pages"}
COUNTED = [{"status": "publish"}, {"status": "private"}, {"status": "future", "date": "2099-01-01T00:00:00"}]
BEGINNINGS = ["", "auto-draft", "draft", "pending"]


@pytest.mark.parametrize("beginning", BEGINNINGS)
@pytest.mark.parametrize("asked", COUNTED)
@pytest.mark.parametrize("kind", ["post", "page"])
def test_rest_refuses_publishing_alone_and_keeps_every_word(
    site: Site, anna: Browser, kind: str, asked: dict[str, str], beginning: str
) -> None:
    site.allow(post_types={kind: {"allowed": True, "limit": 1}})
    existing = site.post(beginning, kind=kind) if beginning else 0
    route = f"/wp/v2/{REST_BASES[kind]}" + (f"/{existing}" if existing else "")

    answer = anna.rest("POST", route, json={"title": "Ny", "content": "Varje ord.", **asked})

    kept = "pending" if beginning == "pending" else "draft"
    said = answer.json()
    assert (403, kept) == (answer.status_code, said["data"]["kept_as"]), said
    assert said["message"].startswith("Your plan allows 1 ")
    assert "What you wrote is kept as a draft. A larger plan is chosen on the page Account" in said["message"]
    assert "<" not in said["message"]
    assert said["data"]["change"].endswith("page=plan-bridge-change")
    assert (kept, "Varje ord.") == written(site, said["data"]["post"])
    assert existing in {0, said["data"]["post"]}


def test_the_answer_names_the_post_however_few_fields_were_asked_for(site: Site, anna: Browser) -> None:
    site.allow_posts(3)

    answer = anna.rest(
        "POST", "/wp/v2/posts&_fields=title", json={"title": "Ny", "content": "Ord.", "status": "publish"}
    )

    assert ("draft", "Ord.") == written(site, answer.json()["data"]["post"])


def test_what_was_kept_can_be_saved_again_as_it_is(site: Site, anna: Browser) -> None:
    site.allow_posts(3)
    post = auto_draft(site)
    anna.rest("POST", f"/wp/v2/posts/{post}", json={"title": "Ny", "content": "Ett.", "status": "publish"})

    again = anna.rest("POST", f"/wp/v2/posts/{post}", json={"content": "Två."})
    draft = anna.rest("POST", f"/wp/v2/posts/{post}", json={"content": "Tre.", "status": "draft"})

    assert (200, 200, ("draft", "Tre.")) == (again.status_code, draft.status_code, written(site, post))


@pytest.mark.parametrize("asked", [{}, {"status": "draft"}, *COUNTED])
@pytest.mark.parametrize("beginning", ["auto-draft", "draft"])
def test_an_autosave_is_stored_whatever_status_it_asks_for(
    site: Site, anna: Browser, beginning: str, asked: dict[str, str]
) -> None:
    site.allow_posts(3)
    post = site.php(
        "return wp_insert_post(['post_title' => 'Utkast', 'post_content' => 'x', 'post_status' => $arguments['as']]);",
        "anna",
        **{"as": beginning},
    )

    answer = anna.rest("POST", f"/wp/v2/posts/{post}/autosaves", json={"title": "Ny", "content": "Varje ord.", **asked})

    assert (200, ("draft", "Varje ord.")) == (answer.status_code, written(site, post)), answer.text


@pytest.mark.main_way
def test_a_batch_keeps_each_post_and_refuses_each(site: Site, anna: Browser) -> None:
    site.allow_posts(4)
    one = {"method": "POST", "path": "/wp/v2/posts"}
    bodies = [{"title": f"Nr {n}", "content": f"Ord {n}.", "status": "publish"} for n in range(3)]

    answer = anna.rest("POST", "/batch/v1", json={"requests": [{**one, "body": body} for body in bodies]})

    answers = answer.json()["responses"]
    assert [201, 403, 403] == [each["status"] for each in answers]
    assert [("draft", "Ord 1."), ("draft", "Ord 2.")] == [
        written(site, each["body"]["data"]["post"]) for each in answers[1:]
    ]


def test_a_batch_refuses_the_publishing_and_not_what_comes_after_it(site: Site, anna: Browser) -> None:
    site.allow_posts(3)
    post = auto_draft(site)
    bodies = [{"content": "Ett.", "status": "publish"}, {"content": "Två.", "status": "draft"}]
    calls = [{"method": "POST", "path": f"/wp/v2/posts/{post}", "body": body} for body in bodies]

    answer = anna.rest("POST", "/batch/v1", json={"requests": calls})

    assert [403, 200] == [each["status"] for each in answer.json()["responses"]]
    assert ("draft", "Två.") == written(site, post)


def test_an_editor_who_is_not_the_owner_is_told_whom_to_ask(site: Site) -> None:
    site.allow_posts(3)
    site.php(
        "add_user_to_blog(get_current_blog_id(), $arguments['id'], 'editor');",
        "admin",
        id=site.network.state.users["bjorn"],
    )

    answer = browser(site, "bjorn").rest("POST", "/wp/v2/posts", json={"title": "Ny", "status": "publish"})

    assert answer.json()["message"].endswith("The owner of the site can choose a larger plan.")


def test_the_editors_script_comes_only_where_there_is_little_room(site: Site, anna: Browser) -> None:
    found = []
    for limits in ({}, {"post": 100}, {"post": 3}, {"page": 1}):
        site.allow(post_types={kind: {"allowed": True, "limit": number} for kind, number in limits.items()})
        found.append("assets/editor.js" in anna.get("wp-admin/post-new.php").text)

    assert [False, False, True, False] == found


def test_rest_publishes_into_the_last_free_slot(site: Site, anna: Browser) -> None:
    site.allow_posts(4)
    draft = site.post()

    answer = anna.rest("POST", f"/wp/v2/posts/{draft}", json={"status": "publish"})

    assert (200, "publish") == (answer.status_code, site.status(draft))


def test_a_draft_over_rest_is_no_growth(site: Site, anna: Browser) -> None:
    site.allow_posts(3)

    answer = anna.rest("POST", "/wp/v2/posts", json={"title": "Ny", "content": "x", "status": "draft"})

    assert 201 == answer.status_code


def test_a_type_that_the_plan_leaves_out_is_refused_with_its_name(site: Site, anna: Browser) -> None:
    site.allow(post_types={"page": {"allowed": False, "limit": None}})

    answer = anna.rest("POST", "/wp/v2/pages", json={"title": "Ny", "content": "x", "status": "publish"})

    assert (403, "draft") == (answer.status_code, answer.json()["data"]["kept_as"])
    assert answer.json()["message"].startswith("Your plan does not include “Pages”. ")


@pytest.mark.main_way
def test_what_is_published_can_be_edited_over_the_limit(site: Site, anna: Browser) -> None:
    site.allow_posts(1)
    post = int(site.network.sql(f"SELECT MIN(ID) FROM {site.table('posts')} WHERE post_type = 'post'")[0][0])

    answer = anna.rest("POST", f"/wp/v2/posts/{post}", json={"title": "Rättat", "status": "publish"})

    assert (200, "Rättat") == (answer.status_code, answer.json()["title"]["raw"])


@pytest.mark.main_way
def test_classic_screen_keeps_a_draft_and_says_why(site: Site, anna: Browser) -> None:
    site.install("classic", CLASSIC)
    site.allow_posts(3)
    draft = site.post()
    form = classic_form(anna, draft)

    page = anna.send("wp-admin/post.php", {**form, "post_status": "publish", "publish": "Publish"})

    content = site.network.sql(f"SELECT post_content FROM {site.table('posts')} WHERE ID = {draft}")[0][0]
    assert (200, "draft", form["content"]) == (page.status_code, site.status(draft), content)
    assert FULL in page.text
    assert NOTICE in page.text
    assert "Post published." not in page.text
    assert "Post draft updated." in page.text


def test_classic_screen_says_nothing_when_the_post_fits(site: Site, anna: Browser) -> None:
    site.install("classic", CLASSIC)
    site.allow_posts(4)
    draft = site.post()

    page = anna.send("wp-admin/post.php", {**classic_form(anna, draft), "post_status": "publish", "publish": "Publish"})

    assert ("publish", True, False) == (site.status(draft), "Post published." in page.text, NOTICE in page.text)


def test_a_forged_address_cannot_put_words_into_the_notice(site: Site, anna: Browser) -> None:
    site.allow_posts(3)

    page = anna.get("wp-admin/edit.php?plan_bridge_refused=post_types.post,post_types.Evil%20words,<b>x")

    assert (1, False) == (page.text.count("pb-limit-notice"), "Evil words" in page.text)


@pytest.mark.main_way
def test_quick_edit_answers_403_with_the_words(site: Site, anna: Browser) -> None:
    site.allow_posts(3)
    draft = site.post()
    form = {
        "_inline_edit": anna.field("wp-admin/edit.php", "_inline_edit"),
        "action": "inline-save",
        "post_ID": str(draft),
        "post_type": "post",
        "screen": "edit-post",
        "_status": "publish",
        "post_title": "Ett utkast",
        "post_author": str(site.network.state.users["anna"]),
        "edit_date": "false",
    }

    answer = anna.send("wp-admin/admin-ajax.php", form)

    assert (403, "draft") == (answer.status_code, site.status(draft))
    assert answer.text.startswith(f"{FULL} {NOTICE} ")
    assert re.search(r'<a href="[^"]+page=plan-bridge-change">Change plan</a>$', answer.text)


def test_the_list_of_posts_carries_the_script_that_shows_a_refused_quick_edit(site: Site, anna: Browser) -> None:
    site.allow_posts(3)

    found = re.search(r"""src=['\"]([^'\"]+quick-edit\.js[^'\"]*)""", anna.get("wp-admin/edit.php").text)
    assert found is not None
    assert "action=inline-save" in anna.session.get(html.unescape(found[1]), timeout=SECONDS).text


@pytest.mark.main_way
def test_bulk_edit_publishes_what_fits_and_says_what_did_not(site: Site, anna: Browser) -> None:
    site.allow_posts(4)
    drafts = [site.post(title=f"Utkast {number}") for number in range(3)]
    nonce = anna.field("wp-admin/edit.php", "_wpnonce")
    query = [("post[]", str(draft)) for draft in drafts]
    query += [("_wpnonce", nonce), ("action", "edit"), ("bulk_edit", "Update"), ("_status", "publish")]
    query += [("post_author", "-1"), ("comment_status", ""), ("ping_status", ""), ("post_format", "-1")]
    query += [("sticky", "-1"), ("post_type", "post"), ("screen", "edit-post"), ("tax_input[post_tag]", "")]

    page = anna.get("wp-admin/edit.php", params=query)

    assert ["draft", "draft", "publish"] == sorted(site.status(draft) for draft in drafts)
    assert "Your plan allows 4 posts; 4 are published, scheduled or private." in page.text
    assert 2 == anna.get("wp-admin/edit.php").text.count("Held back by the plan")


@pytest.mark.main_way
def test_untrash_restores_as_draft(site: Site, anna: Browser) -> None:
    site.allow_posts(2)
    post = site.post("publish")
    site.php("return (bool) wp_trash_post($arguments['id']);", "admin", id=post)
    found = re.search(r"action=untrash[^\"']*?_wpnonce=(\w+)", anna.get("wp-admin/edit.php?post_status=trash").text)
    assert found

    page = anna.get(f"wp-admin/post.php?post={post}&action=untrash&_wpnonce={found.group(1)}")

    assert (200, "draft") == (page.status_code, site.status(post))


@pytest.mark.main_way
def test_untrash_to_the_old_status_is_put_to_draft_with_a_notice(site: Site, anna: Browser) -> None:
    old = "add_filter('wp_untrash_post_status', 'wp_untrash_post_set_previous_status', 10, 3);"
    site.install("untrash", old)
    site.allow_posts(3)
    post = site.post("publish")
    site.php("return (bool) wp_trash_post($arguments['id']);", "admin", id=post)
    found = re.search(r"action=untrash[^\"']*?_wpnonce=(\w+)", anna.get("wp-admin/edit.php?post_status=trash").text)
    assert found

    page = anna.get(f"wp-admin/post.php?post={post}&action=untrash&_wpnonce={found.group(1)}", allow_redirects=False)

    assert ("draft", True) == (site.status(post), "plan_bridge_refused=post_types.post" in page.headers["Location"])


def test_a_scheduled_post_counts_and_comes_out_on_its_day(site: Site) -> None:
    site.allow_posts(4)
    post = site.php(
        "return wp_insert_post(['post_title' => 'Sen', 'post_status' => 'future',"
        " 'post_date' => '2099-01-01 00:00:00']);",
        "anna",
    )

    later = site.php("return wp_insert_post(['post_title' => 'En till', 'post_status' => 'publish']);", "anna")
    site.php(
        "global $wpdb; $wpdb->update($wpdb->posts, ['post_date_gmt' => '2020-01-01 00:00:00',"
        " 'post_date' => '2020-01-01 00:00:00'], ['ID' => $arguments['id']]); clean_post_cache($arguments['id']);"
        "do_action('publish_future_post', $arguments['id']);",
        id=post,
    )

    assert ("publish", "draft") == (site.status(post), site.status(later))


@pytest.mark.main_way
def test_a_scheduled_post_stays_a_draft_where_the_limit_shrank(site: Site, anna: Browser) -> None:
    site.allow_posts(3)
    code = (
        "$id = wp_insert_post(['post_title' => 'Sen', 'post_status' => 'future', 'post_date' => '2099-01-01 00:00:00',"
        " 'post_author' => $arguments['author']]); global $wpdb; $wpdb->update($wpdb->posts, ['post_date_gmt' =>"
        " '2020-01-01 00:00:00'], ['ID' => $id]); clean_post_cache($id); return $id;"
    )
    post = site.php(code, "admin", author=site.network.state.users["anna"])

    site.php("do_action('publish_future_post', $arguments['id']);", id=post)

    assert "draft" == site.status(post)
    assert "Held back by the plan" in anna.get("wp-admin/edit.php").text


@pytest.mark.main_way
def test_wp_publish_post_by_code_ends_as_a_draft(site: Site) -> None:
    site.allow_posts(3)
    draft = site.post()

    site.php("wp_publish_post($arguments['id']);", "anna", id=draft)

    assert "draft" == site.status(draft)


def test_wp_publish_post_by_code_publishes_what_fits(site: Site) -> None:
    site.allow_posts(4)
    draft = site.post()

    site.php("wp_publish_post($arguments['id']);", "anna", id=draft)

    assert "publish" == site.status(draft)


@pytest.mark.main_way
def test_xmlrpc_new_post_is_a_fault_403_with_the_words(site: Site) -> None:
    site.allow_posts(3)

    answer = xmlrpc(
        site, "wp.newPost", site.blog, "anna", "anna-password", {"post_title": "Ny", "post_status": "publish"}
    )

    assert (True, True, 3) == ("<int>403</int>" in answer, FULL in answer, site.count(VISIBLE))


def test_xmlrpc_edit_of_a_draft_is_refused_too(site: Site) -> None:
    site.allow_posts(3)
    draft = site.post()

    answer = xmlrpc(site, "wp.editPost", site.blog, "anna", "anna-password", draft, {"post_status": "publish"})

    assert (True, "draft") == (FULL in answer, site.status(draft))


@pytest.mark.main_way
def test_code_and_imports_get_drafts(site: Site) -> None:
    site.allow_posts(4)
    code = """
        define('WP_IMPORTING', true);
        $made = [];
        foreach ([1, 2, 3] as $number) {
            $made[] = wp_insert_post(['post_title' => "Hämtad $number", 'post_status' => 'publish',
                'post_date' => '2015-03-01 08:00:00']);
        }
        return array_map('get_post_status', $made);
    """

    assert ["publish", "draft", "draft"] == site.php(code, "anna")


def test_waiting_for_review_goes_on_waiting(site: Site) -> None:
    site.allow_posts(3)
    post = site.post("pending")

    site.php("wp_update_post(['ID' => $arguments['id'], 'post_status' => 'publish']);", "anna", id=post)

    assert "pending" == site.status(post)


def test_a_refused_draft_has_no_date_of_its_own(site: Site) -> None:
    site.allow_posts(3)
    draft = site.post()

    site.php("wp_update_post(['ID' => $arguments['id'], 'post_status' => 'publish']);", "anna", id=draft)

    date = site.network.sql(f"SELECT post_date_gmt FROM {site.table('posts')} WHERE ID = {draft}")[0][0]
    assert "0000-00-00 00:00:00" == date


def test_types_that_the_plan_does_not_name_pass(site: Site) -> None:
    site.allow_posts(0)
    code = """
        $made = [];
        foreach (['page', 'wp_block', 'nav_menu_item', 'wp_template', 'custom_css'] as $type) {
            $given = ['post_type' => $type, 'post_title' => $type, 'post_status' => 'publish'];
            $made[] = get_post_status(wp_insert_post($given));
        }
        return $made;
    """

    assert ["publish"] * 5 == site.php(code, "anna")


def test_a_page_that_becomes_a_post_is_growth_of_posts(site: Site) -> None:
    site.allow_posts(3)
    page = site.post("publish", kind="page")

    site.php("wp_update_post(['ID' => $arguments['id'], 'post_type' => 'post']);", "anna", id=page)

    assert "draft" == site.status(page)


def test_a_super_admin_is_never_limited(site: Site) -> None:
    site.allow_posts(0)
    admin = browser(site, "admin")

    answer = admin.rest("POST", "/wp/v2/posts", json={"title": "Ny", "content": "x", "status": "publish"})

    assert 201 == answer.status_code


def test_a_site_that_is_not_a_customers_is_never_limited(site: Site) -> None:
    site.allow_posts(0)
    site.network.sql(
        f"UPDATE {{p}}blogmeta SET meta_value = 'site_template' WHERE blog_id = {site.blog} AND meta_key = 'wu_type'"
    )

    assert "publish" == site.php(
        "return get_post_status(wp_insert_post(['post_title' => 'Ny', 'post_status' => 'publish']));", "anna"
    )


def test_the_words_come_in_the_readers_language(site: Site, anna: Browser) -> None:
    site.allow_posts(3)
    site.php("update_user_meta($arguments['id'], 'locale', 'sv_SE');", id=site.network.state.users["anna"])

    answer = anna.rest("POST", "/wp/v2/posts&_locale=user", json={"title": "Ny", "content": "x", "status": "publish"})

    assert (
        "Ditt abonnemang rymmer 3 inlägg; 3 är redan publicerade, tidsinställda eller privata."
        " Det du skrev finns kvar som utkast. Ett större abonnemang väljer du på sidan Konto, under Ändra."
        == answer.json()["message"]
    )


@pytest.mark.slow
def test_four_at_once_do_not_overshoot_the_last_slot(site: Site) -> None:
    sessions = [browser(site) for _ in range(4)]
    for round_ in range(5):
        site.allow_posts(4 + round_)

        with ThreadPoolExecutor(4) as pool:
            codes = list(
                pool.map(
                    lambda one: (
                        one.rest(
                            "POST", "/wp/v2/posts", json={"title": "Ny", "content": "x", "status": "publish"}
                        ).status_code
                    ),
                    sessions,
                )
            )

        assert [201, 403, 403, 403] == sorted(codes)
