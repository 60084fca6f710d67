"""The checkout form as an owner uses it: choose, read the summary, complete; live or by form post."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from playwright.sync_api import Request

from tests.e2e.visitor import Visitor, plain

CONFIRM_MS = 40_000
"""Longer than the 20 s that the plugin waits for the answer to an order."""
PREMIUM_MONTHLY, PREMIUM_YEARLY = "3:1-month", "3:1-year"
BASIC_MONTHLY, BUSINESS_MONTHLY = "2:1-month", "4:1-month"
FREE = "1:none"
DISK, VISITS, CONSULTING = 5, 6, 7


@dataclass(frozen=True, slots=True)
class Summary:
    """What a choice costs, as the page words it."""

    text: str
    lines: list[tuple[str, str]]
    totals: dict[str, str]
    has_button: bool

    @property
    def due(self) -> str:
        """What is to be paid now."""
        return self.totals["To pay now"]


def choose(owner: Visitor, offer: str, addons: Mapping[int, int] | None = None) -> Summary:
    """Opens the form, chooses a price and how many of each add-on, and reads what that costs."""
    owner.change()
    return choose_here(owner, offer, addons)


def choose_here(owner: Visitor, offer: str, addons: Mapping[int, int] | None = None) -> Summary:
    """The same on the form that is open."""
    plan = offer.partition(":")[0]
    if not owner.window.scripts:
        fill_in(owner, offer, addons or {}, plan)
        with owner.page.expect_navigation(wait_until="domcontentloaded"):
            owner.find(".pb-without-scripts button").click()
        return summary(owner)
    radio = owner.find(f'input[name=offer][value="{offer}"]')
    if not radio.is_checked():
        with owner.page.expect_request_finished(is_summary):
            radio.check()
    for addon, quantity in (addons or {}).items():
        with owner.page.expect_request_finished(is_summary):
            order(owner, plan, addon, quantity)
    owner.find("#pb-summary:not([aria-busy])").wait_for()
    return summary(owner)


def fill_in(owner: Visitor, offer: str, addons: Mapping[int, int], plan: str) -> None:
    """Marks the choice, without asking what it costs."""
    owner.find(f'input[name=offer][value="{offer}"]').check()
    for addon, quantity in addons.items():
        order(owner, plan, addon, quantity)


def order(owner: Visitor, plan: str, addon: int, quantity: int) -> None:
    """Writes how many of an add-on, or ticks a service."""
    field = owner.find(f"#pb-addon-{plan}-{addon}")
    if field.get_attribute("type") == "checkbox":
        field.set_checked(bool(quantity))
    else:
        field.fill(str(quantity))


def is_summary(request: Request) -> bool:
    """Whether the page asks what the choice costs."""
    return "plan_bridge_summary" in (request.post_data or "")


def summary(owner: Visitor) -> Summary:
    """The summary that is shown."""
    rows = owner.find("#pb-summary .pb-quote-lines > li > .pb-line")
    lines = [tuple(plain(part) for part in row.locator("> span").all_inner_texts()) for row in rows.all()]
    names, values = (owner.all_words(f"#pb-summary .pb-totals > {tag}") for tag in ("dt", "dd"))
    return Summary(
        owner.words("#pb-summary"),
        [(title, amount) for title, amount in lines],
        dict(zip(names, values, strict=True)),
        owner.find("#pb-summary .pb-complete").count() == 1,
    )


def complete(owner: Visitor) -> None:
    """Presses Complete checkout and arrives on the page after it."""
    with owner.page.expect_navigation(wait_until="domcontentloaded", timeout=CONFIRM_MS):
        owner.find(".pb-complete").click(timeout=CONFIRM_MS)


def minor(amount: str) -> int:
    """The hundredths in an amount of money as it is shown, in either language."""
    digits = int(re.sub(r"\D", "", amount))
    return -digits if set("-−") & set(amount) else digits
