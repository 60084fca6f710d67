<?php
/**
 * A button that asks once before it acts.
 *
 * @var array{label: string, question: string, yes: string, nonce: string, fields: array<string, string>, of?: string, is_quiet?: bool, reason?: string} $data
 *      of: what it is about, for those who hear the page; reason: the label of a text that may be left empty
 * @package PlanBridge
 */

declare(strict_types=1);

defined('ABSPATH') || exit;

$id = 'pb-ask-' . md5((string) wp_json_encode($data['fields']));

?>
<details class="pb-ask">
	<summary class="button<?php echo empty($data['is_quiet']) ? '' : ' button-small'; ?>"><?php echo esc_html($data['label']); ?><?php if (isset($data['of'])) : ?><span class="screen-reader-text">: <?php echo esc_html($data['of']); ?></span><?php endif; ?></summary>
	<form method="post" action="<?php echo esc_url(admin_url('admin-post.php')); ?>">
		<?php foreach ($data['fields'] as $name => $value) : ?>
			<input type="hidden" name="<?php echo esc_attr($name); ?>" value="<?php echo esc_attr($value); ?>">
		<?php endforeach; ?>
		<?php wp_nonce_field($data['nonce'], '_wpnonce', false); ?>
		<p><?php echo esc_html($data['question']); ?></p>
		<?php if (isset($data['reason'])) : ?>
			<p><label for="<?php echo esc_attr($id); ?>"><?php echo esc_html($data['reason']); ?></label><br>
			<textarea id="<?php echo esc_attr($id); ?>" name="reason" rows="3" maxlength="1000" class="large-text"></textarea></p>
		<?php endif; ?>
		<p><button class="button button-primary"><?php echo esc_html($data['yes']); ?></button></p>
	</form>
</details>
