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
    'keys' => __('Plan Bridge: keys', 'plan-bridge'),
    'clock' => __('Plan Bridge: clocks', 'plan-bridge'),
    'worker' => __('Plan Bridge: the worker', 'plan-bridge'),
    'vanished' => __('Limited sites that have lost something', 'plan-bridge'),
    'unwritten' => __('Sites without limits of their plan', 'plan-bridge'),
    'replica' => __('Reading limits from the database', 'plan-bridge'),
    'older' => __('Versions of Plan Bridge in this network', 'plan-bridge'),
    'keys_good' => [__('Plugin and service trust each other’s keys', 'plan-bridge')],
    'keys_bad' => [__('A key of Plan Bridge needs you', 'plan-bridge')],
    'keys_unknown' => [__('Nobody can tell whether the keys are right: the service does not answer', 'plan-bridge'), __('Mend the connection first; the test of it says how.', 'plan-bridge')],
    'clock_good' => [__('The service’s clock and the database’s agree', 'plan-bridge')],
    'clock_bad' => [__('The service’s clock is not the database’s', 'plan-bridge')],
    'clock_unknown' => [__('Nobody can tell whether the clocks are right: the service does not answer', 'plan-bridge'), __('Mend the connection first; the test of it says how.', 'plan-bridge')],
    'worker_good' => [__('The worker of Plan Bridge comes round', 'plan-bridge')],
    'worker_bad' => [__('The worker of Plan Bridge does not come round as it should', 'plan-bridge')],
    'worker_unknown' => [__('Nobody can tell whether the worker runs: the service does not answer', 'plan-bridge'), __('Mend the connection first; the test of it says how.', 'plan-bridge')],
    'worker_behind' => [__('Work of Plan Bridge waits longer than it should', 'plan-bridge')],
    /* translators: %s: a time span, such as 3 hours */
    'lag_tasks' => [__('The oldest task that the plan service left to WordPress has waited %s: see whether WP-Cron runs on the main site.', 'plan-bridge')],
    /* translators: %s: a time span, such as 3 hours */
    'lag_terms' => [__('A membership whose next payment may have to be asked for has waited %s to be looked at: the worker does not keep up, or does not run.', 'plan-bridge')],
    /* translators: %s: a time span, such as 3 hours */
    'lag_ranges' => [__('Sites on which limits are to be carried out have waited %s for a worker to look at them.', 'plan-bridge')],
    'lag_unknown' => [__('How long work waits cannot be read from the database.', 'plan-bridge')],
    'vanished_good' => [__('No limited site has lost its membership, its customer or its plan', 'plan-bridge')],
    'vanished_bad' => [
        __('Limited sites have lost something that they belong to', 'plan-bridge'),
        __('Their limits go on holding as they were. Give each its membership back, or delete what nobody needs; “bridge check” names all of them.', 'plan-bridge'),
    ],
    'unwritten_good' => [
        __('Every new site of a customer has the limits of its plan', 'plan-bridge'),
        /* translators: %s: a number of sites */
        __('This looks at the %s newest sites. The worker goes through all others by and by, and writes what is missing.', 'plan-bridge'),
    ],
    'unwritten_bad' => [
        __('Sites of customers have no limits yet', 'plan-bridge'),
        /* translators: 1: numbers of sites, 2: number of a site in a command */
        __('Only WordPress’ own rules hold there: %1$s. The worker writes them within a minute; if they stay here, see whether it runs, and have one written at once: bridge materialise %2$d', 'plan-bridge'),
    ],
    'replica_good' => [__('WordPress reads from the database that it writes to', 'plan-bridge')],
    'replica_drop_in' => [
        __('What WordPress reads is as new as what was written', 'plan-bridge'),
        __('A drop-in (wp-content/db.php) may read from copies of the database. Just now they are not behind, and limits are read from the one that is written to in any case.', 'plan-bridge'),
    ],
    'replica_bad' => [
        __('WordPress reads from a copy of the database that is behind', 'plan-bridge'),
        /* translators: %s: a number of seconds */
        __('It is behind by %s seconds. Limits are read from the database that is written to, if whatever divides reading and writing leaves them there: see PLAN_BRIDGE_READ_HINT in the manual for who runs Plan Bridge. What a page shows beside them may be older.', 'plan-bridge'),
    ],
    'older_good' => [__('All of this network runs a version of Plan Bridge that reads limits where they are said', 'plan-bridge')],
    'older_bad' => [
        __('An older version of the plugin was seen', 'plan-bridge'),
        /* translators: %s: a day */
        __('It was there on %s, perhaps on another web server. Update the plugin everywhere: for a week after it was last seen, limits are written twice.', 'plan-bridge'),
    ],
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
    'quota_unread' => [
        __('The limits of this site could not be read just now', 'plan-bridge'),
        __('The database did not answer. Until it does, nothing more is taken in here: no post is published, no file stored, nobody gets a role. PHP’s error log has what the database said.', 'plan-bridge'),
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
