"""What the service leaves for PHP: who pulls it, that it is done once, and what happens when it fails."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests

from tests.integration.limits.site import SECONDS, Browser, Site


def leave(site: Site, topic: str, payload: dict[str, Any], blog: int | None = None) -> int:
    text = json.dumps(payload).replace("\\", "\\\\").replace("'", "''")
    return int(
        site.network.sql(
            "INSERT INTO {p}bridge_outbox (topic, blog_id, payload, created_at)"
            f" VALUES ('{topic}', {blog or 'NULL'}, '{text}', UTC_TIMESTAMP(6)); SELECT LAST_INSERT_ID()"
        )[0][0]
    )


def row(site: Site, number: int) -> list[str]:
    return site.network.sql(
        "SELECT done_at IS NOT NULL, attempts, IFNULL(last_error, ''), lease_owner IS NULL,"
        f" lease_until > UTC_TIMESTAMP(6) FROM {{p}}bridge_outbox WHERE id = {number}"
    )[0]


def knock(site: Site) -> dict[str, int]:
    answer = requests.post(f"{site.network.url}/wp-admin/admin-ajax.php?action=plan_bridge_knock", timeout=SECONDS)
    return dict(answer.json())


def space(site: Site) -> Any:
    return site.php("return get_option('blog_upload_space', null);")


def mail(user_id: int, template: str = "change_applied", **params: Any) -> dict[str, Any]:
    facts = {"membership_id": 1, "amount": "199.00", "currency": "SEK", "effective_at": "2025-06-11T00:00:00+00:00"}
    return {"template": template, "user_id": user_id, "params": {**facts, **params}}


def test_a_knock_does_what_is_open(site: Site) -> None:
    site.allow(disk_space={"limit": 750})
    number = leave(site, "blog_upload_space", {"megabytes": 750}, site.blog)

    answer = knock(site)

    assert ({"done": 1}, ["1", "1", "", "1", "NULL"]) == (answer, row(site, number))
    assert "750" == str(space(site))


def test_a_knock_by_get_does_nothing(site: Site) -> None:
    number = leave(site, "blog_upload_space", {"megabytes": 750}, site.blog)

    requests.get(f"{site.network.url}/wp-admin/admin-ajax.php?action=plan_bridge_knock", timeout=SECONDS)

    assert "0" == row(site, number)[0]


def test_a_page_of_wp_admin_pulls(site: Site, anna: Browser) -> None:
    site.allow(disk_space={"limit": 750})
    number = leave(site, "blog_upload_space", {"megabytes": 750}, site.blog)

    anna.get("wp-admin/index.php")

    assert "1" == row(site, number)[0]


def test_wp_cron_pulls(site: Site) -> None:
    number = leave(site, "blog_upload_space", {"megabytes": 750}, site.blog)
    requests.get(site.network.url, timeout=SECONDS)

    planned = site.network.php(
        "return [wp_get_schedule('plan_bridge_pull_outbox'), do_action('plan_bridge_pull_outbox')][0];"
    )

    assert ("plan_bridge_minute", "1") == (planned, row(site, number)[0])


def test_what_is_written_is_what_holds_now_not_what_an_old_row_says(site: Site) -> None:
    site.allow(disk_space={"limit": 750})
    leave(site, "blog_upload_space", {"megabytes": 100}, site.blog)

    knock(site)

    assert "750" == str(space(site))


def test_unlimited_space_takes_the_sites_own_figure_away(site: Site) -> None:
    site.php("update_option('blog_upload_space', 100);")
    site.allow(disk_space={"limit": None})
    leave(site, "blog_upload_space", {"megabytes": None}, site.blog)

    knock(site)

    assert space(site) is None


def test_a_site_that_is_gone_is_no_error(site: Site) -> None:
    number = leave(site, "blog_upload_space", {"megabytes": 100}, 4711)

    knock(site)

    assert ["1", ""] == [row(site, number)[0], row(site, number)[2]]


def test_an_unknown_topic_waits_and_says_why(site: Site) -> None:
    number = leave(site, "something_new", {})

    knock(site)
    knock(site)

    assert ["0", "1", "unknown topic something_new: is the plugin older than the service?", "1", "1"] == row(
        site, number
    )


def test_a_lease_that_ran_out_is_taken_over(site: Site) -> None:
    number = leave(site, "blog_upload_space", {"megabytes": 100}, site.blog)
    lease = "UPDATE {p}bridge_outbox SET lease_owner = 'dead', attempts = 1, lease_until = UTC_TIMESTAMP(6)"
    site.network.sql(f"{lease} + INTERVAL 60 SECOND WHERE id = {number}")
    knock(site)
    held = row(site, number)[0]
    site.network.sql(f"{lease} - INTERVAL 1 SECOND WHERE id = {number}")

    knock(site)

    assert ("0", "1", "2") == (held, *row(site, number)[:2])


def test_mail_goes_out_once_however_many_pull(site: Site) -> None:
    for _ in range(12):
        leave(site, "mail", mail(site.network.state.users["anna"]))

    with ThreadPoolExecutor(4) as pool:
        done = sum(answer["done"] for answer in pool.map(lambda _: knock(site), range(4)))

    assert (12, 12) == (done, len(site.network.mail()))


def test_mail_is_written_for_its_reader(site: Site) -> None:
    anna = site.network.state.users["anna"]
    leave(site, "mail", mail(anna))

    knock(site)

    letter = json.loads(site.network.mail()[0])
    assert ("anna@example.org", "[Plannätet] Your change is in place") == (letter["to"], letter["subject"])
    assert "Hello Anna Lindqvist," in letter["message"]
    assert "Your change is in place: membership 1 is on the plan Free" in letter["message"]
    assert "Paid: SEK\u00a0199.00" in letter["message"]
    assert "page=plan-bridge-account&amp;membership=1" in letter["message"]


def test_mail_comes_in_the_receivers_language(site: Site) -> None:
    anna = site.network.state.users["anna"]
    site.php("update_user_meta($arguments['id'], 'locale', 'sv_SE');", id=anna)
    leave(site, "mail", mail(anna))
    leave(site, "mail", mail(site.network.state.users["bjorn"]))

    knock(site)

    subjects = [json.loads(line)["subject"] for line in site.network.mail()]
    assert ["[Plannätet] Ditt byte är klart", "[Plannätet] Your change is in place"] == subjects


def test_user_nought_is_the_networks_administrator(site: Site) -> None:
    leave(site, "mail", mail(0, "money_kept_as_credit"))

    knock(site)

    letter = json.loads(site.network.mail()[0])
    assert ("admin@example.org", True) == (letter["to"], "is kept as the customer" in letter["message"])


def test_a_copy_of_the_network_writes_to_nobody(site: Site) -> None:
    site.network.sql(f"UPDATE {{p}}bridge_installation SET site_url_sha256 = '{'0' * 64}'")
    number = leave(site, "mail", mail(site.network.state.users["anna"]))

    knock(site)

    assert (["0", "1", "this network is a copy: mail waits until it is adopted"], []) == (
        row(site, number)[:3],
        site.network.mail(),
    )


def test_another_network_of_the_installation_with_a_lower_id_keeps_no_mail_back(site: Site) -> None:
    site.network.sql("INSERT INTO {p}site (id, domain, path) VALUES (0, 'other.test', '/')")
    site.network.sql("UPDATE {p}site SET id = 0 WHERE domain = 'other.test'")
    number = leave(site, "mail", mail(site.network.state.users["anna"]))

    knock(site)

    assert ["1", ""] == row(site, number)[:3:2]
    assert 1 == len(site.network.mail())


def test_mail_that_cannot_be_sent_waits_for_another_try(site: Site) -> None:
    site.install("broken", "add_filter('pre_wp_mail', '__return_false', 99);")
    number = leave(site, "mail", mail(site.network.state.users["anna"]))

    knock(site)

    assert ["0", "1", "wp_mail() did not send", "1", "1"] == row(site, number)


CACHE = """
    $calls = [];
    wp_cache_set(7, 'old', 'wu-memberships'); wp_cache_set(7, 'old', 'wu_membership_meta');
    wp_cache_set(8, 'old', 'wu-memberships'); wp_cache_set('last_changed', 'old', 'wu-memberships');
    wp_cache_set(3, 'old', 'wu-payments');
    PlanBridge\\Outbox\\Task::pull(5.0);
    return [wp_cache_get(7, 'wu-memberships'), wp_cache_get(7, 'wu_membership_meta'), wp_cache_get(8, 'wu-memberships'),
        wp_cache_get('last_changed', 'wu-memberships') === 'old', wp_cache_get(3, 'wu-payments')];
"""


def test_cached_objects_are_forgotten_one_by_one(site: Site) -> None:
    leave(
        site, "forget_cached", {"membership_id": 7, "customer_id": 2, "payment_ids": [3], "blog_ids": [site.blog, 4711]}
    )

    assert [False, False, "old", False, False] == site.network.php(CACHE)


def test_site_health_tells_of_what_fails(site: Site) -> None:
    leave(site, "something_new", {})
    knock(site)
    code = "return (new PlanBridge\\Health\\SiteHealth())->outbox();"

    result = site.php(code)

    assert ("recommended", True) == (result["status"], "unknown topic something_new" in result["description"])
