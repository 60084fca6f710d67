"""The provider that the gateway for Stripe is tried against, with Stripe's own library."""

from collections.abc import Iterator

import pytest

from bridge.gateways.stripe import StripeGateway
from tests.fakes.stripe_provider import Provider, stripe_provider


@pytest.fixture(scope="session")
def served() -> Iterator[Provider]:
    with stripe_provider() as provider:
        yield provider


@pytest.fixture
def provider(served: Provider) -> Provider:
    served.reset()
    return served


@pytest.fixture
def stripe(provider: Provider) -> StripeGateway:
    return StripeGateway(provider.settings(methods="card,sepa_debit"))
