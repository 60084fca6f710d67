"""What every gateway promises, asked of each."""

import pytest

from bridge.gateways.free import FreeGateway
from bridge.gateways.manual import ManualGateway
from bridge.gateways.port import Gateway, Outcome, PaymentOrder
from tests.integration.changes.story import CardGateway

GATEWAYS: list[Gateway] = [FreeGateway(), ManualGateway(), CardGateway()]
NOTHING = PaymentOrder("a" * 32, 0, "SEK")


@pytest.mark.parametrize("gateway", GATEWAYS, ids=lambda gateway: gateway.id)
def test_the_same_order_has_the_same_id(gateway: Gateway) -> None:
    assert gateway.create(NOTHING) == gateway.create(NOTHING)
    assert gateway.create(NOTHING) != gateway.create(PaymentOrder("b" * 32, 0, "SEK"))


@pytest.mark.parametrize("gateway", GATEWAYS, ids=lambda gateway: gateway.id)
def test_looking_up_says_what_confirming_said(gateway: Gateway) -> None:
    provider_id = gateway.create(NOTHING)

    assert gateway.confirm(provider_id) == gateway.look_up(provider_id)


@pytest.mark.parametrize("gateway", GATEWAYS, ids=lambda gateway: gateway.id)
def test_what_moved_no_money_can_be_cancelled(gateway: Gateway) -> None:
    assert gateway.cancel(gateway.create(NOTHING)) is Outcome.CANCELLED


def test_by_hand_the_money_is_awaited() -> None:
    gateway = ManualGateway()

    assert gateway.settles_by_hand
    assert gateway.confirm(gateway.create(PaymentOrder("a" * 32, 19900, "SEK"))) is Outcome.WAITING


def test_the_free_gateway_takes_no_amount() -> None:
    with pytest.raises(ValueError, match="cannot take 1 SEK"):
        FreeGateway().create(PaymentOrder("a" * 32, 1, "SEK"))
