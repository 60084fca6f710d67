<?php
/**
 * Giving a membership to another customer: the form, what it comes to, or why it cannot be done.
 *
 * @var array{action: string, nonce: string, refusal: ?string, customer: array<string, mixed>, form: \PlanBridge\Network\HandOver} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Format;
use PlanBridge\Network\HandOver;
use PlanBridge\View;

defined('ABSPATH') || exit;

$form = $data['form'];
$forecast = $form->forecast;
$fields = [
	'user' => ['user', __('To', 'plan-bridge'), '', __('A login, an e-mail address or a number of a user. Who is no customer yet becomes one.', 'plan-bridge')],
	'why' => ['lines', __('Why', 'plan-bridge'), '', __('Kept in the history. Only network administrators see it.', 'plan-bridge')],
	'removes_user' => ['switch', __('Present owner', 'plan-bridge'), __('Take the present owner’s role on the sites away', 'plan-bridge'), __('Otherwise they stay there with the role they have. Their posts stay in any case.', 'plan-bridge')],
];

?>
<section class="pb-section" id="pb-hand-over" aria-labelledby="pb-hand-over-title">
	<h2 id="pb-hand-over-title"><?php esc_html_e('Move to another customer', 'plan-bridge'); ?></h2>
	<?php if ($data['refusal'] !== null) : ?>
		<p><?php echo esc_html(HandOver::refused($data['refusal'])); ?></p>
	<?php else : ?>
		<p><?php esc_html_e('The plan, its sites and the time that is paid for go along. Payments, receipts, account credit, saved cards and billing details stay with the present owner, who alone sees them, and so does money that comes back.', 'plan-bridge'); ?></p>
		<?php
		if ($forecast !== null) {
			View::render('network/membership-handed', ['forecast' => $forecast]);
		}
		?>
		<form method="post" action="<?php echo esc_url($data['action'] . '#pb-hand-over'); ?>" novalidate data-pb-once>
			<?php wp_nonce_field($data['nonce'], '_wpnonce', false); ?>
			<input type="hidden" name="customer_id" value="<?php echo esc_attr((string) $data['customer']['id']); ?>">
			<table class="form-table" role="presentation">
				<?php
				foreach ($fields as $name => [$kind, $label, $text, $help]) {
					View::render('network/field', [
						'kind' => $kind,
						'id' => 'pb-hand-over-' . str_replace('_', '-', $name),
						'input' => $name,
						'text' => $text,
						'label' => $label,
						'value' => $form->typed[$name],
						'problem' => $form->problems[$name] ?? '',
						'help' => $help,
					]);
				}
				?>
			</table>
			<p>
				<?php if ($forecast !== null) : ?>
					<button type="submit" name="pb_act" value="hand-over" class="button button-primary"><?php esc_html_e('Move the membership', 'plan-bridge'); ?></button>
				<?php endif; ?>
				<button type="submit" name="pb_act" value="forecast-hand-over" class="button"><?php esc_html_e('Show what it comes to', 'plan-bridge'); ?></button>
			</p>
		</form>
	<?php endif; ?>
</section>
