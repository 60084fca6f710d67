"""Very many memberships taken over by one command: in steps, killed and begun again, beside cron and worker."""

from __future__ import annotations

import os
import re
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from bridge.store.membership_list import MembershipPage, Which
from bridge.store.store import Store
from bridge.worker import run_all_once
from tests.integration.changes.story import BASIC, USER, Story
from tools.network.service import BRIDGE
from tools.network.testing import broken_invariants

COUNT = 400
OURS = "SELECT COUNT(*) FROM {p}wu_memberships WHERE id > 1000 AND gateway = 'bridge' AND auto_renew = 1"
#: What a take-over writes beside the row: its term with the digest, and one row of the journal.
WHOLE = (
    "SELECT COUNT(*) FROM {p}wu_memberships AS memberships"
    " JOIN {p}bridge_membership_terms AS terms ON terms.membership_id = memberships.id"
    " WHERE memberships.id > 1000 AND memberships.gateway = 'bridge' AND memberships.auto_renew = 1"
    " AND terms.written_digest IS NOT NULL AND 1 = (SELECT COUNT(*) FROM {p}bridge_journal AS journal"
    " WHERE journal.membership_id = memberships.id AND journal.event = 'membership_adopted')"
)


def many(story: Story, count: int) -> None:
    """Memberships on Basic beside the sample's, each a customer's own, with a term that runs for long."""
    story.membership()
    story.sql(
        "INSERT INTO {p}wu_customers (id, user_id, type)"
        f" SELECT 5000 + seq, {USER}, 'customer' FROM seq_1_to_{count};"
        "INSERT INTO {p}wu_memberships (id, customer_id, user_id, plan_id, currency, initial_amount, recurring,"
        " duration, duration_unit, amount, date_created, date_expiration, times_billed, status, gateway)"
        f" SELECT 1000 + seq, 5000 + seq, {USER}, {BASIC}, 'SEK', 99, 1, 1, 'year', 99, UTC_TIMESTAMP(),"
        f" UTC_TIMESTAMP() + INTERVAL 1 YEAR, 1, 'active', 'manual' FROM seq_1_to_{count}"
    )


def test_a_page_of_memberships_costs_what_it_shows_however_many_there_are(story: Story) -> None:
    count = 30_000
    many(story, count)
    story.sql("UPDATE {p}wu_memberships SET gateway = 'bridge' WHERE id IN (1200, 29000)")
    story.sql("INSERT INTO {p}bridge_external_edits VALUES (1200, 'accepted', '{}', UTC_TIMESTAMP(6))")
    story.sql("DELETE FROM {p}bridge_sweeps WHERE name LIKE 'search.%'")

    def looked_at(**asked: Any) -> tuple[MembershipPage, int, float]:
        def read(store: Store) -> tuple[MembershipPage, int, float]:
            before, begun = rows_read(store), time.monotonic()
            page = store.membership_list.page(Which(**asked), story.services.clock.now())
            return page, rows_read(store) - before, time.monotonic() - begun

        return story.services.database.reading(read)

    first, *_ = looked_at()
    middle, *_ = looked_at(start="15000")
    places = ({}, {"start": "15000"}, {"above": "15000"}, {"sort": "elsewhere", "start": "9000"}, {"sort": "edited"})
    for asked in places:
        page, rows, _ = looked_at(**asked)
        assert rows < 1000, (asked, rows)
        assert page.memberships
    back, *_ = looked_at(above=middle.older)

    assert [one.id for one in looked_at(sort="edited")[0].memberships] == [1200]
    assert [one.id for one in first.memberships] == list(range(1000 + count, 980 + count, -1))
    assert [one.id for one in middle.memberships] == list(range(15_000, 14_980, -1))
    assert (middle.older, [one.id for one in back.memberships]) == ("14980", [one.id for one in middle.memberships])
    # what is rare is looked for in so many rows and no more, until the worker has come to all; then by a key
    rare, rows, _ = looked_at(sort="at_a_provider")
    assert (rare.memberships, rare.is_short, rows < 100_000) == ((), True, True)
    assert looked_at(search="nobody of that name")[1] < 1000


def rows_read(store: Store) -> int:
    told = store.memberships._session.command("SHOW SESSION STATUS LIKE 'Handler_read%'")
    return sum(int(row["Value"]) for row in told)


def adopting(story: Story) -> subprocess.Popen[str]:
    """The command, as an admin starts it."""
    return subprocess.Popen(
        [str(BRIDGE), "adopt", "--all"],
        env=story.network.service.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def killed(story: Story, at: int) -> None:
    """Begin, and end the process without a word once some are moved."""
    process = adopting(story)
    until = time.monotonic() + 120
    while int(story.one(OURS)[0]) < at:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate()


def finished(story: Story) -> tuple[str, str]:
    """Run the command to its end; what it said, and the last line of how far it had come."""
    process = adopting(story)
    said, progress = process.communicate(timeout=1800)
    return said, progress.splitlines()[-1]


@pytest.mark.slow
def test_hundreds_are_taken_over_though_the_command_is_killed_in_the_middle(story: Story) -> None:
    many(story, COUNT)

    killed(story, at=COUNT // 4)
    between, whole = int(story.one(OURS)[0]), int(story.one(WHOLE)[0])
    said, progress = finished(story)

    assert COUNT // 4 <= between < COUNT
    assert whole == between
    assert story.one(OURS) == story.one(WHOLE) == [str(COUNT)]
    done, total = re.findall(r"\d+", progress)
    assert done == total
    assert re.search(r"^\d+ done, \d+ were so already, \d+ refused\.$", said, re.MULTILINE)
    assert broken_invariants(story.network) == []


@pytest.mark.slow
def test_the_worker_takes_over_what_a_killed_command_left_and_goes_on_with_the_rest(story: Story) -> None:
    many(story, COUNT)
    killed(story, at=COUNT // 4)

    rounds = [run_all_once(story.services) for _ in range(2)]

    assert story.one(OURS) == story.one(WHOLE) == [str(COUNT)]
    assert [count.failed for round_of in rounds for count in round_of.values() if count.failed] == []


@pytest.mark.slow
def test_two_commands_and_the_worker_at_once_take_each_over_once(story: Story) -> None:
    many(story, COUNT)
    processes = [adopting(story), adopting(story)]

    while any(process.poll() is None for process in processes):
        counts = run_all_once(story.services)
        assert {name: count.failed for name, count in counts.items() if count.failed} == {}
    told = [process.communicate() for process in processes]

    assert story.one(OURS) == story.one(WHOLE) == [str(COUNT)], told
    assert broken_invariants(story.network) == []


@pytest.mark.skipif("PLAN_BRIDGE_MEASURE" not in os.environ, reason="said in numbers, on request")
def test_how_long_ten_thousand_take(story: Story) -> None:
    many(story, 10_000)
    before = time.monotonic()

    process = adopting(story)
    peaks = []
    while process.poll() is None:
        status = Path(f"/proc/{process.pid}/status").read_text()
        peaks += [int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")]
        time.sleep(1)
    seconds = time.monotonic() - before

    said, progress = process.communicate()
    quarter = len(peaks) // 4
    sys.stderr.write(
        f"\n10,000 in {seconds:.0f} s; resident {max(peaks[:quarter])} kB after a quarter, {max(peaks)} kB at most;"
        f" {len(progress.splitlines())} lines of progress; {said.splitlines()[-1]}\n"
        f"{resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime:.0f} s of CPU\n"
    )
    assert story.one(OURS) == ["10000"]
