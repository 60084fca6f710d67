"""Which state of a change may follow which."""

from __future__ import annotations

import pytest

from bridge.store.changes import OPEN_STATES, TRANSITIONS, ChangeState, ForbiddenTransition, is_final, transition

FINAL = {ChangeState.APPLIED, ChangeState.CANCELLED, ChangeState.REPLACED}


def test_every_state_has_its_row() -> None:
    assert set(TRANSITIONS) == set(ChangeState)


def test_nothing_follows_what_is_final() -> None:
    assert {state for state in ChangeState if is_final(state)} == FINAL


@pytest.mark.parametrize("before", sorted(FINAL))
@pytest.mark.parametrize("after", sorted(ChangeState))
def test_final_states_refuse_every_transition(before: ChangeState, after: ChangeState) -> None:
    with pytest.raises(ForbiddenTransition, match=f"{before} to {after}"):
        transition(before, after)


def test_every_open_state_can_end_well_and_badly() -> None:
    for state in OPEN_STATES:
        assert {ChangeState.APPLIED, ChangeState.VOID, ChangeState.NEEDS_ATTENTION} <= TRANSITIONS[state]


def test_what_ended_unpaid_can_only_wait_for_its_payment_again() -> None:
    assert TRANSITIONS[ChangeState.VOID] == {ChangeState.AWAITING_PAYMENT}


def test_declined_payment_may_be_tried_again() -> None:
    assert transition(ChangeState.PROCESSING, ChangeState.AWAITING_PAYMENT) == "awaiting_payment"
