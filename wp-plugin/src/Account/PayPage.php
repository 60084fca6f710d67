<?php

declare(strict_types=1);

namespace PlanBridge\Account;

use PlanBridge\Flash;
use PlanBridge\Messages;
use PlanBridge\Plugin;
use PlanBridge\SentText;
use PlanBridge\Service\Client;
use PlanBridge\View;
use PlanBridge\Words;
use WP_Error;

defined('ABSPATH') || exit;

/**
 * The page on which an open order or renewal is paid, and on which a card is saved.
 *
 * It always shows how the order stands now, so whoever closed it, or whose bank took its time, goes on where they were. What a
 * bank or a card form says in the browser is never believed: the service asks the provider.
 */
final class PayPage
{
    private array|WP_Error|null $change = null;

    public function __construct(private readonly Client $client = new Client())
    {
    }

    public static function nonce(string $quoteId): string
    {
        return "plan_bridge_pay_{$quoteId}";
    }

    /** Action `load-…`: who comes back from the bank is told how it stands; what needs no payment leads on. */
    public function load(): void
    {
        $order = Selection::quoteId($_GET, 'order'); // phpcs:ignore WordPress.Security.NonceVerification -- reads only
        if ($order === null) {
            return;
        }
        $isBack = isset($_GET['back']); // phpcs:ignore WordPress.Security.NonceVerification -- asks the provider how it stands, and moves no money
        $answer = $isBack ? $this->client->post("/v1/changes/{$order}/return", [], Client::CONFIRM_SECONDS) : $this->client->get("/v1/changes/{$order}");
        if (is_wp_error($answer)) {
            $this->change = $answer;
            return;
        }
        $this->change = $answer['change'];
        $next = self::after($this->change, $isBack);
        if ($next !== null) {
            Menu::go($next);
        }
    }

    /** Where to go on from an answer about an order; null where this page is the place to be. */
    private static function after(array $change, bool $isBack): ?string
    {
        if (!self::isUnpaid($change)) {
            return Checkout::told($change);
        }
        if (!$isBack) {
            return null;
        }
        self::tellWaiting($change);
        return Menu::pay($change['quote_id']);
    }

    public function render(): void
    {
        $messages = Flash::take();
        $title = __('Pay', 'plan-bridge');
        if ($this->change === null) {
            $this->renderAdding($messages);
            return;
        }
        $membership = is_array($this->change) ? (int) $this->change['membership_id'] : 0;
        $account = is_wp_error($this->change) ? $this->change : $this->client->get('/v1/account', ['membership' => $membership]);
        if (is_wp_error($account)) {
            View::render('problem', ['title' => $title, 'messages' => $messages, 'problem' => Menu::problem($account), 'back' => __('Back to your account', 'plan-bridge')]);
            return;
        }
        $saved = $account['viewer']['may_buy'] ? (new PaymentMethods($this->client))->of($membership) : PaymentMethods::NONE;
        View::render('pay', [
            'messages' => $messages,
            'change' => $this->change,
            'membership' => $account['membership'],
            'viewer' => $account['viewer'],
            'is_copy' => !empty($account['is_copy']),
            'saved' => is_wp_error($saved) ? PaymentMethods::NONE : $saved,
            'problem' => is_wp_error($saved) ? Messages::forPage($saved) : null,
        ]);
    }

    /** The page on which something is saved for later payments. */
    private function renderAdding(array $messages): void
    {
        $account = $this->client->get('/v1/account', array_filter(['membership' => Menu::membership()]));
        $saved = is_wp_error($account) ? $account : (new PaymentMethods($this->client))->of((int) $account['membership']['id']);
        $provider = is_wp_error($saved) ? null : (array_values(array_filter($saved['gateways'], static fn (array $one): bool => !empty($one['parameters'])))[0] ?? null);
        if ($provider === null || !$account['viewer']['may_buy']) {
            $problem = match (true) {
                is_wp_error($saved) => Menu::problem($saved),
                !$account['viewer']['may_buy'] => Messages::forCode((string) ($account['viewer']['may_not_buy_reason'] ?? 'not_the_customer')),
                default => Messages::forCode('gateway_unsuitable'),
            };
            View::render('problem', ['title' => Words::of('method_save', WayToPay::kind($provider ?? [])), 'messages' => $messages, 'problem' => $problem, 'back' => __('Back to your account', 'plan-bridge')]);
            return;
        }
        View::render('pay/add', ['messages' => $messages, 'membership' => $account['membership'], 'provider' => $provider]);
    }

    /** Action `admin_post_plan_bridge_pay`: pays the same order, in the way that is chosen now. */
    public function pay(): never
    {
        $order = Selection::quoteId($_POST, 'order');
        if ($order === null || !SentText::isMeant(self::nonce($order))) {
            Flash::add('warning', 'form_expired');
            Menu::go($order === null ? Menu::account() : Menu::pay($order));
        }
        $way = WayToPay::fromInput($_POST);
        if ($way === null) {
            Flash::add('warning', 'way_unknown');
            Menu::go(Menu::pay($order));
        }
        $answer = $this->client->order('pay', $order, $way->body());
        if (is_wp_error($answer) && Messages::isUnknown($answer)) {
            Menu::go(Menu::change(['checking' => $order, 'since' => time()]));
        }
        if (is_wp_error($answer)) {
            Flash::addError($answer, 'pay');
            Menu::go(Menu::pay($order));
        }
        Menu::go(self::next($answer['change']));
    }

    /**
     * Where an order leads that was just sent, or is to be paid in another way: on to the card, to the bank, or to what came of
     * it. One that is being processed is asked about for a while (`isOver`: that while is over).
     */
    public static function next(array $change, bool $isOver = false): string
    {
        if ($change['status'] === 'processing' && !$isOver) {
            return Menu::change(['checking' => $change['quote_id'], 'since' => time()]);
        }
        $isHere = self::isUnpaid($change) && (($change['next_action'] ?? null) !== null || ($change['declined_reason'] ?? null) !== null);
        if (!$isHere) {
            return Checkout::told($change);
        }
        self::tellWaiting($change);
        return Menu::pay($change['quote_id']);
    }

    /** Whether money is still asked for: before what was ordered takes effect, or, where a payment on its way was trusted, after. */
    private static function isUnpaid(array $change): bool
    {
        return in_array($change['status'], ['awaiting_payment', 'owed'], true);
    }

    private static function tellWaiting(array $change): void
    {
        match (true) {
            ($change['declined_reason'] ?? null) !== null => Flash::add('error', 'payment_declined', ['declined_reason' => (string) $change['declined_reason']]),
            self::isTyped($change['next_action'] ?? null) => Flash::add('info', 'change_waits_for_card'),
            ($change['next_action'] ?? null) !== null => Flash::add('info', 'change_waits_for_bank'),
            default => null,
        };
    }

    /** Whether the payer has to type a card; else their bank asks, or there is nothing to do. */
    public static function isTyped(?array $action): bool
    {
        return ($action['kind'] ?? '') === 'set_up' || ($action['parameters']['needs'] ?? '') === 'method';
    }

    /** What the script needs of a next action, as `data-` attributes; no secret of ours is among it. */
    public static function fields(array $parameters): array
    {
        return array_filter([
            'key' => (string) ($parameters['publishable_key'] ?? ''),
            'secret' => (string) ($parameters['client_secret'] ?? ''),
            'script' => (string) ($parameters['script'] ?? ''),
            'account' => (string) ($parameters['account'] ?? ''),
            'locale' => strtolower(substr(get_user_locale(), 0, 2)),
        ], static fn (string $value): bool => $value !== '');
    }

    /** The page's script, where something is typed into a provider's fields. */
    public static function enqueue(): void
    {
        wp_enqueue_script('plan-bridge-pay', Plugin::asset('pay.js'), [], Plugin::VERSION, true);
    }
}
