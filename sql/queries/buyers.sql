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

-- name: put_address
-- Write the billing address over the one that is kept.
UPDATE {p}wu_customermeta SET meta_value = %(address)s
WHERE wu_customer_id = %(customer_id)s AND meta_key = 'wu_billing_address';

-- name: add_address
-- Write the billing address where none is kept.
INSERT INTO {p}wu_customermeta (wu_customer_id, meta_key, meta_value)
SELECT %(customer_id)s, 'wu_billing_address', %(address)s FROM DUAL
WHERE NOT EXISTS (SELECT 1 FROM {p}wu_customermeta AS kept
                  WHERE kept.wu_customer_id = %(customer_id)s AND kept.meta_key = 'wu_billing_address');

-- name: put_vat_number
-- Write a VAT number that the register is to be asked about.
INSERT INTO {p}bridge_buyers (customer_id, vat_number, vat_ask_at, updated_at)
VALUES (%(customer_id)s, %(number)s, %(ask_at)s, %(at)s)
ON DUPLICATE KEY UPDATE vat_number = VALUES(vat_number), vat_state = 'unchecked', vat_checked_at = NULL, vat_proof = '',
                        vat_ask_at = VALUES(vat_ask_at), updated_at = VALUES(updated_at);

-- name: list_vat_due
-- VAT numbers that the register is to be asked about by now.
SELECT customer_id, vat_number FROM {p}bridge_buyers WHERE vat_ask_at <= %(at)s ORDER BY vat_ask_at LIMIT %(most)s;

-- name: ask_again
-- Ask about a VAT number later.
UPDATE {p}bridge_buyers SET vat_ask_at = %(ask_at)s
WHERE customer_id = %(customer_id)s AND vat_number = %(number)s;

-- name: checked
-- Keep what the register said of a VAT number.
UPDATE {p}bridge_buyers
SET vat_state = %(state)s, vat_proof = %(proof)s, vat_checked_at = %(at)s, vat_ask_at = %(ask_at)s, updated_at = %(at)s
WHERE customer_id = %(customer_id)s AND vat_number = %(number)s;
