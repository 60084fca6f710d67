<?php
/**
 * The checkout form: plans, periods, packages and services on one side, what they cost on the other.
 *
 * @var array{messages: list<array<string, mixed>>, membership_id: int, choices: array<string, mixed>, usage: array<int, array<string, mixed>>, known: array{array<int, array<string, mixed>>, int}, selection: \PlanBridge\Account\Selection, summary: array<string, mixed>} $data
 *      choices: the answer of GET /v1/memberships/{id}/choices; known: what is known of use by blog id, and how many sites there are
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\Checkout;
use PlanBridge\Account\Menu;
use PlanBridge\Account\Selection;
use PlanBridge\Flash;
use PlanBridge\Limits\LimitTable;
use PlanBridge\Messages;
use PlanBridge\View;

defined('ABSPATH') || exit;

$choices = $data['choices'];
$is_sold_here = ($choices['obstacle']['code'] ?? '') !== 'sold_elsewhere';

?>
<div class="wrap pb-page">
	<h1><?php echo esc_html($is_sold_here ? __('Change your membership', 'plan-bridge') : __('What a change would cost', 'plan-bridge')); ?></h1>
	<?php
	Flash::show($data['messages']);
	if (!empty($choices['is_copy'])) {
		View::render('parts/notice', ['type' => 'warning', 'text' => Messages::forCode('network_is_a_copy')]);
	}
	if (!empty($choices['obstacle'])) {
		View::render('parts/notice', ['type' => 'warning', 'text' => Messages::forCode($choices['obstacle']['code'], $choices['obstacle']['params'])]);
	}
	if (!empty($choices['pending_elsewhere'])) {
		View::render('parts/elsewhere', ['pending' => $choices['pending_elsewhere']]);
	}
	?>
	<p><a href="<?php echo esc_url(Menu::account(['membership' => $data['membership_id']])); ?>"><?php echo esc_html($is_sold_here ? __('Back to your account', 'plan-bridge') : __('Back to limits and prices', 'plan-bridge')); ?></a></p>
	<div class="pb-checkout">
		<form id="pb-choice" class="pb-choice" method="post" action="<?php echo esc_url(admin_url('admin-post.php')); ?>"
			data-summary="<?php echo esc_url(admin_url('admin-ajax.php')); ?>"
			data-failed="<?php esc_attr_e('We could not fetch the figures. Nothing has changed. Please try again in a moment.', 'plan-bridge'); ?>">
			<input type="hidden" name="action" value="plan_bridge_choose">
			<input type="hidden" name="membership" value="<?php echo esc_attr((string) $data['membership_id']); ?>">
			<?php wp_nonce_field(Checkout::CHOOSE_NONCE, '_wpnonce', false); ?>
			<h2><?php esc_html_e('Choose a plan', 'plan-bridge'); ?></h2>
			<?php if ($choices['plans'] === []) : ?>
				<p><?php esc_html_e('There is no plan that you can change to at the moment.', 'plan-bridge'); ?></p>
			<?php endif; ?>
			<?php
			foreach ($choices['plans'] as $plan) {
				$own = LimitTable::own($choices, $plan);
				$exceeds = LimitTable::exceeded((array) $plan['limits'], $data['usage'], $data['known'][1], $own);
				View::render('change/plan', [
					'plan' => $plan,
					'selection' => $data['selection'],
					'current' => $choices['current'],
					'exceeds' => LimitTable::withFate($exceeds, $choices, $plan),
					'unmeasured' => LimitTable::unmeasured((array) ($choices['current']['limits'] ?? []), (array) $plan['limits'], $data['known'][0], $data['known'][1], $own),
					'membership_id' => $data['membership_id'],
				]);
			}
			?>
			<?php if ($choices['plans'] !== []) : ?>
				<p class="pb-code">
					<label for="pb-code"><?php esc_html_e('Discount code', 'plan-bridge'); ?></label>
					<input type="text" class="regular-text" id="pb-code" name="code" maxlength="<?php echo esc_attr((string) Selection::LONGEST_CODE); ?>" autocomplete="off" autocapitalize="off" spellcheck="false" value="<?php echo esc_attr($data['selection']->code); ?>">
				</p>
				<p class="pb-without-scripts"><button class="button button-secondary"><?php esc_html_e('Show what this costs', 'plan-bridge'); ?></button></p>
			<?php endif; ?>
		</form>
		<aside class="pb-card pb-summary" aria-labelledby="pb-summary-title">
			<header class="pb-card-header"><h2 id="pb-summary-title"><?php esc_html_e('Summary', 'plan-bridge'); ?></h2></header>
			<div id="pb-summary" aria-live="polite">
				<?php View::render('change/summary', $data['summary']); ?>
			</div>
		</aside>
	</div>
	<?php
	if (isset($choices['refused_plans'])) {
		View::render('change/refused-plans', ['plans' => $choices['refused_plans']]);
	}
	?>
</div>
