<?php

declare(strict_types=1);

namespace PlanBridge\Limits;

defined('ABSPATH') || exit;

/** The sentences of the limits: each names the limit, what is used, and what was asked for. Plain text. */
final class Words
{
    /** Why one more of a post type cannot be published, or nobody more get a role: `post_types.page`, `users.editor`. */
    public static function refusal(string $limit, Allowance $allowance, int $used, int $invited = 0): string
    {
        [$module, $of] = explode('.', $limit, 2);
        return $module === 'users' ? self::role($of, $allowance, $used, $invited) : self::posts($of, $allowance, $used);
    }

    /** Why one more of a post type cannot be published. */
    public static function posts(string $type, Allowance $allowance, int $used): string
    {
        if (!$allowance->allowed) {
            /* translators: %s: name of a post type, such as "Pages" */
            return sprintf(__('Your plan does not include “%s”.', 'plan-bridge'), self::typeLabel($type));
        }
        $words = $type === 'attachment'
            /* translators: 1: "50 media files", 2: a number */
            ? __('Your plan allows %1$s. In the media library: %2$s.', 'plan-bridge')
            /* translators: 1: "5 posts", 2: a number */
            : _n('Your plan allows %1$s; %2$s is published, scheduled or private.', 'Your plan allows %1$s; %2$s are published, scheduled or private.', $used, 'plan-bridge');
        return sprintf($words, self::counted($type, (int) $allowance->limit), number_format_i18n($used));
    }

    /** Why a file cannot be stored. `$file` is null where its size is not known. All in bytes. */
    public static function disk(float $allowed, float $used, ?int $file): string
    {
        $words = $file === null
            /* translators: 1: disk space such as "5 MB", 2: disk space that is used */
            ? __('Your plan allows %1$s of disk space; %2$s are used and this file does not fit.', 'plan-bridge')
            /* translators: 1: disk space such as "5 MB", 2: disk space that is used, 3: size of the file */
            : __('Your plan allows %1$s of disk space; %2$s are used and this file has %3$s.', 'plan-bridge');
        return sprintf($words, self::size($allowed), self::size($used), self::size($file ?? 0));
    }

    /** Why a picture cannot be stored that would fit alone. `$picture` is it and what WordPress makes of it, in bytes. */
    public static function picture(float $allowed, float $used, int $picture): string
    {
        /* translators: 1: disk space such as "5 MB", 2: disk space that is used, 3: size of the picture */
        $words = __('Your plan allows %1$s of disk space; %2$s are used. With the smaller sizes that WordPress makes of it, this picture takes up to %3$s.', 'plan-bridge');
        return sprintf($words, self::size($allowed), self::size($used), self::size($picture));
    }

    /** Why nobody more can get a role. */
    public static function role(string $role, Allowance $allowance, int $used, int $invited = 0): string
    {
        if (!$allowance->allowed) {
            /* translators: %s: a role such as "Editor" */
            return sprintf(__('Your plan does not include users with the role “%s”.', 'plan-bridge'), self::roleLabel($role));
        }
        $most = (int) $allowance->limit;
        $words = $invited > 0
            ? _n('Your plan allows %1$s user with the role “%2$s”. In use: %3$s, invited: %4$s.', 'Your plan allows %1$s users with the role “%2$s”. In use: %3$s, invited: %4$s.', $most, 'plan-bridge')
            : _n('Your plan allows %1$s user with the role “%2$s”. In use: %3$s.', 'Your plan allows %1$s users with the role “%2$s”. In use: %3$s.', $most, 'plan-bridge');
        return sprintf($words, number_format_i18n($most), self::roleLabel($role), number_format_i18n($used), number_format_i18n($invited));
    }

    public static function sites(int $most, int $used): string
    {
        /* translators: 1: a number of sites, 2: a number */
        $words = _n('Your plan allows %1$s site and you have %2$s.', 'Your plan allows %1$s sites and you have %2$s.', $most, 'plan-bridge');
        return sprintf($words, number_format_i18n($most), number_format_i18n($used));
    }

    /** "5 posts", "3 pages", "50 media files", "7 × Books". */
    private static function counted(string $type, int $number): string
    {
        $words = match ($type) {
            'post' => _n('%s post', '%s posts', $number, 'plan-bridge'),
            'page' => _n('%s page', '%s pages', $number, 'plan-bridge'),
            'attachment' => _n('%s media file', '%s media files', $number, 'plan-bridge'),
            default => '%s × ' . str_replace('%', '%%', self::typeLabel($type)),
        };
        return sprintf($words, number_format_i18n($number));
    }

    /** Bytes as a person reads them: "5 MB", "4.8 MB", "350 KB". */
    public static function size(int|float $bytes): string
    {
        $bytes = max(0, (int) $bytes);
        $unit = $bytes >= GB_IN_BYTES ? GB_IN_BYTES : ($bytes >= MB_IN_BYTES ? MB_IN_BYTES : KB_IN_BYTES);
        $digits = $unit === KB_IN_BYTES || $bytes % $unit === 0 ? 0 : 1;
        return (string) size_format($bytes, $digits);
    }

    public static function roleLabel(string $role): string
    {
        $names = wp_roles()->get_names();
        return wp_specialchars_decode(translate_user_role($names[$role] ?? $role), ENT_QUOTES);
    }

    public static function typeLabel(string $type): string
    {
        $known = get_post_type_object($type);
        return $known === null ? $type : wp_specialchars_decode((string) $known->labels->name, ENT_QUOTES);
    }
}
