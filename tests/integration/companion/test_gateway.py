"""The hidden gateway of what is ours: nobody can choose it; what Ultimate Multisite asks of it is answered in words."""

import requests

from tests.integration.companion.beside import SECONDS, Beside

ASK = """
$gateway = wu_get_gateway('bridge');
$membership = wu_get_membership($id);
$refund = $gateway->process_refund(5, null, $membership, null);
return [
    'hidden' => wu_get_gateways()['bridge']['hidden'],
    'cancelled' => array_map(static fn () => $gateway->process_cancellation($membership, null), [1, 2]),
    'refund' => is_wp_error($refund) ? $refund->get_error_message() : $refund,
];
"""

TELL = """
add_action('shutdown', static function (): void {
    $folder = realpath(WP_CONTENT_DIR . '/plugins/plan-bridge') . '/src/';
    $ours = array_filter(get_included_files(), static fn (string $file): bool => str_starts_with($file, $folder));
    header('X-Loaded: ' . implode(',', str_replace($folder, '', $ours)));
}, 0);
ob_start();
"""


def test_it_is_hidden_cancels_nothing_twice_and_says_where_to_refund(beside: Beside) -> None:
    beside.take_over()

    came = beside.php(ASK)

    assert came["hidden"] is True
    assert came["cancelled"] == [True, True]
    assert "Plan Bridge took this payment" in came["refund"]


def test_a_front_page_loads_of_all_the_guards_the_gateway_alone(beside: Beside) -> None:
    beside.install("loaded", TELL)
    requests.get(beside.network.url, timeout=SECONDS)  # plans the pull of the outbox

    answer = requests.get(f"{beside.network.url}/", timeout=SECONDS)

    guards = {"Companion/Gateway.php", "Companion/Ownership.php"}
    assert set(answer.headers["X-Loaded"].split(",")) == {"Plugin.php", *guards}
