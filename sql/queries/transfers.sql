-- Money that came by hand, and the references that name its orders.

-- name: add_reference
-- Give an order a reference; one that has one, or a reference that is taken, stays as it is: it is read back.
INSERT IGNORE INTO {p}bridge_payment_references (reference, quote_id) VALUES (%(reference)s, %(quote_id)s);

-- name: find_reference
-- The reference of an order.
SELECT reference FROM {p}bridge_payment_references WHERE quote_id = %(quote_id)s;

-- name: list_without_reference
-- Payments above a number that wait and whose order has no reference: asked for by an earlier version.
SELECT payments.payment_id, payments.quote_id
FROM {p}bridge_payments AS payments
LEFT JOIN {p}bridge_payment_references AS named ON named.quote_id = payments.quote_id
WHERE payments.payment_id > %(after)s AND payments.status = 'pending' AND payments.gateway IN %(by_hand)s
  AND named.reference IS NULL
ORDER BY payments.payment_id LIMIT %(most)s;

-- name: insert
-- Write a sum that came; its unique key lets a form that was sent twice write it once.
INSERT INTO {p}bridge_transfers
  (quote_id, payment_id, currency, amount_minor, credited_minor, state, came_at, request_key, marked_by, created_at)
VALUES
  (%(quote_id)s, %(payment_id)s, %(currency)s, %(amount_minor)s, %(credited_minor)s, %(state)s, %(came_at)s,
   %(request_key)s, %(marked_by)s, %(at)s);

-- name: find_of_request
-- The sum that a form wrote.
SELECT id FROM {p}bridge_transfers WHERE request_key = %(request_key)s;

-- name: sum_held
-- What has come of an order that waits for the rest.
SELECT COALESCE(SUM(amount_minor), 0) AS held_minor FROM {p}bridge_transfers
WHERE quote_id = %(quote_id)s AND state = 'held';

-- name: sum_of_payment
-- What has come of one payment; its order is known, so that its own key finds them.
SELECT COALESCE(SUM(parts.amount_minor), 0) AS came_minor
FROM {p}bridge_payments AS payments
JOIN {p}bridge_transfers AS parts ON parts.quote_id = payments.quote_id AND parts.payment_id = payments.payment_id
WHERE payments.payment_id = %(payment_id)s;

-- name: settle
-- The parts of an order are all that was due.
UPDATE {p}bridge_transfers SET state = 'settled' WHERE quote_id = %(quote_id)s AND state = 'held';

-- name: credit
-- The parts of an order become account credit.
UPDATE {p}bridge_transfers SET state = 'credited', credited_minor = amount_minor
WHERE quote_id = %(quote_id)s AND state = 'held';

-- name: awaited
-- The reference of an order with what has come of it.
SELECT named.reference,
       COALESCE((SELECT SUM(parts.amount_minor) FROM {p}bridge_transfers AS parts
                 WHERE parts.quote_id = %(quote_id)s AND parts.state = 'held'), 0) AS held_minor
FROM (SELECT 1) AS always
LEFT JOIN {p}bridge_payment_references AS named ON named.quote_id = %(quote_id)s;

-- name: list_of_orders
-- The references of some orders.
SELECT quote_id, reference FROM {p}bridge_payment_references WHERE quote_id IN %(quote_ids)s;

-- name: list_sums
-- The sums that came for some orders, in the order in which they came to be written.
SELECT quote_id, payment_id, currency, amount_minor, credited_minor, state, came_at, marked_by
FROM {p}bridge_transfers WHERE quote_id IN %(quote_ids)s ORDER BY id;
