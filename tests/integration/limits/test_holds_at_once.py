"""Over HTTP, with Redis as object cache and without: no page that begins after an answer shows the limit of before it.

``./dev bench --only at-once`` does the same 2,000 times.
"""

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from benchmarks.at_once import OWNER, Readers, readers_of
from benchmarks.callers import Caller, Signer, signer
from benchmarks.durable import give_credit
from bridge.web.auth import LOOK_AGAIN_SECONDS
from tests.fakes.stripe_provider import Provider
from tests.integration.limits.site import SECONDS, Browser, Site, browser
from tests.integration.provider import provider_of
from tools.network.catalog import DISK
from tools.network.first_state import FirstState
from tools.network.network import Network
from tools.network.redis import object_cache_in_redis


@pytest.fixture(scope="module")
def provider(first_state: FirstState) -> Iterator[Provider]:
    with provider_of(first_state.network) as made:
        yield made


@pytest.fixture(params=["none", "Redis"])
def cache(request: pytest.FixtureRequest, network: Network) -> Iterator[str]:
    """Where the pages keep their object cache."""
    with object_cache_in_redis(network) if request.param == "Redis" else nullcontext():
        yield request.param


@dataclass(slots=True)
class Buyer:
    """An owner who buys one more package again and again, and what that promises to those who look at the site."""

    site: Site
    signer: Signer
    browser: Browser
    readers: Readers
    more: int
    """Megabytes that one more adds."""

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """What the service answers."""
        return dict(Caller(self.site.network.service.port, self.signer).ask(method, path, body)[1])

    def quote(self) -> str:
        """The price of one more; its name."""
        held = self.ask("GET", "/v1/account")["membership"]
        wanted = {str(one["product_id"]): one["quantity"] for one in held["addons"]}
        wanted[str(DISK)] = wanted.get(str(DISK), 0) + 1
        chosen = {"plan_id": held["plan"]["product_id"], "period": held["period"], "addons": wanted}
        return str(self.ask("POST", "/v1/quotes", {"membership_id": held["id"], **chosen})["quote"]["id"])

    def order(self, gateway: str) -> str:
        """One more, ordered; how the change stands then."""
        answer = self.ask("POST", "/v1/changes", {"quote_id": self.quote(), "gateway": gateway})
        return str(answer["change"]["status"])

    def promise(self) -> None:
        """From now on every page that begins has to show one more."""
        self.readers.promised += self.more

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Four look at the site meanwhile, and none of them is shown less than was promised."""
        with self.readers.reading():
            yield
        assert ([], []) == (self.readers.wrong, self.readers.old)
        assert len(self.readers.pages) >= 5
        assert self.readers.look()["space"] == self.readers.promised


@pytest.fixture
def buyer(network: Network, cache: str, provider: Provider) -> Iterator[Buyer]:
    """Björn, and those who will look at his site."""
    provider.reset()
    site = Site(network, OWNER)
    network.php("PlanBridge\\Service\\Keys::register();")
    own = signer(network, OWNER, OWNER)
    network.sql("UPDATE {p}bridge_keys SET status = 'trusted', approval = 'operator' WHERE side = 'plugin'")
    time.sleep(LOOK_AGAIN_SECONDS)  # so often the service looks for a key that it does not know
    said = network.sql(f"SELECT limits FROM {{p}}bridge_product_limits WHERE product_id = {DISK}")[0][0]
    with readers_of(network) as readers:
        assert readers.look()["cache"] == (cache == "Redis")
        yield Buyer(site, own, browser(site, OWNER), readers, json.loads(said)["disk_space"][2])


def complete(buyer: Buyer) -> str:
    """Presses Complete checkout on the page of a quote; where that leads."""
    asked = {"page": "plan-bridge-change", "quote": buyer.quote()}
    page = buyer.browser.get("wp-admin/admin.php", params=asked).text
    _, found, form = page.partition('class="pb-confirm"')
    assert found, re.sub(r"(\s|<[^>]*>)+", " ", page.partition('id="wpbody-content"')[2])[:500]
    fields = dict(re.findall(r'<input type="hidden"[^>]* name="(\w+)" value="([^"]*)"', form.split("</form>")[0]))
    answer = buyer.browser.send("wp-admin/admin-post.php", {**fields, "gateway": "free"}, allow_redirects=False)
    return answer.headers["Location"]


def test_after_the_checkouts_answer(buyer: Buyer) -> None:
    give_credit(buyer.site.network, buyer.signer, buyer.ask("GET", "/v1/account")["membership"]["id"])
    with buyer.watched():
        for _ in range(12):
            assert buyer.order("free") == "applied"
            buyer.promise()
        for _ in range(2):
            assert "plan-bridge-account" in complete(buyer)
            buyer.promise()


def test_after_webhook_and_worker_and_where_the_webhook_was_lost(buyer: Buyer, provider: Provider) -> None:
    network = buyer.site.network

    def pay() -> str:
        """Orders one more and pays it in the provider's own fields; the payment's name there."""
        assert buyer.order("stripe") == "awaiting_payment"
        payment = network.sql("SELECT provider_id FROM {p}bridge_payments ORDER BY payment_id DESC LIMIT 1")[0][0]
        provider.pay_on_page(payment, provider.card())
        return payment

    with buyer.watched():
        pay()
        body, headers = provider.told("payment_intent.succeeded").signed(datetime.now(UTC))
        address = f"{network.url}/?rest_route=/plan-bridge/v1/webhooks/stripe"
        sent = headers | {"Content-Type": "application/json"}
        assert requests.post(address, body, headers=sent, timeout=SECONDS).status_code == 200
        network.bridge("worker", "--once")
        buyer.promise()
        ask_now = "UPDATE {p}bridge_payments SET ask_after = UTC_TIMESTAMP(6) WHERE provider_id = '%s'"
        network.sql(ask_now % pay())
        network.bridge("worker", "--once")
        buyer.promise()

    took = network.sql("SELECT TIMESTAMPDIFF(SECOND, paid_at, enforced_at) BETWEEN 0 AND 120 FROM {p}bridge_payments")
    assert [["1"]] * 2 == took
