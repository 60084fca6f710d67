"""Where a limit comes from: plan, packages, membership and site, one after another, and what each makes of it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bridge.limits.effective import Package, effective_limits
from bridge.limits.modules import COUNTED, NUMBERS, Limitations
from bridge.limits.said import compiled

Who = Literal["plan", "package", "membership", "site"]

_UNSAID = "unsaid"
_NAMED = (*COUNTED, "plugins", "themes", "site_templates")
_ALONE = (*NUMBERS, "customer_user_role", "hide_credits")


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who says something of limits: ``id`` of the product, membership or site; ``quantity`` of a package."""

    who: Who
    id: int
    limitations: Limitations
    name: str = ""
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class Step:
    """What one voice makes of a limit: ``holds`` after it was heard, None where nothing is limited then.

    ``says`` is its own word in the form of :mod:`bridge.limits.said`; None where it has none.
    """

    who: Who
    id: int
    name: str
    quantity: int
    says: Any
    holds: Any
    changes: bool


@dataclass(frozen=True, slots=True)
class Void:
    """A plan or package that is paid for and adds nothing here, because somebody's own value stands in its place.

    ``by`` and ``by_id`` name whose; ``given`` is what plan and packages come to without own values.
    """

    who: Who
    id: int
    name: str
    by: Who
    by_id: int
    given: Any


@dataclass(frozen=True, slots=True)
class Origin:
    """A limit, what holds, and how it came to that."""

    limit: str
    holds: Any
    steps: tuple[Step, ...]
    void: tuple[Void, ...]


Code = Literal[
    "not_limited",
    "any",
    "none",
    "number",
    "yes",
    "no",
    "named",
    "words",
    "nothing",
    "on",
    "off",
    "off_any",
    "off_number",
]


@dataclass(frozen=True, slots=True)
class Word:
    """What holds of a limit, or what somebody says of it, as a code that each language has its words for.

    ``number`` is of a ``number`` and of an ``off_number`` (one that is kept beside a switch that is off); ``words`` of
    ``words``: how a plugin, a theme or a template is treated, or a role.
    """

    code: Code
    number: int | None = None
    words: tuple[str, ...] = ()


def held_word(holds: Any) -> Word:
    """Return what holds.

    >>> held_word(None).code, held_word({"limit": None}).code, held_word({"limit": 500})
    ('not_limited', 'any', Word(code='number', number=500, words=()))
    """
    if holds is None:
        return Word("not_limited")
    if isinstance(holds, bool):
        return Word("yes" if holds else "no")
    if not isinstance(holds, Mapping):
        return Word("words", words=(str(holds),))
    if "limit" not in holds:
        words = tuple(map(str, holds.values()))
        return Word("words", words=words) if words else Word("named")
    if holds.get("allowed") is False:
        return Word("none")
    return Word("any") if holds["limit"] is None else Word("number", holds["limit"])


def said_word(says: Any) -> Word:
    """Return what somebody says himself.

    >>> said_word([True, True, 5]).code, said_word([False, True, "unsaid"]).code, said_word([True, True, "unsaid"]).code
    ('number', 'off', 'on')
    """
    if not isinstance(says, list) or isinstance(says[-1], Mapping):
        return Word("nothing") if says is None else held_word(says)
    is_on, _, number = says
    if number == _UNSAID:
        return Word("nothing" if is_on is None else "on" if is_on else "off")
    if is_on is False:
        return Word("off_any") if number is None else Word("off_number", number)
    return Word("any") if number is None else Word("number", number)


def limits_named(plan: Voice, packages: Sequence[Voice], overrides: Sequence[Voice]) -> tuple[str, ...]:
    """Return the names of all limits of which anybody says anything, in the order in which people read them.

    >>> limits_named(Voice("plan", 5, {"visits": {"limit": 9}, "users": {"limit": {"editor": {"number": 1}}}}), [], [])
    ('visits', 'users.editor')
    """
    said = [json.loads(compiled(voice.limitations)) for voice in (plan, *packages, *overrides)]
    alone = [name for name in _ALONE if any(each.get(name) is not None for each in said)]
    named = [
        f"{module}.{name}"
        for module in _NAMED
        for name in sorted({name for each in said for name in _names(each.get(module))})
    ]
    return (*(name for name in alone if name in NUMBERS), *named, *(name for name in alone if name not in NUMBERS))


def _names(said: Any) -> Iterable[str]:
    """Return the names of which a kept module says anything."""
    named = said[2] if isinstance(said, list) else said
    return named if isinstance(named, dict) else ()


def is_limit(limit: str) -> bool:
    """Tell whether a text names a limit.

    >>> is_limit("disk_space"), is_limit("post_types.post"), is_limit("plugins.a/b.php"), is_limit("post_types")
    (True, True, True, False)
    """
    module, dot, name = limit.partition(".")
    return (module in _ALONE and not dot) or (module in _NAMED and bool(name))


def origin(limit: str, plan: Voice, packages: Sequence[Voice], overrides: Sequence[Voice]) -> Origin:
    """Tell where a limit comes from. ``overrides`` are the membership's own word, then the site's own.

    Each step is worked out by the one rule that all limits are added up by, over the voices heard so far.

    >>> said = {"disk_space": {"enabled": True, "limit": 500}}
    >>> more = Voice("package", 6, {"disk_space": {"limit": 250}}, "More", 2)
    >>> found = origin("disk_space", Voice("plan", 5, said), [more], [])
    >>> [step.holds for step in found.steps]
    [{'limit': 500}, {'limit': 1000}]
    """
    steps: list[Step] = []
    before: Any = None
    for heard in range(1 + len(packages) + len(overrides)):
        voice = (plan, *packages, *overrides)[heard]
        holds = _holds(limit, plan, packages[:heard], overrides[: max(0, heard - len(packages))])
        says, changes = _says(limit, voice), not heard or holds != before
        steps.append(Step(voice.who, voice.id, voice.name, voice.quantity, says, holds, changes))
        before = holds
    return Origin(limit, before, tuple(steps), _void(limit, plan, packages, overrides))


def _says(limit: str, voice: Voice) -> Any:
    """Return what a voice says of a limit itself."""
    module, _, name = limit.partition(".")
    said = json.loads(compiled(voice.limitations)).get(module)
    named = said[2] if isinstance(said, list) else said
    return named.get(name) if name and isinstance(named, dict) else said


def _void(limit: str, plan: Voice, packages: Sequence[Voice], overrides: Sequence[Voice]) -> tuple[Void, ...]:
    """Return the packages that would change a limit but for an own value; the plan, where it gives more than holds."""
    given, holds = _holds(limit, plan, packages, ()), _holds(limit, plan, packages, overrides)
    by = _last_word(limit, plan, packages, overrides)
    if by is None:
        return ()
    is_number = limit.partition(".")[0] in (*NUMBERS, *COUNTED)
    void = [plan] if is_number and _size(given) > _size(holds) else []
    for package in packages:
        others = [other for other in packages if other is not package]
        adds = _holds(limit, plan, others, ()) != given
        if adds and _holds(limit, plan, others, overrides) == holds:
            void.append(package)
    return tuple(Void(voice.who, voice.id, voice.name, by.who, by.id, given) for voice in void)


def _last_word(limit: str, plan: Voice, packages: Sequence[Voice], overrides: Sequence[Voice]) -> Voice | None:
    """Return the last own word that stands in the place of what was before: without a plan it says the same."""
    silent = Voice("plan", plan.id, {})
    for at in range(len(overrides), 0, -1):
        own = overrides[at - 1]
        if _holds(limit, silent, (), (own,)) is not None or _holds(limit, plan, packages, overrides[:at]) != _holds(
            limit, plan, packages, overrides[: at - 1]
        ):
            return own
    return None


def _holds(limit: str, plan: Voice, packages: Sequence[Voice], overrides: Sequence[Voice]) -> Any:
    """Return what holds of one limit; None where it is not limited."""
    held = [Package(voice.limitations, voice.quantity) for voice in packages]
    limits = effective_limits(plan.limitations, held, [voice.limitations for voice in overrides])
    module, _, name = limit.partition(".")
    found = limits.get(module)
    if module == "site_templates" and isinstance(found, Mapping):
        found = found["limit"]
    return found.get(name) if name and isinstance(found, Mapping) else found


def _size(holds: Any) -> float:
    """Return how many something allows, for comparing; what is no number is all the same."""
    if holds is None or not isinstance(holds, Mapping) or "limit" not in holds:
        return math.inf if holds is None else 0
    return math.inf if holds["limit"] is None else float(holds["limit"])
