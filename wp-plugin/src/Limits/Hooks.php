<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

defined('ABSPATH') || exit;

/**
 * Where limits are held. Each row is a way in which somebody can use more; the classes say what does not hold there.
 */
final class Hooks
{
    /** @return list<array{string, class-string, string, int, int}> */
    public static function rows(): array
    {
        return [...self::posts(), ...self::uploads(), ...self::users(), ...self::software(), ...self::screens()];
    }

    /** @return list<array{string, class-string, string, int, int}> */
    private static function posts(): array
    {
        return [
            ['rest_api_init', Posts\RestPosts::class, 'onInit', 10, 0],
            ['rest_request_after_callbacks', Posts\RestPosts::class, 'onAnswer', 10, 3],
            ['enqueue_block_editor_assets', Posts\BlockEditor::class, 'onEnqueue', 10, 0],
            ['wp_insert_post_data', Posts\SavedPosts::class, 'onWrite', PHP_INT_MAX, 2],
            ['save_post', Posts\SavedPosts::class, 'onSaved', 1, 2],
            ['transition_post_status', Posts\SavedPosts::class, 'onTransition', PHP_INT_MIN, 3],
            ['publish_future_post', Posts\SavedPosts::class, 'onDue', 9, 1],
            ['display_post_states', Posts\Held::class, 'states', 10, 2],
            ['admin_enqueue_scripts', Posts\QuickEdit::class, 'onEnqueue', 20, 1],
        ];
    }

    /** @return list<array{string, class-string, string, int, int}> */
    private static function uploads(): array
    {
        return [
            ['pre_site_option_upload_space_check_disabled', Uploads\SpaceCheck::class, 'onDisabled', 10, 1],
            ['get_space_allowed', Uploads\SpaceCheck::class, 'onAllowed', 10, 1],
            ['wp_handle_upload_prefilter', Uploads\StoredFiles::class, 'onFile', 9, 1],
            ['wp_handle_sideload_prefilter', Uploads\StoredFiles::class, 'onFile', 9, 1],
            ['wp_upload_bits', Uploads\StoredFiles::class, 'onBits', 9, 1],
            ['wp_handle_upload', Uploads\StoredFiles::class, 'onStored', PHP_INT_MAX, 1],
            ['rest_request_before_callbacks', Uploads\RestMedia::class, 'onRequest', 10, 3],
            ['rest_request_after_callbacks', Uploads\RestMedia::class, 'onResponse', 10, 1],
            ['wp_ajax_image-editor', Uploads\ImageScreens::class, 'onEdit', 0, 0],
            ['wp_ajax_crop-image', Uploads\ImageScreens::class, 'onCrop', 0, 0],
            ['wp_ajax_custom-header-crop', Uploads\ImageScreens::class, 'onCrop', 0, 0],
            ['wp_enqueue_media', Uploads\ImageScreens::class, 'onMedia', 10, 0],
            ['wp_image_editors', Uploads\MadeImages::class, 'onEditors', PHP_INT_MAX, 1],
            ['wp_save_image_editor_file', Uploads\MadeImages::class, 'onSave', 20, 4],
            ['post-upload-ui', Uploads\LargestFile::class, 'show', 10, 0],
            ['admin_enqueue_scripts', Uploads\LargestFile::class, 'onEnqueue', 99, 0],
            ['block_editor_settings_all', Uploads\LargestFile::class, 'onEditor', 10, 1],
        ];
    }

    /** @return list<array{string, class-string, string, int, int}> */
    private static function users(): array
    {
        return [
            ['load-user-new.php', Users\Invitations::class, 'onInvite', 10, 0],
            ['wpmu_validate_user_signup', Users\Invitations::class, 'onSignup', 10, 1],
            ['load-users.php', Users\Roles::class, 'onBulk', 10, 0],
            ['editable_roles', Users\Roles::class, 'onEditable', 10, 1],
            ['rest_request_before_callbacks', Users\Roles::class, 'onRequest', 10, 3],
            ['can_add_user_to_blog', Users\Members::class, 'onAdd', 10, 3],
            ['update_user_metadata', Users\Members::class, 'onRoles', 10, 4],
            ['set_user_role', Users\Members::class, 'onSet', 10, 2],
            ['wp_validate_site_data', NewSite::class, 'onValidate', 10, 3],
        ];
    }

    /** @return list<array{string, class-string, string, int, int}> */
    private static function software(): array
    {
        return [
            ['option_active_plugins', Software\Plugins::class, 'onActive', 10, 1],
            ['pre_update_option_active_plugins', Software\Plugins::class, 'onStore', 10, 1],
            ['map_meta_cap', Software\Plugins::class, 'onCapability', 10, 4],
            ['activate_plugin', Software\Plugins::class, 'onActivate', 10, 2],
            ['all_plugins', Software\Plugins::class, 'onList', 10, 1],
            ['allowed_themes', Software\Themes::class, 'onAllowed', PHP_INT_MAX, 1],
        ];
    }

    /** @return list<array{string, class-string, string, int, int}> */
    private static function screens(): array
    {
        return [
            ['redirect_post_location', Refusals::class, 'onPostRedirect', 20, 1],
            ['wp_redirect', Refusals::class, 'onRedirect', 20, 1],
            ['admin_notices', Refusals::class, 'show', 10, 0],
            ['removable_query_args', Refusals::class, 'removable', 10, 1],
            ['template_redirect', Visits\Visitor::class, 'onPage', 1, 0],
            ['wp_footer', Visits\Visitor::class, 'onFooter', 99, 0],
            ['shutdown', Visits\Visitor::class, 'onShown', 1, 0],
            ['wp_ajax_' . Visits\Visitor::ACTION, Visits\Visitor::class, 'onBeacon', 10, 0],
            ['wp_ajax_nopriv_' . Visits\Visitor::ACTION, Visits\Visitor::class, 'onBeacon', 10, 0],
        ];
    }
}
