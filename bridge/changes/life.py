"""The life of a change: its states, what happens to it, and what state follows. Every write of a status goes by this.

Each step is written in one transaction with its row in the journal, which names the states before and after. The
picture in ``docs/life-of-a-change.md`` is made from the table below.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bridge.store.changes import ChangeState, Operation

_S = ChangeState


class ChangeEvent(StrEnum):
    """What happens to a change."""

    CONFIRMED = "confirmed"
    BOOKED = "booked"
    RENEWAL_DUE = "renewal due"
    DUE = "due"
    PAYMENT_SENT = "payment sent"
    PAYMENT_WAITS = "payment waits"
    PAYMENT_DECLINED = "payment declined"
    PAID_AHEAD = "paid ahead"
    COVERED = "covered by account credit"
    APPLIED = "applied"
    TRUSTED = "money on its way"
    MONEY_ARRIVED = "money arrived"
    MONEY_FAILED = "money failed"
    CANCELLED = "cancelled"
    ENDED = "ended"
    UNUSABLE = "money unusable"
    REPLACED = "replaced"
    CLOSED = "closed"
    TAKEN_UP = "taken up again"


@dataclass(frozen=True, slots=True)
class Step:
    """What may happen to a change in one state, and the state that follows; ``before`` None: it is just confirmed.

    ``journal`` is the event in the membership's journal, ``{operation}`` in it is ``change`` or ``renewal``. ``guard``
    says what has to be so, which whoever takes the step has looked at under the locks of its transaction.
    """

    before: ChangeState | None
    event: ChangeEvent
    after: ChangeState
    journal: str
    guard: str


_E = ChangeEvent
_PAID = "all of its money is there, in time, and the membership is as it was quoted"
_GIVEN_UP = "no money has moved: its payment was given up at the gateway first"
_TOO_LATE = "it was not paid in time, or cannot be carried out any more"
_MOVED = "its money is there, and the membership is not as it was quoted, or gone"

LIFE: tuple[Step, ...] = (
    Step(None, _E.CONFIRMED, _S.AWAITING_PAYMENT, "change_confirmed",
         "the quote holds, nothing else is under way, and the account credit and code that it counts on are reserved"),
    Step(None, _E.BOOKED, _S.SCHEDULED, "change_scheduled",
         "as above, for a change that begins with the next term"),
    Step(None, _E.RENEWAL_DUE, _S.AWAITING_PAYMENT, "renewal_due",
         "the term ends soon or has ended, and the membership goes on"),
    Step(_S.SCHEDULED, _E.DUE, _S.AWAITING_PAYMENT, "change_due",
         "its day has come, or that of asking for its money, and it is decided anew"),
    Step(_S.AWAITING_PAYMENT, _E.PAYMENT_SENT, _S.PROCESSING, "payment_sent",
         "nobody else is asking the gateway"),
    Step(_S.PROCESSING, _E.PAYMENT_WAITS, _S.AWAITING_PAYMENT, "payment_waits",
         "the gateway says that the payer has to act"),
    Step(_S.PROCESSING, _E.PAYMENT_DECLINED, _S.AWAITING_PAYMENT, "payment_declined",
         "the gateway says that it was declined"),
    Step(_S.AWAITING_PAYMENT, _E.PAID_AHEAD, _S.SCHEDULED, "change_paid_ahead",
         "the money of a change for the next term came before its day"),
    Step(_S.PROCESSING, _E.PAID_AHEAD, _S.SCHEDULED, "change_paid_ahead",
         "the money of a change for the next term came before its day"),
    Step(_S.AWAITING_PAYMENT, _E.COVERED, _S.SCHEDULED, "paid_by_account_credit",
         "account credit came that pays a change for the next term"),
    Step(_S.AWAITING_PAYMENT, _E.APPLIED, _S.APPLIED, "{operation}_applied", _PAID),
    Step(_S.PROCESSING, _E.APPLIED, _S.APPLIED, "{operation}_applied", _PAID),
    Step(_S.PROCESSING, _E.TRUSTED, _S.APPLIED_ON_TRUST, "{operation}_applied_on_trust",
         "its money is on its way for days, the network trusts it, and the membership is as it was quoted"),
    Step(_S.APPLIED_ON_TRUST, _E.MONEY_ARRIVED, _S.APPLIED, "money_arrived", "the gateway says that it is there"),
    Step(_S.APPLIED_ON_TRUST, _E.MONEY_FAILED, _S.OWED, "money_failed", "the gateway says that it will not come"),
    Step(_S.OWED, _E.PAYMENT_SENT, _S.APPLIED_ON_TRUST, "payment_sent", "nobody else is asking the gateway"),
    Step(_S.OWED, _E.MONEY_ARRIVED, _S.APPLIED, "money_arrived", "all of its money is there"),
    Step(_S.OWED, _E.CLOSED, _S.VOID, "change_closed", "a network admin gives the money up"),
    Step(_S.AWAITING_PAYMENT, _E.CANCELLED, _S.CANCELLED, "{operation}_cancelled", _GIVEN_UP),
    Step(_S.PROCESSING, _E.CANCELLED, _S.CANCELLED, "{operation}_cancelled",
         "the gateway says that the payment was given up"),
    Step(_S.SCHEDULED, _E.CANCELLED, _S.CANCELLED, "{operation}_cancelled", "its day has not come"),
    Step(_S.AWAITING_PAYMENT, _E.ENDED, _S.VOID, "{operation}_void", _TOO_LATE),
    Step(_S.SCHEDULED, _E.ENDED, _S.VOID, "{operation}_void", _TOO_LATE),
    Step(_S.AWAITING_PAYMENT, _E.UNUSABLE, _S.NEEDS_ATTENTION, "{operation}_needs_attention", _MOVED),
    Step(_S.PROCESSING, _E.UNUSABLE, _S.NEEDS_ATTENTION, "{operation}_needs_attention", _MOVED),
    Step(_S.NEEDS_ATTENTION, _E.CLOSED, _S.VOID, "change_closed", "a network admin has looked at it"),
    Step(_S.VOID, _E.TAKEN_UP, _S.AWAITING_PAYMENT, "order_taken_up_again",
         "it ended unpaid, all of its money had come in time by hand, and the membership is as it was"),
    Step(_S.SCHEDULED, _E.REPLACED, _S.REPLACED, "change_replaced", "another change was confirmed in its place"),
)  # fmt: skip

#: What each state means to people who read the books.
MEANINGS: dict[ChangeState, str] = {
    _S.AWAITING_PAYMENT: "It is confirmed and waits for its money, until its time to be paid is over. It holds the"
    " membership's slot: nothing else is charged meanwhile.",
    _S.PROCESSING: "A gateway was asked for the money, and only the gateway's answer decides. For direct debits that"
    " takes days: every clock stands still, and the slot stays taken.",
    _S.SCHEDULED: "It waits for the running term to end. It is charged then, as quoted and never more.",
    _S.APPLIED: "It has taken effect and is paid. Final.",
    _S.APPLIED_ON_TRUST: "It has taken effect though its money is still on its way; the slot stays taken.",
    _S.OWED: "It has taken effect and its money did not come. It can be paid; when the time for that is over, the"
    " membership is put on hold until it is.",
    _S.CANCELLED: "Its owner gave it up, or something else took its place, before any money moved. Final.",
    _S.VOID: "It was not paid in time, or could not be carried out. Final, but for money that had come in time by hand"
    " and was marked later.",
    _S.REPLACED: "Another change was booked or bought in its place. Final.",
    _S.NEEDS_ATTENTION: "Its money came, and it could not be carried out any more. The money is account credit, and a"
    " network admin looks at it.",
}

_BY_BEFORE = {(step.before, step.event): step for step in LIFE}


class ForbiddenStep(ValueError):
    """Something was to happen to a change that cannot happen in the state that it is in."""

    def __init__(self, before: ChangeState | None, event: ChangeEvent) -> None:
        super().__init__(f"a change that is {before or 'new'} cannot be {event.value}")
        self.before = before
        self.event = event


def step_of(before: ChangeState | None, event: ChangeEvent) -> Step:
    """Return the step that an event is in a state.

    :raises ForbiddenStep: where it cannot happen in that state.

    >>> step_of(ChangeState.PROCESSING, ChangeEvent.PAYMENT_DECLINED).after.value
    'awaiting_payment'
    """
    step = _BY_BEFORE.get((before, event))
    if step is None:
        raise ForbiddenStep(before, event)
    return step


def journal_of(step: Step, operation: Operation) -> str:
    """Return the journal's event of a step.

    >>> journal_of(step_of(ChangeState.PROCESSING, ChangeEvent.APPLIED), "renewal")
    'renewal_applied'
    """
    return step.journal.format(operation=operation)


def is_final(state: ChangeState) -> bool:
    """Tell whether nothing can follow.

    >>> is_final(ChangeState.VOID), is_final(ChangeState.NEEDS_ATTENTION)
    (True, False)
    """
    return all(step.before is not state for step in LIFE)


def wrong_steps(moves: Sequence[tuple[str, str | None, str]]) -> list[str]:
    """Return what in a change's moves, as its journal tells them, is not a step of the table; () of a whole life.

    ``moves`` are (journal event, state before, state after) in their order.

    >>> wrong_steps([("change_confirmed", None, "awaiting_payment"), ("change_applied", "awaiting_payment", "applied")])
    []
    >>> wrong_steps([("change_confirmed", None, "awaiting_payment"), ("change_applied", "processing", "applied")])
    ['change_applied: from processing, and it was awaiting_payment']
    """
    known = {
        (journal_of(step, operation), step.before.value if step.before else None, step.after.value)
        for step in LIFE
        for operation in _OPERATIONS
    }
    wrong, stands = [], None
    for event, before, after in moves:
        if before != stands:
            wrong.append(f"{event}: from {before or 'nothing'}, and it was {stands or 'nothing'}")
        elif (event, before, after) not in known:
            wrong.append(f"{event}: no step leads from {before or 'nothing'} to {after} so")
        stands = after
    return wrong


_OPERATIONS: tuple[Operation, ...] = ("change", "renewal")
