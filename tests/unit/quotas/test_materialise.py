"""Limits are written where the plugin reads them, with a version that counts what changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from bridge.errors import NotACustomerSite
from bridge.limits.modules import read_statement
from bridge.quotas.materialise import materialise_membership, materialise_site, rematerialise_holders
from bridge.store.memberships import MembershipFacts
from tests.fakes.builders import AS_OF, BLOG, DISK, MEMBERSHIP, PREMIUM, disk, facts, membership
from tests.unit.network_admin.world import world


def test_a_site_gets_plan_access_and_limits() -> None:
    made = world(facts(membership(addons={DISK: 1})))

    row = materialise_site(made.services, BLOG)

    assert row.quotas == {
        "v": 1,
        "plan": {"id": PREMIUM, "name": "Premium"},
        "membership_id": MEMBERSHIP,
        "access": {"open": True, "reason": None},
        "limits": {"disk_space": {"limit": 750}},
    }
    assert made.store.outbox.rows == [("blog_upload_space", {"blog_id": BLOG, "megabytes": 750})]


def test_an_unchanged_site_keeps_its_version_and_leaves_no_word() -> None:
    made = world(facts())
    materialise_site(made.services, BLOG)

    row = materialise_site(made.services, BLOG)

    assert row.version == 1
    assert len(made.store.outbox.rows) == 1


def test_every_site_of_a_membership_gets_its_own() -> None:
    made = world(facts(site_limitations={5: {}, 9: disk(40)}))

    blog_ids = materialise_membership(made.store, MEMBERSHIP, AS_OF)  # type: ignore[arg-type]  # read-side topics only

    assert blog_ids == (5, 9)
    assert {blog: row.quotas["limits"]["disk_space"]["limit"] for blog, row in made.store.quotas.rows.items()} == {
        5: 500,
        9: 40,
    }


def test_a_site_that_is_not_a_customers_has_no_quota() -> None:
    with pytest.raises(NotACustomerSite):
        materialise_site(world(facts()).services, 1)


@pytest.mark.parametrize(
    ("status", "end", "access"),
    [
        ("active", datetime(2025, 7, 1), {"open": True, "reason": None}),
        ("on-hold", datetime(2025, 6, 1), {"open": True, "reason": None}),
        ("expired", datetime(2025, 6, 1), {"open": False, "reason": "expired"}),
        ("cancelled", datetime(2025, 7, 1), {"open": True, "reason": None}),
        ("cancelled", AS_OF, {"open": False, "reason": "cancelled"}),
        ("cancelled", None, {"open": False, "reason": "cancelled"}),
    ],
)
def test_access_follows_the_status_and_a_cancelled_term_is_served_out(
    status: Any, end: datetime | None, access: dict[str, Any]
) -> None:
    made = world(facts(membership(status=status, date_expiration=end)))

    assert materialise_site(made.services, BLOG).quotas["access"] == access


def test_a_plan_that_is_gone_leaves_the_limits_as_they_were() -> None:
    made = world(facts())
    materialise_site(made.services, BLOG)
    made.store.memberships.facts[MEMBERSHIP] = facts(membership(plan_id=77))

    row = materialise_site(made.services, BLOG)

    assert row.quotas["limits"] == {"disk_space": {"limit": 500}}


def test_everybody_who_holds_a_product_is_worked_out_again() -> None:
    made = world(facts(membership(addons={DISK: 1})))

    assert rematerialise_holders(made.services, DISK) == 1
    assert list(made.store.quotas.rows) == [BLOG]


def test_a_plan_that_never_existed_is_said_and_leaves_cores_figure_alone() -> None:
    made = world(facts(membership(plan_id=77)))

    row = materialise_site(made.services, BLOG)

    assert (row.quotas["plan"], row.quotas["limits"]) == (None, {})
    assert made.store.outbox.rows == []


def test_what_a_site_was_given_itself_holds_without_a_plan_and_follows_its_edits() -> None:
    made = world(facts(membership(plan_id=77)))
    materialise_site(made.services, BLOG)
    made.store.memberships.facts[MEMBERSHIP] = facts(membership(plan_id=77), site_limitations={BLOG: disk(40)})

    row = materialise_site(made.services, BLOG)

    assert (row.quotas["plan"], row.quotas["limits"]) == (None, {"disk_space": {"limit": 40}})
    assert made.store.outbox.rows == [("blog_upload_space", {"blog_id": BLOG, "megabytes": 40})]


def spoilt(plan: object, *, known: bool) -> MembershipFacts:
    before = {"disk_space": {"limit": "300"}} if known else None
    statement = read_statement({"disk_space": {"enabled": True, "limit": plan}}, before)
    plain = facts()
    limitations = {**plain.limitations, PREMIUM: statement.limitations}
    return replace(plain, limitations=limitations, spoilt={("product", PREMIUM): statement})


def test_a_plan_whose_number_cannot_be_read_limits_by_its_last_one_and_is_told() -> None:
    made = world(spoilt("5 GB", known=True))

    row = materialise_site(made.services, BLOG)

    assert row.quotas["limits"] == {"disk_space": {"limit": 300}}
    assert [(fault.subject, fault.code) for fault in made.store.limit_records.faults()] == [
        (("product", PREMIUM), "limits_unreadable")
    ]


def test_where_no_readable_number_was_ever_kept_the_sites_own_limit_stays() -> None:
    made = world(facts())
    before = materialise_site(made.services, BLOG).quotas["limits"]["disk_space"]
    made.store.memberships.facts[MEMBERSHIP] = spoilt("5 GB", known=False)

    assert materialise_site(made.services, BLOG).quotas["limits"] == {"disk_space": before}


def test_what_was_mended_is_told_no_more() -> None:
    made = world(spoilt("5 GB", known=True))
    materialise_site(made.services, BLOG)
    made.store.memberships.facts[MEMBERSHIP] = facts()

    materialise_site(made.services, BLOG)

    assert list(made.store.limit_records.faults()) == []
