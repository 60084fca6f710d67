<?php
/**
 * In place of a product that cannot be shown.
 *
 * @var array{notices: list<array{type: string, text: string}>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Messages;
use PlanBridge\Network\Screens;
use PlanBridge\View;

defined('ABSPATH') || exit;

?>
<div class="wrap pb-network">
	<h1><?php esc_html_e('Product', 'plan-bridge'); ?></h1>
	<?php
	foreach ($data['notices'] === [] ? [['type' => 'error', 'text' => Messages::forCode('product_unknown')]] : $data['notices'] as $plan_bridge_notice) {
		View::render('parts/notice', $plan_bridge_notice);
	}
	?>
	<p><a href="<?php echo esc_url(Screens::address(Screens::PRODUCTS)); ?>"><?php esc_html_e('To the list of products', 'plan-bridge'); ?></a></p>
</div>
