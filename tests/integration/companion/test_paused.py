"""A membership that rests: Ultimate Multisite's cron neither bills nor ends it, however long its end is over there."""

from bridge.changes.pause import Wanted
from bridge.network_admin import memberships
from bridge.ports import Services
from bridge.worker import run_all_once
from tests.integration.changes.story import ADMIN
from tests.integration.companion.beside import BJORN, ULLA, Beside, bought
from tests.integration.companion.test_handed_back import DAYS, neighbour
from tests.integration.companion.test_queue import EXPIRY, INVOICE, RUN, pending
from tools.network.testing import broken_invariants

DATES = ("date_expiration", "date_renewed", "date_created")


def test_its_cron_and_what_it_queued_before_leave_a_paused_one_alone(beside: Beside, services: Services) -> None:
    bought(beside, services)
    run_all_once(services)
    memberships.pause_membership(services, ADMIN, BJORN, Wanted("", "On a long journey", False), is_forecast=False)
    neighbour(beside)
    beside.write(ULLA, status="on-hold")
    dates = beside.network.sql(f"SELECT {', '.join(DATES)} FROM {{p}}wu_memberships WHERE id = {BJORN}")[0]
    before, waiting = beside.row(), pending(beside, BJORN)
    beside.network.sql(
        "UPDATE {p}wu_memberships SET date_expiration = UTC_TIMESTAMP() - INTERVAL 2 DAY,"
        f" date_renewed = UTC_TIMESTAMP() - INTERVAL 33 DAY WHERE id IN ({BJORN}, {ULLA})"
    )

    days = beside.php(DAYS, days=3, memberships=[BJORN, ULLA])
    for queued in (INVOICE, EXPIRY):
        beside.php(RUN, hook=queued, memberships=[BJORN])

    assert {status for _, status, _ in days[str(BJORN)]} == {"on-hold"}
    assert days[str(ULLA)][-1][1] == "expired"  # one of theirs, on hold, whose end is over for longer than the grace
    assert pending(beside, BJORN) == waiting
    beside.write(BJORN, **dict(zip(DATES, dates, strict=True)))
    run_all_once(services)
    assert beside.row() == before

    came_to = memberships.resume_membership(services, ADMIN, BJORN, "Back again").pause
    assert came_to.end_after is not None
    assert beside.row()["status"] == "active"
    assert beside.row()["date_expiration"] == came_to.end_after.isoformat(" ")
    assert broken_invariants(beside.network) == []
