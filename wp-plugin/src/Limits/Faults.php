<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

use PlanBridge\Service\Network;

defined('ABSPATH') || exit;

/** What is wrong with limits and whose, as the service noted it and we do: few rows, gone when mended. */
final class Faults
{
    /** Notes a fault of a site; one that is noted already keeps its day. */
    public static function note(int $blogId, string $code): void
    {
        $sql = 'INSERT IGNORE INTO ' . Network::table('bridge_limit_faults')
            . " (subject, subject_id, code, details, since) VALUES ('site', %d, %s, '{}', UTC_TIMESTAMP(6))";
        Network::quietly(static fn (\wpdb $db): mixed => $db->query($db->prepare($sql, $blogId, $code)));
    }

    /** How many there are. */
    public static function count(): int
    {
        $sql = 'SELECT COUNT(*) FROM ' . Network::table('bridge_limit_faults');
        return (int) Network::quietly(static fn (\wpdb $db): ?string => $db->get_var($sql));
    }

    /** @return list<string> the first of them as sentences, the oldest first */
    public static function words(int $most): array
    {
        $sql = 'SELECT subject, subject_id, code, details FROM ' . Network::table('bridge_limit_faults')
            . ' ORDER BY since, subject, subject_id LIMIT %d';
        $rows = Network::quietly(static fn (\wpdb $db): mixed => $db->get_results($db->prepare($sql, $most), ARRAY_A));
        return array_map([self::class, 'sentence'], is_array($rows) ? $rows : []);
    }

    public static function sentence(array $row): string
    {
        $details = (array) json_decode($row['details'], true);
        $about = $row['code'] === 'limits_unreadable' ? self::parts($details) : (string) ($details['membership_id'] ?? '');
        $subject = match ($row['subject']) {
            /* translators: %s: number of a product */
            'product' => __('Product %s', 'plan-bridge'),
            /* translators: %s: number of a membership */
            'membership' => __('Membership %s', 'plan-bridge'),
            /* translators: %s: number of a site */
            default => __('Site %s', 'plan-bridge'),
        };
        $sentence = match ($row['code']) {
            /* translators: 1: product, membership or site with its number, 2: limits with what is stored */
            'limits_unreadable' => __('%1$s has limits that cannot be read: %2$s. What was said last goes on holding; set them anew.', 'plan-bridge'),
            /* translators: 1: site with its number */
            'quota_unreadable' => __('%1$s: what is stored of its limits cannot be read, or is of a later version of the service. What was written last goes on holding; run bridge materialise for it, or update the plugin.', 'plan-bridge'),
            /* translators: 1: site with its number, 2: number of a membership */
            'link_lost' => __('%1$s has lost its type or its membership. The limits of membership %2$s go on holding; give the site both back.', 'plan-bridge'),
            /* translators: 1: site with its number, 2: number of a membership */
            'membership_gone' => __('%1$s: membership %2$s is gone. Its limits go on holding; give the site another membership, or make it a site of the network.', 'plan-bridge'),
            /* translators: 1: site with its number, 2: number of a membership */
            'customer_gone' => __('%1$s: the customer of membership %2$s is gone, so nobody can buy for it. Its limits go on holding; give the membership a customer.', 'plan-bridge'),
            /* translators: 1: site with its number, 2: number of a membership */
            'plan_gone' => __('%1$s: the plan of membership %2$s is gone. Its limits go on holding; give the membership a plan that exists.', 'plan-bridge'),
            /* translators: 1: site with its number, 2: number of a membership */
            'site_gone' => __('%1$s is gone, but its limits are kept with membership %2$s. Nothing has to be done.', 'plan-bridge'),
            default => '%1$s: ' . $row['code'],
        };
        return sprintf($sentence, sprintf($subject, $row['subject_id']), $about);
    }

    private static function parts(array $details): string
    {
        $words = [];
        foreach ((array) ($details['parts'] ?? []) as $part) {
            $name = (string) ($part['part'] ?? '');
            $words[] = ($name === '' ? __('all', 'plan-bridge') : $name) . ' “' . (string) ($part['stored'] ?? '') . '”';
        }
        return implode(', ', $words);
    }
}
