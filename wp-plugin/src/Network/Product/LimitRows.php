<?php

declare(strict_types=1);

namespace PlanBridge\Network\Product;

defined('ABSPATH') || exit;

/** The rows of the Limits tab: which numbers, which post types, which roles, and what is only shown. */
final class LimitRows
{
    /** What is put away by WordPress itself and nobody writes by hand. */
    private const INTERNAL = ['wp_block', 'wp_template', 'wp_template_part', 'wp_global_styles', 'wp_navigation', 'wp_font_family', 'wp_font_face'];

    /** @return array<string, string> label by module */
    public static function numbers(): array
    {
        return [
            'disk_space' => __('Disk space (MB)', 'plan-bridge'),
            'visits' => __('Visits per month', 'plan-bridge'),
            'sites' => __('Sites', 'plan-bridge'),
            'domain_mapping' => __('Own domains', 'plan-bridge'),
        ];
    }

    /**
     * Post types with a screen of their own in the network's main site, and those that the product names already.
     *
     * @param list<string> $stored
     * @return array<string, string> label by post type
     */
    public static function postTypes(array $stored): array
    {
        $rows = [];
        foreach (get_post_types(['show_ui' => true], 'objects') as $type) {
            if (!in_array($type->name, self::INTERNAL, true)) {
                $rows[$type->name] = $type->labels->name;
            }
        }
        return $rows + array_combine($stored, $stored);
    }

    /**
     * Roles of the network's main site, and those that the product names already.
     *
     * @param list<string> $stored
     * @return array<string, string> label by role
     */
    public static function roles(array $stored): array
    {
        return array_map('translate_user_role', wp_roles()->get_names()) + array_combine($stored, $stored);
    }

    /**
     * What other tools keep among a product's limitations; it is shown here and stays as it is.
     *
     * @param array<string, mixed> $limitations
     * @return array<string, string> by module, in short
     */
    public static function kept(array $limitations): array
    {
        $edited = ['disk_space', 'visits', 'sites', 'domain_mapping', 'post_types', 'users'];
        $rows = [];
        foreach (array_diff_key($limitations, array_flip($edited)) as $module => $value) {
            $rows[(string) $module] = self::short($value);
        }
        return $rows;
    }

    private static function short(mixed $value): string
    {
        $flags = JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_PARTIAL_OUTPUT_ON_ERROR;
        $limit = is_array($value) && array_key_exists('limit', $value) ? $value['limit'] : $value;
        if ($limit === null || $limit === [] || $limit === '') {
            return __('nothing set', 'plan-bridge');
        }
        return is_scalar($limit) && !is_bool($limit) ? (string) $limit : (string) json_encode($limit, $flags);
    }
}
