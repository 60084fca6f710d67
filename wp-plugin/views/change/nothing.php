<?php
/**
 * The message for a choice that changes nothing. There is no button: there is nothing to complete.
 *
 * @var array{quote: array<string, mixed>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Format;

defined('ABSPATH') || exit;

$quote = $data['quote'];

?>
<p class="pb-nothing"><strong><?php esc_html_e('This is what you already have, so nothing changes and nothing is charged.', 'plan-bridge'); ?></strong></p>
<p><?php echo esc_html(Format::offer($quote['selection'])); ?></p>
<?php if ($quote['next_charge'] !== null) : ?>
	<p>
		<?php
		/* translators: 1: amount, 2: date */
		echo esc_html(sprintf(__('Your next payment remains %1$s on %2$s.', 'plan-bridge'), $quote['next_charge']['amount']['formatted'], Format::date($quote['next_charge']['date'])));
		?>
	</p>
<?php endif; ?>
<p><?php esc_html_e('Choose another plan, another billing period, or a package or service that you do not have yet.', 'plan-bridge'); ?></p>
