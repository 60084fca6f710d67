<?php
/**
 * The button that says: I have looked at what was written elsewhere.
 *
 * @var array{membership: array<string, mixed>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\Ownership;

defined('ABSPATH') || exit;

$id = (int) $data['membership']['id'];

?>
<form method="post" action="<?php echo esc_url(admin_url('admin-post.php')); ?>">
	<input type="hidden" name="action" value="plan_bridge_own">
	<input type="hidden" name="act" value="looked-at">
	<input type="hidden" name="membership" value="<?php echo esc_attr((string) $id); ?>">
	<?php wp_nonce_field(Ownership::nonce($id, 'looked-at'), '_wpnonce', false); ?>
	<p><button class="button"><?php esc_html_e('I have looked at it', 'plan-bridge'); ?></button></p>
</form>
