<?php
/**
 * What the payer still has to do: type a card into the provider's own fields, approve the payment, or go to their bank.
 *
 * @var array{change: array<string, mixed>, membership: array<string, mixed>, action: array{kind: string, parameters: array<string, string>}, provider: array<string, mixed>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\Menu;
use PlanBridge\Account\PayPage;
use PlanBridge\Account\WayToPay;
use PlanBridge\View;
use PlanBridge\Words;

defined('ABSPATH') || exit;

$action = $data['action'];
$back = Menu::pay($data['change']['quote_id'], ['membership' => $data['membership']['id'], 'back' => 1]);
$is_typed = PayPage::isTyped($action);
/* translators: %s: amount of money */
$button = sprintf(__('Pay %s', 'plan-bridge'), $data['change']['due_now']['formatted']);

?>
<section class="pb-card pb-card-waiting" aria-labelledby="pb-action-title">
	<header class="pb-card-header"><h2 id="pb-action-title"><?php echo esc_html($is_typed ? Words::of('method_yours', WayToPay::kind($data['provider'])) : __('Your bank', 'plan-bridge')); ?></h2></header>
	<?php if ($action['kind'] === 'redirect') : ?>
		<p><?php esc_html_e('You approve the payment at your bank, and come back here afterwards.', 'plan-bridge'); ?></p>
		<p><a class="button button-primary" href="<?php echo esc_url((string) ($action['parameters']['url'] ?? ''), ['https', 'http']); ?>"><?php esc_html_e('Go on to your bank', 'plan-bridge'); ?></a></p>
	<?php else : ?>
		<?php if (!$is_typed) : ?>
			<p><?php esc_html_e('Your bank asks you to approve the payment. If nothing opens by itself, press the button.', 'plan-bridge'); ?></p>
		<?php endif; ?>
		<?php View::render('pay/fields', ['parameters' => $action['parameters'], 'is_typed' => $is_typed, 'back' => $back, 'button' => $is_typed ? $button : __('Approve the payment', 'plan-bridge')]); ?>
	<?php endif; ?>
	<p><a href="<?php echo esc_url($back); ?>"><?php esc_html_e('See how the payment stands', 'plan-bridge'); ?></a></p>
</section>
