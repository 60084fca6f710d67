<?php
/**
 * The logo on receipts: what it is now, a file in its place, or none.
 *
 * @var array{action: string, nonce: string, logo: array<string, mixed>, logo_problem: string} $data
 *      logo: the answer of GET /v1/network/receipt-logo
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Network\Settings\Logo;

defined('ABSPATH') || exit;

$source = Logo::source($data['logo']);
/* translators: 1: size of a file such as "150 KB", 2 and 3: numbers of pixels */
$help = sprintf(__('A PNG or JPEG file of at most %1$s, each side between %2$s and %3$s pixels. It stands at the top of receipts and credit notes that are issued from now on; what was issued stays as it is.', 'plan-bridge'), size_format((int) $data['logo']['largest_bytes']), number_format_i18n((int) $data['logo']['shortest_side']), number_format_i18n((int) $data['logo']['longest_side']));

?>
<section class="pb-section" id="pb-logo-section" aria-labelledby="pb-logo-title">
	<h2 id="pb-logo-title"><?php esc_html_e('Logo on receipts', 'plan-bridge'); ?></h2>
	<?php if ($source === '') : ?>
		<p><?php esc_html_e('Receipts bear no logo.', 'plan-bridge'); ?></p>
	<?php else : ?>
		<p class="pb-logo"><img src="<?php echo esc_attr($source); ?>" width="<?php echo (int) min(300, $data['logo']['logo']['width']); ?>" alt="<?php esc_attr_e('The logo that receipts bear now', 'plan-bridge'); ?>"></p>
	<?php endif; ?>
	<form method="post" enctype="multipart/form-data" action="<?php echo esc_url($data['action'] . '#pb-logo-section'); ?>" data-pb-once>
		<?php wp_nonce_field($data['nonce'], '_wpnonce', false); ?>
		<p<?php echo $data['logo_problem'] === '' ? '' : ' class="pb-wrong"'; ?>>
			<label for="pb-logo"><?php esc_html_e('Picture', 'plan-bridge'); ?></label>
			<input type="file" id="pb-logo" name="logo" accept="image/png,image/jpeg" aria-describedby="pb-logo-help<?php echo $data['logo_problem'] === '' ? '' : ' pb-logo-problem" aria-invalid="true'; ?>">
		</p>
		<?php if ($data['logo_problem'] !== '') : ?>
			<p class="pb-problem" id="pb-logo-problem"><?php echo esc_html($data['logo_problem']); ?></p>
		<?php endif; ?>
		<p class="description" id="pb-logo-help"><?php echo esc_html($help); ?></p>
		<p>
			<button type="submit" name="pb_act" value="logo" class="button"><?php esc_html_e('Save the logo', 'plan-bridge'); ?></button>
			<?php if ($source !== '') : ?>
				<button type="submit" name="pb_act" value="no-logo" class="button"><?php esc_html_e('Remove the logo', 'plan-bridge'); ?></button>
			<?php endif; ?>
		</p>
	</form>
</section>
