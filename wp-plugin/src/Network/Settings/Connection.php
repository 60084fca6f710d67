<?php

declare(strict_types=1);

namespace PlanBridge\Network\Settings;

use PlanBridge\Messages;
use PlanBridge\Network\Words;
use PlanBridge\Service\Client;
use PlanBridge\Service\Keys;
use WP_Error;

defined('ABSPATH') || exit;

/**
 * The check of the connection, made anew each time it is asked for: a finding for each thing that is wrong.
 *
 * It really asks, also where earlier time-outs make other pages fail fast.
 */
final class Connection
{
    /** Problems that leave everything working as it is. */
    private const WARNINGS = ['network_is_a_copy', 'worker_never_ran', 'worker_not_running', 'clock_off', 'network_url_missing', 'plugin_key_pending', 'settings_charge_whole_terms'];

    /**
     * @param array<string, mixed>|WP_Error $answer of GET /v1/network/connection
     * @param bool $isProven whether the answer came from a service that this database trusts
     */
    public function __construct(
        private readonly array|WP_Error $answer,
        private readonly string $kid,
        private readonly bool $isProven
    ) {
    }

    public static function check(): self
    {
        Client::answered();
        return self::look();
    }

    /** The check for a page that is about something else: after time-outs it does not wait for the service again. */
    public static function look(): self
    {
        $client = new Client();
        $answer = $client->get('/v1/network/connection');
        $proof = is_wp_error($answer) ? null : ($answer['proof'] ?? null);
        $isProven = is_string($proof) && (new Proof($client->lastTokenId()))->holds($proof);
        return new self($answer, Keys::ownId() ?? '', $isProven);
    }

    /** Whether there is somebody to ask further. */
    public function isAnswered(): bool
    {
        return !is_wp_error($this->answer);
    }

    /** What is wrong with the worker, null where nothing is, or where nobody could say. */
    public function ofWorker(): ?array
    {
        foreach (is_wp_error($this->answer) ? [] : (array) ($this->answer['problems'] ?? []) as $problem) {
            if (in_array($problem['code'], ['worker_never_ran', 'worker_not_running'], true)) {
                return $this->finding((string) $problem['code'], (array) ($problem['params'] ?? []));
            }
        }
        return null;
    }

    /** @return list<array{type: string, text: string, command: string, detail: string}> as the service orders them, the worst first; one of type success where nothing is wrong */
    public function findings(): array
    {
        if (is_wp_error($this->answer)) {
            return [$this->failure($this->answer)];
        }
        $found = [];
        foreach ((array) ($this->answer['problems'] ?? []) as $problem) {
            $found[] = $this->finding((string) $problem['code'], (array) ($problem['params'] ?? []));
        }
        if (!$this->isProven && !$this->hasKeyProblem()) {
            array_unshift($found, $this->finding('proof_missing', []));
        }
        return $found !== [] ? $found : [self::found('success', Messages::forCode('connection_good', $this->facts()))];
    }

    private function failure(WP_Error $error): array
    {
        $code = Messages::code($error);
        $params = Messages::params($error) + ['kid' => $this->kid];
        $cause = is_string($params['cause'] ?? null) ? $params['cause'] : '';
        if ($code === 'unreachable') {
            $code = self::nearer($cause);
        }
        $text = Words::forCode("connection_{$code}", $params) ?? Messages::forCode($code, $params);
        return self::found('error', $text, self::remedy($code, $params), $cause);
    }

    /** What the cause of a missing answer says: another server, one that is too slow, or none. */
    private static function nearer(string $cause): string
    {
        return match (true) {
            str_starts_with($cause, 'HTTP ') => 'somebody_else_answers',
            preg_match('/cURL error 28: (Operation|Connection) timed out|milliseconds with/i', $cause) === 1 => 'too_slow',
            default => 'unreachable',
        };
    }

    /**
     * @param 'success'|'warning'|'error' $type
     * @return array{type: string, text: string, command: string, detail: string} what it means, the command that mends it, what exactly happened
     */
    private static function found(string $type, string $text, string $command = '', string $detail = ''): array
    {
        return ['type' => $type, 'text' => $text, 'command' => $command, 'detail' => $detail];
    }

    /** @param array<string, mixed> $params */
    private function finding(string $code, array $params): array
    {
        $text = Words::forCode("connection_{$code}", $params) ?? Messages::forCode($code, $params);
        return self::found(in_array($code, self::WARNINGS, true) ? 'warning' : 'error', $text, self::remedy($code, $params));
    }

    /** A service without a trusted key cannot prove anything, and says so itself. */
    private function hasKeyProblem(): bool
    {
        $codes = array_column((array) ($this->answer['problems'] ?? []), 'code');
        return array_intersect(['service_key_missing', 'service_key_pending', 'service_key_retired'], $codes) !== [];
    }

    /** @return array<string, mixed> */
    private function facts(): array
    {
        return [
            'service' => (string) ($this->answer['service'] ?? ''),
            'schema' => (string) ($this->answer['schema']['current'] ?? ''),
            'last_run_at' => (string) ($this->answer['worker']['last_run_at'] ?? ''),
        ];
    }

    /**
     * The command of the service that mends what is wrong, to be copied as it stands.
     *
     * @param array<string, mixed> $params `kid` where a key waits
     */
    public static function remedy(string $code, array $params): string
    {
        return match ($code) {
            'unreachable' => 'bridge serve',
            'key_unknown', 'key_pending', 'service_key_pending' => self::approve((string) ($params['kid'] ?? '')),
            'plugin_key_pending' => implode("\n", array_map(self::approve(...), array_filter((array) ($params['kids'] ?? []), 'is_string'))),
            'service_key_missing', 'service_key_retired' => 'bridge keys make-service-key',
            'key_malformed' => "php -r 'echo base64_encode(sodium_crypto_sign_secretkey(sodium_crypto_sign_keypair())), PHP_EOL;'",
            'not_migrated', 'schema_out_of_date' => 'bridge migrate',
            'network_is_a_copy' => 'bridge adopt --as staging',
            'worker_not_running', 'worker_never_ran' => 'bridge worker',
            default => '',
        };
    }

    /** A name that begins with a dash follows `--`, or it would be an option. */
    private static function approve(string $kid): string
    {
        return trim('bridge keys approve ' . (str_starts_with($kid, '-') ? '-- ' : '') . $kid);
    }
}
