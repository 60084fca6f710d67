"""A membership that holds something else now: its sites with something to carry out are named, visited or not."""

import json
from collections.abc import Iterator

import pytest

from bridge.limits.forced import forced_digest
from bridge.limits.said import compiled
from bridge.quotas import reapply
from bridge.quotas.materialise import materialise_membership, materialise_site
from bridge.store import reapply as runs
from bridge.store.limits import KEPT, Grace
from tests.integration.changes.story import BASIC, BLOG, MEMBERSHIP, PREMIUM, Story

FORCES = {"plugins": {"limit": {"egen/egen.php": {"behavior": "force_active"}}}}
DIGEST = str(forced_digest([FORCES]))
#: Sites of the membership, beside its first one; ranges are of four.
MORE = 9
ALL = [BLOG, *range(BLOG + 1, BLOG + 1 + MORE)]


@pytest.fixture(autouse=True)
def sites(story: Story, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A membership on Basic with ten sites that were looked at; Premium forces a plugin."""
    monkeypatch.setattr(runs, "RANGE", 4)
    story.membership()
    materialise_site(story.services, BLOG)
    rows = ", ".join(f"({site}, {MEMBERSHIP})" for site in ALL[1:])
    story.sql(f"INSERT INTO {{p}}bridge_site_limits (blog_id, membership_id) VALUES {rows}")
    before = story.sql(f"SELECT limits FROM {{p}}bridge_product_limits WHERE product_id = {PREMIUM}")
    say(story, compiled(FORCES))
    looked_at(story)
    yield
    story.sql(f"DELETE FROM {{p}}bridge_site_limits WHERE blog_id BETWEEN {BLOG} AND {BLOG + MORE}")
    say(story, before[0][0])


def say(story: Story, limits: str) -> None:
    quoted = limits.replace("'", "''")
    story.sql(f"UPDATE {{p}}bridge_product_limits SET limits = '{quoted}' WHERE product_id = {PREMIUM}")


def hold(story: Story, plan: int, grace: Grace | None = KEPT) -> None:
    """Let the membership hold a plan, as a change does."""
    story.sql(f"UPDATE {{p}}wu_memberships SET plan_id = {plan} WHERE id = {MEMBERSHIP}")
    at = story.clock.now()
    story.services.database.transaction(lambda store: materialise_membership(store, MEMBERSHIP, at, grace))


def looked_at(story: Story) -> int:
    return reapply.look_at_changed(story.services, 60)


def named(story: Story) -> dict[str, list[int]]:
    """The sites left to the plugin, by the digest of what is forced."""
    found: dict[str, list[int]] = {}
    for (text,) in story.sql("SELECT sites FROM {p}bridge_reapply_ranges WHERE state = 'named' ORDER BY first_id"):
        for digest, ids in json.loads(text).items():
            found.setdefault(digest, []).extend(ids)
    return found


def counted(story: Story) -> list[list[str]]:
    return story.sql("SELECT of_memberships, state, looked_at, named FROM {p}bridge_reapply_runs ORDER BY id")


def test_a_plan_that_forces_has_the_membership_s_own_sites_named_a_range_at_a_time(story: Story) -> None:
    story.sql(f"UPDATE {{p}}bridge_site_limits SET applied = '{DIGEST}' WHERE blog_id = {BLOG + 2}")

    hold(story, PREMIUM)

    assert counted(story) == [], "the change itself names nobody: it costs the same for any number of sites"
    assert (looked_at(story), looked_at(story)) == (3, 0)
    assert named(story) == {DIGEST: [site for site in ALL if site != BLOG + 2]}
    assert counted(story) == [["1", "running", str(len(ALL)), str(len(ALL) - 1)]]


def test_the_change_back_undoes_it_and_what_was_not_asked_yet_is_not_waited_for(story: Story) -> None:
    hold(story, PREMIUM)
    looked_at(story)
    story.sql(f"UPDATE {{p}}bridge_site_limits SET applied = '{DIGEST}' WHERE blog_id = {BLOG}")

    hold(story, BASIC)
    looked_at(story)

    assert named(story) == {"": [BLOG]}
    assert counted(story) == [["1", "running", "14", "1"]], "only ranges with something left are counted"


def test_what_is_written_again_alike_has_nobody_looked_at(story: Story) -> None:
    hold(story, BASIC)

    assert looked_at(story) == 0


def test_one_that_changes_while_it_is_looked_at_is_looked_at_again(story: Story) -> None:
    hold(story, PREMIUM)
    database = story.services.database
    changed = database.reading(lambda store: store.reapply.changed_membership())
    assert changed is not None
    page = database.reading(lambda store: store.reapply.page_of(changed))
    hold(story, BASIC)

    added = database.transaction(lambda store: store.reapply.add(changed, page, {BLOG: DIGEST}, story.clock.now()))

    assert not added
    assert (looked_at(story), named(story)) == (3, {})


def test_an_own_word_of_the_membership_or_of_a_site_and_a_site_that_moves_are_looked_at(story: Story) -> None:
    for name in ("wu_membershipmeta (wu_membership_id", "blogmeta (blog_id"):
        of = MEMBERSHIP if "membership" in name else BLOG
        found = story.network.php("return serialize($arguments['said']);", said=FORCES)
        story.sql(f"INSERT INTO {{p}}{name}, meta_key, meta_value) VALUES ({of}, 'wu_limitations', '{found}')")
        hold(story, BASIC) if of == MEMBERSHIP else materialise_site(story.services, BLOG)
        assert looked_at(story) == 3, name
        story.sql("DELETE FROM {p}wu_membershipmeta WHERE meta_key = 'wu_limitations'")
        hold(story, BASIC)
        looked_at(story)
    story.sql(f"UPDATE {{p}}bridge_site_limits SET membership_id = 1, own = NULL WHERE blog_id = {BLOG}")
    story.sql(f"DELETE FROM {{p}}blogmeta WHERE blog_id = {BLOG} AND meta_key = 'wu_limitations'")

    materialise_site(story.services, BLOG)

    assert looked_at(story) == 3


def test_its_sites_are_looked_at_when_its_days_of_grace_end(story: Story) -> None:
    ahead = story.one("SELECT UTC_TIMESTAMP() + INTERVAL 1 HOUR")[0]
    hold(story, BASIC, Grace(story.clock.now().fromisoformat(ahead), {"disk_space": {"limit": 500}}))
    of_grace = (looked_at(story), looked_at(story))
    told = story.one(
        f"SELECT look_at = grace_until FROM {{p}}bridge_membership_limits WHERE membership_id = {MEMBERSHIP}"
    )
    story.sql(
        "UPDATE {p}bridge_membership_limits SET look_at = UTC_TIMESTAMP(6), grace_until = UTC_TIMESTAMP(6)"
        f" WHERE membership_id = {MEMBERSHIP}"
    )

    assert (of_grace, told) == ((3, 0), ["1"])
    assert (looked_at(story), looked_at(story)) == (3, 0)


def test_the_run_of_memberships_is_through_when_its_sites_are_and_the_next_change_begins_another(story: Story) -> None:
    hold(story, PREMIUM)
    looked_at(story)
    reapply.look(story.services, 60)
    before = counted(story)[0][1]
    story.sql("DELETE FROM {p}bridge_reapply_ranges")  # as the plugin does
    reapply.look(story.services, 60)
    through = counted(story)[0][1]
    story.sql(f"UPDATE {{p}}bridge_site_limits SET applied = '{DIGEST}' WHERE membership_id = {MEMBERSHIP}")

    hold(story, BASIC)
    looked_at(story)

    assert (before, through) == ("running", "done")
    assert [row[1] for row in counted(story)] == ["done", "running"]
    assert named(story) == {"": ALL}
