<?php
/**
 * The Account page.
 *
 * @var array{messages: list<array<string, mixed>>, account: array<string, mixed>, limits: list<\PlanBridge\Limits\LimitRow>} $data
 *      account: the answer of GET /v1/account
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\Menu;
use PlanBridge\Flash;
use PlanBridge\Messages;
use PlanBridge\View;
use PlanBridge\Words;

defined('ABSPATH') || exit;

$account = $data['account'];
$membership = $account['membership'];

?>
<div class="wrap pb-page">
	<h1><?php echo esc_html($account['is_sold_here'] ? __('Account', 'plan-bridge') : __('Limits and prices', 'plan-bridge')); ?></h1>
	<?php
	Flash::show($data['messages']);
	if (!empty($account['is_copy'])) {
		View::render('parts/notice', ['type' => 'warning', 'text' => Messages::forCode('network_is_a_copy')]);
	}
	if ($account['viewer']['role'] === 'network_admin') {
		/* translators: %s: number of a membership */
		$words = $account['is_sold_here']
			? __('You are looking at membership %s as network administrator. What you order here is ordered for its owner, and your name is noted beside it.', 'plan-bridge')
			/* translators: %s: number of a membership */
			: __('You are looking at membership %s as network administrator. Ultimate Multisite sells changes in this network: the prices here are a forecast.', 'plan-bridge');
		$words = sprintf($words, $membership['number']);
		View::render('parts/notice', ['type' => 'info', 'text' => $words]);
	}
	if (!$account['viewer']['may_buy']) {
		$reason = Messages::forCode((string) ($account['viewer']['may_not_buy_reason'] ?? 'not_the_customer'));
		View::render('parts/notice', ['type' => 'info', 'text' => $reason]);
	} elseif (!$account['is_sold_here'] && $account['viewer']['role'] !== 'network_admin') {
		View::render('parts/notice', ['type' => 'info', 'text' => Messages::forCode('sold_elsewhere')]);
	} elseif ($membership['billed_elsewhere']) {
		View::render('parts/notice', ['type' => 'info', 'text' => Messages::forCode('billed_elsewhere')]);
	}
	?>
	<?php if (count($account['memberships']) > 1) : ?>
		<form class="pb-switch" method="get" action="<?php echo esc_url(admin_url('admin.php')); ?>">
			<input type="hidden" name="page" value="<?php echo esc_attr(Menu::ACCOUNT); ?>">
			<label for="pb-membership"><?php esc_html_e('You have several memberships. Show:', 'plan-bridge'); ?></label>
			<select id="pb-membership" name="membership">
				<?php foreach ($account['memberships'] as $entry) : ?>
					<option value="<?php echo esc_attr((string) $entry['id']); ?>"<?php selected($entry['id'], $membership['id']); ?>>
						<?php
						/* translators: 1: plan, 2: number of the membership, 3: its status */
						echo esc_html(sprintf(__('%1$s, no. %2$s (%3$s)', 'plan-bridge'), $entry['plan_name'] ?? __('Without a plan', 'plan-bridge'), $entry['id'], Words::of('status', $entry['status'])));
						?>
					</option>
				<?php endforeach; ?>
			</select>
			<button class="button"><?php esc_html_e('Show', 'plan-bridge'); ?></button>
		</form>
	<?php endif; ?>
	<?php
	if (!empty($account['edited_elsewhere'])) {
		/* translators: %s: a sentence that says what became of it */
		$words = sprintf(__('Something other than Plan Bridge has written to this membership. %s', 'plan-bridge'), Messages::reason('edit_' . $account['edited_elsewhere']['outcome']));
		View::render('parts/notice', ['type' => 'warning', 'text' => $words]);
		View::render('account/looked-at', ['membership' => $membership]);
	}
	if (!empty($account['pending_elsewhere'])) {
		View::render('parts/elsewhere', ['pending' => $account['pending_elsewhere']]);
	}
	if (($membership['pause'] ?? null) !== null && ($data['closed'] ?? null) === null) {
		?>
		<section class="pb-card pb-card-waiting" aria-labelledby="pb-paused-title">
			<header class="pb-card-header"><h2 id="pb-paused-title"><?php esc_html_e('Your membership is paused', 'plan-bridge'); ?></h2></header>
			<p><?php View::render('parts/paused', ['rest' => $membership['pause']]); ?></p>
		</section>
		<?php
	}
	if (($data['closed'] ?? null) !== null) {
		View::render('account/closed-site', ['reason' => $data['closed'], 'membership' => $membership, 'open_change' => $account['open_change'], 'may_renew' => $account['viewer']['may_buy'] && $account['is_sold_here']]);
	}
	if ($account['open_change'] !== null) {
		View::render('account/open-change', ['change' => $account['open_change'], 'viewer' => $account['viewer'], 'membership' => $membership, 'has_provider' => ($data['saved'] ?? null) !== null]);
	}
	?>
	<div class="pb-columns">
		<div class="pb-column">
			<?php
			View::render('account/membership', ['membership' => $membership, 'viewer' => $account['viewer'], 'is_sold_here' => $account['is_sold_here']]);
			if ($account['pending_change'] !== null) {
				View::render('account/pending-change', ['change' => $account['pending_change'], 'viewer' => $account['viewer'], 'membership' => $membership]);
			}
			View::render('account/billing', ['billing' => $account['billing'], 'membership' => $membership, 'viewer' => $account['viewer']]);
			if (($data['saved'] ?? null) !== null || ($data['methods_problem'] ?? null) !== null) {
				View::render('account/payment-methods', ['membership' => $membership, 'saved' => $data['saved'], 'problem' => $data['methods_problem']]);
			}
			?>
		</div>
		<div class="pb-column">
			<?php
			if ($data['limits'] !== [] || ($data['included'] ?? []) !== []) {
				View::render('account/limits', ['limits' => $data['limits'], 'included' => $data['included'] ?? [], 'pace' => $data['pace'], 'quota_version' => (int) $account['site']['quota_version']]);
			}
			if (($data['forecast'] ?? null) !== null) {
				View::render('account/ownership', ['membership' => $membership, 'forecast' => $data['forecast']]);
			}
			if (($data['rest'] ?? null) !== null) {
				View::render('account/rest', $data['rest']);
			}
			View::render('account/sites', ['sites' => $account['sites'], 'total' => (int) $account['sites_total']]);
			?>
		</div>
	</div>
	<?php
	View::render('account/payments', $data['payments'] + ['total' => (int) $account['payments_total'], 'membership' => $membership]);
	if (!empty($account['has_former_payments']) || ($data['former'] ?? null) !== null) {
		View::render('account/former-payments', ['former' => $data['former'] ?? null]);
	}
	View::render('account/credit', ['membership' => $membership, 'credit' => $data['credit'] ?? null]);
	View::render('account/history', ['membership' => $membership, 'history' => $data['history'] ?? null]);
	View::render('account/ending', ['membership' => $membership, 'viewer' => $account['viewer']]);
	?>
</div>
