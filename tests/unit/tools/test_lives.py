"""The ledger of the random lives: written a second time, and right where the contract has figures."""

import ast
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tools.lives import run
from tools.lives.deal import Decision
from tools.lives.goods import Item, Shop
from tools.lives.holding import Deal, Holding, Line, Wish
from tools.lives.ledger import Disagreement
from tools.lives.life import Life
from tools.lives.terms import Period, add, grace, part_left, split, written

MONTH, YEAR = (1, "month"), (1, "year")
APRIL = datetime(2025, 4, 1)
LEDGER = ("terms", "goods", "holding", "deal", "next_term", "ledger")


@pytest.mark.parametrize("name", LEDGER)
def test_the_ledger_knows_nothing_of_the_service(name: str) -> None:
    tree = ast.parse(Path(f"tools/lives/{name}.py").read_text(encoding="utf-8"))

    named = [one.module for one in ast.walk(tree) if isinstance(one, ast.ImportFrom)]
    named += [alias.name for one in ast.walk(tree) if isinstance(one, ast.Import) for alias in one.names]

    assert [one for one in named if one and one.startswith("bridge")] == []


def decided(old: dict[Period, int], new: dict[Period, int], period: Period, at: datetime, anchor: str) -> Deal:
    """Going from one plan, paid in full since 1 April, to another; amounts in minor units."""
    items = {1: Item(1, "Old", "plan", MONTH, old), 2: Item(2, "New", "plan", MONTH, new)}
    settings: dict[str, object] = {
        "proration": "second", "anchor": anchor, "downgrade": "term_end", "addon_charge": "rest_of_term",
        "grace_days": 3, "lifetime_years": None, "taxes": False, "tax_inclusive": False, "ungrouped": "all",
    }  # fmt: skip
    held_for = next(iter(old))
    end = add(APRIL, held_for)
    line = Line(1, "plan", 1, old[held_for], 0, APRIL, end, APRIL)
    held = Holding(1, 1, 1, 1, held_for, end, 1, lines=[line], since=APRIL)
    shop = Shop("SEK", items, [], settings)
    return Decision(shop, held, "", Wish(2, (), period), at).deal().bill(0, 1)


@pytest.mark.parametrize(
    ("old", "new", "period", "days", "anchor", "due"),
    [
        ({MONTH: 1000}, {MONTH: 2000}, MONTH, 15, "keep_anchor", 500),
        ({MONTH: 3000}, {MONTH: 10000}, MONTH, 15, "keep_anchor", 3500),
        ({MONTH: 1000}, {YEAR: 20000, MONTH: 2000}, YEAR, 15, "restart", 19500),
        ({MONTH: 100000}, {MONTH: 120000}, MONTH, 0, "keep_anchor", 20000),
    ],
)
def test_the_contracts_own_figures(
    old: dict[Period, int], new: dict[Period, int], period: Period, days: int, anchor: str, due: int
) -> None:
    assert decided(old, new, period, APRIL + timedelta(days=days), anchor).due == due


def test_terms_come_back_to_their_day_and_grace_is_a_tenth() -> None:
    february = add(datetime(2025, 1, 31), MONTH)
    assert (february.day, add(february, MONTH, anchor=31).day) == (28, 31)
    assert [grace(one, 14).days for one in (MONTH, (1, "day"), YEAR)] == [3, 0, 14]


def test_taxes_parts_and_amounts_are_written_as_people_do() -> None:
    assert split(10000, Fraction(25), inclusive=True) == (8000, 2000)
    assert split(333, Fraction(25), inclusive=False) == (333, 83)
    assert part_left("day", APRIL, datetime(2025, 5, 1), datetime(2025, 4, 15, 12)) == Fraction(15, 30)
    assert [written(5120, one) for one in ("SEK", "JPY", "KWD")] == ["51.20", "5120", "5.120"]


class Short:
    """A life of ten acts that fails where acts 3 and 7 are in it."""

    length = 10

    def __init__(self, skipped: frozenset[int]) -> None:
        self.skipped = skipped
        self.told: list[str] = []

    def live(self) -> None:
        self.told = [f"act {number}" for number in range(self.length) if number not in self.skipped]
        if not {3, 7} & self.skipped:
            raise Disagreement("7 is 8")


def test_the_acts_that_do_not_matter_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def fresh(_: Any, skipped: frozenset[int]) -> Any:
        return Short(skipped)

    monkeypatch.setattr(run, "fresh", fresh)
    life: Any = Short(frozenset())

    problem = run.failing(life)

    assert problem == "7 is 8"
    assert run.shortest(life, problem) == ["act 3", "act 7", "=> 7 is 8"]


def test_a_life_lived_again_begins_anew() -> None:
    life: Any = Life(None, 1)  # type: ignore[arg-type]
    life.told.append("something")

    assert run.fresh(life, frozenset({2})) == replace(Life(None, 1), skipped=frozenset({2}))  # type: ignore[arg-type]
