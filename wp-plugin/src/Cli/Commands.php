<?php

declare(strict_types=1);

namespace PlanBridge\Cli;

use PlanBridge\Account\Checkout;
use PlanBridge\Account\Menu;
use PlanBridge\Account\Selection;
use PlanBridge\Account\WayToPay;
use PlanBridge\Facts;
use PlanBridge\Limits\LimitRow;
use PlanBridge\Limits\Sites;
use PlanBridge\Limits\Usage;
use PlanBridge\Service\Client;
use WP_CLI;

defined('ABSPATH') || exit;

/**
 * Memberships of the network: what they are, what a change costs, orders, payments, limits.
 *
 * Who asks is the user of `--user`, on the site of `--url`; what they may see and do is what they may in wp-admin. Data goes
 * to standard output alone, everything else to standard error; where anything that was asked for failed, the command ends
 * with 1. Instants are UTC.
 */
final class Commands
{
    public static function register(): void
    {
        WP_CLI::add_command('plan-bridge', self::class);
    }

    /**
     * Shows a membership: plan, term, next bill, account credit, what is under way.
     *
     * ## OPTIONS
     *
     * [--membership=<id>]
     * : Which one. Without it the one of the site of --url, else the user's own.
     *
     * [--limits]
     * : The limits of the site of --url in its place, with what is used of them.
     *
     * [--field=<field>]
     * : One field alone.
     *
     * [--fields=<fields>]
     * : These fields alone.
     *
     * [--format=<format>]
     * : How it is written.
     * ---
     * default: table
     * options:
     *   - table
     *   - json
     *   - csv
     *   - yaml
     * ---
     *
     * ## EXAMPLES
     *
     *     wp plan-bridge account --user=anna --url=https://example.org/anna/
     *     wp plan-bridge account --user=anna --membership=12 --field=term_end
     *
     * @param list<string> $args
     * @param array<string, string|bool> $named
     */
    public function account(array $args, array $named): void
    {
        $account = $this->asked($named);
        if (!isset($named['limits'])) {
            Output::item($named, Facts::account($account));
            return;
        }
        $site = $account['site'];
        if ($site === null || (int) $site['blog_id'] !== get_current_blog_id()) {
            Output::fail('The site of --url is none of this membership, so it has no limits of its own. Name one of its sites with --url.');
        }
        $usage = Usage::forSite(get_current_blog_id()) + ['sites' => (int) $account['sites_total']];
        Output::items($named, array_map(Facts::limit(...), LimitRow::all((array) $site['limits'], $usage)), ['limit', 'used', 'allowed', 'state']);
    }

    /**
     * Says what a change costs, to the cent, and keeps that for some minutes: `change` orders it.
     *
     * ## OPTIONS
     *
     * <plan>
     * : The number of the plan; that of the present one to buy packages or another period.
     *
     * [--membership=<id>]
     * : Which one. Without it the one of the site of --url, else the user's own.
     *
     * [--period=<period>]
     * : Such as 1-month or 1-year. Without it the present one, where the plan has a price for it, else the plan's first.
     *
     * [--packages=<packages>]
     * : How many of which: 6:2,7 is two of package 6 and one of 7; none. Without it those that are held and go with the plan.
     *
     * [--code=<code>]
     * : A discount code.
     *
     * [--lines]
     * : The lines that make up the sum in its place.
     *
     * [--field=<field>]
     * : One field alone.
     *
     * [--fields=<fields>]
     * : These fields alone.
     *
     * [--format=<format>]
     * : How it is written.
     * ---
     * default: table
     * options:
     *   - table
     *   - json
     *   - csv
     *   - yaml
     * ---
     *
     * ## EXAMPLES
     *
     *     wp plan-bridge quote 3 --period=1-year --user=anna --url=https://example.org/anna/
     *     wp plan-bridge quote 3 --packages=6:2 --user=anna --membership=12 --field=quote
     *
     * @param list<string> $args
     * @param array<string, string|bool> $named
     */
    public function quote(array $args, array $named): void
    {
        $membership = (int) $this->asked($named)['membership']['id'];
        $choices = Output::answer((new Client())->get("/v1/memberships/{$membership}/choices"));
        $quote = Output::answer((new Checkout())->ask($membership, self::selection($args[0] ?? '', $named, $choices)), 'quote');
        if (isset($named['lines'])) {
            Output::items($named, array_map(Facts::line(...), $quote['lines']), ['line', 'amount', 'tax', 'amount_minor', 'tax_minor', 'currency']);
            return;
        }
        Output::item($named, Facts::quote($quote));
    }

    /**
     * Orders what `quote` has named a price for. Sent twice it is one order, so that it can be sent again whenever its answer got lost.
     *
     * ## OPTIONS
     *
     * <quote>
     * : What `quote` calls it: 32 digits and letters.
     *
     * [--gateway=<way>]
     * : How it is paid: manual, or what is saved with a provider, such as stripe:pm_1. Without it nothing where nothing is due, else manual.
     *
     * [--yes]
     * : Do not ask before.
     *
     * [--field=<field>]
     * : One field alone.
     *
     * [--fields=<fields>]
     * : These fields alone.
     *
     * [--format=<format>]
     * : How it is written.
     * ---
     * default: table
     * options:
     *   - table
     *   - json
     *   - csv
     *   - yaml
     * ---
     *
     * ## EXAMPLES
     *
     *     wp plan-bridge change 0f8fad5bd9cb469fa16570867728950e --user=anna --yes
     *
     * @param list<string> $args
     * @param array<string, string|bool> $named
     */
    public function change(array $args, array $named): void
    {
        self::somebody();
        $id = self::quoteId($args[0] ?? '');
        $quote = Output::answer((new Client())->get("/v1/quotes/{$id}"), 'quote')['quote'];
        $way = self::way((string) ($named['gateway'] ?? ''), array_column($quote['gateways'], 'id'));
        WP_CLI::confirm(Output::question($quote, $way->gateway), $named);
        $answer = (new Client())->order('confirm', $id, ['quote_id' => $id] + $way->body());
        self::showChange($named, Output::answer($answer, 'change')['change']);
    }

    /**
     * Takes back an order that waits, or cancels a membership for the end of its term.
     *
     * ## OPTIONS
     *
     * [<quote>]
     * : The order that is taken back. Without it the membership is cancelled.
     *
     * [--membership=<id>]
     * : Which membership. Without it the one of the site of --url, else the user's own.
     *
     * [--reason=<words>]
     * : Why the membership is cancelled.
     *
     * [--undo]
     * : Take back that the membership is cancelled.
     *
     * [--yes]
     * : Do not ask before.
     *
     * [--field=<field>]
     * : One field alone.
     *
     * [--fields=<fields>]
     * : These fields alone.
     *
     * [--format=<format>]
     * : How it is written.
     * ---
     * default: table
     * options:
     *   - table
     *   - json
     *   - csv
     *   - yaml
     * ---
     *
     * ## EXAMPLES
     *
     *     wp plan-bridge cancel 0f8fad5bd9cb469fa16570867728950e --user=anna
     *     wp plan-bridge cancel --user=anna --membership=12 --reason="The shop closes" --yes
     *     wp plan-bridge cancel --undo --user=anna --membership=12
     *
     * @param list<string> $args
     * @param array<string, string|bool> $named
     */
    public function cancel(array $args, array $named): void
    {
        self::somebody();
        if (isset($args[0])) {
            $id = self::quoteId($args[0]);
            WP_CLI::confirm("Take back order {$id}?", $named);
            self::showChange($named, Output::answer((new Client())->order('cancel', $id), 'cancel')['change'], ['cancelled', 'replaced']);
            return;
        }
        $membership = $this->asked($named)['membership'];
        $reason = trim((string) ($named['reason'] ?? ''));
        [$act, $body] = isset($named['undo']) ? ['keep', []] : ['cancel', $reason === '' ? [] : ['reason' => $reason]];
        if ($act === 'cancel') {
            WP_CLI::confirm("Cancel membership {$membership['id']} ({$membership['plan']['name']}), paid until " . ($membership['term_end'] ?? 'no day') . '?', $named);
        }
        $answer = (new Client())->post("/v1/memberships/{$membership['id']}/{$act}", $body, Client::CONFIRM_SECONDS);
        Output::item($named, Facts::leaving(Output::answer($answer, 'end')['membership']));
    }

    /**
     * Lists the payments of a membership, the latest first.
     *
     * ## OPTIONS
     *
     * [--membership=<id>]
     * : Which one. Without it the one of the site of --url, else the user's own.
     *
     * [--all]
     * : All of them; without it the latest.
     *
     * [--field=<field>]
     * : One field alone.
     *
     * [--fields=<fields>]
     * : These fields alone.
     *
     * [--format=<format>]
     * : How it is written.
     * ---
     * default: table
     * options:
     *   - table
     *   - json
     *   - csv
     *   - yaml
     *   - ids
     *   - count
     * ---
     *
     * ## EXAMPLES
     *
     *     wp plan-bridge payments --user=anna --membership=12 --all --format=csv
     *
     * @param list<string> $args
     * @param array<string, string|bool> $named
     */
    public function payments(array $args, array $named): void
    {
        $account = $this->asked($named);
        [$payments, $older] = [$account['payments'], $account['payments_older']];
        while (isset($named['all']) && $older !== null) {
            $page = Output::answer((new Client())->get("/v1/memberships/{$account['membership']['id']}/payments", ['older' => $older]));
            [$payments, $older] = [[...$payments, ...$page['payments']], $page['older']];
        }
        $rows = array_map(Facts::payment(...), $payments);
        Output::items($named, ($named['format'] ?? '') === 'ids' ? array_column($rows, 'id') : $rows, Facts::PAYMENT);
    }

    /**
     * Writes the limits of sites anew from what their memberships hold. It asks nobody: it is the network's own work.
     *
     * ## OPTIONS
     *
     * <site>...
     * : Numbers of sites.
     *
     * [--fields=<fields>]
     * : These fields alone.
     *
     * [--format=<format>]
     * : How it is written.
     * ---
     * default: table
     * options:
     *   - table
     *   - json
     *   - csv
     *   - yaml
     * ---
     *
     * ## EXAMPLES
     *
     *     wp plan-bridge materialise 7 8 9
     *
     * @param list<string> $args
     * @param array<string, string|bool> $named
     */
    public function materialise(array $args, array $named): void
    {
        $rows = array_map(self::written(...), $args);
        $written = array_filter($rows, static fn (array $row): bool => $row['written'] === 'yes');
        Output::items($named, $rows, ['site', 'written', 'said']);
        if (count($written) < count($rows)) {
            Output::fail(sprintf('The limits of %d of %d sites were written.', count($written), count($rows)));
        }
    }

    /** @return array{site: string, written: string, said: string} */
    private static function written(string $site): array
    {
        $isSite = ctype_digit($site) && get_site((int) $site) !== null;
        $answer = $isSite ? Sites::write((int) $site) : null;
        return ['site' => $site, 'written' => is_array($answer) ? 'yes' : 'no', 'said' => match (true) {
            !$isSite => 'There is no such site.',
            is_array($answer) => '',
            default => Output::said($answer),
        }];
    }

    /** The account that is meant. @param array<string, string|bool> $named @return array<string, mixed> */
    private function asked(array $named): array
    {
        self::somebody();
        $membership = (string) ($named['membership'] ?? Menu::membershipOfSite());
        if ($membership !== '' && preg_match('/^[1-9]\d{0,17}$/', $membership) !== 1) {
            Output::fail("{$membership} is no number of a membership.");
        }
        return Output::answer((new Client())->get('/v1/account', $membership === '' ? [] : ['membership' => $membership]));
    }

    /** What somebody may see and do depends on who they are. */
    private static function somebody(): void
    {
        if (get_current_user_id() < 1) {
            Output::fail('Say for whom, with --user=LOGIN: what may be seen and bought is what that user may in wp-admin.');
        }
    }

    private static function quoteId(string $typed): string
    {
        return Selection::quoteId(['quote_id' => $typed]) ?? Output::fail("{$typed} is no name of a quote or order: those are 32 digits and letters from a to f.");
    }

    /**
     * @param array<string, string|bool> $named
     * @param array<string, mixed> $choices what may be chosen
     */
    private static function selection(string $plan, array $named, array $choices): Selection
    {
        $kept = ctype_digit($plan) ? Selection::keeping($choices, (int) $plan) : null;
        if ($kept === null) {
            $offered = array_map(static fn (array $one): string => "{$one['product_id']} ({$one['name']})", $choices['plans']);
            Output::fail("Plan {$plan} is not offered here. These are: " . implode(', ', $offered) . '.');
        }
        return new Selection(
            $kept->planId,
            isset($named['period']) ? self::period((string) $named['period']) : $kept->period,
            isset($named['packages']) ? self::packages((string) $named['packages']) : $kept->addons,
            mb_substr(trim((string) ($named['code'] ?? '')), 0, Selection::LONGEST_CODE)
        );
    }

    /** @return array{n: int, unit: string}|null */
    private static function period(string $typed): ?array
    {
        return $typed === 'none' ? null : Selection::period($typed) ?? Output::fail("--period={$typed} cannot be read: it is such as 1-month, 3-month, 1-year; none where the price is paid once.");
    }

    /** @return array<int, int> quantities by package */
    private static function packages(string $typed): array
    {
        $quantities = [];
        foreach ($typed === 'none' ? [] : explode(',', $typed) as $one) {
            if (preg_match('/^([1-9]\d{0,17})(?::(\d{1,4}))?$/', trim($one), $part) !== 1) {
                Output::fail("--packages={$typed} cannot be read: 6:2,7 is two of package 6 and one of 7.");
            }
            $quantities[(int) $part[1]] = (int) ($part[2] ?? 1);
        }
        return $quantities;
    }

    /** @param list<string> $offered what takes the sum */
    private static function way(string $typed, array $offered): WayToPay
    {
        $chosen = $typed === '' ? (array_values(array_intersect(['free', 'manual'], $offered))[0] ?? '') : $typed;
        $way = WayToPay::fromInput(['gateway' => $chosen]);
        if ($way === null || !in_array($way->gateway, $offered, true) || str_ends_with($chosen, ':new')) {
            $ways = $offered === [] ? 'there is none' : implode(', ', $offered);
            Output::fail("Say with --gateway how it is paid ({$ways}). A new card is typed into the page Account, Pay of wp-admin; one that is saved is named as stripe:pm_1.");
        }
        return $way;
    }

    /**
     * @param array<string, string|bool> $named
     * @param array<string, mixed> $change
     * @param list<string> $wanted what it may have come to for the command to have done its work
     */
    private static function showChange(array $named, array $change, array $wanted = ['awaiting_payment', 'processing', 'scheduled', 'applied', 'applied_on_trust', 'owed']): void
    {
        Output::item($named, Facts::change($change));
        if (!in_array($change['status'], $wanted, true)) {
            Output::fail("The order is {$change['status']}.");
        }
    }
}
