"""The network's memberships: listed for acting for an owner, taken over, handed back, looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bridge.changes import extend, external, hand_over, ownership, ownership_run, pause
from bridge.changes.extend import Extension
from bridge.changes.hand_over import HandOver, Wanted
from bridge.changes.ownership import Forecast, Moved
from bridge.changes.pause import Resting
from bridge.changes.pause import Wanted as WantedPause
from bridge.changes.transaction import load_membership
from bridge.errors import InvalidRequest
from bridge.people import Actor, Author, require_network_admin
from bridge.ports import Services
from bridge.store.external_edits import ExternalEdit
from bridge.store.membership_list import NEWEST, FilterCount, MembershipRow, Which
from bridge.store.ownership import Direction
from bridge.store.ownership_runs import Run
from bridge.store.store import Store

#: Edits that are listed at once, oldest first.
EDITS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Holdable:
    """A plan, package or service that the list can be filtered by."""

    id: int
    name: str
    type: str


@dataclass(frozen=True, slots=True)
class MembershipsAnswer:
    """One page of memberships, newest first, or the next bill first.

    ``newer`` and ``older`` are what the next pages are asked for with, as ``above`` and ``start``; null: there is none.
    ``is_short``: so many were looked at that the page was not filled, ``older`` goes on. ``words_percent``: names and
    addresses are found of so much of the network, null: of all. ``counts`` say where each filter leads.
    """

    memberships: tuple[MembershipRow, ...]
    newer: str | None
    older: str | None
    is_short: bool
    words_percent: int | None
    counts: tuple[FilterCount, ...]
    products: tuple[Holdable, ...]


def list_memberships(services: Services, actor: Actor, which: Which = NEWEST) -> MembershipsAnswer:
    """Return one page of memberships."""
    require_network_admin(actor)
    now = services.clock.now()

    def read(store: Store) -> MembershipsAnswer:
        percent = store.search.percent()
        page = store.membership_list.page(which, now, is_full=percent is None)
        return MembershipsAnswer(
            page.memberships,
            newer=page.first,
            older=page.older,
            is_short=page.is_short,
            words_percent=percent,
            counts=tuple(store.membership_list.counts()),
            products=tuple(Holdable(*one) for one in store.search.products()),
        )

    return services.database.reading(read)


@dataclass(frozen=True, slots=True)
class ForecastAnswer:
    """What taking memberships over, or handing them back, comes to: who is billed, what and when.

    ``next_after`` is where the next page begins, null: this was the last. ``total`` counts all there are to move; where
    ``counts_all`` is false there are more.
    """

    direction: Direction
    forecasts: tuple[Forecast, ...]
    total: int
    counts_all: bool
    next_after: int | None


@dataclass(frozen=True, slots=True)
class Refused:
    """A membership of a run that could not be moved, with the code why."""

    membership_id: int
    code: str


@dataclass(frozen=True, slots=True)
class RunTold:
    """How far memberships have been moved: ``finished_at`` null while it goes on; ``refusals`` are the first ones.

    ``counts_all`` false: the network has more memberships than were counted, there are more than ``total``.
    """

    id: str
    direction: Direction
    total: int
    counts_all: bool
    done: int
    unchanged: int
    refused: int
    refusals: tuple[Refused, ...]
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class RunAnswer:
    """The run that is under way, else the last one; null: there never was one."""

    run: RunTold | None


@dataclass(frozen=True, slots=True)
class MovedAnswer:
    """What became of one membership."""

    moved: Moved


@dataclass(frozen=True, slots=True)
class ExtensionAnswer:
    """What extending a membership comes to; ``is_forecast``: nothing was written."""

    extension: Extension
    is_forecast: bool


@dataclass(frozen=True, slots=True)
class HandOverAnswer:
    """What giving a membership to another customer comes to; ``is_forecast``: nothing was written."""

    hand_over: HandOver
    is_forecast: bool


@dataclass(frozen=True, slots=True)
class PauseAnswer:
    """What pausing a membership comes to, or what its going on came to; ``is_forecast``: nothing was written."""

    pause: Resting
    is_forecast: bool


@dataclass(frozen=True, slots=True)
class EditsAnswer:
    """What somebody else wrote and nobody has looked at, oldest first; ``total`` counts all."""

    edits: tuple[ExternalEdit, ...]
    total: int


@dataclass(frozen=True, slots=True)
class LookedAtAnswer:
    """The membership that was looked at; ``was_open`` false: there was nothing to look at."""

    membership_id: int
    was_open: bool


def forecast_moves(
    services: Services, actor: Actor, direction: Direction, chosen: Sequence[int] | None, page: tuple[int, int]
) -> ForecastAnswer:
    """Return what moving some memberships would come to, or a page of all: above an id, so many; nothing is written.

    :raises MembershipUnknown: where one that is named does not exist.
    """
    require_network_admin(actor)
    (after, most), ids = page, sorted(set(chosen or ()))
    total, counts_all = len(ids), True
    if chosen is None:
        ids = list(services.database.reading(lambda store: store.ownership_runs.to_move(direction, after, most)))
        total, counts_all = services.database.reading(lambda store: store.ownership_runs.count_to_move(direction))
    told = tuple(ownership.forecast(services, one, direction) for one in ids)
    following = ids[-1] if chosen is None and len(ids) == most else None
    return ForecastAnswer(direction, told, total, counts_all, following)


def move_membership(
    services: Services, actor: Actor, membership_id: int, direction: Direction, *, ends_subscription: bool = False
) -> MovedAnswer:
    """Take one membership over, or hand it back; ``ends_subscription``: what bills it at a provider is cancelled first.

    :raises MembershipUnknown: where there is none.
    """
    require_network_admin(actor)
    facts = load_membership(services, membership_id)
    author = Author("network_admin", actor.user_id, facts.customer_user_id or None)
    take = ownership.end_subscription if ends_subscription else ownership.take_over
    move = take if direction == "take_over" else ownership.hand_back
    return MovedAnswer(move(services, author, membership_id))


def forecast_extension(services: Services, actor: Actor, membership_id: int, until: str) -> ExtensionAnswer:
    """Say what letting a membership's term end on a later day would come to.

    :raises BridgeError: as extending it does.
    """
    require_network_admin(actor)
    return ExtensionAnswer(extend.forecast(services, membership_id, until), is_forecast=True)


def extend_membership(services: Services, actor: Actor, membership_id: int, until: str, reason: str) -> ExtensionAnswer:
    """Let a membership's term end on a later day at no charge.

    :raises InvalidRequest: where no reason is given, or the day cannot be the new end.
    :raises BridgeError: where it cannot be extended.
    """
    require_network_admin(actor)
    if not reason.strip():
        raise InvalidRequest(errors=[{"path": "reason", "code": "required"}])
    author = Author("network_admin", actor.user_id)
    return ExtensionAnswer(extend.extend(services, author, membership_id, until, reason.strip()), is_forecast=False)


def hand_membership_over(
    services: Services, actor: Actor, membership_id: int, wanted: Wanted, *, is_forecast: bool
) -> HandOverAnswer:
    """Give a membership to another customer, or say what that would come to.

    :raises InvalidRequest: where no reason is given, or whom to give it to is not one user, or has it.
    :raises BridgeError: where it cannot be given away.
    """
    require_network_admin(actor)
    author, meant = Author("network_admin", actor.user_id), replace(wanted, reason=wanted.reason.strip())
    if is_forecast:
        return HandOverAnswer(hand_over.forecast(services, author, membership_id, meant), is_forecast=True)
    if not meant.reason:
        raise InvalidRequest(errors=[{"path": "reason", "code": "required"}])
    return HandOverAnswer(hand_over.hand_over(services, author, membership_id, meant), is_forecast=False)


def pause_membership(
    services: Services, actor: Actor, membership_id: int, wanted: WantedPause, *, is_forecast: bool
) -> PauseAnswer:
    """Let a membership rest, or say what that would come to.

    :raises InvalidRequest: where no reason is given, or the day is none or not to come.
    :raises BridgeError: where it cannot be paused.
    """
    require_network_admin(actor)
    meant = replace(wanted, reason=wanted.reason.strip())
    if is_forecast:
        return PauseAnswer(pause.forecast(services, membership_id, meant), is_forecast=True)
    if not meant.reason:
        raise InvalidRequest(errors=[{"path": "reason", "code": "required"}])
    author = Author("network_admin", actor.user_id)
    return PauseAnswer(pause.pause(services, author, membership_id, meant), is_forecast=False)


def resume_membership(services: Services, actor: Actor, membership_id: int, reason: str) -> PauseAnswer:
    """Let a membership that rests go on now.

    :raises MembershipNotPaused: where it does not rest.
    """
    require_network_admin(actor)
    author = Author("network_admin", actor.user_id)
    return PauseAnswer(pause.resume(services, author, membership_id, reason.strip()), is_forecast=False)


def begin_moves(services: Services, actor: Actor, direction: Direction, chosen: Sequence[int] | None) -> RunAnswer:
    """Begin to move memberships, all where ``chosen`` is None; the worker does it, a page a round.

    :raises OwnershipRunOpen: where another run is under way.
    """
    require_network_admin(actor)
    return RunAnswer(run_told(ownership_run.begin_run(services, direction, chosen, actor.user_id)))


def begin_switched_off(services: Services) -> RunAnswer:
    """Begin to hand everything back: the plugin was switched off, and nobody was logged in.

    :raises OwnershipRunOpen: where another run has just begun.
    """
    return RunAnswer(run_told(ownership_run.hand_back_switched_off(services)))


def read_moves(services: Services, actor: Actor) -> RunAnswer:
    """Return how far the last run has come."""
    require_network_admin(actor)
    run = ownership_run.last_run(services)
    return RunAnswer(None if run is None else run_told(run))


def run_told(run: Run) -> RunTold:
    """Return a run as people are told it."""
    return RunTold(
        id=run.id,
        direction=run.direction,
        total=run.total,
        counts_all=run.counts_all,
        done=run.done,
        unchanged=run.unchanged,
        refused=run.refused,
        refusals=tuple(Refused(membership_id, code) for membership_id, code in run.refusals),
        created_at=run.created_at,
        finished_at=run.finished_at,
    )


def list_edits(services: Services, actor: Actor) -> EditsAnswer:
    """Return what somebody else wrote into rows of ours and nobody has looked at."""
    require_network_admin(actor)
    return services.database.reading(
        lambda store: EditsAnswer(tuple(store.external_edits.edits(EDITS_SHOWN)), store.external_edits.edits_total())
    )


def look_at(services: Services, actor: Actor, membership_id: int) -> LookedAtAnswer:
    """Note that a network admin has looked at what somebody else wrote into a membership's row."""
    require_network_admin(actor)
    author = Author("network_admin", actor.user_id)
    return LookedAtAnswer(membership_id, external.looked_at(services, membership_id, author))
