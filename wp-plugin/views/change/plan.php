<?php
/**
 * One plan of the checkout form with its prices and, for the plan that is chosen, its add-ons.
 *
 * @var array{plan: array<string, mixed>, selection: \PlanBridge\Account\Selection, current: array<string, mixed>, exceeds: list<array<string, mixed>>, unmeasured: int, membership_id: int} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\Selection;
use PlanBridge\Format;
use PlanBridge\Limits\LimitTable;
use PlanBridge\Messages;
use PlanBridge\View;
use PlanBridge\Words;

defined('ABSPATH') || exit;

$plan = $data['plan'];
$id = (int) $plan['product_id'];
$chosen = $data['selection']->chosenOffer($id, $plan['prices']);
$held = $data['selection']->planId === $id ? $data['selection']->addons : (array) $data['current']['addons'];
$limits = $plan['features'] === [] ? LimitTable::atAGlance($plan['limits']) : [];

?>
<section class="pb-card pb-plan<?php echo $plan['is_current'] ? ' pb-plan-current' : ''; ?>" aria-labelledby="pb-plan-<?php echo esc_attr((string) $id); ?>">
	<header class="pb-card-header">
		<h3 id="pb-plan-<?php echo esc_attr((string) $id); ?>"><?php echo esc_html($plan['name']); ?></h3>
		<?php if ($plan['is_current']) : ?>
			<span class="pb-badge"><?php esc_html_e('Your present plan', 'plan-bridge'); ?></span>
		<?php endif; ?>
	</header>
	<?php if ((string) $plan['description'] !== '') : ?>
		<div class="pb-description"><?php echo wp_kses_post(wpautop($plan['description'])); ?></div>
	<?php endif; ?>
	<ul class="pb-features">
		<?php foreach ([...$plan['features'], ...$limits] as $words) : ?>
			<li><?php echo esc_html($words); ?></li>
		<?php endforeach; ?>
	</ul>
	<?php if (!$plan['is_current'] && ($data['exceeds'] !== [] || $data['unmeasured'] > 0)) : ?>
		<div class="pb-plan-exceeds">
			<?php View::render('change/over', ['over' => $data['exceeds'], 'unmeasured' => $data['unmeasured'], 'membership_id' => $data['membership_id'], 'title' => __('What you use now does not fit:', 'plan-bridge')]); ?>
		</div>
	<?php endif; ?>
	<?php if (($plan['void'] ?? []) !== []) : ?>
		<div class="pb-plan-void">
			<?php View::render('change/void', ['void' => $plan['void']]); ?>
		</div>
	<?php endif; ?>
	<fieldset class="pb-offers">
		<?php /* translators: %s: a plan */ ?>
		<legend><?php echo esc_html(sprintf(__('Price of %s', 'plan-bridge'), $plan['name'])); ?></legend>
		<?php foreach ($plan['prices'] as $price) : ?>
			<?php
			$refused = Messages::refusals([...$plan['refusals'], ...$price['refusals']]);
			$offer = Selection::offer($id, $price['period']);
			?>
			<label class="pb-offer">
				<input type="radio" name="offer" value="<?php echo esc_attr($offer); ?>"<?php checked($offer, $chosen); ?><?php disabled($refused !== []); ?>>
				<span class="pb-offer-price"><strong><?php echo esc_html(Format::price($price['amount'])); ?></strong> <?php echo esc_html(implode(', ', array_filter([$price['amount']['amount_minor'] === 0 ? '' : Format::perPeriod($price['period']), $price['period'] === null || ($plan['billings'] ?? null) === null ? '' : Format::payments((int) $plan['billings']['total'])]))); ?></span>
				<?php if ($refused !== []) : ?>
					<span class="pb-offer-refused"><?php echo esc_html(implode(' ', $refused)); ?></span>
				<?php elseif ($price['due_now'] !== null && !$plan['is_current']) : ?>
					<?php /* translators: 1: amount, 2: date */ ?>
					<span class="pb-offer-now"><?php echo esc_html($price['effective'] === null ? sprintf(__('%s to pay now', 'plan-bridge'), $price['due_now']['formatted']) : sprintf(__('from %s', 'plan-bridge'), Format::date($price['effective']))); ?></span>
				<?php endif; ?>
			</label>
		<?php endforeach; ?>
	</fieldset>
	<?php if ($plan['addons'] !== []) : ?>
		<fieldset class="pb-addons">
			<?php /* translators: %s: a plan */ ?>
			<legend><?php echo esc_html(sprintf(__('Packages and services with %s', 'plan-bridge'), $plan['name'])); ?></legend>
			<?php foreach ($plan['addons'] as $addon) : ?>
				<?php
				$addon_id = (int) $addon['product_id'];
				$field = "pb-addon-{$id}-{$addon_id}";
				$refused = Messages::refusals($addon['refusals']);
				$most = $addon['most'] ?? Selection::MOST;
				$quantity = (int) ($held[$addon_id] ?? 0);
				$typed = $data['selection']->planId === $id ? $data['selection']->shown($addon_id) : (string) $quantity;
				?>
				<div class="pb-addon">
					<div class="pb-addon-words">
						<label for="<?php echo esc_attr($field); ?>"><?php echo esc_html($addon['name']); ?></label>
						<span class="pb-addon-price"><?php echo esc_html(Words::of('type', $addon['type']) . ', ' . implode(', ', array_map(static fn (array $price): string => $price['amount']['formatted'] . ' ' . Format::perPeriod($price['period']), $addon['prices']))); ?></span>
						<?php if ((string) $addon['description'] !== '') : ?>
							<span class="description"><?php echo esc_html(wp_strip_all_tags($addon['description'])); ?></span>
						<?php endif; ?>
						<?php if ($addon['held'] > 0) : ?>
							<?php /* translators: %s: number */ ?>
							<span class="pb-addon-held"><?php echo esc_html(sprintf(__('You have %s.', 'plan-bridge'), number_format_i18n($addon['held']))); ?></span>
						<?php endif; ?>
						<?php if ($refused !== []) : ?>
							<span class="pb-offer-refused"><?php echo esc_html(implode(' ', $refused)); ?></span>
						<?php elseif ($addon['most'] !== null) : ?>
							<?php /* translators: %s: number */ ?>
							<span class="description"><?php echo esc_html(sprintf(__('More than %s would raise no limit.', 'plan-bridge'), number_format_i18n($addon['most']))); ?></span>
						<?php endif; ?>
					</div>
					<?php if ($addon['type'] === 'service') : ?>
						<input type="checkbox" id="<?php echo esc_attr($field); ?>" name="addons[<?php echo esc_attr((string) $id); ?>][<?php echo esc_attr((string) $addon_id); ?>]" value="<?php echo esc_attr((string) max(1, $quantity)); ?>"<?php checked($quantity > 0); ?><?php disabled($refused !== [] && $quantity === 0); ?>>
					<?php else : ?>
						<input type="number" class="small-text" min="0" max="<?php echo esc_attr((string) max($most, $quantity)); ?>" step="1" inputmode="numeric" id="<?php echo esc_attr($field); ?>" name="addons[<?php echo esc_attr((string) $id); ?>][<?php echo esc_attr((string) $addon_id); ?>]" value="<?php echo esc_attr($typed); ?>"<?php disabled($refused !== [] && $quantity === 0); ?>>
					<?php endif; ?>
				</div>
			<?php endforeach; ?>
		</fieldset>
	<?php endif; ?>
</section>
