"""``bridge explain-limit``: what a site may have of one thing, and who said so."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import click

from bridge.bootstrap import build
from bridge.config import from_environment
from bridge.limits.origin import Origin, Step, Voice, Void, Word, held_word, is_limit, origin, said_word
from bridge.store.limit_sources import LimitSources
from bridge.store.memberships import MembershipFacts
from bridge.store.store import Store

_WORDS: Mapping[str, str] = {
    "not_limited": "not limited",
    "any": "any number",
    "none": "none, not allowed",
    "yes": "yes",
    "no": "no",
    "named": "named, nothing said",
    "nothing": "nothing",
    "on": "on",
    "off": "off",
    "off_any": "off, any number",
}
#: Something of it is missing, or cannot be read.
TO_MEND = 1


@dataclass(frozen=True, slots=True)
class Explained:
    """A limit of a site; ``written`` false: nothing is kept for the site yet, this is what its membership comes to."""

    site: int
    membership: int
    written: bool
    moved: bool
    faults: tuple[str, ...]
    origin: Origin | None
    grace_until: str | None = None
    goes_on: Any = None


@click.command(name="explain-limit")
@click.argument("site", type=click.IntRange(min=1))
@click.argument("limit")
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
def explain_limit(site: int, limit: str, *, as_json: bool) -> None:
    """Say what LIMIT of a SITE is and where it comes from.

    LIMIT is disk_space, visits, sites or domain_mapping; post_types.post, users.editor, plugins.FILE, themes.NAME,
    site_templates.ID; customer_user_role or hide_credits. Ends with 1 where anything of it is missing, with 2 where
    the site is no customer's.
    """
    if not is_limit(limit):
        raise click.BadParameter(f"{limit} names no limit", param_hint="LIMIT")
    told = build(from_environment()).services.database.reading(lambda store: explained(store, site, limit))
    if told is None:
        click.echo(f"Site {site} is no customer's: nothing here limits it.", err=True)
        sys.exit(2)
    if as_json:
        click.echo(json.dumps(asdict(told), ensure_ascii=False))
    else:
        click.echo("\n".join(sentences(told, limit)))
    if told.faults or told.origin is None:
        sys.exit(TO_MEND)


def explained(store: Store, site: int, limit: str) -> Explained | None:
    """Return where a limit of a site comes from; None where the site is no customer's."""
    sources = store.limit_words.of_site(site)
    if sources is not None:
        return Explained(
            site,
            sources.membership_id,
            written=True,
            moved=sources.moved,
            faults=tuple(map(str, sources.faults)),
            origin=_of(sources, limit),
            **_grace(sources, limit),
        )
    membership_id = store.memberships.of_site(site)
    facts = store.memberships.load(membership_id, site=site) if membership_id else None
    if facts is None:
        return None
    found = _of_facts(facts, site, limit)
    return Explained(site, facts.snapshot.membership.id, written=False, moved=False, faults=(), origin=found)


def _of(sources: LimitSources, limit: str) -> Origin | None:
    return None if sources.plan is None else origin(limit, sources.plan, sources.packages, sources.overrides)


def _grace(sources: LimitSources, limit: str) -> dict[str, Any]:
    """Return what held of a limit before a change, and until when it goes on; nothing where it does not."""
    module, _, name = limit.partition(".")
    kept = sources.grace.get(module)
    kept = kept.get(name) if name and isinstance(kept, Mapping) else kept
    if kept is None or sources.grace_until is None:
        return {}
    return {"grace_until": sources.grace_until.isoformat(), "goes_on": kept}


def _of_facts(facts: MembershipFacts, site: int, limit: str) -> Origin | None:
    """Work it out from the shared tables, as it would be written."""
    membership, products = facts.snapshot.membership, facts.snapshot.products
    if membership.plan_id not in facts.limitations:
        return None

    def product(who: Any, number: int, quantity: int = 1) -> Voice:
        """Return what a product says."""
        name = products[number].name if number in products else ""
        return Voice(who, number, facts.limitations[number], name, quantity)

    packages = [product("package", i, n) for i, n in sorted(membership.addons.items()) if i in facts.limitations]
    own = Voice("membership", membership.id, facts.own_limitations)
    overrides = [own, Voice("site", site, facts.site_limitations.get(site, {}))]
    return origin(limit, product("plan", membership.plan_id), packages, overrides)


def sentences(told: Explained, limit: str) -> Iterator[str]:
    """Say it in words, a line each."""
    found = told.origin
    yield f"site {told.site}, membership {told.membership}: {limit} is {holds(found.holds) if found else 'not known'}"
    for step in found.steps if found else ():
        yield f"  {_step(step, is_first=found is not None and step is found.steps[0])}"
    for void in found.void if found else ():
        yield f"- {_void(void)}"
    if told.grace_until is not None:
        yield f"- until {told.grace_until} (UTC) what held before goes on where it is more: {holds(told.goes_on)}"
    if not told.written:
        yield "- nothing is written for this site yet: run bridge materialise for it"
    if told.moved:
        yield f"- membership {told.membership} was edited elsewhere since this was written: the worker looks at it"
    for fault in told.faults:
        yield f"- {fault}: run bridge materialise {told.site}"


def _step(step: Step, *, is_first: bool) -> str:
    """Say what one of them says, and what that makes of the limit.

    >>> said = [True, True, 250]
    >>> _step(Step("package", 6, "More", 2, said, {"limit": 1000}, changes=True), is_first=False)
    'package 6 "More", 2 of it, says 250: then 1000'
    """
    name = f' "{step.name}"' if step.name else ""
    times = f", {step.quantity} of it," if step.who == "package" else ""
    made = f"{'' if is_first else 'then '}{holds(step.holds)}" if step.changes else "changes nothing"
    return f"{step.who} {step.id}{name}{times} says {says(step.says)}: {made}"


def says(word: Any) -> str:
    """Say what somebody's own word is.

    >>> says(None), says([True, True, 5]), says([False, True, "unsaid"]), says([None, False, None])
    ('nothing', '5', 'off', 'any number')
    """
    return _told(said_word(word))


def _void(void: Void) -> str:
    """Say that what was bought has no effect."""
    given = f"plan and packages come to {holds(void.given)}"
    return f"{void.who} {void.id} is without effect: the {void.by}'s own value stands in its place, {given}"


def holds(value: Any) -> str:
    """Say what holds of a limit.

    >>> holds(None), holds({"limit": None}), holds({"limit": 500}), holds({"allowed": False, "limit": 0})
    ('not limited', 'any number', '500', 'none, not allowed')
    >>> holds({"behavior": "force_active", "visibility": "hidden"}), holds(True)
    ('force_active, hidden', 'yes')
    """
    return _told(held_word(value))


def _told(word: Word) -> str:
    """Put a word into English."""
    if word.code == "words":
        return ", ".join(word.words)
    number = str(word.number)
    return {"number": number, "off_number": f"off, {number}"}.get(word.code) or _WORDS[word.code]
