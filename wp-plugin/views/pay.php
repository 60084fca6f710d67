<?php
/**
 * The page on which an open order or renewal is paid.
 *
 * @var array{messages: list<array<string, mixed>>, change: array<string, mixed>, membership: array<string, mixed>, viewer: array<string, mixed>, is_copy: bool, saved: array<string, mixed>, problem: string|null} $data
 *      saved: the answer of GET /v1/memberships/{id}/payment-methods
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\Menu;
use PlanBridge\Account\PayPage;
use PlanBridge\Account\WayToPay;
use PlanBridge\Flash;
use PlanBridge\Format;
use PlanBridge\Messages;
use PlanBridge\View;
use PlanBridge\Words;

defined('ABSPATH') || exit;

$change = $data['change'];
$action = $change['next_action'] ?? null;
$is_payable = $change['payable'] && $data['viewer']['may_buy'] && !$data['is_copy'];
$gateways = [...array_column($data['saved']['gateways'], 'id'), ...($change['gateway'] === 'manual' ? [] : ['manual'])];
$provider = array_column($data['saved']['gateways'], null, 'id')[$change['gateway']] ?? [];
$ways = WayToPay::choices($gateways, $data['saved']);
if (PayPage::isTyped($action)) { // it has its fields on this page
	$ways = array_values(array_filter($ways, static fn (array $way): bool => !$way['is_new']));
}

?>
<div class="wrap pb-page pb-paying">
	<h1><?php esc_html_e('Pay', 'plan-bridge'); ?></h1>
	<?php
	Flash::show($data['messages']);
	if ($data['is_copy']) {
		View::render('parts/notice', ['type' => 'warning', 'text' => Messages::forCode('network_is_a_copy')]);
	} elseif (!$data['viewer']['may_buy']) {
		View::render('parts/notice', ['type' => 'info', 'text' => Messages::forCode((string) ($data['viewer']['may_not_buy_reason'] ?? 'not_the_customer'))]);
	} elseif ($data['problem'] !== null) {
		View::render('parts/notice', ['type' => 'warning', 'text' => $data['problem']]);
	}
	?>
	<p><a href="<?php echo esc_url(Menu::account(['membership' => $data['membership']['id']])); ?>"><?php esc_html_e('Back to your account', 'plan-bridge'); ?></a></p>
	<section class="pb-card" aria-labelledby="pb-pay-title">
		<header class="pb-card-header"><h2 id="pb-pay-title"><?php esc_html_e('What you pay', 'plan-bridge'); ?></h2></header>
		<ul class="pb-lines">
			<?php foreach ($change['lines'] as $line) : ?>
				<li><span class="pb-line"><span><?php echo esc_html(Format::line($line)); ?></span> <span class="pb-amount"><?php echo esc_html($line['amount']['formatted']); ?></span></span></li>
			<?php endforeach; ?>
		</ul>
		<dl class="pb-totals">
			<dt class="pb-due"><?php esc_html_e('To pay', 'plan-bridge'); ?></dt>
			<dd class="pb-due"><?php echo esc_html(($change['by_hand']['left'] ?? $change['due_now'])['formatted']); ?></dd>
			<?php if ($change['payable_until'] !== null) : ?>
				<dt><?php esc_html_e('Pay no later than', 'plan-bridge'); ?></dt>
				<dd><?php echo esc_html(Format::dateTime($change['payable_until'])); ?></dd>
			<?php endif; ?>
		</dl>
		<p><strong><?php echo esc_html(Words::of('kind', $change['kind'])); ?>:</strong> <?php echo esc_html(Format::offer($change)); ?></p>
	</section>
	<?php
	if (!$change['payable']) {
		View::render('parts/notice', ['type' => 'warning', 'text' => Messages::ofOpenChange($change)]);
	} elseif ($is_payable) {
		if ($action !== null) {
			View::render('pay/action', ['change' => $change, 'membership' => $data['membership'], 'action' => $action, 'provider' => $provider]);
		}
		View::render('pay/ways', ['change' => $change, 'membership' => $data['membership'], 'ways' => $ways, 'is_another' => $action !== null]);
	}
	?>
</div>
