<?php
/**
 * A page of the owner's where it cannot be shown: in words, why.
 *
 * @var array{title: string, messages: list<array<string, mixed>>, problem: string, back: string, former?: ?array<string, mixed>} $data
 *      back: what the way to the Account page is called
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\Menu;
use PlanBridge\Flash;
use PlanBridge\View;

defined('ABSPATH') || exit;

?>
<div class="wrap pb-page">
	<h1><?php echo esc_html($data['title']); ?></h1>
	<?php
	Flash::show($data['messages']);
	View::render('parts/notice', ['type' => 'warning', 'text' => $data['problem']]);
	?>
	<?php
	if (($data['former'] ?? null) !== null) {
		View::render('account/former-payments', ['former' => $data['former']]);
	}
	?>
	<p><a class="button" href="<?php echo esc_url(Menu::account()); ?>"><?php echo esc_html($data['back']); ?></a></p>
</div>
