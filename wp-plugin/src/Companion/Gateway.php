<?php

declare(strict_types=1);

namespace PlanBridge\Companion;

use PlanBridge\Plugin;
use WP_Error;
use WP_Ultimo\Gateways\Base_Gateway;

defined('ABSPATH') || exit;

/**
 * The hidden gateway of the memberships that are ours: Ultimate Multisite asks it before it changes plan, add-ons, amount
 * or period, and shows what it answers on its form, in its modals, by REST and to an assistant.
 */
final class Gateway extends Base_Gateway
{
    protected $id = Ownership::GATEWAY;

    /** Action `wu_register_gateways`. */
    public static function register(): void
    {
        wu_register_gateway(Ownership::GATEWAY, 'Plan Bridge', __('Bills the memberships whose plan was changed in Plan Bridge.', 'plan-bridge'), self::class, true);
    }

    /** What is answered wherever Ultimate Multisite would change the billing of a membership that is ours. */
    public static function refusal(): WP_Error
    {
        if (!did_action('init')) { // an order by its light ajax ends before the words are loaded
            Plugin::loadWords();
        }
        if (Seller::isElsewhere()) {
            return new WP_Error('plan_bridge_billed_here', __('Plan Bridge bills this membership, and sells no changes in this network. A network administrator can hand it back to Ultimate Multisite; then it can be changed here. Nothing was changed.', 'plan-bridge'));
        }
        return new WP_Error('plan_bridge_billed_here', __('Plan Bridge bills this membership. Change it there: the owner under Account, Change plan. Nothing was changed here.', 'plan-bridge'));
    }

    public function process_membership_update(&$membership, $customer)
    {
        return Ownership::isOurMembership((int) $membership->get_id()) ? self::refusal() : true;
    }

    /** The save that follows carries the cancellation, and the service reads it in the row. This may be asked twice. */
    public function process_cancellation($membership, $customer)
    {
        return true;
    }

    public function process_refund($amount, $payment, $membership, $customer)
    {
        return new WP_Error('plan_bridge_refund', __('Plan Bridge took this payment. Refund it where the money was paid to; what a provider reports, Plan Bridge follows. Nothing was refunded here.', 'plan-bridge'));
    }

    public function process_checkout($payment, $membership, $customer, $cart, $type)
    {
        throw new \RuntimeException(self::refusal()->get_error_message());
    }

    public function supports_recurring()
    {
        return true;
    }

    public function supports_amount_update()
    {
        return true;
    }

    /** Shown where an admin is about to change products, amount or period. */
    public function get_amount_update_message($to_customer = false)
    {
        return self::refusal()->get_error_message();
    }
}
