<?php

declare(strict_types=1);

namespace PlanBridge\Service;

use Closure;
use WP_Error;

defined('ABSPATH') || exit;

/**
 * Talks to the service: one signed request, one answer as an array, or a WP_Error.
 *
 * Errors carry the code `plan_bridge_<code>` and the data `status`, `params`, `title`. Two of them are ours:
 * `unreachable` means that the request did not leave, so nothing has changed; `no_answer` means that it may have
 * arrived and its answer is missing, so nobody may claim that nothing changed.
 */
final class Client
{
    /** The version of what plugin and service say to each other; both send it, and it is the service's INTERFACE. */
    public const INTERFACE = 1;

    public const INTERFACE_HEADER = 'X-Plan-Bridge-Interface';

    /** How this version reads limits: 2, where they are said. The service keeps writing what an older one reads while it hears of any. */
    private const LIMITS = 2;

    private const LIMITS_HEADER = 'X-Plan-Bridge-Limits';
    public const READ_SECONDS = 5.0;
    public const CONFIRM_SECONDS = 20.0;

    /** The service looks for keys it does not know at most once a second. */
    private const KEY_NOTICED_MICROSECONDS = 1_100_000;

    private const TRANSIENT = 'plan_bridge_unanswered';
    private const BREAK_AFTER = 2;
    private const BREAK_SECONDS = 30;
    public const ADDRESS_OPTION = 'plan_bridge_service_url';

    private string $lastTokenId = '';

    /**
     * @param bool $system true: the plugin asks for itself, not for the person who is logged in
     * @param int|null $customer the user in whose place it asks, as the owner of what is theirs and nothing else: for what WordPress does on somebody's request, such as a copy of their data
     */
    public function __construct(private readonly bool $system = false, private readonly ?int $customer = null)
    {
    }

    /** The id of the token of the last request, which an answer's proof has to name; '' before the first. */
    public function lastTokenId(): string
    {
        return $this->lastTokenId;
    }

    public function get(string $path, array $query = []): array|WP_Error
    {
        if (self::isGivenUp()) {
            return Answer::error('unreachable', 0, ['cause' => 'earlier time-outs']);
        }
        return $this->send('GET', $query === [] ? $path : $path . '?' . http_build_query($query), '', self::READ_SECONDS);
    }

    /** A file of the service, such as the PDF of a receipt, as its bytes. */
    public function download(string $path, array $query = []): string|WP_Error
    {
        if (self::isGivenUp()) {
            return Answer::error('unreachable', 0, ['cause' => 'earlier time-outs']);
        }
        $asked = $query === [] ? $path : $path . '?' . http_build_query($query);
        return $this->send('GET', $asked, '', self::READ_SECONDS, Answer::file(...));
    }

    public function post(string $path, array $body = [], float $timeout = self::READ_SECONDS): array|WP_Error
    {
        return $this->send('POST', $path, self::json($body), $timeout);
    }

    public function put(string $path, array $body, float $timeout = self::READ_SECONDS): array|WP_Error
    {
        return $this->send('PUT', $path, self::json($body), $timeout);
    }

    public function delete(string $path, float $timeout = self::READ_SECONDS): array|WP_Error
    {
        return $this->send('DELETE', $path, '', $timeout);
    }

    /**
     * Confirms, pays or cancels an order, unless the network's own code stops that.
     *
     * @param 'confirm'|'pay'|'cancel' $act
     */
    public function order(string $act, string $quoteId, array $body = []): array|WP_Error
    {
        /**
         * Filters whether an order is sent, paid or taken back: `plan_bridge_before_confirm`, `…_pay`, `…_cancel`. A WP_Error
         * stops it, and its message is what the person reads.
         *
         * @param WP_Error|null $stop
         * @param string $quoteId the order's id, which is its quote's
         */
        $stop = apply_filters("plan_bridge_before_{$act}", null, $quoteId);
        $path = $act === 'confirm' ? '/v1/changes' : "/v1/changes/{$quoteId}/{$act}";
        return is_wp_error($stop) ? self::stopped($stop) : $this->post($path, $body, self::CONFIRM_SECONDS);
    }

    /** What the network's own code says against an act, in the form of the service's refusals. */
    public static function stopped(WP_Error $stop): WP_Error
    {
        return Answer::error('stopped_here', 403, ['text' => $stop->get_error_message()], $stop->get_error_message());
    }

    /**
     * Hands on what somebody else sent, byte for byte, with some of their headers: the status of the service's answer, 503
     * where none came. What it says is for them.
     *
     * @param array<string, string> $headers
     */
    public function forward(string $path, string $body, array $headers): int
    {
        $response = $this->ask('POST', $path, $body, self::CONFIRM_SECONDS, $headers + ['Content-Type' => 'application/octet-stream']);
        $status = (int) wp_remote_retrieve_response_code($response);
        return $status >= 200 && $status <= 599 ? $status : 503;
    }

    /** Sends once; where the service does not know the key yet, announces the key and sends once more. */
    private function send(string $method, string $path, string $body, float $timeout, ?Closure $read = null): array|string|WP_Error
    {
        $read ??= Answer::read(...);
        $answer = $this->once($method, $path, $body, $timeout, $read);
        $isUnknown = is_wp_error($answer) && $answer->get_error_code() === 'plan_bridge_key_unknown';
        if (!$isUnknown || !in_array(Keys::register(), ['pending', 'trusted'], true)) {
            return $answer;
        }
        usleep(self::KEY_NOTICED_MICROSECONDS);
        return $this->once($method, $path, $body, $timeout, $read);
    }

    private function once(string $method, string $path, string $body, float $timeout, Closure $read): array|string|WP_Error
    {
        $response = $this->ask($method, $path, $body, $timeout, $body === '' ? [] : ['Content-Type' => 'application/json']);
        $wasNotSent = is_wp_error($response) && str_starts_with((string) $response->get_error_code(), 'plan_bridge_');
        return $wasNotSent ? $response : $read($method, $response, $path);
    }

    /**
     * What WordPress' HTTP functions return of one signed request; an error of ours where it could not be made.
     *
     * @param array<string, string> $headers beside those that each request has
     */
    private function ask(string $method, string $path, string $body, float $timeout, array $headers): array|WP_Error
    {
        $base = self::address();
        $network = Network::id();
        if ($base === null || $network === null) {
            return Answer::error($base === null ? 'no_address' : 'not_migrated');
        }
        $key = Keys::own();
        if (is_wp_error($key)) {
            return $key;
        }
        $who = match (true) {
            $this->system => Token::system(),
            $this->customer !== null => Token::customer($this->customer),
            default => Token::person(),
        };
        $this->lastTokenId = Token::newId();
        return wp_remote_request($base . $path, [
            'method' => $method,
            'timeout' => $timeout,
            'redirection' => 0,
            'body' => $body === '' ? null : $body,
            'headers' => [
                'Authorization' => 'Bearer ' . Token::sign($key, $network, $who, $method, $path, $body, $this->lastTokenId),
                'Accept' => 'application/json',
                self::INTERFACE_HEADER => (string) self::INTERFACE,
                self::LIMITS_HEADER => (string) self::LIMITS,
            ] + $headers,
        ]);
    }

    private static function json(array $body): string
    {
        return json_encode((object) $body, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE);
    }

    /**
     * After two requests in a row without an answer, reads fail at once for 30 seconds: a service that is down must not
     * make each page of wp-admin wait for it. Writes are always tried: a person pressed a button.
     */
    public static function isGivenUp(): bool
    {
        return (int) get_site_transient(self::TRANSIENT) >= self::BREAK_AFTER;
    }

    public static function timedOut(): void
    {
        set_site_transient(self::TRANSIENT, (int) get_site_transient(self::TRANSIENT) + 1, self::BREAK_SECONDS);
    }

    public static function answered(): void
    {
        if (get_site_transient(self::TRANSIENT) !== false) {
            delete_site_transient(self::TRANSIENT);
        }
    }

    /** The service's base address without a slash at its end: the constant PLAN_BRIDGE_SERVICE_URL, else the network's option; null where neither is set. */
    public static function address(): ?string
    {
        $address = self::addressIsConstant() ? constant('PLAN_BRIDGE_SERVICE_URL') : get_site_option(self::ADDRESS_OPTION, '');
        return is_string($address) && $address !== '' ? rtrim($address, '/') : null;
    }

    public static function addressIsConstant(): bool
    {
        return defined('PLAN_BRIDGE_SERVICE_URL') && (string) constant('PLAN_BRIDGE_SERVICE_URL') !== '';
    }
}
