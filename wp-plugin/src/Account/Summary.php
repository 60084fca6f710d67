<?php

declare(strict_types=1);

namespace PlanBridge\Account;

use PlanBridge\Limits\Usage;
use PlanBridge\Messages;
use PlanBridge\Service\Answer;
use PlanBridge\Service\Client;
use PlanBridge\Service\Token;
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

    /** What a choice costs: the service's quote. */
    public static function ask(Client $client, int $membershipId, Selection $selection): array|WP_Error
    {
        if ($selection->unreadable !== []) {
            return Answer::error('quantity_unreadable', 422, ['most' => Selection::MOST, 'typed' => implode(', ', $selection->unreadable)]);
        }
        $usage = self::usageOfMembership($client, $membershipId);
        if (is_wp_error($usage)) {
            return $usage;
        }
        $body = ['membership_id' => $membershipId, 'usage' => (object) $usage] + $selection->body();
        $answer = $client->post('/v1/quotes', $body);
        return is_wp_error($answer) ? $answer : $answer['quote'];
    }

    /** A quote made before; one whose figures hold no more is asked for again. */
    public static function read(Client $client, int $membershipId, string $quoteId): array|WP_Error
    {
        $answer = $client->get('/v1/quotes/' . rawurlencode($quoteId));
        if (is_wp_error($answer)) {
            return $answer;
        }
        $quote = $answer['quote'];
        $isOld = strtotime((string) $quote['valid_until']) <= Token::now() || ($quote['reason']['code'] ?? '') === 'quote_stale';
        return $isOld ? self::ask($client, $membershipId, Selection::fromService($quote['selection'])) : $quote;
    }

    /**
     * @param array<string, mixed>|WP_Error|null $quote null: nothing is chosen yet
     * @return array<string, mixed> for views/change/summary.php; refusals: the further reasons, after the first one, which
     *     is the problem itself
     */
    public static function data(int $membershipId, array|WP_Error|null $quote): array
    {
        if (!is_wp_error($quote)) {
            return ['membership_id' => $membershipId, 'quote' => $quote, 'problem' => null, 'refusals' => []];
        }
        $problem = Messages::forAct('quote', $quote);
        $further = array_diff(Words::reasons((array) (Messages::params($quote)['refusals'] ?? [])), [$problem]);
        return ['membership_id' => $membershipId, 'quote' => null, 'problem' => $problem, 'refusals' => array_values($further)];
    }

    /**
     * What the sites of a membership use now: only WordPress can measure it, and a quote compares it with the new limits.
     * Measuring walks through folders, so it is done for whom the service answers, of the sites that it names, and no
     * longer than a page may wait; a site that is left out counts as within its limits.
     *
     * @return array<int, array<string, mixed>>|WP_Error blog id to usage; the service's refusal where the membership is
     *     none of this person's business
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
        $there = array_filter($sites, static fn (int $site): bool => (string) (get_site($site)?->deleted ?? '1') === '0');
        $usage = [];
        $begun = hrtime(true);
        foreach (array_slice($there, 0, self::MOST_SITES) as $site) {
            if ($usage !== [] && hrtime(true) - $begun >= $seconds * 1e9) {
                break;
            }
            $usage[$site] = Usage::forSite($site);
        }
        return $usage;
    }
}
