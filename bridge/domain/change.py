"""The states of a confirmed change, and which of them may follow which."""

from __future__ import annotations

from enum import StrEnum


class ChangeState(StrEnum):
    """Where a confirmed change stands; the last four of the table below are final or need a person."""

    AWAITING_PAYMENT = "awaiting_payment"
    PROCESSING = "processing"
    SCHEDULED = "scheduled"
    APPLIED = "applied"
    CANCELLED = "cancelled"
    VOID = "void"
    REPLACED = "replaced"
    NEEDS_ATTENTION = "needs_attention"


_S = ChangeState

TRANSITIONS: dict[ChangeState, frozenset[ChangeState]] = {
    # Waits for money: settled, given up by the owner, past its window, or money came for a basis that moved.
    # Or the money of a change for the term's end came before its day, and it waits again.
    _S.AWAITING_PAYMENT: frozenset({_S.PROCESSING, _S.SCHEDULED, _S.APPLIED, _S.CANCELLED, _S.VOID,
                                    _S.NEEDS_ATTENTION}),
    # A confirm was sent to the gateway: only its answer decides; a declined one waits for money again.
    _S.PROCESSING: frozenset({_S.AWAITING_PAYMENT, _S.SCHEDULED, _S.APPLIED, _S.CANCELLED, _S.VOID,
                              _S.NEEDS_ATTENTION}),
    # Waits for the term's end: then its charge begins, or it is applied where nothing is due.
    # A later change takes its place.
    _S.SCHEDULED: frozenset({_S.AWAITING_PAYMENT, _S.PROCESSING, _S.APPLIED, _S.CANCELLED, _S.VOID, _S.REPLACED,
                             _S.NEEDS_ATTENTION}),
    # A person decides: apply it after all, or close it (the money is account credit).
    _S.NEEDS_ATTENTION: frozenset({_S.APPLIED, _S.CANCELLED, _S.VOID}),
    _S.APPLIED: frozenset(),
    _S.CANCELLED: frozenset(),
    _S.VOID: frozenset(),
    _S.REPLACED: frozenset(),
}

#: States that hold the membership's one slot for an open operation.
OPEN_STATES = frozenset({_S.AWAITING_PAYMENT, _S.PROCESSING})


class ForbiddenTransition(ValueError):
    """A change was asked to go from one state to another that may not follow it."""

    def __init__(self, before: ChangeState, after: ChangeState) -> None:
        """Name both states."""
        super().__init__(f"a change cannot go from {before} to {after}")
        self.before = before
        self.after = after


def may_become(before: ChangeState, after: ChangeState) -> bool:
    """Tell whether ``after`` may follow ``before``.

    >>> may_become(ChangeState.APPLIED, ChangeState.CANCELLED)
    False
    """
    return after in TRANSITIONS[before]


def transition(before: ChangeState, after: ChangeState) -> ChangeState:
    """Return ``after`` where it may follow ``before``.

    :raises ForbiddenTransition: where it may not.
    """
    if not may_become(before, after):
        raise ForbiddenTransition(before, after)
    return after


def is_final(state: ChangeState) -> bool:
    """Tell whether nothing can follow.

    >>> is_final(ChangeState.VOID), is_final(ChangeState.NEEDS_ATTENTION)
    (True, False)
    """
    return not TRANSITIONS[state]
