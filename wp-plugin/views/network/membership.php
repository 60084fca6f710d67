<?php
/**
 * One membership as network administrators see it.
 *
 * @var array{id: int, whole: ?array<string, mixed>, error: string, nonce: string, refusals: array<string, ?string>, user: ?\WP_User, typed: array<string, string>, problems: array<string, string>, extension: ?array<string, mixed>, hand_over: \PlanBridge\Network\HandOver, pause: \PlanBridge\Network\Pause} $data
 *      whole: the answer of GET /v1/network/memberships/{id}, null where it could not be read
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\Menu;
use PlanBridge\Flash;
use PlanBridge\Messages;
use PlanBridge\Network\AccountCredit;
use PlanBridge\Network\MembershipPage;
use PlanBridge\Network\Screens;
use PlanBridge\View;

defined('ABSPATH') || exit;

$whole = $data['whole'];
$account = $whole['account'] ?? null;

?>
<div class="wrap pb-network pb-page">
	<?php /* translators: %s: number of a membership */ ?>
	<h1 class="wp-heading-inline"><?php echo esc_html(sprintf(__('Membership %s', 'plan-bridge'), (string) $data['id'])); ?></h1>
	<?php if ($account !== null) : ?>
		<a class="page-title-action" href="<?php echo esc_url(Menu::onMainSite($data['id'])); ?>"><?php esc_html_e('Open account as the owner', 'plan-bridge'); ?></a>
		<a class="page-title-action" href="<?php echo esc_url(AccountCredit::address($data['id'])); ?>"><?php esc_html_e('Account credit', 'plan-bridge'); ?></a>
	<?php endif; ?>
	<hr class="wp-header-end">
	<p><a href="<?php echo esc_url(Screens::address(Screens::MEMBERSHIPS)); ?>"><?php esc_html_e('All memberships', 'plan-bridge'); ?></a></p>
	<?php
	Flash::render();
	if ($data['error'] !== '') {
		View::render('parts/notice', ['type' => 'error', 'text' => $data['error']]);
	}
	if ($account !== null) {
		if ($account['is_copy']) {
			View::render('parts/notice', ['type' => 'warning', 'text' => Messages::forCode('network_is_a_copy')]);
		}
		if (!empty($account['edited_elsewhere'])) {
			View::render('network/membership-edited', ['edited' => $account['edited_elsewhere'], 'action' => MembershipPage::address($data['id']), 'nonce' => $data['nonce']]);
		}
		if (!empty($account['pending_elsewhere'])) {
			View::render('parts/elsewhere', ['pending' => $account['pending_elsewhere']]);
		}
		View::render('network/membership-facts', ['account' => $account, 'user' => $data['user'], 'customer' => $whole['customer']]);
		View::render('network/membership-held', ['membership' => $account['membership']]);
		View::render('network/membership-orders', ['account' => $account, 'awaited' => $data['awaited']]);
		View::render('network/membership-extend', ['action' => MembershipPage::address($data['id']), 'refusal' => $data['refusals']['extend'] ?? null] + $data);
		View::render('network/membership-pause', ['action' => MembershipPage::address($data['id']), 'nonce' => $data['nonce'], 'refusal' => $data['refusals']['pause'] ?? null, 'rest' => $account['membership']['pause'] ?? null, 'form' => $data['pause']]);
		View::render('network/membership-hand-over', ['action' => MembershipPage::address($data['id']), 'nonce' => $data['nonce'], 'refusal' => $data['refusals']['hand_over'] ?? null, 'customer' => $whole['customer'], 'form' => $data['hand_over']]);
		View::render('network/membership-owned', ['action' => MembershipPage::address($data['id']), 'nonce' => $data['nonce'], 'membership' => $account['membership'], 'forecast' => $whole['forecast'], 'direction' => $whole['direction']]);
		View::render('network/membership-ending', ['action' => MembershipPage::address($data['id']), 'nonce' => $data['nonce'], 'membership' => $account['membership']]);
		View::render('account/payments', ['payments' => $account['payments'], 'older' => $account['payments_older'], 'newer' => null, 'total' => (int) $account['payments_total'], 'membership' => $account['membership']]);
		View::render('account/history', [
			'membership' => $account['membership'],
			'history' => $whole['history'],
			'page' => static fn (int $before): string => MembershipPage::address($data['id'], ['before' => $before]),
		]);
	}
	?>
</div>
