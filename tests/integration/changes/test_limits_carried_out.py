"""Runs over many sites: who has something left is named, by ranges that workers share; a killed one is gone on with."""

import json
from collections.abc import Iterator

import pytest

from bridge.errors import LimitRunUnknown, NoSuchSites
from bridge.limits.forced import forced_digest
from bridge.limits.said import compiled
from bridge.quotas import reapply
from bridge.quotas.reapply import Asked, begin, begin_changed, look, look_at_next, turn
from bridge.store import reapply as runs
from bridge.store.reapply import ReapplyRun
from bridge.worker import run_all_once
from tests.integration.changes.story import Story

FORCES = {"plugins": {"limit": {"egen/egen.php": {"behavior": "force_active"}}}}
FREES = {"plugins": {"limit": {"egen/egen.php": {"behavior": "default"}}}}
DIGEST = forced_digest([FORCES])
SITES = 40
#: Sites of the many begin here; those with an even number are of the membership that holds the plan that forces.
FIRST = 1001
ALL = Asked(first_id=FIRST)


@pytest.fixture(autouse=True)
def many(story: Story, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Forty sites of two memberships in ranges of ten, the plan of one of which forces a plugin."""
    monkeypatch.setattr(runs, "RANGE", 10)
    for number, limits in ((901, compiled(FORCES)), (902, compiled({"disk_space": {"limit": 5}}))):
        story.sql(
            "INSERT INTO {p}bridge_product_limits (product_id, kind, name, limits, revision, source_digest)"
            f" VALUES ({number}, 'plan', 'P', '{limits}', 1, '');"
            f"INSERT INTO {{p}}bridge_membership_limits (membership_id, revision) VALUES ({number}, 1);"
            f"INSERT INTO {{p}}bridge_holdings VALUES ({number}, {number}, 1)"
        )
    rows = ", ".join(f"({FIRST + i}, {902 if (FIRST + i) % 2 else 901})" for i in range(SITES))
    story.sql(f"INSERT INTO {{p}}bridge_site_limits (blog_id, membership_id) VALUES {rows}")
    yield
    story.sql(
        "DELETE FROM {p}bridge_site_limits WHERE blog_id > 1000;"
        "DELETE FROM {p}bridge_holdings WHERE membership_id > 900;"
        "DELETE FROM {p}bridge_membership_limits WHERE membership_id > 900;"
        "DELETE FROM {p}bridge_product_limits WHERE product_id > 900;"
        "DELETE FROM {p}bridge_product_limit_revisions WHERE product_id > 900"
    )


def named(story: Story) -> dict[str, list[int]]:
    """The sites left to the plugin, by the digest of what is forced."""
    found: dict[str, list[int]] = {}
    for (text,) in story.sql("SELECT sites FROM {p}bridge_reapply_ranges WHERE state = 'named' ORDER BY first_id"):
        for digest, ids in json.loads(text).items():
            found.setdefault(digest, []).extend(ids)
    return found


def newest(story: Story) -> ReapplyRun:
    return story.services.database.reading(lambda store: store.reapply.newest(1))[0]


def everything(story: Story, asked: Asked = ALL) -> ReapplyRun:
    begin(story.services, asked, 0)
    look(story.services, 60)
    return newest(story)


def test_the_sites_of_who_holds_what_forces_are_named_and_no_others(story: Story) -> None:
    run = everything(story)

    assert named(story) == {DIGEST: [i for i in range(FIRST, FIRST + SITES) if i % 2 == 0]}
    assert (run.state, run.looked_at, run.named, run.waiting) == ("running", SITES, SITES // 2, SITES // 2)


def test_who_has_carried_it_out_is_not_named_and_who_has_something_to_undo_is(story: Story) -> None:
    even = f"blog_id >= {FIRST} AND blog_id % 2 = 0"
    story.sql(
        f"UPDATE {{p}}bridge_site_limits SET applied = '{DIGEST}' WHERE {even};"
        f"UPDATE {{p}}bridge_site_limits SET applied = '{DIGEST}' WHERE blog_id = {FIRST}"
    )

    run = everything(story)

    assert (named(story), run.named) == ({"": [FIRST]}, 1)


def test_an_own_word_counts(story: Story) -> None:
    story.sql(
        f"UPDATE {{p}}bridge_site_limits SET own = '{compiled(FREES)}' WHERE blog_id = 1002;"
        f"UPDATE {{p}}bridge_site_limits SET own = '{compiled(FORCES)}' WHERE blog_id = 1003"
    )

    everything(story, Asked(first_id=1002, last_id=1003))

    assert named(story) == {DIGEST: [1003]}


def test_what_held_before_counts_as_long_as_days_of_grace_last(story: Story) -> None:
    locks = {"plugins": {"limit": {"egen/egen.php": {"behavior": "force_inactive_locked"}}}}
    before = json.dumps({name: module["limit"] for name, module in FORCES.items()})
    story.sql(
        f"UPDATE {{p}}bridge_product_limits SET limits = '{compiled(locks)}' WHERE product_id = 901;"
        "UPDATE {p}bridge_membership_limits SET grace_until = UTC_TIMESTAMP(6) + INTERVAL 1 DAY,"
        f" grace = '{before}' WHERE membership_id = 901;"
        f"UPDATE {{p}}bridge_site_limits SET applied = '{DIGEST}' WHERE blog_id = 1002"
    )
    meanwhile = everything(story, Asked(first_id=1002, last_id=1005))
    in_grace = named(story)
    story.sql(
        "DELETE FROM {p}bridge_reapply_ranges;"
        "UPDATE {p}bridge_membership_limits SET grace_until = UTC_TIMESTAMP(6) WHERE membership_id = 901"
    )

    everything(story, Asked(first_id=1002, last_id=1005))

    assert (in_grace, meanwhile.named) == ({DIGEST: [1004]}, 1)
    assert named(story) == {forced_digest([locks]): [1002, 1004]}


@pytest.mark.parametrize("spoilt", ["{broken", '{"v":2}'])
def test_where_what_a_product_says_is_spoilt_what_it_said_last_that_can_be_read_counts(
    story: Story, spoilt: str
) -> None:
    story.sql(
        f"UPDATE {{p}}bridge_product_limits SET limits = '{spoilt}', revision = 2 WHERE product_id = 901;"
        "INSERT INTO {p}bridge_product_limit_revisions (product_id, revision, limits, at)"
        f" VALUES (901, 1, '{compiled(FORCES)}', '2026-01-01'), (901, 2, '{spoilt}', '2026-01-02');"
        f"UPDATE {{p}}bridge_site_limits SET applied = '{DIGEST}' WHERE blog_id IN (1002, 1006)"
    )

    run = everything(story, Asked(first_id=1002, last_id=1007))

    assert (named(story), run.named) == ({DIGEST: [1004]}, 1)


def test_nobody_is_asked_to_carry_out_what_no_one_can_read(story: Story) -> None:
    story.sql(
        "UPDATE {p}bridge_product_limits SET limits = '{broken' WHERE product_id = 901;"
        f"UPDATE {{p}}bridge_site_limits SET own = '{compiled(FREES)}' WHERE blog_id = 1006;"
        f"UPDATE {{p}}bridge_site_limits SET applied = '{DIGEST}' WHERE blog_id BETWEEN 1002 AND 1006"
    )

    everything(story, Asked(first_id=1002, last_id=1006))

    assert named(story) == {"": [1003, 1005]}


def test_who_holds_several_that_force_is_named_once_with_what_they_come_to(story: Story) -> None:
    more = {"plugins": {"limit": {"annan/annan.php": {"behavior": "force_inactive"}}}}
    both = forced_digest([FORCES, more])
    story.sql(
        "INSERT INTO {p}bridge_product_limits (product_id, kind, name, limits, revision, source_digest)"
        f" VALUES (903, 'package', 'M', '{compiled(more)}', 1, '');"
        "INSERT INTO {p}bridge_holdings VALUES (901, 903, 1);"
        f"UPDATE {{p}}bridge_site_limits SET applied = '{both}' WHERE blog_id = 1004"
    )

    run = everything(story, Asked(first_id=1002, last_id=1007))

    assert (named(story), run.named) == ({both: [1002, 1006]}, 2)


def test_of_one_product_and_from_one_site_to_another(story: Story) -> None:
    story.sql(f"UPDATE {{p}}bridge_site_limits SET applied = '{DIGEST}' WHERE blog_id IN (1005, 1007)")

    of_all = everything(story, Asked(first_id=1003, last_id=1008))
    story.sql("DELETE FROM {p}bridge_reapply_ranges")
    of_one = everything(story, Asked(product_id=902, first_id=1003, last_id=1008))

    assert (of_all.looked_at, of_all.named) == (6, 5)
    assert (of_one.named, named(story)) == (2, {"": [1005, 1007]})


def test_workers_share_the_ranges_and_a_killed_one_s_is_looked_at_again_once(story: Story) -> None:
    begin(story.services, Asked(first_id=FIRST), 0)
    database = story.services.database
    run = newest(story)
    killed = database.transaction(lambda store: store.reapply.take(run, "a" * 32))  # and never ends
    stale = database.transaction(lambda store: store.reapply.take(run, "b" * 32))  # had read the run before
    look(story.services, 60)
    while_held = newest(story)
    story.sql("UPDATE {p}bridge_reapply_ranges SET lease_until = '2020-01-01' WHERE state = 'looking'")

    look(story.services, 60)

    assert killed is not None
    assert stale is None
    assert (while_held.looked_at, newest(story).looked_at) == (SITES - 10, SITES)
    assert not database.transaction(lambda store: store.reapply.end(killed, "a" * 32, 10, {1002: DIGEST}))
    assert sorted(named(story)[str(DIGEST)]) == [i for i in range(FIRST, FIRST + SITES) if i % 2 == 0]


def test_a_paused_run_takes_no_range_until_it_is_gone_on_with(story: Story) -> None:
    run = begin(story.services, Asked(first_id=FIRST), 0)
    assert look_at_next(story.services)
    turn(story.services, run.id, "running", "paused")
    assert not look_at_next(story.services)
    assert turn(story.services, run.id, "running", "paused").state == "paused", "a second click changes nothing"

    turn(story.services, run.id, "paused", "running")
    look(story.services, 60)

    assert newest(story).looked_at == SITES


def test_a_run_is_through_when_its_last_range_is(story: Story) -> None:
    everything(story)
    story.sql("DELETE FROM {p}bridge_reapply_ranges")  # as the plugin does, one after another

    look(story.services, 60)

    run = newest(story)
    assert (run.state, run.finished_at) == ("done", story.clock.now())
    with pytest.raises(LimitRunUnknown):
        turn(story.services, run.id, "running", "paused")


def test_a_newer_run_replaces_one_that_does_no_more(story: Story) -> None:
    first = begin(story.services, Asked(first_id=1003, last_id=1008), 0)
    look_at_next(story.services)

    second = begin(story.services, Asked(first_id=FIRST), 7)

    found = story.services.database.reading(lambda store: store.reapply.newest(2))
    assert [(run.id, run.state) for run in found] == [(second.id, "running"), (first.id, "replaced")]
    assert story.sql("SELECT COUNT(*) FROM {p}bridge_reapply_ranges") == [["0"]]
    assert found[0].requested_by == 7


def test_a_run_over_no_site_is_refused(story: Story) -> None:
    with pytest.raises(NoSuchSites):
        begin(story.services, Asked(first_id=10**12), 0)


def test_a_product_that_forces_something_else_begins_a_run_by_itself_once(story: Story) -> None:
    begun = [begin_changed(story.services), begin_changed(story.services)]
    run = newest(story)
    story.sql(f"UPDATE {{p}}bridge_product_limits SET limits = '{compiled(FREES)}' WHERE product_id = 901")
    begun += [begin_changed(story.services), begin_changed(story.services)]
    story.sql("UPDATE {p}bridge_product_limits SET limits = '{broken' WHERE product_id = 901")
    begun += [begin_changed(story.services)]

    assert begun == [1, 0, 1, 0, 0]
    assert (run.product_id, run.requested_by) == (901, None)


def test_a_round_of_the_worker_does_it_and_one_with_nothing_to_do_asks_little(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = run_all_once(story.services)
    asked: list[str] = []
    monkeypatch.setattr(reapply, "look_at_next", lambda _: bool(asked.append("asked")))

    run_all_once(story.services)

    assert counts["reapply_limits"].failed == 0
    assert newest(story).product_id == 901
    assert asked == ["asked"]
