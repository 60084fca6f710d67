<?php

declare(strict_types=1);

namespace PlanBridge\Limits\Uploads;

use PlanBridge\Limits\Gate;
use PlanBridge\Limits\Posts\PostLimit;
use PlanBridge\Limits\Quota;
use PlanBridge\Limits\Refusal;
use WP_Image_Editor;
use WP_Image_Editor_GD;
use WP_Image_Editor_Imagick;
use WP_Post;
use WP_REST_Attachments_Controller;
use WP_REST_Font_Faces_Controller;
use WP_REST_Request;

defined('ABSPATH') || exit;

/**
 * Whether a file may be stored: its bytes against the disk space, and one more against the number of media files. Held
 * where files come in: forms, code, XML-RPC, REST, and what WordPress' image editors draw.
 */
final class UploadLimit
{
    private const LOCK = 'uploads';

    /** From this part of the limit on, what WordPress remembers of its measuring is not trusted. */
    private const NEAR = 0.75;

    /** There while the folders were measured within the last hour. */
    private const MEASURED = 'plan_bridge_measured';

    /** The methods of WordPress' REST controller that store a file. */
    private const STORING = ['create_item', 'edit_media_item', 'sideload_item'];

    /** WordPress' own words for a full site, found only after an address was fetched. */
    private const CORE_FULL = ['rest_upload_limited_space', 'rest_upload_user_quota_exceeded'];

    /** WordPress' codes, with HTTP 500, for whatever refused a file that it was about to store. */
    private const CORE_STOPPED = ['rest_upload_unknown_error', 'rest_upload_sideload_error', 'rest_font_upload_unknown_error'];

    /** WordPress has no filter that could refuse a picture which it draws: its editors are replaced by these. */
    private const EDITORS = [WP_Image_Editor_GD::class => MeasuredGd::class, WP_Image_Editor_Imagick::class => MeasuredImagick::class];

    /** What this request was refused; WordPress carries the sentence on, but not what kind of answer it is. */
    private static ?Refusal $refused = null;

    /** Whether the file that comes becomes an item of the media library; a sub-size of an image and a font do not. */
    public static bool $makesItem = true;

    /**
     * The refusal, or null; then the lock stays taken until the file lies in its place.
     *
     * @param int|null $bytes of the file; null where nobody knows: then it is refused only where nothing at all is left
     * @param (callable(float): int)|null $more bytes that WordPress will make of it, asked with the bytes left for that
     */
    public static function refusal(?int $bytes, ?callable $more = null): ?Refusal
    {
        if (self::allowedBytes() === null && Gate::allowance('post_types.attachment') === null) {
            return null;
        }
        if (Gate::lock(self::LOCK)) {
            self::measureAnew();
        }
        $one = static fn (): int => PostLimit::used('attachment');
        $refusal = self::spaceRefusal($bytes, $more) ?? (self::$makesItem ? Gate::refusal('post_types.attachment', $one) : null);
        if ($refusal !== null) {
            Gate::leave(self::LOCK);
        }
        return self::$refused = $refusal;
    }

    /** Bytes that the plan allows; null where nothing of ours limits the current user here. */
    public static function allowedBytes(): ?float
    {
        $allowance = Gate::allowance('disk_space');
        $most = $allowance?->isKnown === true ? $allowance->most() : null;
        return $most === null ? null : (float) $most * MB_IN_BYTES;
    }

    /** Bytes that the site's files take, as WordPress measures them. */
    public static function usedBytes(): float
    {
        return (float) get_space_used() * MB_IN_BYTES;
    }

    /** Bytes that are left; null where nothing of ours limits them. */
    public static function leftBytes(): ?float
    {
        $allowed = self::allowedBytes();
        return $allowed === null ? null : max(0.0, $allowed - self::usedBytes());
    }

    /**
     * Makes the next measurement see what other requests have stored since this one began: WordPress keeps sizes of
     * directories in a transient, which was read with all other options when this request began.
     */
    private static function measureAnew(): void
    {
        if (wp_using_ext_object_cache()) {
            wp_cache_get('dirsize_cache', 'transient', true);
            return;
        }
        foreach (['alloptions', 'notoptions', '_transient_dirsize_cache'] as $name) {
            wp_cache_delete($name, 'options'); // this request's own copies
        }
    }

    /** @param (callable(float): int)|null $more see refusal() */
    private static function spaceRefusal(?int $bytes, ?callable $more): ?Refusal
    {
        $allowed = self::allowedBytes();
        if ($allowed === null) {
            return self::unread();
        }
        $file = max(1, $bytes ?? 1);
        $used = self::usedBefore($file, $allowed);
        if ($used + $file > $allowed) {
            return Refusal::ofSpace((int) $bytes === 0 ? 'disk_full_for_unknown' : 'disk_full', $allowed, $used, (int) $bytes);
        }
        $made = $more === null ? 0 : $more($allowed - $used - $file);
        return $used + $file + $made <= $allowed ? null : Refusal::ofSpace('disk_full_for_picture', $allowed, $used, $bytes + $made);
    }

    /** The refusal of every file where nobody can tell what is allowed. */
    private static function unread(): ?Refusal
    {
        return Gate::allowance('disk_space')?->isKnown === false ? Refusal::unread('disk_space') : null;
    }

    /** The refusal of a file that lies in its place already and takes the site over its limit. */
    public static function refusesWhatIsThere(string $path): ?Refusal
    {
        $allowed = self::allowedBytes();
        if ($allowed === null || self::usedBytes() <= $allowed) {
            return self::unread();
        }
        $file = (int) filesize($path);
        return Refusal::ofSpace('disk_full', $allowed, self::usedBytes() - $file, $file);
    }

    /**
     * Bytes used before a file is stored. WordPress keeps what it measured for years, and does not notice what other code writes
     * or deletes: near the limit it is measured anew, else once an hour.
     */
    private static function usedBefore(int $file, float $allowed): float
    {
        $used = self::usedBytes();
        if ($used + $file < self::NEAR * $allowed && get_transient(self::MEASURED) !== false) {
            return $used;
        }
        delete_transient('dirsize_cache');
        set_transient(self::MEASURED, 1, HOUR_IN_SECONDS);
        return self::usedBytes();
    }

    /**
     * Filter `pre_get_space_used`, in MB. WordPress measures the folder that it would store into, and while it stores a font that is
     * the folder of fonts alone, as other plugins say theirs; of a site, the whole folder of its uploads counts.
     */
    public static function onUsed(mixed $megabytes): mixed
    {
        $whole = wp_normalize_path(_wp_upload_dir()['basedir']);
        $isPart = str_starts_with(wp_normalize_path(wp_upload_dir(null, false)['basedir']), "{$whole}/");
        return $megabytes === false && $isPart ? (float) get_dirsize($whole) / MB_IN_BYTES : $megabytes;
    }

    /**
     * Filter `pre_site_option_upload_space_check_disabled`, so that WordPress' own check and screens use the plan's
     * figure: a new network has the check switched off, and `get_space_allowed` alone stops nothing. Where the plan says
     * how much, it is on; where the plan says unlimited, it is off; where the plan says nothing, the network's setting
     * stands. A string: false would mean "not answered".
     */
    public static function onDisabled(mixed $answered): mixed
    {
        $allowance = Quota::current()?->limit('disk_space');
        if ($allowance === null || $answered !== false || Gate::isOpen()) {
            return $answered;
        }
        return $allowance->most() === null ? '1' : '0';
    }

    /** Filter `get_space_allowed`, in MB. */
    public static function onAllowed(mixed $megabytes): mixed
    {
        return Quota::current()?->limit('disk_space')?->most() ?? $megabytes;
    }

    /**
     * Filters `wp_handle_upload_prefilter` and `wp_handle_sideload_prefilter`: every file that is stored among a site's
     * uploads, by forms of wp-admin and of the front end, async-upload, sideloads by code and XML-RPC. WordPress' own
     * check sits in wp-admin only, and asks the others "already over?" at most. Ours comes first, so that the sentence
     * that names the limit is the one that is read. `$file` is an entry of $_FILES; a text in `error` refuses it.
     */
    public static function onFile(mixed $file): mixed
    {
        if (!is_array($file) || !empty($file['error'])) {
            return $file;
        }
        $path = self::sentPath($file);
        $bytes = is_file($path) ? (int) filesize($path) : (is_scalar($file['size'] ?? null) ? (int) $file['size'] : 0);
        $refusal = self::refusal($bytes, static fn (float $room): int => Picture::sizesOf($path, $room));
        return $refusal === null ? $file : ['error' => $refusal->text] + $file;
    }

    /** Where a file lies that came in; '' where somebody sent a list (`file[]`) in place of one. */
    private static function sentPath(array $file): string
    {
        return is_string($file['tmp_name'] ?? null) ? $file['tmp_name'] : '';
    }

    /**
     * Filter `wp_insert_post_empty_content`: code makes a media file of what it has written by itself, as importers do. That stops
     * every door that passes no filter of uploads. What this request has put among the uploads, and takes the site over its
     * limit, is taken away again; a file that lay there before is counted already and grows nothing.
     */
    public static function onItem(mixed $isEmpty, mixed $post): mixed
    {
        if ($isEmpty || !is_array($post) || ($post['post_type'] ?? '') !== 'attachment' || self::isItem((int) ($post['ID'] ?? 0))) {
            return $isEmpty;
        }
        $path = self::pathOf((string) ($post['file'] ?? ''));
        $isNew = self::isNew($path);
        $one = static fn (): int => PostLimit::used('attachment');
        $refusal = ($isNew ? self::refusesNew($path) : null) ?? Gate::refusal('post_types.attachment', $one);
        if ($refusal === null) {
            return $isEmpty;
        }
        if ($isNew) {
            self::takeAway($path);
        }
        Refusal::note($refusal);
        error_log("plan-bridge: a media file was not stored. {$refusal->text}"); // the log is all that code sees
        return true;
    }

    /** Whether this request has put the file where it lies. */
    private static function isNew(string $path): bool
    {
        return $path !== '' && (int) filectime($path) >= (int) ($_SERVER['REQUEST_TIME'] ?? time());
    }

    /** The refusal of a file that came to its place past those who would have measured it. */
    private static function refusesNew(string $path): ?Refusal
    {
        clean_dirsize_cache($path);
        return self::refusesWhatIsThere($path);
    }

    private static function takeAway(string $path): void
    {
        wp_delete_file($path);
        clean_dirsize_cache($path);
    }

    /** Whether the post stands in the media library already: not another type's, and not one that comes out of the trash. */
    private static function isItem(int $post): bool
    {
        return $post > 0 && get_post_type($post) === 'attachment' && get_post_status($post) !== 'trash';
    }

    /**
     * Filter `pre_untrash_post`: a media file comes back where the library may have a trash (MEDIA_TRASH). Its bytes were there all
     * the time; on a screen it is said why it stays, where WordPress would speak of an error.
     */
    public static function onUntrash(mixed $check, mixed $post): mixed
    {
        if ($check !== null || !$post instanceof WP_Post || $post->post_type !== 'attachment') {
            return $check;
        }
        $refusal = Gate::refusal('post_types.attachment', static fn (): int => PostLimit::used('attachment'));
        if ($refusal !== null && is_admin() && !wp_doing_ajax()) {
            $refusal->stop();
        }
        return $refusal === null ? null : false;
    }

    /** Where a file lies, '' where it is none among the site's uploads. */
    private static function pathOf(string $file): string
    {
        $folder = wp_normalize_path(wp_upload_dir(null, false)['basedir']) . '/';
        $path = wp_normalize_path(path_is_absolute($file) ? $file : $folder . $file);
        return $file !== '' && str_starts_with($path, $folder) && is_file($path) ? $path : '';
    }

    /** Filter `wp_upload_bits`: a text instead of the bits refuses them. */
    public static function onBits(mixed $bits): mixed
    {
        if (!is_array($bits)) {
            return $bits;
        }
        $file = (string) ($bits['bits'] ?? '');
        return self::refusal(strlen($file), static fn (float $room): int => Picture::sizesOfBits($file, $room))?->text ?? $bits;
    }

    /**
     * Filter `wp_handle_upload`: the file lies in its place. That is the wall behind the filters of onFile(), which WordPress
     * names after the `action` that code gives it, as forms of other plugins do: under a name of theirs nobody has asked.
     */
    public static function onStored(mixed $stored): mixed
    {
        Gate::leave(self::LOCK); // the next one may be measured
        $path = is_array($stored) && empty($stored['error']) ? self::pathOf((string) ($stored['file'] ?? '')) : '';
        $refusal = self::isNew($path) ? self::refusesNew($path) : null;
        if ($refusal === null) {
            return $stored;
        }
        self::takeAway($path);
        return ['error' => $refusal->text];
    }

    /**
     * Filter `rest_request_before_callbacks`: a file, its bytes as the body, the edit of an image (a new file, which
     * WordPress never checks), and since WordPress 7.1 a sub-size made by the browser (`sideload`) and an address to
     * fetch (`url`). Told by who answers, not by the address: WordPress matches addresses without regard to letter case.
     * Who may not upload gets WordPress' own answer and learns no figures.
     */
    public static function onRequest(mixed $response, mixed $handler, mixed $request): mixed
    {
        $callback = is_array($handler) ? $handler['callback'] ?? null : null;
        $isMedia = is_array($callback) && ($callback[0] ?? null) instanceof WP_REST_Attachments_Controller;
        if (is_array($callback) && ($callback[0] ?? null) instanceof WP_REST_Font_Faces_Controller) {
            self::$makesItem = false;
            return $response;
        }
        $method = $isMedia && in_array($callback[1] ?? '', self::STORING, true) ? $callback[1] : null;
        if ($method === null || !$request instanceof WP_REST_Request || is_wp_error($response) || !current_user_can('upload_files')) {
            return $response;
        }
        self::$makesItem = $method !== 'sideload_item';
        return self::requested($method, $request)?->error() ?? $response;
    }

    private static function requested(string $method, WP_REST_Request $request): ?Refusal
    {
        if ($method === 'edit_media_item') {
            $path = (string) get_attached_file((int) $request['id']);
            $bytes = is_file($path) ? (int) filesize($path) : 0;
            return self::refusal($bytes, static fn (float $room): int => max(0, Picture::copyOf($path, $room + $bytes) - $bytes));
        }
        $file = $request->get_file_params()['file'] ?? null;
        if ($request->get_file_params() !== []) {
            $file = is_array($file) ? $file : [];
            $path = self::sentPath($file);
            $sizes = static fn (float $room): int => Picture::sizesOf($path, $room);
            return self::refusal(is_file($path) ? (int) filesize($path) : 0, $method === 'create_item' ? $sizes : null);
        }
        // What is sent as the body is measured with its smaller sizes when it lies in a file.
        $isFetched = is_string($request['url']) && $request['url'] !== '';
        return self::refusal($isFetched ? null : strlen((string) $request->get_body()));
    }

    /** Filter `rest_request_after_callbacks`: our answer where the file itself, or one that was fetched, is too large. */
    public static function onResponse(mixed $response): mixed
    {
        $code = is_wp_error($response) ? $response->get_error_code() : '';
        if (self::$refused !== null && in_array($code, self::CORE_STOPPED, true)) {
            return self::$refused->error();
        }
        $allowed = in_array($code, self::CORE_FULL, true) ? self::allowedBytes() : null;
        return $allowed === null ? $response : Refusal::ofSpace('disk_full_for_unknown', $allowed, self::usedBytes())->error();
    }

    /**
     * Filter `wp_image_editors`: smaller sizes, scaled and edited copies, crops and previews are drawn by editors of ours,
     * see MeasuresWhatItSaves. Editors of other plugins are used as they are.
     */
    public static function onEditors(array $classes): array
    {
        $ours = self::allowedBytes() === null ? [] : self::EDITORS;
        return array_map(static fn (mixed $class): mixed => is_string($class) ? $ours[$class] ?? $class : $class, $classes);
    }

    /** Filter `wp_save_image_editor_file`: WordPress takes an error for a file, and forgets the picture it was made of. */
    public static function onSave(mixed $saved, mixed $file, mixed $image, mixed $mime): mixed
    {
        if ($saved !== null || !$image instanceof WP_Image_Editor || self::allowedBytes() === null) {
            return $saved;
        }
        $made = $image->save((string) $file, (string) $mime);
        return is_wp_error($made) ? false : $made;
    }
}
