"""A plan of twelve payments: made by the network admin, bought by an owner, and told alike on every page."""

from tests.e2e.checkout import PREMIUM_MONTHLY, choose, complete
from tests.e2e.conftest import Visit
from tests.e2e.looking import faults_everywhere, picture
from tests.e2e.situations import MEMBERSHIP, mark_paid, press
from tests.e2e.visitor import Visitor
from tools.network.network import Network


def test_twelve_payments_are_typed_bought_and_counted(network: Network, admin: Visitor, visit: Visit) -> None:
    admin.network_screen("product", id=3, tab="pricing")
    admin.find("#pb-billing-cycles").fill("12")
    press(admin, "Save product")
    assert network.sql("SELECT billing_cycles FROM {p}wu_products WHERE id = 3") == [["12"]]

    anna = visit("anna", slug="anna")
    shown = choose(anna, PREMIUM_MONTHLY)
    assert "per month, 12 payments" in anna.words("#wpbody-content")
    picture(anna, "summary-twelve-payments")
    assert shown.totals["Number of payments"].startswith("12 payments of")
    assert "(payment 2 of 12)" in shown.totals["Next payment"]
    assert faults_everywhere(anna, "change-twelve-payments") == []
    anna.read_in("en_US")
    choose(anna, PREMIUM_MONTHLY)
    complete(anna)
    mark_paid(admin)

    anna.account()
    facts = anna.facts(MEMBERSHIP)
    assert facts["Times billed"] == "1 of 12"
    assert "(payment 2 of 12)" in facts["Next billing date"]
    assert faults_everywhere(anna, "account-twelve-payments") == []
    admin.network_screen("memberships")
    admin.page.get_by_role("link", name="anna").first.click()
    admin.find("#pb-facts-title").wait_for()
    assert "1 of 12" in admin.words("#wpbody-content")
    assert network.sql("SELECT billing_cycles, times_billed FROM {p}wu_memberships WHERE plan_id = 3 AND user_id ="
                       " (SELECT ID FROM {p}users WHERE user_login = 'anna')") == [["12", "1"]]  # fmt: skip
