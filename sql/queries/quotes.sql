-- Prices told to people.

-- name: insert
-- Write a quote; it is never changed.
INSERT INTO {p}bridge_quotes
  (id, membership_id, customer_id, user_id, as_of, valid_until, kind, currency, due_now_minor, basis, selection, body,
   created_at)
VALUES
  (%(id)s, %(membership_id)s, %(customer_id)s, %(user_id)s, %(as_of)s, %(valid_until)s, %(kind)s, %(currency)s,
   %(due_now_minor)s, %(basis)s, %(selection)s, %(body)s, UTC_TIMESTAMP(6));

-- name: find
-- Read a quote.
SELECT id, membership_id, customer_id, user_id, body FROM {p}bridge_quotes WHERE id = %(id)s;
