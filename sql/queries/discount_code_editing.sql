-- Discount codes as the network admin lists and edits them.

-- name: list_codes
-- A page of codes below an id, newest first; `like` is what a code or its name begins with or holds.
SELECT codes.id, codes.code, codes.name, codes.type, codes.value, codes.uses, codes.max_uses, codes.active,
       codes.date_start, codes.date_expiration
FROM {p}wu_discount_codes AS codes
WHERE codes.id < %(before)s AND (%(search)s = '' OR codes.code LIKE %(like)s OR codes.name LIKE %(like)s)
ORDER BY codes.id DESC LIMIT %(most)s;

-- name: find_code
-- A code with all that is edited of it.
SELECT codes.id, codes.code, codes.name, codes.description, codes.type, codes.value, codes.apply_to_renewals, codes.uses,
       codes.max_uses, codes.active, codes.date_start, codes.date_expiration,
       {what_the_code_is_for}
FROM {p}wu_discount_codes AS codes WHERE codes.id = %(id)s;

-- name: lock_code
-- Keep others from saving a code until the transaction ends.
SELECT id FROM {p}wu_discount_codes WHERE id = %(id)s FOR UPDATE;

-- name: insert_code
-- Make a code.
INSERT INTO {p}wu_discount_codes
  (name, code, description, uses, max_uses, apply_to_renewals, type, value, setup_fee_type, setup_fee_value, active,
   date_start, date_expiration, date_created, date_modified)
VALUES
  (%(name)s, %(code)s, %(description)s, 0, %(max_uses)s, %(apply_to_renewals)s, %(type)s, %(value)s, 'percentage', 0,
   %(active)s, %(date_start)s, %(date_expiration)s, %(at)s, %(at)s);

-- name: update_code
-- Write what is edited; what it is called stays, since memberships keep it by its name.
UPDATE {p}wu_discount_codes
SET name = %(name)s, description = %(description)s, max_uses = %(max_uses)s, apply_to_renewals = %(apply_to_renewals)s,
    type = %(type)s, value = %(value)s, active = %(active)s, date_start = %(date_start)s,
    date_expiration = %(date_expiration)s, date_modified = %(at)s
WHERE id = %(id)s;

-- name: delete_scope
-- Take away what a code is limited to, to write it anew.
DELETE FROM {p}wu_discount_codemeta
WHERE wu_discount_code_id = %(id)s
  AND meta_key IN ('wu_limit_products', 'wu_allowed_products', 'wu_limit_billing_periods', 'wu_allowed_billing_periods');

-- name: insert_scope
-- Write one thing that a code is limited to.
INSERT INTO {p}wu_discount_codemeta (wu_discount_code_id, meta_key, meta_value) VALUES (%(id)s, %(key)s, %(value)s);

-- name: list_uses
-- The changes that count on a code, newest first, before one of them: used, or held until they are paid.
SELECT uses.quote_id, uses.state, uses.created_at, changes.membership_id, changes.customer_id, customers.user_id
FROM {p}bridge_discount_reservations AS uses
LEFT JOIN {p}bridge_changes AS changes ON changes.quote_id = uses.quote_id
LEFT JOIN {p}wu_customers AS customers ON customers.id = changes.customer_id
WHERE uses.code = %(code)s AND uses.state IN ('used', 'held')
  AND CAST(uses.code AS BINARY) = CAST(CONVERT(%(code)s USING utf8mb4) AS BINARY)
  AND (uses.created_at < %(before)s OR (uses.created_at = %(before)s AND uses.quote_id < %(before_id)s))
ORDER BY uses.created_at DESC, uses.quote_id DESC LIMIT %(most)s;
