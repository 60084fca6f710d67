"""Take a membership over: from now on its terms and renewals are ours, and its present term is on record."""

from __future__ import annotations

from dataclasses import replace

from bridge.domain.charges import Tariff
from bridge.domain.recurring import present_lines
from bridge.domain.refusals import taken_at
from bridge.domain.standing import Standing, stand
from bridge.domain.tax import TaxTable
from bridge.domain.value import opening_line
from bridge.services import telling
from bridge.services.digests import written_digest
from bridge.services.holding import Held
from bridge.services.locked import HeldMembership
from bridge.services.membership_after import OUR_GATEWAY
from bridge.services.records import ChangeRecord, Term
from bridge.services.term_texts import discount_text, renewal_text


def adopt(held: Held, change: ChangeRecord) -> None:
    """Make a membership with a running term ours, before somebody else renews it past a change that waits.

    One that is ours already, that another subscription bills, or that has no term stays as it is.
    """
    standing = stand(held.facts.snapshot, held.at.replace(microsecond=0))
    if held.facts.adopted or held.facts.billed_elsewhere or standing.end is None:
        return
    opening = opening_line(held.facts.snapshot, standing)
    if opening is not None:
        held.store.membership_writes.settle(held.row, change.quote_id, None, opening)
    row = replace(held.row, gateway=OUR_GATEWAY, auto_renew=True, date_expiration=standing.end)
    held.store.membership_writes.write(row, held.at)
    held.store.membership_writes.put_term(_term(held, row, standing), held.at)
    telling.forget_cached(held, [], [])
    held.record("membership_adopted", change, was=held.row.gateway, term_end=standing.end.isoformat())


def _term(held: Held, row: HeldMembership, standing: Standing) -> Term:
    """Return the present term with what its renewal charges, as far as rows of another origin tell."""
    snapshot = held.facts.snapshot
    lines = present_lines(Tariff(snapshot, TaxTable(snapshot), held.at), standing)
    return Term(
        membership_id=row.id,
        customer_id=row.customer_id,
        term_start=standing.start,
        term_end=standing.end,
        anchor_day=standing.anchor_day,
        recurring_lines=renewal_text(lines, snapshot.membership.deferred_lines),
        kept_discount=discount_text(snapshot.membership.discount_code),
        plan_id=row.plan_id,
        plan_since=taken_at(snapshot.membership),
        written_digest=written_digest(row),
    )
