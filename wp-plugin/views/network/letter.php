<?php
/**
 * One letter: its words in a language, what it can name, and how it looks with made-up facts.
 *
 * @var array{letter: array<string, mixed>, notices: list<array{type: string, text: string}>, problems: array<string, string>, language: string, languages: array<string, string>, words: array{subject: string, text: string}, is_own: bool, placeholders: list<string>, edits: list<array<string, mixed>>, preview: ?array{subject: string, html: string, text: string}, action: string, back: string} $data
 * @package PlanBridge
 */

declare(strict_types=1);

use PlanBridge\Flash;
use PlanBridge\Format;
use PlanBridge\Network\Letters;
use PlanBridge\Network\Screens;
use PlanBridge\View;
use PlanBridge\Words;

defined('ABSPATH') || exit;

$letter = $data['letter'];
$plan_bridge_about = static fn (string $field): string => 'pb-placeholders' . (isset($data['problems'][$field]) ? " pb-{$field}-problem" : '');
?>
<div class="wrap pb-network">
	<h1><?php echo esc_html($letter['subject']); ?> <span class="pb-kind"><?php echo esc_html($letter['reader']); ?></span></h1>
	<hr class="wp-header-end">
	<?php
	Flash::render();
	foreach ($data['notices'] as $notice) {
		View::render('parts/notice', $notice);
	}
	?>
	<p><a href="<?php echo esc_url($data['back']); ?>"><?php esc_html_e('All letters', 'plan-bridge'); ?></a></p>
	<p><?php esc_html_e('When', 'plan-bridge'); ?>: <?php echo esc_html($letter['when']); ?>.</p>
	<div class="pb-sent"><?php esc_html_e('Sent', 'plan-bridge'); ?>: <?php View::render('network/letter-switch', ['letter' => $letter, 'back' => '']); ?></div>
	<form method="get" action="<?php echo esc_url(network_admin_url('admin.php')); ?>" class="pb-search">
		<input type="hidden" name="page" value="<?php echo esc_attr(Screens::LETTERS); ?>">
		<input type="hidden" name="letter" value="<?php echo esc_attr($letter['name']); ?>">
		<label for="pb-language"><?php esc_html_e('Language', 'plan-bridge'); ?></label>
		<select id="pb-language" name="language">
			<?php foreach ($data['languages'] as $plan_bridge_language => $plan_bridge_name) : ?>
				<option value="<?php echo esc_attr($plan_bridge_language); ?>" lang="<?php echo esc_attr(str_replace('_', '-', $plan_bridge_language)); ?>"<?php selected($plan_bridge_language, $data['language']); ?>><?php echo esc_html($plan_bridge_name); ?></option>
			<?php endforeach; ?>
		</select>
		<button type="submit" class="button"><?php esc_html_e('Show', 'plan-bridge'); ?></button>
	</form>
	<form method="post" action="<?php echo esc_url($data['action']); ?>">
		<?php wp_nonce_field(Screens::nonce(Letters::form($letter['name'])), '_wpnonce', false); ?>
		<table class="form-table" role="presentation">
			<tr<?php echo isset($data['problems']['subject']) ? ' class="pb-wrong"' : ''; ?>>
				<th scope="row"><label for="pb-subject"><?php esc_html_e('Subject', 'plan-bridge'); ?></label></th>
				<td>
					<input type="text" id="pb-subject" name="subject" class="large-text" maxlength="200" value="<?php echo esc_attr($data['words']['subject']); ?>" aria-describedby="<?php echo esc_attr($plan_bridge_about('subject')); ?>"<?php echo isset($data['problems']['subject']) ? ' aria-invalid="true"' : ''; ?>>
					<?php if (isset($data['problems']['subject'])) : ?>
						<p class="pb-problem" id="pb-subject-problem"><?php echo esc_html($data['problems']['subject']); ?></p>
					<?php endif; ?>
				</td>
			</tr>
			<tr<?php echo isset($data['problems']['text']) ? ' class="pb-wrong"' : ''; ?>>
				<th scope="row"><label for="pb-text"><?php esc_html_e('Text', 'plan-bridge'); ?></label></th>
				<td>
					<textarea id="pb-text" name="text" rows="9" class="large-text" aria-describedby="<?php echo esc_attr($plan_bridge_about('text')); ?>"<?php echo isset($data['problems']['text']) ? ' aria-invalid="true"' : ''; ?>><?php echo esc_textarea($data['words']['text']); ?></textarea>
					<?php if (isset($data['problems']['text'])) : ?>
						<p class="pb-problem" id="pb-text-problem"><?php echo esc_html($data['problems']['text']); ?></p>
					<?php endif; ?>
					<p class="description" id="pb-placeholders">
						<?php esc_html_e('This letter can name:', 'plan-bridge'); ?>
						<?php foreach ($data['placeholders'] as $plan_bridge_one) : ?>
							<code>{<?php echo esc_html($plan_bridge_one); ?>}</code>
						<?php endforeach; ?>
					</p>
					<p class="description"><?php esc_html_e('An empty line begins a new paragraph. One that names something that there is nothing of is left out, but for the first. Greeting, how to pay, lines, sites and the link come by themselves.', 'plan-bridge'); ?></p>
					<?php if ($data['is_own']) : ?>
						<p class="description"><?php esc_html_e('These are the words that Plan Bridge has in this language.', 'plan-bridge'); ?></p>
					<?php endif; ?>
				</td>
			</tr>
		</table>
		<p class="submit">
			<button type="submit" name="pb_act" value="save-letter" class="button button-primary"><?php esc_html_e('Save', 'plan-bridge'); ?></button>
			<button type="submit" name="pb_act" value="preview-letter" class="button"><?php esc_html_e('Look at it', 'plan-bridge'); ?></button>
			<?php if (!$data['is_own']) : ?>
				<button type="submit" name="pb_act" value="reset-letter" class="button-link pb-reset"><?php esc_html_e('Back to the words of Plan Bridge', 'plan-bridge'); ?></button>
			<?php endif; ?>
		</p>
	</form>
	<?php if ($data['preview'] !== null) : ?>
		<h2><?php esc_html_e('How it looks', 'plan-bridge'); ?></h2>
		<p class="description"><?php esc_html_e('With made-up facts.', 'plan-bridge'); ?></p>
		<p><strong><?php esc_html_e('Subject', 'plan-bridge'); ?>:</strong> <?php echo esc_html($data['preview']['subject']); ?></p>
		<iframe class="pb-letter" sandbox title="<?php esc_attr_e('How it looks', 'plan-bridge'); ?>" srcdoc="<?php echo esc_attr($data['preview']['html']); ?>"></iframe>
		<details class="pb-lines">
			<summary><?php esc_html_e('As plain text', 'plan-bridge'); ?></summary>
			<pre class="pb-plain"><?php echo esc_html($data['preview']['text']); ?></pre>
		</details>
	<?php endif; ?>
	<?php if ($data['edits'] !== []) : ?>
		<h2><?php esc_html_e('Who edited it', 'plan-bridge'); ?></h2>
		<ul>
			<?php foreach ($data['edits'] as $edit) : ?>
				<li><?php echo esc_html(trim(Format::dateTime($edit['at']) . ' – ' . (get_userdata((int) $edit['user_id'])->user_login ?? '#' . $edit['user_id']) . ': ' . (Words::table('letter-list')['act'][$edit['act']] ?? $edit['act']) . ($edit['language'] === '' ? '' : " ({$edit['language']})"))); ?></li>
			<?php endforeach; ?>
		</ul>
	<?php endif; ?>
</div>
