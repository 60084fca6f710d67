<?php

declare(strict_types=1);

namespace PlanBridge\Outbox;

/** A mail's words, in the language that WordPress is switched to. */
final class Letter
{
    private function __construct(public readonly string $subject, public readonly string $text)
    {
    }

    /** @param array<string, mixed> $params of the outbox row: membership_id, amount, currency, dates … */
    public static function write(string $template, array $params, string $name): self
    {
        $facts = new LetterFacts($params);
        [$subject, $body] = $name === ''
            ? LetterWords::forAdmin($template, $facts)
            : LetterWords::forCustomer($template, $facts);
        $network = wp_specialchars_decode((string) get_site_option('site_name'), ENT_QUOTES);
        /* translators: %s: a person's name */
        $hello = $name === '' ? __('Hello,', 'plan-bridge') : sprintf(__('Hello %s,', 'plan-bridge'), $name);
        $link = $name === '' ? $facts->paymentsAddress() : $facts->accountAddress();
        return new self("[{$network}] {$subject}", implode("\n\n", [$hello, $body, $link, $network]) . "\n");
    }
}
