<?php

declare(strict_types=1);

namespace PlanBridge\Account;

use PlanBridge\SentText;
use PlanBridge\Words;

defined('ABSPATH') || exit;

/**
 * How somebody wants to pay: a gateway, and with it what they saved there, or something new that is typed into the provider's
 * own fields. In forms: `gateway=manual`, `gateway=stripe:pm_1`, `gateway=stripe:new`.
 */
final class WayToPay
{
    private const NEW = 'new';

    public function __construct(public readonly string $gateway, public readonly ?string $method = null, public readonly bool $saves = false)
    {
    }

    /** Reads a form; null where nothing is chosen that could be a way to pay. */
    public static function fromInput(array $input): ?self
    {
        if (preg_match('/^([a-z][a-z0-9_-]{0,31})(?::([A-Za-z0-9_-]{1,64}))?$/', SentText::of($input, 'gateway'), $part) !== 1) {
            return null;
        }
        $isNew = ($part[2] ?? self::NEW) === self::NEW;
        return new self($part[1], $isNew ? null : $part[2], $isNew && isset($part[2]) && SentText::of($input, 'saves') === '1');
    }

    /** @return array<string, mixed> for the service; what was saved is named by its id there */
    public function body(): array
    {
        $method = $this->method === null ? [] : ['method_id' => $this->method];
        return ['gateway' => $this->gateway] + $method + ($this->saves ? ['saves_method' => true] : []);
    }

    /**
     * What there is to choose from: what is saved, the one that is charged first; then something new with each provider;
     * then what a person pays by hand.
     *
     * @param list<string> $gateways those that take the amount
     * @param array{gateways: list<array<string, mixed>>, methods: list<array<string, mixed>>} $saved answer of payment-methods
     * @return list<array{value: string, words: string, hint: string, is_new: bool}>
     */
    public static function choices(array $gateways, array $saved): array
    {
        $ways = $byHand = [];
        $methods = array_filter($saved['methods'], static fn (array $method): bool => in_array($method['gateway'], $gateways, true) && !self::isExpired($method));
        usort($methods, static fn (array $one, array $other): int => $other['is_default'] <=> $one['is_default']);
        foreach ($methods as $method) {
            $ways[] = ['value' => "{$method['gateway']}:{$method['id']}", 'words' => self::name($method), 'hint' => self::expiry($method), 'is_new' => false];
        }
        $providers = array_column($saved['gateways'], null, 'id');
        foreach ($gateways as $gateway) {
            if (empty($providers[$gateway]['parameters'])) {
                $byHand[] = ['value' => $gateway, 'words' => Words::of('gateway', $gateway), 'hint' => '', 'is_new' => false];
                continue;
            }
            $ways[] = [
                'value' => $gateway . ':' . self::NEW,
                'words' => Words::of('method_new', self::kind($providers[$gateway])),
                'hint' => __('You type it in on the next page. Nothing is charged before that.', 'plan-bridge'),
                'is_new' => true,
            ];
        }
        return [...$ways, ...$byHand];
    }

    /** What can be typed in with a provider: its one kind of method, "several", or "other" for one that nothing is called here. */
    public static function kind(array $provider): string
    {
        $kinds = (array) ($provider['kinds'] ?? []);
        $known = array_intersect($kinds, array_keys(Words::table('names')['method_new']));
        return match (true) {
            $kinds === [] || $known !== $kinds => 'other',
            count($kinds) > 1 => 'several',
            default => (string) reset($kinds),
        };
    }

    /** "Visa ending in 4242", "Bank account ending in 3000". */
    public static function name(array $method): string
    {
        $names = Words::table('names')['brand'];
        $brand = $names[(string) $method['kind']] ?? $names[(string) $method['brand']] ?? ucwords(strtr((string) $method['brand'], '_', ' '));
        /* translators: 1: kind of card such as Visa, or "Bank account", 2: its last digits */
        return (string) ($method['last4'] ?? '') === '' ? $brand : sprintf(__('%1$s ending in %2$s', 'plan-bridge'), $brand, $method['last4']);
    }

    /** "expires 04/2031"; empty for what has no such day. */
    public static function expiry(array $method): string
    {
        if (empty($method['expires'])) {
            return '';
        }
        $month = sprintf('%02d/%d', $method['expires']['month'], $method['expires']['year']);
        return self::isExpired($method)
            /* translators: %s: month and year, such as 04/2031 */
            ? sprintf(__('expired %s', 'plan-bridge'), $month)
            /* translators: %s: month and year, such as 04/2031 */
            : sprintf(__('expires %s', 'plan-bridge'), $month);
    }

    /** A card is good until its month is over. */
    public static function isExpired(array $method): bool
    {
        $last = $method['expires'] ?? null;
        return $last !== null && [(int) $last['year'], (int) $last['month']] < [(int) gmdate('Y'), (int) gmdate('n')];
    }

    /** Why a payment was declined, in a sentence; what must not be told (a stolen card) reads as any other refusal. */
    public static function declined(string $reason): string
    {
        $words = Words::table('names')['declined'];
        return $words[$reason] ?? $words['declined'];
    }
}
