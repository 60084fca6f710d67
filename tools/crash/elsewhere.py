"""Scenarios beside another system: its invoices that are paid for what is ours, many taken over and handed back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bridge.changes.ownership_run import carry_on, hand_back_switched_off
from bridge.errors import OwnershipRunOpen
from bridge.network_admin.memberships import begin_moves, move_membership
from bridge.store.ownership import Direction
from tools.crash.books import End
from tools.crash.scenario import Scenario
from tools.crash.stage import ADMIN, BASIC, Person, Stage, worker_comes, write_people

INVOICE, INVOICE_MINOR = 7_700_001, 9_900
SECONDS = 60.0
#: The others of those that are moved together: one more that can be, and one that has ended.
OTHERS = (2, 3)


def _invoice(stage: Stage, status: str) -> None:
    """Write what the other system's row of its invoice says."""
    stage.sql(f"UPDATE {{p}}wu_payments SET status = '{status}' WHERE id = {INVOICE}")


def _taken_over_with_an_invoice(stage: Stage) -> None:
    """The invoice waited when its membership became ours; then somebody paid it."""
    stage.sql(
        "INSERT INTO {p}wu_payments (id, status, customer_id, membership_id, product_id, currency, total, gateway,"
        f" date_created) VALUES ({INVOICE}, 'pending', {stage.customer}, {stage.membership}, {BASIC}, 'SEK', 99,"
        " 'manual', '2025-06-14 10:00:00')"
    )
    worker_comes(stage.services)
    move_membership(stage.services, ADMIN, stage.membership, "take_over")
    _invoice(stage, "completed")


def _keep_and_tell(stage: Stage) -> None:
    """The worker makes account credit of it; it is refunded there all the same, and the worker says so."""
    worker_comes(stage.services)
    _refund_there(stage)
    worker_comes(stage.services)


def _refund_there(stage: Stage) -> None:
    if stage.happened("bill_elsewhere_paid"):
        _invoice(stage, "refunded")


def _kept_and_told_once(stage: Stage) -> list[str]:
    counts = [len(stage.happened(f"bill_elsewhere_{what}")) for what in ("paid", "refunded")]
    letters = stage.sql(
        "SELECT SUM(payload LIKE '%money_kept_as_credit%'), SUM(payload LIKE '%payment_not_credited%')"
        " FROM {p}bridge_outbox WHERE topic = 'mail'"
    )[0]
    is_once = counts == [1, 1] and letters == ["2", "1"]
    return [] if is_once else [f"kept and told {counts} times, letters {letters}"]


def _all(stage: Stage) -> list[Stage]:
    return [stage, *(replace(stage, number=number) for number in OTHERS)]


def _several(stage: Stage) -> None:
    """Two more memberships of others: the last one has ended, and cannot be moved."""
    write_people(stage.network, Person(), _all(stage)[1:])
    stage.sql(f"UPDATE {{p}}wu_memberships SET status = 'expired' WHERE id = {_all(stage)[-1].membership}")


def _several_taken_over(stage: Stage) -> None:
    _several(stage)
    _take_over(stage)


def _take_over(stage: Stage) -> None:
    begin_moves(stage.services, ADMIN, "take_over", [one.membership for one in _all(stage)])
    carry_on(stage.services, SECONDS)


def _take_over_if_not_begun(stage: Stage) -> None:
    if not stage.sql("SELECT id FROM {p}bridge_ownership_runs"):
        _take_over(stage)


def _hand_back(stage: Stage) -> None:
    """The plugin is switched off, which it says twice."""
    for _ in range(2):
        _switch_off(stage)
    carry_on(stage.services, SECONDS)


def _switch_off(stage: Stage) -> None:
    try:
        hand_back_switched_off(stage.services)
    except OwnershipRunOpen:
        return


def _switch_off_if_not_heard(stage: Stage) -> None:
    if not stage.sql("SELECT id FROM {p}bridge_ownership_runs WHERE direction = 'hand_back'"):
        _switch_off(stage)


def _are_moved(direction: Direction, event: str, gateway: str) -> Callable[[Stage], list[str]]:
    """Return what says which of those that can be moved were not, or twice, and what the run has counted."""

    def also(stage: Stage) -> list[str]:
        moved = _all(stage)[:-1]
        ids = ", ".join(str(one.membership) for one in moved)
        found = [len(one.happened(event)) for one in moved]
        rows = stage.sql(f"SELECT DISTINCT gateway FROM {{p}}wu_memberships WHERE id IN ({ids})")
        runs = stage.sql(
            "SELECT done, refused, finished_at IS NOT NULL FROM {p}bridge_ownership_runs"
            f" WHERE direction = '{direction}'"
        )
        refused = "1" if direction == "take_over" else "0"
        is_whole = found == [1, 1] and rows == [[gateway]] and runs == [["2", refused, "1"]]
        return [] if is_whole else [f"{event} {found}, rows {rows}, runs {runs}"]

    return also


_NOTHING_MOVES = (End(0, 0, (BASIC, "active")),)
ELSEWHERE = (
    Scenario("an invoice of another system paid for what is ours, then refunded there", _keep_and_tell, _refund_there,
             (End(0, 0, (BASIC, "active"), credit_minor=INVOICE_MINOR),), prepare=_taken_over_with_an_invoice,
             also=_kept_and_told_once),
    Scenario("several taken over, one of which cannot be", _take_over, _take_over_if_not_begun, _NOTHING_MOVES,
             prepare=_several, also=_are_moved("take_over", "membership_adopted", "bridge")),
    Scenario("all handed back, the plugin being switched off", _hand_back, _switch_off_if_not_heard, _NOTHING_MOVES,
             prepare=_several_taken_over, also=_are_moved("hand_back", "membership_handed_back", "manual")),
)  # fmt: skip
