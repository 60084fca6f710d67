<?php
/**
 * Account credit: how much there is, why it moved, and the form that gives some or takes what is free.
 *
 * @var array{membership: int, answer: array<string, mixed>} $data the answer of GET /v1/memberships/{id}/account-credit
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Format;
use PlanBridge\Network\AccountCredit;
use PlanBridge\View;
use PlanBridge\Words;

defined('ABSPATH') || exit;

$plan_bridge_answer = $data['answer'];
$plan_bridge_fields = [
	'way' => ['choice', __('What to do', 'plan-bridge'), '', ['give' => [__('Give account credit', 'plan-bridge')], 'take' => [__('Take account credit', 'plan-bridge')]]],
	'amount' => ['amount', __('Amount', 'plan-bridge'), __('No more can be taken than no order holds.', 'plan-bridge'), []],
	'reason' => ['paragraph', __('Reason', 'plan-bridge'), __('The customer reads it in the letter.', 'plan-bridge'), []],
];
$plan_bridge_rows = array_map(static fn (array $one): array => [
	['text' => Format::dateTime($one['created_at'])],
	['text' => Words::of('credit_cause', $one['cause']) . ($one['reason'] === null ? '' : " – {$one['reason']}")],
	['text' => $one['amount']['formatted']],
], $plan_bridge_answer['movements']);
?>
<p><?php
/* translators: 1: an amount, 2: an amount */
echo esc_html(sprintf(__('Account credit: %1$s, of which %2$s is held by no order.', 'plan-bridge'), $plan_bridge_answer['balance']['formatted'], $plan_bridge_answer['free']['formatted']));
?></p>
<?php
View::render('network/table', [
	'caption' => __('Movements of account credit, newest first', 'plan-bridge'),
	'columns' => [__('Date', 'plan-bridge'), __('Why', 'plan-bridge'), __('Amount', 'plan-bridge')],
	'numbers' => [2],
	'rows' => $plan_bridge_rows,
	'empty' => __('It has never moved.', 'plan-bridge'),
]);
?>
<p>
	<?php if ($plan_bridge_answer['newer'] !== null) : ?>
		<a class="button" href="<?php echo esc_url(AccountCredit::address($data['membership'], ['newer' => $plan_bridge_answer['newer']])); ?>"><?php esc_html_e('Newer', 'plan-bridge'); ?></a>
	<?php endif; ?>
	<?php if ($plan_bridge_answer['older'] !== null) : ?>
		<a class="button" href="<?php echo esc_url(AccountCredit::address($data['membership'], ['older' => $plan_bridge_answer['older']])); ?>"><?php esc_html_e('Older', 'plan-bridge'); ?></a>
	<?php endif; ?>
</p>
<h2><?php esc_html_e('Adjust it', 'plan-bridge'); ?></h2>
<form method="post" action="<?php echo esc_url(AccountCredit::address($data['membership'])); ?>" data-pb-once novalidate>
	<?php wp_nonce_field(AccountCredit::nonce($data['membership']), '_wpnonce', false); ?>
	<input type="hidden" name="customer" value="<?php echo esc_attr((string) ($data['answer']['customer_id'] ?? 0)); ?>">
	<input type="hidden" name="id" value="<?php echo esc_attr(bin2hex(random_bytes(16))); ?>">
	<table class="form-table" role="presentation">
		<?php
		foreach ($plan_bridge_fields as $plan_bridge_name => [$plan_bridge_kind, $plan_bridge_label, $plan_bridge_help, $plan_bridge_words]) {
			View::render('network/field', [
				'kind' => $plan_bridge_kind,
				'id' => "pb-credit-{$plan_bridge_name}",
				'input' => $plan_bridge_name,
				'text' => '',
				'label' => $plan_bridge_label,
				'value' => '',
				'words' => $plan_bridge_words,
				'problem' => '',
				'help' => $plan_bridge_help,
			]);
		}
		?>
	</table>
	<p><button type="submit" name="pb_act" value="adjust-credit" class="button button-primary"><?php esc_html_e('Adjust account credit', 'plan-bridge'); ?></button></p>
</form>
