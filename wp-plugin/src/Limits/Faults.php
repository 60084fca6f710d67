<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

use PlanBridge\Service\Network;
use PlanBridge\Words;

defined('ABSPATH') || exit;

/** What is wrong with limits and whose, as the service noted it and we do: few rows, gone when mended. */
final class Faults
{
    /** Not a fault, a note for the service: a membership whose shared row somebody else has written. */
    public const TO_LOOK_AT = 'limits_differ';

    /** Notes a fault of a product, a membership or a site; one that is noted already keeps its day, and nothing is written. */
    public static function note(string $subject, int $id, string $code): void
    {
        $table = Network::table('bridge_limit_faults');
        $found = "SELECT 1 FROM {$table} WHERE subject = %s AND subject_id = %d AND code = %s";
        $sql = "INSERT IGNORE INTO {$table} (subject, subject_id, code, details, since) VALUES (%s, %d, %s, '{}', UTC_TIMESTAMP(6))";
        Network::quietly(static fn (\wpdb $db): mixed => $db->get_var($db->prepare($found, $subject, $id, $code))
            ?? $db->query($db->prepare($sql, $subject, $id, $code)));
    }

    /** How many there are; of some codes, or of all but these. */
    public static function count(array $codes = [], bool $isOnlyOf = true): int
    {
        $sql = 'SELECT COUNT(*) FROM ' . Network::table('bridge_limit_faults') . self::where($codes, $isOnlyOf);
        return (int) Network::quietly(static fn (\wpdb $db): ?string => $db->get_var($sql));
    }

    /** @return list<string> the first of them as sentences, the oldest first */
    public static function words(int $most, array $codes = [], bool $isOnlyOf = true): array
    {
        $sql = 'SELECT subject, subject_id, code, details FROM ' . Network::table('bridge_limit_faults') . self::where($codes, $isOnlyOf)
            . ' ORDER BY since, subject, subject_id LIMIT ' . $most;
        $rows = Network::quietly(static fn (\wpdb $db): mixed => $db->get_results($sql, ARRAY_A));
        return array_map([self::class, 'sentence'], is_array($rows) ? $rows : []);
    }

    private static function where(array $codes, bool $isOnlyOf): string
    {
        global $wpdb;
        $holders = implode(', ', array_fill(0, count($codes), '%s'));
        $of = $codes === [] ? '' : ' AND code ' . ($isOnlyOf ? 'IN' : 'NOT IN') . " ({$holders})";
        return $wpdb->prepare(" WHERE code <> %s{$of}", self::TO_LOOK_AT, ...$codes);
    }

    public static function sentence(array $row): string
    {
        $details = (array) json_decode($row['details'], true);
        $about = $row['code'] === 'limits_unreadable' ? self::parts($details) : (string) ($details['membership_id'] ?? '');
        $sentence = Words::table('names')['fault'][$row['code']] ?? "%1\$s: {$row['code']}";
        return sprintf($sentence, sprintf(Words::of('fault_subject', $row['subject']), $row['subject_id']), $about);
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
