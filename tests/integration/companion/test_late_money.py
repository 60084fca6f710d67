"""Money that comes there after a take-over, value of what is deleted there, and a provider that really cancels."""

import pytest

from bridge.membership_commands import ownership_findings
from bridge.ports import Services
from bridge.worker import run_all_once
from tests.integration.companion.beside import BJORN, ULLA, Beside, bought
from tests.integration.companion.test_moving import near_its_end
from tests.integration.companion.test_queue import INVOICE, RUN

COMPLETE = """
foreach ($arguments['payments'] as $each) {
    $payment = wu_get_payment($each);
    $payment->set_status('completed');
    $payment->save();
}
return (float) wu_get_payment($arguments['payments'][0])->get_total();
"""

#: A gateway of Ultimate Multisite with subscriptions, whose answers the test chooses.
PROVIDER = """
add_action('wu_register_gateways', static function (): void {
    if (!class_exists('Test_Provider', false)) {
        class Test_Provider extends WP_Ultimo\\Gateways\\Base_Gateway
        {
            protected $id = 'test_provider';

            public function process_cancellation($membership, $customer)
            {
                $answer = get_site_option('test_provider_answer');
                update_site_option('test_provider_answer', 'yes'); // what follows from an answer asks once more
                update_site_option('test_provider_asked', (int) get_site_option('test_provider_asked') + 1);
                if ($answer === 'refused in silence') {
                    wp_remote_get('http://127.0.0.1:9/', ['timeout' => 1]);
                }
                if ($answer === 'tells there too') {
                    wu_get_membership($membership->get_id())->cancel();
                }
                return match ($answer) {
                    'error' => new WP_Error('no', 'Card network down'),
                    'no' => false,
                    'times out' => throw new RuntimeException('Operation timed out after 45 s'),
                    default => null,
                };
            }

            public function process_checkout($payment, $membership, $customer, $cart, $type)
            {
            }

            public function process_refund($amount, $payment, $membership, $customer)
            {
            }
        }
    }
    wu_register_gateway('test_provider', 'Test provider', '', Test_Provider::class, true);
});
"""

PULL = """
global $wpdb;
$problems = [];
foreach ($arguments['answers'] as $answer) {
    update_site_option('test_provider_answer', $answer);
    $wpdb->query("UPDATE {$wpdb->base_prefix}bridge_outbox SET lease_until = NULL");
    PlanBridge\\Outbox\\Task::pull(20.0);
    $ends = "{$wpdb->base_prefix}bridge_subscription_ends";
    $problems[] = $wpdb->get_var("SELECT problem FROM $ends WHERE cancelled_at IS NULL");
}
$asked = (int) get_site_option('test_provider_asked');
delete_site_option('test_provider_asked');
return ['asked' => $asked, 'problems' => $problems];
"""


def waiting(beside: Beside) -> list[int]:
    """The invoices of Bjorn's and Ulla's that wait, in the order of the memberships."""
    rows = beside.network.sql(
        f"SELECT id FROM {{p}}wu_payments WHERE status = 'pending' AND membership_id IN ({BJORN}, {ULLA})"
        " ORDER BY membership_id"
    )
    return [int(row[0]) for row in rows]


def credit(beside: Beside, membership: int = BJORN) -> int:
    """The account credit of a membership's customer."""
    rows = beside.network.sql(
        "SELECT credit.balance_minor FROM {p}bridge_account_credit AS credit JOIN {p}wu_memberships AS memberships"
        f" ON memberships.customer_id = credit.customer_id WHERE memberships.id = {membership}"
    )
    return int(rows[0][0]) if rows else 0


def subscribed(beside: Beside) -> None:
    """Bjorn's membership is billed by a live subscription at the provider."""
    beside.install("provider", PROVIDER)
    beside.write(gateway="test_provider", gateway_subscription_id="sub_1", auto_renew=1)


@pytest.mark.parametrize("is_heard", [True, False], ids=["heard", "past every hook"])
def test_an_invoice_completed_after_the_take_over_becomes_credit_once_and_renews_nothing(
    beside: Beside, services: Services, *, is_heard: bool
) -> None:
    near_its_end(beside)
    beside.php(RUN, hook=INVOICE, memberships=[BJORN, ULLA])
    ours, theirs = waiting(beside)
    run_all_once(services)
    beside.network.bridge("adopt", str(BJORN))
    before = beside.row()

    if is_heard:
        total = beside.php(COMPLETE, "admin", payments=[ours, theirs])
        heard = beside.network.sql(
            "SELECT payment_id FROM {p}bridge_bills_elsewhere WHERE completed_at IS NOT NULL ORDER BY payment_id"
        )
        assert heard == [[str(ours)]]
    else:
        beside.network.sql(f"UPDATE {{p}}wu_payments SET status = 'completed' WHERE id IN ({ours}, {theirs})")
        total = float(beside.network.sql(f"SELECT total FROM {{p}}wu_payments WHERE id = {ours}")[0][0])
    for _ in range(2):
        run_all_once(services)

    assert total > 0
    assert (credit(beside), credit(beside, ULLA)) == (round(total * 100), 0)
    assert beside.row() == before


def test_what_is_left_of_a_membership_deleted_there_is_its_customers_credit(beside: Beside, services: Services) -> None:
    bought(beside, services)
    customer = beside.network.sql(f"SELECT customer_id FROM {{p}}wu_memberships WHERE id = {BJORN}")[0][0]

    beside.php("return wu_get_membership($id)->delete() !== false;", "admin")
    run_all_once(services)

    found = beside.network.sql(
        f"SELECT balance_minor FROM {{p}}bridge_account_credit WHERE customer_id = {customer}"
    )
    assert int(found[0][0]) > 0
    assert beside.network.sql(f"SELECT 1 FROM {{p}}bridge_membership_terms WHERE membership_id = {BJORN}") == []


def test_a_provider_that_cancels_is_asked_once_and_the_membership_is_ours(beside: Beside, services: Services) -> None:
    subscribed(beside)
    beside.network.bridge("adopt", str(BJORN), "--cancel-subscription")

    came = beside.php(PULL, answers=["yes", "yes"])
    run_all_once(services)

    assert came["asked"] == 1
    row = beside.row()
    assert (row["gateway"], row["auto_renew"], row["gateway_subscription_id"]) == ("bridge", "1", "")


def test_a_provider_that_does_not_cancel_goes_on_billing_and_it_is_said_until_it_does(
    beside: Beside, services: Services
) -> None:
    subscribed(beside)
    beside.network.bridge("adopt", str(BJORN), "--cancel-subscription")

    came = beside.php(PULL, answers=["error", "no", "times out", "refused in silence"])
    run_all_once(services)
    between, said = beside.row(), "\n".join(ownership_findings(services))
    beside.php(PULL, answers=["yes"])
    run_all_once(services)

    heard = ["Card network down", "did not cancel the subscription", "timed out", "could not be asked"]
    assert [words in told for words, told in zip(heard, came["problems"], strict=True)] == [True] * 4, came
    assert (between["gateway"], between["gateway_subscription_id"]) == ("test_provider", "sub_1")
    assert f"membership {BJORN}: its subscription sub_1 at test_provider is not cancelled yet" in said
    assert beside.row()["gateway"] == "bridge"
    assert "sub_1" not in "\n".join(ownership_findings(services))


def test_a_provider_that_tells_there_of_the_cancellation_too_closes_nothing(beside: Beside, services: Services) -> None:
    subscribed(beside)
    beside.network.bridge("adopt", str(BJORN), "--cancel-subscription")

    beside.php(PULL, answers=["tells there too"])
    there = beside.row()
    run_all_once(services)

    assert there["status"] == "cancelled"
    row = beside.row()
    assert (row["gateway"], row["status"], row["gateway_subscription_id"]) == ("bridge", "active", "")
