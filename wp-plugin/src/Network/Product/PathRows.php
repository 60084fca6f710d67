<?php

declare(strict_types=1);

namespace PlanBridge\Network\Product;

defined('ABSPATH') || exit;

/** Puts the saved paths beside the edited ones: one row for each other plan. */
final class PathRows
{
    /**
     * @param array<string, mixed> $answer of the service: `saved` (null for a new product), `edited`
     * @param 'from'|'to' $direction
     * @return list<array{name: string, saved: string, edited: string, reasons: list<string>, changed: bool}>
     */
    public static function of(array $answer, string $direction): array
    {
        $saved = self::byPlan($answer['saved'][$direction] ?? []);
        $edited = self::byPlan($answer['edited'][$direction] ?? []);
        $rows = [];
        foreach ($edited + $saved as $id => $entry) {
            $before = PathWords::answer($saved[$id] ?? null);
            $after = PathWords::answer($edited[$id] ?? null);
            $reasons = PathWords::reasons($edited[$id] ?? null);
            $isNew = ($answer['saved'] ?? null) === null;
            $moved = $before !== $after || PathWords::reasons($saved[$id] ?? null) !== $reasons;
            $rows[] = [
                'name' => (string) ($entry['name'] ?? ''),
                'saved' => $before,
                'edited' => $after,
                'reasons' => $reasons,
                'changed' => !$isNew && $moved,
            ];
        }
        return $rows;
    }

    /**
     * @param mixed $entries
     * @return array<int, array<string, mixed>>
     */
    private static function byPlan(mixed $entries): array
    {
        $plans = [];
        foreach (is_array($entries) ? $entries : [] as $entry) {
            if (is_array($entry)) {
                $plans[(int) ($entry['plan_id'] ?? 0)] = $entry;
            }
        }
        return $plans;
    }
}
