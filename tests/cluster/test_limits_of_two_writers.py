"""Limits where they are said, two writers in every order of their steps, on one node and two: as one after the other.

A reader between any two steps sees one state or the other, never parts of both, and never a sum without a plan.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from bridge.limits.origin import Voice
from bridge.network_admin.limit_history import _take_back
from bridge.quotas.compile import save_product_limits, write_product
from bridge.quotas.materialise import _materialise_site, materialise_membership
from bridge.quotas.reapply import Asked, begin
from bridge.store.engine import php_serialize
from bridge.store.products import NetworkMemory
from bridge.store.store import Store
from tests.cluster.writers import (
    AT,
    MEMBERSHIP,
    PACKAGE,
    PLAN,
    SITE,
    Pair,
    Step,
    caught_up,
    orders,
    play,
    services,
    sources,
)
from tests.integration.store.places import Place
from tools.network.machine.paths import ROOT

NEW_SITE = 9
#: Times that a node is asked right after another one wrote.
READ_AT_ONCE = 200
FREE, PREMIUM = 1, 2


def changes_plan(plan: int) -> list[Step]:
    """A change of a membership's plan, as T2 writes it: its row held, the shared one written, then what it holds."""

    def hold(store: Store) -> None:
        store.limits.hold(MEMBERSHIP)

    def write(store: Store) -> None:
        store._session._send(f"UPDATE wp_wu_memberships SET plan_id = {plan} WHERE id = {MEMBERSHIP}", {})

    return [hold, write, lambda store: materialise_membership(store, MEMBERSHIP, AT)]


def text(megabytes: int) -> str:
    """Stored limitations of a product."""
    return php_serialize.dumps({"disk_space": {"enabled": True, "limit": str(megabytes)}})


def saves(megabytes: int, revision: int, product: int = PLAN) -> list[Step]:
    """A form of the product that was filled in from one revision."""
    return [
        lambda store: store.product_limits.lock(product),
        lambda store: store.catalog.write_limitations(product, text(megabytes), AT),
        lambda store: save_product_limits(store, product, revision, 7, AT),
    ]


def megabytes_of(voice: Voice) -> int | None:
    """What somebody says of disk space; None: nothing."""
    said = voice.limitations.get("disk_space")
    return int(said["limit"]) if said else None


def each_order(
    pair: Pair,
    first: Callable[[], Sequence[Step]],
    second: Callable[[], Sequence[Step]],
    check: Callable[[tuple[str, str]], Any],
    prepare: Callable[[], Any] = lambda: None,
) -> int:
    """Play every order, a reader on each node between the steps; return how many orders there were."""
    played = 0
    for order in orders(first(), second()):
        prepare()
        outcome = play(pair, first(), second(), order, lambda: [is_whole(place) for place in pair.places])
        check(outcome)
        played += 1
    return played


def is_whole(place: Place) -> None:
    """Whether a reader sees one plan and the package: as it is at the moment, without waiting for the other node."""
    session = place.session()
    found = Store(session, NetworkMemory()).limit_words.of_site(SITE)
    session.close()
    assert found is not None
    assert found.plan is not None, "a sum without a plan is unlimited"
    assert [voice.id for voice in found.packages] == [PACKAGE], "holdings of two states"


def plan_now(pair: Pair) -> int:
    return int(pair.first.run(f"SELECT plan_id FROM {{p}}wu_memberships WHERE id = {MEMBERSHIP}")[0]["plan_id"])


def test_a_membership_that_two_change_holds_what_the_later_of_them_wrote(pair: Pair) -> None:
    def check(outcome: tuple[str, str]) -> None:
        assert outcome == ("done", "done")
        for place in pair.places:
            found = sources(place)
            assert found.plan is not None
            assert (found.plan.id, found.moved, found.faults) == (plan_now(pair), False, ())

    assert each_order(pair, lambda: changes_plan(FREE), lambda: changes_plan(PREMIUM), check) == 70


def revision(pair: Pair, product: int = PLAN) -> int:
    found = pair.first.run(f"SELECT revision FROM {{p}}bridge_product_limits WHERE product_id = {product}")
    return int(found[0]["revision"])


class Form:
    """A form of the product: the revision that it was filled in from, and a figure that nobody has saved before."""

    def __init__(self, pair: Pair, product: int = PLAN) -> None:
        self.pair, self.product, self.megabytes = pair, product, 1000
        self.fill_in()

    def fill_in(self) -> None:
        self.at, self.megabytes = revision(self.pair, self.product), self.megabytes + 2

    def saves(self) -> list[Step]:
        return saves(self.megabytes, self.at, self.product)


def test_of_two_forms_of_one_product_one_is_saved_and_the_other_is_told(pair: Pair) -> None:
    def check(outcome: tuple[str, str]) -> None:
        assert sorted(outcome) == ["done", "limits_changed"]
        megabytes = form.megabytes + outcome.index("done")
        for place in pair.places:
            session = caught_up(place)
            store = Store(session, NetworkMemory())
            row, source = store.product_limits.find(PLAN), store.product_limits.source(PLAN)
            session.close()
            assert row is not None
            assert f'"disk_space":[true,true,{megabytes}]' in row.limits
            assert source is not None
            assert source.is_written

    form = Form(pair)

    def first() -> list[Step]:
        return saves(form.megabytes, form.at)

    def second() -> list[Step]:
        return saves(form.megabytes + 1, form.at)

    assert each_order(pair, first, second, check, form.fill_in) == 70


def test_two_products_of_one_membership_saved_at_once_both_hold(pair: Pair) -> None:
    plan, package = Form(pair), Form(pair, PACKAGE)

    def fill_in() -> None:
        plan.fill_in()
        package.fill_in()

    def check(outcome: tuple[str, str]) -> None:
        assert outcome == ("done", "done")
        for place in pair.places:
            found = sources(place)
            assert found.plan is not None
            assert megabytes_of(found.plan) == plan.megabytes
            assert [megabytes_of(voice) for voice in found.packages] == [package.megabytes]

    assert each_order(pair, plan.saves, package.saves, check, fill_in) == 70


def test_what_was_saved_elsewhere_and_a_form_of_ours_end_as_one_of_them(pair: Pair) -> None:
    form = Form(pair)

    def saved_elsewhere() -> None:
        form.fill_in()
        elsewhere = text(form.megabytes + 1)
        services(pair.first).database.transaction(lambda store: store.catalog.write_limitations(PLAN, elsewhere, AT))

    def check(outcome: tuple[str, str]) -> None:
        assert outcome in (("done", "done"), ("done", "limits_changed"))
        for place in pair.places:
            session = caught_up(place)
            source = Store(session, NetworkMemory()).product_limits.source(PLAN)
            session.close()
            assert source is not None
            assert source.is_written, "what the product says and what holds are not the same"

    finds: list[Step] = [lambda store: write_product(store, PLAN, AT)]
    assert each_order(pair, lambda: finds, form.saves, check, saved_elsewhere) == 15


def test_a_product_and_a_membership_written_at_once_both_hold(pair: Pair) -> None:
    form, plans = Form(pair), [PREMIUM, FREE]

    def check(outcome: tuple[str, str]) -> None:
        plans.reverse()
        assert outcome == ("done", "done")
        for place in pair.places:
            found = sources(place)
            assert found.plan is not None
            assert (found.plan.id, found.moved) == (plan_now(pair), False)

    each_order(pair, lambda: saves(form.megabytes, form.at), lambda: changes_plan(plans[0]), check, form.fill_in)


def test_a_site_made_while_its_membership_changes_has_what_the_membership_holds(pair: Pair) -> None:
    def mark(store: Store) -> None:
        for key, value in (("wu_type", "customer_owned"), ("wu_membership_id", str(MEMBERSHIP))):
            store._session._send(
                f"INSERT INTO wp_blogmeta (blog_id, meta_key, meta_value) VALUES ({NEW_SITE}, '{key}', '{value}')", {}
            )

    def remove() -> None:
        for table in ("blogmeta", "bridge_site_limits"):
            pair.first.run(f"DELETE FROM {{p}}{table} WHERE blog_id = {NEW_SITE}")

    def check(outcome: tuple[str, str]) -> None:
        assert outcome == ("done", "done")
        for place in pair.places:
            found = sources(place, NEW_SITE)
            assert found.plan is not None
            assert (found.plan.id, found.membership_id, found.faults) == (plan_now(pair), MEMBERSHIP, ())

    made: list[Step] = [mark, lambda store: _materialise_site(store, NEW_SITE, AT)]
    plans = [PREMIUM, FREE]
    each_order(pair, lambda: made, lambda: changes_plan(plans[plan_now(pair) == plans[0]]), check, remove)


def test_what_a_site_says_of_its_own_holds_whatever_plan_its_membership_changes_to(pair: Pair) -> None:
    plans, said = [PREMIUM, FREE], [2000]

    def own(store: Store) -> None:
        said[0] += 1
        store._session._send(f"DELETE FROM wp_blogmeta WHERE blog_id = {SITE} AND meta_key = 'wu_limitations'", {})
        store._session._send(
            "INSERT INTO wp_blogmeta (blog_id, meta_key, meta_value) "
            f"VALUES ({SITE}, 'wu_limitations', '{text(said[0])}')",
            {},
        )

    def check(outcome: tuple[str, str]) -> None:
        assert outcome == ("done", "done")
        for place in pair.places:
            found = sources(place)
            assert found.plan is not None
            assert (found.plan.id, megabytes_of(found.overrides[-1])) == (plan_now(pair), said[0])

    says: list[Step] = [own, lambda store: _materialise_site(store, SITE, AT)]
    each_order(pair, lambda: says, lambda: changes_plan(plans[plan_now(pair) == plans[0]]), check)


def test_the_plugins_read_on_another_node_sees_what_was_just_written(pair: Pair) -> None:
    source = (ROOT / "wp-plugin/src/Service/Network.php").read_text()
    (hint,) = re.findall(r"const HINT = '([^']+)'", source)
    statement = f"{hint} SELECT limits FROM wp_bridge_product_limits WHERE product_id = {PLAN}"
    reader, writer, form = pair.second.session(), services(pair.first), Form(pair)
    for _ in range(READ_AT_ONCE):
        writer.database.transaction(lambda store: [step(store) for step in form.saves()])
        assert f'"disk_space":[true,true,{form.megabytes}]' in reader.command(statement)[0]["limits"]
        form.fill_in()
    reader.close()


def test_an_earlier_state_taken_back_while_somebody_saves_loses_neither(pair: Pair) -> None:
    form = Form(pair)

    def take(store: Store) -> None:
        _take_back(store, PLAN, 1, form.at, 7, AT)

    def check(outcome: tuple[str, str]) -> None:
        assert sorted(outcome) in (["done", "limits_changed"], ["done", "limits_written_elsewhere"])
        assert revision(pair) == form.at + 1

    def saved_since() -> None:
        before = saves(form.megabytes, revision(pair))
        services(pair.first).database.transaction(lambda store: [step(store) for step in before])
        form.fill_in()

    each_order(pair, lambda: [take], lambda: saves(form.megabytes, form.at), check, saved_since)


def test_two_workers_take_each_range_once(pair: Pair) -> None:
    rows = ", ".join(f"({number}, {MEMBERSHIP})" for number in range(20_000, 32_000))
    pair.first.run(f"INSERT INTO {{p}}bridge_site_limits (blog_id, membership_id) VALUES {rows}")
    taken: list[Any] = []

    def takes(owner: str) -> list[Step]:
        runs: list[Any] = []
        return [
            lambda store: runs.__setitem__(slice(None), [store.reapply.open()]),
            lambda store: taken.append(store.reapply.take(runs[0], owner)),
        ]

    def check(outcome: tuple[str, str]) -> None:
        assert outcome == ("done", "done")
        begun = pair.first.run("SELECT first_id, last_id FROM {p}bridge_reapply_ranges ORDER BY first_id")
        assert begun
        assert all(one["last_id"] < other["first_id"] for one, other in pairwise(begun))
        run = pair.first.run("SELECT next_id FROM {p}bridge_reapply_runs WHERE state = 'running'")[0]
        assert run["next_id"] == begun[-1]["last_id"] + 1

    each_order(
        pair, lambda: takes("a" * 32), lambda: takes("b" * 32), check, lambda: begin(services(pair.first), Asked(), 0)
    )
