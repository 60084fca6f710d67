<?php
/**
 * The checkout form where it cannot be shown: in words, why.
 *
 * @var array{messages: list<array<string, mixed>>, problem: string} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\Menu;
use PlanBridge\View;

defined('ABSPATH') || exit;

?>
<div class="wrap pb-page">
	<h1><?php esc_html_e('Change your membership', 'plan-bridge'); ?></h1>
	<?php
	View::render('parts/messages', ['messages' => $data['messages']]);
	View::render('parts/notice', ['type' => 'warning', 'text' => $data['problem']]);
	?>
	<p><a class="button" href="<?php echo esc_url(Menu::account()); ?>"><?php esc_html_e('Back to your account', 'plan-bridge'); ?></a></p>
</div>
