"""Give many memberships from a list: the worker checks each line, and gives when a network admin has said so."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bridge.errors import GiftRunUnknown, InvalidRequest
from bridge.network_admin.forms import Notation
from bridge.network_admin.giving import Giver
from bridge.people import Actor, Author, require_network_admin
from bridge.ports import Services
from bridge.store.gifts import Gift, GiftRun, GiftState, RunState, Wanted
from bridge.store.store import Store

Problem = Mapping[str, Any]

#: How many lines one list may have, and how many refused ones are shown at once.
MOST_LINES = 5_000
LINES_SHOWN = 100
RUNS_SHOWN = 10
LONGEST_LIST = 200_000
#: How many lines the worker does before it lets other tasks have their turn.
_STEP = 200
COLUMNS = ("user", "site", "plan", "period", "price", "start", "until", "paid")
NEEDED = ("user", "plan")
_SITES_BETWEEN = re.compile(r"[\s,;|]+")


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line of a list that cannot be given, as it was typed, with what is wrong."""

    line: int
    wanted: Wanted
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class GiftRunAnswer:
    """A list with its refused lines; ``next_after`` is where more of those begin, null: these are all."""

    run: GiftRun
    refused: tuple[RefusedLine, ...]
    next_after: int | None


@dataclass(frozen=True, slots=True)
class GiftRunsAnswer:
    """The newest lists."""

    runs: tuple[GiftRun, ...]


def begin_list(services: Services, actor: Actor, text: str, notation: Notation) -> GiftRunAnswer:
    """Take a list of gifts (CSV with a line of names, comma or semicolon between) to be checked by the worker.

    :raises InvalidRequest: where it is no such list, or has too many lines.
    """
    require_network_admin(actor)
    lines = list(read_list(text))
    run_id, at = services.new_id(), services.clock.now()

    def work(store: Store) -> None:
        store.gifts.begin_run(run_id, len(lines), notation.decimal + notation.thousands, actor.user_id, at)
        for line, wanted in lines:
            store.gifts.add(Gift(services.new_id(), run_id, line, "waiting", wanted, (), None), at)

    services.database.transaction(work)
    return read_run(services, actor, run_id)


def read_list(text: str) -> Iterator[tuple[int, Wanted]]:
    r"""Yield the lines of a list with their numbers; empty ones are passed over.

    >>> line, wanted = next(read_list("user;plan;site\nanna;Premium;anna.example.com\n"))
    >>> line, wanted.user, wanted.sites
    (2, 'anna', ('anna.example.com',))

    :raises InvalidRequest: where it has no line of names, a name that we do not know, no line, or too many.
    """
    if len(text) > LONGEST_LIST:
        raise InvalidRequest(errors=[{"path": "list", "code": "too_long", "most": LONGEST_LIST}])
    first = text.lstrip("\ufeff\r\n").partition("\n")[0]
    between = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=between, strict=True))
    except csv.Error as broken:
        raise InvalidRequest(errors=[{"path": "list", "code": "not_a_list"}]) from broken
    names = [name.strip().casefold() for name in rows[0]] if rows else []
    strange = (name for name in names if name not in COLUMNS)
    faults: list[dict[str, Any]] = [{"path": "list", "code": "column_unknown", "column": name} for name in strange]
    faults += [{"path": "list", "code": "column_missing", "column": name} for name in NEEDED if name not in names]
    if len(set(names)) < len(names):
        faults.append({"path": "list", "code": "twice"})
    filled = [(line, row) for line, row in enumerate(rows[1:], 2) if any(cell.strip() for cell in row)]
    if not filled:
        faults.append({"path": "list", "code": "required"})
    if len(filled) > MOST_LINES:
        faults.append({"path": "list", "code": "too_many", "most": MOST_LINES})
    if faults:
        raise InvalidRequest(errors=faults)
    for line, row in filled:
        told = {name: cell.strip()[:500] for name, cell in zip(names, row, strict=False)}
        sites = tuple(part for part in _SITES_BETWEEN.split(told.pop("site", "")) if part)
        yield line, Wanted(sites=sites, **{"user": "", "plan": "", **told})


def read_run(services: Services, actor: Actor, run_id: str, after: int = 0) -> GiftRunAnswer:
    """Return how a list stands, with a page of its refused lines.

    :raises GiftRunUnknown: where there is none.
    """
    require_network_admin(actor)

    def read(store: Store) -> tuple[GiftRun | None, Sequence[Gift]]:
        return store.gifts.run(run_id), store.gifts.page(run_id, "refused", after, LINES_SHOWN)

    run, refused = services.database.reading(read)
    if run is None:
        raise GiftRunUnknown(run_id=run_id)
    told = tuple(RefusedLine(one.position, one.wanted, one.problems) for one in refused)
    return GiftRunAnswer(run, told, told[-1].line if len(told) == LINES_SHOWN else None)


def list_runs(services: Services, actor: Actor) -> GiftRunsAnswer:
    """Return the newest lists."""
    require_network_admin(actor)
    return GiftRunsAnswer(tuple(services.database.reading(lambda store: store.gifts.runs(RUNS_SHOWN))))


def carry_out(services: Services, actor: Actor, run_id: str, *, drops: bool = False) -> GiftRunAnswer:
    """Let the worker give what a list that was checked has ready, or drop it; asked twice it happens once.

    :raises GiftRunUnknown: where there is none.
    """
    require_network_admin(actor)
    at = services.clock.now()
    services.database.transaction(
        lambda store: store.gifts.move_run(run_id, "checked", "dropped" if drops else "giving", at)
    )
    return read_run(services, actor, run_id)


def go_on(services: Services) -> int:
    """Check, or give, a page of the list that waits longest; return how many lines were done. The worker does it."""
    work = services.database.reading(lambda store: store.gifts.at_work())
    if work is None:
        return 0
    run_id, state = work
    checks = state == "checking"
    lines: GiftState = "waiting" if checks else "ready"
    run = services.database.reading(lambda store: store.gifts.run(run_id))
    found = services.database.reading(lambda store: store.gifts.of_run(run_id, lines, _STEP))
    if run is None:
        return 0
    for gift_id in found:
        _do_line(services, run, gift_id, only_forecast=checks)
    if len(found) < _STEP:
        after: RunState = "checked" if checks else "done"
        services.database.transaction(lambda store: store.gifts.move_run(run_id, state, after, services.clock.now()))
    return len(found)


def _do_line(services: Services, run: GiftRun, gift_id: str, *, only_forecast: bool) -> None:
    """Give one line of a list, or see whether it could be; what is wrong with it is kept beside it."""
    at = services.clock.now()
    notation = Notation(run.notation[:1] or ".", run.notation[1:] or ",")
    giver = Giver(at, Author("network_admin", run.requested_by), notation)
    gift = services.database.reading(lambda store: store.gifts.find(gift_id))
    if gift is None:
        return
    state: GiftState = "ready"
    problems: Sequence[Problem] = ()
    try:
        if only_forecast:
            giver.forecast(services, gift.wanted)
        else:
            services.database.transaction(lambda store: _give_line(store, giver, gift_id))
            return
    except InvalidRequest as refused:
        state, problems = "refused", refused.params["errors"]
    services.database.transaction(lambda store: store.gifts.end(gift_id, state, problems, None, at))


def _give_line(store: Store, giver: Giver, gift_id: str) -> None:
    """Give a line that is ready still; two workers who meet here give it once."""
    gift = store.gifts.find(gift_id, lock=True)
    if gift is not None and gift.state == "ready":
        answer = giver.give(store, gift.wanted)
        store.gifts.end(gift_id, "given", (), answer.membership_id, giver.at)
