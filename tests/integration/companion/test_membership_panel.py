"""What Ultimate Multisite's own screen of a membership says of us."""

import requests

from tests.integration.companion.beside import BJORN, EDIT, SECONDS, ULLA, Beside


def panel(beside: Beside, membership: int) -> str:
    """The screen of a membership."""
    admin: requests.Session = beside.network.login("admin")
    page = admin.get(f"{beside.network.url}/{EDIT.format(membership)}", timeout=SECONDS).text
    return page.replace("&amp;", "&").replace("&#038;", "&")


def test_it_says_who_bills_what_comes_next_and_leads_to_our_page(beside: Beside) -> None:
    page = panel(beside, ULLA)

    assert "Ultimate Multisite bills it" in page
    assert "Next bill: " in page
    assert f"page=plan-bridge-account&membership={ULLA}" in page
    assert "what taking it over comes to" in page


def test_of_one_that_is_ours_it_says_what_is_kept_back(beside: Beside) -> None:
    beside.take_over()

    page = panel(beside, BJORN)

    assert "what is saved here of them is kept back" in page
    assert "change it there, or hand it back" in page
