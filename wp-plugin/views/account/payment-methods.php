<?php
/**
 * The card "Payment methods": what is saved with the provider, which of it is charged for renewals.
 *
 * @var array{membership: array<string, mixed>, saved: array<string, mixed>|null, problem: string|null} $data
 *      saved: the answer of GET /v1/memberships/{id}/payment-methods
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\Menu;
use PlanBridge\Account\PaymentMethods;
use PlanBridge\Account\WayToPay;
use PlanBridge\Messages;
use PlanBridge\View;
use PlanBridge\Words;

defined('ABSPATH') || exit;

$id = (int) $data['membership']['id'];
$methods = $data['saved']['methods'] ?? [];

?>
<section class="pb-card" id="pb-methods" aria-labelledby="pb-methods-title">
	<header class="pb-card-header">
		<h2 id="pb-methods-title"><?php esc_html_e('Payment methods', 'plan-bridge'); ?></h2>
		<?php if ($data['problem'] === null) : ?>
			<a class="button" href="<?php echo esc_url(Menu::pay(null, ['membership' => $id])); ?>"><?php echo esc_html(Words::of('method_add', WayToPay::kind($data['saved']['gateways'][0] ?? []))); ?></a>
		<?php endif; ?>
	</header>
	<?php if ($data['problem'] !== null) : ?>
		<p><?php echo esc_html($data['problem']); ?></p>
	<?php elseif ($data['saved']['silent'] !== []) : ?>
		<p><?php echo esc_html(Messages::forCode('methods_silent')); ?></p>
	<?php elseif ($methods === []) : ?>
		<p><?php esc_html_e('Nothing is saved. You are sent a bill before each term; with a saved way to pay that is not needed.', 'plan-bridge'); ?></p>
	<?php else : ?>
		<ul class="pb-methods">
			<?php foreach ($methods as $method) : ?>
				<?php
				$name = WayToPay::name($method);
				$isAgreed = $method['is_agreed'] ?? true;
				$isUsed = $method['is_default'] && $isAgreed;
				$fields = ['action' => 'plan_bridge_method', 'membership' => (string) $id, 'method' => (string) $method['id']];
				?>
				<li class="pb-method">
					<span class="pb-method-name">
						<strong><?php echo esc_html($name); ?></strong>
						<span class="<?php echo WayToPay::isExpired($method) ? 'pb-method-expired' : 'pb-method-expiry'; ?>"><?php echo esc_html(WayToPay::expiry($method)); ?></span>
						<?php if ($isUsed) : ?>
							<span class="pb-badge"><?php esc_html_e('Used for renewals', 'plan-bridge'); ?></span>
						<?php endif; ?>
					</span>
					<span class="pb-method-acts">
						<?php if (!$isUsed && !WayToPay::isExpired($method)) : ?>
							<form method="post" action="<?php echo esc_url(admin_url('admin-post.php')); ?>">
								<?php foreach ($fields + ['act' => 'default'] as $field => $value) : ?>
									<input type="hidden" name="<?php echo esc_attr($field); ?>" value="<?php echo esc_attr($value); ?>">
								<?php endforeach; ?>
								<?php wp_nonce_field(PaymentMethods::nonce('default', $id, (string) $method['id']), '_wpnonce', false); ?>
								<?php if (!$isAgreed) : ?>
									<p class="pb-agreement"><label><input type="checkbox" name="agreed" value="1" required> <span><?php View::render('parts/agreement'); ?></span></label></p>
								<?php endif; ?>
								<button class="button button-small"><?php esc_html_e('Use for renewals', 'plan-bridge'); ?><span class="screen-reader-text">: <?php echo esc_html($name); ?></span></button>
							</form>
						<?php endif; ?>
						<?php
						View::render('parts/ask', [
							'label' => __('Remove', 'plan-bridge'),
							'of' => $name,
							'is_quiet' => true,
							'question' => count($methods) === 1
								? __('It is not charged any more. Renewals are then billed to you instead.', 'plan-bridge')
								: __('It is not charged any more.', 'plan-bridge'),
							'yes' => __('Yes, remove it', 'plan-bridge'),
							'nonce' => PaymentMethods::nonce('remove', $id, (string) $method['id']),
							'fields' => $fields + ['act' => 'remove'],
						]);
						?>
					</span>
				</li>
			<?php endforeach; ?>
		</ul>
	<?php endif; ?>
</section>
