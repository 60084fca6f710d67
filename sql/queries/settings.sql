-- The network's settings, and the taxes among the shared ones.

-- name: list_settings
-- Every setting that was saved.
SELECT name, value FROM {p}bridge_settings;

-- name: put_setting
-- Write one setting.
INSERT INTO {p}bridge_settings (name, value, updated_at, updated_by)
VALUES (%(name)s, %(value)s, %(at)s, %(user_id)s)
ON DUPLICATE KEY UPDATE value = VALUES(value), updated_at = VALUES(updated_at), updated_by = VALUES(updated_by);

-- name: shared_settings
-- The shared settings array, the tax rates and which plugins are active in the network, all PHP-serialised.
SELECT meta_key, meta_value FROM {p}sitemeta
WHERE site_id = (SELECT wp_network_id FROM {p}bridge_installation WHERE id = 1)
  AND meta_key IN ('wp-ultimo_v2_settings', 'wp-ultimo_tax_rates', 'active_sitewide_plugins')
ORDER BY meta_id DESC;
