"""A package's number for what a plan does not limit: beside Ultimate Multisite its holders are then held to it."""

from types import SimpleNamespace
from typing import Any

import pytest

from bridge.network_admin.product_fields import Said
from bridge.network_admin.products import imposed

NUMBER = Said(500)


def between(plan: dict[str, Any], package: dict[str, Any], *, offered: bool = True) -> list[tuple[str, int]]:
    """What a package imposes on a plan; beside them stands a plan that does not offer it."""
    offers = (5,) if offered else ()
    products: Any = [
        SimpleNamespace(id=3, type="plan", available_addons=offers, limits=plan),
        SimpleNamespace(id=5, type="package", available_addons=(), limits=package),
        SimpleNamespace(id=9, type="plan", available_addons=(), limits={}),
    ]
    found = list(imposed(products))
    assert all((one.addon_id, one.plan_id) == (5, 3) for one in found)
    return [(one.limit, one.number) for one in found]


@pytest.mark.parametrize(
    ("plan", "package", "told"),
    [
        pytest.param({}, {"disk_space": NUMBER}, [("disk_space", 500)], id="no word of it on the plan"),
        pytest.param({"visits": Said()}, {"visits": Said(1000)}, [("visits", 1000)], id="unlimited on the plan"),
        pytest.param(
            {"post_types": {"page": Said()}}, {"post_types": {"page": Said(7)}}, [("post_types.page", 7)], id="a type"
        ),
        pytest.param({"disk_space": Said(100)}, {"disk_space": NUMBER}, [], id="both have a number"),
        pytest.param({"disk_space": Said(flag=True)}, {"disk_space": NUMBER}, [], id="none is allowed on the plan"),
        pytest.param({"disk_space": Said(unreadable="many")}, {"disk_space": NUMBER}, [], id="the plan's unreadable"),
        pytest.param({}, {"disk_space": Said(flag=True)}, [], id="the package makes it unlimited"),
        pytest.param({}, {"disk_space": Said()}, [], id="the package says nothing"),
        pytest.param(
            {}, {"disk_space": Said(1), "sites": Said(2)}, [("disk_space", 1), ("sites", 2)], id="two of them"
        ),
    ],
)
def test_a_number_is_told_where_the_plan_has_none(
    plan: dict[str, Any], package: dict[str, Any], told: list[tuple[str, int]]
) -> None:
    assert between(plan, package) == told


def test_what_a_plan_does_not_offer_imposes_nothing_on_it() -> None:
    assert between({}, {"disk_space": NUMBER}, offered=False) == []
