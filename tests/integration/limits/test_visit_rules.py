"""Which page views are visits, by the network's settings; who is kept out at the limit; who is told, and how often."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.integration.limits.site import FIREFOX, SECONDS, Browser, Site, browser, visits

BOT = {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}
AHEAD = {"Sec-Purpose": "prefetch;prerender"}
USED = 740
"""Visits of Anna's site today, in the sample."""


def ask(site: Site, method: str = "GET", path: str = "", **headers: str) -> int:
    return requests.request(method, f"{site.url}/{path}", headers=FIREFOX | headers, timeout=SECONDS).status_code


def setting(site: Site, name: str, value: object) -> None:
    site.network.sql(
        f"REPLACE INTO {{p}}bridge_settings VALUES ('{name}', '{json.dumps(value)}', UTC_TIMESTAMP(6), 1)"
    )


def letters(site: Site) -> list[str]:
    rows = site.network.sql(
        "SELECT JSON_UNQUOTE(JSON_EXTRACT(payload, '$.template')) FROM {p}bridge_outbox"
        f" WHERE topic = 'mail' AND blog_id = {site.blog} ORDER BY id"
    )
    return [row[0] for row in rows]


PLAIN: dict[str, str] = {}
PREVIEW = "kompost-for-nyborjare/?preview=true"
RULES = [  # a setting and its value, what is asked for, what is answered, what it adds
    (None, None, ("GET", "", PLAIN), 200, 1),
    (None, None, ("GET", "", BOT), 200, 0),
    ("visits_count_bots", True, ("GET", "", BOT), 200, 1),
    (None, None, ("HEAD", "", PLAIN), 200, 0),
    ("visits_count_head", True, ("HEAD", "", PLAIN), 200, 1),
    (None, None, ("GET", PREVIEW, PLAIN), 200, 1),
    ("visits_count_previews", False, ("GET", PREVIEW, PLAIN), 200, 0),
    (None, None, ("GET", "", AHEAD), 200, 1),
    ("visits_prefetched", "not_counted", ("GET", "", AHEAD), 200, 0),
    ("visits_prefetched", "not_sent", ("GET", "", AHEAD), 503, 0),
    ("visits_prefetched", "not_sent", ("GET", "", PLAIN), 200, 1),
]


@pytest.mark.main_way
def test_what_counts_is_a_setting_of_the_network(site: Site) -> None:
    site.allow(visits={"limit": None})
    found = []
    for name, value, (method, path, headers), *_ in RULES:
        site.network.sql("DELETE FROM {p}bridge_settings WHERE name LIKE 'visits\\_%'")
        if name:
            setting(site, name, value)
        before = visits(site)
        found.append((ask(site, method, path, **headers), visits(site) - before))

    assert [(status, added) for *_, status, added in RULES] == found


def test_whose_visits_count_is_a_setting_of_the_network(site: Site, anna: Browser) -> None:
    site.allow(visits={"limit": None})
    nils = browser(site, "nils")
    counted = []
    for value in ("strangers", "nobody_logged_in", "everyone"):
        setting(site, "visits_of_users", value)
        before = visits(site)
        anna.get("")
        nils.get("")
        counted.append(visits(site) - before)

    assert [1, 0, 2] == counted


def test_at_the_limit_nobody_who_has_no_part_in_the_site_sees_a_page_however_they_ask(
    site: Site, anna: Browser
) -> None:
    site.allow(visits={"limit": USED})

    ways = [ask(site), ask(site, "HEAD"), ask(site, "POST"), ask(site, path=PREVIEW), ask(site, **AHEAD)]
    open_ = [ask(site, path="?robots=1"), ask(site, path="wp-login.php"), anna.get("").status_code]

    assert ([503] * 6, [200] * 3) == ([*ways, ask(site, **BOT)], open_)


def test_at_the_limit_a_site_stays_open_where_the_network_wants_that(site: Site, anna: Browser) -> None:
    setting(site, "visits_at_limit", "notice")
    site.allow(visits={"limit": USED})

    status = ask(site)

    notice = anna.get("wp-admin/index.php").text
    words = "741 of the 740 visits that your plan allows each month are used. The site stays open."
    assert (200, ["visits_over"], True) == (status, letters(site), words in notice)


def test_the_owner_is_told_once_at_80_percent_and_once_when_the_visits_are_used_up(site: Site, anna: Browser) -> None:
    site.allow(visits={"limit": USED + 3})
    said = []
    for _ in range(4):
        ask(site)
        said.append(letters(site))

    notice = anna.get("wp-admin/index.php").text

    near, both = ["visits_near"], ["visits_near", "visits_full"]
    assert [near, near, both, both] == said
    assert "743 of the 743 visits that your plan allows each month are used. Visitors are told" in notice


def test_another_limit_is_told_of_anew(site: Site) -> None:
    site.allow(visits={"limit": USED + 2})
    ask(site)
    site.allow(visits={"limit": USED + 100})

    ask(site)

    assert ["visits_near"] * 2 == letters(site)


def test_the_letter_names_the_site_the_figures_and_the_day(site: Site) -> None:
    site.allow(visits={"limit": 900})
    ask(site)

    site.php("PlanBridge\\Outbox\\Task::pull();")

    mail = json.loads(site.network.mail()[-1])
    assert "nearly used up" in mail["subject"]
    assert "741 of the 900 visits" in mail["message"]
    assert "At this pace the limit is reached on" in mail["message"]


def test_who_cannot_choose_a_plan_gets_no_notice(site: Site) -> None:
    code = "return add_user_to_blog(get_current_blog_id(), $arguments['id'], 'editor');"
    site.php(code, "admin", id=site.network.state.users["nils"])
    site.allow(visits={"limit": USED})

    assert "each month are used" not in browser(site, "nils").get("wp-admin/index.php").text


def test_no_view_is_lost_however_many_come_at_once(site: Site) -> None:
    site.allow(visits={"limit": None})

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: ask(site), range(40)))

    assert ([200] * 40, 40) == (statuses, visits(site) - USED)


FOLD = "PlanBridge\\Limits\\Visits\\Counter::fold();"


def test_days_that_are_over_are_moved_to_where_ultimate_multisite_reads_them_and_none_is_counted_twice(
    site: Site,
) -> None:
    site.network.sql(
        "INSERT INTO {p}bridge_visits (blog_id, day, shard, visits) VALUES"
        f" ({site.blog}, UTC_DATE() - INTERVAL 1 DAY, 0, 5), ({site.blog}, UTC_DATE() - INTERVAL 1 DAY, 7, 6),"
        f" ({site.blog}, UTC_DATE(), 3, 2)"
    )
    before = visits(site)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: site.network.php(FOLD), range(2)))

    kept = site.network.sql(
        f"SELECT SUM(meta_value) FROM {{p}}blogmeta WHERE blog_id = {site.blog}"
        " AND meta_key = CONCAT('wu_visits_', DATE_FORMAT(UTC_DATE() - INTERVAL 1 DAY, '%Y%m%d'))"
    )
    left = site.network.sql(f"SELECT SUM(visits) FROM {{p}}bridge_visits WHERE blog_id = {site.blog}")
    assert (11, "2", before) == (int(float(kept[0][0])), left[0][0], visits(site))


def test_before_the_table_is_there_visits_are_counted_where_ultimate_multisite_reads_them(site: Site) -> None:
    site.allow(visits={"limit": USED + 2})
    site.network.sql("RENAME TABLE {p}bridge_visits TO {p}bridge_visits_away")
    try:
        statuses = [ask(site), ask(site), ask(site)]
    finally:
        site.network.sql("RENAME TABLE {p}bridge_visits_away TO {p}bridge_visits")

    assert ([200, 200, 503], USED + 2) == (statuses, visits(site))
