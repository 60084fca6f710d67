<?php
/**
 * The payments so far, newest first.
 *
 * @var array{payments: list<array<string, mixed>>, older: string|null, newer: string|null, total: int, membership: array<string, mixed>} $data
 *      older, newer: where the pages beside this one begin
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\Menu;
use PlanBridge\View;

defined('ABSPATH') || exit;

?>
<section class="pb-card" id="pb-payments" aria-labelledby="pb-payments-title">
	<header class="pb-card-header"><h2 id="pb-payments-title"><?php esc_html_e('Payments', 'plan-bridge'); ?></h2></header>
	<?php if ($data['payments'] === []) : ?>
		<p><?php esc_html_e('No payments yet.', 'plan-bridge'); ?></p>
	<?php else : ?>
		<?php View::render('account/payments-table', ['payments' => $data['payments']]); ?>
		<?php if ($data['older'] !== null || $data['newer'] !== null) : ?>
			<nav class="pb-pager" aria-label="<?php esc_attr_e('More payments', 'plan-bridge'); ?>">
				<?php foreach (['newer' => __('Newer payments', 'plan-bridge'), 'older' => __('Older payments', 'plan-bridge')] as $side => $words) : ?>
					<?php if ($data[$side] !== null) : ?>
						<a href="<?php echo esc_url(Menu::account(['membership' => $data['membership']['id'], $side => $data[$side]]) . '#pb-payments'); ?>"><?php echo esc_html($words); ?></a>
					<?php endif; ?>
				<?php endforeach; ?>
				<?php /* translators: %s: number of payments */ ?>
				<span class="description"><?php echo esc_html(sprintf(_n('%s payment in all', '%s payments in all', $data['total'], 'plan-bridge'), number_format_i18n($data['total']))); ?></span>
			</nav>
		<?php endif; ?>
	<?php endif; ?>
</section>
