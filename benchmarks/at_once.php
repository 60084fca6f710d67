<?php
/**
 * Plugin Name: Tells what holds
 * Description: The site's disk space as WordPress would hold it in this very request.
 */

declare(strict_types=1);

add_action('template_redirect', static function (): void {
    if (isset($_GET['what_holds'])) {
        nocache_headers();
        wp_send_json(['space' => get_space_allowed(), 'cache' => (bool) wp_using_ext_object_cache()]);
    }
});
