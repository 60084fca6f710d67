<?php
/**
 * How far taking over, or handing back, has come; the script looks again while it goes on.
 *
 * @var array{run: array<string, mixed>} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Account\Menu;
use PlanBridge\Messages;
use PlanBridge\Network\Moves;
use PlanBridge\Network\Screens;

defined('ABSPATH') || exit;

$run = $data['run'];
$goes_on = $run['finished_at'] === null;
?>
<section id="pb-run" class="pb-section" aria-labelledby="pb-run-title"<?php echo $goes_on ? ' data-pb-watch' : ''; ?>>
	<h2 id="pb-run-title"><?php echo esc_html($run['direction'] === 'take_over' ? __('Taking memberships over', 'plan-bridge') : __('Handing memberships back', 'plan-bridge')); ?></h2>
	<?php if ($goes_on) : ?>
		<progress aria-labelledby="pb-run-title" max="<?php echo esc_attr((string) max(1, $run['total'])); ?>" value="<?php echo esc_attr((string) Moves::seen($run)); ?>"></progress>
	<?php endif; ?>
	<p role="status"><?php echo esc_html(Moves::counted($run)); ?></p>
	<?php if ($run['refusals'] !== []) : ?>
		<details class="pb-lines">
			<summary><?php esc_html_e('Which were refused, and why', 'plan-bridge'); ?></summary>
			<ul>
				<?php foreach ($run['refusals'] as $refusal) : ?>
					<li><span><a href="<?php echo esc_url(Menu::onMainSite($refusal['membership_id'])); ?>">#<?php echo esc_html((string) $refusal['membership_id']); ?></a> <?php echo esc_html(Messages::forCode("move_{$refusal['code']}")); ?></span></li>
				<?php endforeach; ?>
			</ul>
			<?php if ($run['refused'] > count($run['refusals'])) : ?>
				<p><?php
				/* translators: %s: a number */
				echo esc_html(sprintf(__('The first %s are named.', 'plan-bridge'), number_format_i18n(count($run['refusals']))));
				?></p>
			<?php endif; ?>
		</details>
	<?php endif; ?>
	<?php if ($goes_on) : ?>
		<p><a class="button" href="<?php echo esc_url(Screens::address(Screens::MEMBERSHIPS)); ?>"><?php esc_html_e('Look again', 'plan-bridge'); ?></a></p>
	<?php endif; ?>
</section>
