<?php
/**
 * What the network's privacy policy may say of memberships.
 *
 * @package PlanBridge
 */

declare(strict_types=1);

defined('ABSPATH') || exit;

?>
<p class="privacy-policy-tutorial"><?php esc_html_e('Leave out what your network does not do: cards need the part on the payment provider, the register of VAT numbers is asked where you have switched that on.', 'plan-bridge'); ?></p>
<h2><?php esc_html_e('Memberships and payments', 'plan-bridge'); ?></h2>
<p><?php esc_html_e('For a membership we keep who has it, the plan and packages, the terms, the sites that belong to it, and every change of these with its day and who made it. For bills we keep your billing address, your VAT number, what you paid, when and in which way, and the receipts.', 'plan-bridge'); ?></p>
<p><?php esc_html_e('Cards and bank accounts are typed into fields of our payment provider, which keeps them. We see the kind, the last digits and the month of expiry. The provider gets what you type there, what you pay, and the address of your browser; neither your name nor your e-mail address comes from us.', 'plan-bridge'); ?></p>
<p><?php esc_html_e('We may ask the register of the European Union whether your VAT number is valid. It is told the number, and we keep its answer.', 'plan-bridge'); ?></p>
<p><?php esc_html_e('Where a plan says how many visits a site may have we count the pages that are shown, a number for each day. Nothing is kept of who visits, and no cookie is set for it.', 'plan-bridge'); ?></p>
<p><?php esc_html_e('Payments, receipts and the history of a membership are kept as long as the law asks for books. When your memberships have ended you can have your billing details and what is saved to pay with erased.', 'plan-bridge'); ?></p>
