<?php
/**
 * For network administrators: the plans that the owner does not see, and why.
 *
 * @var array{plans: list<array<string, mixed>>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Messages;

defined('ABSPATH') || exit;

?>
<details class="pb-card">
	<summary><?php esc_html_e('Plans that this owner is not offered (only you see this)', 'plan-bridge'); ?></summary>
	<ul class="pb-reasons">
		<?php foreach ($data['plans'] as $plan) : ?>
			<li><strong><?php echo esc_html($plan['name']); ?>:</strong> <?php echo esc_html(implode(' ', Messages::refusals($plan['refusals']))); ?></li>
		<?php endforeach; ?>
	</ul>
</details>
