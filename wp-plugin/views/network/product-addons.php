<?php
/**
 * The field Offer add-ons: the packages and services that come with the plan, where they are ticked.
 *
 * @var array{values: array<string, mixed>, addons: list<array{id: int, name: string, type: string, price: string, ticked: bool}>, problems: array<string, string>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Network\Product\ProductType;

defined('ABSPATH') || exit;

?>
<tr>
	<th scope="row"><?php esc_html_e('Offer add-ons', 'plan-bridge'); ?></th>
	<td>
		<fieldset id="pb-available-addons">
			<legend class="screen-reader-text"><?php esc_html_e('Offer add-ons', 'plan-bridge'); ?></legend>
			<ul class="pb-addons">
				<?php foreach ($data['addons'] as $plan_bridge_addon) : ?>
					<li>
						<label>
							<input type="checkbox" name="available_addons[]" value="<?php echo (int) $plan_bridge_addon['id']; ?>"<?php checked($plan_bridge_addon['ticked']); ?>>
							<?php echo esc_html($plan_bridge_addon['name']); ?>
							<span class="description"><?php echo esc_html(trim(ProductType::name($plan_bridge_addon['type']) . ', ' . $plan_bridge_addon['price'], ', ')); ?></span>
						</label>
					</li>
				<?php endforeach; ?>
				<?php if ($data['addons'] === []) : ?>
					<li><?php esc_html_e('The network has no packages or services yet.', 'plan-bridge'); ?></li>
				<?php endif; ?>
			</ul>
			<p class="description"><?php esc_html_e('Members of this plan can buy what is ticked.', 'plan-bridge'); ?> <?php esc_html_e('An add-on that a member holds and the new plan does not offer is shown as dropped, with its credit, before anything is confirmed.', 'plan-bridge'); ?></p>
		</fieldset>
	</td>
</tr>
