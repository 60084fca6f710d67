<?php
/**
 * Links to the receipt of a payment and its credit notes.
 *
 * @var array{payment: int, documents: list<array<string, mixed>>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\Receipt;

defined('ABSPATH') || exit;

?>
<ul class="pb-documents">
	<?php foreach ($data['documents'] as $plan_bridge_document) : ?>
		<li><a href="<?php echo esc_url(Receipt::address($data['payment'], (int) $plan_bridge_document['id'])); ?>" target="_blank"><?php echo esc_html(Receipt::name($plan_bridge_document)); ?><span class="screen-reader-text"> <?php esc_html_e('(PDF, opens in a new window)', 'plan-bridge'); ?></span></a></li>
	<?php endforeach; ?>
</ul>
