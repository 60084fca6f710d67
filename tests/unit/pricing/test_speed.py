"""Pricing stays fast, measured against a fixed loop so that the machine does not matter."""

from __future__ import annotations

from tests.unit.pricing.speed import measure


def test_price_and_list_stay_within_their_multiples_of_the_fixed_loop() -> None:
    found = measure()

    assert found["price_in_loops"] < 8, found
    assert found["list_in_loops"] < 800, found
