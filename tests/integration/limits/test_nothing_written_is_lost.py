"""Whatever is sent to a full site, by every way that WordPress has to write a post, is in its database afterwards."""

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any
from xmlrpc.client import DateTime

import pytest

from tests.integration.limits.site import Browser, Site, xmlrpc
from tests.integration.limits.test_posts import CLASSIC, classic_form, written

TITLE = "Rubrik å"
TEXT = "Varje ord, också åäö."
LATER = "2099-01-01T00:00:00"
WHO = ("anna", "anna-password")
COUNTED = ("publish", "private", "future")
FULL_SITE = {"post": {"allowed": True, "limit": 3}, "page": {"allowed": True, "limit": 2}}

#: Sends a title and a text and asks for a status; the number is the post's, or 0 for a new one.
Way = Callable[[Site, Browser, int, str], str]


def wp_post(site: Site, anna: Browser, post: int, status: str) -> str:
    sent: dict[str, Any] = {"post_title": TITLE, "post_content": TEXT, "post_status": status}
    if status == "future":
        sent["post_date"] = DateTime("20990101T00:00:00")
    name, number = ("wp.editPost", (post,)) if post else ("wp.newPost", ())
    return xmlrpc(site, name, site.blog, *WHO, *number, sent)


def wp_page(site: Site, anna: Browser, post: int, status: str) -> str:
    sent = {"title": TITLE, "description": TEXT, **dated("page_status", status)}
    if post:
        return xmlrpc(site, "wp.editPage", site.blog, post, *WHO, sent, status != "private")
    return xmlrpc(site, "wp.newPage", site.blog, *WHO, sent, True)


def weblog(site: Site, anna: Browser, post: int, status: str) -> str:
    sent = {"title": TITLE, "description": TEXT, **dated("post_status", status)}
    name = "metaWeblog.editPost" if post else "metaWeblog.newPost"
    return xmlrpc(site, name, post or site.blog, *WHO, sent, status != "private")


def blogger(site: Site, anna: Browser, post: int, status: str) -> str:
    name = "blogger.editPost" if post else "blogger.newPost"
    return xmlrpc(site, name, "key", post or site.blog, *WHO, f"<title>{TITLE}</title>{TEXT}", True)


def movable_type(site: Site, anna: Browser, post: int, status: str) -> str:
    """What was saved before is published alone."""
    xmlrpc(site, "wp.editPost", site.blog, *WHO, post, {"post_title": TITLE, "post_content": TEXT})
    return xmlrpc(site, "mt.publishPost", post, *WHO)


def several_at_once(site: Site, anna: Browser, post: int, status: str) -> str:
    """The refused one stands between two calls that are none of its business."""
    sent = {"post_title": TITLE, "post_content": TEXT, "post_status": status}
    other = {"methodName": "demo.sayHello", "params": []}
    edit = {"methodName": "wp.editPost", "params": [site.blog, *WHO, post, sent]}
    return xmlrpc(site, "system.multicall", [other, edit, other])


def quick_edit(site: Site, anna: Browser, post: int, status: str) -> str:
    kind = site.network.sql(f"SELECT post_type FROM {site.table('posts')} WHERE ID = {post}")[0][0]
    site.network.sql(f"UPDATE {site.table('posts')} SET post_content = '{TEXT}' WHERE ID = {post}")
    form = {
        "_inline_edit": anna.nonce("inlineeditnonce"),
        "action": "inline-save",
        "post_ID": str(post),
        "post_type": kind,
        "screen": f"edit-{kind}",
        "_status": status,
        "post_title": TITLE,
        "post_author": str(site.network.state.users["anna"]),
        "edit_date": "false",
        "post_view": "list",
    }
    return anna.send("wp-admin/admin-ajax.php", form).text


def classic(site: Site, anna: Browser, post: int, status: str) -> str:
    site.install("classic", CLASSIC)
    form = {**classic_form(anna, post), "post_title": TITLE, "content": TEXT, "post_status": status}
    if status == "private":
        form["visibility"] = "private"
    if status == "future":
        form |= {"aa": "2099", "mm": "01", "jj": "01", "hh": "00", "mn": "00", "ss": "00", "hidden_aa": "2020"}
    return anna.send("wp-admin/post.php", {**form, "publish": "Publish"}).text


def rest(site: Site, anna: Browser, post: int, status: str) -> str:
    route = f"/wp/v2/posts/{post}" if post else "/wp/v2/posts"
    sent = {"title": TITLE, "content": TEXT, "status": status, **({"date": LATER} if status == "future" else {})}
    return anna.rest("POST", route, json=sent).text


def rest_batch(site: Site, anna: Browser, post: int, status: str) -> str:
    route = f"/wp/v2/posts/{post}" if post else "/wp/v2/posts"
    sent = {"title": TITLE, "content": TEXT, "status": status, **({"date": LATER} if status == "future" else {})}
    return anna.rest("POST", "/batch/v1", json={"requests": [{"method": "POST", "path": route, "body": sent}]}).text


def code(site: Site, anna: Browser, post: int, status: str) -> str:
    sent = {"post_title": TITLE, "post_content": TEXT, "post_status": status, "ID": post}
    sent |= {"post_date": LATER.replace("T", " "), "edit_date": True} if status == "future" else {}
    return str(site.php("return wp_insert_post(wp_slash($arguments['sent']), true);", "anna", sent=sent))


def importer(site: Site, anna: Browser, post: int, status: str) -> str:
    sent = {"post_title": TITLE, "post_content": TEXT, "post_status": status, "post_date": "2015-03-01 08:00:00"}
    sent |= {"post_date": LATER.replace("T", " ")} if status == "future" else {}
    run = "define('WP_IMPORTING', true); return wp_insert_post(wp_slash($arguments['sent']), true);"
    return str(site.php(run, "anna", sent=sent))


def published_by_code(site: Site, anna: Browser, post: int, status: str) -> str:
    sent = {"post_title": TITLE, "post_content": TEXT, "ID": post}
    run = "wp_update_post(wp_slash($arguments['sent'])); wp_publish_post($arguments['sent']['ID']);"
    return str(site.php(run, "anna", sent=sent))


def dated(field: str, status: str) -> dict[str, str | DateTime]:
    """In the older interfaces what is published on a later day is scheduled."""
    later: dict[str, str | DateTime] = {field: "publish", "dateCreated": DateTime("20990101T00:00:00")}
    return later if status == "future" else {field: status}


NEW: dict[str, tuple[Way, str, tuple[str, ...]]] = {
    "wp.newPost": (wp_post, "post", COUNTED),
    "wp.newPage": (wp_page, "page", COUNTED),
    "metaWeblog.newPost": (weblog, "post", COUNTED),
    "blogger.newPost": (blogger, "post", ("publish",)),
    "REST": (rest, "post", COUNTED),
    "REST, batch": (rest_batch, "post", COUNTED),
    "code": (code, "post", COUNTED),
    "import": (importer, "post", COUNTED),
}
"""By name: what sends it, of which type it is, and which counted statuses can be asked for there."""

EDITS: dict[str, tuple[Way, str, tuple[str, ...]]] = {
    "wp.editPost": (wp_post, "post", COUNTED),
    "wp.editPage": (wp_page, "page", ("publish", "private")),
    "metaWeblog.editPost": (weblog, "post", COUNTED),
    "blogger.editPost": (blogger, "post", ("publish",)),
    "mt.publishPost": (movable_type, "post", ("publish",)),
    "system.multicall": (several_at_once, "post", ("publish", "private")),
    "quick edit": (quick_edit, "post", ("publish", "private")),
    "quick edit of a page": (quick_edit, "page", ("publish",)),
    "classic screen": (classic, "post", COUNTED),
    "REST": (rest, "post", COUNTED),
    "REST, batch": (rest_batch, "post", COUNTED),
    "code": (code, "post", COUNTED),
    "wp_publish_post": (published_by_code, "post", ("publish",)),
}
"""The same for a post that is there."""

BEGUN = """
    $made = [];
    foreach ($arguments['statuses'] as $status) {
        $later = $status === 'future' ? ['post_date' => '2099-01-01 00:00:00'] : [];
        $made[] = wp_insert_post($later + ['post_status' => $status, 'post_title' => 'Innan', 'post_content' => 'Text.',
            'post_type' => $arguments['kind'], 'post_author' => $arguments['author']], true);
    }
    return $made;
"""

SILENT = {code, importer, published_by_code}
"""Code asks and reads statuses; nobody reads words there."""


def says_what_to_do(answer: str) -> bool:
    """The limit, where the text is, and the address of Change."""
    return all(
        words in answer
        for words in ("Your plan allows ", "What you wrote is kept as a draft.", "page=plan-bridge-change")
    )


def post_of(site: Site, kind: str) -> int:
    """The post of that type with our title that was made last."""
    rows = site.network.sql(
        f"SELECT MAX(ID) FROM {site.table('posts')} WHERE post_type = '{kind}' AND post_title = '{TITLE}'"
    )
    return int(rows[0][0] or 0)


@pytest.mark.parametrize("name", NEW)
def test_what_is_sent_for_a_new_post_is_there_as_a_draft_and_nothing_empty_is_left(
    site: Site, anna: Browser, name: str
) -> None:
    way, kind, statuses = NEW[name]
    site.allow(post_types=FULL_SITE)
    known = 0

    for status in statuses:
        answer = way(site, anna, 0, status)

        made = post_of(site, kind)
        assert made > known, (status, answer)
        known = made
        assert ("draft", TEXT) == written(site, made), (status, answer)
        assert way in SILENT or says_what_to_do(answer), (status, answer)
    assert 0 == site.count("post_status = 'auto-draft' OR (post_title = '' AND post_content = '')")


def begun(site: Site, kind: str, statuses: Sequence[str]) -> list[int]:
    """A post in each of these states, made as a super admin, whom no limit stops."""
    return list(site.php(BEGUN, "admin", kind=kind, statuses=statuses, author=site.network.state.users["anna"]))


@pytest.mark.parametrize("name", EDITS)
def test_what_is_sent_for_a_post_that_is_there_is_stored_and_only_growth_is_refused(
    site: Site, anna: Browser, name: str
) -> None:
    way, kind, statuses = EDITS[name]
    site.allow(post_types=FULL_SITE)

    cases = list(product(["draft", "pending", "auto-draft", *COUNTED], statuses))
    for (beginning, status), post in zip(cases, begun(site, kind, [one for one, _ in cases]), strict=True):
        answer = way(site, anna, post, status)

        found = site.network.sql(
            f"SELECT post_title, post_content, post_status FROM {site.table('posts')} WHERE ID = {post}"
        )[0]
        assert [TITLE, TEXT] == list(found[:2]), (beginning, status, answer)
        grows = beginning not in COUNTED
        assert grows == (found[2] not in COUNTED), (beginning, status, found, answer)
        assert way in SILENT or grows == says_what_to_do(answer), (beginning, status, answer)


def test_what_a_method_of_xmlrpc_writes_after_the_post_is_kept_too(site: Site) -> None:
    site.allow(post_types=FULL_SITE)
    sent = {"title": TITLE, "description": TEXT, "custom_fields": [{"key": "källa", "value": "en bok"}]}

    answer = xmlrpc(site, "metaWeblog.newPost", site.blog, *WHO, sent, True)

    post = post_of(site, "post")
    assert says_what_to_do(answer)
    assert "en bok" == site.php("return get_post_meta($arguments['id'], 'källa', true);", id=post)


@pytest.mark.main_way
def test_a_call_among_several_is_refused_alone(site: Site) -> None:
    site.allow(post_types={"post": {"allowed": True, "limit": 4}})
    sent = {"post_title": TITLE, "post_content": TEXT, "post_status": "publish"}
    call = {"methodName": "wp.newPost", "params": [site.blog, *WHO, sent]}

    answer = xmlrpc(site, "system.multicall", [call, call, {"methodName": "demo.sayHello", "params": []}])

    assert (1, True) == (answer.count("faultCode"), "Hello!" in answer)
    assert 2 == site.count(f"post_title = '{TITLE}' AND post_content = '{TEXT}' AND post_type = 'post'")


def test_a_method_that_another_plugin_adds_is_answered_as_before_and_held_too(site: Site) -> None:
    site.install(
        "methods",
        "add_filter('xmlrpc_methods', fn ($all) => $all + ['x.add' => 'x_add']);"
        "function x_add($sent) { wp_set_current_user(get_user_by('login', 'anna')->ID);"
        " return 'made ' . wp_insert_post(['post_title' => $sent[0], 'post_status' => $sent[1]]); }",
    )
    site.allow(post_types=FULL_SITE)

    answers = [xmlrpc(site, "x.add", TITLE, status) for status in ("draft", "publish")]

    assert [True, False] == ["made " in answer for answer in answers]
    assert says_what_to_do(answers[1])


TYPED = "return set_post_type($arguments['id'], $arguments['type']);"


@pytest.mark.main_way
@pytest.mark.parametrize("status", COUNTED)
def test_set_post_type_makes_no_post_too_many(site: Site, status: str) -> None:
    site.allow(post_types={"post": {"allowed": True, "limit": 4}})
    pages = [site.post("publish", f"Sida {number}", "page") for number in range(2)]
    for page in pages:
        site.network.sql(f"UPDATE {site.table('posts')} SET post_status = '{status}' WHERE ID = {page}")

    changed = [site.php(TYPED, "anna", id=page, type="post") for page in pages]

    assert [1, False] == changed
    assert ["post", "page"] == [
        site.network.sql(f"SELECT post_type FROM {site.table('posts')} WHERE ID = {page}")[0][0] for page in pages
    ]


@pytest.mark.main_way
def test_set_post_type_of_what_counts_nowhere_or_by_whom_no_limit_stops_is_done(site: Site) -> None:
    site.allow(post_types=FULL_SITE)
    draft, page = site.post("draft", kind="page"), site.post("publish", kind="page")

    changed = [
        site.php(TYPED, "anna", id=draft, type="post"),
        site.php(TYPED, "admin", id=page, type="post"),
        site.php(TYPED, "anna", id=site.post("publish"), type="bok"),
    ]

    assert [1, 1, 1] == changed
