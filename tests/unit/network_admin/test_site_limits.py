"""Whether a site has carried out what is forced on it, as the plugin works it out."""

from bridge.limits.forced import forced_digest
from bridge.limits.origin import Voice
from bridge.network_admin.site_limits import _carried
from bridge.store.limit_sources import LimitSources

FORCES = {"themes": {"limit": {"two": {"behavior": "force_active"}}}}
LOCKS = {"themes": {"limit": {"two": {"behavior": "not_available"}}}}
BEFORE = {"themes": {"two": {"behavior": "force_active"}}}


def sources(grace: dict[str, dict[str, dict[str, str]]]) -> LimitSources:
    """A site that has switched to a theme which its plan of now locks."""
    plan = Voice("plan", 5, LOCKS)
    return LimitSources(7, plan, (), (), (), moved=False, applied=forced_digest([FORCES]), grace=grace)


def test_what_goes_on_in_days_of_grace_is_carried_out_until_they_are_over() -> None:
    assert [_carried(sources(grace)) for grace in (BEFORE, {})] == ["carried_out", "waiting"]
