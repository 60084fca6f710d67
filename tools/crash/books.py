"""What must hold of a membership afterwards: charged once, applied once, a whole life, and money that adds up.

What was received (charged by the provider, marked by hand, granted) is what lines were bought for, used up or not, and
what is account credit, and what went back. The provider's own books are the other witness: no row of ours says what it
charged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bridge.changes.life import wrong_steps
from bridge.operations.journal import verify
from bridge.store.store import Store
from tools.crash.stage import BEGAN, Stage
from tools.network.network import Network
from tools.network.template import DATABASE

_OPEN = "('awaiting_payment', 'processing', 'applied_on_trust', 'owed')"
_STANDS = f"""
SELECT COALESCE(plan_id, 0), COALESCE(status, 'gone'),
       (SELECT COUNT(*) FROM {{p}}bridge_changes
        WHERE membership_id = {{membership}} AND status = 'applied'),
       (SELECT COUNT(*) FROM {{p}}bridge_changes WHERE membership_id = {{membership}} AND status IN {_OPEN}),
       (SELECT COUNT(*) FROM {{p}}bridge_webhook_events WHERE state = 'received'),
       (SELECT COUNT(*) FROM {{p}}bridge_refunds AS refunds JOIN {{p}}bridge_payments AS payments USING (payment_id)
        WHERE payments.membership_id = {{membership}} AND refunds.status IN ('asked', 'pending'))
FROM (SELECT {{membership}} AS id) AS asked LEFT JOIN {{p}}wu_memberships AS own ON own.id = asked.id
"""
_CHANGES = "SELECT quote_id, status FROM {p}bridge_changes WHERE membership_id = {membership}"
#: Of a change that took effect, and whose money was given up since.
_GIVEN_UP = """
(changes.status = 'void' AND EXISTS (SELECT 1 FROM {p}bridge_settled_lines AS brought
 WHERE brought.quote_id = changes.quote_id AND brought.settled_at >= '{began}'))
"""
_TOOK_EFFECT = f"""
SELECT COALESCE(due_quote_id, quote_id) FROM {{p}}bridge_changes AS changes
WHERE customer_id IN ({{customers}}) AND (status IN ('applied', 'applied_on_trust', 'owed') OR {_GIVEN_UP})
"""
_RECEIVED = """
SELECT amount_minor FROM {p}bridge_payments
WHERE customer_id IN ({customers}) AND gateway = 'card' AND received_at IS NOT NULL
"""
#: Each a sum of some customers', in minor units, by the names below.
_SUMS = (
    """
SELECT
  (SELECT COALESCE(SUM(amount_minor), 0) FROM {p}bridge_transfers
   WHERE payment_id IN (SELECT payment_id FROM {p}bridge_payments WHERE customer_id IN ({customers}))),
  (SELECT COALESCE(SUM(amount_minor), 0) FROM {p}bridge_account_credit_entries
   WHERE customer_id IN ({customers}) AND cause IN ('granted', 'withdrawn')),
  (SELECT COALESCE(SUM(balance_minor), 0) FROM {p}bridge_account_credit WHERE customer_id IN ({customers})),
  (SELECT COALESCE(SUM(amount_minor + tax_minor - credited_minor - refunded_minor), 0)
   FROM {p}bridge_settled_lines AS settled WHERE customer_id IN ({customers})),
  (SELECT COALESCE(SUM(amount_minor), 0) FROM {p}bridge_transfers
   WHERE state = 'held'
     AND payment_id IN (SELECT payment_id FROM {p}bridge_payments WHERE customer_id IN ({customers}))),
  (SELECT COALESCE(SUM(amount_minor), 0) FROM {p}bridge_value_taken AS taken
   WHERE taken.source = 'nothing' AND taken.given_back_at IS NULL AND (
     (taken.cause = 'refund' AND taken.cause_id IN (
       SELECT refund_id FROM {p}bridge_refunds JOIN {p}bridge_payments USING (payment_id)
       WHERE customer_id IN ({customers})))
     OR (taken.cause = 'dispute' AND taken.cause_id IN (
       SELECT dispute_id FROM {p}bridge_disputes JOIN {p}bridge_payments USING (payment_id)
       WHERE customer_id IN ({customers}))))),
  (SELECT COALESCE(SUM(refunds.amount_minor), 0)
   FROM {p}bridge_refunds AS refunds JOIN {p}bridge_payments AS payments USING (payment_id)
   WHERE payments.customer_id IN ({customers}) AND payments.gateway = 'manual' AND refunds.destination = 'payer'
     AND refunds.status IN ('asked', 'pending', 'succeeded')),
  (SELECT COALESCE(SUM(amount_minor + tax_minor), 0) FROM {p}bridge_settled_lines
   WHERE customer_id IN ({customers}) AND (quote_id IS NULL OR settled_at < '{began}')),
  (SELECT COALESCE(SUM(due_now_minor), 0) FROM {p}bridge_changes AS changes
   WHERE customer_id IN ({customers}) AND (status IN ('applied_on_trust', 'owed') OR """
    + _GIVEN_UP
    + """)),
  (SELECT COALESCE(SUM(amount_minor), 0) FROM {p}bridge_carried_over
   WHERE taken_by IS NULL AND customer_id IN ({customers})),
  (SELECT COALESCE(SUM(amount_minor), 0) FROM {p}bridge_bills_elsewhere
   WHERE customer_id IN ({customers}))
"""
)

_NAMES = (
    "by_hand", "granted", "credit", "in_lines", "held", "uncovered", "sent_by_hand", "opening", "owed", "carried",
    "elsewhere",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class End:
    """How a story may end: charges of the provider, changes and renewals that took effect, plan and status held.

    ``back_minor`` is what went back to the payer (None: all that was charged), ``credit_minor`` the account credit
    (None: what the books make of it).
    """

    charges: int
    applied: int
    held: tuple[int, str]
    back_minor: int | None = 0
    credit_minor: int | None = 0


def never(stage: Stage) -> list[str]:
    """Return what must never be, whoever was killed: money that moved twice for one payment, a broken chain."""
    found = [f"charged {one['charges']} times for {one['reference']}"
             for one in stage.provider.payments_of(stage.customers) if one["charges"] > 1]  # fmt: skip
    broken = verify(stage.services, stage.membership)
    return found if broken is None else [*found, f"its journal is broken at row {broken}"]


def unlike(network: Network, stage: Stage, ends: Sequence[End]) -> list[str]:
    """Return in what a membership is unlike every one of the ends that its story may have."""
    found, charged = never(stage), stage.provider.charged(stage.customers)
    plan, status, applied, is_open, events, refunds = _row(network, _STANDS, stage)
    credit, back = _sums(network, stage)["credit"], stage.provider.sent_back(stage.customers)
    is_at = (len(charged), int(applied), (int(plan), status), back, credit)
    if all(is_at != _of(end, sum(charged), credit) for end in ends):
        found.append(f"charges, applied, held, sent back, credit are {is_at}")
    found += [
        f"{count} {what}"
        for count, what in ((is_open, "under way"), (events, "events not worked"), (refunds, "refunds on their way"))
        if count != "0"
    ]
    return found + unbalanced(network, stage) + lives(network, stage)


def unbalanced(network: Network, stage: Stage) -> list[str]:
    """Return where the books of all whose a membership is or was do not add up, or are not those of the provider."""
    charged = stage.provider.charged(stage.customers)
    booked = sorted(int(row[0]) for row in _rows(network, _RECEIVED, stage))
    found = [] if booked == sorted(charged) else [f"the provider charged {charged}, the books have {booked}"]
    sums = _sums(network, stage)
    received = sum(charged) + sums["by_hand"] + sums["granted"] + sums["opening"] + sums["elsewhere"]
    received += _from_before(network, stage)
    awaited = sums["owed"] + sums["carried"]
    back = stage.provider.sent_back(stage.customers) + _contested(stage) + sums["sent_by_hand"] - sums["uncovered"]
    kept = sums["in_lines"] + sums["credit"] + sums["held"]
    if received + awaited != kept + back:
        found.append(f"received {received}, awaited {awaited}, kept {kept}, sent back {back}: {sums}")
    return found


def _of(end: End, charged_minor: int, credit_minor: int) -> tuple[int, int, tuple[int, str], int, int]:
    """Return an end as it is seen, where so much was charged and so much is account credit."""
    back = charged_minor if end.back_minor is None else end.back_minor
    credit = credit_minor if end.credit_minor is None else end.credit_minor
    return end.charges, end.applied, end.held, back, credit


def _contested(stage: Stage) -> int:
    """Return what the bank of a payer has taken back, or holds."""
    own = {one["name"]: one["amount_minor"] for one in stage.provider.payments_of(stage.customers)}
    disputes = stage.provider.ask("all", kind="disputes").values()
    return sum(own.get(one["payment"], 0) for one in disputes if one["state"] in ("open", "lost"))


def _sums(network: Network, stage: Stage) -> Mapping[str, int]:
    return dict(zip(_NAMES, (int(value) for value in _row(network, _SUMS, stage)), strict=True))


def _from_before(network: Network, stage: Stage) -> int:
    """Return what changes gave back of what was paid before there was any record of ours."""

    def given_back(store: Store) -> int:
        found = (store.quotes.find(row[0]) for row in _rows(network, _TOOK_EFFECT, stage))
        quotes = [stored.quote for stored in found if stored is not None]
        on_record = sum(closed.credit_minor for quote in quotes for closed in quote.closes)
        return sum(quote.credit_minor for quote in quotes) - on_record

    return stage.services.database.reading(given_back)


def lives(network: Network, stage: Stage) -> list[str]:
    """Return which changes' lives are not made of steps of the table."""
    chain = stage.services.database.reading(lambda store: store.journal.chain(stage.membership))
    lives: dict[str, list[tuple[str, str | None, str]]] = {}
    for row in chain:
        moves = row.event.data.get("moves")
        if moves and row.event.quote_id:
            lives.setdefault(row.event.quote_id, []).append((row.event.event, moves[0], moves[1]))
    states = {row[0]: row[1] for row in _rows(network, _CHANGES, stage)}
    wrong = [found for moves in lives.values() for found in wrong_steps(moves)]
    ends = {quote_id: moves[-1][2] for quote_id, moves in lives.items()}
    return wrong if ends == states else [*wrong, f"the journal ends at {ends}, the changes are {states}"]


def _row(network: Network, text: str, stage: Stage) -> list[str]:
    return _rows(network, text, stage)[0]


def _rows(network: Network, text: str, stage: Stage) -> list[list[str]]:
    """Ask as root, past the service."""
    customers = ", ".join(str(one) for one in stage.customers)
    filled = text.format(p=network.prefix, membership=stage.membership, customers=customers, began=BEGAN)
    return network.server.run(filled, DATABASE)
