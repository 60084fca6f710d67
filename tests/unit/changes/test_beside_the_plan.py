"""What the list of plans says of sites with own values is what a quote holds them against."""

from __future__ import annotations

from bridge.changes import choices
from bridge.changes.choices import ChoicesAnswer, choices_answer
from bridge.changes.quoting import make_quote
from bridge.limits.effective import exceeds
from bridge.pricing.snapshot import Selection, Settings
from bridge.store.memberships import MembershipFacts
from bridge.store.settings import NetworkSettings
from tests.fakes.builders import AS_OF, BLOG, DISK, FREE, MEMBERSHIP, PREMIUM, disk, facts, membership
from tests.unit.changes.test_quoting import TO_FREE
from tests.unit.network_admin.world import owner, world

ONE_EDITOR = {"users": {"enabled": True, "limit": {"editor": {"enabled": True, "number": 1}}}}
OWN = {BLOG: {}, BLOG + 1: disk(900), BLOG + 2: {**disk(50), **ONE_EDITOR}, BLOG + 3: disk(900)}
USED = {blog_id: {"disk_space": 200.0, "users": {"editor": 2}} for blog_id in OWN}
WARNING = NetworkSettings(pricing=Settings(over_limit="warn"))


def listed(of: MembershipFacts) -> ChoicesAnswer:
    return choices_answer(of, AS_OF, with_refused=False, is_copy=False)


def test_each_site_is_told_with_the_limits_that_a_quote_holds_it_against() -> None:
    of = facts(settings=WARNING, site_limitations=OWN)
    told = listed(of)
    (plan,) = (plan for plan in told.plans if plan.product_id == FREE)
    theirs = {blog_id: one.under[FREE] for one in told.own_sites for blog_id in one.blog_ids}

    found = [
        above
        for blog_id, used in USED.items()
        for above in exceeds({**plan.limits, **theirs.get(blog_id, {})}, used, blog_id)
    ]

    quote = make_quote(world(of).services, owner, MEMBERSHIP, TO_FREE, USED)
    assert [(one.blog_id, one.limit, one.allowed) for one in quote.exceeds] == [
        (one.blog_id, one.limit, one.allowed) for one in found
    ]
    assert {one.blog_id for one in found} == {BLOG, BLOG + 2}


def test_those_that_say_the_same_are_told_together_and_only_what_is_not_the_memberships() -> None:
    first, second = listed(facts(site_limitations=OWN)).own_sites

    assert (first.blog_ids, second.blog_ids) == ((BLOG + 1, BLOG + 3), (BLOG + 2,))
    assert (first.held, first.under[FREE].keys()) == ({"disk_space": {"limit": 900}}, {"disk_space"})
    assert second.under[FREE].keys() == {"disk_space", "users"}


def test_packages_that_a_plan_offers_are_counted_in_as_in_its_own_limits() -> None:
    of = facts(membership(addons={DISK: 2}), site_limitations={BLOG: ONE_EDITOR})
    (told,) = listed(of).own_sites

    kept = make_quote(
        world(of).services, owner, MEMBERSHIP, Selection(PREMIUM, {DISK: 2}, of.snapshot.membership.period)
    )

    assert kept.limits_after["disk_space"] == {"limit": 1000}
    assert told.under[PREMIUM].keys() == {"users"}


def test_where_too_many_differ_the_others_are_named_and_not_worked_out() -> None:
    many = {BLOG + n: disk(10 + n) for n in range(choices._WORDS_TOLD + 3)}

    told = listed(facts(site_limitations=many))

    assert len(told.own_sites) == choices._WORDS_TOLD
    assert told.own_untold == tuple(sorted(many))[choices._WORDS_TOLD :]
