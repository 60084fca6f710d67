<?php

declare(strict_types=1);

namespace PlanBridge\Companion;

use PlanBridge\Account\Menu;
use WP_Error;

defined('ABSPATH') || exit;

/**
 * What a program is answered, by REST or as an assistant, that wanted to write what a membership of ours keeps.
 *
 * Ultimate Multisite answers a save that had something left to write with the whole object, and one that had not with an
 * error that gives no reason. What came of the rest is told too.
 */
final class Answers
{
    /** Its codes of a save that wrote nothing. */
    private const NOTHING_WRITTEN = ['wu_rest_membership', 'wu_membership_save_failed'];

    /** Filter `rest_request_before_callbacks`. */
    public static function onRequest(mixed $answer): mixed
    {
        KeptBack::begin();
        return $answer;
    }

    /** Filter `rest_request_after_callbacks`. */
    public static function onAnswer(mixed $answer): mixed
    {
        $kept = KeptBack::take();
        $isOther = is_wp_error($answer) && !in_array($answer->get_error_code(), self::NOTHING_WRITTEN, true);
        return $kept === [] || $isOther ? $answer : self::refusal($kept, is_wp_error($answer));
    }

    /**
     * Filter `wp_register_ability_args`: an assistant's tools have no filter for what they answer.
     *
     * @param array<string, mixed> $ability
     * @return array<string, mixed>
     */
    public static function onAbility(array $ability): array
    {
        $execute = $ability['execute_callback'] ?? null;
        if (is_callable($execute)) {
            $ability['execute_callback'] = static function (mixed ...$given) use ($execute): mixed {
                self::onRequest(null);
                return self::onAnswer($execute(...$given));
            };
        }
        return $ability;
    }

    /** @param array<int, list<string>> $kept columns by membership */
    private static function refusal(array $kept, bool $isNothingWritten): WP_Error
    {
        $rest = $isNothingWritten ? __('Nothing was changed.', 'plan-bridge') : __('Anything else that was sent is saved.', 'plan-bridge');
        $told = [];
        foreach ($kept as $membership => $columns) {
            /* translators: %s: address of a page */
            $told[] = KeptBack::sentence($membership, $columns) . ' ' . sprintf(__('Its account: %s', 'plan-bridge'), Menu::onMainSite($membership));
        }
        return new WP_Error('plan_bridge_kept_back', implode(' ', [...$told, $rest]), ['status' => 409, 'not_saved' => $kept]);
    }
}
