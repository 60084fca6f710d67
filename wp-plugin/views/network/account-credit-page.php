<?php
/**
 * The account credit of a membership's customer, on a page of its own.
 *
 * @var array{membership: int, answer: ?array<string, mixed>, error: string} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Flash;
use PlanBridge\Network\Screens;
use PlanBridge\View;

defined('ABSPATH') || exit;

?>
<div class="wrap pb-network">
	<h1><?php
	/* translators: %s: number of a membership */
	echo esc_html(sprintf(__('Account credit, membership #%s', 'plan-bridge'), (string) $data['membership']));
	?></h1>
	<hr class="wp-header-end">
	<p><a href="<?php echo esc_url(Screens::address(Screens::MEMBERSHIPS)); ?>"><?php esc_html_e('All memberships', 'plan-bridge'); ?></a></p>
	<?php
	Flash::render();
	if ($data['error'] !== '') {
		View::render('parts/notice', ['type' => 'error', 'text' => $data['error']]);
	}
	if ($data['answer'] !== null) {
		View::render('network/account-credit', $data);
	}
	?>
</div>
