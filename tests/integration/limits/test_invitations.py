"""Open invitations take up places in every way to give a role; accepting one without a place says so and keeps it."""

import json
import re
from urllib.parse import parse_qs

import pytest
import requests

from tests.integration.limits.site import SECONDS, Browser, Site, browser
from tests.integration.limits.test_users import FULL, ONE_EDITOR, invite, member, roles

TAKEN = "Your plan allows 1 user with the role “Editor”. In use: 0, invited: 1."
KEPT = "has no room for one more person with the role “Editor” at the moment. Your invitation is kept"


def key(site: Site) -> str:
    rows = site.network.sql(f"SELECT option_name FROM {site.table('options')} WHERE option_name LIKE 'new\\_user\\_%'")
    return rows[0][0].removeprefix("new_user_") if rows else ""


def test_a_change_of_role_counts_who_is_invited(site: Site, anna: Browser) -> None:
    maja = member(site, "maja", "author")
    site.allow(users=ONE_EDITOR)
    invite(anna, "nils")

    answer = anna.rest("POST", f"/wp/v2/users/{maja}", json={"roles": ["editor"]})
    added = site.php("return add_user_to_blog(get_current_blog_id(), $arguments['id'], 'editor')->get_error_message();",
                     "anna", id=site.network.state.users["maja"])  # fmt: skip

    assert (403, TAKEN, TAKEN, ["author"]) == (answer.status_code, answer.json()["message"], added, roles(site, maja))


def test_who_is_invited_takes_his_own_place_only(site: Site, anna: Browser) -> None:
    site.allow(users=ONE_EDITOR)
    invite(anna, "nils")
    nils = site.network.state.users["nils"]

    added = site.php("return add_user_to_blog(get_current_blog_id(), $arguments['id'], 'editor');", "anna", id=nils)

    assert added is True


@pytest.mark.main_way
def test_who_accepts_where_no_place_is_left_reads_so_and_the_invitation_stays(site: Site, anna: Browser) -> None:
    site.allow(users={"editor": {"allowed": True, "limit": 2}})
    invite(anna, "nils")
    member(site, "maja", "editor")
    site.allow(users=ONE_EDITOR)
    link = f"newbloguser/{key(site)}/"

    refused = browser(site, "nils").get(link)
    kept = key(site)
    site.allow(users={"editor": {"allowed": True, "limit": 2}})
    browser(site, "nils").get(link)

    assert (403, True, True) == (refused.status_code, KEPT in refused.text, kept != "")
    assert ["editor"] == roles(site, site.network.state.users["nils"])


def test_two_who_were_invited_before_the_limit_shrank_are_not_kept_out_by_each_other(
    site: Site, anna: Browser
) -> None:
    site.allow(users={"editor": {"allowed": True, "limit": 2}})
    invite(anna, "nils")
    link = f"newbloguser/{key(site)}/"
    invite(anna, "maja")
    site.allow(users=ONE_EDITOR)

    browser(site, "nils").get(link)

    assert ["editor"] == roles(site, site.network.state.users["nils"])


def test_a_new_user_whose_place_is_taken_reads_so_and_can_come_back(site: Site, anna: Browser) -> None:
    site.network.php("update_site_option('add_new_users', '1');")
    site.allow(users=ONE_EDITOR)
    form = {"action": "createuser", "_wpnonce_create-user": anna.field("wp-admin/user-new.php", "_wpnonce_create-user"),
            "user_login": "nyperson", "email": "nyperson@example.org", "role": "editor"}  # fmt: skip
    anna.send("wp-admin/user-new.php", form)
    mailed = re.search(r"wp-activate\.php\?(\S+)", json.loads(site.network.mail()[-1])["message"])
    assert mailed
    sent = {name: values[0] for name, values in parse_qs(mailed[1]).items()}
    site.php("add_user_to_blog(get_current_blog_id(), $arguments['id'], 'editor');", "admin",
             id=site.network.state.users["maja"])  # fmt: skip
    page = f"{site.url}/wp-activate.php"

    followed = requests.get(page, sent, timeout=SECONDS)
    refused = requests.post(page, sent, timeout=SECONDS)
    waiting = site.network.sql("SELECT active FROM {p}signups")
    site.allow(users={"editor": {"allowed": True, "limit": 2}})
    requests.post(page, sent, timeout=SECONDS)

    made = site.php("return array_values(get_user_by('login', 'nyperson')->roles);")
    assert [(403, True)] * 2 == [(answer.status_code, KEPT in answer.text) for answer in (followed, refused)]
    assert ([["0"]], ["editor"]) == (waiting, made)


def test_an_invitation_that_waits_is_shown_and_can_be_withdrawn(site: Site, anna: Browser) -> None:
    site.allow(users=ONE_EDITOR)
    invite(anna, "nils")
    page = anna.get("wp-admin/users.php").text
    begin = page.index('value="plan_bridge_withdraw"')
    nonce = page[:begin].rsplit('name="_wpnonce" value="', 1)[1][:10]
    form = {"action": "plan_bridge_withdraw", "_wpnonce": nonce, "invitation": f"known new_user_{key(site)}"}

    strangers = browser(site, "nils").send("wp-admin/admin-post.php", form).status_code
    forged = anna.send("wp-admin/admin-post.php", form | {"_wpnonce": "x"}).status_code
    still = key(site)
    anna.send("wp-admin/admin-post.php", form)

    assert ("nils@example.org, as Editor" in page, strangers, forged, still != "", key(site)) == (
        True, 403, 403, True, "",
    )  # fmt: skip
    assert FULL not in invite(anna, "maja")
