"""What only Ultimate Multisite itself has: its REST, its renewals, its checkout on the dashboard."""

from tests.integration.companion.beside import BJORN, SECONDS, ULLA, Beside

REST = """
$request = new WP_REST_Request('PUT');
$request->set_url_params(['id' => $id]);
$request->set_body(wp_json_encode($arguments['given']));
$answer = WP_Ultimo\\Managers\\Membership_Manager::get_instance()->update_item_rest($request);
return is_wp_error($answer) ? $answer->get_error_message() : 'saved';
"""


def test_rest_answers_an_amount_with_our_words(beside: Beside) -> None:
    before = beside.take_over()

    answer = beside.php(REST, "admin", given={"amount": 5})

    assert "Plan Bridge bills this membership" in answer
    assert beside.row() == before


def test_rest_saves_a_membership_of_theirs(beside: Beside) -> None:
    beside.take_over()

    assert beside.php(REST, "admin", id=ULLA, given={"amount": 5}) == "saved"
    assert beside.row(ULLA)["amount"] == "5.0000"


def test_a_checkout_on_the_dashboard_leads_to_our_change_page(beside: Beside) -> None:
    beside.take_over()
    named = beside.php("return wu_get_membership($id)->get_hash();")
    site = beside.network.site_url("bjorn")

    answer = beside.network.login("bjorn").get(
        f"{site}/wp-admin/?page=wu-checkout&membership={named}", allow_redirects=False, timeout=SECONDS
    )

    assert answer.headers["Location"] == f"{site}/wp-admin/admin.php?page=plan-bridge-change&membership={BJORN}"


def test_a_payment_that_it_completes_renews_nothing_of_ours(beside: Beside) -> None:
    before = beside.take_over()

    renewed = beside.php("return wu_get_membership($id)->renew(true, 'active');", "admin")

    assert renewed is True
    assert beside.row() == before


def test_its_reactivation_of_what_was_cancelled_here_is_kept_back(beside: Beside) -> None:
    before = beside.take_over(status="cancelled")

    code = """
    $one = wu_get_membership($id);
    return method_exists($one, 'reactivate') ? $one->reactivate() : $one->renew(true, 'active'); // 2.4 has no other
    """

    beside.php(code, "admin")

    assert beside.row() == before
