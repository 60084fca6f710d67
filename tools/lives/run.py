"""Live a life, and find the fewest acts with which it fails."""

from __future__ import annotations

import traceback
from dataclasses import replace

from tools.lives.ledger import Disagreement
from tools.lives.life import Life

#: How often a life is lived again, at most, to find the acts that matter.
TRIES = 60


def failing(life: Life) -> str | None:
    """Live it; what did not hold, None where all did."""
    try:
        life.live()
    except Disagreement as found:
        return str(found)
    except Exception as broken:  # noqa: BLE001 (whatever breaks inside the service is a finding)
        where = "".join(traceback.format_exception(broken)[-3:])
        return f"{type(broken).__name__}: {broken}\n{where}"
    return None


def shortest(life: Life, problem: str) -> list[str]:
    """The acts of the shortest life found that fails in the same way."""
    kind = kind_of(problem)
    best, done = life, number_done(life)
    chunk, tries = max(done // 2, 1), 0
    while chunk and tries < TRIES:
        gone = False
        for first in range(0, done, chunk):
            skipped = best.skipped | set(range(first, min(first + chunk, done)))
            if skipped == best.skipped or tries >= TRIES:
                continue
            tries += 1
            shorter = fresh(life, skipped)
            if kind_of(failing(shorter) or "") == kind:
                best, gone = shorter, True
        chunk = chunk if gone and chunk > 1 else chunk // 2
    return [*best.told, f"=> {failing(fresh(life, best.skipped))}"]


def number_done(life: Life) -> int:
    """How many acts it had when it failed."""
    return min(life.length, len(life.told) + len(life.skipped))


def fresh(life: Life, skipped: frozenset[int]) -> Life:
    """The same life anew, without some acts."""
    return replace(life, skipped=frozenset(skipped), told=[], seen={}, people={}, quotes=[])


def kind_of(problem: str) -> str:
    """A problem without its figures."""
    return "".join(letter for letter in problem.splitlines()[0] if not letter.isdigit())[:60] if problem else ""
