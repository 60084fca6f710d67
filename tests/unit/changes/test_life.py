"""What may happen to a change in which state, and that nothing writes a state past the table."""

import ast
from pathlib import Path

import pytest

from bridge.changes.life import LIFE, MEANINGS, ChangeEvent, ForbiddenStep, is_final, step_of, wrong_steps
from bridge.store.changes import OPEN_STATES, PAYABLE_STATES, ChangeState

ROOT = Path(__file__).parents[3]
FINAL = {ChangeState.APPLIED, ChangeState.CANCELLED, ChangeState.REPLACED}
STEPS = {(step.before, step.event): step.after for step in LIFE}


def test_every_state_is_reached_and_explained() -> None:
    assert {step.after for step in LIFE} == set(ChangeState) == set(MEANINGS)


def test_every_event_happens_somewhere() -> None:
    assert {step.event for step in LIFE} == set(ChangeEvent)


def test_an_event_leads_from_a_state_to_one_other() -> None:
    assert len(STEPS) == len(LIFE)


def test_nothing_follows_what_is_final() -> None:
    assert {state for state in ChangeState if is_final(state)} == FINAL


@pytest.mark.parametrize("event", list(ChangeEvent), ids=lambda event: event.name)
@pytest.mark.parametrize("before", [None, *ChangeState])
def test_only_what_the_table_says_can_happen(before: ChangeState | None, event: ChangeEvent) -> None:
    if (before, event) in STEPS:
        assert step_of(before, event).after is STEPS[before, event]
    else:
        with pytest.raises(ForbiddenStep):
            step_of(before, event)


def test_from_every_state_a_final_one_is_reached() -> None:
    ends = set(FINAL)
    while more := {step.before for step in LIFE if step.before and step.after in ends} - ends:
        ends |= more
    assert ends == set(ChangeState)


def test_what_can_be_paid_holds_the_slot_and_can_be_sent_to_a_gateway() -> None:
    assert PAYABLE_STATES <= OPEN_STATES
    assert {step.before for step in LIFE if step.event is ChangeEvent.PAYMENT_SENT} == PAYABLE_STATES


def test_each_journal_event_tells_one_step_apart() -> None:
    told = {(step.journal, step.before, step.after) for step in LIFE}

    assert len(told) == len(LIFE)


def test_a_life_with_a_gap_is_not_whole() -> None:
    whole = [
        ("change_confirmed", None, "awaiting_payment"),
        ("payment_sent", "awaiting_payment", "processing"),
        ("change_applied", "processing", "applied"),
    ]

    assert wrong_steps(whole) == []
    assert wrong_steps([*whole[:1], *whole[2:]]) == ["change_applied: from processing, and it was awaiting_payment"]
    assert wrong_steps([*whole, ("change_void", "applied", "void")]) == [
        "change_void: no step leads from applied to void so"
    ]


def test_no_status_of_a_change_is_written_past_the_table() -> None:
    """``replace(change, status=…)`` and ``changes.save`` with a new state stand where the table is asked alone."""
    found = []
    rooms = ("changes", "network_admin")
    for path in (path for room in rooms for path in sorted((ROOT / "bridge" / room).glob("*.py"))):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and any(
                word.arg == "status" and "ChangeState" in ast.dump(word.value) for word in call.keywords
            ):
                called = call.func.id if isinstance(call.func, ast.Name) else ""
                if called not in {"ChangeRecord", "ChangeSettled"}:
                    found.append(f"{path.name}: {called}")
    assert found == []
