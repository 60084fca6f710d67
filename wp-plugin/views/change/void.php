<?php
/**
 * What a change would raise and does not, because the membership or a site has a value of its own.
 *
 * @var array{void: list<array<string, mixed>>} $data
 *      void: as the service's VoidLimit
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Messages;

defined('ABSPATH') || exit;

$shown = array_slice($data['void'], 0, 10);

?>
<ul>
	<?php foreach ($shown as $void) : ?>
		<li><?php echo esc_html(Messages::ofVoid($void)); ?></li>
	<?php endforeach; ?>
	<?php if (count($data['void']) > count($shown)) : ?>
		<?php /* translators: %s: how many more there are, at least 1 */ ?>
		<li><?php echo esc_html(sprintf(_n('and %s more', 'and %s more', count($data['void']) - count($shown), 'plan-bridge'), number_format_i18n(count($data['void']) - count($shown)))); ?></li>
	<?php endif; ?>
</ul>
