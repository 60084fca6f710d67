"""What may be chosen, what it costs, and that quoting writes nothing but the quote."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bridge.changes.choices import list_choices
from bridge.changes.quoting import Gateway, Moved, Obstacle, make_quote, read_quote, require_confirmable
from bridge.errors import ChangeRefused, NotAllowed, OutcomeUnknown, QuoteUnknown, SoldElsewhere, StoreUnavailable
from bridge.limits.effective import Exceeded
from bridge.people import Actor
from bridge.pricing.money import Figures, Money
from bridge.pricing.refusal import Refusal
from bridge.pricing.snapshot import Membership, Selection, Settings
from bridge.quotas.materialise import VoidLimit
from bridge.store.memberships import MembershipFacts
from bridge.store.settings import NetworkSettings
from bridge.store.terms import Cancelling
from tests.fakes.builders import AS_OF, BASIC, BLOG, DISK, FREE, MEMBERSHIP, MONTH, PREMIUM, disk, facts, membership
from tests.fakes.store import FakeClock
from tests.unit.network_admin.world import World, network_admin, owner, site_administrator, stranger, world

TO_FREE = Selection(FREE, {}, None)
ONE_PACKAGE = Selection(PREMIUM, {DISK: 1}, MONTH)


def test_the_owner_is_offered_the_plans_of_the_group_and_not_the_others() -> None:
    choices = list_choices(world(facts()).services, owner, MEMBERSHIP)

    assert [plan.name for plan in choices.plans] == ["Free", "Premium"]
    assert [plan.name for plan in choices.plans if plan.is_current] == ["Premium"]
    assert choices.refused_plans == ()


def test_a_network_admin_is_told_which_plans_are_left_out_and_why() -> None:
    choices = list_choices(world(facts()).services, network_admin, MEMBERSHIP)

    assert [(plan.name, [refusal.code for refusal in plan.refusals]) for plan in choices.refused_plans] == [
        ("Basic", ["other_group"])
    ]


def test_a_plan_shows_the_limits_it_gives_with_the_packages_it_keeps() -> None:
    choices = list_choices(world(facts(membership(addons={DISK: 2}))).services, owner, MEMBERSHIP)

    assert {plan.name: plan.limits["disk_space"]["limit"] for plan in choices.plans} == {"Free": 100, "Premium": 1000}


def test_a_plan_says_in_the_list_what_an_own_word_keeps_it_from_giving() -> None:
    locks = {"plugins": {"limit": {"shop.php": {"behavior": "force_inactive_locked"}}}}
    made = world(facts(limitations={PREMIUM: {**locks, **disk(500)}, FREE: disk(900)}, own_limitations=locks))

    choices = list_choices(made.services, owner, MEMBERSHIP)

    assert {plan.name: plan.void for plan in choices.plans} == {
        "Free": (VoidLimit("plugins.shop.php", 0, 1, None),),
        "Premium": (),
    }
    assert choices.current.limits == {
        "disk_space": {"limit": 500},
        "plugins": {"shop.php": {"behavior": "force_inactive_locked"}},
    }


def test_an_offered_package_has_a_price_for_the_plans_period() -> None:
    premium = list_choices(world(facts()).services, owner, MEMBERSHIP).plans[1]

    assert [(addon.name, addon.held) for addon in premium.addons] == [("Extra disk", 0)]
    assert [(price.period, price.amount) for price in premium.addons[0].prices] == [(MONTH, Money(5000, "SEK"))]


def test_a_sum_beyond_what_the_shared_tables_hold_is_not_sold() -> None:
    with pytest.raises(ChangeRefused) as refused:
        make_quote(world(facts()).services, owner, MEMBERSHIP, Selection(PREMIUM, {DISK: 100_000_000}, MONTH))

    assert [one["code"] for one in refused.value.params["refusals"]] == ["amount_unknown"]


@pytest.mark.parametrize(
    ("held", "said", "is_charged"),
    [
        ({}, {}, True),
        ({}, {"cancelling": Cancelling(AS_OF, None)}, False),
        ({"billing_cycles": 3, "times_billed": 3}, {"billing_cycles": 3}, False),
        ({"date_expiration": AS_OF - timedelta(days=100)}, {}, False),
    ],
    ids=["goes on", "cancelled", "paid in full", "long over"],
)
def test_of_what_is_held_a_next_payment_is_told_where_one_comes(
    held: dict[str, Any], said: dict[str, Any], *, is_charged: bool
) -> None:
    made = world(facts(membership(**held), **said))

    told = make_quote(made.services, owner, MEMBERSHIP, Selection(PREMIUM, {}, MONTH))

    assert (told.kind, told.next_charge is not None) == ("none", is_charged)


def test_strangers_are_neither_offered_nor_quoted_anything() -> None:
    made = world(facts())

    with pytest.raises(NotAllowed):
        list_choices(made.services, stranger, MEMBERSHIP)
    with pytest.raises(NotAllowed):
        make_quote(made.services, stranger, MEMBERSHIP, ONE_PACKAGE)
    assert made.store.quotes.kept == {}


def test_a_quote_is_kept_and_read_back_the_same() -> None:
    made = world(facts())

    told = make_quote(made.services, owner, MEMBERSHIP, ONE_PACKAGE)

    assert told.id == f"{1:032x}"
    assert told.due_now == Money(2597, "SEK")
    assert told.selection.plan_name == "Premium"
    assert [(addon.name, addon.quantity) for addon in told.selection.addons] == [("Extra disk", 1)]
    assert (told.confirmable, told.gateways) == (True, (Gateway("manual"),))
    assert read_quote(made.services, owner, told.id) == told


def test_what_costs_nothing_now_is_confirmed_without_a_payment() -> None:
    told = make_quote(world(facts()).services, owner, MEMBERSHIP, TO_FREE)

    assert (told.kind, told.due_now.minor, told.gateways) == ("downgrade", 0, (Gateway("free"),))


def test_a_quote_tells_the_limits_before_and_after() -> None:
    told = make_quote(world(facts()).services, owner, MEMBERSHIP, ONE_PACKAGE)

    assert (told.limits_before, told.limits_after) == ({"disk_space": {"limit": 500}}, {"disk_space": {"limit": 750}})


def test_nothing_asked_for_is_nothing_kept() -> None:
    made = world(facts())

    told = make_quote(made.services, owner, MEMBERSHIP, Selection(PREMIUM, {}, MONTH))

    assert (told.id, told.kind, told.confirmable) == (None, "none", False)
    assert made.store.quotes.kept == {}


def test_a_hand_written_request_for_another_groups_plan_is_refused_with_its_code() -> None:
    made = world(facts())

    with pytest.raises(ChangeRefused) as refused:
        make_quote(made.services, owner, MEMBERSHIP, Selection(BASIC, {}, MONTH))

    assert refused.value.refusal_code == "other_group"
    assert made.store.quotes.kept == {}


def test_use_above_the_new_limit_refuses_a_downgrade() -> None:
    made = world(facts())

    with pytest.raises(ChangeRefused) as refused:
        make_quote(made.services, owner, MEMBERSHIP, TO_FREE, {BLOG: {"disk_space": 120.5}})

    assert refused.value.refusal_code == "over_limit"
    figures = refused.value.params["refusals"][0]["params"]["limits"]
    assert all(one["over"] == one["used"] - one["allowed"] > 0 for one in figures)


def test_where_the_network_only_warns_the_quote_tells_what_is_above() -> None:
    warning = facts(settings=NetworkSettings(pricing=Settings(over_limit="warn")))

    told = make_quote(world(warning).services, owner, MEMBERSHIP, TO_FREE, {BLOG: {"disk_space": 120.5}})

    assert told.exceeds == (Exceeded("disk_space", 120.5, 100, BLOG),)


def test_use_of_a_site_that_is_not_the_memberships_counts_for_nothing() -> None:
    told = make_quote(world(facts()).services, owner, MEMBERSHIP, TO_FREE, {77: {"disk_space": 120.5}})

    assert told.exceeds == ()


def test_the_sites_own_limit_is_what_use_is_compared_with() -> None:
    of = facts(site_limitations={BLOG: disk(200)})

    assert make_quote(world(of).services, owner, MEMBERSHIP, TO_FREE, {BLOG: {"disk_space": 120.5}}).exceeds == ()


def test_visits_above_the_limit_are_told_and_refuse_nothing() -> None:
    of = facts(limitations={FREE: {"visits": {"limit": 10}}, PREMIUM: {}, BASIC: {}, DISK: {}})

    told = make_quote(world(of).services, owner, MEMBERSHIP, TO_FREE, {BLOG: {"visits": 11}})

    assert [found.limit for found in told.exceeds] == ["visits"]


def test_a_site_administrator_is_told_the_price_and_cannot_confirm() -> None:
    assert not make_quote(world(facts()).services, site_administrator, MEMBERSHIP, ONE_PACKAGE).confirmable


def test_a_quote_past_its_time_is_shown_and_cannot_be_confirmed() -> None:
    made = world(facts())
    told = make_quote(made.services, owner, MEMBERSHIP, ONE_PACKAGE)
    later = replace(made.services, clock=FakeClock(AS_OF + timedelta(minutes=16)))

    assert told.id is not None
    assert not read_quote(later, owner, told.id).confirmable


def test_what_needs_money_waits_where_another_system_bills() -> None:
    of = facts(gateway="stripe", subscription="sub_1")

    assert not make_quote(world(of).services, owner, MEMBERSHIP, ONE_PACKAGE).confirmable


def test_anothers_quote_is_as_unknown_as_none() -> None:
    made = world(facts())
    told = make_quote(made.services, owner, MEMBERSHIP, ONE_PACKAGE)

    for quote_id in (told.id, "f" * 32):
        assert quote_id is not None
        with pytest.raises(QuoteUnknown):
            read_quote(made.services, stranger, quote_id)


def test_quoting_twice_gives_the_same_but_for_the_id() -> None:
    made = world(facts())

    one = make_quote(made.services, owner, MEMBERSHIP, ONE_PACKAGE)
    two = make_quote(made.services, owner, MEMBERSHIP, ONE_PACKAGE)

    assert one.id != two.id
    assert replace(one, id=None) == replace(two, id=None)


class BreaksAtCommit:
    """A database whose connection breaks at each of the first commits: whether they were made nobody knows."""

    def __init__(self, database: Any, times: int, *, written: bool) -> None:
        self.database, self.times, self.written = database, times, written

    def reading(self, work: Any) -> Any:
        return self.database.reading(work)

    def transaction(self, work: Any) -> Any:
        if self.times == 0:
            return self.database.transaction(work)
        self.times -= 1
        if self.written:
            self.database.transaction(work)
        raise OutcomeUnknown(number=2013)


@pytest.mark.parametrize("written", [True, False])
def test_a_quote_whose_connection_broke_is_kept_once_more_without_asking_anybody(*, written: bool) -> None:
    made = world(facts())
    services = replace(made.services, database=BreaksAtCommit(made.services.database, 1, written=written))

    told = make_quote(services, owner, MEMBERSHIP, ONE_PACKAGE)

    assert told.confirmable
    assert told.id in made.store.quotes.kept
    assert read_quote(made.services, owner, str(told.id)) == told


def test_a_quote_that_cannot_be_kept_changed_nothing_and_says_so() -> None:
    made = world(facts())
    services = replace(made.services, database=BreaksAtCommit(made.services.database, 2, written=False))

    with pytest.raises(StoreUnavailable):
        make_quote(services, owner, MEMBERSHIP, ONE_PACKAGE)


def with_limits(plan: dict[str, object], package: dict[str, object], held: Membership | None = None) -> MembershipFacts:
    plain = facts(held)
    return replace(plain, limitations={**plain.limitations, PREMIUM: plan, DISK: package})


FIVE_HUNDRED = {"disk_space": {"enabled": True, "limit": "500"}}


@pytest.mark.parametrize("plan", [{}, {"disk_space": {"limit": "0"}}, {"disk_space": {"enabled": False}}])
def test_a_package_that_raises_nothing_on_the_plan_cannot_be_ordered_alone(plan: dict[str, object]) -> None:
    made = world(with_limits(plan, FIVE_HUNDRED))

    with pytest.raises(ChangeRefused) as refused:
        make_quote(made.services, owner, MEMBERSHIP, Selection(PREMIUM, {DISK: 2}, MONTH))

    assert refused.value.refusal_code == "adds_nothing"
    assert refused.value.params["refusals"][0]["params"] == {"product_id": DISK, "name": "Extra disk", "most": 0}
    assert offered(made, PREMIUM) == (["adds_nothing"], 0)


def offered(made: World, plan_id: int) -> tuple[list[str], int | None]:
    """Why the list refuses Extra disk with a plan, and how many of it it says have an effect."""
    plans = {plan.product_id: plan for plan in list_choices(made.services, owner, MEMBERSHIP).plans}
    found = next(addon for addon in plans[plan_id].addons if addon.product_id == DISK)
    return [refusal.code for refusal in found.refusals], found.most


def test_beside_a_change_of_plan_a_package_without_effect_on_the_new_plan_is_refused() -> None:
    made = world(with_limits({"disk_space": {"limit": "0"}}, FIVE_HUNDRED, membership(plan_id=FREE, period=None)))

    with pytest.raises(ChangeRefused) as refused:
        make_quote(made.services, owner, MEMBERSHIP, Selection(PREMIUM, {DISK: 1}, MONTH))

    assert refused.value.refusal_code == "adds_nothing"
    assert offered(made, PREMIUM) == (["adds_nothing"], 0)
    assert make_quote(made.services, owner, MEMBERSHIP, Selection(PREMIUM, {}, MONTH)).kind == "upgrade"


UNLIMITED_DISK = {"disk_space": {"enabled": True, "limit": "0"}}


@pytest.mark.parametrize(("held", "sold", "most", "said"), [(0, 1, 1, []), (1, 1, 1, ["more_adds_nothing"])])
def test_the_second_of_a_package_that_is_unlimited_with_one_is_not_sold(
    held: int, sold: int, most: int, said: list[str]
) -> None:
    made = world(with_limits(FIVE_HUNDRED, UNLIMITED_DISK, membership(addons={DISK: held} if held else {})))

    with pytest.raises(ChangeRefused) as refused:
        make_quote(made.services, owner, MEMBERSHIP, Selection(PREMIUM, {DISK: 2}, MONTH))

    assert refused.value.refusal_code == "more_adds_nothing"
    assert refused.value.params["refusals"][0]["params"]["most"] == most
    assert make_quote(made.services, owner, MEMBERSHIP, Selection(PREMIUM, {DISK: sold}, MONTH)).kind != "removal"
    assert offered(made, PREMIUM) == (said, most)


def test_a_package_held_that_raises_nothing_any_more_may_be_kept_and_taken_along() -> None:
    made = world(with_limits({}, FIVE_HUNDRED, membership(addons={DISK: 3})))
    moving = world(with_limits({}, FIVE_HUNDRED, membership(plan_id=FREE, period=None, addons={DISK: 3})))

    assert make_quote(moving.services, owner, MEMBERSHIP, Selection(PREMIUM, {DISK: 3}, MONTH)).kind == "upgrade"
    assert make_quote(made.services, owner, MEMBERSHIP, Selection(PREMIUM, {DISK: 2}, MONTH)).kind == "removal"
    with pytest.raises(ChangeRefused):
        make_quote(made.services, owner, MEMBERSHIP, Selection(PREMIUM, {DISK: 4}, MONTH))


def test_of_two_packages_that_give_the_same_the_later_one_is_refused() -> None:
    told = with_limits(FIVE_HUNDRED, UNLIMITED_DISK)
    products = told.snapshot.products
    twin = {77: replace(products[DISK], id=77, slug="more", name="More disk")}
    plan = {PREMIUM: replace(products[PREMIUM], offers=frozenset({DISK, 77}))}
    both = replace(
        told,
        snapshot=replace(told.snapshot, products={**products, **plan, **twin}),
        limitations={**told.limitations, 77: UNLIMITED_DISK},
        texts={**told.texts, 77: told.texts[DISK]},
    )

    with pytest.raises(ChangeRefused) as refused:
        make_quote(world(both).services, owner, MEMBERSHIP, Selection(PREMIUM, {DISK: 1, 77: 1}, MONTH))

    assert [found["params"]["product_id"] for found in refused.value.params["refusals"]] == [77]


def test_a_quote_is_stale_when_its_package_adds_nothing_any_more() -> None:
    made = world(with_limits(FIVE_HUNDRED, FIVE_HUNDRED))
    told = make_quote(made.services, owner, MEMBERSHIP, Selection(PREMIUM, {DISK: 1}, MONTH))
    stored = made.store.quotes.kept[str(told.id)]

    with pytest.raises(Moved):
        require_confirmable(made.services, with_limits({}, FIVE_HUNDRED), stored, AS_OF)


@pytest.mark.parametrize(
    "package",
    [
        {"hide_credits": {"enabled": False}},
        {"plugins": {"enabled": False, "limit": {"a/a.php": {"visibility": "visible", "behavior": "default"}}}},
        {"disk_space": {"enabled": False, "limit": ""}},
    ],
)
def test_a_service_that_speaks_of_limits_without_giving_anything_is_sold_for_something_else(
    package: dict[str, object],
) -> None:
    made = world(with_limits(FIVE_HUNDRED, package))

    assert make_quote(made.services, owner, MEMBERSHIP, Selection(PREMIUM, {DISK: 2}, MONTH)).kind == "addon"
    assert offered(made, PREMIUM) == ([], None)


@pytest.mark.parametrize(("plan", "package"), [(FIVE_HUNDRED, FIVE_HUNDRED), ({}, {})])
def test_a_package_that_raises_a_limit_or_is_not_about_limits_can_be_ordered(
    plan: dict[str, object], package: dict[str, object]
) -> None:
    made = world(with_limits(plan, package))

    assert make_quote(made.services, owner, MEMBERSHIP, Selection(PREMIUM, {DISK: 2}, MONTH)).kind == "addon"


SOLD_ELSEWHERE = NetworkSettings(seller="ultimate_multisite", has_companion=True)


@pytest.mark.parametrize("actor", [owner, network_admin], ids=["owner", "network"])
@pytest.mark.parametrize("selection", [TO_FREE, ONE_PACKAGE], ids=["free", "package"])
def test_where_changes_are_sold_elsewhere_a_quote_is_priced_and_refused(actor: Actor, selection: Selection) -> None:
    made = world(facts(settings=SOLD_ELSEWHERE))
    here = make_quote(world(facts()).services, actor, MEMBERSHIP, selection)

    told = make_quote(made.services, actor, MEMBERSHIP, selection)

    assert (told.charges, told.due_now, told.recurring_total) == (here.charges, here.due_now, here.recurring_total)
    assert (told.confirmable, told.reason) == (False, Obstacle("sold_elsewhere", Figures({}, "SEK")))
    with pytest.raises(SoldElsewhere):
        require_confirmable(made.services, facts(settings=SOLD_ELSEWHERE), made.store.quotes.kept[str(told.id)], AS_OF)


def test_where_changes_are_sold_elsewhere_the_form_says_so_and_shows_its_prices() -> None:
    told = list_choices(world(facts(settings=SOLD_ELSEWHERE)).services, owner, MEMBERSHIP)
    here = list_choices(world(facts()).services, owner, MEMBERSHIP)

    assert told.obstacle == Refusal("sold_elsewhere")
    assert told.plans == here.plans


def test_who_sells_means_nothing_where_ultimate_multisite_does_not_run() -> None:
    alone = replace(SOLD_ELSEWHERE, has_companion=False)

    assert make_quote(world(facts(settings=alone)).services, owner, MEMBERSHIP, ONE_PACKAGE).confirmable
