"""What several tests bring about or look for on the pages."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from tests.e2e.visitor import Visitor
from tools.network.catalog import CONSULTING, PRODUCTS
from tools.network.network import Network

MEMBERSHIP = "section[aria-labelledby=pb-membership-title]"
PENDING = "section[aria-labelledby=pb-pending-title]"
OPEN = "section[aria-labelledby=pb-open-title]"
ORDERED = (
    "Your order has been received. Your change takes effect as soon as the payment has arrived; "
    "how to pay is described below."
)
DONE = "Done! Your change is in place and your new limits apply from now on."
CANCELLED = "The change has been cancelled. Your membership stays as it is. Order it again"


def sell_the_story_alone(network: Network) -> None:
    """Leaves of the catalog what the guide's story is about: four plans, two packages, one service."""
    harder = ", ".join(str(product.id) for product in PRODUCTS if product.id > CONSULTING)
    network.sql(f"DELETE FROM {{p}}wu_products WHERE id IN ({harder})")
    network.sql(f"DELETE FROM {{p}}wu_productmeta WHERE wu_product_id IN ({harder})")


def charge_no_tax(network: Network) -> None:
    """Saves with the network's settings that no tax is charged."""
    set_up(network, "taxes", "false")


def limits(owner: Visitor) -> dict[str, str]:
    """Each limit of the card Site limits with its words."""
    rows = owner.find(".pb-limit").all()
    return {row.locator(".pb-limit-name").inner_text(): row.locator(".pb-limit-words").inner_text() for row in rows}


def mark_paid(admin: Visitor) -> list[str]:
    """Marks the one payment that waits as paid; what the screen says then."""
    admin.network_screen("payments", status="pending")
    admin.find("details.pb-ask > summary").click()
    with admin.page.expect_navigation(wait_until="domcontentloaded"):
        admin.find("button[value=mark-paid]").click()
    return admin.notices


def press(owner: Visitor, words: str) -> None:
    """Presses a button that leads to another page."""
    with owner.page.expect_navigation(wait_until="domcontentloaded"):
        owner.button(words).click()


def press_and_confirm(owner: Visitor, words: str, yes: str) -> None:
    """Presses a button that asks once, and says yes."""
    ask = owner.find("details.pb-ask").filter(has_text=words)
    ask.locator("> summary").first.click()
    with owner.page.expect_navigation(wait_until="domcontentloaded"):
        ask.get_by_role("button", name=yes).first.click()


def changes(network: Network, membership: int) -> list[str]:
    """How each change of a membership stands, the oldest first."""
    rows = network.sql(f"SELECT status FROM {{p}}bridge_changes WHERE membership_id = {membership} ORDER BY created_at")
    return [row[0] for row in rows]


def set_up(network: Network, name: str, value: str) -> None:
    """A setting of the network; the value is JSON."""
    network.sql(
        "REPLACE INTO {p}bridge_settings (name, value, updated_at, updated_by)"
        f" VALUES ('{name}', '{value}', UTC_TIMESTAMP(6), 1)"
    )


def allow_more_than_fits(network: Network) -> None:
    """Lets owners go down although what is there does not fit."""
    set_up(network, "over_limit", '"warn"')


def pass_time(network: Network, membership: int, days: int) -> None:
    """Moves what the membership has in front of it so many days nearer."""
    back = f"INTERVAL {days} DAY"
    network.sql(
        f"UPDATE {{p}}wu_memberships SET date_expiration = date_expiration - {back} WHERE id = {membership};"
        f"UPDATE {{p}}bridge_changes SET effective_at = effective_at - {back} WHERE membership_id = {membership}"
    )


def install(network: Network, name: str, code: str) -> None:
    """Puts a must-use plugin into the tree; it is gone after the test."""
    folder = network.wordpress.root / "wp-content" / "mu-plugins"
    (folder / f"{name}.php").write_text(f"<?php\n{code}\n")


@contextmanager
def service_stopped(network: Network) -> Iterator[None]:
    """Nobody listens at the service's address meanwhile."""
    network.stop("service")
    try:
        yield
    finally:
        network.start("service")


@contextmanager
def service_frozen(network: Network) -> Iterator[None]:
    """The service takes connections and says nothing meanwhile; then it goes on where it was."""
    group = network.running["service"].process.pid
    os.killpg(group, signal.SIGSTOP)
    try:
        yield
    finally:
        os.killpg(group, signal.SIGCONT)
