"""What is played and killed: its people, its steps, how its owner goes on afterwards, and how it may end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tools.crash.books import End
from tools.crash.card import RemoteCard
from tools.crash.stage import Person, Stage

ORDINARY = Person()


@dataclass(frozen=True, slots=True)
class Scenario:
    """``prepare`` before, ``play`` killed, ``go_on`` afterwards, again and again until it is done.

    ``least_minor`` is the least that the gateway takes, ``heard`` the gateway as the process has it that is killed.
    ``half`` says what is left half done by who was killed, ``also`` what else does not hold in the end.
    """

    name: str
    play: Callable[[Stage], None]
    go_on: Callable[[Stage], None]
    ends: tuple[End, ...]
    person: Person = ORDINARY
    prepare: Callable[[Stage], None] = lambda _: None
    least_minor: int = 1
    heard: type[RemoteCard] = RemoteCard
    half: Callable[[Stage], list[str]] = lambda _: []
    also: Callable[[Stage], list[str]] = lambda _: []
