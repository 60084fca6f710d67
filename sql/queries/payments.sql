-- Payments of ours: awaited in our own table, with a row in the shared one once the money is there.

-- part: listed_from
-- Where that is read, beside the rows of a page.
LEFT JOIN {p}wu_payments AS shared ON shared.id = page.shared_id
LEFT JOIN {p}bridge_payments AS ours ON ours.payment_id = page.our_id
LEFT JOIN {p}bridge_changes AS changes ON changes.quote_id = ours.quote_id
LEFT JOIN {p}wu_customers AS customers ON customers.id = COALESCE(ours.customer_id, shared.customer_id)
LEFT JOIN {p}wu_products AS products ON products.id = shared.product_id

-- part: listed_payment
-- What the list shows of a payment, ours or another's.
SELECT page.shared_id, page.our_id, shared.membership_id, shared.customer_id, shared.product_id, shared.gateway,
       shared.status, shared.currency, shared.total, shared.tax_total, shared.date_created,
       ours.membership_id AS our_membership_id, ours.customer_id AS our_customer_id, ours.gateway AS our_gateway,
       ours.status AS our_status, ours.currency AS our_currency, ours.quote_id, ours.amount_minor, ours.tax_minor,
       ours.created_at, ours.received_at, ours.marked_by, customers.user_id, products.name AS product_name,
       changes.status AS change_status, changes.kind AS change_kind,
       (SELECT meta.meta_value FROM {p}wu_paymentmeta AS meta
        WHERE meta.wu_payment_id = shared.id AND meta.meta_key = 'wu_line_items'
        ORDER BY meta.meta_id LIMIT 1) AS foreign_lines

-- name: find_place
-- The newest row of the shared table: what is asked for now stands after it in the list of all payments.
SELECT COALESCE(MAX(id), 0) AS place FROM {p}wu_payments;

-- name: insert
-- Write a payment that is awaited; its unique key lets one provider's payment exist once.
INSERT INTO {p}bridge_payments
  (listed_after, quote_id, membership_id, customer_id, gateway, provider_id, status, currency, amount_minor, tax_minor,
   product_id, discount_code, created_at)
VALUES
  (%(place)s, %(quote_id)s, %(membership_id)s, %(customer_id)s, %(gateway)s, %(provider_id)s, 'pending',
   %(currency)s, %(amount_minor)s, %(tax_minor)s, %(product_id)s, %(discount_code)s, %(at)s);

-- name: insert_shared
-- Write a payment whose money is there where Ultimate Multisite keeps payments; amounts in major units.
INSERT INTO {p}wu_payments
  (status, customer_id, membership_id, parent_id, product_id, discount_code, currency, subtotal, refund_total,
   tax_total, discount_total, total, gateway, gateway_payment_id, date_created, date_modified)
VALUES
  ('completed', %(customer_id)s, %(membership_id)s, 0, %(product_id)s, %(discount_code)s, %(currency)s, %(subtotal)s, 0,
   %(tax_total)s, %(discount_total)s, %(total)s, %(gateway)s, %(gateway_payment_id)s, %(at)s, %(at)s);

-- name: find_shared
-- The row that the other plugin has written of a payment of ours.
SELECT id FROM {p}wu_payments
WHERE membership_id = %(membership_id)s AND CAST(gateway AS BINARY) = CAST(%(gateway)s AS BINARY)
  AND CAST(gateway_payment_id AS BINARY) = CAST(%(gateway_payment_id)s AS BINARY)
ORDER BY id LIMIT 1;

-- name: name_payer
-- Say who paid what names nobody, before another has the membership.
UPDATE {p}wu_payments SET customer_id = %(customer_id)s
WHERE membership_id = %(membership_id)s AND customer_id = 0;

-- name: insert_shared_lines
-- Write what a payment was for in that system's form.
INSERT INTO {p}wu_paymentmeta (wu_payment_id, meta_key, meta_value)
VALUES (%(shared_id)s, 'wu_line_items', %(items)s);

-- name: name_shared
-- Keep which row of the shared table a payment of ours has; it has one at most.
UPDATE {p}bridge_payments SET shared_id = %(shared_id)s WHERE payment_id = %(payment_id)s AND shared_id IS NULL;

-- name: insert_line
-- Write one line of a payment.
INSERT INTO {p}bridge_payment_lines
  (payment_id, position, code, product_id, quantity, amount_minor, tax_minor, discount_minor, params, explained)
VALUES
  (%(payment_id)s, %(position)s, %(code)s, %(product_id)s, %(quantity)s, %(amount_minor)s, %(tax_minor)s,
   %(discount_minor)s, %(params)s, %(explained)s);

-- name: find
-- Read a payment of ours.
SELECT payment_id, shared_id, quote_id, membership_id, customer_id, gateway, provider_id, status, currency,
       amount_minor, tax_minor, refunded_minor, received_at, marked_by, created_at, product_id, discount_code,
       declined_reason
FROM {p}bridge_payments WHERE payment_id = %(payment_id)s;

-- name: lock
-- Read a payment of ours and hold it.
SELECT payment_id, shared_id, quote_id, membership_id, customer_id, gateway, provider_id, status, currency,
       amount_minor, tax_minor, refunded_minor, received_at, marked_by, created_at, product_id, discount_code,
       declined_reason
FROM {p}bridge_payments WHERE payment_id = %(payment_id)s FOR UPDATE;

-- name: find_of_quote
-- Read the payment of a change; a change has one at most.
SELECT payment_id, shared_id, quote_id, membership_id, customer_id, gateway, provider_id, status, currency,
       amount_minor, tax_minor, refunded_minor, received_at, marked_by, created_at, product_id, discount_code,
       declined_reason
FROM {p}bridge_payments WHERE quote_id = %(quote_id)s ORDER BY payment_id DESC LIMIT 1;

-- name: find_at_provider
-- Read the payment of ours that a gateway has under this id.
SELECT payment_id, shared_id, quote_id, membership_id, customer_id, gateway, provider_id, status, currency,
       amount_minor, tax_minor, refunded_minor, received_at, marked_by, created_at, product_id, discount_code,
       declined_reason
FROM {p}bridge_payments WHERE gateway = %(gateway)s AND provider_id = %(provider_id)s;

-- name: list_received
-- Payments of a gateway whose money came since an instant, in the order of the provider's ids.
SELECT payment_id, shared_id, quote_id, membership_id, customer_id, gateway, provider_id, status, currency,
       amount_minor, tax_minor, refunded_minor, received_at, marked_by, created_at, product_id, discount_code,
       declined_reason
FROM {p}bridge_payments
WHERE gateway = %(gateway)s AND provider_id > %(after)s AND received_at >= %(since)s
ORDER BY provider_id LIMIT %(most)s;

-- name: name_at_provider
-- Keep the id that a gateway gave to a payment, and when it is asked about where nothing is heard; one that has ended
-- meanwhile is not asked about.
UPDATE {p}bridge_payments SET provider_id = %(provider_id)s, ask_after = IF(status = 'pending', %(ask_after)s, NULL)
WHERE payment_id = %(payment_id)s;

-- name: keep_decline
-- Keep why a payment was declined last; NULL: it is not any more.
UPDATE {p}bridge_payments SET declined_reason = %(reason)s WHERE payment_id = %(payment_id)s AND status = 'pending';

-- name: list_to_ask
-- The payments that await their payer and whose provider has not said anything for a while.
SELECT payment_id FROM {p}bridge_payments
WHERE ask_after <= %(at)s ORDER BY ask_after, payment_id LIMIT %(most)s;

-- name: ask_later
-- Ask about a payment at another time; NULL: not any more. One that has ended meanwhile is not asked about.
UPDATE {p}bridge_payments SET ask_after = %(ask_after)s WHERE payment_id = %(payment_id)s AND status = 'pending';

-- name: note_enforced
-- Note when money moved and that the limits it paid for are written, where the change took effect with it; what moved
-- in the same second by another clock moved now.
UPDATE {p}bridge_payments AS payments
JOIN {p}bridge_changes AS changes ON changes.quote_id = %(quote_id)s AND changes.status = 'applied'
SET payments.paid_at = LEAST(%(paid_at)s, UTC_TIMESTAMP(6)), payments.enforced_at = UTC_TIMESTAMP(6)
WHERE payments.payment_id = %(payment_id)s;

-- name: last_enforced
-- How long it took from the money to the limits, of the changes that were paid last.
SELECT TIMESTAMPDIFF(MICROSECOND, paid_at, enforced_at) AS microseconds FROM {p}bridge_payments
WHERE enforced_at IS NOT NULL ORDER BY enforced_at DESC LIMIT %(most)s;

-- name: set_status
-- Say how a payment ended.
UPDATE {p}bridge_payments
SET status = %(status)s, received_at = %(received_at)s, marked_by = %(marked_by)s, ask_after = NULL
WHERE payment_id = %(payment_id)s;

-- name: list_page
-- A page of all payments of the network, newest first, from a key on: the shared table's by primary key and, each at its
-- place among them, those of ours that have no row there; status '' is any but a draft, which nobody has ordered yet,
-- and a part of its own: an index alone answers each.
SELECT page.place, page.opened, page.shared_id, page.our_id, shared.membership_id, shared.customer_id, shared.product_id, shared.gateway,
       shared.status, shared.currency, shared.total, shared.tax_total, shared.date_created,
       ours.membership_id AS our_membership_id, ours.customer_id AS our_customer_id, ours.gateway AS our_gateway,
       ours.status AS our_status, ours.currency AS our_currency, ours.quote_id, ours.amount_minor, ours.tax_minor,
       ours.created_at, ours.received_at, ours.marked_by, customers.user_id, products.name AS product_name,
       changes.status AS change_status, changes.kind AS change_kind,
       (SELECT meta.meta_value FROM {p}wu_paymentmeta AS meta
        WHERE meta.wu_payment_id = shared.id AND meta.meta_key = 'wu_line_items'
        ORDER BY meta.meta_id LIMIT 1) AS foreign_lines
FROM (SELECT every.place, every.opened, every.shared_id, every.our_id FROM (
      (SELECT id AS place, id AS shared_id,
              (SELECT settled.payment_id FROM {p}bridge_payments AS settled
               WHERE settled.shared_id = {p}wu_payments.id) AS our_id, 0 AS opened
       FROM {p}wu_payments
       WHERE id <= %(place)s
         AND ((%(status)s = '' AND status <> 'draft') OR (%(status)s <> '' AND status = %(status)s))
       ORDER BY id DESC LIMIT %(most)s)
      UNION ALL
      (SELECT listed_after, CAST(NULL AS UNSIGNED), payment_id, payment_id
       FROM {p}bridge_payments
       WHERE %(status)s = '' AND shared_id IS NULL AND listed_after <= %(place)s
         AND (listed_after < %(place)s OR payment_id <= %(opened)s)
       ORDER BY listed_after DESC, payment_id DESC LIMIT %(most)s)
      UNION ALL
      (SELECT listed_after, CAST(NULL AS UNSIGNED), payment_id, payment_id
       FROM {p}bridge_payments
       WHERE %(status)s <> '' AND status = %(status)s AND shared_id IS NULL AND listed_after <= %(place)s
         AND (listed_after < %(place)s OR payment_id <= %(opened)s)
       ORDER BY listed_after DESC, payment_id DESC LIMIT %(most)s)
      ) AS every
      ORDER BY every.place DESC, every.opened DESC LIMIT %(most)s) AS page
{listed_from}
ORDER BY page.place DESC, page.opened DESC;

-- name: list_above
-- The keys of the payments just above one in that list, the nearest first.
SELECT every.place, every.opened FROM (
  (SELECT id AS place, 0 AS opened FROM {p}wu_payments
   WHERE id > %(place)s AND ((%(status)s = '' AND status <> 'draft') OR (%(status)s <> '' AND status = %(status)s))
   ORDER BY id LIMIT %(most)s)
  UNION ALL
  (SELECT listed_after, payment_id FROM {p}bridge_payments
   WHERE %(status)s = '' AND shared_id IS NULL AND listed_after >= %(place)s
     AND (listed_after > %(place)s OR payment_id > %(opened)s)
   ORDER BY listed_after, payment_id LIMIT %(most)s)
  UNION ALL
  (SELECT listed_after, payment_id FROM {p}bridge_payments
   WHERE %(status)s <> '' AND status = %(status)s AND shared_id IS NULL AND listed_after >= %(place)s
     AND (listed_after > %(place)s OR payment_id > %(opened)s)
   ORDER BY listed_after, payment_id LIMIT %(most)s)) AS every
ORDER BY every.place, every.opened LIMIT %(most)s;

-- name: find_listed
-- One payment of ours as the list shows it.
{listed_payment}
FROM (SELECT shared_id, payment_id AS our_id FROM {p}bridge_payments WHERE payment_id = %(payment_id)s) AS page
{listed_from};

-- name: list_found
-- A page of the payments of ours whose order's reference begins with some signs, or that have a number: newest first.
{listed_payment}
FROM (SELECT settled.shared_id, settled.payment_id AS our_id, settled.payment_id AS opened FROM (
        SELECT payments.payment_id FROM {p}bridge_payment_references AS named
        JOIN {p}bridge_payments AS payments ON payments.quote_id = named.quote_id
        WHERE %(begins)s <> '' AND named.reference LIKE %(begins)s
        UNION SELECT payment_id FROM {p}bridge_payments WHERE payment_id = %(number)s
        UNION SELECT payment_id FROM {p}bridge_payments WHERE shared_id = %(number)s) AS matching
      JOIN {p}bridge_payments AS settled ON settled.payment_id = matching.payment_id
      ORDER BY settled.payment_id DESC LIMIT %(most)s) AS page
{listed_from}
ORDER BY page.opened DESC;

-- name: find_user
-- The WordPress user of a customer.
SELECT user_id FROM {p}wu_customers WHERE id = %(customer_id)s;

-- name: count_to_mark
-- How many payments made by hand wait for somebody to say that they arrived, counted to a bound.
SELECT COUNT(*) AS total FROM (
  SELECT payment_id FROM {p}bridge_payments WHERE status = 'pending' AND gateway IN %(by_hand)s LIMIT %(counted)s
) AS counted;

-- name: list_lines
-- The lines of some payments of ours with the names of their products.
SELECT payment_lines.payment_id, payment_lines.code, payment_lines.product_id, COALESCE(products.name, '') AS name, payment_lines.quantity,
       payment_lines.amount_minor, payment_lines.tax_minor
FROM {p}bridge_payment_lines AS payment_lines
LEFT JOIN {p}wu_products AS products ON products.id = payment_lines.product_id
WHERE payment_lines.payment_id IN %(payment_ids)s ORDER BY payment_lines.payment_id, payment_lines.position;

-- name: list_items
-- What a payment of ours is for, with the names of its products.
SELECT payment_lines.code, payment_lines.product_id, COALESCE(products.name, '') AS name, payment_lines.quantity,
       payment_lines.amount_minor, payment_lines.tax_minor, payment_lines.discount_minor
FROM {p}bridge_payment_lines AS payment_lines
LEFT JOIN {p}wu_products AS products ON products.id = payment_lines.product_id
WHERE payment_lines.payment_id = %(payment_id)s ORDER BY payment_lines.position;

-- name: list_settled_without_row
-- Payments whose money is there and that have no row in the shared table yet.
SELECT payment_id FROM {p}bridge_payments
WHERE shared_id IS NULL AND status = 'completed' AND listed_after IS NOT NULL ORDER BY listed_after LIMIT %(most)s;

-- name: adopt_rows
-- An earlier version wrote a payment together with its row in the shared table, of the same id.
UPDATE {p}bridge_payments SET shared_id = payment_id WHERE shared_id IS NULL AND listed_after IS NULL;

-- name: list_unpaid_with_row
-- Payments that an earlier version wrote into the shared table though no money was there.
SELECT payment_id FROM {p}bridge_payments
WHERE shared_id > 0 AND status IN ('pending', 'cancelled') ORDER BY shared_id LIMIT %(most)s;

-- name: take_out
-- Let a payment be ours alone; it keeps its place in the list and what only its shared row said.
UPDATE {p}bridge_payments
SET product_id = COALESCE((SELECT shared.product_id FROM {p}wu_payments AS shared WHERE shared.id = %(shared_id)s), 0),
    discount_code = COALESCE((SELECT LEFT(shared.discount_code, 64) FROM {p}wu_payments AS shared
                              WHERE shared.id = %(shared_id)s), ''),
    listed_after = %(shared_id)s, shared_id = NULL
WHERE payment_id = %(payment_id)s;

-- name: delete_shared
-- Take a row that nobody has paid out of the shared table.
DELETE FROM {p}wu_payments WHERE id = %(shared_id)s AND status IN ('pending', 'cancelled');

-- name: delete_shared_meta
-- And what it was for.
DELETE FROM {p}wu_paymentmeta
WHERE wu_payment_id = %(shared_id)s AND NOT EXISTS (SELECT 1 FROM {p}wu_payments WHERE id = %(shared_id)s);

-- name: leave_shared
-- A row that somebody completed there meanwhile, with nothing paid to us, stays, and is not ours.
UPDATE {p}wu_payments SET gateway_payment_id = '' WHERE id = %(shared_id)s;

-- name: of_other_currency
-- Payments of a page in another currency than the network's: how many in each, and the first ids.
SELECT UPPER(currency) AS currency, COUNT(*) AS found, SUBSTRING_INDEX(GROUP_CONCAT(id ORDER BY id), ',', 5) AS first_ids
FROM {p}wu_payments
WHERE id > %(after)s AND id <= %(last)s AND COALESCE(currency, '') <> '' AND UPPER(currency) <> %(currency)s
GROUP BY UPPER(currency);

-- name: of_odd_values
-- The first payments with a column that nobody can go by, and which.
SELECT * FROM (
  SELECT id, CONCAT_WS(',',
    IF(total IS NULL, 'total', NULL),
    IF(currency NOT REGEXP '^([A-Za-z]{3})?$', 'currency', NULL),
    IF(status NOT IN ('draft', 'pending', 'completed', 'refunded', 'partially-refunded', 'partially-paid', 'failed',
                      'cancelled'), 'status', NULL),
    IF(status IN ('completed', 'partially-refunded') AND date_created IS NULL, 'date_created', NULL)) AS odd
  FROM {p}wu_payments) AS looked_at
WHERE odd <> '' ORDER BY id LIMIT %(most)s;
