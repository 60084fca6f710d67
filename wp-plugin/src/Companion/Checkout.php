<?php

declare(strict_types=1);

namespace PlanBridge\Companion;

use PlanBridge\Account\Menu;

defined('ABSPATH') || exit;

/**
 * Ultimate Multisite's own ways to buy, for a membership that is ours: whoever comes to read is led to our pages, and an
 * order is refused in words, whichever way it was sent.
 */
final class Checkout
{
    /** The modal in which an owner cancels a package, reachable by its address too. */
    private const MODAL = 'edit_membership_product_modal';

    /** Action `wu_cart_after_setup`: every order is a cart first, and none with an error is carried out. */
    public static function onCart(object $cart): void
    {
        $membership = $cart->get_membership();
        if (is_object($membership) && Ownership::isOurMembership((int) $membership->get_id())) {
            $refusal = Gateway::refusal();
            $cart->errors->add($refusal->get_error_code(), $refusal->get_error_message());
        }
    }

    /**
     * Action `wu_checkout_before_process_checkout`: the last step takes the payment of an order that was a cart before, perhaps
     * before the membership was ours; a provider would be asked for its money.
     */
    public static function onOrder(object $checkout): void
    {
        $payment = wu_get_payment((int) $checkout->request_or_session('payment_id'));
        if ($payment && Ownership::isOurMembership((int) $payment->get_membership_id())) {
            wp_die(esc_html(Gateway::refusal()->get_error_message()), '', ['response' => 409, 'back_link' => true]);
        }
    }

    /** Where somebody opens the checkout of a membership, or the link of an invoice. */
    public static function onPage(): void
    {
        if (Seller::isElsewhere()) {
            return; // nothing could be ordered on ours either
        }
        $payment = self::named('payment') === '' ? false : wu_get_payment_by_hash(self::named('payment'));
        $membership = $payment ? (int) $payment->get_membership_id() : self::asked();
        if ($membership > 0 && Ownership::isOurMembership($membership)) {
            $given = ['membership' => $membership];
            Menu::go($payment ? Menu::account($given) : Menu::change($given));
        }
    }

    /** Whether the request only reads: a page that a provider sends the payer back to is not taken from it. */
    public static function isLink(): bool
    {
        return (self::named('membership') !== '' || self::named('payment') !== '')
            && ($_SERVER['REQUEST_METHOD'] ?? '') === 'GET' && !isset($_GET['status']) && !isset($_GET['wu-confirm']); // phpcs:ignore WordPress.Security.NonceVerification -- a link
    }

    public static function onModal(): void
    {
        if (self::isModalOfOurs()) {
            printf('<div class="wu-modal-form wu-p-4"><p role="alert">%s</p></div>', esc_html(Gateway::refusal()->get_error_message()));
            exit;
        }
    }

    public static function onModalSent(): void
    {
        if (self::isModalOfOurs()) {
            wp_send_json_error(Gateway::refusal());
        }
    }

    private static function isModalOfOurs(): bool
    {
        $membership = self::named('form', $_REQUEST) === self::MODAL ? self::asked($_REQUEST) : 0; // phpcs:ignore WordPress.Security.NonceVerification -- nothing is written
        return $membership > 0 && Ownership::isOurMembership($membership);
    }

    /** The membership whose hash is in the request, else 0. */
    private static function asked(?array $request = null): int
    {
        $hash = self::named('membership', $request);
        $membership = $hash === '' ? false : wu_get_membership_by_hash($hash);
        return $membership ? (int) $membership->get_id() : 0;
    }

    private static function named(string $name, ?array $request = null): string
    {
        $value = ($request ?? $_GET)[$name] ?? ''; // phpcs:ignore WordPress.Security.NonceVerification -- a choice of view
        return is_string($value) ? sanitize_text_field(wp_unslash($value)) : '';
    }
}
