"""While a plugin of before was seen, limits are added up into its rows too."""

from __future__ import annotations

from dataclasses import replace

from bridge.limits.modules import Statement, read_statement
from bridge.quotas.materialise import materialise_membership, materialise_site
from bridge.store.memberships import MembershipFacts
from tests.fakes.builders import AS_OF, BLOG, DISK, MEMBERSHIP, PREMIUM, disk, facts, membership
from tests.unit.network_admin.world import World, world


def twofold(of: MembershipFacts) -> World:
    """A network of which a plugin of before was seen."""
    made = world(of)
    made.store.limits.twofold = True
    return made


def test_a_site_gets_plan_access_and_limits() -> None:
    made = twofold(facts(membership(addons={DISK: 1})))

    materialise_site(made.services, BLOG)

    assert made.store.quotas.rows[BLOG].quotas == {
        "v": 1,
        "plan": {"id": PREMIUM, "name": "Premium"},
        "membership_id": MEMBERSHIP,
        "access": {"open": True, "reason": None},
        "limits": {"disk_space": {"limit": 750}},
    }
    assert made.store.outbox.rows == [("blog_upload_space", {"blog_id": BLOG, "megabytes": 750})]


def test_an_unchanged_site_keeps_its_version_and_leaves_no_word() -> None:
    made = twofold(facts())
    materialise_site(made.services, BLOG)

    materialise_site(made.services, BLOG)

    assert made.store.quotas.rows[BLOG].version == 1
    assert len(made.store.outbox.rows) == 1


def test_every_site_of_a_membership_gets_its_own() -> None:
    made = twofold(facts(site_limitations={5: {}, 9: disk(40)}))

    materialise_membership(made.store, MEMBERSHIP, AS_OF)  # type: ignore[arg-type]  # read-side topics only

    limits = {blog: row.quotas["limits"]["disk_space"]["limit"] for blog, row in made.store.quotas.rows.items()}
    assert limits == {5: 500, 9: 40}


def test_a_plan_that_is_gone_leaves_the_limits_as_they_were() -> None:
    made = twofold(facts())
    materialise_site(made.services, BLOG)
    made.store.memberships.facts[MEMBERSHIP] = facts(membership(plan_id=77))

    materialise_site(made.services, BLOG)

    assert made.store.quotas.rows[BLOG].quotas["limits"] == {"disk_space": {"limit": 500}}


def test_a_plan_that_never_existed_is_said_and_leaves_cores_figure_alone() -> None:
    made = twofold(facts(membership(plan_id=77)))

    materialise_site(made.services, BLOG)

    quotas = made.store.quotas.rows[BLOG].quotas
    assert (quotas["plan"], quotas["limits"]) == (None, {})
    assert made.store.outbox.rows == []


def test_what_a_site_was_given_itself_holds_without_a_plan_and_follows_its_edits() -> None:
    made = twofold(facts(membership(plan_id=77)))
    materialise_site(made.services, BLOG)
    made.store.limits.own[BLOG] = Statement(disk(40))

    materialise_site(made.services, BLOG)

    quotas = made.store.quotas.rows[BLOG].quotas
    assert (quotas["plan"], quotas["limits"]) == (None, {"disk_space": {"limit": 40}})
    assert made.store.outbox.rows == [("blog_upload_space", {"blog_id": BLOG, "megabytes": 40})]


def test_where_no_readable_number_was_ever_kept_the_sites_own_limit_stays() -> None:
    made = twofold(facts())
    materialise_site(made.services, BLOG)
    before = made.store.quotas.rows[BLOG].quotas["limits"]["disk_space"]
    statement = read_statement({"disk_space": {"enabled": True, "limit": "5 GB"}})
    limitations = {**facts().limitations, PREMIUM: statement.limitations}
    made.store.memberships.facts[MEMBERSHIP] = replace(
        facts(), limitations=limitations, spoilt={("product", PREMIUM): statement}
    )

    materialise_site(made.services, BLOG)

    assert made.store.quotas.rows[BLOG].quotas["limits"] == {"disk_space": before}


def test_without_such_a_plugin_nothing_is_added_up() -> None:
    made = world(facts())

    materialise_site(made.services, BLOG)

    assert (made.store.quotas.rows, made.store.outbox.rows) == ({}, [])
