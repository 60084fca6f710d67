-- What a customer is to a receipt: name, address, language, VAT number.

-- name: find
-- A customer with the name of their user and what is ours of them.
SELECT customers.id AS customer_id, COALESCE(users.display_name, '') AS display_name,
       (SELECT meta.meta_value FROM {p}wu_customermeta AS meta
        WHERE meta.wu_customer_id = customers.id AND meta.meta_key = 'wu_billing_address'
        ORDER BY meta.meta_id DESC LIMIT 1) AS address,
       COALESCE(buyers.locale, '') AS locale, COALESCE(buyers.vat_number, '') AS vat_number,
       COALESCE(buyers.vat_state, 'unchecked') AS vat_state, buyers.vat_checked_at,
       COALESCE(buyers.vat_proof, '') AS vat_proof
FROM {p}wu_customers AS customers
LEFT JOIN {p}users AS users ON users.ID = customers.user_id
LEFT JOIN {p}bridge_buyers AS buyers ON buyers.customer_id = customers.id
WHERE customers.id = %(customer_id)s;

-- name: network
-- The network's title and language.
SELECT meta_key, meta_value FROM {p}sitemeta
WHERE site_id = (SELECT wp_network_id FROM {p}bridge_installation WHERE id = 1) AND meta_key IN ('site_name', 'WPLANG')
ORDER BY meta_id DESC;

-- name: speak
-- Keep the language in which a customer reads.
INSERT INTO {p}bridge_buyers (customer_id, locale, updated_at) VALUES (%(customer_id)s, %(locale)s, %(at)s)
ON DUPLICATE KEY UPDATE updated_at = IF(locale = VALUES(locale), updated_at, VALUES(updated_at)), locale = VALUES(locale);
