"""All orders of two writers' steps end as one after the other would: what holds is what is stored, whoever wrote it.

A step is what a writer sends about limits until it sends the next, its COMMIT too. Where one waits for a row that the
other holds, the other goes on.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import pytest

from bridge.errors import BridgeError
from bridge.limits.modules import read_statement
from bridge.limits.said import compiled
from bridge.network_admin.limit_history import take_back
from bridge.network_admin.products import read_product, save_product
from bridge.quotas.compile import compile_product
from bridge.quotas.materialise import materialise_membership, materialise_site, rematerialise
from bridge.store.engine.database import Connection
from bridge.store.limits import read_stored
from bridge.store.product_editing import ProductDocument
from bridge.store.store import Store
from tests.integration.changes.story import ADMIN, BASIC, BLOG, DISK, MEMBERSHIP, OTHER_ADMIN, PREMIUM, Story

#: How many steps of each writer are put in every order; those after them run through.
STEPS = 3
#: A writer that has not come to its next step by then waits for the other.
PATIENCE_SECONDS = 0.04
#: What the statements that are steps speak of.
ABOUT = (b"bridge_product_limits", b"bridge_membership_limits", b"bridge_site_limits", b"wu_productmeta SET", b"COMMIT")

Writer = Callable[[], Any]


class Stepping:
    """Lets two threads send their statements in one order, and then as they like."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._at_gate: set[str] = set()
        self._may_go: set[str] = set()
        self._ended: set[str] = set()
        self._is_free = False

    def run(self, writers: dict[str, Writer], order: tuple[str, ...]) -> dict[str, Any]:
        """Run both, and return what each answered or was refused with."""
        answers: dict[str, Any] = {}
        threads = [
            threading.Thread(target=self._write, args=(name, work, answers), name=name)
            for name, work in writers.items()
        ]
        for thread in threads:
            thread.start()
        for name in order:
            self._step(name)
        with self._changed:
            self._is_free = True
            self._changed.notify_all()
        for thread in threads:
            thread.join(30)
            assert not thread.is_alive()
        return answers

    def _write(self, name: str, work: Writer, answers: dict[str, Any]) -> None:
        try:
            answers[name] = work()
        except BridgeError as refused:
            answers[name] = refused
        finally:
            with self._changed:
                self._ended.add(name)
                self._changed.notify_all()

    def _step(self, name: str) -> None:
        """Let one writer go on to its next step, or to where it waits for the other."""
        with self._changed:
            self._changed.wait_for(lambda: name in self._at_gate | self._ended, PATIENCE_SECONDS)
            if name not in self._at_gate:
                return
            self._may_go.add(name)
            self._changed.notify_all()
            self._changed.wait_for(lambda: name in self._at_gate | self._ended, PATIENCE_SECONDS)

    def gate(self, text: bytes) -> None:
        """Stop the thread that is about to send a step, until it may go."""
        name = threading.current_thread().name
        if not any(word in text for word in ABOUT) or name not in {"A", "B"}:
            return
        with self._changed:
            self._at_gate.add(name)
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._is_free or name in self._may_go, 30)
            self._at_gate.discard(name)
            self._may_go.discard(name)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two writers of the story, made anew for each order."""

    story: Story
    monkeypatch: pytest.MonkeyPatch

    def in_all_orders(
        self, writers: Callable[[], dict[str, Writer]]
    ) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
        """Run both in every order of their first steps; yield the order and what came of each."""
        plain = Connection._run
        for places in combinations(range(2 * STEPS), STEPS):
            order = tuple("A" if place in places else "B" for place in range(2 * STEPS))
            made, stepping = writers(), Stepping()

            def gated(session: Connection, text: bytes, stepping: Stepping = stepping) -> Any:
                stepping.gate(text)
                return plain(session, text)

            with self.monkeypatch.context() as patched:
                patched.setattr(Connection, "_run", gated)
                answers = stepping.run(made, order)
            yield order, answers


@pytest.fixture
def pair(story: Story, monkeypatch: pytest.MonkeyPatch) -> Pair:
    story.membership(BASIC)
    for product_id in (BASIC, PREMIUM, DISK):
        compile_product(story.services, product_id)
    materialise_site(story.services, BLOG)
    return Pair(story, monkeypatch)


def document(story: Story, product_id: int) -> ProductDocument:
    """A product as it is stored."""
    found = story.services.database.reading(lambda store: store.catalog.document(product_id))
    assert found is not None
    return found


def saving(story: Story, product_id: int, megabytes: int, by: Any = ADMIN) -> Writer:
    """Save another number of megabytes, over the product as it is now."""
    before = document(story, product_id)
    limitations = {**(before.limitations or {}), "disk_space": {"enabled": True, "limit": str(megabytes)}}
    revision = read_product(story.services, by, product_id).product.limits_revision
    return lambda: save_product(story.services, by, replace(before, limitations=limitations), revision)


def changing(story: Story, plan: int) -> Writer:
    """Write another plan into the membership's row and its limits, as a change that is applied does."""

    def apply(store: Store) -> None:
        session = store._session
        session.rows("terms.lock", membership_id=MEMBERSHIP)
        session.script(f"UPDATE {story.network.prefix}wu_memberships SET plan_id = {plan} WHERE id = {MEMBERSHIP}")
        materialise_membership(store, MEMBERSHIP, story.clock.at)

    return lambda: story.services.database.transaction(apply)


def products_say_what_is_stored(story: Story, *product_ids: int) -> None:
    """Each row is made of the stored text, is its newest state, and no state is missing."""
    for product_id in product_ids:
        source, row = story.services.database.reading(
            lambda store, one=product_id: (store.product_limits.source(one), store.product_limits.find(one))
        )
        assert source is not None
        assert row is not None
        assert row.source_digest == source.source_digest
        assert row.limits == compiled(read_statement(read_stored(source.source)).limitations)
        kept = story.sql(
            f"SELECT revision FROM {{p}}bridge_product_limit_revisions"
            f" WHERE product_id = {product_id} ORDER BY revision"
        )
        assert kept == [[str(number)] for number in range(1, row.revision + 1)]


def membership_holds_its_plan(story: Story) -> None:
    """What is held is the plan of the membership's row, and nothing is left to catch up with."""
    plan = story.row("plan_id")
    held = story.sql(f"SELECT product_id FROM {{p}}bridge_holdings WHERE membership_id = {MEMBERSHIP}")
    assert held == [plan]
    assert not story.services.database.reading(lambda store: store.limits.is_behind(MEMBERSHIP))


def test_a_product_is_saved_while_a_membership_changes_to_it(pair: Pair) -> None:
    story, number = pair.story, iter(range(1000, 2000))

    def writers() -> dict[str, Writer]:
        changing(story, BASIC)()
        return {"A": saving(story, PREMIUM, next(number)), "B": changing(story, PREMIUM)}

    for order, answers in pair.in_all_orders(writers):
        assert not [answer for answer in answers.values() if isinstance(answer, BridgeError)], order
        products_say_what_is_stored(story, PREMIUM)
        membership_holds_its_plan(story)
        assert story.quota()["plan"]["id"] == PREMIUM


def test_two_products_of_one_membership_are_saved(pair: Pair) -> None:
    story, number = pair.story, iter(range(1000, 2000))

    def writers() -> dict[str, Writer]:
        return {"A": saving(story, BASIC, next(number)), "B": saving(story, DISK, next(number))}

    for order, answers in pair.in_all_orders(writers):
        assert not [answer for answer in answers.values() if isinstance(answer, BridgeError)], order
        products_say_what_is_stored(story, BASIC, DISK)


def test_one_product_is_saved_by_two(pair: Pair) -> None:
    story, number = pair.story, iter(range(1000, 2000))

    def writers() -> dict[str, Writer]:
        return {"A": saving(story, BASIC, next(number)), "B": saving(story, BASIC, next(number), OTHER_ADMIN)}

    for order, answers in pair.in_all_orders(writers):
        refused = [answer for answer in answers.values() if isinstance(answer, BridgeError)]
        assert [one.code for one in refused] == ["limits_changed"], order
        products_say_what_is_stored(story, BASIC)


def test_an_earlier_state_is_taken_back_while_another_is_saved(pair: Pair) -> None:
    story, number = pair.story, iter(range(1000, 2000))

    def writers() -> dict[str, Writer]:
        saving(story, BASIC, next(number))()
        revision = read_product(story.services, ADMIN, BASIC).product.limits_revision
        back = lambda: take_back(story.services, OTHER_ADMIN, BASIC, revision - 1, revision)  # noqa: E731 (as its twin)
        return {"A": saving(story, BASIC, next(number)), "B": back}

    for order, answers in pair.in_all_orders(writers):
        refused = [answer for answer in answers.values() if isinstance(answer, BridgeError)]
        assert [one.code for one in refused] == ["limits_changed"], order
        products_say_what_is_stored(story, BASIC)


def test_a_site_is_made_while_its_membership_changes(pair: Pair) -> None:
    story = pair.story

    def writers() -> dict[str, Writer]:
        changing(story, BASIC)()
        story.sql(f"DELETE FROM {{p}}bridge_site_limits WHERE blog_id = {BLOG}")
        return {"A": lambda: materialise_site(story.services, BLOG), "B": changing(story, PREMIUM)}

    for order, answers in pair.in_all_orders(writers):
        assert not [answer for answer in answers.values() if isinstance(answer, BridgeError)], order
        membership_holds_its_plan(story)
        named = story.one(f"SELECT membership_id FROM {{p}}bridge_site_limits WHERE blog_id = {BLOG}")
        assert named == [str(MEMBERSHIP)]


def test_a_membership_changes_while_the_worker_writes_it(pair: Pair) -> None:
    story = pair.story

    def writers() -> dict[str, Writer]:
        changing(story, BASIC)()
        return {"A": lambda: rematerialise(story.services, MEMBERSHIP), "B": changing(story, PREMIUM)}

    for order, answers in pair.in_all_orders(writers):
        assert not [answer for answer in answers.values() if isinstance(answer, BridgeError)], order
        membership_holds_its_plan(story)
