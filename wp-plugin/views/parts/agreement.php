<?php
/**
 * What somebody agrees to who saves a card: which payments, when, how much, and how it ends.
 *
 * @package PlanBridge
 */

declare(strict_types=1);

defined('ABSPATH') || exit;

?>
<strong><?php esc_html_e('Save it for later payments.', 'plan-bridge'); ?></strong>
<?php
/* translators: %s: name of the network */
echo esc_html(sprintf(__('I agree that %s charges it for this membership without asking me each time: when a term begins, the price of the plan, packages and services that I have then, with tax, as my account shows it beforehand under “Next billing date”. I can end this at any time in my account: by removing it there, or by cancelling the membership.', 'plan-bridge'), get_network()->site_name ?? get_bloginfo('name')));
