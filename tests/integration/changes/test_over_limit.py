"""What is told as above a limit when a change is priced is judged the same when it is confirmed."""

import json
from datetime import datetime, timedelta

import pytest

from bridge.changes.change import confirm
from bridge.changes.quoting import make_quote
from bridge.errors import ChangeRefused, QuoteStale
from bridge.explain_command import explained, sentences
from bridge.pricing.snapshot import Selection
from bridge.store import memberships
from tests.integration.changes.story import BLOG, FREE, MEMBERSHIP, OWNER, PREMIUM, Story

WARN = "REPLACE INTO {p}bridge_settings VALUES ('over_limit', '\"warn\"', '2025-06-15', 1)"
REFUSE = "DELETE FROM {p}bridge_settings WHERE name = 'over_limit'"
ABOVE = {BLOG: {"disk_space": 10**6}}


def test_too_many_visits_hinder_a_downgrade_neither_when_it_is_priced_nor_when_it_is_confirmed(story: Story) -> None:
    story.membership(PREMIUM, amount="199")
    told = make_quote(story.services, OWNER, MEMBERSHIP, Selection(FREE, {}, None), {BLOG: {"visits": 10**9}})
    assert [found.limit for found in told.exceeds] == ["visits"]
    assert told.id is not None

    change = confirm(story.services, OWNER, told.id, "free")

    assert change.status == "scheduled"


def test_the_fresh_quote_of_one_that_expired_is_judged_by_the_use_it_was_told_of(story: Story) -> None:
    story.membership(PREMIUM, amount="199")
    story.sql(WARN)
    told = make_quote(story.services, OWNER, MEMBERSHIP, Selection(FREE, {}, None), ABOVE)
    assert told.id is not None
    story.clock.at += timedelta(minutes=15)

    with pytest.raises(QuoteStale) as stale:
        confirm(story.services, OWNER, told.id, "free")

    assert [found.limit for found in told.exceeds] == ["disk_space"]
    assert stale.value.params["quote"].exceeds == told.exceeds


GRACE = """REPLACE INTO {p}bridge_settings VALUES ('over_limit', '"warn"', '2025-06-15', 1),
 ('over_disk_space', '"grace"', '2025-06-15', 1), ('over_grace_days', '10', '2025-06-15', 1),
 ('downgrade', '"immediate"', '2025-06-15', 1)"""
KEPT = "SELECT grace, grace_until FROM {p}bridge_membership_limits WHERE membership_id = 501"


def test_in_days_of_grace_what_held_before_goes_on_until_the_day_told(story: Story) -> None:
    story.membership(PREMIUM, amount="199")
    story.sql(GRACE)
    told = make_quote(story.services, OWNER, MEMBERSHIP, Selection(FREE, {}, None), ABOVE)
    assert told.id is not None
    (above,) = told.exceeds

    assert confirm(story.services, OWNER, told.id, "free").status == "applied"

    grace, until = story.one(KEPT)
    assert json.loads(grace) == {"disk_space": told.limits_before["disk_space"]}
    assert above.until is not None
    assert above.until <= datetime.fromisoformat(until) <= above.until + timedelta(minutes=1)
    story.sql(f"UPDATE {{p}}bridge_membership_limits SET grace_until = '2099-01-01' WHERE membership_id = {MEMBERSHIP}")
    story.quota()  # the site's row names its membership
    why = story.services.database.reading(lambda store: explained(store, BLOG, "disk_space"))
    assert why is not None
    before = told.limits_before["disk_space"]["limit"]
    assert f"- until 2099-01-01T00:00:00 (UTC) what held before goes on where it is more: {before}" in sentences(
        why, "disk_space"
    )


MEASURED = """INSERT IGNORE INTO {p}bridge_limit_names (name) VALUES ('disk_space');
REPLACE INTO {p}bridge_usage (blog_id, limit_id, used, plan_id, measured_at)
SELECT %d, id, 1000000, 1, '2030-01-01' FROM {p}bridge_limit_names WHERE name = 'disk_space'"""


def test_what_a_site_has_measured_since_the_price_was_told_refuses_the_confirmation(story: Story) -> None:
    story.membership(PREMIUM, amount="199")
    told = make_quote(story.services, OWNER, MEMBERSHIP, Selection(FREE, {}, None), {BLOG: {"disk_space": 1.0}})
    assert told.id is not None
    story.quota()  # the site's row names its membership
    for statement in (MEASURED % BLOG).split(";"):
        story.sql(statement)

    with pytest.raises(ChangeRefused) as refused:
        confirm(story.services, OWNER, told.id, "free")

    assert refused.value.refusal_code == "over_limit"
    assert story.slots() == 0


def test_a_downgrade_above_the_limit_cannot_be_confirmed_by_way_of_a_fresh_quote(story: Story) -> None:
    story.membership(PREMIUM, amount="199")
    story.sql(WARN)
    told = make_quote(story.services, OWNER, MEMBERSHIP, Selection(FREE, {}, None), ABOVE)
    assert told.id is not None
    story.sql(REFUSE)

    with pytest.raises(ChangeRefused) as refused:
        confirm(story.services, OWNER, told.id, "free")

    assert refused.value.refusal_code == "over_limit"
    assert story.one("SELECT COUNT(*) FROM {p}bridge_changes") == ["0"]
    assert story.slots() == 0


FIRST, LAST = 30_001, 30_400
UNMEASURED, WITH_OWN = FIRST + 7, LAST - 1
HUNDREDS = f"seq_{FIRST}_to_{LAST}"
META = "INSERT INTO {p}blogmeta (blog_id, meta_key, meta_value) SELECT seq"
OWN_WORD = 'a:1:{s:10:"disk_space";a:2:{s:7:"enabled";b:1;s:5:"limit";s:8:"90000000";}}'
OWN = '{"disk_space":[true,true,90000000],"v":1}'
OF_DISK = "limit_id = (SELECT id FROM {p}bridge_limit_names WHERE name = 'disk_space')"
FIGURES = (
    f"INSERT INTO {{p}}blogs (blog_id, site_id, domain, path) SELECT seq, 1, 'a', CONCAT('/s', seq) FROM {HUNDREDS}",
    f"{META}, 'wu_type', 'customer_owned' FROM {HUNDREDS}",
    f"{META}, 'wu_membership_id', '{MEMBERSHIP}' FROM {HUNDREDS}",
    f"{META}, 'wu_limitations', '{OWN_WORD}' FROM seq_{WITH_OWN}_to_{WITH_OWN}",
    f"INSERT INTO {{p}}bridge_site_limits (blog_id, membership_id) SELECT seq, {MEMBERSHIP} FROM {HUNDREDS}",
    f"UPDATE {{p}}bridge_site_limits SET own = '{OWN}' WHERE blog_id = {WITH_OWN}",
    "INSERT IGNORE INTO {p}bridge_limit_names (name) VALUES ('disk_space'), ('visits'), ('post_types.post')",
    f"""INSERT INTO {{p}}bridge_usage (blog_id, limit_id, used, plan_id, measured_at)
SELECT seq, id, 1, 1, '2020-01-01' FROM {HUNDREDS} JOIN {{p}}bridge_limit_names
    WHERE name IN ('disk_space', 'visits', 'post_types.post') AND seq <> {UNMEASURED}""",
    f"UPDATE {{p}}bridge_usage SET used = 1000000 WHERE blog_id >= {WITH_OWN} AND {OF_DISK}",
    "REPLACE INTO {p}bridge_settings VALUES ('over_sites', '\"warn\"', '2025-06-15', 1)",
)


def with_hundreds_of_sites(story: Story) -> None:
    """The last site of the membership is above what the free plan allows; so is one that may be, by its own word."""
    story.membership(PREMIUM, amount="199")
    story.quota()  # the first site's row names its membership
    for statement in FIGURES:
        story.sql(statement)


def test_of_hundreds_of_sites_the_last_refuses_and_the_one_not_measured_is_told(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_hundreds_of_sites(story)
    monkeypatch.setattr(memberships, "SITES_READ", 10)
    told = {BLOG: {"disk_space": 1.0, "visits": 1, "themes": {"a": 1}}}

    with pytest.raises(ChangeRefused) as refused:
        make_quote(story.services, OWNER, MEMBERSHIP, Selection(FREE, {}, None), told)
    story.sql(WARN)
    quote = make_quote(story.services, OWNER, MEMBERSHIP, Selection(FREE, {}, None), told)

    (why,) = refused.value.params["refusals"]
    assert [(one["limit"], one["blog_id"]) for one in why["params"]["limits"]] == [("disk_space", LAST)]
    assert [(one.limit, one.blog_id) for one in quote.exceeds] == [("sites", None), ("disk_space", LAST)]
    assert (quote.unmeasured, quote.exceeds_more, quote.exceeds_at_least) == (1, 0, False)


def test_of_hundreds_of_sites_the_last_that_has_grown_refuses_the_confirmation(story: Story) -> None:
    with_hundreds_of_sites(story)
    story.sql(f"UPDATE {{p}}bridge_usage SET used = 1 WHERE blog_id = {LAST}")
    told = make_quote(story.services, OWNER, MEMBERSHIP, Selection(FREE, {}, None), {BLOG: {"disk_space": 1.0}})
    assert told.id is not None
    for statement in (MEASURED % LAST).split(";"):
        story.sql(statement)

    with pytest.raises(ChangeRefused) as refused:
        confirm(story.services, OWNER, told.id, "free")

    (why,) = refused.value.params["refusals"]
    assert [one["blog_id"] for one in why["params"]["limits"]] == [LAST]


def test_the_furthest_are_named_and_the_others_above_counted(story: Story) -> None:
    with_hundreds_of_sites(story)
    story.sql(f"UPDATE {{p}}bridge_usage SET used = 1000000 + blog_id WHERE {OF_DISK}")

    with pytest.raises(ChangeRefused) as refused:
        make_quote(story.services, OWNER, MEMBERSHIP, Selection(FREE, {}, None), {BLOG: {"disk_space": 1.0}})

    (why,) = refused.value.params["refusals"]
    named = why["params"]["limits"]
    assert {one["limit"] for one in named} == {"disk_space"}
    assert max(one["used"] for one in named) == 1_000_000 + LAST
    assert len(named) + why["params"]["more"] == LAST - FIRST + 1 - len((UNMEASURED, WITH_OWN))
