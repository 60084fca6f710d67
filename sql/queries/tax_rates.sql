-- Taxes, as the network's shared settings hold them.

-- name: shared_settings
-- The shared settings array and the tax rates, both PHP-serialised.
SELECT meta_key, meta_value FROM {p}sitemeta
WHERE site_id = (SELECT wp_network_id FROM {p}bridge_installation WHERE id = 1)
  AND meta_key IN ('wp-ultimo_v2_settings', 'wp-ultimo_tax_rates')
ORDER BY meta_id DESC;
