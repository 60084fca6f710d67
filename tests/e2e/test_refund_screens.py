"""The network admin's way of money back: what a refund means first, then the refund; account credit with a reason."""

from tests.e2e.checkout import PREMIUM_MONTHLY, choose, complete
from tests.e2e.looking import faults_everywhere
from tests.e2e.situations import press
from tests.e2e.visitor import Visitor
from tools.network.network import Network


def test_a_part_of_a_payment_goes_back_and_account_credit_is_given(
    network: Network, anna: Visitor, admin: Visitor
) -> None:
    choose(anna, PREMIUM_MONTHLY)
    complete(anna)
    admin.network_screen("payments", status="pending")
    admin.find("details.pb-ask > summary").first.click()
    press(admin, "Yes, the money has arrived")
    payment = network.sql("SELECT MAX(payment_id) FROM {p}bridge_payments")[0][0]

    admin.network_screen("payments", refund=payment)
    found = faults_everywhere(admin, "refund")
    admin.read_in("en_US")
    admin.page.reload()
    admin.find("#pb-refund-amount").fill("20,50")
    press(admin, "Show what it means")
    assert admin.words("#pb-refund-reason-problem, .pb-problem") == "Please say why."
    admin.find("#pb-refund-reason").fill("Krångel 12")
    press(admin, "Show what it means")
    assert "You send SEK 20.50" in admin.words("section[aria-labelledby=pb-comes-to] li")
    press(admin, "Refund SEK 20.50")

    assert len(admin.notices) == 1
    assert "goes back to whoever paid it" in admin.notices[0]
    assert [["partially-refunded", "2050"]] == network.sql(
        f"SELECT status, refunded_minor FROM {{p}}bridge_payments WHERE payment_id = {payment}"
    )
    found += faults_everywhere(admin, "refunded")
    admin.network_screen("payments")
    found += faults_everywhere(admin, "payments-with-a-refund")

    admin.network_screen("memberships", credit="1")
    admin.read_in("en_US")
    admin.page.reload()
    admin.find("#pb-credit-amount").fill("30")
    admin.find("#pb-credit-reason").fill("Tålamod 12")
    press(admin, "Adjust account credit")
    assert "Free now: SEK 30" in admin.notices[0]
    found += faults_everywhere(admin, "account-credit")
    assert found == []
