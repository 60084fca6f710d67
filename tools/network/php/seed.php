<?php
/** Inserts rows as they come, arrays serialised, in one transaction. Reads {"rows": {table: [{column: value}]}}. */

declare(strict_types=1);

require __DIR__ . '/request.php';

global $wpdb;
$wpdb->query('START TRANSACTION');
foreach ($asked['rows'] as $table => $rows) {
    foreach ($rows as $row) {
        if ($wpdb->insert($wpdb->base_prefix . $table, array_map('maybe_serialize', $row)) === false) {
            throw new RuntimeException($table . ': ' . $wpdb->last_error);
        }
    }
}
$wpdb->query('COMMIT');
wp_cache_flush();
