"""The service down, slow, or gone after an order was sent: the page says what is true, and limits hold."""

import time

from tests.e2e.checkout import PREMIUM_MONTHLY, choose, choose_here, complete
from tests.e2e.contents import fill_disk, upload
from tests.e2e.situations import ORDERED, changes, mark_paid, service_frozen, service_stopped
from tests.e2e.visitor import Visitor
from tools.network.network import Network

UNREACHABLE = (
    "We cannot reach the service that handles plans right now. Nothing has changed, and your limits hold as before. "
    "Please try again in a moment."
)
UNREADABLE = (
    "We cannot show this right now, because the service that handles plans cannot be reached. "
    "Your site and its limits work as before. Please try again in a moment."
)
CHECKING = "We are checking your payment"


def test_with_the_service_down_the_pages_say_so_and_limits_hold(network: Network, anna: Visitor) -> None:
    fill_disk(network, "anna", 1.25)

    with service_stopped(network):
        anna.account()
        assert [UNREADABLE] == anna.notices
        anna.change()
        assert [UNREADABLE] == anna.notices
        refused = upload(anna, 0.5)

    assert "Your plan allows 5 MB of disk space" in refused
    anna.account()
    anna.page.get_by_role("link", name="Change", exact=True).wait_for()


def test_a_choice_made_while_the_service_is_down_gets_words_and_no_button(network: Network, anna: Visitor) -> None:
    anna.change()

    with service_stopped(network):
        shown = choose_here(anna, PREMIUM_MONTHLY)

    assert (UNREACHABLE, False) == (shown.text, shown.has_button)


def test_an_order_that_cannot_be_sent_has_changed_nothing_and_can_be_sent_again(
    network: Network, anna: Visitor
) -> None:
    choose(anna, PREMIUM_MONTHLY)

    with service_stopped(network):
        complete(anna)
        assert UNREACHABLE in anna.notices

    assert [] == changes(network, 1)
    choose(anna, PREMIUM_MONTHLY)
    complete(anna)
    assert [ORDERED] == anna.notices


def test_a_slow_service_is_waited_for_five_seconds_and_then_not_at_all(network: Network, anna: Visitor) -> None:
    with service_frozen(network):
        first = seconds_of(anna)
        words = list(anna.notices)
        seconds_of(anna)
        third = seconds_of(anna)

    assert [UNREADABLE] == words
    assert 4.5 < first < 9
    assert third < 4


def seconds_of(owner: Visitor) -> float:
    began = time.monotonic()
    owner.account()
    return time.monotonic() - began


def test_gone_after_the_order_was_sent_the_page_asks_until_it_knows(
    network: Network, anna: Visitor, admin: Visitor
) -> None:
    choose(anna, PREMIUM_MONTHLY)

    with service_frozen(network):
        complete(anna)
        assert CHECKING == anna.words("h1")
        assert "Please do not order again: we are asking until we know." in anna.text
        assert "Nothing has changed" not in anna.text
    end_fast_failing(network)
    anna.find(".pb-notice").first.wait_for(timeout=40_000)

    assert [ORDERED] == anna.notices
    assert ["awaiting_payment"] == changes(network, 1)
    assert "The change has taken effect: Premium." in mark_paid(admin)[0]


def end_fast_failing(network: Network) -> None:
    """As if the 30 seconds had passed in which reads are not tried after two time-outs."""
    network.sql("DELETE FROM {p}sitemeta WHERE meta_key LIKE '%plan\\_bridge\\_unanswered'")


def test_an_order_that_never_arrived_is_called_lost_once_it_cannot_be_on_its_way(anna: Visitor) -> None:
    choose(anna, PREMIUM_MONTHLY)
    quote = anna.find(".pb-confirm [name=quote_id]").input_value()

    anna.change(checking=quote, since=int(time.time()))
    assert CHECKING == anna.words("h1")
    anna.change(checking=quote, since=int(time.time()) - 61)

    lost = "Your order never reached us: nothing has been charged and nothing has changed. You can try again."
    assert [lost] == anna.notices
    assert 1 == anna.find(".pb-complete").count()


def test_the_network_screens_say_that_the_service_is_down(network: Network, admin: Visitor) -> None:
    with service_stopped(network):
        for screen in ("products", "payments", "memberships"):
            admin.network_screen(screen)

            assert [UNREADABLE] == admin.notices
