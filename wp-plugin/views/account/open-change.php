<?php
/**
 * A change or a renewal on its way: waiting for its payment, being paid, or stuck.
 *
 * @var array{change: array<string, mixed>, viewer: array<string, mixed>, membership: array<string, mixed>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\Menu;
use PlanBridge\Account\WayToPay;
use PlanBridge\Format;
use PlanBridge\Messages;
use PlanBridge\Network\MembershipPage;
use PlanBridge\View;
use PlanBridge\Words;

defined('ABSPATH') || exit;

$change = $data['change'];
$byHand = $change['by_hand'];
$stage = $change['payable'] && $change['status'] !== 'owed' ? 'payable' : (string) $change['status'];
$title = $stage === 'payable' && $change['kind'] === 'renewal' ? 'renewal_payable' : $stage;
$declined = $change['payable'] ? $change['declined_reason'] ?? null : null;
$action = $change['payable'] ? $change['next_action']['kind'] ?? null : null;
$is_at_bank = in_array($action, ['redirect', 'authenticate'], true);
$title = match (true) {
	$is_at_bank => __('Waiting for your bank', 'plan-bridge'),
	$declined !== null => __('Your payment did not go through', 'plan-bridge'),
	default => Words::table('names')['open_change'][$title] ?? __('Your latest order', 'plan-bridge'),
};
$pay = match (true) {
	$is_at_bank => __('Continue', 'plan-bridge'),
	$declined !== null => __('Pay in another way', 'plan-bridge'),
	// what the bank wants is told on the page where it is paid
	default => ($byHand['instructions'] ?? '') === '' ? __('Continue', 'plan-bridge') : __('Pay now', 'plan-bridge'),
};

?>
<section class="pb-card pb-card-waiting" aria-labelledby="pb-open-title">
	<header class="pb-card-header"><h2 id="pb-open-title"><?php echo esc_html($title); ?></h2>
		<?php if ($change['payable'] && $data['viewer']['may_buy'] && ($action !== null || !empty($data['has_provider']))) : ?>
			<a class="button button-primary pb-pay" href="<?php echo esc_url(Menu::pay($change['quote_id'], ['membership' => $data['membership']['id']])); ?>"><?php echo esc_html($pay); ?></a>
		<?php endif; ?>
	</header>
	<?php if ($declined !== null) : ?>
		<p class="pb-problem"><?php echo esc_html(WayToPay::declined($declined)); ?></p>
	<?php elseif ($is_at_bank) : ?>
		<p><?php esc_html_e('Your bank has to approve the payment. Nothing has been charged yet.', 'plan-bridge'); ?></p>
	<?php endif; ?>
	<dl class="pb-facts">
		<dt><?php echo esc_html(Words::of('kind', $change['kind'])); ?></dt>
		<dd><?php echo esc_html(Format::offer($change)); ?></dd>
		<dt><?php echo esc_html(Words::table('names')['open_amount'][$stage] ?? __('Amount', 'plan-bridge')); ?></dt>
		<dd><strong><?php echo esc_html(($change['payable'] && $byHand !== null ? $byHand['left'] : $change['due_now'])['formatted']); ?></strong></dd>
		<?php if (($byHand['received']['amount_minor'] ?? 0) > 0) : ?>
			<dt><?php esc_html_e('Already received', 'plan-bridge'); ?></dt>
			<dd>
				<?php
				/* translators: 1: what has come, 2: what was to pay */
				echo esc_html(sprintf(__('%1$s of %2$s', 'plan-bridge'), $byHand['received']['formatted'], $change['due_now']['formatted']));
				?>
			</dd>
		<?php endif; ?>
		<?php if (($byHand['reference'] ?? '') !== '') : ?>
			<dt><?php esc_html_e('Payment reference', 'plan-bridge'); ?></dt>
			<dd><strong class="pb-reference"><?php echo esc_html($byHand['reference']); ?></strong></dd>
		<?php endif; ?>
		<?php if ($change['payable'] && $change['payable_until'] !== null) : ?>
			<dt><?php esc_html_e('Pay no later than', 'plan-bridge'); ?></dt>
			<dd><?php echo esc_html(Format::dateTime($change['payable_until'])); ?></dd>
		<?php endif; ?>
	</dl>
	<?php if ($change['payable'] && ($change['tax_change'] ?? null) !== null) : ?>
		<p><?php echo esc_html(Messages::forCode('tax_change', $change['tax_change'])); ?></p>
	<?php endif; ?>
	<?php if ($change['payable'] && $byHand !== null) : ?>
		<h3><?php esc_html_e('How to pay', 'plan-bridge'); ?></h3>
		<?php View::render('parts/by-hand', ['by_hand' => $byHand]); ?>
	<?php endif; ?>
	<p><?php echo esc_html(Messages::ofOpenChange($change)); ?></p>
	<?php if ($byHand !== null && $data['viewer']['role'] === 'network_admin') : ?>
		<p><a class="button" href="<?php echo esc_url(MembershipPage::address((int) $data['membership']['id']) . '#pb-orders-title'); ?>"><?php esc_html_e('Money received', 'plan-bridge'); ?></a></p>
	<?php endif; ?>
	<?php if ($change['status'] === 'awaiting_payment' && $change['kind'] !== 'renewal') : ?>
		<?php View::render('account/cancel', ['change' => $change, 'viewer' => $data['viewer'], 'membership' => $data['membership'], 'label' => __('Cancel this order', 'plan-bridge')]); ?>
	<?php elseif ($change['status'] === 'processing') : ?>
		<p><a class="button" href="<?php echo esc_url(Menu::change(['membership' => $data['membership']['id'], 'checking' => $change['quote_id']])); ?>"><?php esc_html_e('Check again', 'plan-bridge'); ?></a></p>
	<?php endif; ?>
</section>
