"""The register of the EU as it is asked over the network: what it says is believed, and its silence is no answer."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from socket import socket

import pytest

from bridge import vat_register
from bridge.account.vat import Answer
from tests.fakes.vies import Register, register

NUMBER, SELLER = "DE136695976", "SE556703748501"


@pytest.fixture
def vies(monkeypatch: pytest.MonkeyPatch) -> Iterator[Register]:
    with register() as served:
        monkeypatch.setattr(vat_register, "ADDRESS", served.address)
        monkeypatch.setattr(vat_register, "SECONDS", 0.5)
        yield served


@pytest.mark.parametrize("valid", [True, False])
def test_what_it_says_is_believed_with_the_proof_that_it_was_asked(vies: Register, *, valid: bool) -> None:
    vies.says(valid=valid)

    answer = vat_register.ask(NUMBER, SELLER)

    assert answer == Answer(valid, "WAPIAAAA1")
    assert all(part in vies.asked[0] for part in (
        "<v:countryCode>DE</v:countryCode><v:vatNumber>136695976</v:vatNumber>",
        "<v:requesterCountryCode>SE</v:requesterCountryCode><v:requesterVatNumber>556703748501</v:requesterVatNumber>",
    ))  # fmt: skip


def test_a_seller_without_a_number_asks_without_one(vies: Register) -> None:
    vies.says(valid=True, proof="")

    assert vat_register.ask(NUMBER, "") == Answer(is_valid=True, proof="")
    assert "requester" not in vies.asked[0]


@pytest.mark.parametrize("status", [200, 500])
@pytest.mark.parametrize("code", [
    "MS_UNAVAILABLE", "SERVICE_UNAVAILABLE", "TIMEOUT", "MS_MAX_CONCURRENT_REQ", "GLOBAL_MAX_CONCURRENT_REQ",
    "INVALID_REQUESTER_INFO", "IP_BLOCKED", "VAT_BLOCKED",
])  # fmt: skip
def test_a_fault_says_nothing_about_the_number(vies: Register, code: str, status: int) -> None:
    vies.fails(code, status)

    assert vat_register.ask(NUMBER, SELLER) is None


@pytest.mark.parametrize("status", [302, 404, 503])
def test_a_page_that_stands_in_its_place_is_no_answer(vies: Register, status: int) -> None:
    vies.says(valid=False)
    vies.status = status

    assert vat_register.ask(NUMBER, SELLER) is None


def test_where_nobody_listens_there_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(socket()) as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setattr(vat_register, "ADDRESS", f"http://127.0.0.1:{free.getsockname()[1]}/")

        assert vat_register.ask(NUMBER, SELLER) is None


def test_one_that_takes_its_time_is_not_waited_for(vies: Register) -> None:
    vies.says(valid=True)
    vies.slow = 2.0
    begun = time.monotonic()

    assert vat_register.ask(NUMBER, SELLER) is None
    assert time.monotonic() - begun < 1.8


def test_one_that_says_a_letter_now_and_then_is_not_waited_for_either(vies: Register) -> None:
    vies.says(valid=True)
    vies.slow, vies.pieces = 0.1, 100
    begun = time.monotonic()

    assert vat_register.ask(NUMBER, SELLER) is None
    assert time.monotonic() - begun < 5


def test_what_is_longer_than_any_answer_is_none(vies: Register) -> None:
    vies.says(valid=True)
    vies.body = "<!-- -->" * 20_000 + vies.body

    assert vat_register.ask(NUMBER, SELLER) is None
