<?php
/**
 * What is ordered and not done: an order or a renewal under way, and a change that is booked.
 *
 * @var array{account: array<string, mixed>, awaited: ?array<string, mixed>} $data
 *      awaited: the payment that waits to be marked as paid
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Format;
use PlanBridge\Network\Payments;
use PlanBridge\Network\Screens;
use PlanBridge\View;
use PlanBridge\Words;

defined('ABSPATH') || exit;

$open = $data['account']['open_change'];
$booked = $data['account']['pending_change'];
if ($open === null && $booked === null) {
	return;
}

?>
<section class="pb-section" aria-labelledby="pb-orders-title">
	<h2 id="pb-orders-title"><?php esc_html_e('Under way', 'plan-bridge'); ?></h2>
	<ul class="ul-disc">
		<?php if ($open !== null) : ?>
			<li><?php
			/* translators: 1: kind of change such as Upgrade, 2: what was ordered, 3: an amount */
			echo esc_html(sprintf(__('%1$s: %2$s, %3$s to pay', 'plan-bridge'), Words::of('kind', $open['kind']), Format::offer($open), $open['due_now']['formatted']));
			if ($open['payable_until'] !== null) {
				/* translators: %s: a day and time */
				echo ' ' . esc_html(sprintf(__('no later than %s', 'plan-bridge'), Format::dateTime($open['payable_until'])));
			}
			?></li>
		<?php endif; ?>
		<?php if ($booked !== null) : ?>
			<li><?php
			/* translators: 1: kind of change such as Downgrade, 2: what was ordered, 3: date */
			echo esc_html(sprintf(__('%1$s: %2$s, from %3$s', 'plan-bridge'), Words::of('kind', $booked['kind']), Format::offer($booked), Format::date($booked['effective_at'])));
			?></li>
		<?php endif; ?>
	</ul>
	<?php
	if ($data['awaited'] !== null) {
		View::render('network/payment-details', ['payment' => $data['awaited'], 'action' => Payments::ofMembership((int) $data['account']['membership']['id'])]);
	}
	?>
	<p><a href="<?php echo esc_url(Screens::address(Screens::PAYMENTS)); ?>"><?php esc_html_e('Payments of the network', 'plan-bridge'); ?></a></p>
</section>
