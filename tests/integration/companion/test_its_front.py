"""Its front, as an owner drives it in a browser: the blocks of an account page and of a checkout page."""

import re
from html import unescape

import requests

from tests.integration.companion.beside import BJORN, PREMIUM, SECONDS, Beside
from tests.integration.companion.test_checkout import REFUSED, checkout_page, invoice, landed

ACCOUNT = "[wu_current_membership] [wu_invoices] [wu_billing_info] [wu_site_actions] [wu_account_summary] [wu_my_sites]"
EVERYTHING = (
    "SELECT 'm', COUNT(*), SUM(CRC32(CONCAT_WS('|', id, plan_id, amount, status, gateway))) FROM {p}wu_memberships"
    " UNION SELECT 'p', COUNT(*), SUM(CRC32(CONCAT_WS('|', id, status, total, gateway))) FROM {p}wu_payments"
    " UNION SELECT 's', COUNT(*), 0 FROM {p}wu_membershipmeta WHERE meta_key LIKE 'wu_swap%'"
)


def opened(beside: Beside, content: str, query: str = "") -> tuple[requests.Session, str, str]:
    """Bjorn's browser, the address of a page of the main site with that element, and the page."""
    bjorn = beside.network.login("bjorn")
    address = f"{beside.network.url}/?page_id={checkout_page(beside, content)}{query}"
    return bjorn, address, bjorn.get(address, timeout=SECONDS).text


def test_the_links_of_its_account_blocks_lead_to_our_pages(beside: Beside) -> None:
    beside.take_over()
    invoice(beside, BJORN)
    bjorn, _, page = opened(beside, ACCOUNT)

    links = {unescape(link) for link in re.findall(r'href="([^"]+)"', page)}
    buying = {link for link in links if "page=wu-checkout" in link or "payment=" in link}

    assert buying
    for link in buying:
        assert "page=plan-bridge-" in landed(bjorn, link), link


def test_the_form_of_its_checkout_block_is_refused_in_words_and_writes_nothing(beside: Beside) -> None:
    beside.take_over()
    bjorn, address, page = opened(beside, '[wu_checkout slug="of-a-test"]')
    fields = dict(re.findall(r'<input[^>]*name="(_wpnonce|checkout_[a-z]+)"[^>]*value="([^"]*)"', page))
    before = beside.network.sql(EVERYTHING)
    order = {
        **fields, "membership_id": BJORN, "products[]": PREMIUM, "duration": 1, "duration_unit": "month",
        "gateway": "manual", "billing_country": "SE", "billing_zip_code": "11122", "cart_type": "upgrade",
    }  # fmt: skip

    answer = bjorn.post(
        f"{beside.network.url}/?wu-ajax=1&wu-when=aW5pdA==&action=wu_validate_form",
        data=order,
        headers={"X-Requested-With": "XMLHttpRequest", "Referer": address},
        timeout=SECONDS,
    )
    whole = bjorn.post(address, data=order, timeout=SECONDS)

    assert fields.keys() >= {"_wpnonce", "checkout_action", "checkout_form"}
    assert REFUSED in answer.text, answer.text
    assert "Fatal" not in whole.text
    assert beside.network.sql(EVERYTHING) == before


def test_its_checkout_block_for_a_membership_of_ours_leads_to_our_change_page(beside: Beside) -> None:
    beside.take_over()
    named = beside.php("return wu_get_membership($id)->get_hash();")
    bjorn = beside.network.login("bjorn")
    page = checkout_page(beside)

    assert landed(bjorn, f"{beside.network.url}/?page_id={page}&membership={named}").endswith(
        f"page=plan-bridge-change&membership={BJORN}"
    )
