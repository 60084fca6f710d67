<?php
/**
 * A box to choose a membership with.
 *
 * @var array{id: int, form: string} $data
 * @package PlanBridge
 */

declare(strict_types=1);

defined('ABSPATH') || exit;

?>
<?php /* translators: %s: number of a membership */ ?>
<label class="screen-reader-text" for="cb-select-<?php echo esc_attr((string) $data['id']); ?>"><?php echo esc_html(sprintf(__('Membership %s', 'plan-bridge'), "#{$data['id']}")); ?></label>
<input type="checkbox" id="cb-select-<?php echo esc_attr((string) $data['id']); ?>" name="memberships[]" value="<?php echo esc_attr((string) $data['id']); ?>" form="<?php echo esc_attr($data['form']); ?>">
