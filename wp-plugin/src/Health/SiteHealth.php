<?php

declare(strict_types=1);

namespace PlanBridge\Health;

use PlanBridge\Limits\Quota;
use PlanBridge\Outbox\Row;

defined('ABSPATH') || exit;

/** Our tests on Tools → Site Health. They read the database and ask nobody. */
final class SiteHealth
{
    /**
     * Filter `site_status_tests`.
     *
     * @param array<string, array<string, mixed>> $tests
     * @return array<string, array<string, mixed>>
     */
    public function onTests(array $tests): array
    {
        $tests['direct']['plan_bridge_quota'] = ['label' => __('Limits of this site', 'plan-bridge'), 'test' => [$this, 'quota']];
        $tests['direct']['plan_bridge_outbox'] = ['label' => __('Tasks from the plan service', 'plan-bridge'), 'test' => [$this, 'outbox']];
        return $tests;
    }

    /** @return array<string, mixed> */
    public function quota(): array
    {
        $blogId = get_current_blog_id();
        if (!Quota::isCustomerOwned($blogId)) {
            return Result::good('plan_bridge_quota', __('This site is not a customer’s: no plan limits it', 'plan-bridge'));
        }
        $quota = Quota::written($blogId);
        return match (true) {
            $quota === null && Quota::copy($blogId) !== null => self::spoilt(),
            Quota::hasLostItsLink($blogId) => self::withoutLink(),
            $quota === null => self::notWorkedOut(),
            !$quota->hasPlan() => self::withoutPlan(),
            default => Result::good('plan_bridge_quota', __('The limits of this site’s plan hold', 'plan-bridge')),
        };
    }

    /** @return array<string, mixed> */
    private static function spoilt(): array
    {
        return Result::critical(
            'plan_bridge_quota',
            __('The limits of this site cannot be read', 'plan-bridge'),
            __('What was written last goes on holding. They are spoilt, or of a later version than this plugin: a network administrator can have them written anew (bridge materialise), or update the plugin.', 'plan-bridge')
        );
    }

    /** @return array<string, mixed> */
    private static function withoutLink(): array
    {
        return Result::critical(
            'plan_bridge_quota',
            __('This site has lost its link to its membership', 'plan-bridge'),
            __('Its limits go on holding as they were. A network administrator can give the site its type and its membership back.', 'plan-bridge')
        );
    }

    /** @return array<string, mixed> */
    private static function withoutPlan(): array
    {
        return Result::critical(
            'plan_bridge_quota',
            __('No plan limits this site: the plan of its membership cannot be found', 'plan-bridge'),
            __('Only WordPress’ own rules hold here, and what was set for this site or its membership alone. A network administrator can give the membership a plan that exists.', 'plan-bridge')
        );
    }

    /** @return array<string, mixed> */
    private static function notWorkedOut(): array
    {
        return Result::critical(
            'plan_bridge_quota',
            __('The limits of this site’s plan have not been worked out yet', 'plan-bridge'),
            __('Until they are, only WordPress’ own rules hold here. The plan service was asked for them; check that it runs and that its database is set up (bridge check).', 'plan-bridge')
        );
    }

    /** @return array<string, mixed> */
    public function outbox(): array
    {
        $failing = Row::failing();
        if ($failing['count'] === 0) {
            return Result::good('plan_bridge_outbox', __('Everything the plan service asked for has been done', 'plan-bridge'));
        }
        /* translators: 1: a number, 2: an error message */
        $words = _n(
            '%1$s task failed and is tried again: mail, cached data or disk space settings. The message was: %2$s',
            '%1$s tasks failed and are tried again: mail, cached data or disk space settings. A message was: %2$s',
            $failing['count'],
            'plan-bridge'
        );
        return Result::recommended(
            'plan_bridge_outbox',
            __('Some of what the plan service asked for could not be done', 'plan-bridge'),
            sprintf($words, number_format_i18n($failing['count']), (string) $failing['error'])
        );
    }
}
