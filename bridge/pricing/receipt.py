"""The figures of a receipt: net and VAT of each line, their sums by rate, and what of them a credit note takes back.

VAT is that of the lines as they were charged; the sum of a rate is the sum of its lines, so that every figure adds up
to what was paid. Signs: what was charged is positive, what was given back negative; of a credit note the other way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from bridge.pricing.money import round_ratio

#: Lines that are no supply but how it was paid: account credit used, and what of a credit is kept as account credit.
SETTLING = frozenset({"account_credit", "credit_kept"})
#: The line of money that was kept as account credit instead of being used.
DEPOSIT = "deposit"
#: The rate of a line that has none: reverse charge.
NO_RATE = ""
_MOST_DECIMALS = 4
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class PaidLine:
    """A line of a payment: ``amount_minor`` includes ``tax_minor``; ``percent`` None: its record names no rate."""

    code: str
    name: str
    quantity: int
    amount_minor: int
    tax_minor: int
    percent: Fraction | None = None


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """A line of a receipt; ``rate`` is a percentage as text ("25", "6.5"), :data:`NO_RATE` under reverse charge."""

    code: str
    name: str
    quantity: int
    net_minor: int
    vat_minor: int
    rate: str

    @property
    def gross_minor(self) -> int:
        """Return what was paid for it."""
        return self.net_minor + self.vat_minor


@dataclass(frozen=True, slots=True)
class Settling:
    """How a part was paid: account credit used (negative), or credit kept as account credit (positive)."""

    code: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class RateSum:
    """Net and VAT of all lines of one rate."""

    rate: str
    net_minor: int
    vat_minor: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What a document counts: lines with VAT, then how they were paid beside the money."""

    lines: tuple[ReceiptLine, ...]
    settled: tuple[Settling, ...]

    @property
    def total_minor(self) -> int:
        """Return all lines, VAT included."""
        return sum(line.gross_minor for line in self.lines)

    @property
    def vat_minor(self) -> int:
        """Return the VAT in the lines."""
        return sum(line.vat_minor for line in self.lines)

    @property
    def paid_minor(self) -> int:
        """Return the money: the lines less account credit used, and what was kept as account credit."""
        return self.total_minor + sum(part.amount_minor for part in self.settled)

    @property
    def rates(self) -> tuple[RateSum, ...]:
        """Return the sums by rate, the highest first; none where no line has a rate."""
        found: dict[str, tuple[int, int]] = {}
        for line in self.lines:
            net, vat = found.get(line.rate, (0, 0))
            found[line.rate] = (net + line.net_minor, vat + line.vat_minor)
        ordered = sorted(found, key=lambda rate: Fraction(rate or -1), reverse=True)
        return tuple(RateSum(rate, *found[rate]) for rate in ordered)


def figures_of(lines: Iterable[PaidLine], *, reverse_charge: bool) -> Figures:
    """Return the figures of a payment's lines; lines of nothing (0, without tax) are left out.

    >>> figures = figures_of([PaidLine("plan", "Pro", 1, 24900, 4980), PaidLine("account_credit", "", 1, -900, 0)],
    ...                      reverse_charge=False)
    >>> figures.rates, figures.total_minor, figures.paid_minor
    ((RateSum(rate='25', net_minor=19920, vat_minor=4980),), 24900, 24000)
    """
    paid = [line for line in lines if line.amount_minor or line.tax_minor]
    supplies = [line for line in paid if line.code not in SETTLING]
    known = sorted({line.percent for line in supplies if line.percent})
    return Figures(
        tuple(
            ReceiptLine(
                line.code, line.name, line.quantity, line.amount_minor - line.tax_minor, line.tax_minor,
                NO_RATE if reverse_charge else rate_of(line, known),
            )
            for line in supplies
        ),
        tuple(Settling(line.code, line.amount_minor) for line in paid if line.code in SETTLING),
    )  # fmt: skip


def kept(amount_minor: int) -> Figures:
    """Return the figures of money that bought nothing and is account credit: no supply, so no VAT."""
    return Figures((), (Settling(DEPOSIT, amount_minor),))


def rate_of(line: PaidLine, known: Sequence[Fraction] = ()) -> str:
    """Return the rate of a line as text: what its record names, else one of ``known`` that gives its tax to the unit.

    Else the roundest of at most four decimals that gives it exactly, or is nearest to it.

    >>> rate_of(PaidLine("plan", "", 1, 12500, 2500)), rate_of(PaidLine("plan", "", 1, 10650, 650))
    ('25', '6.5')
    >>> rate_of(PaidLine("credit", "", 1, -33, -6), [Fraction(25)]), rate_of(PaidLine("plan", "", 1, 100, 0))
    ('25', '0')
    """
    if not line.tax_minor:
        return "0"
    if line.percent:
        return _text(line.percent)
    net = line.amount_minor - line.tax_minor
    for percent in known:
        if abs(round_ratio(net * percent.numerator, _HUNDRED * percent.denominator) - line.tax_minor) <= 1:
            return _text(percent)
    if not net:
        return "0"
    exact = Fraction(line.tax_minor * _HUNDRED, net)
    for decimals in range(_MOST_DECIMALS + 1):
        percent = round(exact, decimals)
        if round_ratio(net * percent.numerator, _HUNDRED * percent.denominator) == line.tax_minor:
            return _text(percent)
    return _text(round(exact, _MOST_DECIMALS))


def _text(percent: Fraction) -> str:
    """Write a percentage as a plain decimal without zeros at its end."""
    text = f"{round(Decimal(percent.numerator) / Decimal(percent.denominator), _MOST_DECIMALS):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def taken_back(original: Figures, amount_minor: int, before_minor: int) -> Figures:
    """Return what of an original a credit note takes back, signed the other way, so many minor units paid back before.

    Each line's share is counted from the first refund on and rounded once, so that the notes of a receipt together are
    never more than it in any line, and the one that takes the rest ends at its very figures.

    :raises ValueError: for nothing, and for more than is left.
    """
    whole, after = original.paid_minor, before_minor + amount_minor
    if amount_minor <= 0 or before_minor < 0 or after > whole:
        raise ValueError(f"{amount_minor} of {whole - before_minor} cannot be taken back")
    now, then = _share(original, after, whole), _share(original, before_minor, whole)
    return Figures(
        tuple(
            replace(line, net_minor=old.net_minor - line.net_minor, vat_minor=old.vat_minor - line.vat_minor)
            for line, old in zip(now.lines, then.lines, strict=True)
        ),
        tuple(
            replace(part, amount_minor=old.amount_minor - part.amount_minor)
            for part, old in zip(now.settled, then.settled, strict=True)
        ),
    )


def turned(figures: Figures) -> Figures:
    """Return figures with every sign turned: what cancels a document counts what it did, the other way."""
    return Figures(
        tuple(replace(line, net_minor=-line.net_minor, vat_minor=-line.vat_minor) for line in figures.lines),
        tuple(replace(part, amount_minor=-part.amount_minor) for part in figures.settled),
    )


def left_by(original: Figures, notes: Iterable[Figures]) -> Figures:
    """Return what credit notes, signed the other way, leave of each line of their original.

    >>> whole = Figures((ReceiptLine("plan", "Pro", 1, 800, 200, "25"),), ())
    >>> left_by(whole, [taken_back(whole, 300, 0)]).lines[0].gross_minor
    700
    """
    for note in notes:
        original = Figures(
            tuple(
                replace(line, net_minor=line.net_minor + gone.net_minor, vat_minor=line.vat_minor + gone.vat_minor)
                for line, gone in zip(original.lines, note.lines, strict=True)
            ),
            tuple(
                replace(part, amount_minor=part.amount_minor + gone.amount_minor)
                for part, gone in zip(original.settled, note.settled, strict=True)
            ),
        )
    return original


def _share(original: Figures, part: int, whole: int) -> Figures:
    """Return the share ``part / whole`` of every line: gross amounts sum to ``part`` exactly, VAT is rounded a line."""
    grosses = [line.gross_minor for line in original.lines] + [one.amount_minor for one in original.settled]
    running, shares = 0, []
    for gross in grosses:
        before = round_ratio(running * part, whole)
        running += gross
        shares.append(round_ratio(running * part, whole) - before)
    lines = []
    for line, gross in zip(original.lines, shares, strict=False):
        vat = round_ratio(line.vat_minor * part, whole)
        lines.append(replace(line, net_minor=gross - vat, vat_minor=vat))
    rest = shares[len(original.lines) :]
    settled = tuple(replace(one, amount_minor=share) for one, share in zip(original.settled, rest, strict=True))
    return Figures(tuple(lines), settled)
