"""More sites than a plan allows is over its limit like anything else, though no single site's use tells it."""

import pytest

from bridge.changes.quoting import make_quote
from bridge.errors import ChangeRefused
from bridge.limits.effective import Exceeded
from bridge.pricing.snapshot import Settings
from bridge.store.settings import NetworkSettings
from tests.fakes.builders import BASIC, BLOG, DISK, FREE, MEMBERSHIP, PREMIUM, facts
from tests.unit.changes.test_quoting import TO_FREE
from tests.unit.network_admin.world import owner, world

ONE_SITE = {FREE: {"sites": {"enabled": True, "limit": 1}}, PREMIUM: {}, BASIC: {}, DISK: {}}
TWO_SITES = {BLOG: {}, BLOG + 1: {}}


def test_more_sites_than_the_plan_allows_refuse_a_downgrade() -> None:
    made = world(facts(limitations=ONE_SITE, site_limitations=TWO_SITES))

    with pytest.raises(ChangeRefused) as refused:
        make_quote(made.services, owner, MEMBERSHIP, TO_FREE, {BLOG: {"sites": 1}})

    assert refused.value.refusal_code == "over_limit"


def test_where_the_network_only_warns_the_number_of_sites_is_told_once() -> None:
    warning = NetworkSettings(pricing=Settings(over_limit="warn"))
    made = world(facts(settings=warning, limitations=ONE_SITE, site_limitations=TWO_SITES))

    told = make_quote(made.services, owner, MEMBERSHIP, TO_FREE, {BLOG: {"sites": 2}})

    assert told.exceeds == (Exceeded("sites", 2, 1),)


def test_as_many_sites_as_the_plan_allows_are_no_obstacle() -> None:
    made = world(facts(limitations=ONE_SITE, site_limitations={BLOG: {}}))

    assert make_quote(made.services, owner, MEMBERSHIP, TO_FREE).exceeds == ()
