-- Receipts and credit notes as they were issued, and the counters that number them.

-- name: raise_counter
-- Take the next number of a series in a year; the first one is what the network's setting says.
INSERT INTO {p}bridge_receipt_counters (series, year, first_number, last_number)
VALUES (%(series)s, %(year)s, %(first)s, %(first)s)
ON DUPLICATE KEY UPDATE last_number = last_number + 1;

-- name: read_counter
-- The number just taken; its row is held until the transaction ends.
SELECT last_number FROM {p}bridge_receipt_counters WHERE series = %(series)s AND year = %(year)s;

-- name: insert
-- Write a receipt or a credit note.
INSERT INTO {p}bridge_receipts
  (series, year, number, name, payment_id, original_id, refund_key, membership_id, customer_id, currency, amount_minor,
   tax_minor, issued_at, issued_on, body, logo)
VALUES
  (%(series)s, %(year)s, %(number)s, %(name)s, %(payment_id)s, %(original_id)s, %(refund_key)s, %(membership_id)s,
   %(customer_id)s, %(currency)s, %(amount_minor)s, %(tax_minor)s, %(issued_at)s, %(issued_on)s, %(body)s, %(logo)s);

-- name: of_payment
-- The receipt of a payment and its credit notes, in the order in which they were issued.
SELECT id, series, name, payment_id, original_id, refund_key, membership_id, customer_id, currency, amount_minor,
       tax_minor, issued_at, issued_on, body, logo
FROM {p}bridge_receipts WHERE payment_id = %(payment_id)s ORDER BY id;

-- name: of_payments
-- Which documents some payments have.
SELECT id, series, name, payment_id FROM {p}bridge_receipts WHERE payment_id IN %(payment_ids)s ORDER BY id;

-- name: list_payment_lines
-- What a payment is for, with the names of its products and the record of each sum.
SELECT payment_lines.code, COALESCE(products.name, '') AS name, payment_lines.quantity, payment_lines.amount_minor,
       payment_lines.tax_minor, payment_lines.explained
FROM {p}bridge_payment_lines AS payment_lines
LEFT JOIN {p}wu_products AS products ON products.id = payment_lines.product_id
WHERE payment_lines.payment_id = %(payment_id)s ORDER BY payment_lines.position;

-- name: find_kept
-- Whether the money of a payment was put onto the account credit; not where a change booked for later waits for it.
SELECT entries.payment_id
FROM {p}bridge_payments AS payments
JOIN {p}bridge_account_credit_entries AS entries
  ON entries.customer_id = payments.customer_id AND entries.currency = payments.currency
 AND entries.payment_id = payments.payment_id AND entries.cause = 'received_late'
WHERE payments.payment_id = %(payment_id)s
  AND NOT EXISTS (SELECT 1 FROM {p}bridge_changes AS changes
                  WHERE changes.quote_id = payments.quote_id AND changes.status = 'scheduled')
LIMIT 1;

-- name: logo_used
-- The logo that documents bear that are issued now.
SELECT digest FROM {p}bridge_logos WHERE is_used = 1;

-- name: find_logo
-- A logo with its picture.
SELECT digest, kind, width, height, image FROM {p}bridge_logos WHERE digest = %(digest)s;

-- name: use_no_logo
-- Documents that are issued from now on bear none; those that were issued keep theirs.
UPDATE {p}bridge_logos SET is_used = NULL WHERE is_used = 1;

-- name: put_logo
-- Keep a logo and let documents bear it; one that was there before is used again.
INSERT INTO {p}bridge_logos (digest, kind, width, height, image, is_used, put_at, put_by)
VALUES (%(digest)s, %(kind)s, %(width)s, %(height)s, %(image)s, 1, %(at)s, %(user_id)s)
ON DUPLICATE KEY UPDATE image = VALUES(image), is_used = 1, put_at = VALUES(put_at), put_by = VALUES(put_by);
