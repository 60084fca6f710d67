<?php

declare(strict_types=1);

namespace PlanBridge\Outbox;

defined('ABSPATH') || exit;

/** A mail's words, in the language that WordPress is switched to. */
final class Letter
{
    private function __construct(public readonly string $subject, public readonly string $text)
    {
    }

    /** @param array<string, mixed> $params of the outbox row: membership_id, amount, currency, dates … */
    public static function toCustomer(string $template, array $params, string $name): self
    {
        $facts = new LetterFacts($params);
        /* translators: %s: a person's name */
        $hello = sprintf(__('Hello %s,', 'plan-bridge'), $name);
        return self::made($hello, OwnerLetters::write($template, $facts), $facts->accountAddress());
    }

    /** @param array<string, mixed> $params as in toCustomer() */
    public static function toNetworkAdmin(string $template, array $params): self
    {
        $facts = new LetterFacts($params);
        return self::made(__('Hello,', 'plan-bridge'), AdminLetters::write($template, $facts), AdminLetters::address($template, $facts));
    }

    /** @param array{string, string} $words subject and body */
    private static function made(string $hello, array $words, string $address): self
    {
        $network = wp_specialchars_decode((string) get_site_option('site_name'), ENT_QUOTES);
        return new self("[{$network}] {$words[0]}", implode("\n\n", [$hello, $words[1], $address, $network]) . "\n");
    }
}
