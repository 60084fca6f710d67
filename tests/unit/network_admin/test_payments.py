"""What the network admin is told of a payment that is marked as paid, and the words for it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, get_args

import pytest

from bridge.changes.view import Change, Named
from bridge.network_admin.example import ExampleName
from bridge.network_admin.payments import Outcome, Payment, marked_answer
from bridge.network_admin.plan_map import PairVerb
from bridge.pricing.money import Money
from bridge.pricing.plan_map import TrapCode
from bridge.store.changes import ChangeState
from bridge.store.memberships import BeyondTermSort
from bridge.store.payments import Marking, NotMarkable
from bridge.store.quotes import ChosenAddon
from bridge.web.encoding import as_json
from tools.network.machine.paths import ROOT

AT = datetime(2026, 2, 1)
WORDS = (ROOT / "wp-plugin" / "words" / "network.php").read_text()
#: Codes that the plugin makes of the service's, and those that have no sentence because nobody reads one.
CODES = {
    "paid_{}": (Outcome, ()),
    "ask_{}": (Marking, ()),
    "unmarkable_{}": (NotMarkable, ("settled",)),
    "term_{}": (BeyondTermSort, ()),
    "trap_{}": (TrapCode, ()),
    "story_{}": (ExampleName, ()),
    "story_{}_told": (ExampleName, ()),
}


def payment() -> Payment:
    """A payment of 199 kr."""
    money = Money(19900, "SEK")
    return Payment(
        id=1000001, shared_id=12, membership_id=4, customer_id=1, user_id=1, quote_id=None, status="completed",
        gateway="manual",
        amount=money, tax=money, created_at=AT, received_at=AT, marked_by=1, may_be_marked_paid=False, marking=None,
        not_markable="settled", needs_attention=False, reference="", transfers=(), left=None, may_be_rejected=False,
        lines=(),
    )  # fmt: skip


def change(status: str) -> Any:
    """A change to Premium with two packages."""
    return Change(
        quote_id="0" * 32, membership_id=4, status=status, kind="upgrade", currency="SEK", requested_at=AT,  # type: ignore[arg-type]
        effective_at=AT, payable_until=None, payable=False, due_now=Money(19900, "SEK"), plan=Named(3, "Premium"),
        addons=(ChosenAddon(7, "Extra disk", 2), ChosenAddon(8, "Help", 1)), period=None, gateway="manual",
        by_hand=None, problem=None, lines=(), next_charge=None, tax_change=None, next_action=None, declined_reason=None,
    )  # fmt: skip


@pytest.mark.parametrize("status", [one.value for one in ChangeState])
def test_every_status_of_a_change_has_an_outcome(status: str) -> None:
    told = marked_answer(payment(), change(status))

    known = {"applied": "success", "scheduled": "success"}
    ended = ("needs_attention", "void", "cancelled", "replaced")
    expected = "warning" if status in ended else known.get(status, "info")
    assert (told.severity, told.outcome in get_args(Outcome)) == (expected, True)


def test_what_was_paid_for_is_told_with_its_figures() -> None:
    told = as_json(marked_answer(payment(), change("scheduled")), "sv_SE")

    params = told["params"]
    assert params["amount"]["formatted"] == "199,00\xa0kr"
    assert params["offer"] == ["Premium", "Extra disk \N{MULTIPLICATION SIGN} 2", "Help"]
    assert (params["payment"], params["membership"], params["effective_at"]) == (12, 4, "2026-02-01T00:00:00Z")


def test_a_renewal_has_no_change() -> None:
    told = marked_answer(payment(), None)

    assert (told.outcome, told.severity, told.change) == ("renewal", "success", None)


@pytest.mark.parametrize("form", CODES)
def test_every_code_that_a_screen_names_has_its_words(form: str) -> None:
    kind, silent = CODES[form]
    codes = [form.format(one) for one in get_args(kind) if one not in silent]

    assert [code for code in codes if f"'{code}' => __(" not in WORDS] == []


def test_what_happens_to_a_way_between_plans_has_its_words() -> None:
    wanted = {f"pair_{verb}_{when}" for verb in get_args(PairVerb) if verb != "closes" for when in ("now", "term_end")}

    assert wanted | {"pair_closes"} <= set(re.findall(r"'(pair_[a-z_]+)' => __", WORDS))
