"""``bridge reconcile``: a line for each thing that differs, and an exit code that says whether somebody has to look."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from bridge import reconcile_command
from bridge.changes.reconcile import Code, Finding
from bridge.errors import NetworkIsACopy
from bridge.gateways.port import GatewayUnreachable
from tests.fakes.card import CardGateway

NOW = datetime(2026, 2, 1, 12)


def told(code: Code) -> Finding:
    """Something that differs in a payment of ours."""
    return Finding(code, "pi_1", 12, 5, "SEK", 9900, 9000)


@pytest.fixture
def bridge(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """An installation that takes cards; ``found`` is what comparing yields, ``asked`` what it was asked for."""
    services = SimpleNamespace(gateways={"card": CardGateway()}, clock=SimpleNamespace(now=lambda: NOW))
    made = SimpleNamespace(services=services, copies=SimpleNamespace(is_copy=lambda: False), found=[], asked=[])

    def compare(_: Any, gateway_id: str, since: datetime, *, is_dry: bool) -> Iterator[Finding]:
        made.asked.append((gateway_id, since, is_dry))
        for one in made.found:
            if isinstance(one, Exception):
                raise one
            yield one

    monkeypatch.setattr(reconcile_command, "reconcile", compare)
    monkeypatch.setattr(reconcile_command, "build", lambda _: made)
    monkeypatch.setattr(reconcile_command, "from_environment", lambda: None)
    return made


@pytest.mark.parametrize(
    ("found", "code", "last"),
    [
        ([], 0, "since 2026-01-02: 0 repaired, 0 to look at"),
        ([told("settled"), told("refund_booked")], 0, "since 2026-01-02: 2 repaired, 0 to look at"),
        ([told("settled"), told("amount_differs")], 1, "since 2026-01-02: 1 repaired, 1 to look at"),
        ([GatewayUnreachable()], 1, "since 2026-01-02: 0 repaired, 1 to look at"),
    ],
)
def test_the_exit_code_says_whether_somebody_has_to_look(
    bridge: SimpleNamespace, found: list[Finding | Exception], code: int, last: str
) -> None:
    bridge.found = found

    ran = CliRunner().invoke(reconcile_command.reconcile_books, [])

    assert (ran.exit_code, ran.output.splitlines()[-1]) == (code, last)


def test_the_day_and_the_dry_run_are_as_asked_for_and_a_line_names_both_books(bridge: SimpleNamespace) -> None:
    bridge.found = [told("amount_differs")]

    ran = CliRunner().invoke(reconcile_command.reconcile_books, ["--since", "2026-01-15", "--dry-run"])

    assert bridge.asked == [("card", datetime(2026, 1, 15), True)]
    first = ran.output.splitlines()[0]
    assert first.startswith("card pi_1 (payment 12, membership 5): 99.00 SEK at the provider, 90.00 SEK here")


def test_a_copy_of_a_network_compares_nothing(bridge: SimpleNamespace) -> None:
    bridge.copies.is_copy = lambda: True

    ran = CliRunner().invoke(reconcile_command.reconcile_books, [])

    assert isinstance(ran.exception, NetworkIsACopy)
    assert bridge.asked == []
