<?php
/**
 * Who bills a membership, and what something else has written to it until somebody has looked at that.
 *
 * @var array{membership: array<string, mixed>, action: string} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Messages;
use PlanBridge\Network\Memberships;
use PlanBridge\Network\Moves;
use PlanBridge\Network\Screens;

defined('ABSPATH') || exit;

$membership = $data['membership'];
$id = (int) $membership['id'];
?>
<?php echo esc_html(Moves::owner($membership['owner'])); ?>
<?php if ($membership['edited_elsewhere'] !== null) : ?>
	<details class="pb-ask">
		<summary class="button"><?php esc_html_e('Written elsewhere', 'plan-bridge'); ?><span class="screen-reader-text">, #<?php echo esc_html((string) $id); ?></span></summary>
		<form method="post" action="<?php echo esc_url($data['action']); ?>" data-pb-once>
			<?php wp_nonce_field(Screens::nonce(Memberships::seenForm($id)), '_wpnonce', false); ?>
			<input type="hidden" name="membership" value="<?php echo esc_attr((string) $id); ?>">
			<?php /* translators: %s: what was done about it, a sentence */ ?>
			<p><?php echo esc_html(sprintf(__('Something other than Plan Bridge has written to this membership. %s', 'plan-bridge'), Messages::reason("edit_{$membership['edited_elsewhere']}"))); ?></p>
			<p><button type="submit" name="pb_act" value="seen" class="button button-primary"><?php esc_html_e('I have looked at it', 'plan-bridge'); ?></button></p>
		</form>
	</details>
<?php endif; ?>
