"""The worker as it runs: one round of the real process, on the real network."""

import pytest

from bridge.changes.change import confirm
from bridge.errors import StoreUnavailable
from bridge.housekeeping import HOUSEKEEPING
from bridge.tasks import CHARGING
from bridge.worker import Knocker, Surroundings, run_all_once
from tests.integration.changes.story import OWNER, PREMIUM, Story


def test_one_round_of_the_process_fails_at_nothing_and_leaves_its_mark(story: Story) -> None:
    story.sql("DELETE FROM {p}bridge_heartbeats WHERE name = 'worker'")

    printed = story.network.bridge("worker", "--once")

    tasks = dict(line.split(": ", 1) for line in printed.splitlines())
    assert list(tasks) == [*CHARGING, *HOUSEKEEPING, "check_vat_numbers", "knock"]
    assert [words for words in tasks.values() if not words.endswith(" 0 failed")] == []
    assert story.one("SELECT COUNT(*) FROM {p}bridge_heartbeats WHERE name = 'worker'") == ["1"]


def test_a_site_without_limits_gets_them(story: Story) -> None:
    story.membership(PREMIUM, amount="199")

    counts = run_all_once(story.services)

    assert counts["catch_up_sites"].done == 1
    assert story.quota()["plan"]["id"] == PREMIUM


def test_used_token_ids_are_forgotten_when_no_token_could_carry_them(story: Story) -> None:
    story.sql(
        "DELETE FROM {p}bridge_nonces;"
        "INSERT INTO {p}bridge_nonces VALUES ('a', '2025-06-15 09:49:59'), ('b', '2025-06-15 09:50:01')"
    )

    counts = run_all_once(story.services)

    assert counts["purge_nonces"].done == 1
    assert story.sql("SELECT jti FROM {p}bridge_nonces") == [["b"]]


def test_a_knock_makes_the_plugin_do_what_waits(story: Story) -> None:
    story.membership(credit_minor=50000)
    confirm(story.services, OWNER, story.quote(PREMIUM), "free")
    waiting = story.one("SELECT COUNT(*) > 0 FROM {p}bridge_outbox WHERE done_at IS NULL")

    counts = run_all_once(story.services, Surroundings(knocker=Knocker(story.network.url)))

    assert waiting == ["1"]
    assert counts["knock"].done == 1
    assert story.one(
        "SELECT COUNT(*) FROM {p}bridge_outbox WHERE done_at IS NULL AND topic <> 'blog_upload_space'"
    ) == ["0"]


def test_on_a_copy_nothing_is_charged_ended_or_mailed(story: Story) -> None:
    story.membership(PREMIUM, amount="199")

    counts = run_all_once(story.services, Surroundings(is_copy=lambda: True))

    assert list(counts) == list(HOUSEKEEPING)
    assert not {"settle_abandoned", "expire_overdue", "renew_ended", "remind_payers"} & set(counts)


def test_one_change_that_fails_rests_and_the_others_go_on(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    story.membership(PREMIUM, amount="199")
    quote_id = story.quote(1, period=None)
    confirm(story.services, OWNER, quote_id, "free")
    story.clock.at = story.clock.at.replace(month=7)

    def fail(*_: object) -> bool:
        raise StoreUnavailable

    with monkeypatch.context() as broken:
        broken.setattr("bridge.tasks.carry_out", fail)
        first = run_all_once(story.services)
    second = run_all_once(story.services)
    story.clock.at = story.clock.at.replace(minute=11)
    third = run_all_once(story.services)

    assert (first["carry_out_due"].failed, second["carry_out_due"].done, third["carry_out_due"].done) == (1, 0, 1)
    assert story.change(quote_id) == ["applied"]
    assert story.events() == ["membership_adopted", "change_scheduled", "change_due", "change_applied"]
