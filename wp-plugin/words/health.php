<?php

/**
 * Site Health: each of our tests with its name, and what it finds: a label, and a text where something is to be done about it.
 */

declare(strict_types=1);

defined('ABSPATH') || exit;

return static fn (): array => [
    'connection' => __('Plan Bridge: connection to the service', 'plan-bridge'),
    'limits' => __('Limits of all sites', 'plan-bridge'),
    'quota' => __('Limits of this site', 'plan-bridge'),
    'outbox' => __('Tasks from the plan service', 'plan-bridge'),
    'connection_good' => [__('Plan Bridge is connected to its service', 'plan-bridge')],
    'connection_bad' => [__('Plan Bridge has a problem with its service', 'plan-bridge')],
    'limits_good' => [__('All limits of this network can be read', 'plan-bridge')],
    'limits_bad' => [__('Limits of this network have to be mended', 'plan-bridge')],
    'outbox_good' => [__('Everything the plan service asked for has been done', 'plan-bridge')],
    'outbox_bad' => [__('Some of what the plan service asked for could not be done', 'plan-bridge')],
    'quota_not_owned' => [__('This site is not a customer’s: no plan limits it', 'plan-bridge')],
    'quota_unreadable' => [
        __('The limits of this site cannot be read', 'plan-bridge'),
        __('What was written last goes on holding. They are spoilt, or of a later version than this plugin: a network administrator can have them written anew (bridge materialise), or update the plugin.', 'plan-bridge'),
    ],
    'quota_link_lost' => [
        __('This site has lost its link to its membership', 'plan-bridge'),
        __('Its limits go on holding as they were. A network administrator can give the site its type and its membership back.', 'plan-bridge'),
    ],
    'quota_missing' => [
        __('The limits of this site’s plan have not been worked out yet', 'plan-bridge'),
        __('Until they are, only WordPress’ own rules hold here. The plan service was asked for them; check that it runs and that its database is set up (bridge check).', 'plan-bridge'),
    ],
    'quota_plan_gone' => [
        __('No plan limits this site: the plan of its membership cannot be found', 'plan-bridge'),
        __('Only WordPress’ own rules hold here, and what was set for this site or its membership alone. A network administrator can give the membership a plan that exists.', 'plan-bridge'),
    ],
    'quota_good' => [__('The limits of this site’s plan hold', 'plan-bridge')],
];
