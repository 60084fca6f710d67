<?php
/**
 * What moving one membership comes to, or why it stays where it is.
 *
 * @var array{forecast: array<string, mixed>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\Ownership;
use PlanBridge\Messages;

defined('ABSPATH') || exit;

$forecast = $data['forecast'];
if ($forecast['refusal'] !== null || $forecast['unchanged']) : ?>
	<p class="<?php echo $forecast['unchanged'] ? 'description' : 'pb-problem'; ?>"><?php echo esc_html(Messages::forCode($forecast['unchanged'] ? 'move_unchanged' : 'move_' . $forecast['refusal'])); ?></p>
	<?php
	return;
endif;
?>
<ul class="pb-effects">
	<?php foreach (Ownership::sentences($forecast) as $sentence) : ?>
		<li><?php echo esc_html($sentence); ?></li>
	<?php endforeach; ?>
</ul>
