"""What becomes of a change to less than is used is set for each limit: refused, growth held, or days of grace."""

from datetime import timedelta

import pytest

from bridge.changes.quoting import Moved, make_quote, require_fits
from bridge.errors import ChangeRefused
from bridge.limits.effective import Exceeded
from bridge.limits.modules import Statement
from bridge.pricing.snapshot import Settings
from bridge.quotas import materialise
from bridge.quotas.materialise import VoidLimit, used_by_now
from bridge.store.memberships import MembershipFacts
from bridge.store.settings import NetworkSettings
from tests.fakes.builders import BASIC, BLOG, DISK, FREE, MEMBERSHIP, PREMIUM, facts
from tests.unit.changes.test_quoting import ONE_PACKAGE, TO_FREE
from tests.unit.network_admin.world import owner, world

NAMED = {"enabled": True, "limit": {"editor": {"enabled": True, "number": 1}}}
SMALL = {FREE: {"disk_space": {"enabled": True, "limit": 100}, "users": NAMED}, PREMIUM: {}, BASIC: {}, DISK: {}}
ABOVE = {BLOG: {"disk_space": 150.0, "users": {"editor": 3}}}
FITS = {BLOG: {"disk_space": 90.0, "users": {"editor": 1}}}


def made_with(settings: Settings, **more: object) -> MembershipFacts:
    """A membership of one site that may go to a plan with 100 MB and one editor."""
    return facts(settings=NetworkSettings(pricing=settings), limitations=SMALL, **more)  # type: ignore[arg-type]


def test_one_limit_refuses_though_the_others_only_warn() -> None:
    made = world(made_with(Settings(over_limit="warn", over_users="refuse")))

    with pytest.raises(ChangeRefused) as refused:
        make_quote(made.services, owner, MEMBERSHIP, TO_FREE, ABOVE)

    told = refused.value.params["refusals"][0]["params"]["limits"]
    assert [(one["limit"], one["used"], one["allowed"], one["over"]) for one in told] == [("users.editor", 3, 1, 2)]


def test_each_limit_above_is_told_with_what_becomes_of_it_and_the_day_on_which_grace_ends() -> None:
    made = world(made_with(Settings(over_limit="warn", over_disk_space="grace", over_grace_days=10)))

    told = make_quote(made.services, owner, MEMBERSHIP, TO_FREE, ABOVE)

    assert told.effective is not None
    assert told.exceeds == (
        Exceeded("disk_space", 150.0, 100, BLOG, "grace", told.effective + timedelta(days=10)),
        Exceeded("users.editor", 3, 1, BLOG, "warn"),
    )


def test_a_locked_plugin_refuses_only_where_the_network_says_so() -> None:
    locks = {**SMALL, FREE: {"plugins": {"limit": {"shop.php": {"behavior": "force_inactive_locked"}}}}}
    used = {BLOG: {"plugins": {"shop.php": 1}}}
    lenient = world(facts(limitations=locks))
    strict = world(facts(settings=NetworkSettings(pricing=Settings(over_software="refuse")), limitations=locks))

    told = make_quote(lenient.services, owner, MEMBERSHIP, TO_FREE, used)

    assert told.exceeds == (Exceeded("plugins.shop.php", 1, 0, BLOG, "warn"),)
    with pytest.raises(ChangeRefused):
        make_quote(strict.services, owner, MEMBERSHIP, TO_FREE, used)


def test_sites_that_nobody_measures_now_are_judged_by_what_they_measured_themselves() -> None:
    made = world(made_with(Settings(), site_limitations={BLOG: {}, BLOG + 1: {}}))
    made.store.usage.told = {BLOG + 1: {"disk_space": 400.0}}

    with pytest.raises(ChangeRefused) as refused:
        make_quote(made.services, owner, MEMBERSHIP, TO_FREE, FITS)

    assert [one["blog_id"] for one in refused.value.params["refusals"][0]["params"]["limits"]] == [BLOG + 1]


def test_a_site_that_nobody_ever_measured_is_told_as_not_known() -> None:
    made = world(made_with(Settings(), site_limitations={BLOG: {}, BLOG + 1: {}}))

    told = make_quote(made.services, owner, MEMBERSHIP, TO_FREE, FITS)

    assert told.unmeasured == 1


@pytest.mark.parametrize(("held", "unmeasured"), [(50, 0), (100, 0), (500, 1)])
def test_only_what_a_change_allows_less_of_has_to_be_measured(held: int, unmeasured: int) -> None:
    before = {**SMALL, PREMIUM: {"disk_space": {"enabled": True, "limit": held}, "users": NAMED}}
    own = {"disk_space": {"enabled": True, "limit": 900}}
    made = world(facts(limitations=before, site_limitations={BLOG: {}, BLOG + 1: own}))

    told = make_quote(made.services, owner, MEMBERSHIP, TO_FREE, {})

    assert told.unmeasured == unmeasured, "the site with a value of its own keeps that"


def test_a_site_that_measured_one_limit_alone_is_not_known_for_the_others() -> None:
    made = world(made_with(Settings(), site_limitations={BLOG: {}, BLOG + 1: {}, BLOG + 2: {}}))
    made.store.usage.told = {BLOG + 1: {"disk_space": 9.0}, BLOG + 2: {"disk_space": 9.0, "visits": 0.0}}

    told = make_quote(made.services, owner, MEMBERSHIP, TO_FREE, FITS)

    assert told.unmeasured == 1


def test_what_a_lock_would_switch_off_is_known_only_of_sites_that_were_asked() -> None:
    locks = {**SMALL, FREE: {"plugins": {"limit": {"shop.php": {"behavior": "force_inactive_locked"}}}}}
    made = world(facts(limitations=locks, site_limitations={BLOG: {}, BLOG + 1: {}}))
    made.store.usage.told = {BLOG + 1: {"disk_space": 9.0, "visits": 0.0}}

    told = make_quote(made.services, owner, MEMBERSHIP, TO_FREE, {BLOG: {"visits": 1, "themes": {"a": 1}}})

    assert told.unmeasured == 1


def test_of_hundreds_of_sites_the_last_above_is_found_and_those_that_are_not_named_are_counted() -> None:
    few: dict[int, dict[str, object]] = {BLOG: {}, BLOG + 1: {}}
    warning = Settings(over_limit="warn")
    made = world(made_with(warning, site_limitations=few, sites_unread=298))
    refusing = world(made_with(Settings(), site_limitations=few, sites_unread=298))
    fits = {"disk_space": 9.0, "visits": 0.0}
    last = {number: {**fits, "disk_space": 150.0} for number in range(BLOG + 260, BLOG + 299)}
    made.store.usage.told = dict.fromkeys(range(BLOG + 1, BLOG + 260), fits) | last
    refusing.store.usage.told = made.store.usage.told

    told = make_quote(made.services, owner, MEMBERSHIP, TO_FREE, FITS)
    with pytest.raises(ChangeRefused) as refused:
        make_quote(refusing.services, owner, MEMBERSHIP, TO_FREE, FITS)

    params = refused.value.params["refusals"][0]["params"]
    assert told.unmeasured == 1, "the one that nobody has measured"
    assert (len(told.exceeds) + told.exceeds_more, told.exceeds_at_least) == (len(last), False)
    assert len(params["limits"]) + params["more"] == len(last)
    assert {one["blog_id"] for one in params["limits"]} <= last.keys()


def test_a_site_with_a_word_of_its_own_is_judged_by_that_though_nobody_measures_it_now() -> None:
    own = {"disk_space": {"enabled": True, "limit": 900}}
    made = world(made_with(Settings(), site_limitations={BLOG: {}, BLOG + 1: own}))
    made.store.usage.told = {BLOG + 1: {"disk_space": 150.0, "visits": 0.0}}

    assert make_quote(made.services, owner, MEMBERSHIP, TO_FREE, FITS).exceeds == ()


def test_where_not_all_sites_are_looked_at_the_rest_is_not_known_and_the_number_is_a_least(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(materialise, "SITES_LOOKED_AT", 2)
    made = world(made_with(Settings(over_limit="warn"), site_limitations={BLOG: {}}, sites_unread=5))
    made.store.usage.told = {BLOG + 1: {"disk_space": 150.0, "visits": 0.0}, BLOG + 2: {"disk_space": 1, "visits": 0}}

    told = make_quote(made.services, owner, MEMBERSHIP, TO_FREE, FITS)

    assert (len(told.exceeds), told.exceeds_at_least, told.unmeasured) == (1, True, 3)


def test_what_grew_since_it_was_priced_is_looked_at_when_it_is_confirmed() -> None:
    there = made_with(Settings())
    made = world(there)
    told = make_quote(made.services, owner, MEMBERSHIP, TO_FREE, FITS)
    stored = made.store.quotes.kept[str(told.id)]
    require_fits(made.store, there, stored)  # type: ignore[arg-type]
    made.store.usage.told = {BLOG: {"disk_space": 120.0}}

    with pytest.raises(Moved):
        require_fits(made.store, there, stored)  # type: ignore[arg-type]

    assert used_by_now(made.store, stored)[BLOG] == {"disk_space": 120.0, "users": {"editor": 1}}  # type: ignore[arg-type]


def test_a_site_whose_own_word_allows_more_does_not_hinder_the_confirmation() -> None:
    there = made_with(Settings())
    made = world(there)
    told = make_quote(made.services, owner, MEMBERSHIP, TO_FREE, FITS)
    made.store.usage.told = {BLOG: {"disk_space": 120.0}}
    made.store.usage.own = {BLOG}
    made.store.limits.own = {BLOG: Statement({"disk_space": {"enabled": True, "limit": 900}})}

    require_fits(made.store, there, made.store.quotes.kept[str(told.id)])  # type: ignore[arg-type]


def test_an_upgrade_that_an_own_value_makes_void_says_so_and_what_it_would_give() -> None:
    raising = {**SMALL, PREMIUM: {"disk_space": {"enabled": True, "limit": 500}}, DISK: {"disk_space": {"limit": 250}}}
    own = {"disk_space": {"enabled": True, "limit": 600}}
    of_site = world(facts(limitations=raising, site_limitations={BLOG: own, BLOG + 1: {}}))
    of_membership = world(facts(limitations=raising, own_limitations=own))
    free = world(facts(limitations=raising))

    told = make_quote(of_site.services, owner, MEMBERSHIP, ONE_PACKAGE)
    with pytest.raises(ChangeRefused) as refused:
        make_quote(of_membership.services, owner, MEMBERSHIP, ONE_PACKAGE)

    assert told.void == (VoidLimit("disk_space", 600, 750, BLOG),)
    assert refused.value.refusal_code == "own_value_stands"
    assert make_quote(free.services, owner, MEMBERSHIP, ONE_PACKAGE).void == ()


def test_more_sites_than_when_it_was_priced_hinder_the_confirmation() -> None:
    one = {**SMALL, FREE: {"sites": {"enabled": True, "limit": 1}}}
    there = facts(limitations=one)
    made = world(there)
    told = make_quote(made.services, owner, MEMBERSHIP, TO_FREE, FITS)
    made.store.limits.sites = {BLOG: MEMBERSHIP, BLOG + 1: MEMBERSHIP}

    with pytest.raises(Moved):
        require_fits(made.store, there, made.store.quotes.kept[str(told.id)])  # type: ignore[arg-type]
