-- Payments of ours: a row of the shared table and one of our own beside it, written together.

-- name: insert_shared
-- Write the payment where Ultimate Multisite keeps payments; amounts in major units.
INSERT INTO {p}wu_payments
  (status, customer_id, membership_id, parent_id, product_id, discount_code, currency, subtotal, refund_total,
   tax_total, discount_total, total, gateway, gateway_payment_id, date_created, date_modified)
VALUES
  (%(status)s, %(customer_id)s, %(membership_id)s, 0, %(product_id)s, %(discount_code)s, %(currency)s, %(subtotal)s, 0,
   %(tax_total)s, %(discount_total)s, %(total)s, %(gateway)s, %(provider_id)s, %(at)s, %(at)s);

-- name: insert
-- Write our own row; its unique key lets one provider's payment exist once.
INSERT INTO {p}bridge_payments
  (payment_id, quote_id, membership_id, customer_id, gateway, provider_id, status, currency, amount_minor, tax_minor,
   created_at)
VALUES
  (%(payment_id)s, %(quote_id)s, %(membership_id)s, %(customer_id)s, %(gateway)s, %(provider_id)s, 'pending',
   %(currency)s, %(amount_minor)s, %(tax_minor)s, %(at)s);

-- name: insert_line
-- Write one line of a payment.
INSERT INTO {p}bridge_payment_lines
  (payment_id, position, code, product_id, quantity, amount_minor, tax_minor, params, explained)
VALUES
  (%(payment_id)s, %(position)s, %(code)s, %(product_id)s, %(quantity)s, %(amount_minor)s, %(tax_minor)s, %(params)s,
   %(explained)s);

-- name: find
-- Read a payment of ours.
SELECT payment_id, quote_id, membership_id, customer_id, gateway, provider_id, status, currency, amount_minor,
       tax_minor, refunded_minor, received_at, marked_by, created_at
FROM {p}bridge_payments WHERE payment_id = %(payment_id)s;

-- name: lock
-- Read a payment of ours and hold it.
SELECT payment_id, quote_id, membership_id, customer_id, gateway, provider_id, status, currency, amount_minor,
       tax_minor, refunded_minor, received_at, marked_by, created_at
FROM {p}bridge_payments WHERE payment_id = %(payment_id)s FOR UPDATE;

-- name: find_of_quote
-- Read the payment of a change; a change has one at most.
SELECT payment_id, quote_id, membership_id, customer_id, gateway, provider_id, status, currency, amount_minor,
       tax_minor, refunded_minor, received_at, marked_by, created_at
FROM {p}bridge_payments WHERE quote_id = %(quote_id)s ORDER BY payment_id DESC LIMIT 1;

-- name: find_at_provider
-- Read the payment of ours that a gateway has under this id.
SELECT payment_id, quote_id, membership_id, customer_id, gateway, provider_id, status, currency, amount_minor,
       tax_minor, refunded_minor, received_at, marked_by, created_at
FROM {p}bridge_payments WHERE gateway = %(gateway)s AND provider_id = %(provider_id)s;

-- name: find_last_gateway
-- The gateway that a membership was paid with last.
SELECT gateway FROM {p}bridge_payments
WHERE membership_id = %(membership_id)s AND received_at IS NOT NULL
ORDER BY received_at DESC, payment_id DESC LIMIT 1;

-- name: name_at_provider
-- Keep the id that a gateway gave to a payment.
UPDATE {p}bridge_payments SET provider_id = %(provider_id)s WHERE payment_id = %(payment_id)s;

-- name: name_shared_at_provider
-- The same in the shared table.
UPDATE {p}wu_payments SET gateway_payment_id = %(provider_id)s, date_modified = %(at)s WHERE id = %(payment_id)s;

-- name: set_status
-- Say how a payment ended.
UPDATE {p}bridge_payments
SET status = %(status)s, received_at = %(received_at)s, marked_by = %(marked_by)s
WHERE payment_id = %(payment_id)s;

-- name: set_shared_status
-- The same in the shared table.
UPDATE {p}wu_payments SET status = %(status)s, date_modified = %(at)s WHERE id = %(payment_id)s;

-- name: list_page
-- A page of all payments of the network, newest first, by primary key; status '' is any but a
-- draft, which nobody has ordered yet. What is ours has our row beside.
SELECT shared.id, shared.membership_id, shared.customer_id, shared.product_id, shared.gateway, shared.status,
       shared.currency, shared.total, shared.tax_total, shared.date_created, ours.payment_id AS our_id, ours.quote_id,
       ours.amount_minor, ours.tax_minor, ours.received_at, ours.marked_by, customers.user_id,
       products.name AS product_name, changes.status AS change_status,
       (SELECT meta.meta_value FROM {p}wu_paymentmeta AS meta
        WHERE meta.wu_payment_id = shared.id AND meta.meta_key = 'wu_line_items'
        ORDER BY meta.meta_id LIMIT 1) AS foreign_lines
FROM (SELECT id FROM {p}wu_payments WHERE (%(status)s = '' AND status <> 'draft') OR (%(status)s <> '' AND status = %(status)s)
      ORDER BY id DESC LIMIT %(most)s OFFSET %(skip)s) AS page
JOIN {p}wu_payments AS shared ON shared.id = page.id
LEFT JOIN {p}bridge_payments AS ours ON ours.payment_id = shared.id
LEFT JOIN {p}bridge_changes AS changes ON changes.quote_id = ours.quote_id
LEFT JOIN {p}wu_customers AS customers ON customers.id = shared.customer_id
LEFT JOIN {p}wu_products AS products ON products.id = shared.product_id;

-- name: find_listed
-- One payment as the list shows it.
SELECT shared.id, shared.membership_id, shared.customer_id, shared.product_id, shared.gateway, shared.status,
       shared.currency, shared.total, shared.tax_total, shared.date_created, ours.payment_id AS our_id, ours.quote_id,
       ours.amount_minor, ours.tax_minor, ours.received_at, ours.marked_by, customers.user_id,
       products.name AS product_name, changes.status AS change_status,
       (SELECT meta.meta_value FROM {p}wu_paymentmeta AS meta
        WHERE meta.wu_payment_id = shared.id AND meta.meta_key = 'wu_line_items'
        ORDER BY meta.meta_id LIMIT 1) AS foreign_lines
FROM {p}wu_payments AS shared
LEFT JOIN {p}bridge_payments AS ours ON ours.payment_id = shared.id
LEFT JOIN {p}bridge_changes AS changes ON changes.quote_id = ours.quote_id
LEFT JOIN {p}wu_customers AS customers ON customers.id = shared.customer_id
LEFT JOIN {p}wu_products AS products ON products.id = shared.product_id
WHERE shared.id = %(payment_id)s;

-- name: find_user
-- The WordPress user of a customer.
SELECT user_id FROM {p}wu_customers WHERE id = %(customer_id)s;

-- name: count_up_to
-- How many payments there are, counted no further than somebody may page; status '' is any.
SELECT COUNT(*) AS total
FROM (SELECT id FROM {p}wu_payments WHERE (%(status)s = '' AND status <> 'draft') OR (%(status)s <> '' AND status = %(status)s)
      ORDER BY id DESC LIMIT %(counted)s) AS counted;

-- name: count_to_mark
-- How many payments made by hand wait for somebody to say that they arrived.
SELECT COUNT(*) AS total FROM {p}bridge_payments WHERE status = 'pending' AND gateway IN %(by_hand)s;

-- name: list_lines
-- The lines of some payments of ours with the names of their products.
SELECT payment_lines.payment_id, payment_lines.code, payment_lines.product_id, COALESCE(products.name, '') AS name, payment_lines.quantity,
       payment_lines.amount_minor, payment_lines.tax_minor
FROM {p}bridge_payment_lines AS payment_lines
LEFT JOIN {p}wu_products AS products ON products.id = payment_lines.product_id
WHERE payment_lines.payment_id IN %(payment_ids)s ORDER BY payment_lines.payment_id, payment_lines.position;

-- name: of_other_currency
-- Payments in another currency than the network's: how many in each, and the first ids.
SELECT UPPER(currency) AS currency, COUNT(*) AS found, SUBSTRING_INDEX(GROUP_CONCAT(id ORDER BY id), ',', 5) AS first_ids
FROM {p}wu_payments
WHERE COALESCE(currency, '') <> '' AND UPPER(currency) <> %(currency)s
GROUP BY UPPER(currency) ORDER BY found DESC, currency LIMIT 20;

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
