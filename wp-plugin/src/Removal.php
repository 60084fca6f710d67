<?php

declare(strict_types=1);

namespace PlanBridge;

use PlanBridge\Limits\Applied;
use PlanBridge\Limits\Invited;
use PlanBridge\Limits\Measured;
use PlanBridge\Limits\Posts\PostLimit;
use PlanBridge\Limits\Uploads\SpaceOption;
use PlanBridge\Network\Fields;
use PlanBridge\Outbox\Happened;
use PlanBridge\Service\Client;
use PlanBridge\Service\Keys;
use PlanBridge\Service\Network;

defined('ABSPATH') || exit;

/**
 * What the plugin leaves behind, and takes away again.
 *
 * Memberships, payments, account credit, quotas and the journal stay: they are the network's records, and the service
 * goes on working with them. `bridge_keys` keeps the public key, which is of no use to anybody without its secret half.
 */
final class Removal
{
    private const OPTIONS = [Keys::OPTION, Client::ADDRESS_OPTION, Fields::OPTION, Happened::OPTION, Invited::SEEN];
    private const SITES_AT_ONCE = 200;
    private const SECONDS = 15.0;

    /**
     * When the plugin is switched off: WP-Cron must not call what is no longer there, and what a running Ultimate Multisite
     * would not bill as it stands is handed back to it.
     */
    public static function deactivate(): void
    {
        self::handBack();
        switch_to_blog(get_main_site_id());
        wp_clear_scheduled_hook(Plugin::PULL);
        restore_current_blog();
    }

    /**
     * The service's worker does it, however many there are. Where it cannot be asked, whoever runs the network is told what
     * to do by mail: nothing of ours shows a notice any more.
     */
    private static function handBack(): void
    {
        if (!function_exists('wu_get_membership_by_hash') || !Network::isOurs()) {
            return;
        }
        $answer = is_super_admin()
            ? (new Client())->post('/v1/network/ownership', ['direction' => 'hand_back'], Client::CONFIRM_SECONDS)
            : (new Client(true))->post('/v1/network/ownership/switched-off', [], Client::CONFIRM_SECONDS); // a command, or cron: nobody is logged in
        if (is_wp_error($answer)) {
            error_log("plan-bridge: memberships were not handed back: {$answer->get_error_code()}. Run: bridge release --all");
            [$subject, $text] = Words::table('letters')['switched_off'];
            wp_mail((string) get_site_option('admin_email'), sprintf($subject, wp_specialchars_decode((string) get_site_option('site_name'), ENT_QUOTES)), "{$text}\n\nbridge release --all\n");
        }
    }

    /** When the plugin is deleted: its key, settings, unread messages, short-lived notes and marks on posts. */
    public static function uninstall(): void
    {
        global $wpdb;
        self::deactivate();
        foreach (self::OPTIONS as $option) {
            delete_site_option($option);
            $wpdb->delete($wpdb->sitemeta, ['meta_key' => $option], ['%s']); // of each network
        }
        foreach (['_site_transient_', '_site_transient_timeout_'] as $kind) {
            $names = $wpdb->esc_like("{$kind}plan_bridge_") . '%';
            $wpdb->query($wpdb->prepare("DELETE FROM {$wpdb->sitemeta} WHERE meta_key LIKE %s", $names));
        }
        delete_metadata('user', 0, Flash::META, '', true);
        delete_metadata('user', 0, Plugin::KEPT_BACK, '', true);
        delete_metadata('user', 0, Plugin::DELETED, '', true);
        Network::quietly(self::marks(...)); // the table, or a site's, may be gone
    }

    /**
     * The mark of posts that a limit kept as drafts, on customers' sites, some hundred at a time and for a few seconds:
     * there is no second request in which to go on. What is left then is one hidden row for each such draft.
     */
    private static function marks(\wpdb $db): void
    {
        $until = microtime(true) + self::SECONDS;
        foreach (['bridge_site_limits', 'bridge_site_quotas'] as $table) { // the second is of an earlier version
            $sql = 'SELECT blog_id FROM ' . Network::table($table) . ' WHERE blog_id > %d ORDER BY blog_id LIMIT %d';
            $last = 0;
            do {
                $sites = $db->get_col($db->prepare($sql, $last, self::SITES_AT_ONCE));
                foreach ($sites as $site) {
                    $last = (int) $site;
                    $db->delete($db->get_blog_prefix($last) . 'postmeta', ['meta_key' => PostLimit::META], ['%s']);
                    $notes = $db->prepare('option_name LIKE %s', $db->esc_like(Invited::NOTE) . '%');
                    $db->query("DELETE FROM {$db->get_blog_prefix($last)}options WHERE {$notes}");
                    foreach ([SpaceOption::WRITTEN, Applied::OPTION, Measured::OPTION] as $option) {
                        $db->delete($db->get_blog_prefix($last) . 'options', ['option_name' => $option], ['%s']);
                    }
                }
            } while (count($sites) === self::SITES_AT_ONCE && microtime(true) < $until);
        }
    }
}
