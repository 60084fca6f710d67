<?php

declare(strict_types=1);

namespace PlanBridge\Network;

use PlanBridge\Format;
use PlanBridge\Limits\LimitTable;
use PlanBridge\Limits\Quota;
use PlanBridge\Limits\Sites;
use PlanBridge\Limits\Sources;
use PlanBridge\Limits\Usage;
use PlanBridge\Limits\Visits\Pace;
use PlanBridge\Messages;
use PlanBridge\SentText;
use PlanBridge\Service\Client;
use PlanBridge\View;
use PlanBridge\Words;
use WP_Error;

defined('ABSPATH') || exit;

/** The tab "Limits" of Network Admin → Sites → a site: what holds, who said so, what is used of it, what has no effect. */
final class SiteLimits
{
    private const ALONE = ['customer_user_role', 'hide_credits'];

    /** Filter `network_edit_site_nav_links`. */
    public function addTab(array $links): array
    {
        return $links + ['plan-bridge' => ['label' => __('Limits', 'plan-bridge'), 'url' => 'admin.php?page=' . Screens::SITE, 'cap' => Screens::FOR_SETTINGS]];
    }

    public function load(): void
    {
        if (get_site(SentText::id($_GET, 'id')) === null) {
            wp_die(esc_html(translate('The requested site does not exist.')), '', ['response' => 404]);
        }
    }

    public function render(): void
    {
        $blogId = SentText::id($_GET, 'id');
        $isOwned = Quota::isCustomerOwned($blogId);
        $answer = $isOwned ? self::asked($blogId) : null;
        $isTold = $answer !== null && !is_wp_error($answer);
        View::render('network/site-limits', [
            'blog_id' => $blogId,
            'is_owned' => $isOwned,
            'error' => is_wp_error($answer) ? Messages::forPage($answer) : null,
            'notices' => $isTold ? self::notices($answer) : [],
            'membership' => $isTold ? $answer['membership_id'] : 0,
            'plan' => $isTold ? $answer['plan_name'] : '',
            'numbers' => $isTold ? self::numbers($blogId, $answer) : [],
            'others' => $isTold ? array_map(self::row(...), array_filter($answer['limits'], static fn (array $limit): bool => !self::isNumber($limit['limit']))) : [],
        ]);
    }

    public static function address(int $blogId): string
    {
        return Screens::address(Screens::SITE, ['id' => $blogId]);
    }

    /** Asks the service; where nothing is written of a customer's site yet, to write it first. */
    private static function asked(int $blogId): array|WP_Error
    {
        if (Sources::ofSite($blogId) === null) {
            (new Client(system: true))->post("/v1/sites/{$blogId}/quota", []);
        }
        return (new Client())->get("/v1/network/sites/{$blogId}/limits");
    }

    /** @return list<array{string, string}> what to look at: how bad it is, and the sentence */
    private static function notices(array $answer): array
    {
        $notices = [];
        if ($answer['plan_id'] === null) {
            $notices[] = ['error', __('What the plan of this site says is missing. What was known last holds, or, where nothing is, WordPress’ own rules.', 'plan-bridge')];
        }
        foreach ($answer['faults'] as $fault) {
            $who = sprintf(Words::of('fault_subject', $fault['who']), $fault['id']);
            $notices[] = ['error', sprintf($fault['what'] === 'missing'
                /* translators: %s: a product, a membership or a site with its number */
                ? __('%s: what it says of limits is missing. It is never taken for unlimited: what was said before holds, or nothing is added.', 'plan-bridge')
                /* translators: %s: a product, a membership or a site with its number */
                : __('%s: what it says of limits cannot be read. It is never taken for unlimited: what was said before holds, or nothing is added.', 'plan-bridge'), $who)];
        }
        if ($answer['moved']) {
            $notices[] = ['warning', __('Somebody has written this membership outside of Plan Bridge. The worker looks at it in its next round; until then these limits hold.', 'plan-bridge')];
        }
        $grace = Quota::for($answer['blog_id'])?->grace();
        if ($grace !== null) {
            /* translators: 1: a day, 2: names of limits */
            $notices[] = ['info', sprintf(__('Until %1$s what held before the last change goes on on this site for: %2$s. The figures below are what holds from then on.', 'plan-bridge'), Format::date($grace['until']), Format::listed(array_map(self::name(...), $grace['limits'])))];
        }
        $closed = Quota::for($answer['blog_id'])?->closedBecause();
        if ($closed !== null) {
            $notices[] = ['warning', sprintf(/* translators: %s: Expired, Cancelled, Paused */ __('The site is closed for visitors: %s.', 'plan-bridge'), Words::of('status', $closed))];
        }
        $carried = Words::table('names')['carried'][$answer['carried']] ?? '';
        return $carried === '' ? $notices : [...$notices, [$answer['carried'] === 'waiting' ? 'warning' : 'info', $carried]];
    }

    /** @return list<array<string, mixed>> the limits that are numbers, each with what is used of it on this site now */
    private static function numbers(int $blogId, array $answer): array
    {
        $limits = array_filter($answer['limits'], static fn (array $limit): bool => self::isNumber($limit['limit']));
        $ofSites = array_values(array_filter($limits, static fn (array $limit): bool => $limit['limit'] === 'sites'));
        $usage = Usage::forSite($blogId) + ['sites' => Sites::ofMembership($answer['membership_id'], (int) ($ofSites[0]['holds']['number'] ?? 0))];
        return array_map(static fn (array $limit): array => self::row($limit) + self::used($blogId, $limit, LimitTable::used($limit['limit'], $usage)), array_values($limits));
    }

    /** What is used, whether that is over, and for visits when the limit is reached. */
    private static function used(int $blogId, array $limit, int|float|null $used): array
    {
        $most = match ($limit['holds']['code']) {
            'number' => $limit['holds']['number'],
            'none' => 0,
            default => null,
        };
        $over = $most !== null && $used !== null && $used > $most ? $used - $most : 0;
        $orMore = $limit['limit'] === 'sites' ? Sites::orMore((int) $used, $most) : '';
        return [
            'used' => $used === null ? __('not counted', 'plan-bridge') : Format::limit($limit['limit'], $used) . $orMore,
            /* translators: %s: how much or how many, such as 20 MB */
            'over' => $over > 0 ? sprintf(__('%s over the limit', 'plan-bridge'), Format::limit($limit['limit'], $over) . $orMore) : '',
            'pace' => $limit['limit'] === 'visits' && $most !== null ? Pace::of($blogId)->sentence($most) : '',
        ];
    }

    /** @return array<string, mixed> a limit, what holds, and who said so in a sentence each */
    private static function row(array $limit): array
    {
        $name = $limit['limit'];
        $heard = array_filter($limit['steps'], static fn (array $step): bool => $step['who'] === 'plan' || $step['changes'] || $step['says']['code'] !== 'nothing');
        return [
            'name' => self::name($name),
            'key' => $name,
            'holds' => self::word($name, $limit['holds']),
            'said' => array_map(static fn (array $step): string => self::step($name, $step), array_values($heard)),
            'void' => array_map(static fn (array $void): string => self::void($name, $void), $limit['void']),
        ];
    }

    /** "Package “More space” (2 of it) says 250 MB: then 1,000 MB", as bridge explain-limit says it. */
    private static function step(string $limit, array $step): string
    {
        $says = self::word($limit, $step['says']);
        $who = self::who($step) . ($step['quantity'] > 1 ? ' ' . sprintf(/* translators: %s: how many of a package */ __('(%s of it)', 'plan-bridge'), number_format_i18n($step['quantity'])) : '');
        return match (true) {
            !$step['changes'] => sprintf(/* translators: 1: who, such as Package “More”, 2: what that says, such as 250 MB */ __('%1$s says %2$s: changes nothing', 'plan-bridge'), $who, $says),
            $step['who'] === 'plan' => sprintf(/* translators: 1: who, such as Plan “Pro”, 2: what that says */ __('%1$s says %2$s', 'plan-bridge'), $who, $says),
            default => sprintf(/* translators: 1: who, such as Package “More”, 2: what that says, 3: what holds with it */ __('%1$s says %2$s: then %3$s', 'plan-bridge'), $who, $says, self::word($limit, $step['then'])),
        };
    }

    private static function void(string $limit, array $void): string
    {
        return sprintf(
            /* translators: 1: who, such as Package “More”, 2: whose own value, such as the site’s, 3: what plan and packages come to */
            __('%1$s is without effect: the own value of %2$s stands in its place. Plan and packages come to %3$s.', 'plan-bridge'),
            self::who($void),
            self::who(['who' => $void['by'], 'id' => $void['by_id'], 'name' => '']),
            self::word($limit, $void['given'])
        );
    }

    private static function who(array $who): string
    {
        return sprintf(Words::of('limit_voice', $who['who']), $who['name'] === '' ? (string) $who['id'] : $who['name']);
    }

    private static function word(string $limit, array $word): string
    {
        return match ($word['code']) {
            'number' => Format::limit($limit, $word['number']),
            'off_number' => sprintf(/* translators: %s: a number that is kept beside a switch that is off */ __('off, %s', 'plan-bridge'), Format::limit($limit, $word['number'])),
            'words' => Format::listed(array_map(static fn (string $one): string => Words::of('behavior', $one), $word['words'])),
            default => Words::of('limit_word', $word['code']),
        };
    }

    private static function name(string $limit): string
    {
        [$module, $of] = explode('.', $limit, 2) + [1 => ''];
        return match ($module) {
            'plugins' => sprintf(/* translators: %s: a plugin's file */ __('Plugin %s', 'plan-bridge'), $of),
            'themes' => sprintf(/* translators: %s: a theme's folder */ __('Theme %s', 'plan-bridge'), $of),
            'site_templates' => sprintf(/* translators: %s: number of a site */ __('Site template %s', 'plan-bridge'), $of),
            'customer_user_role' => __('Role of the customer', 'plan-bridge'),
            'hide_credits' => __('Credits in the footer are hidden', 'plan-bridge'),
            default => LimitTable::name($limit),
        };
    }

    private static function isNumber(string $limit): bool
    {
        return !in_array($limit, self::ALONE, true) && preg_match('/^(plugins|themes|site_templates)\./', $limit) !== 1;
    }
}
