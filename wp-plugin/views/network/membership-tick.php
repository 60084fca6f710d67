<?php
/**
 * The number of a membership, with a box to choose it.
 *
 * @var array{id: int, form: string} $data
 * @package PlanBridge
 */

declare(strict_types=1);

defined('ABSPATH') || exit;

?>
<label><input type="checkbox" name="memberships[]" value="<?php echo esc_attr((string) $data['id']); ?>" form="<?php echo esc_attr($data['form']); ?>"> #<?php echo esc_html((string) $data['id']); ?></label>
