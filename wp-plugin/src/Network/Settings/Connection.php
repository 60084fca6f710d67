<?php

declare(strict_types=1);

namespace PlanBridge\Network\Settings;

use PlanBridge\Messages;
use PlanBridge\Service\Client;
use PlanBridge\Service\Keys;
use PlanBridge\Service\Network;
use WP_Error;

defined('ABSPATH') || exit;

/**
 * The check of the connection, made anew each time it is asked for: a finding for each thing that is wrong.
 *
 * It really asks, also where earlier time-outs make other pages fail fast.
 */
final class Connection
{
    /** What mends it where there is no answer, and so no service to say it. */
    private const COMMANDS = [
        'unreachable' => 'bridge serve',
        'key_malformed' => "php -r 'echo base64_encode(sodium_crypto_sign_secretkey(sodium_crypto_sign_keypair())), PHP_EOL;'",
        'not_migrated' => 'bridge migrate',
        'schema_out_of_date' => 'bridge migrate',
    ];

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
        $proof = is_wp_error($answer) ? null : $answer['proof'];
        return new self($answer, Keys::ownId() ?? '', $proof !== null && self::proves($proof, $client->lastTokenId()));
    }

    /** Whether there is somebody to ask further. */
    public function isAnswered(): bool
    {
        return !is_wp_error($this->answer);
    }

    /** What is wrong with the worker, null where nothing is, or where nobody could say. */
    public function ofWorker(): ?array
    {
        $found = array_column($this->isAnswered() ? $this->answer['problems'] : [], null, 'code');
        $problem = $found['worker_never_ran'] ?? $found['worker_not_running'] ?? null;
        return $problem === null ? null : self::finding($problem);
    }

    /** @return list<array{type: string, text: string, command: string, detail: string}> those findings that have one of these codes */
    public function of(array $codes): array
    {
        $problems = $this->isAnswered() ? array_filter($this->answer['problems'], static fn (array $problem): bool => in_array($problem['code'], $codes, true)) : [];
        $found = array_map(self::finding(...), array_values($problems));
        $isUnproven = $this->isAnswered() && !$this->isProven && $this->answer['key']['status'] === 'trusted' && in_array('proof_missing', $codes, true);
        return $isUnproven ? [self::found('error', Messages::forCode('connection_proof_missing')), ...$found] : $found;
    }

    /** @return list<array{type: string, text: string, command: string, detail: string}> as the service orders them, the worst first; one of type success where nothing is wrong */
    public function findings(): array
    {
        if (is_wp_error($this->answer)) {
            return [$this->failure($this->answer)];
        }
        $found = array_map(self::finding(...), $this->answer['problems']);
        // a service without a trusted key cannot prove anything, and says so itself
        if (!$this->isProven && $this->answer['key']['status'] === 'trusted') {
            array_unshift($found, self::found('error', Messages::forCode('connection_proof_missing')));
        }
        return $found !== [] ? $found : [self::found('success', trim(Messages::forCode('connection_good', [
            'service' => $this->answer['service'],
            'schema' => $this->answer['schema']['current'],
            'last_run_at' => $this->answer['worker']['last_run_at'],
        ]) . ' ' . self::enforced($this->answer['enforcement'])))];
    }

    /** How long limits took to hold after a payment; '' where none was made at a provider. */
    private static function enforced(?array $told): string
    {
        $seconds = static fn (int $milliseconds): string => number_format_i18n($milliseconds / 1000, 1);
        return $told === null ? '' : Messages::forCode('connection_enforced', [
            'median' => $seconds($told['median_ms']),
            'most' => $seconds($told['most_ms']),
            'changes' => number_format_i18n($told['changes']),
        ]);
    }

    private function failure(WP_Error $error): array
    {
        $code = Messages::code($error);
        $params = Messages::params($error) + ['kid' => $this->kid];
        $cause = is_string($params['cause'] ?? null) ? $params['cause'] : '';
        $code = $code === 'unreachable' ? self::nearer($cause) : $code;
        $isKey = in_array($code, ['key_unknown', 'key_pending'], true);
        return self::found('error', self::words($code, $params), $isKey ? self::approve((string) $params['kid']) : self::COMMANDS[$code] ?? '', $cause);
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

    /** @param array{code: string, params: array<string, mixed>, severity: string, command: string} $problem of the service */
    private static function finding(array $problem): array
    {
        return self::found($problem['severity'], self::words($problem['code'], $problem['params']), $problem['command']);
    }

    /** What it means (success, warning, error), the command that mends it, what exactly happened. */
    private static function found(string $type, string $text, string $command = '', string $detail = ''): array
    {
        return ['type' => $type, 'text' => $text, 'command' => $command, 'detail' => $detail];
    }

    private static function words(string $code, array $params): string
    {
        $own = "connection_{$code}";
        return Messages::forCode(Messages::sentence($own) === null ? $code : $own, $params);
    }

    /** A name that begins with a dash follows `--`, or it would be an option. */
    public static function approve(string $kid): string
    {
        return 'bridge keys approve ' . (str_starts_with($kid, '-') ? '-- ' : '') . $kid;
    }

    /**
     * Whether whoever answered holds a service key that this database trusts. The service signs the id of the token it
     * was asked with, so an answer that was recorded earlier proves nothing.
     */
    public static function proves(string $proof, string $tokenId): bool
    {
        $parts = explode('.', $proof);
        $claims = count($parts) === 3 ? json_decode(self::decoded($parts[1]), true) : null;
        if (!is_array($claims) || $tokenId === '' || ($claims['answers'] ?? null) !== $tokenId) {
            return false;
        }
        [$key, $signature] = [self::trustedKey((string) ($claims['sub'] ?? '')), self::decoded($parts[2])];
        return strlen($key) === SODIUM_CRYPTO_SIGN_PUBLICKEYBYTES && strlen($signature) === SODIUM_CRYPTO_SIGN_BYTES
            && sodium_crypto_sign_verify_detached($signature, "{$parts[0]}.{$parts[1]}", $key);
    }

    /** The raw public key, '' where the database does not trust it. */
    private static function trustedKey(string $kid): string
    {
        global $wpdb;
        $table = Network::table('bridge_keys');
        $sql = "SELECT public_key FROM {$table} WHERE kid = %s AND side = 'service' AND status = 'trusted'";
        return self::decoded((string) $wpdb->get_var($wpdb->prepare($sql, $kid)));
    }

    /** Base64 as tokens write it; '' where it is none. */
    private static function decoded(string $text): string
    {
        return (string) base64_decode(strtr($text, '-_', '+/'), true);
    }
}
