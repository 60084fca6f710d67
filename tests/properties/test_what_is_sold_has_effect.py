"""No package is sold that changes nothing: of random limits of plan and packages, whatever is held and asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from bridge.changes.choices import choices_answer
from bridge.changes.quoting import price
from bridge.errors import ChangeRefused
from bridge.limits.effective import is_about_limits
from bridge.pricing.snapshot import Selection
from bridge.quotas.materialise import Use, limits_of, with_effect
from bridge.store.memberships import MembershipFacts
from tests.fakes.builders import AS_OF, DISK, FREE, MONTH, OWNER, PREMIUM, facts, membership

MORE, CREDITS = 77, 78
PACKAGES = (DISK, MORE, CREDITS)

switches = st.sampled_from([True, True, False, "", None])
figures = st.sampled_from(["", "0", "5", "250", None, "-1"])
number = st.fixed_dictionaries({}, optional={"enabled": switches, "limit": figures})
entry = st.fixed_dictionaries({}, optional={"enabled": switches, "number": figures})
behaviors = st.sampled_from(["default", "force_active", "force_inactive"])
limitations = st.fixed_dictionaries(
    {},
    optional={
        "disk_space": number,
        "visits": number,
        "post_types": st.fixed_dictionaries(
            {"limit": st.dictionaries(st.sampled_from(["post", "page"]), entry)}, optional={"enabled": switches}
        ),
        "plugins": st.fixed_dictionaries(
            {"limit": st.dictionaries(st.just("a/a.php"), st.fixed_dictionaries({"behavior": behaviors}))}
        ),
        "hide_credits": st.fixed_dictionaries({"enabled": switches}),
        "customer_user_role": st.fixed_dictionaries({"limit": st.sampled_from(["", "default", "editor"])}),
    },
)
quantities = st.dictionaries(st.sampled_from(PACKAGES), st.integers(1, 3))


@st.composite
def networks(draw: st.DrawFn) -> MembershipFacts:
    """Draw what two plans and three packages say of limits, and what is held of them."""
    plain = facts(membership(addons=draw(quantities)))
    products = dict(plain.snapshot.products)
    products |= {i: replace(products[DISK], id=i, slug=f"x{i}", name=f"Package {i}") for i in PACKAGES}
    products[PREMIUM] = replace(products[PREMIUM], offers=frozenset(PACKAGES))
    return replace(
        plain,
        snapshot=replace(plain.snapshot, products=products),
        texts={**plain.texts, **dict.fromkeys(PACKAGES, plain.texts[DISK])},
        limitations={i: draw(limitations) for i in (FREE, PREMIUM, *PACKAGES)},
        own_limitations=draw(st.sampled_from([{}, {}, {"disk_space": {"enabled": True, "limit": "9"}}])),
    )


def one_less(addons: dict[int, int], product_id: int) -> dict[int, int]:
    return {i: n - (i == product_id) for i, n in addons.items() if n - (i == product_id)}


def effect(of: MembershipFacts, addons: dict[int, int]) -> dict[str, Any]:
    """What limits give beyond what holds where they say nothing."""
    said = limits_of(of, PREMIUM, addons)
    chosen = said.pop("plugins", {})
    forced = {name: entry for name, entry in chosen.items() if entry["behavior"] != "default"}
    return {name: limit for name, limit in {**said, "plugins": forced}.items() if limit}


def sold(of: MembershipFacts, addons: dict[int, int]) -> bool:
    try:
        price(of, OWNER, "0" * 32, Selection(PREMIUM, addons, MONTH), Use({}, frozenset()), AS_OF)
    except ChangeRefused as refused:
        return not {one["code"] for one in refused.params["refusals"]} & {"adds_nothing", "more_adds_nothing"}
    return True


@given(networks(), quantities)
def test_no_unit_is_sold_whose_removal_leaves_all_limits_as_they_are(
    of: MembershipFacts, addons: dict[int, int]
) -> None:
    assume(sold(of, addons))
    held = of.snapshot.membership.addons
    bought = [i for i, n in addons.items() if n > held.get(i, 0) and is_about_limits(of.limitations[i])]

    assert [i for i in bought if effect(of, one_less(addons, i)) == effect(of, addons)] == []


@given(networks(), quantities)
def test_what_is_refused_is_sold_as_soon_as_no_more_is_asked_for_than_the_refusal_says(
    of: MembershipFacts, addons: dict[int, int]
) -> None:
    most = with_effect(of, PREMIUM, addons)
    assume(most)
    fewer = {i: n for i, n in {**addons, **most}.items() if n}

    assert not sold(of, addons)
    assert sold(of, fewer)
    assert effect(of, fewer) == effect(of, addons)


@given(networks())
def test_the_list_names_the_most_of_a_package_that_a_quote_sells(of: MembershipFacts) -> None:
    told = next(
        plan
        for plan in choices_answer(of, AS_OF, with_refused=False, is_copy=False).plans
        if plan.product_id == PREMIUM
    )
    held = dict(of.snapshot.membership.addons)

    for addon in told.addons:
        alone = {i: held.get(i, 0) for i in PACKAGES if held.get(i)}
        assert sold(of, {**alone, addon.product_id: addon.held + 1}) == (addon.refusals == ())
        if addon.most is not None:
            assert not sold(of, {**alone, addon.product_id: max(addon.most, addon.held) + 1})
            assert addon.most == addon.held or sold(of, {**alone, addon.product_id: addon.most})
