"""What a membership and its sites say is written as one row each, whatever the number of sites."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from bridge.errors import NotACustomerSite
from bridge.limits.modules import Statement, read_statement
from bridge.quotas.materialise import (
    LimitPart,
    VoidLimit,
    access_of,
    held_parts,
    materialise_membership,
    materialise_site,
    rematerialise,
    voided,
)
from bridge.store.limits import MembershipLimits
from tests.fakes.builders import AS_OF, BASIC, BLOG, DISK, MEMBERSHIP, PREMIUM, disk, facts, membership
from tests.unit.network_admin.world import World, world


def written(made: World) -> MembershipLimits:
    """What is written of the membership."""
    return made.store.limits.memberships[MEMBERSHIP]


def test_a_membership_is_its_holdings_and_its_own_word() -> None:
    made = world(facts(membership(addons={DISK: 2})))

    rematerialise(made.services, MEMBERSHIP)

    limits = written(made)
    assert limits.holdings == {PREMIUM: 1, DISK: 2}
    assert (limits.closed, limits.open_until, limits.own) == (None, None, {})


def test_each_writing_counts_also_where_it_says_the_same() -> None:
    made = world(facts())

    rematerialise(made.services, MEMBERSHIP)
    rematerialise(made.services, MEMBERSHIP)

    assert made.store.limits.revisions[MEMBERSHIP] == 2


def test_no_site_is_written_with_its_membership_and_the_first_are_named() -> None:
    made = world(facts(site_limitations={5: {}, 9: disk(40)}))
    made.store.limits.sites = {5: MEMBERSHIP, 9: MEMBERSHIP}

    blog_ids = materialise_membership(made.store, MEMBERSHIP, AS_OF)  # type: ignore[arg-type]  # read-side topics only

    assert blog_ids == (5, 9)
    assert (made.store.quotas.rows, made.store.outbox.rows) == ({}, [])


def test_a_site_names_its_membership_and_what_it_needs_is_written_with_it() -> None:
    made = world(
        facts(membership(addons={DISK: 1}), site_limitations={BLOG: {"visits": {"enabled": True, "limit": "9"}}})
    )

    site = materialise_site(made.services, BLOG)

    assert (site.membership_id, site.revision) == (MEMBERSHIP, 1)
    assert site.limits == {"disk_space": {"limit": 750}, "visits": {"limit": 9}}
    assert made.store.limits.sites == {BLOG: MEMBERSHIP}
    assert sorted(made.store.product_limits.states) == [PREMIUM, DISK] or set(made.store.product_limits.states) == {
        PREMIUM,
        DISK,
    }


def test_a_site_whose_membership_is_written_leaves_it_alone() -> None:
    made = world(facts())
    materialise_site(made.services, BLOG)

    assert materialise_site(made.services, BLOG).revision == 1


def test_a_site_that_is_not_a_customers_has_no_row() -> None:
    made = world(facts())

    with pytest.raises(NotACustomerSite):
        materialise_site(made.services, 1)

    assert made.store.limits.sites == {}


@pytest.mark.parametrize(
    ("status", "end", "closed", "access"),
    [
        ("active", datetime(2025, 7, 1), (None, None), {"open": True, "reason": None}),
        ("on-hold", datetime(2025, 6, 1), (None, None), {"open": True, "reason": None}),
        ("expired", datetime(2025, 6, 1), ("expired", None), {"open": False, "reason": "expired"}),
        ("cancelled", datetime(2025, 7, 1), ("cancelled", datetime(2025, 7, 1)), {"open": True, "reason": None}),
        ("cancelled", AS_OF, ("cancelled", AS_OF), {"open": False, "reason": "cancelled"}),
        ("cancelled", None, ("cancelled", None), {"open": False, "reason": "cancelled"}),
        ("cancelled", datetime(9999, 12, 31), ("cancelled", None), {"open": False, "reason": "cancelled"}),
    ],
)
def test_access_follows_the_status_and_a_cancelled_term_is_served_out_by_the_clock(
    status: Any, end: datetime | None, closed: tuple[str | None, datetime | None], access: dict[str, Any]
) -> None:
    held = facts(membership(status=status, date_expiration=end))
    made = world(held)

    rematerialise(made.services, MEMBERSHIP)

    assert (written(made).closed, written(made).open_until) == closed
    assert access_of(held, AS_OF) == access


def test_a_plan_that_nobody_ever_knew_leaves_what_was_held() -> None:
    made = world(facts())
    rematerialise(made.services, MEMBERSHIP)
    made.store.memberships.facts[MEMBERSHIP] = facts(membership(plan_id=77))

    rematerialise(made.services, MEMBERSHIP)

    assert written(made).holdings is None
    assert made.store.limits.held[MEMBERSHIP] == {PREMIUM: 1}


def test_a_plan_that_was_deleted_goes_on_limiting() -> None:
    made = world(facts())
    materialise_site(made.services, BLOG)
    made.store.memberships.facts[MEMBERSHIP] = replace(
        facts(), snapshot=replace(facts().snapshot, products={DISK: facts().snapshot.products[DISK]})
    )

    rematerialise(made.services, MEMBERSHIP)

    assert written(made).holdings == {PREMIUM: 1}


def test_add_ons_that_nobody_can_read_leave_those_that_were_held() -> None:
    made = world(facts(membership(addons={DISK: 3})))
    rematerialise(made.services, MEMBERSHIP)
    made.store.memberships.facts[MEMBERSHIP] = facts(membership(addons={}, addons_unreadable=True))

    rematerialise(made.services, MEMBERSHIP)

    assert made.store.limits.held[MEMBERSHIP] == {PREMIUM: 1, DISK: 3}


def spoilt(plan: object, *, known: bool) -> Statement:
    before = {"disk_space": {"limit": "300"}} if known else None
    return read_statement({"disk_space": {"enabled": True, "limit": plan}}, before)


def test_what_a_membership_says_unreadably_holds_as_it_was_and_is_told_until_it_is_mended() -> None:
    said = spoilt("5 GB", known=True)
    odd = replace(facts(), own_limitations=said.limitations, spoilt={("membership", MEMBERSHIP): said})
    made = world(odd)

    rematerialise(made.services, MEMBERSHIP)
    told = [(fault.subject, fault.code) for fault in made.store.limit_records.faults()]
    made.store.memberships.facts[MEMBERSHIP] = facts()
    rematerialise(made.services, MEMBERSHIP)

    assert told == [(("membership", MEMBERSHIP), "limits_unreadable")]
    assert written(made).own == {}
    assert list(made.store.limit_records.faults()) == []


def test_what_a_site_says_unreadably_is_told() -> None:
    made = world(facts())
    made.store.limits.own[BLOG] = spoilt("5 GB", known=True)

    site = materialise_site(made.services, BLOG)

    assert site.limits == {"disk_space": {"limit": 300}}
    assert [fault.subject for fault in made.store.limit_records.faults()] == [("site", BLOG)]


@pytest.mark.parametrize("given", [{}, {"disk_space": {"enabled": False}}])
def test_an_own_value_that_voids_a_plan_without_the_limit_is_told(given: dict[str, Any]) -> None:
    of = facts(limitations={PREMIUM: disk(200), BASIC: given}, own_limitations=disk(500))

    assert voided(of, BASIC, {}) == (VoidLimit("disk_space", 500, None, None),)
    assert voided(of, PREMIUM, {}) == ()


def software(**modules: str) -> dict[str, Any]:
    """What is said of the plugin and the theme of these tests."""
    return {
        module: {"limit": {"shop.php" if module == "plugins" else "bold": {"behavior": word}}}
        for module, word in modules.items()
    }


def test_an_own_word_on_plugins_and_themes_that_voids_what_a_plan_gives_is_told() -> None:
    locked = software(plugins="force_inactive_locked", themes="not_available")
    given = software(plugins="default", themes="force_active")
    plain = facts(limitations={PREMIUM: locked, BASIC: given})
    of_membership = replace(plain, own_limitations=software(plugins="force_inactive_locked"))
    of_site = replace(plain, site_limitations={BLOG: software(themes="available")})

    assert voided(plain, BASIC, {}) == ()
    assert voided(of_membership, BASIC, {}) == (VoidLimit("plugins.shop.php", 0, 1, None),)
    assert voided(of_site, BASIC, {}) == (VoidLimit("themes.bold", 1, 2, BLOG),)
    assert voided(of_membership, PREMIUM, {}) == (), "what is not given is not void"


def test_a_plugin_that_a_package_gives_and_an_own_word_hides_is_void() -> None:
    hides = {"plugins": {"limit": {"shop.php": {"visibility": "hidden"}}}}
    of = facts(
        limitations={PREMIUM: software(plugins="force_inactive_locked"), DISK: software(plugins="force_inactive")},
        own_limitations=hides,
    )

    assert voided(of, PREMIUM, {DISK: 1}) == (VoidLimit("plugins.shop.php", 0, 1, None),)


def test_a_number_is_told_with_the_plan_and_the_packages_that_it_is_made_of() -> None:
    roles = {"editor": {"enabled": False}, "author": {"enabled": True, "number": 2}}
    users = {"users": {"enabled": True, "limit": roles}}
    more = {"users": {"limit": {"editor": {"enabled": True, "number": 3}}}, **disk(250)}
    of = facts(membership(addons={DISK: 2}), limitations={PREMIUM: {**disk(500), **users}, DISK: more})

    assert held_parts(of, BLOG) == {
        "disk_space": (LimitPart("plan", "Premium", 1, 500), LimitPart("package", "Extra disk", 2, 250)),
        "users.editor": (LimitPart("package", "Extra disk", 2, 3),),
        "users.author": (LimitPart("plan", "Premium", 1, 2),),
    }


def test_an_own_value_is_all_of_a_number_also_where_it_is_the_same() -> None:
    of = facts(limitations={PREMIUM: {**disk(500), "visits": {"enabled": True, "limit": 9}}}, own_limitations=disk(500))
    of_site = replace(of, site_limitations={BLOG: {"visits": {"enabled": True, "limit": True}}, BLOG + 1: {}})

    assert held_parts(of_site, BLOG) == {
        "disk_space": (LimitPart("membership", "", 1, 500),),
        "visits": (LimitPart("site", "", 1, None),),
    }
    assert held_parts(of_site, BLOG + 1)["visits"] == (LimitPart("plan", "Premium", 1, 9),)


def test_a_package_that_allows_any_number_is_all_of_it_and_a_limit_taken_away_has_no_part() -> None:
    of = facts(membership(addons={DISK: 1}), limitations={PREMIUM: disk(500), DISK: {"disk_space": {"limit": True}}})

    assert held_parts(of, BLOG) == {"disk_space": (LimitPart("package", "Extra disk", 1, None),)}
    assert held_parts(replace(of, own_limitations={"disk_space": {"enabled": False}}), BLOG) == {}
