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
-- A page of payments of ours, newest first; status '' is any.
SELECT payments.payment_id, payments.quote_id, payments.membership_id, payments.customer_id, payments.gateway,
       payments.provider_id, payments.status, payments.currency, payments.amount_minor, payments.tax_minor,
       payments.refunded_minor, payments.received_at, payments.marked_by, payments.created_at, customers.user_id
FROM {p}bridge_payments AS payments
LEFT JOIN {p}wu_customers AS customers ON customers.id = payments.customer_id
WHERE %(status)s = '' OR payments.status = %(status)s
ORDER BY payments.created_at DESC, payments.payment_id DESC LIMIT %(most)s OFFSET %(skip)s;

-- name: find_user
-- The WordPress user of a customer.
SELECT user_id FROM {p}wu_customers WHERE id = %(customer_id)s;

-- name: count_all
-- How many payments of ours there are; status '' is any.
SELECT COUNT(*) AS total FROM {p}bridge_payments WHERE %(status)s = '' OR status = %(status)s;

-- name: list_lines
-- The lines of one payment with the names of their products.
SELECT payment_lines.code, payment_lines.product_id, COALESCE(products.name, '') AS name, payment_lines.quantity,
       payment_lines.amount_minor, payment_lines.tax_minor
FROM {p}bridge_payment_lines AS payment_lines
LEFT JOIN {p}wu_products AS products ON products.id = payment_lines.product_id
WHERE payment_lines.payment_id = %(payment_id)s ORDER BY payment_lines.position;
