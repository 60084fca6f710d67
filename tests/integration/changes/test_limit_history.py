"""Who saved a product's limits and when; an older state made the newest, with its stored text."""

from dataclasses import replace

import pytest

from bridge.errors import LimitsChanged, LimitsRevisionUnknown, LimitsWrittenElsewhere, NotAllowed, ProductUnknown
from bridge.network_admin.limit_history import read_history, take_back
from bridge.network_admin.products import read_product, save_product
from bridge.quotas.compile import compile_product
from bridge.quotas.materialise import materialise_site
from bridge.worker import run_all_once
from tests.integration.changes.story import ADMIN, BASIC, BLOG, OTHER_ADMIN, OWNER, Story

SOURCE = f"SELECT meta_value FROM {{p}}wu_productmeta WHERE wu_product_id = {BASIC} AND meta_key = 'wu_limitations'"


def save(story: Story, megabytes: int, by: object = ADMIN) -> None:
    """Save another number of megabytes for Basic."""
    found = story.services.database.reading(lambda store: store.catalog.document(BASIC))
    assert found is not None
    limits = {**(found.limitations or {}), "disk_space": {"enabled": True, "limit": str(megabytes)}}
    revision = read_product(story.services, ADMIN, BASIC).product.limits_revision
    save_product(story.services, by, replace(found, limitations=limits), revision)  # type: ignore[arg-type]  # an Actor


def space(story: Story) -> int:
    """The megabytes that the site has."""
    limit = story.quota()["limits"]["disk_space"]["limit"]
    assert isinstance(limit, int)
    return limit


@pytest.fixture
def saved_twice(story: Story) -> Story:
    """Basic as it was found, then with 111 and 222 megabytes."""
    story.membership(BASIC)
    compile_product(story.services, BASIC)
    materialise_site(story.services, BLOG)
    save(story, 111)
    save(story, 222, OTHER_ADMIN)
    return story


def test_each_state_says_who_made_it_when_and_what_it_changed(saved_twice: Story) -> None:
    history = read_history(saved_twice.services, ADMIN, BASIC)

    states = [(one.revision, one.by, one.changed) for one in history.states]
    assert states == [(3, OTHER_ADMIN.user_id, ("disk_space",)), (2, ADMIN.user_id, ("disk_space",)), (1, None, ())]
    assert (history.limits_revision, history.can_take_back) == (3, True)
    assert {one.at for one in history.states[:2]} == {saved_twice.clock.at}


def test_an_older_state_holds_again_byte_for_byte_and_the_sweep_leaves_it(saved_twice: Story) -> None:
    story = saved_twice
    before = story.one(
        f"SELECT source FROM {{p}}bridge_product_limit_revisions WHERE product_id = {BASIC} AND revision = 2"
    )

    history = take_back(story.services, ADMIN, BASIC, 2, 3)
    run_all_once(story.services)

    assert story.one(SOURCE) == before
    assert space(story) == 111
    assert [one.revision for one in history.states] == [4, 3, 2, 1]
    assert story.one(f"SELECT revision FROM {{p}}bridge_product_limits WHERE product_id = {BASIC}") == ["4"]
    cached = story.sql("SELECT payload FROM {p}bridge_outbox WHERE topic = 'forget_cached'")
    assert [f'{{"product_ids":[{BASIC}]}}'] in [[row[0].replace(" ", "")] for row in cached]


def test_the_first_state_is_what_was_found_here(saved_twice: Story) -> None:
    found = saved_twice.one(
        f"SELECT limits FROM {{p}}bridge_product_limit_revisions WHERE product_id = {BASIC} AND revision = 1"
    )

    take_back(saved_twice.services, ADMIN, BASIC, 1, 3)

    assert saved_twice.one(f"SELECT limits FROM {{p}}bridge_product_limits WHERE product_id = {BASIC}") == found


def test_what_was_saved_meanwhile_is_not_taken_back_unseen(saved_twice: Story) -> None:
    save(saved_twice, 333)

    with pytest.raises(LimitsChanged) as refused:
        take_back(saved_twice.services, OTHER_ADMIN, BASIC, 2, 3)

    assert refused.value.params["revision"] == 4
    assert space(saved_twice) == 333


def test_what_somebody_else_wrote_is_not_gone_over(saved_twice: Story) -> None:
    saved_twice.sql(
        "UPDATE {p}wu_productmeta SET meta_value = REPLACE(meta_value, '222', '444')"
        f" WHERE wu_product_id = {BASIC} AND meta_key = 'wu_limitations'"
    )

    with pytest.raises(LimitsWrittenElsewhere):
        take_back(saved_twice.services, ADMIN, BASIC, 2, 3)

    assert read_history(saved_twice.services, ADMIN, BASIC).can_take_back is False
    run_all_once(saved_twice.services)
    assert space(saved_twice) == 444
    assert read_history(saved_twice.services, ADMIN, BASIC).states[0].by is None


def test_what_was_never_there_and_who_may_not(saved_twice: Story) -> None:
    with pytest.raises(LimitsRevisionUnknown):
        take_back(saved_twice.services, ADMIN, BASIC, 9, 3)
    with pytest.raises(ProductUnknown):
        take_back(saved_twice.services, ADMIN, 4040, 1, 1)
    with pytest.raises(ProductUnknown):
        read_history(saved_twice.services, ADMIN, 4040)
    with pytest.raises(NotAllowed):
        take_back(saved_twice.services, OWNER, BASIC, 1, 3)
    with pytest.raises(NotAllowed):
        read_history(saved_twice.services, OWNER, BASIC)
