"""The network admin's way: the settings with their check of the connection, the payments."""

import io

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image

from bridge.operations.keys import encode, kid_of
from tests.e2e.checkout import PREMIUM_MONTHLY, choose, complete
from tests.e2e.looking import picture
from tests.e2e.situations import changes, press, service_frozen, service_stopped
from tests.e2e.visitor import Visitor
from tools.network.network import Network


def finding(admin: Visitor) -> str:
    admin.network_screen("settings")
    return admin.words(".pb-finding")


@pytest.mark.main_way
def test_the_check_says_that_everything_is_in_order(admin: Visitor) -> None:
    assert finding(admin).startswith("Good: Everything is in order. The service answers")


def test_the_check_tells_a_service_that_is_not_running(network: Network, admin: Visitor) -> None:
    with service_stopped(network):
        said = finding(admin)

    assert said.startswith("Problem: Nothing answers at the address of the service.")
    assert "bridge serve" in said


def test_the_check_tells_a_service_that_does_not_answer_in_time(network: Network, admin: Visitor) -> None:
    with service_frozen(network):
        said = finding(admin)

    assert said.startswith("Problem: The service did not answer within 5 seconds.")


def test_the_check_tells_a_key_that_waits_for_approval(network: Network, admin: Visitor) -> None:
    finding(admin)
    raw = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    network.sql(
        "UPDATE {p}bridge_keys SET status = 'pending', approval = NULL WHERE side = 'plugin';"
        "INSERT INTO {p}bridge_keys (kid, side, public_key, status, approval, created_at)"
        f" VALUES ('{kid_of(raw)}', 'plugin', '{encode(raw)}', 'trusted', 'operator', '2026-01-01')"
    )
    network.stop("service")
    network.start("service")

    said = finding(admin)

    assert said.startswith("Problem: This network’s key waits for approval.")
    assert "bridge keys approve" in said


def test_the_check_tells_a_key_that_was_withdrawn(network: Network, admin: Visitor) -> None:
    finding(admin)
    network.sql("UPDATE {p}bridge_keys SET status = 'retired' WHERE side = 'plugin'")
    network.stop("service")
    network.start("service")

    said = finding(admin)

    assert said.startswith("Problem: The service does not know this network’s key.")


def test_the_check_tells_tables_that_are_behind(network: Network, admin: Visitor) -> None:
    network.sql("DELETE FROM {p}bridge_migrations ORDER BY version DESC LIMIT 1")

    said = finding(admin)

    assert "bridge migrate" in said


def test_the_check_tells_a_worker_that_has_stopped(network: Network, admin: Visitor) -> None:
    network.sql("UPDATE {p}bridge_heartbeats SET at = UTC_TIMESTAMP(6) - INTERVAL 1 DAY")

    said = finding(admin)

    assert said.startswith("Attention: The worker has not run since")


def test_the_check_tells_a_network_that_is_a_copy(network: Network, admin: Visitor) -> None:
    network.sql("UPDATE {p}bridge_installation SET site_url_sha256 = REPEAT('0', 64)")
    network.stop("service")
    network.start("service")

    said = finding(admin)

    assert said.startswith("Attention: This network is a copy of another one, or has moved.")


@pytest.mark.main_way
def test_a_setting_is_saved_and_a_wrong_one_is_named_where_it_stands(admin: Visitor) -> None:
    admin.network_screen("settings")
    admin.find("#pb-lifetime-years").fill("many")
    admin.find("#pb-manual-instructions").fill("Bankgiro 123-4567, ange medlemsnumret.")
    press(admin, "Save settings")
    assert ["Nothing is saved yet: please look at the fields that are marked."] == admin.notices[:1]
    assert "Bankgiro" in admin.find("#pb-manual-instructions").input_value()
    assert 1 == admin.find("#pb-lifetime-years-problem").count()

    admin.find("#pb-lifetime-years").fill("")
    press(admin, "Save settings")

    assert ["The settings are saved. They hold for every figure shown from now on."] == admin.notices


def test_the_instructions_are_what_an_owner_reads_after_ordering(admin: Visitor, anna: Visitor) -> None:
    admin.network_screen("settings")
    admin.find("#pb-manual-instructions").fill("Bankgiro 123-4567")
    press(admin, "Save settings")

    choose(anna, PREMIUM_MONTHLY)
    complete(anna)

    assert "Bankgiro 123-4567" == anna.words(".pb-instructions")


def test_marking_as_paid_twice_takes_one_payment(network: Network, anna: Visitor, admin: Visitor) -> None:
    choose(anna, PREMIUM_MONTHLY)
    complete(anna)
    admin.network_screen("payments", status="pending")
    assert ["#1 anna"] == admin.all_words("tbody td[data-label=Membership]")
    admin.find("details.pb-ask > summary").click()

    with admin.page.expect_navigation(wait_until="domcontentloaded"):
        admin.find("button[value=mark-paid]").dblclick()
    admin.find(".pb-notice").first.wait_for()

    assert 1 == len(admin.notices)
    assert "The change has taken effect: Premium." in admin.notices[0]
    assert ["applied"] == changes(network, 1)
    assert [["1", "completed"]] == network.sql(
        "SELECT COUNT(*), MAX(status) FROM {p}wu_payments WHERE membership_id = 1"
    )


def test_a_payment_marked_in_another_tab_is_not_marked_again(network: Network, anna: Visitor, admin: Visitor) -> None:
    choose(anna, PREMIUM_MONTHLY)
    complete(anna)
    admin.network_screen("payments", status="pending")
    nonce = admin.find("details.pb-ask [name=_wpnonce]").input_value()
    payment = admin.find("details.pb-ask [name=payment]").input_value()
    address = f"{network.url}/wp-admin/network/admin.php?page=plan-bridge-payments"

    answers = [
        admin.page.request.post(address, form={"_wpnonce": nonce, "payment": payment, "pb_act": "mark-paid"})
        for _ in range(2)
    ]

    assert [True, True] == [answer.ok for answer in answers]
    assert ["applied"] == changes(network, 1)
    assert [["1"]] == network.sql("SELECT times_billed FROM {p}wu_memberships WHERE id = 1")


def test_a_letter_is_shown_as_it_will_look_on_a_phone_too(admin: Visitor) -> None:
    admin.page.set_viewport_size({"width": 390, "height": 900})
    admin.network_screen("letters", letter="owner.card_expiring")
    frame = admin.find("iframe.pb-letter")
    picture(admin, "letter-frame-390")

    seen = Image.open(io.BytesIO(frame.screenshot())).convert("RGB")

    words = admin.page.frame_locator("iframe.pb-letter").locator("body").inner_text()
    assert "Visa ending in 4242" in words
    assert len(seen.getcolors(1 << 20) or []) > 20, "the frame is blank"
