<?php
/**
 * A change that is booked for the term's end.
 *
 * @var array{change: array<string, mixed>, viewer: array<string, mixed>, membership: array<string, mixed>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Format;
use PlanBridge\View;
use PlanBridge\Words;

defined('ABSPATH') || exit;

$change = $data['change'];

?>
<section class="pb-card pb-card-waiting" aria-labelledby="pb-pending-title">
	<header class="pb-card-header"><h2 id="pb-pending-title"><?php esc_html_e('Pending change', 'plan-bridge'); ?></h2></header>
	<p>
		<?php
		/* translators: 1: kind of change such as Downgrade, 2: what was ordered, 3: date */
		echo esc_html(sprintf(__('%1$s: %2$s, from %3$s. Until then everything stays as it is.', 'plan-bridge'), Words::of('kind', $change['kind']), Format::offer($change), Format::date($change['effective_at'])));
		?>
	</p>
	<?php if ($change['next_charge'] !== null) : ?>
		<p>
			<?php
			/* translators: 1: date, 2: amount */
			echo esc_html(sprintf(__('On %1$s you will be billed %2$s.', 'plan-bridge'), Format::date($change['next_charge']['date']), $change['next_charge']['amount']['formatted']));
			?>
		</p>
	<?php endif; ?>
	<?php View::render('account/cancel', ['change' => $change, 'viewer' => $data['viewer'], 'membership' => $data['membership'], 'label' => __('Cancel this change', 'plan-bridge')]); ?>
</section>
