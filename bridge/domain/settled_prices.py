"""What a renewal charges, told from what was settled for the present term, where no quote of it is stored."""

from __future__ import annotations

from math import ceil

from bridge.domain.membership import RecurringLine, SettledLine
from bridge.domain.money import round_charge
from bridge.domain.proration import FULL, UNITS, Share
from bridge.domain.renewal_lines import fitted, merged, total
from bridge.domain.snapshot import Snapshot
from bridge.domain.standing import Standing


def settled_prices(snapshot: Snapshot, standing: Standing, amount: int) -> tuple[RecurringLine, ...]:
    """Return a renewal line for each product settled in the present term; together they may differ from ``amount``.

    A line for the whole term is its price. One bought for a part of it tells its price per term by that part, as the
    network charges parts; what rounding hid is told from ``amount``, the membership's recurring amount, and belongs to
    the smallest part.
    """
    lines = [line for line in snapshot.membership.settled_lines or () if _lasts_to_the_end(line, standing)]
    whole = [_priced(line, FULL) for line in lines if line.start == standing.start]
    shares = [(line, _share(snapshot, standing, line)) for line in lines if line.start != standing.start]
    parts = merged(_priced(line, share) for line, share in shares)
    rest = amount - total(whole)
    if parts and abs(total(parts) - rest) <= _hidden_by_rounding([share for _, share in shares], len(parts), rest):
        least, _ = min(shares, key=lambda told: told[1].fraction)
        parts = tuple(
            _corrected(line, rest - total(parts)) if line.product_id == least.product_id else line for line in parts
        )
    held = snapshot.membership.addons
    return tuple(
        RecurringLine(line.product_id, line.type, held.get(line.product_id, 1), line.amount_minor, line.tax_minor)
        for line in merged((*whole, *parts))
    )


def _lasts_to_the_end(line: SettledLine, standing: Standing) -> bool:
    if standing.start is None or standing.end is None:
        return False
    return line.type != "setup_fee" and line.end == standing.end and standing.start <= line.start < standing.end


def _share(snapshot: Snapshot, standing: Standing, line: SettledLine) -> Share:
    """Return the part of its price that a line bought inside the term was charged."""
    settings, start, end = snapshot.settings, standing.start, standing.end
    if settings.addon_charge == "full" or start is None or end is None:
        return FULL
    return UNITS[settings.proration].charge(start, end, line.start)


def _priced(line: SettledLine, share: Share) -> RecurringLine:
    amount, tax = line.amount_minor + line.tax_minor, line.tax_minor
    if share is not FULL and share.left:
        amount, tax = round_charge(amount / share.fraction), round_charge(tax / share.fraction)
    return RecurringLine(line.product_id, line.type, 0, amount, tax)


def _corrected(line: RecurringLine, by: int) -> RecurringLine:
    return fitted([line], line.amount_minor + by)[0]


def _hidden_by_rounding(shares: list[Share], products: int, rest: int) -> int:
    """Return by how much the prices told may be wrong; with several products never as much as there is to tell.

    A line and its tax are rounded to the minor unit each, half of which the part makes larger.
    """
    hidden = sum(ceil(1 / share.fraction) for share in shares if share.left)
    return hidden if products == 1 else min(hidden, rest - 1)
