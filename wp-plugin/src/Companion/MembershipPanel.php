<?php

declare(strict_types=1);

namespace PlanBridge\Companion;

use PlanBridge\Account\Menu;
use PlanBridge\Format;
use PlanBridge\Messages;
use PlanBridge\Network\Screens;
use PlanBridge\Service\Client;
use PlanBridge\Words;

defined('ABSPATH') || exit;

/** What the membership's own screen of Ultimate Multisite says of us: who bills it, what comes next, where to change that. */
final class MembershipPanel
{
    /**
     * Filter `wu_membership_options_sections`.
     *
     * @param array<string, array<string, mixed>> $sections
     * @return array<string, array<string, mixed>>
     */
    public static function onSections(array $sections, object $membership): array
    {
        $id = (int) $membership->get_id();
        if ($id === 0 || !Screens::mayUse(Screens::FOR_SETTINGS)) {
            return $sections;
        }
        $fields = [];
        $isOurs = Ownership::isOurMembership($id);
        foreach (self::paragraphs($id, $isOurs) as $at => $html) {
            $fields["plan_bridge_{$at}"] = ['type' => 'note', 'desc' => $html];
        }
        $panel = ['title' => 'Plan Bridge', 'desc' => __('Who bills this membership', 'plan-bridge'), 'icon' => 'dashicons-randomize', 'fields' => $fields];
        return $isOurs ? ['plan-bridge' => $panel] + $sections : $sections + ['plan-bridge' => $panel];
    }

    /** @return array<string, string> HTML, escaped */
    private static function paragraphs(int $id, bool $isOurs): array
    {
        $kept = __('Plan Bridge bills this membership. Its plan, add-ons, amount, period, dates, gateway and status are changed in Plan Bridge; what is saved here of them is kept back, except a cancellation.', 'plan-bridge');
        $told = $isOurs ? ['owner' => $kept] : [];
        $account = (new Client())->get('/v1/account', ['membership' => $id]);
        if (is_wp_error($account)) {
            return array_map('esc_html', $told + ['unread' => Messages::forPage($account)]) + ['link' => self::link($id, __('Open its account in Plan Bridge', 'plan-bridge'))];
        }
        $membership = $account['membership'];
        $told += ['owner' => Messages::forCode('owner_' . $membership['owner'])];
        $told['bill'] = self::bill($membership);
        $told += array_filter(['order' => self::order($account), 'booked' => self::booked($account)]);
        $label = $isOurs ? __('Open its account in Plan Bridge: change it there, or hand it back', 'plan-bridge') : __('Open its account in Plan Bridge: what taking it over comes to, and the button', 'plan-bridge');
        return array_map('esc_html', $told) + ['link' => self::link($id, $label)];
    }

    private static function link(int $id, string $label): string
    {
        return sprintf('<a href="%s">%s</a>', esc_url(Menu::onMainSite($id)), esc_html($label));
    }

    /** @param array<string, mixed> $membership */
    private static function bill(array $membership): string
    {
        $next = $membership['next_charge'];
        if ($next === null) {
            return Words::of('beyond_term', (string) ($membership['beyond_term'] ?? ''));
        }
        /* translators: 1: date, 2: amount */
        return sprintf(__('Next bill: %1$s, %2$s.', 'plan-bridge'), Format::date($next['date']), $next['amount']['formatted']);
    }

    /** @param array<string, mixed> $account */
    private static function order(array $account): ?string
    {
        $open = $account['open_change'];
        if ($open === null) {
            return null;
        }
        /* translators: 1: what is ordered, such as "Premium, 1 year", 2: amount */
        return sprintf(__('Open order: %1$s, %2$s.', 'plan-bridge'), Format::offer($open), $open['due_now']['formatted']) . ' ' . Messages::ofOpenChange($open);
    }

    /** @param array<string, mixed> $account */
    private static function booked(array $account): ?string
    {
        $pending = $account['pending_change'];
        if ($pending === null) {
            return null;
        }
        /* translators: 1: what is ordered, such as "Premium, 1 year", 2: date */
        return sprintf(__('Booked: %1$s, from %2$s.', 'plan-bridge'), Format::offer($pending), Format::date($pending['effective_at']));
    }
}
