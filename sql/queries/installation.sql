-- Who this network is.

-- name: networks
-- Every network of this installation of WordPress, with its main site's domain and path.
SELECT id, domain, path FROM {p}site ORDER BY id;

-- name: second_network
-- Our network, where it is not the first of its installation of WordPress.
SELECT wp_network_id FROM {p}bridge_installation
WHERE id = 1 AND wp_network_id > (SELECT MIN(first.id) FROM {p}site AS first);

-- name: main_site
-- The main site's domain and path of one network.
SELECT domain, path FROM {p}site WHERE id = %(wp_network_id)s;

-- name: keep_network
-- Remember which of WordPress' networks this is.
UPDATE {p}bridge_installation SET wp_network_id = %(wp_network_id)s WHERE id = 1;

-- name: find
-- The one row.
SELECT network_id, wp_network_id, site_url_sha256, service_key_fingerprint, provider_account, provider_livemode, mode, created_at
FROM {p}bridge_installation WHERE id = 1;

-- name: create
-- Make the row once; a second time changes nothing.
INSERT IGNORE INTO {p}bridge_installation (id, network_id, wp_network_id, site_url_sha256, mode, created_at)
VALUES (1, %(network_id)s, %(wp_network_id)s, %(site_url_sha256)s, 'live', UTC_TIMESTAMP(6));

-- name: adopt
-- Take what is found for this network's own, from now on.
UPDATE {p}bridge_installation
SET site_url_sha256 = %(site_url_sha256)s, service_key_fingerprint = %(service_key_fingerprint)s, mode = %(mode)s
WHERE id = 1;

-- name: keep_fingerprint
-- Keep the service's key, the first time one is used.
UPDATE {p}bridge_installation SET service_key_fingerprint = %(service_key_fingerprint)s
WHERE id = 1 AND service_key_fingerprint IS NULL;

-- name: keep_provider
-- Keep whose account at the payment provider is used, the first time it is.
UPDATE {p}bridge_installation SET provider_account = %(account)s, provider_livemode = %(is_live)s
WHERE id = 1 AND provider_account IS NULL;

-- name: adopt_provider
-- Take the account that is found for this network's own.
UPDATE {p}bridge_installation SET provider_account = %(account)s, provider_livemode = %(is_live)s WHERE id = 1;

-- name: forget_payers
-- Forget what another account called our customers: there they are nobody.
DELETE FROM {p}bridge_payers;
