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
    admin.page.locator("#pb-extend").get_by_role("button", name="Show what it comes to").click()
    assert "The term ends on" in admin.words("#pb-extend")
    picture(admin, "membership-extend-forecast")
    admin.button("Extend the membership").click()

    assert "The term now ends on" in admin.words("#wpbody-content")
    assert "Their site was down" in admin.words("#pb-history")
    membership = network.sql("SELECT id FROM {p}wu_memberships WHERE date_expiration LIKE '" + day + "%'")
    assert len(membership) == 1
    assert faults_everywhere(admin, "membership") == []


def test_a_network_admin_pauses_a_membership_lets_it_go_on_and_moves_it(
    network: Network, admin: Visitor, visit: Visit
) -> None:
    anna = visit("anna", slug="anna")
    choose(anna, PREMIUM_MONTHLY)
    complete(anna)
    mark_paid(admin)

    admin.network_screen("memberships")
    admin.page.get_by_role("link", name="anna").first.click()
    form = admin.page.locator("#pb-pause")
    form.get_by_label("Why").fill("Their shop burnt down")
    form.get_by_role("button", name="Show what it comes to").click()
    assert "to the second" in admin.words("#pb-pause")
    picture(admin, "membership-pause-forecast")
    admin.button("Pause the membership").click()
    assert "The membership is paused" in admin.words("#wpbody-content")
    anna.account()
    assert "Your site is paused" in anna.words("#wpbody-content")
    picture(anna, "account-paused")
    assert faults_everywhere(anna, "account-paused") == []
    admin.button("Let it go on").click()
    assert "The membership goes on." in admin.words("#wpbody-content")

    form = admin.page.locator("#pb-hand-over")
    network.sql("UPDATE {p}users SET display_name = 'Sten von Ådal' WHERE user_login = 'sten'")
    form.get_by_label("To", exact=True).press_sequentially("von å")
    offered = form.locator("#pb-hand-over-users option")
    offered.first.wait_for(state="attached")
    told = [(one.get_attribute("value"), (one.text_content() or "")[:13]) for one in offered.all()]
    assert told == [("sten", "Sten von Ådal")]
    form.get_by_label("To", exact=True).fill("sten")
    form.get_by_label("Why").fill("Sold")
    form.get_by_label("Take the present owner’s role on the sites away").check()
    form.get_by_role("button", name="Show what it comes to").click()
    assert "1 site goes along" in admin.words("#pb-hand-over")
    picture(admin, "membership-move-forecast")
    admin.button("Move the membership").click()
    assert "sten’s from now on" in admin.words("#wpbody-content")
    rows = network.sql(
        "SELECT users.user_login FROM {p}wu_memberships AS held JOIN {p}users AS users ON users.ID = held.user_id"
        " JOIN {p}wu_payments AS paid ON paid.membership_id = held.id AND paid.customer_id <> held.customer_id"
    )
    assert {row[0] for row in rows} == {"sten"}
    assert faults_everywhere(admin, "membership-moved") == []
    anna.read_in("en_US")
    anna.page.set_viewport_size({"width": 1280, "height": 900})
    anna.page.goto(f"{network.url}/wp-admin/admin.php?page=plan-bridge-account&membership=1")
    picture(anna, "account-former")
    assert "Earlier memberships" in anna.words("#wpbody-content")
