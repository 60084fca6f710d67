<?php
/**
 * The switch between the memberships of one customer.
 *
 * @var array{memberships: list<array{id: int, plan_name: string|null, status: string}>, current: int} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\Menu;
use PlanBridge\Account\Words;

defined('ABSPATH') || exit;

if (count($data['memberships']) < 2) {
	return;
}

?>
<form class="pb-switch" method="get" action="<?php echo esc_url(admin_url('admin.php')); ?>">
	<input type="hidden" name="page" value="<?php echo esc_attr(Menu::ACCOUNT); ?>">
	<label for="pb-membership"><?php esc_html_e('You have several memberships. Show:', 'plan-bridge'); ?></label>
	<select id="pb-membership" name="membership">
		<?php foreach ($data['memberships'] as $entry) : ?>
			<option value="<?php echo esc_attr((string) $entry['id']); ?>"<?php selected($entry['id'], $data['current']); ?>>
				<?php
				/* translators: 1: plan, 2: number of the membership, 3: its status */
				echo esc_html(sprintf(__('%1$s, no. %2$s (%3$s)', 'plan-bridge'), $entry['plan_name'] ?? __('Without a plan', 'plan-bridge'), $entry['id'], Words::of('status', $entry['status'])));
				?>
			</option>
		<?php endforeach; ?>
	</select>
	<button class="button"><?php esc_html_e('Show', 'plan-bridge'); ?></button>
</form>
