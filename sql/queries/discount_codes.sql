-- Discount codes by what they are called, as bytes: the shared tables may have another collation than ours.

-- part: what_the_code_is_for
-- Which products and billing periods a code is good for, as they are stored.
(SELECT MAX(meta_value) FROM {p}wu_discount_codemeta
        WHERE wu_discount_code_id = codes.id AND meta_key = 'wu_limit_products') AS limit_products,
       (SELECT MAX(meta_value) FROM {p}wu_discount_codemeta
        WHERE wu_discount_code_id = codes.id AND meta_key = 'wu_allowed_products') AS allowed_products,
       (SELECT MAX(meta_value) FROM {p}wu_discount_codemeta
        WHERE wu_discount_code_id = codes.id AND meta_key = 'wu_limit_billing_periods') AS limit_billing_periods,
       (SELECT MAX(meta_value) FROM {p}wu_discount_codemeta
        WHERE wu_discount_code_id = codes.id AND meta_key = 'wu_allowed_billing_periods') AS allowed_billing_periods

-- name: choose_known
-- Choose the code's row by our key, where that row is called so still. SET @x = (SELECT …) would lock what it reads.
SELECT MIN(codes.id), MIN(codes.id) INTO @bridge_code, @bridge_known
FROM {p}bridge_discount_codes AS known
JOIN {p}wu_discount_codes AS codes ON codes.id = known.discount_code_id
WHERE known.code = CAST(CONVERT(%(code)s USING utf8mb4) AS BINARY)
  AND CAST(CONVERT(codes.code USING utf8mb4) AS BINARY) = known.code;

-- name: choose_any
-- Choose it among those that are newer than what the worker has come to, where our key does not know it.
SELECT IF(@bridge_known IS NULL,
          (SELECT MIN(codes.id) FROM {p}wu_discount_codes AS codes
           WHERE codes.id > COALESCE((SELECT come.after_id FROM {p}bridge_sweeps AS come WHERE come.name = 'discount_codes'), 0)
             AND CAST(CONVERT(codes.code USING utf8mb4) AS BINARY) = CAST(CONVERT(%(code)s USING utf8mb4) AS BINARY)),
          @bridge_known)
INTO @bridge_code;

-- name: chosen
-- The code chosen, with how many of its uses changes of other memberships hold.
SELECT codes.id, @bridge_known AS known, codes.code, codes.type, codes.value, codes.apply_to_renewals, codes.uses, codes.max_uses,
       codes.active, codes.date_start, codes.date_expiration,
       (SELECT COUNT(*) FROM {p}bridge_discount_reservations AS held
        LEFT JOIN {p}bridge_changes AS changes ON changes.quote_id = held.quote_id
        WHERE held.code = %(code)s AND held.state = 'held'
          AND CAST(held.code AS BINARY) = CAST(CONVERT(%(code)s USING utf8mb4) AS BINARY)
          AND COALESCE(changes.membership_id, 0) <> %(membership_id)s) AS held,
       {what_the_code_is_for}
FROM {p}wu_discount_codes AS codes
WHERE codes.id = @bridge_code;

-- name: lock
-- Hold a code: whoever else counts on it waits, nobody else does. A write, since on a cluster a read holds nothing.
INSERT INTO {p}bridge_discount_codes (code, holds) VALUES (CAST(CONVERT(%(code)s USING utf8mb4) AS BINARY), 1)
ON DUPLICATE KEY UPDATE holds = holds + 1;

-- name: know
-- Keep which row a code is.
INSERT INTO {p}bridge_discount_codes (code, discount_code_id)
VALUES (CAST(CONVERT(%(code)s USING utf8mb4) AS BINARY), %(id)s)
ON DUPLICATE KEY UPDATE discount_code_id = VALUES(discount_code_id);

-- name: page_end
-- The last of a page of codes, and how many there are on it.
SELECT COALESCE(MAX(page.id), 0) AS last, COUNT(*) AS looked_at
FROM (SELECT id FROM {p}wu_discount_codes WHERE id > %(after)s ORDER BY id LIMIT %(most)s) AS page;

-- name: unknown
-- Codes of a page that our key does not lead to: new ones, and those that were renamed. Of two that are called the same the
-- one counts that is known already, else the first.
SELECT codes.id, codes.code
FROM {p}wu_discount_codes AS codes
LEFT JOIN {p}bridge_discount_codes AS known ON known.code = CAST(CONVERT(codes.code USING utf8mb4) AS BINARY)
LEFT JOIN {p}wu_discount_codes AS named
  ON named.id = known.discount_code_id AND CAST(CONVERT(named.code USING utf8mb4) AS BINARY) = known.code
WHERE codes.id > %(after)s AND codes.id <= %(last)s AND named.id IS NULL
ORDER BY codes.id DESC;

-- name: use
-- Count one more use of the code chosen.
UPDATE {p}wu_discount_codes SET uses = COALESCE(uses, 0) + 1, date_modified = %(at)s WHERE id = @bridge_code;

-- name: hold_use
-- Hold one use of a code for a change.
INSERT INTO {p}bridge_discount_reservations (quote_id, code, state, created_at)
VALUES (%(quote_id)s, %(code)s, 'held', %(at)s)
ON DUPLICATE KEY UPDATE code = VALUES(code), state = 'held';

-- name: find_use
-- The use of a code that a change holds.
SELECT code, state FROM {p}bridge_discount_reservations WHERE quote_id = %(quote_id)s;

-- name: end_use
-- Say what became of a held use.
UPDATE {p}bridge_discount_reservations SET state = %(state)s WHERE quote_id = %(quote_id)s AND state = 'held';

-- name: whole_page
-- Codes above an id with all that they depend on.
SELECT codes.id, codes.code, codes.type, codes.value, codes.apply_to_renewals, codes.uses, codes.max_uses, codes.active,
       codes.date_start, codes.date_expiration, 0 AS held,
       {what_the_code_is_for}
FROM {p}wu_discount_codes AS codes WHERE codes.id > %(after)s ORDER BY codes.id LIMIT %(most)s;

-- name: used_by
-- How often a customer has used a code: by changes of ours, open ones too, or by payments of another origin.
SELECT (SELECT COUNT(*) FROM {p}bridge_discount_reservations AS uses
        JOIN {p}bridge_changes AS changes ON changes.quote_id = uses.quote_id
        WHERE uses.code = %(code)s AND uses.state IN ('held', 'used') AND changes.customer_id = %(customer_id)s
          AND CAST(uses.code AS BINARY) = CAST(CONVERT(%(code)s USING utf8mb4) AS BINARY))
     + (SELECT COUNT(*) FROM {p}wu_payments AS payments
        WHERE payments.customer_id = %(customer_id)s AND payments.status IN ('completed', 'partially-refunded')
          AND CAST(CONVERT(payments.discount_code USING utf8mb4) AS BINARY)
              = CAST(CONVERT(%(code)s USING utf8mb4) AS BINARY)) AS uses;
