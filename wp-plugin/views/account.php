<?php
/**
 * The Account page.
 *
 * @var array{messages: list<array<string, mixed>>, account: array<string, mixed>, limits: list<\PlanBridge\Limits\LimitRow>} $data
 *      account: the answer of GET /v1/account
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Messages;
use PlanBridge\Sentences;
use PlanBridge\View;

defined('ABSPATH') || exit;

$account = $data['account'];
$membership = $account['membership'];

?>
<div class="wrap pb-page">
	<h1><?php esc_html_e('Account', 'plan-bridge'); ?></h1>
	<?php
	View::render('parts/messages', ['messages' => $data['messages']]);
	if (!empty($account['is_copy'])) {
		View::render('parts/notice', ['type' => 'warning', 'text' => Messages::forCode('network_is_a_copy')]);
	}
	View::render('account/viewer', ['viewer' => $account['viewer'], 'membership' => $membership]);
	View::render('account/switch', ['memberships' => $account['memberships'], 'current' => $membership['id']]);
	if (!empty($account['edited_elsewhere'])) {
		/* translators: %s: a sentence that says what became of it */
		$words = sprintf(__('Something other than Plan Bridge has written to this membership. %s', 'plan-bridge'), Sentences::reason('edit_' . $account['edited_elsewhere']['outcome']));
		View::render('parts/notice', ['type' => 'warning', 'text' => $words]);
		View::render('account/looked-at', ['membership' => $membership]);
	}
	if (!empty($account['pending_elsewhere'])) {
		View::render('parts/elsewhere', ['pending' => $account['pending_elsewhere']]);
	}
	if ($account['open_change'] !== null) {
		View::render('account/open-change', ['change' => $account['open_change'], 'viewer' => $account['viewer'], 'membership' => $membership]);
	}
	?>
	<div class="pb-columns">
		<div class="pb-column">
			<?php
			View::render('account/membership', ['membership' => $membership, 'viewer' => $account['viewer']]);
			if ($account['pending_change'] !== null) {
				View::render('account/pending-change', ['change' => $account['pending_change'], 'viewer' => $account['viewer'], 'membership' => $membership]);
			}
			?>
		</div>
		<div class="pb-column">
			<?php
			if ($data['limits'] !== []) {
				View::render('account/limits', ['limits' => $data['limits'], 'quota_version' => (int) $account['site']['quota_version']]);
			}
			if (($data['forecast'] ?? null) !== null) {
				View::render('account/ownership', ['membership' => $membership, 'forecast' => $data['forecast']]);
			}
			View::render('account/sites', ['sites' => $account['sites'], 'total' => (int) $account['sites_total']]);
			?>
		</div>
	</div>
	<?php View::render('account/payments', ['payments' => $account['payments'], 'total' => (int) $account['payments_total']]); ?>
</div>
