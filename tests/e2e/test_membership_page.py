"""A membership's own page: everything about it, and its term made longer by a network admin."""

from datetime import UTC, datetime, timedelta

from tests.e2e.checkout import PREMIUM_MONTHLY, choose, complete
from tests.e2e.conftest import Visit
from tests.e2e.looking import faults_everywhere, picture
from tests.e2e.situations import mark_paid
from tests.e2e.visitor import Visitor
from tools.network.network import Network


def test_a_network_admin_sees_everything_of_a_membership_and_makes_its_term_longer(
    network: Network, admin: Visitor, visit: Visit
) -> None:
    anna = visit("anna", slug="anna")
    choose(anna, PREMIUM_MONTHLY)
    complete(anna)
    mark_paid(admin)
    day = (datetime.now(UTC) + timedelta(days=60)).date().isoformat()

    admin.network_screen("memberships")
    admin.page.get_by_role("link", name="anna").first.click()
    admin.page.get_by_label("Paid until").fill(day)
    admin.page.locator("#pb-extend").get_by_label("Why").fill("Their site was down")
    admin.button("Show what it comes to").click()
    assert "The term ends on" in admin.words("#pb-extend")
    picture(admin, "membership-extend-forecast")
    admin.button("Extend the membership").click()

    assert "The term now ends on" in admin.words("#wpbody-content")
    assert "Their site was down" in admin.words("#pb-history")
    membership = network.sql("SELECT id FROM {p}wu_memberships WHERE date_expiration LIKE '" + day + "%'")
    assert len(membership) == 1
    assert faults_everywhere(admin, "membership") == []
