<?php

/** Headings of screens, tabs and limits, captions of their tables, and of the row in which a key is typed. */

declare(strict_types=1);

defined('ABSPATH') || exit;

return static fn (): array => [
    'plan-bridge-products' => __('Products', 'plan-bridge'),
    'plan-bridge-product' => __('Add product', 'plan-bridge'),
    'plan-bridge-map' => __('Plan map', 'plan-bridge'),
    'plan-bridge-payments' => __('Payments', 'plan-bridge'),
    'plan-bridge-memberships' => __('Memberships', 'plan-bridge'),
    'plan-bridge-membership' => __('Membership', 'plan-bridge'),
    'plan-bridge-codes' => __('Discount codes', 'plan-bridge'),
    'plan-bridge-give' => __('Give a membership', 'plan-bridge'),
    'plan-bridge-taxes' => __('Tax rates', 'plan-bridge'),
    'plan-bridge-letters' => __('Letters', 'plan-bridge'),
    'plan-bridge-runs' => __('Carry out limits', 'plan-bridge'),
    'plan-bridge-site' => __('Limits of a site', 'plan-bridge'),
    'plan-bridge-settings' => __('Settings', 'plan-bridge'),
    'add.plan' => __('Add a plan', 'plan-bridge'),
    'add.package' => __('Add a package', 'plan-bridge'),
    'add.service' => __('Add a service', 'plan-bridge'),
    'tab.general' => __('General', 'plan-bridge'),
    'tab.pricing' => __('Pricing', 'plan-bridge'),
    'tab.limits' => __('Limits', 'plan-bridge'),
    'tab.up-downgrades' => __('Up & Downgrades', 'plan-bridge'),
    'limits.numbers' => __('Space, visits, sites and domains', 'plan-bridge'),
    'limits.disk_space' => __('Disk space (MB)', 'plan-bridge'),
    'limits.visits' => __('Visits per month', 'plan-bridge'),
    'limits.sites' => __('Sites', 'plan-bridge'),
    'limits.domain_mapping' => __('Own domains', 'plan-bridge'),
    'limits.post_types' => __('Posts, by type', 'plan-bridge'),
    'limits.post_types.other' => __('Another post type, by its key', 'plan-bridge'),
    'limits.users' => __('Users, by role', 'plan-bridge'),
    'limits.users.other' => __('Another role, by its key', 'plan-bridge'),
];
