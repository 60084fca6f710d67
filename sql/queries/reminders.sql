-- Orders that are paid by hand and whose payer is still to be reminded.

-- name: put
-- Say when the payer of an order is reminded next.
INSERT INTO {p}bridge_reminders (quote_id, remind_at) VALUES (%(quote_id)s, %(remind_at)s)
ON DUPLICATE KEY UPDATE remind_at = VALUES(remind_at);

-- name: forget
-- The payer of an order is reminded no more.
DELETE FROM {p}bridge_reminders WHERE quote_id = %(quote_id)s;

-- name: list_due
-- The orders whose payer is to be reminded now.
SELECT quote_id FROM {p}bridge_reminders WHERE remind_at <= %(at)s ORDER BY remind_at, quote_id LIMIT %(most)s;
