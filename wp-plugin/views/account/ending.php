<?php
/**
 * Cancelling the membership for its term's end, and taking that back.
 *
 * @var array{membership: array<string, mixed>, viewer: array<string, mixed>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\Ending;
use PlanBridge\Format;
use PlanBridge\View;

defined('ABSPATH') || exit;

$membership = $data['membership'];
$id = (int) $membership['id'];
$ends = $membership['cancellation'] ?? null;
if (!$data['viewer']['may_buy'] || ($ends === null && empty($membership['may_cancel']))) {
	return;
}

?>
<section class="pb-card<?php echo $ends === null ? '' : ' pb-card-waiting'; ?>" aria-labelledby="pb-ending-title">
	<header class="pb-card-header"><h2 id="pb-ending-title"><?php echo esc_html($ends === null ? __('No longer needed?', 'plan-bridge') : __('Your membership ends', 'plan-bridge')); ?></h2></header>
	<?php if ($ends !== null) : ?>
		<?php /* translators: %s: date */ ?>
		<p><?php echo esc_html(sprintf(__('You have cancelled it. Everything works until %s, and nothing is charged any more. After that your sites are closed to visitors; nothing on them is deleted.', 'plan-bridge'), Format::date($ends['ends_at']))); ?></p>
		<form method="post" action="<?php echo esc_url(admin_url('admin-post.php')); ?>">
			<input type="hidden" name="action" value="plan_bridge_keep">
			<input type="hidden" name="membership" value="<?php echo esc_attr((string) $id); ?>">
			<?php wp_nonce_field(Ending::nonce('keep', $id), '_wpnonce', false); ?>
			<p><button class="button button-primary"><?php esc_html_e('Keep the membership', 'plan-bridge'); ?></button></p>
		</form>
	<?php else : ?>
		<?php
		$is_over = $membership['term_end'] !== null && strtotime($membership['term_end']) <= time();
		View::render('parts/ask', [
			'label' => __('Cancel the membership', 'plan-bridge'),
			'question' => $is_over
				? __('Its term is over, so it ends at once: your sites are closed to visitors, and nothing on them is deleted.', 'plan-bridge')
				/* translators: %s: date */
				: sprintf(__('It then ends on %s, and nothing is charged any more. Until then everything works, and you can take it back.', 'plan-bridge'), Format::date($membership['term_end'])),
			'reason' => __('Why? (You need not say.)', 'plan-bridge'),
			'yes' => __('Yes, cancel the membership', 'plan-bridge'),
			'nonce' => Ending::nonce('cancel', $id),
			'fields' => ['action' => 'plan_bridge_end', 'membership' => (string) $id],
		]);
		?>
	<?php endif; ?>
</section>
