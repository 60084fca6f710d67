"""The limits of one site: what holds of each, who said so, what has no effect, and what is not carried out yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bridge.errors import NotACustomerSite
from bridge.limits.forced import forced_digest
from bridge.limits.origin import Step, Voice, Void, Who, Word, held_word, limits_named, origin, said_word
from bridge.people import Actor, require_network_admin
from bridge.ports import Services
from bridge.store.limit_sources import LimitSources, SourceFault
from bridge.store.store import Store

Carried = Literal["nothing", "carried_out", "waiting", "elsewhere"]


@dataclass(frozen=True, slots=True)
class LimitStep:
    """What one of those who say something makes of a limit: what holds ``then``, ``changes`` where that is another."""

    who: Who
    id: int
    name: str
    quantity: int
    says: Word
    then: Word
    changes: bool


@dataclass(frozen=True, slots=True)
class LimitVoid:
    """A plan or package that is paid for and adds nothing: the own value of ``by`` stands in the place of ``given``."""

    who: Who
    id: int
    name: str
    by: Who
    by_id: int
    given: Word


@dataclass(frozen=True, slots=True)
class SiteLimit:
    """A limit of the site, with those who say something of it, in the order in which they are heard."""

    limit: str
    holds: Word
    steps: tuple[LimitStep, ...]
    void: tuple[LimitVoid, ...]


@dataclass(frozen=True, slots=True)
class SiteLimitsAnswer:
    """All limits of which anybody says anything for a site.

    ``plan_id`` null: its plan is not known, and nothing can be added up. ``moved``: somebody else wrote the membership
    since. ``faults``: whose word is missing or cannot be read. ``carried``: what is forced (plugins, a theme) is
    carried out, waits for the site's next request to wp-admin, or is Ultimate Multisite's work.
    """

    blog_id: int
    membership_id: int
    plan_id: int | None
    plan_name: str
    moved: bool
    faults: tuple[SourceFault, ...]
    limits: tuple[SiteLimit, ...]
    carried: Carried


def site_limits(services: Services, actor: Actor, blog_id: int) -> SiteLimitsAnswer:
    """Return the limits of a site and where each comes from, as ``bridge explain-limit`` says of one.

    :raises NotACustomerSite: where nothing is written of the site: the plugin asks for that when it is looked at.
    """
    require_network_admin(actor)
    return services.database.reading(lambda store: _read(store, blog_id))


def _read(store: Store, blog_id: int) -> SiteLimitsAnswer:
    sources = store.limit_words.of_site(blog_id)
    if sources is None:
        raise NotACustomerSite(blog_id=blog_id)
    is_elsewhere = store.settings.read().has_companion
    plan = sources.plan
    return SiteLimitsAnswer(
        blog_id=blog_id,
        membership_id=sources.membership_id,
        plan_id=plan.id if plan else None,
        plan_name=plan.name if plan else "",
        moved=sources.moved,
        faults=sources.faults,
        limits=_limits(plan, sources.packages, sources.overrides) if plan else (),
        carried="elsewhere" if is_elsewhere else _carried(sources),
    )


def _limits(plan: Voice, packages: Sequence[Voice], overrides: Sequence[Voice]) -> tuple[SiteLimit, ...]:
    found = [origin(limit, plan, packages, overrides) for limit in limits_named(plan, packages, overrides)]
    return tuple(
        SiteLimit(one.limit, held_word(one.holds), tuple(map(_step, one.steps)), tuple(map(_void, one.void)))
        for one in found
    )


def _step(step: Step) -> LimitStep:
    says, then = said_word(step.says), held_word(step.holds)
    return LimitStep(step.who, step.id, step.name, step.quantity, says, then, step.changes)


def _void(void: Void) -> LimitVoid:
    return LimitVoid(void.who, void.id, void.name, void.by, void.by_id, held_word(void.given))


def _carried(sources: LimitSources) -> Carried:
    """Tell whether the site has carried out what is forced on it; of a plan that is not known nothing is."""
    if sources.plan is None:
        return "nothing"
    held = [voice.limitations for voice in (sources.plan, *sources.packages)]
    wanted = forced_digest(held, [voice.limitations for voice in sources.overrides], sources.grace)
    if wanted != sources.applied:
        return "waiting"
    return "nothing" if wanted is None else "carried_out"
