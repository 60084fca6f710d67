<?php
/**
 * What something else has written to a membership, and the button that says that somebody has looked at it.
 *
 * @var array{edited: array<string, mixed>, action: string, nonce: string} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Format;
use PlanBridge\Messages;

defined('ABSPATH') || exit;

?>
<section class="pb-section" aria-labelledby="pb-edited-title">
	<h2 id="pb-edited-title"><?php esc_html_e('Written elsewhere', 'plan-bridge'); ?></h2>
	<?php /* translators: %s: what was done about it, a sentence */ ?>
	<p><?php echo esc_html(sprintf(__('Something other than Plan Bridge has written to this membership. %s', 'plan-bridge'), Messages::reason('edit_' . $data['edited']['outcome']))); ?></p>
	<ul class="ul-disc">
		<?php foreach ($data['edited']['columns'] as $plan_bridge_column) : ?>
			<li><code><?php echo esc_html($plan_bridge_column['column']); ?></code>: <?php
			/* translators: 1: a value that was written, 2: the value that was found instead */
			echo esc_html(sprintf(__('“%1$s” was written here, “%2$s” was found', 'plan-bridge'), (string) $plan_bridge_column['written'], (string) $plan_bridge_column['found']));
			?></li>
		<?php endforeach; ?>
	</ul>
	<p class="description"><?php
	/* translators: %s: a day and time */
	echo esc_html(sprintf(__('Noticed %s', 'plan-bridge'), Format::dateTime($data['edited']['noticed_at'])));
	?></p>
	<form method="post" action="<?php echo esc_url($data['action']); ?>" data-pb-once>
		<?php wp_nonce_field($data['nonce'], '_wpnonce', false); ?>
		<p><button type="submit" name="pb_act" value="looked-at" class="button"><?php esc_html_e('I have looked at it', 'plan-bridge'); ?></button></p>
	</form>
</section>
