<?php

declare(strict_types=1);

namespace PlanBridge;

use PlanBridge\Account\Checkout;
use PlanBridge\Account\Ending;
use PlanBridge\Account\Menu;
use PlanBridge\Account\Ownership;
use PlanBridge\Account\PaymentMethods;
use PlanBridge\Account\PayPage;
use PlanBridge\Account\Receipt;
use PlanBridge\Limits\Applied;
use PlanBridge\Limits\CarryOut;
use PlanBridge\Limits\ClosedSite;
use PlanBridge\Limits\Gate;
use PlanBridge\Limits\Included;
use PlanBridge\Limits\Invitations;
use PlanBridge\Limits\Invited;
use PlanBridge\Limits\Measured;
use PlanBridge\Limits\Posts;
use PlanBridge\Limits\Quota;
use PlanBridge\Limits\Refusal;
use PlanBridge\Limits\Sites;
use PlanBridge\Limits\Software;
use PlanBridge\Limits\Uploads;
use PlanBridge\Limits\Users;
use PlanBridge\Limits\Visits;
use PlanBridge\Network\Renamed;
use PlanBridge\Outbox\Task;

defined('ABSPATH') || exit;

/**
 * The one table of hooks, and the only file that every page loads.
 *
 * A row is `[hooks, class, method, priority, accepted arguments]`, and where a hook fires on every page a sixth entry:
 * whether there is anything to do, told without loading the class. Actions and filters are the same thing to WordPress.
 * A class is loaded when one of its hooks fires; its handler is made once per request, or none where the method is static.
 */
final class Plugin
{
    public const VERSION = '0.1.0';

    /** Names that the table needs without their class: of a capability, WP-Cron's event, addresses of admin-ajax, an option, a query. */
    public const CAPABILITY = 'plan_bridge_account';
    public const PULL = 'plan_bridge_pull_outbox';
    public const EACH_MINUTE = 'plan_bridge_minute';
    public const KNOCK = 'plan_bridge_knock';
    public const VISIT = 'plan_bridge_visit';
    public const MEASURE_AT = 'plan_bridge_measure_at';
    public const CARRY_OUT = 'plan_bridge_carry_out';
    public const REFUSED = 'plan_bridge_refused';
    public const HELD = 'plan_bridge_held';
    public const BROUGHT_BACK = 'plan_bridge_brought_back';
    public const KEPT_BACK = 'plan_bridge_kept_back';
    public const DELETED = 'plan_bridge_deleted_membership';

    /** @var array<class-string, object> handlers made in this request */
    private static array $handlers = [];

    private static bool $hasNetwork = false;

    public static function boot(): void
    {
        self::loadClasses();
        register_deactivation_hook(PLAN_BRIDGE_FILE, [Removal::class, 'deactivate']);
        add_action('init', [self::class, 'loadWords'], 1);
        add_filter('cron_schedules', static fn (array $all): array => $all + [self::EACH_MINUTE => ['interval' => MINUTE_IN_SECONDS, 'display' => 'Plan Bridge']]);
        add_filter('removable_query_args', static fn (array $names): array => [...$names, self::REFUSED, self::BROUGHT_BACK]); // a reload says nothing twice
        self::add([...self::rows(), ...self::companion()]);
        foreach (['network_admin_menu', 'site_status_tests'] as $hook) {
            add_filter($hook, self::withNetwork(...), 0);
        }
        add_action('admin_init', static fn () => wp_doing_ajax() && self::withNetwork(), 0);
        if (defined('WP_CLI') && constant('WP_CLI')) {
            Cli\Commands::register();
        }
    }

    /** PSR-4 for PlanBridge\ in this folder: one class a file. */
    public static function loadClasses(): void
    {
        spl_autoload_register(static function (string $class): void {
            $file = __DIR__ . '/' . strtr(substr($class, strlen(__NAMESPACE__) + 1), '\\', '/') . '.php';
            if (str_starts_with($class, __NAMESPACE__ . '\\') && is_file($file)) {
                require $file;
            }
        });
    }

    /** Translations of the plugin's own languages folder; WordPress' language packs come first. */
    public static function loadWords(): void
    {
        load_plugin_textdomain('plan-bridge', false, dirname(plugin_basename(PLAN_BRIDGE_FILE)) . '/languages');
    }

    /** Address of a file in assets/, with the version that makes browsers fetch it anew after an update. */
    public static function asset(string $name): string
    {
        return plugins_url('assets/' . $name, PLAN_BRIDGE_FILE);
    }

    /**
     * The handler object of a class, one per request.
     *
     * @template T of object
     * @param class-string<T> $class
     * @return T
     */
    public static function handler(string $class): object
    {
        return self::$handlers[$class] ??= new $class();
    }

    /** Adds the hooks of the network's screens and of Site Health, on the pages that can show them. */
    private static function withNetwork(mixed $value = null): mixed
    {
        if (!self::$hasNetwork) {
            self::$hasNetwork = true;
            self::add([...Network\Screens::rows(), ...Health\SiteHealth::rows()]);
        }
        return $value;
    }

    /** Whether Ultimate Multisite runs in this network. */
    public static function isBeside(): bool
    {
        return function_exists('wu_get_membership_by_hash');
    }

    private static function add(array $rows): void
    {
        foreach ($rows as $row) {
            [$hooks, $class, $method, $priority, $arguments] = $row;
            $when = $row[5] ?? null;
            $handle = static function (mixed ...$given) use ($class, $method, $when): mixed {
                if ($when !== null && !$when(...$given)) {
                    return $given[0] ?? null;
                }
                return (is_callable([$class, $method]) ? [$class, $method] : [self::handler($class), $method])(...$given);
            };
            foreach (explode(' ', $hooks) as $hook) {
                add_filter($hook, $handle, $priority, $arguments);
            }
        }
    }

    /** The limits of this site; null on the main site without looking, and where nothing of ours limits it. */
    private static function quota(): ?Quota
    {
        return is_main_site() ? null : Quota::current();
    }

    private static function rows(): array
    {
        $isClosed = static fn (): bool => self::quota()?->closedBecause() !== null && !is_super_admin();
        $isShared = static fn (mixed $ids, mixed $blog, mixed $key): bool => is_string($key) && str_starts_with($key, 'wu_');
        $isOurPage = static fn (string $page): bool => str_contains($page, 'plan-bridge-');
        $namesTypes = static fn (): bool => (self::quota()?->names('post_types') ?? []) !== [] || (!is_main_site() && Quota::isUnread(get_current_blog_id()));
        $hasRefused = static fn (): bool => class_exists(Refusal::class, false);
        $hasSpace = static fn (): bool => self::quota()?->limit('disk_space') !== null;
        $isLimited = static fn (): bool => self::quota() !== null;
        $isSwitchedHere = static fn (): bool => $isLimited() && !self::isBeside(); // else Ultimate Multisite does it
        $isRoles = static fn (mixed $check, mixed $user, mixed $key): bool => is_string($key) && str_ends_with($key, 'capabilities');
        $hasPlugins = static fn (): bool => (self::quota()?->names('plugins') ?? []) !== [];
        $isOfPlugins = static fn (array $needed, string $cap): bool => in_array($cap, ['activate_plugin', 'deactivate_plugin'], true);
        $isToBeMeasured = static fn (): bool => !wp_doing_ajax() && (int) (wp_load_alloptions()[self::MEASURE_AT] ?? 0) <= time() && $isLimited();
        $hasVisits = static fn (): bool => self::quota()?->limit('visits') !== null;
        $isCounted = static fn (): bool => did_action('template_redirect') > 0 && $hasVisits();
        $isUnplanned = static fn (): bool => is_main_site() && !wp_installing() && wp_next_scheduled(self::PULL) === false;
        $isAdminPage = static fn (): bool => is_admin() && !wp_doing_ajax() && !wp_installing() && is_user_logged_in();
        $isList = static fn (): bool => $GLOBALS['pagenow'] === 'edit.php';
        $showsHeld = static fn (): bool => ($isList() || $GLOBALS['pagenow'] === 'index.php' || ($_GET['page'] ?? '') === Menu::ACCOUNT) && $isLimited();
        return [
            // the owner's side; nobody who is logged out gets further than the login
            ['admin_menu', Menu::class, 'add', 10, 0],
            ['user_admin_menu', Menu::class, 'addToUserDashboard', 10, 0],
            ['map_meta_cap', Menu::class, 'mapCapability', 10, 3, static fn (array $caps, string $cap): bool => $cap === self::CAPABILITY],
            ['admin_enqueue_scripts', Menu::class, 'enqueue', 10, 1, $isOurPage],
            ['wp_ajax_plan_bridge_summary', Checkout::class, 'sendSummary', 10, 0],
            ['wp_ajax_plan_bridge_status', Checkout::class, 'sendStatus', 10, 0],
            ['wp_ajax_nopriv_plan_bridge_summary wp_ajax_nopriv_plan_bridge_status wp_ajax_nopriv_plan_bridge_set_up', Checkout::class, 'sendLoginFirst', 10, 0],
            ['admin_post_plan_bridge_choose', Checkout::class, 'choose', 10, 0],
            ['admin_post_plan_bridge_confirm', Checkout::class, 'confirm', 10, 0],
            ['admin_post_plan_bridge_cancel', Checkout::class, 'cancel', 10, 0],
            ['admin_post_plan_bridge_pay', PayPage::class, 'pay', 10, 0],
            ['admin_post_plan_bridge_end', Ending::class, 'cancel', 10, 0],
            ['admin_post_plan_bridge_keep', Ending::class, 'keep', 10, 0],
            ['admin_post_plan_bridge_method', PaymentMethods::class, 'act', 10, 0],
            ['wp_ajax_plan_bridge_set_up', PaymentMethods::class, 'sendSetUp', 10, 0],
            ['admin_post_plan_bridge_own', Ownership::class, 'act', 10, 0],
            ['admin_post_plan_bridge_receipt', Receipt::class, 'send', 10, 0],
            ['admin_post_nopriv_plan_bridge_receipt admin_post_nopriv_plan_bridge_choose admin_post_nopriv_plan_bridge_confirm admin_post_nopriv_plan_bridge_cancel admin_post_nopriv_plan_bridge_pay admin_post_nopriv_plan_bridge_method admin_post_nopriv_plan_bridge_end admin_post_nopriv_plan_bridge_keep', Checkout::class, 'loginFirst', 10, 0],
            // where a closed site is closed, and what happens to sites, as far as their quotas follow it
            ['template_redirect', ClosedSite::class, 'onPage', 0, 0, $isClosed],
            ['admin_init', ClosedSite::class, 'onAdmin', 1, 0, $isClosed],
            ['rest_pre_dispatch', ClosedSite::class, 'onRest', 10, 3, $isClosed],
            ['xmlrpc_call pre_comment_on_post', ClosedSite::class, 'refuse', 1, 0, $isClosed],
            ['wp_initialize_site', Gate::class, 'onBegin', PHP_INT_MIN, 1],
            ['wp_initialize_site', Gate::class, 'onMade', PHP_INT_MAX, 1],
            ['wp_initialize_site', Sites::class, 'onSite', PHP_INT_MAX, 1],
            ['wp_delete_site', Sites::class, 'onSite', 10, 1],
            ['profile_update', Renamed::class, 'onUser', 10, 2],
            ['wp_update_site', Renamed::class, 'onSite', 10, 2],
            ['wp_validate_site_data', Sites::class, 'onValidate', 10, 3],
            ['added_blog_meta updated_blog_meta deleted_blog_meta', Sites::class, 'onMeta', 10, 3, $isShared],
            // where limits are held, here and below: each row is a way in which somebody can use more; first posts
            ['rest_request_after_callbacks', Posts\Answers::class, 'onRest', 10, 3, $hasRefused],
            ['wp_insert_post_data', Posts\PostLimit::class, 'onWrite', PHP_INT_MAX, 2],
            ['save_post', Posts\PostLimit::class, 'onSaved', 1, 2],
            ['transition_post_status', Posts\PostLimit::class, 'onTransition', PHP_INT_MIN, 3],
            ['publish_future_post', Posts\PostLimit::class, 'onDue', 9, 1],
            ['pre_post_type', Posts\PostLimit::class, 'onType', 10, 1, $namesTypes],
            ['xmlrpc_methods', Posts\Answers::class, 'onMethods', PHP_INT_MAX, 1, $namesTypes],
            ['display_post_states', Posts\PostLimit::class, 'states', 10, 2],
            ['enqueue_block_editor_assets', Posts\Answers::class, 'onEditor', 10, 0],
            ['admin_enqueue_scripts', Posts\Answers::class, 'onList', 20, 1, static fn (string $page): bool => $page === 'edit.php'],
            ['admin_notices', Posts\HeldPosts::class, 'show', 10, 0, $showsHeld],
            ['load-edit.php', Posts\HeldPosts::class, 'onList', 10, 0, $isLimited],
            ['admin_post_plan_bridge_bring_back', Posts\HeldPosts::class, 'act', 10, 0],
            ['customize_controls_enqueue_scripts', Posts\Customizer::class, 'onScreen', 10, 0, $namesTypes],
            ['wp_ajax_customize-nav-menus-insert-auto-draft', Posts\Customizer::class, 'onNew', 0, 0, $namesTypes],
            ['pre_trash_post', Posts\Customizer::class, 'onTrash', 10, 2, $hasRefused],
            ['customize_save_response', Posts\Customizer::class, 'onSaved', 10, 1, $hasRefused],
            ['redirect_post_location', Refusal::class, 'onPostRedirect', 20, 1, $hasRefused],
            ['wp_redirect', Refusal::class, 'onRedirect', 20, 1, $hasRefused],
            ['wp_list_table_class_name', Posts\Answers::class, 'onRow', 10, 1, $hasRefused],
            ['admin_notices', Refusal::class, 'show', 10, 0, static fn (): bool => isset($_GET[self::REFUSED])],
            // uploads
            ['pre_site_option_upload_space_check_disabled', Uploads\UploadLimit::class, 'onDisabled', 10, 1, $hasSpace],
            ['get_space_allowed', Uploads\UploadLimit::class, 'onAllowed', 10, 1, $hasSpace],
            ['pre_get_space_used', Uploads\UploadLimit::class, 'onUsed', 10, 1, $hasSpace],
            ['admin_init', Uploads\SpaceOption::class, 'keep', 20, 0, $isLimited],
            ['init', Uploads\SpaceOption::class, 'keep', 30, 0, static fn (): bool => wp_doing_cron() && $isLimited()],
            ['wp_handle_upload_prefilter wp_handle_sideload_prefilter', Uploads\UploadLimit::class, 'onFile', 9, 1],
            ['pre_untrash_post', Uploads\UploadLimit::class, 'onUntrash', 10, 2],
            ['wp_insert_post_empty_content', Uploads\UploadLimit::class, 'onItem', PHP_INT_MAX, 2, static fn (mixed $empty, mixed $post): bool => is_array($post) && ($post['post_type'] ?? '') === 'attachment'],
            ['wp_upload_bits', Uploads\UploadLimit::class, 'onBits', 9, 1],
            ['wp_handle_upload', Uploads\UploadLimit::class, 'onStored', PHP_INT_MAX, 1],
            ['rest_request_before_callbacks', Uploads\UploadLimit::class, 'onRequest', 10, 3],
            ['rest_request_after_callbacks', Uploads\UploadLimit::class, 'onResponse', 10, 1],
            ['wp_ajax_image-editor', Uploads\Screens::class, 'onEdit', 0, 0],
            ['wp_ajax_crop-image wp_ajax_custom-header-crop', Uploads\Screens::class, 'onCrop', 0, 0],
            ['wp_enqueue_media', Uploads\Screens::class, 'onMedia', 10, 0, $hasSpace],
            ['wp_image_editors', Uploads\UploadLimit::class, 'onEditors', PHP_INT_MAX, 1],
            ['wp_save_image_editor_file', Uploads\UploadLimit::class, 'onSave', 20, 4],
            ['post-upload-ui', Uploads\Screens::class, 'onForm', 10, 0],
            ['upload_ui_over_quota', Uploads\Screens::class, 'onFull', 20, 0, $hasSpace],
            ['admin_enqueue_scripts', Uploads\Screens::class, 'onEnqueue', 99, 0, static fn (): bool => wp_script_is('plupload-handlers') && $hasSpace()],
            ['block_editor_settings_all', Uploads\Screens::class, 'onEditor', 10, 1, $hasSpace],
            // users
            ['load-user-new.php', Users::class, 'onInvite', 10, 0],
            ['init', Invitations::class, 'onAccept', 9, 0, static fn (): bool => str_contains((string) ($_SERVER['REQUEST_URI'] ?? ''), '/newbloguser/')],
            ['init', Invitations::class, 'onActivate', 9, 0, static fn (): bool => $GLOBALS['pagenow'] === 'wp-activate.php'],
            ['admin_notices', Invitations::class, 'show', 10, 0, static fn (): bool => $GLOBALS['pagenow'] === 'users.php' && (self::quota()?->names('users') ?? []) !== []],
            ['admin_post_plan_bridge_withdraw', Invitations::class, 'withdraw', 10, 0],
            ['after_signup_user', Invited::class, 'onSignup', 1, 4],
            [self::PULL, Invited::class, 'goThrough', 25, 0],
            ['wpmu_validate_user_signup', Users::class, 'onSignup', 10, 1],
            ['load-users.php', Users::class, 'onBulk', 10, 0],
            ['editable_roles', Users::class, 'onEditable', 10, 1],
            ['rest_request_before_callbacks', Users::class, 'onRequest', 10, 3],
            ['can_add_user_to_blog', Users::class, 'onAdd', 10, 3],
            ['update_user_metadata add_user_metadata', Users::class, 'onRoles', 10, 4, $isRoles],
            ['set_user_role', Users::class, 'onSet', 10, 2],
            // plugins and themes
            ['option_active_plugins', Software::class, 'onActive', 10, 1, $hasPlugins],
            ['pre_update_option_active_plugins', Software::class, 'onStore', 10, 1],
            ['map_meta_cap', Software::class, 'onCapability', 10, 4, $isOfPlugins],
            ['activate_plugin', Software::class, 'onActivate', 10, 2],
            ['load-plugins.php', Software::class, 'onScreen', 10, 0, $hasPlugins],
            ['rest_request_before_callbacks', Software::class, 'onRequest', 10, 3, $hasPlugins],
            ['all_plugins', Software::class, 'onList', 10, 1],
            ['allowed_themes', Software::class, 'onThemes', PHP_INT_MAX, 1],
            ['admin_init', Applied::class, 'keep', 21, 0, $isSwitchedHere],
            ['init', Applied::class, 'keep', 31, 0, static fn (): bool => wp_doing_cron() && $isSwitchedHere()],
            ['activated_plugin deactivated_plugin', Applied::class, 'onSwitched', 10, 1],
            ['set_user_role', Applied::class, 'onRole', 10, 1, $isSwitchedHere],
            // what a plan says of what others do: whoever prints credits in a footer, or makes a site from another
            ['plan_bridge_shows_credits', Included::class, 'onCredits', 10, 2],
            ['plan_bridge_site_templates', Included::class, 'onTemplates', 10, 2],
            // what a site uses is kept, after the answer
            ['transition_post_status', Measured::class, 'onStatus', 99, 3, $isLimited],
            ['deleted_post', Measured::class, 'onDeleted', 99, 2, $isLimited],
            ['add_attachment', Measured::class, 'onFile', 99, 0, $isLimited],
            ['set_user_role', Measured::class, 'onRole', 99, 3, $isLimited],
            ['add_user_to_blog', Measured::class, 'onRole', 99, 2, $isLimited],
            ['remove_user_from_blog', Measured::class, 'onRemove', 1, 1, $isLimited],
            ['admin_init', Measured::class, 'daily', 30, 0, $isToBeMeasured],
            ['wp_delete_site', Measured::class, 'forget', 20, 1],
            // visits, counted where the plan says something about them, be it that any number may come
            ['template_redirect', Visits\VisitLimit::class, 'onPage', 1, 0, $hasVisits],
            ['wp_footer', Visits\VisitLimit::class, 'onFooter', 99, 0, $isCounted],
            ['shutdown', Visits\VisitLimit::class, 'onShown', 1, 0, $isCounted],
            ['wp_ajax_' . self::VISIT . ' wp_ajax_nopriv_' . self::VISIT, Visits\VisitLimit::class, 'onBeacon', 10, 0],
            [self::PULL, Visits\Counter::class, 'fold', 20, 0],
            ['admin_notices', Visits\Warning::class, 'show', 10, 0, static fn (): bool => $GLOBALS['pagenow'] === 'index.php' && $hasVisits()],
            // what a payment provider sends, for a service that it cannot reach
            ['rest_api_init', Service\Webhooks::class, 'register', 10, 0],
            ['rest_pre_dispatch', Service\Webhooks::class, 'onRest', 9, 3],
            // what WordPress tells people of their data, gives them of it and takes away
            ['admin_init', Privacy\Policy::class, 'tell', 10, 0, static fn (): bool => is_main_site() && !wp_doing_ajax() && current_user_can('manage_privacy_options')],
            ['wp_privacy_personal_data_exporters', Privacy\Export::class, 'register', 10, 1],
            ['wp_privacy_personal_data_erasers', Privacy\Erasure::class, 'register', 10, 1],
            // what WordPress offers to programs that act for somebody
            ['wp_abilities_api_categories_init', Abilities::class, 'registerCategory', 10, 0],
            ['wp_abilities_api_init', Abilities::class, 'register', 10, 0],
            // when the outbox is pulled: after a page of wp-admin, by WP-Cron once a minute, and when the service knocks
            ['init', Task::class, 'schedule', 20, 0, $isUnplanned],
            [self::PULL, Task::class, 'pull', 10, 0],
            [self::PULL, CarryOut::class, 'pull', 30, 0],
            ['wp_ajax_' . self::CARRY_OUT . ' wp_ajax_nopriv_' . self::CARRY_OUT, CarryOut::class, 'onAsked', 10, 0],
            ['shutdown', Task::class, 'afterPage', 20, 0, $isAdminPage],
            ['wp_ajax_' . self::KNOCK . ' wp_ajax_nopriv_' . self::KNOCK, Task::class, 'onKnock', 10, 0],
        ];
    }

    /**
     * Beside a running Ultimate Multisite, whose hooks these are; elsewhere none of them fires. They are there as soon as
     * this file is read: some of its requests end at `plugins_loaded`.
     */
    private static function companion(): array
    {
        $isThere = self::isBeside(...);
        $isOurCapability = static fn (array $caps, string $cap): bool => $cap === self::CAPABILITY && self::isBeside();
        $isTheirProduct = static fn (): bool => is_network_admin() && ($_GET['page'] ?? '') === 'wp-ultimo-edit-product';
        $isAccountPage = static fn (): bool => in_array($_GET['page'] ?? '', ['account', Menu::ACCOUNT, Menu::CHANGE], true) && self::isBeside();
        $isLink = static fn (): bool => (isset($_GET['membership']) || isset($_GET['payment'])) && $isThere() && Companion\Checkout::isLink();
        $isSwapKey = static fn (mixed $check, mixed $id, mixed $key): bool => in_array($key, Companion\Queue::SWAP_KEYS, true);
        $isSwap = static fn (mixed $done, mixed $when, mixed $hook): bool => $hook === 'wu_async_membership_swap';
        $queued = 'wu_async_create_renewal_payment wu_async_mark_membership_as_expired wu_async_membership_swap wu_async_after_membership_update_products';
        $isTheirAbility = static fn (mixed $ability, mixed $name): bool => is_string($name) && str_starts_with($name, 'multisite-ultimate/');
        $wasKept = static fn (): bool => (bool) get_user_meta(get_current_user_id(), self::KEPT_BACK, true);
        return [
            ['wu_membership_pre_save', Companion\Saving::class, 'onSave', PHP_INT_MAX, 3],
            ['wu_membership_post_save', Companion\Saving::class, 'onSaved', PHP_INT_MIN, 2],
            ['wu_model_post_save', Companion\Saving::class, 'onTold', PHP_INT_MIN, 4, static fn (mixed $kind): bool => $kind === 'membership'],
            ['wu_exclude_transitions_keys', Companion\Saving::class, 'withoutKept', 10, 1],
            ['all_admin_notices', Companion\KeptBack::class, 'show', 10, 0, $wasKept],
            ['rest_request_before_callbacks', Companion\Answers::class, 'onRequest', PHP_INT_MAX, 1, $isThere],
            ['rest_request_after_callbacks', Companion\Answers::class, 'onAnswer', PHP_INT_MAX, 1, $isThere],
            ['wp_register_ability_args', Companion\Answers::class, 'onAbility', 10, 2, $isTheirAbility],
            ['wu_register_gateways', Companion\Gateway::class, 'register', 10, 0],
            ['wu_membership_options_sections', Companion\MembershipPanel::class, 'onSections', 10, 2],
            ['wu_product_options_sections', Companion\ProductTab::class, 'onSections', 10, 2],
            ['wu_product_post_save', Companion\ProductTab::class, 'onSaved', 10, 2, static fn (): bool => isset($_POST['plan_bridge_rules'])],
            ['all_admin_notices', Companion\ProductTab::class, 'show', 10, 0, $isTheirProduct],
            ['wu_product_post_save', Companion\Limits::class, 'onProduct', 20, 2],
            ['wu_membership_post_save', Companion\Limits::class, 'onMembership', 20, 2],
            ['wu_membership_post_delete', Companion\Deleted::class, 'onDelete', 10, 2],
            ['wu_transition_payment_status', Companion\Bills::class, 'onStatus', 10, 3],
            ['wu_cart_after_setup', Companion\Checkout::class, 'onCart', 10, 1],
            ['wu_checkout_before_process_checkout', Companion\Checkout::class, 'onOrder', 10, 1],
            ['load-admin_page_wu-checkout template_redirect', Companion\Checkout::class, 'onPage', 0, 0, $isLink],
            ['wu_ajax_wu_form_display', Companion\Checkout::class, 'onModal', 0, 0],
            ['wu_ajax_wu_form_handler', Companion\Checkout::class, 'onModalSent', 0, 0],
            ['admin_menu', Companion\Account::class, 'onMenu', PHP_INT_MAX, 0, $isThere],
            ['user_admin_menu', Companion\Account::class, 'onUserMenu', PHP_INT_MAX, 0, $isThere],
            ['map_meta_cap', Companion\Account::class, 'mapCapability', 11, 3, $isOurCapability],
            ['load-toplevel_page_account', Companion\Account::class, 'onPage', 0, 0, $isThere],
            ['wu_page_account_register_widgets', Companion\Account::class, 'onBoxes', 10, 0],
            ['parent_file', Companion\Account::class, 'highlight', 10, 1, $isThere],
            ['submenu_file', Companion\Account::class, 'highlightPart', 10, 1, $isAccountPage],
            ['add_wu_membership_metadata update_wu_membership_metadata', Companion\Queue::class, 'onSwapMeta', 10, 3, $isSwapKey],
            ['pre_as_schedule_single_action', Companion\Queue::class, 'onSwapScheduled', 10, 4, $isSwap],
            [$queued, Companion\Queue::class, 'before', 1, 1],
            [$queued, Companion\Queue::class, 'after', PHP_INT_MAX, 0],
        ];
    }
}
