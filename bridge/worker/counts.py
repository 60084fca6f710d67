"""What one run of a task came to, and how it goes through its items."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

Item = TypeVar("Item")

_LOGGER = logging.getLogger(__name__)

#: How many items of one task a run takes at most, so that no task keeps the others waiting.
PAGE = 100


@dataclass(frozen=True, slots=True)
class Counts:
    """How many items were done, found settled or busy, and failed."""

    done: int = 0
    left: int = 0
    failed: int = 0

    def __add__(self, other: Counts) -> Counts:
        """Return the counts of two runs together."""
        return Counts(self.done + other.done, self.left + other.left, self.failed + other.failed)

    def __str__(self) -> str:
        """Say the counts in words.

        >>> str(Counts(done=2, failed=1))
        '2 done, 0 left, 1 failed'
        """
        return f"{self.done} done, {self.left} left, {self.failed} failed"


def each(
    task: str, items: Iterable[Item], work: Callable[[Item], bool], failed: Callable[[Item], None] = lambda _: None
) -> Counts:
    """Do one thing after the other; what fails is logged and told to ``failed``, and never stops the rest."""
    counts = Counts()
    for item in items:
        try:
            counts += Counts(done=1) if work(item) else Counts(left=1)
        except Exception:  # the top of the worker: one item must not stop the others
            _LOGGER.exception("worker.%s.failed at %s", task, item)
            counts += Counts(failed=1)
            failed(item)
    return counts
