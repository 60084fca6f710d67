"""Billing details: VAT numbers as they are typed, the register that answers or not, countries in the reader's words."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from bridge import vat_register
from bridge.account.vat import Answer, NoVatNumber, check, is_in_register, read_number
from bridge.cldr import countries
from bridge.store.buyers import VatDue, address_text
from bridge.store.membership_rows import read_address

NOW = datetime(2025, 6, 15, 10)


@pytest.mark.parametrize(
    ("typed", "country", "expected"),
    [
        ("SE 556703-7485 01", "SE", "SE556703748501"),
        ("556703748501", "SE", "SE556703748501"),
        ("gr094259216", "GR", "EL094259216"),
        ("EL094259216", "GR", "EL094259216"),
        ("GB 980 7806 84", "GB", "GB980780684"),
        ("XI110305878", "GB", "XI110305878"),
        ("995525828MVA", "NO", "NO995525828MVA"),
        ("CHE-107.787.577 IVA", "CH", "CHE107787577IVA"),
        ("12-3456789", "US", "123456789"),
        ("  ", "SE", ""),
    ],
)
def test_a_number_is_read_as_it_is_written_on_receipts(typed: str, country: str, expected: str) -> None:
    assert read_number(typed, country) == expected


@pytest.mark.parametrize(
    ("typed", "country", "code"),
    [
        ("SE556703748502", "SE", "vat_number_wrong"),
        ("hello", "SE", "vat_number_wrong"),
        ("980780685", "GB", "vat_number_wrong"),
        ("DE136695976", "SE", "vat_number_of_other_country"),
        ("DE136695976", "US", "vat_number_of_other_country"),
    ],
)
def test_what_is_no_number_of_the_country_is_refused_with_its_code(typed: str, country: str, code: str) -> None:
    with pytest.raises(NoVatNumber) as refused:
        read_number(typed, country)

    assert refused.value.code == code


def test_the_register_knows_the_eu_and_northern_ireland() -> None:
    known = ("SE556703748501", "EL094259216", "XI110305878")

    assert [is_in_register(one) for one in (*known, "GB980780684", "NO995525828MVA", "")] == [True] * 3 + [False] * 3


@dataclass
class Kept:
    """The part of the store that a check writes."""

    settings: Any = None
    buyers: Any = None
    written: list[Any] = field(default_factory=list)
    issuer_vat_number: str = "SE556703748501"

    def __post_init__(self) -> None:
        self.settings = self.buyers = self.database = self.clock = self

    def read(self) -> Any:
        return self

    def now(self) -> datetime:
        return NOW

    def reading(self, work: Any) -> Any:
        return work(self)

    transaction = reading

    def ask_again(self, due: VatDue, at: datetime) -> None:
        self.written.append(("ask_again", due.number, at))

    def checked(self, due: VatDue, state: str, proof: str, at: datetime, ask_at: datetime | None) -> None:
        self.written.append((state, due.number, proof, at, ask_at))


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer(is_valid=True, proof="W1"), ("valid", "DE1", "W1", NOW, NOW + timedelta(days=90))),
        (Answer(is_valid=False, proof=""), ("invalid", "DE1", "", NOW, None)),
        (None, ("ask_again", "DE1", NOW + timedelta(hours=1))),
    ],
)
def test_the_register_that_does_not_answer_changes_nothing_but_when_it_is_asked(
    answer: Answer | None, expected: tuple[Any, ...]
) -> None:
    kept, asked = Kept(), []

    done = check(kept, VatDue(7, "DE1"), lambda number, by: asked.append((number, by)) or answer)  # type: ignore[arg-type,func-returns-value]

    assert done is (answer is not None)
    assert (kept.written, asked) == ([expected], [("DE1", "SE556703748501")])


def test_what_the_register_is_asked_has_the_numbers_apart_from_their_prefixes() -> None:
    text = vat_register.question("EL094259216", "SE556703748501")

    for part in ("<v:countryCode>EL</v:countryCode>", "<v:vatNumber>094259216</v:vatNumber>",
                 "<v:requesterCountryCode>SE<", "<v:requesterVatNumber>556703748501<"):  # fmt: skip
        assert part in text
    assert "requester" not in vat_register.question("DE136695976", "")


def test_a_register_that_cannot_be_reached_gives_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vat_register, "ADDRESS", "http://127.0.0.1:9/")

    assert vat_register.ask("DE136695976", "") is None


def test_an_address_is_written_as_the_other_plugins_object_with_what_else_it_keeps() -> None:
    before = (
        'O:33:"WP_Ultimo\\Objects\\Billing_Address":1:{s:13:"\0*\0attributes";'
        'a:2:{s:15:"billing_country";s:2:"SE";s:13:"billing_email";s:7:"a@b.com";}}'
    )

    text = address_text(before, {"country": "DE", "city": "Köln", "company_name": "Å"})

    assert text == (
        'O:33:"WP_Ultimo\\Objects\\Billing_Address":1:{s:13:"\0*\0attributes";a:4:{s:15:"billing_country";s:2:"DE";'
        's:13:"billing_email";s:7:"a@b.com";s:12:"billing_city";s:5:"Köln";s:12:"company_name";s:2:"Å";}}'
    )
    assert read_address(text) == {"country": "DE", "email": "a@b.com", "city": "Köln", "company_name": "Å"}


@pytest.mark.parametrize("spoilt", ["a:x", "O:1:", 'a:1:{i:0;s:2:"SE";}', None, ""])
def test_what_nobody_can_read_is_written_anew(spoilt: str | None) -> None:
    assert read_address(address_text(spoilt, {"country": "SE"})) == {"country": "SE"}


def test_countries_are_named_in_the_readers_language_and_unions_are_none() -> None:
    swedish, english = dict(countries("sv_SE")), dict(countries("en_US"))

    assert (swedish["DE"], english["DE"], english["SE"]) == ("Tyskland", "Germany", "Sweden")
    assert not {"EU", "ZZ", "UN"} & set(english)
    assert [name for _, name in countries("en_US")] == sorted(english.values(), key=str.casefold)
