<?php
/**
 * Why this site is closed, since when, and how it opens again: the first thing its owner reads in wp-admin.
 *
 * @var array{reason: string, membership: array<string, mixed>, open_change: array<string, mixed>|null, may_renew: bool} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\Menu;
use PlanBridge\Format;
use PlanBridge\Limits\ClosedSite;
use PlanBridge\View;

defined('ABSPATH') || exit;

$end = $data['membership']['term_end'];
$rest = $data['membership']['pause'] ?? null;
$open = $data['open_change'];
$to = $open !== null && $open['payable'] && in_array($open['kind'], ['renewal', 'reactivation'], true)
	? Menu::pay($open['quote_id'], ['membership' => $data['membership']['id']])
	: Menu::change(['membership' => $data['membership']['id']]);

?>
<section class="pb-card pb-card-closed" aria-labelledby="pb-closed-title">
	<header class="pb-card-header">
		<h2 id="pb-closed-title"><?php echo esc_html($rest === null ? __('Your site is closed', 'plan-bridge') : __('Your site is paused', 'plan-bridge')); ?></h2>
		<?php if ($data['may_renew'] && $rest === null) : ?>
			<a class="button button-primary pb-renew" href="<?php echo esc_url($to); ?>"><?php esc_html_e('Renew', 'plan-bridge'); ?></a>
		<?php endif; ?>
	</header>
	<?php if ($rest !== null) : ?>
		<p><?php View::render('parts/paused', ['rest' => $rest]); ?></p>
		<p><?php esc_html_e('Visitors read that it is paused, and nothing can be written. Nothing has been deleted. The people who run the network can let it go on.', 'plan-bridge'); ?></p>
	<?php else : ?>
		<p>
			<?php
			echo esc_html(ClosedSite::text($data['reason']));
			if ($end !== null) {
				/* translators: %s: date */
				echo ' ' . esc_html(sprintf(__('The membership was paid until %s.', 'plan-bridge'), Format::date($end)));
			}
			?>
		</p>
		<p><?php esc_html_e('Visitors read that it is closed, and nothing can be written. Nothing has been deleted: as soon as the membership is paid, everything is there again.', 'plan-bridge'); ?></p>
	<?php endif; ?>
</section>
