<?php
/**
 * A list of memberships to be given: how far it has come, what cannot be given, and the question whether to give the rest.
 *
 * @var array{answer: ?array<string, mixed>, error: string, nonce: string} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Flash;
use PlanBridge\Format;
use PlanBridge\Messages;
use PlanBridge\Network\Gifts;
use PlanBridge\Network\Screens;
use PlanBridge\View;
use PlanBridge\Words;

defined('ABSPATH') || exit;

$plan_bridge_run = $data['answer']['run'] ?? null;
$plan_bridge_problem = static fn (array $problem): string => Messages::problem($problem);
?>
<div class="wrap pb-network">
	<h1><?php esc_html_e('A list of memberships', 'plan-bridge'); ?></h1>
	<hr class="wp-header-end">
	<p><a href="<?php echo esc_url(Gifts::address()); ?>"><?php esc_html_e('Back to giving memberships', 'plan-bridge'); ?></a></p>
	<?php
	Flash::render();
	if ($data['error'] !== '') {
		View::render('parts/notice', ['type' => 'error', 'text' => $data['error']]);
	}
	?>
	<?php if ($plan_bridge_run !== null) : ?>
		<p><strong><?php echo esc_html(Words::of('gift_run', $plan_bridge_run['state'])); ?></strong></p>
		<ul class="ul-disc">
			<?php foreach (['waiting', 'ready', 'given', 'refused'] as $plan_bridge_state) : ?>
				<li><?php
				/* translators: 1: how a line stands, 2: how many lines, 3: how many in all */
				echo esc_html(sprintf(__('%1$s: %2$s of %3$s', 'plan-bridge'), Words::of('gift', $plan_bridge_state), number_format_i18n($plan_bridge_run[$plan_bridge_state]), number_format_i18n($plan_bridge_run['total'])));
				?></li>
			<?php endforeach; ?>
		</ul>
		<?php if (in_array($plan_bridge_run['state'], ['checking', 'giving'], true)) : ?>
			<p><a class="button" href="<?php echo esc_url(Gifts::address($plan_bridge_run['id'])); ?>"><?php esc_html_e('Look again', 'plan-bridge'); ?></a></p>
		<?php elseif ($plan_bridge_run['state'] === 'checked') : ?>
			<form method="post" action="<?php echo esc_url(Gifts::address()); ?>" data-pb-once>
				<?php wp_nonce_field($data['nonce'], '_wpnonce', false); ?>
				<input type="hidden" name="list" value="<?php echo esc_attr($plan_bridge_run['id']); ?>">
				<p>
					<?php if ($plan_bridge_run['ready'] > 0) : ?>
						<button type="submit" name="pb_act" value="give-list" class="button button-primary"><?php
						/* translators: %s: how many */
						echo esc_html(sprintf(_n('Give %s membership', 'Give %s memberships', $plan_bridge_run['ready'], 'plan-bridge'), number_format_i18n($plan_bridge_run['ready'])));
						?></button>
					<?php endif; ?>
					<button type="submit" name="pb_act" value="drop-list" class="button"><?php esc_html_e('Drop the list', 'plan-bridge'); ?></button>
				</p>
			</form>
		<?php endif; ?>
		<?php
		if ($data['answer']['refused'] !== []) {
			View::render('network/table', [
				'caption' => __('Lines that cannot be given', 'plan-bridge'),
				'columns' => [__('Line', 'plan-bridge'), __('User', 'plan-bridge'), __('Sites', 'plan-bridge'), __('Plan', 'plan-bridge'), __('What is wrong', 'plan-bridge')],
				'empty' => '',
				'rows' => array_map(static fn (array $line): array => [
					['text' => number_format_i18n($line['line'])],
					['text' => $line['wanted']['user']],
					['text' => implode(' ', $line['wanted']['sites'])],
					['text' => $line['wanted']['plan']],
					['text' => implode(' ', array_map($plan_bridge_problem, $line['problems']))],
				], $data['answer']['refused']),
			]);
		}
		?>
		<?php if ($data['answer']['next_after'] !== null) : ?>
			<p><a class="button" href="<?php echo esc_url(Screens::address(Screens::GIVE, ['list' => $plan_bridge_run['id'], 'after' => $data['answer']['next_after']])); ?>"><?php esc_html_e('More lines', 'plan-bridge'); ?></a></p>
		<?php endif; ?>
	<?php endif; ?>
</div>
