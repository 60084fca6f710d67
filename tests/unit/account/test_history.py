"""What the history calls what happened: every event that is written has words, and its reason where one was given."""

import ast
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast, get_args

import pytest

from bridge.account.history import _event
from bridge.changes.life import LIFE, journal_of
from bridge.gateways.port import DisputeOutcome
from bridge.people import Actor
from bridge.store.external_edits import Outcome
from bridge.store.journal import Event, JournalRow
from bridge.store.memberships import MembershipFacts

ROOT = Path(__file__).parents[3]
#: What stands in the names that are put together, by the part before it.
PARTS = {
    "row_": [*get_args(Outcome)],
    "dispute_": [one.value for one in DisputeOutcome],
    "refund_": ["pending", "succeeded", "failed", "refused"],
    "account_credit_": ["granted", "withdrawn"],
}


def written() -> Iterator[str]:
    """The name of each event that the service records, whatever calls it so."""
    for path in (ROOT / "bridge").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in {
                "record", "_record"
            }:  # fmt: skip
                yield from (name for argument in node.args for name in names_in(argument))
    for step in LIFE:
        yield from (journal_of(step, "change"), journal_of(step, "renewal"))


def names_in(argument: ast.expr) -> list[str]:
    """The names that an argument can be."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return [argument.value]
    if isinstance(argument, ast.IfExp):
        return names_in(argument.body) + names_in(argument.orelse)
    if isinstance(argument, ast.JoinedStr) and isinstance(argument.values[0], ast.Constant):
        before = str(argument.values[0].value)
        return [before + part for part in PARTS[before]]
    return []


def test_every_event_that_is_written_has_words() -> None:
    said = set(re.findall(r"^    '(\w+)' =>", (ROOT / "wp-plugin/words/history.php").read_text(), re.MULTILINE))
    names = set(written())

    assert len(names) > 70
    assert sorted(names - said) == []


def told(event: str, *, is_admin: bool = False, **data: Any) -> tuple[str | None, str | None]:
    row = JournalRow(
        sequence=1,
        event=Event(membership_id=1, event=event, cause="network_admin", at=datetime(2026, 1, 1), data=data),
        previous_hash="",
        hash="",
    )
    facts = SimpleNamespace(snapshot=SimpleNamespace(products={}, membership=SimpleNamespace(currency="SEK")))
    actor = SimpleNamespace(is_network_admin=is_admin, user_id=9)
    found = _event(row, cast("MembershipFacts", facts), cast("Actor", actor), {})
    return found.reason, found.problem


@pytest.mark.parametrize("is_admin", [False, True])
@pytest.mark.parametrize("event", ["payment_rejected", "account_credit_granted", "account_credit_withdrawn",
                                   "refund_asked", "membership_cancelling"])  # fmt: skip
def test_a_reason_that_its_owner_is_written_to_about_is_told_to_all(event: str, *, is_admin: bool) -> None:
    assert told(event, is_admin=is_admin, reason="Sent twice") == ("Sent twice", None)


def test_a_reason_among_admins_stays_there() -> None:
    assert told("membership_paused", reason="Late payer") == (None, None)
    assert told("membership_paused", is_admin=True, reason="Late payer") == ("Late payer", None)


@pytest.mark.parametrize("event", ["payment_declined", "money_failed"])
def test_why_a_payment_was_declined_is_told_by_its_code(event: str) -> None:
    assert told(event, reason="insufficient_funds") == (None, "insufficient_funds")
