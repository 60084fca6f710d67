"""VAT numbers of customers: what is written as one, and what the register of the EU says of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from stdnum.ch import vat as swiss
from stdnum.eu import vat as european
from stdnum.exceptions import ValidationError
from stdnum.gb import vat as british
from stdnum.no import mva as norwegian

from bridge.ports import Services
from bridge.pricing.vat import EU, country_of
from bridge.store.buyers import VatDue

#: When a register that did not answer is asked again, and a number that was valid.
ASK_AGAIN, RENEW = timedelta(hours=1), timedelta(days=90)
MOST_CHARACTERS = 32

_NOISE = re.compile(r"[\s.\-/]")
_ANY = re.compile(r"[A-Z0-9]{4,32}")
_NORTHERN_IRELAND = "XI"
_PREFIX = 2


@dataclass(frozen=True, slots=True)
class Answer:
    """What the register says; ``proof`` is the number of its answer, '' where it gives none."""

    is_valid: bool
    proof: str


#: Asks the register about a number in the name of another; None: it does not answer.
Register = Callable[[str, str], Answer | None]


class NoVatNumber(Exception):
    """A text is none; ``code`` says whether it is wrong or of another country than the address."""

    def __init__(self, code: str) -> None:
        """Keep the code."""
        super().__init__(code)
        self.code = code


def read_number(typed: str, country: str) -> str:
    """Return a VAT number with its prefix as it is written on receipts; the prefix may be left out.

    What countries without rules of ours call so is taken as it is.

    >>> read_number("de 136695976", "DE"), read_number("5567037485-01", "SE"), read_number("094259216", "GR")
    ('DE136695976', 'SE556703748501', 'EL094259216')
    >>> read_number("NO 995 525 828 MVA", "NO"), read_number("980 7806 84", "GB"), read_number("", "SE")
    ('NO995525828MVA', 'GB980780684', '')

    :raises NoVatNumber: where it is none, or of another country.
    """
    text = _NOISE.sub("", typed).upper()
    if not text:
        return ""
    found = _european(text, country) or _other(text, country)
    if found is None:
        raise NoVatNumber("vat_number_wrong")
    if country_of(found) not in {country, *([_NORTHERN_IRELAND] if country == "GB" else [])} and _has_country(found):
        raise NoVatNumber("vat_number_of_other_country")
    return found


def _european(text: str, country: str) -> str | None:
    """Return a number of the EU, with Greece's prefix as the register has it; None where it is none."""
    candidates = [text, f"{country}{text}"] if country in EU else [text]
    for candidate in candidates:
        try:
            found = str(european.validate(candidate))
        except ValidationError:
            continue
        return f"EL{found[_PREFIX:]}" if found.startswith("GR") else found
    return None


def _other(text: str, country: str) -> str | None:
    """Return a number of a country outside the EU; None where it is none."""
    if country in EU:
        return None
    try:
        if country == "GB":
            return f"GB{british.validate(text.removeprefix('GB'))}"
        if country == "NO":
            return f"NO{norwegian.validate(text.removeprefix('NO'))}"
        if country == "CH":
            return str(swiss.validate(text))
    except ValidationError:
        return None
    return text if _ANY.fullmatch(text) else None


def _has_country(number: str) -> bool:
    """Tell whether a number's prefix is that of a country with rules of its own."""
    return country_of(number) in {*EU, "GB", "NO", _NORTHERN_IRELAND}


def is_in_register(number: str) -> bool:
    """Tell whether the register of the EU knows numbers of this country."""
    return country_of(number) in {*EU, _NORTHERN_IRELAND}


def check(services: Services, due: VatDue, register: Register) -> bool:
    """Ask the register about one number and keep what it says; False where it does not answer.

    It is asked before the transaction. A number that was valid stays so while the register does not answer.
    """
    settings = services.database.reading(lambda store: store.settings.read())
    requester = settings.issuer_vat_number if is_in_register(settings.issuer_vat_number) else ""
    answer = register(due.number, requester)
    at = services.clock.now()
    if answer is None:
        services.database.transaction(lambda store: store.buyers.ask_again(due, at + ASK_AGAIN))
        return False
    state, again = ("valid", at + RENEW) if answer.is_valid else ("invalid", None)
    services.database.transaction(
        lambda store: store.buyers.checked(due, state, answer.proof, at, again)  # type: ignore[arg-type]
    )
    return True
