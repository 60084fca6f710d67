-- Money a customer has with the network, per currency.

-- name: open
-- Make sure that the row exists, so that it can be locked.
INSERT IGNORE INTO {p}bridge_account_credit (customer_id, currency, balance_minor, reserved_minor, use_at, updated_at)
VALUES (%(customer_id)s, %(currency)s, 0, 0, %(at)s, %(at)s);

-- name: lock
-- Read the balance and hold it until the transaction ends.
SELECT balance_minor, reserved_minor FROM {p}bridge_account_credit
WHERE customer_id = %(customer_id)s AND currency = %(currency)s FOR UPDATE;

-- name: move
-- Move balance and reservation by signed amounts; the row's CHECK refuses what is not there. Of more that is free it is
-- looked at what it pays for.
UPDATE {p}bridge_account_credit
SET use_at = IF(%(balance_minor)s > %(reserved_minor)s, {at_once}, use_at),
    balance_minor = balance_minor + %(balance_minor)s, reserved_minor = reserved_minor + %(reserved_minor)s,
    updated_at = %(at)s
WHERE customer_id = %(customer_id)s AND currency = %(currency)s;

-- name: insert_entry
-- Write why the balance moved.
INSERT INTO {p}bridge_account_credit_entries
  (customer_id, currency, amount_minor, cause, membership_id, quote_id, payment_id, actor_user_id, reason, reference,
   created_at)
VALUES
  (%(customer_id)s, %(currency)s, %(amount_minor)s, %(cause)s, %(membership_id)s, %(quote_id)s, %(payment_id)s,
   %(actor_user_id)s, %(reason)s, %(reference)s, %(at)s);

-- name: used
-- How much of it a change has used.
SELECT COALESCE(-SUM(amount_minor), 0) AS used_minor FROM {p}bridge_account_credit_entries
WHERE customer_id = %(customer_id)s AND currency = %(currency)s AND quote_id = %(quote_id)s AND cause = 'used';

-- name: find_adjusted
-- Tell whether a form has moved it already.
SELECT id FROM {p}bridge_account_credit_entries WHERE reference = %(reference)s;

-- name: list_entries
-- The movements of a customer's account credit below an id, the newest first.
SELECT id, amount_minor, cause, membership_id, payment_id, actor_user_id, reason, created_at
FROM {p}bridge_account_credit_entries
WHERE customer_id = %(customer_id)s AND currency = %(currency)s AND id < %(before)s
ORDER BY id DESC LIMIT %(most)s;

-- name: list_newer_entries
-- The movements of a customer's account credit above an id, the oldest first.
SELECT id, amount_minor, cause, membership_id, payment_id, actor_user_id, reason, created_at
FROM {p}bridge_account_credit_entries
WHERE customer_id = %(customer_id)s AND currency = %(currency)s AND id > %(after)s
ORDER BY id LIMIT %(most)s;

-- name: find
-- Read the balance.
SELECT balance_minor, reserved_minor FROM {p}bridge_account_credit
WHERE customer_id = %(customer_id)s AND currency = %(currency)s;
