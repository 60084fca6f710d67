"""Ultimate Multisite's own ways to buy: for what is ours its pages lead to our pages, and its orders are refused."""

import json
import re

import pytest
import requests

from tests.integration.companion.beside import BJORN, PREMIUM, SECONDS, ULLA, Beside

REFUSED = "Plan Bridge bills this membership"

CART = """
wp_set_current_user(get_user_by('login', $arguments['owner'])->ID);
$cart = new WP_Ultimo\\Checkout\\Cart($arguments['cart']);
return $cart->errors->get_error_messages();
"""

HASHES = """
return [
    'membership' => wu_get_membership($id)->get_hash(),
    'payment' => $arguments['payment'] ? wu_get_payment($arguments['payment'])->get_hash() : '',
];
"""


def invoice(beside: Beside, membership: int, status: str = "pending") -> int:
    """An invoice of Ultimate Multisite's own making."""
    beside.network.sql(
        "INSERT INTO {p}wu_payments (customer_id, membership_id, parent_id, product_id, currency, subtotal, total,"
        " status, gateway, date_created, date_modified) SELECT customer_id, id, 0, plan_id, currency, amount, amount,"
        f" '{status}', 'manual', UTC_TIMESTAMP(), UTC_TIMESTAMP() FROM {{p}}wu_memberships WHERE id = {membership}"
    )
    return int(beside.network.sql("SELECT MAX(id) FROM {p}wu_payments")[0][0])


def bjorns(beside: Beside, query: str) -> str:
    """A page of Bjorn's wp-admin."""
    return f"{beside.network.site_url('bjorn')}/wp-admin/admin.php?{query}"


def landed(session: requests.Session, address: str) -> str:
    """Where the page sends the browser, "" where it stays."""
    answer = session.get(address, allow_redirects=False, timeout=SECONDS)
    return answer.headers.get("Location", "") if answer.is_redirect else ""


def test_a_cart_for_another_plan_is_refused_in_words(beside: Beside) -> None:
    beside.take_over()

    told = beside.php(CART, owner="bjorn", cart={"membership_id": BJORN, "products": [PREMIUM]})

    assert any(REFUSED in words for words in told)


@pytest.mark.parametrize("status", ["pending", "cancelled"])
def test_a_cart_for_an_invoice_is_refused_in_words(beside: Beside, status: str) -> None:
    beside.take_over()
    payment = invoice(beside, BJORN, status)

    told = beside.php(CART, owner="bjorn", cart={"payment_id": payment})

    assert any(REFUSED in words for words in told)


def test_the_neighbours_cart_is_not(beside: Beside) -> None:
    beside.take_over()

    told = beside.php(
        CART, owner="ulla", cart={"membership_id": ULLA, "products": [PREMIUM], "duration": 1, "duration_unit": "month"}
    )

    assert [words for words in told if REFUSED in words] == []


def order(beside: Beside, membership: int, owner: str) -> str:
    """What its light ajax answers to an order, which ends at plugins_loaded."""
    asked = {"membership_id": membership, "products[]": PREMIUM, "duration": 1, "duration_unit": "month"}
    address = f"{beside.network.site_url(owner)}/?wu-ajax=1&action=wu_create_order"
    answer = beside.network.login(owner).post(address, data=asked, timeout=SECONDS)
    return json.dumps(answer.json(), ensure_ascii=False)


def test_an_order_by_its_light_ajax_is_refused_in_words(beside: Beside) -> None:
    before = beside.take_over()

    answer = order(beside, BJORN, "bjorn")

    assert REFUSED in answer
    assert beside.row() == before


def test_it_is_refused_in_the_sites_language(beside: Beside) -> None:
    beside.take_over()
    beside.php(
        "return update_blog_option($arguments['site'], 'WPLANG', 'sv_SE');", site=beside.network.state.sites["bjorn"]
    )

    assert "Plan Bridge debiterar det här medlemskapet" in order(beside, BJORN, "bjorn")


def test_an_order_for_a_membership_of_theirs_is_not(beside: Beside) -> None:
    assert REFUSED not in order(beside, BJORN, "bjorn")


def test_the_other_change_page_leads_to_ours_and_keeps_the_membership(beside: Beside) -> None:
    beside.take_over()
    named = beside.php(HASHES, payment=0)

    address = landed(
        beside.network.login("bjorn"), bjorns(beside, f"page=wu-checkout&membership={named['membership']}")
    )

    assert address == bjorns(beside, f"page=plan-bridge-change&membership={BJORN}")


def test_the_other_change_page_of_a_membership_of_theirs_stays(beside: Beside) -> None:
    named = beside.php(HASHES, payment=0)

    address = landed(
        beside.network.login("bjorn"), bjorns(beside, f"page=wu-checkout&membership={named['membership']}")
    )

    assert "plan-bridge" not in address


def test_a_link_on_a_front_page_leads_to_our_change_page(beside: Beside) -> None:
    beside.take_over()
    named = beside.php(HASHES, payment=0)

    address = landed(requests.Session(), f"{beside.network.url}/?membership={named['membership']}")

    assert address == f"{beside.network.url}/wp-admin/admin.php?page=plan-bridge-change&membership={BJORN}"


def test_pay_now_of_an_invoice_leads_to_our_account_page(beside: Beside) -> None:
    beside.take_over()
    named = beside.php(HASHES, payment=invoice(beside, BJORN))

    address = landed(requests.Session(), f"{beside.network.url}/?payment={named['payment']}")

    assert address == f"{beside.network.url}/wp-admin/admin.php?page=plan-bridge-account&membership={BJORN}"


def test_who_comes_back_from_paying_is_not_led_away(beside: Beside) -> None:
    beside.take_over()
    named = beside.php(HASHES, payment=invoice(beside, BJORN, "completed"))

    address = landed(requests.Session(), f"{beside.network.url}/?payment={named['payment']}&status=done")

    assert "plan-bridge" not in address


def test_pay_now_of_a_neighbours_invoice_stays(beside: Beside) -> None:
    beside.take_over()
    named = beside.php(HASHES, id=ULLA, payment=invoice(beside, ULLA))

    assert "plan-bridge" not in landed(requests.Session(), f"{beside.network.url}/?payment={named['payment']}")


ORDERED = """
wp_set_current_user(get_user_by('login', 'bjorn')->ID);
$cart = new WP_Ultimo\\Checkout\\Cart([
    'membership_id' => $id, 'products' => [3], 'duration' => 1, 'duration_unit' => 'month', 'cart_type' => 'upgrade',
]);
if (method_exists($cart, 'to_payment_data')) {
    wu_get_payment($arguments['payment'])->update_meta('wu_original_cart', $cart);
}
return $cart->errors->get_error_messages();
"""


@pytest.mark.parametrize("status", ["pending", "cancelled"])
def test_the_last_step_of_an_order_that_was_begun_before_a_take_over_is_refused_in_words(
    beside: Beside, status: str
) -> None:
    payment = invoice(beside, BJORN, status)
    page = checkout_page(beside)
    assert beside.php(ORDERED, payment=payment) == []
    before = beside.take_over()
    rows = "SELECT id, status, total, gateway FROM {p}wu_payments ORDER BY id"
    payments = beside.network.sql(rows)

    answer = beside.network.login("bjorn").post(
        f"{beside.network.url}/?page_id={page}",
        data={"checkout_action": "wu_checkout", "checkout_step": "checkout", "checkout_form": "of-a-test",
              "payment_id": payment, "gateway": "manual"},
        timeout=SECONDS,
    )  # fmt: skip

    assert (beside.row(), beside.network.sql(rows)) == (before, payments)
    assert REFUSED in answer.text
    assert answer.status_code == 409


PAGE = """
if (function_exists('wu_create_checkout_form') && !wu_get_checkout_form_by_slug('of-a-test')) {
    $form = wu_create_checkout_form(['name' => 'Of a test', 'slug' => 'of-a-test', 'settings' => []]);
    $form->use_template('single-step');
    $form->save();
}
return wp_insert_post([
    'post_type' => 'page', 'post_status' => 'publish', 'post_title' => 'Buy', 'post_content' => $arguments['content'],
]);
"""


def checkout_page(beside: Beside, content: str = '[wu_checkout slug="of-a-test"]') -> int:
    """A page of the main site with an element of the other plugin's."""
    return int(beside.php(PAGE, "admin", content=content))


@pytest.mark.parametrize("action", ["wu_form_display", "wu_form_handler"])
def test_the_modal_that_cancels_a_package_is_refused_in_words(beside: Beside, action: str) -> None:
    beside.take_over(addon_products='a:1:{s:1:"5";i:1;}')
    named = beside.php(HASHES, payment=0)

    bjorn = beside.network.login("bjorn")
    page = bjorn.get(bjorns(beside, "page=account"), timeout=SECONDS).text
    nonce = re.search(r"wu-ajax=1[^\"']*[;&]r=([0-9a-f]+)", page)
    at_init = "aW5pdA=="

    answer = bjorn.post(
        f"{beside.network.site_url('bjorn')}/?wu-ajax=1&r={nonce[1] if nonce else ''}&wu-when={at_init}&action={action}"
        f"&form=edit_membership_product_modal&membership={named['membership']}",
        data={"membership": named["membership"], "confirm": "1"},
        headers={"X-Requested-With": "XMLHttpRequest"},
        timeout=SECONDS,
    )

    assert REFUSED in answer.text
    assert beside.network.sql("SELECT COUNT(*) FROM {p}wu_membershipmeta WHERE meta_key LIKE 'wu_swap%'") == [["0"]]
