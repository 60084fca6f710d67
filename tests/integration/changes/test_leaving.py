"""An add-on bought at once while another is let go: that one stays until the term ends, and may be taken back."""

from datetime import datetime

from bridge.account.page import read_account
from bridge.changes.change import confirm
from bridge.network_admin import payments
from bridge.worker import run_all_once
from tests.integration.changes.story import ADMIN, BASIC, DISK, MEMBERSHIP, OWNER, VISITS, Story

HELD = f"a:1:{{i:{DISK};i:2;}}"


def ordered(story: Story, addons: dict[int, int]) -> None:
    """A change of add-ons on Basic, paid at once."""
    quote_id = story.quote(BASIC, addons)
    confirm(story.services, OWNER, quote_id, "manual")
    payments.mark_paid(story.services, ADMIN, story.payment_id(quote_id))


def one_disk_let_go(story: Story) -> None:
    """Basic with two packages of disk space (99 + 98 a month), then visits bought and one disk let go, on 15 June."""
    story.membership(amount="197", addons=HELD)
    ordered(story, {DISK: 1, VISITS: 1})


def leaving(story: Story) -> dict[int, tuple[int, int]]:
    """Held and leaving units of each add-on on the Account page."""
    account = read_account(story.services, OWNER, MEMBERSHIP)
    return {line.product_id: (line.quantity, line.leaving) for line in account.membership.addons}


def test_what_was_let_go_is_shown_as_staying_until_the_terms_end(story: Story) -> None:
    one_disk_let_go(story)

    assert leaving(story) == {DISK: (2, 1), VISITS: (1, 0)}
    assert read_account(story.services, OWNER, MEMBERSHIP).membership.next_charge.amount.minor == 9900 + 4900 + 7900


def test_it_may_be_taken_back_without_paying_for_this_term_again(story: Story) -> None:
    one_disk_let_go(story)
    story.clock.at = datetime(2025, 6, 20, 10, 0, 0)

    ordered(story, {DISK: 3, VISITS: 1})

    assert leaving(story) == {DISK: (3, 0), VISITS: (1, 0)}
    one_disk_for_254_of_720_hours = "1729"
    assert story.one("SELECT amount_minor FROM {p}bridge_payments ORDER BY payment_id DESC LIMIT 1") == [
        one_disk_for_254_of_720_hours
    ]
    assert read_account(story.services, OWNER, MEMBERSHIP).membership.next_charge.amount.minor == 9900 + 3 * 4900 + 7900


def test_at_the_renewal_it_goes(story: Story) -> None:
    one_disk_let_go(story)
    story.clock.at = datetime(2025, 7, 1, 0, 0, 1)
    run_all_once(story.services)
    story.clock.at = datetime(2025, 7, 1, 8, 0, 0)

    renewal = story.one("SELECT quote_id FROM {p}bridge_changes WHERE kind = 'renewal'")[0]
    payments.mark_paid(story.services, ADMIN, story.payment_id(renewal))

    assert leaving(story) == {DISK: (1, 0), VISITS: (1, 0)}
