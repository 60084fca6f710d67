<?php

declare(strict_types=1);

namespace PlanBridge\Account;

use PlanBridge\Limits\Usage;
use PlanBridge\Messages;
use PlanBridge\Service\Answer;
use PlanBridge\Service\Client;
use PlanBridge\Service\Token;
use PlanBridge\View;
use WP_Error;

defined('ABSPATH') || exit;

/**
 * The summary beside the change form: a quote, or the words for why there is none.
 *
 * The page and admin-ajax render the same view from it, so both show the same figures.
 */
final class Summary
{
    private const MOST_SITES = 20;
    private const SECONDS = 2.0;

    /** @var array<int, array<int, array<string, mixed>>> what this request has measured, by membership */
    private static array $measured = [];

    /**
     * @param array<string, mixed>|null $quote as the service answered
     * @param WP_Error|null $problem why there is no quote
     */
    private function __construct(
        private readonly int $membershipId,
        public readonly ?array $quote,
        private readonly ?WP_Error $problem,
    ) {
    }

    /** Nothing chosen yet. */
    public static function none(int $membershipId): self
    {
        return new self($membershipId, null, null);
    }

    /** Asks the service what a choice costs. */
    public static function ask(Client $client, int $membershipId, Selection $selection): self
    {
        if ($selection->unreadable !== []) {
            $params = ['most' => Selection::MOST, 'typed' => implode(', ', $selection->unreadable)];
            return self::of($membershipId, Answer::error('quantity_unreadable', 422, $params));
        }
        $usage = self::usageOfMembership($client, $membershipId);
        if (is_wp_error($usage)) {
            return self::of($membershipId, $usage);
        }
        $body = ['membership_id' => $membershipId, 'usage' => (object) $usage] + $selection->body();
        return self::of($membershipId, $client->post('/v1/quotes', $body));
    }

    /** Reads a quote made before; one that has run out is asked for again. */
    public static function read(Client $client, int $membershipId, string $quoteId): self
    {
        $summary = self::of($membershipId, $client->get('/v1/quotes/' . rawurlencode($quoteId)));
        if ($summary->quote === null || !self::isOld($summary->quote)) {
            return $summary;
        }
        return self::ask($client, $membershipId, Selection::fromService($summary->quote['selection']));
    }

    /** Whether the figures hold no more, so that there is no use in showing them. */
    private static function isOld(array $quote): bool
    {
        return strtotime((string) $quote['valid_until']) <= Token::now() || ($quote['reason']['code'] ?? '') === 'quote_stale';
    }

    public function quoteId(): ?string
    {
        return $this->quote['id'] ?? null;
    }

    public function selection(): ?Selection
    {
        return $this->quote === null ? null : Selection::fromService($this->quote['selection']);
    }

    public function html(): string
    {
        return View::text('change/summary', $this->data());
    }

    /** @return array<string, mixed> for views/change/summary.php */
    public function data(): array
    {
        return [
            'membership_id' => $this->membershipId,
            'quote' => $this->quote,
            'problem' => $this->problem === null ? null : Messages::forAct('quote', $this->problem),
            'refusals' => $this->problem === null ? [] : $this->refusals($this->problem),
        ];
    }

    private static function of(int $membershipId, array|WP_Error $answer): self
    {
        return is_wp_error($answer)
            ? new self($membershipId, null, $answer)
            : new self($membershipId, $answer['quote'], null);
    }

    /**
     * The further reasons, after the first one, which is the problem itself.
     *
     * @return list<string>
     */
    private function refusals(WP_Error $problem): array
    {
        $refusals = Messages::params($problem)['refusals'] ?? [];
        $words = array_map(
            static fn (array $refusal): string => Messages::forCode((string) $refusal['code'], (array) ($refusal['params'] ?? [])),
            is_array($refusals) ? array_values($refusals) : []
        );
        return array_values(array_unique(array_diff($words, [Messages::forAct('quote', $problem)])));
    }

    /**
     * What the sites of a membership use now: only WordPress can measure it, and a quote compares it with the new limits.
     * Measuring walks through folders, so it is done for whom the service answers, of the sites that it names, and no
     * longer than a page may wait; a site that is left out counts as within its limits.
     *
     * Of the sites that the service names to this person; its refusal where the membership is none of their business.
     *
     * @return array<int, array<string, mixed>>|WP_Error blog id to usage
     */
    public static function usageOfMembership(Client $client, int $membershipId): array|WP_Error
    {
        if (isset(self::$measured[$membershipId])) {
            return self::$measured[$membershipId];
        }
        $account = $client->get('/v1/account', ['membership' => $membershipId]);
        if (is_wp_error($account)) {
            return $account;
        }
        return self::$measured[$membershipId] = self::usageOfSites(array_column($account['sites'], 'blog_id'));
    }

    /**
     * The first site is always measured, the next ones while there is time.
     *
     * @param list<int> $sites blog ids
     * @return array<int, array<string, mixed>> blog id to usage
     */
    public static function usageOfSites(array $sites, float $seconds = self::SECONDS): array
    {
        $usage = [];
        $begun = hrtime(true);
        foreach (array_slice(array_filter($sites, self::isThere(...)), 0, self::MOST_SITES) as $site) {
            if ($usage !== [] && hrtime(true) - $begun >= $seconds * 1e9) {
                break;
            }
            $usage[$site] = Usage::forSite($site);
        }
        return $usage;
    }

    private static function isThere(int $site): bool
    {
        return (string) (get_site($site)?->deleted ?? '1') === '0';
    }
}
