-- What went back of payments at a provider: refunds and disputes.

-- name: put_refund
-- Keep how a refund that the provider names stands; the first time it is heard of, its row is made.
INSERT INTO {p}bridge_refunds
  (reference, payment_id, gateway, provider_id, currency, amount_minor, status, reason, asked_by, created_at, updated_at)
VALUES
  (%(reference)s, %(payment_id)s, %(gateway)s, %(provider_id)s, %(currency)s, %(amount_minor)s, %(status)s, %(reason)s,
   NULL, %(at)s, %(at)s)
ON DUPLICATE KEY UPDATE provider_id = COALESCE(provider_id, VALUES(provider_id)), status = VALUES(status),
  reason = VALUES(reason), updated_at = VALUES(updated_at);

-- name: lock_refund
-- Read a refund that a provider has under this id and hold it.
SELECT refund_id, reference, payment_id, gateway, provider_id, currency, amount_minor, destination, status, reason, said,
       booked, asked_by, created_at
FROM {p}bridge_refunds WHERE gateway = %(gateway)s AND provider_id = %(provider_id)s FOR UPDATE;

-- name: find_refund
-- Read a refund that a provider has under this id.
SELECT refund_id, reference, payment_id, gateway, provider_id, currency, amount_minor, destination, status, reason, said,
       booked, asked_by, created_at
FROM {p}bridge_refunds WHERE gateway = %(gateway)s AND provider_id = %(provider_id)s;

-- name: lock_asked
-- Read a refund that we asked for under this reference and hold it.
SELECT refund_id, reference, payment_id, gateway, provider_id, currency, amount_minor, destination, status, reason, said,
       booked, asked_by, created_at
FROM {p}bridge_refunds WHERE reference = %(reference)s FOR UPDATE;

-- name: find_asked
-- Read a refund that we asked for under this reference.
SELECT refund_id, reference, payment_id, gateway, provider_id, currency, amount_minor, destination, status, reason, said,
       booked, asked_by, created_at
FROM {p}bridge_refunds WHERE reference = %(reference)s;

-- name: ask
-- Write a refund before anybody is asked for it.
INSERT INTO {p}bridge_refunds
  (reference, payment_id, gateway, provider_id, currency, amount_minor, destination, status, reason, said, asked_by,
   ask_after, created_at, updated_at)
VALUES
  (%(reference)s, %(payment_id)s, %(gateway)s, NULL, %(currency)s, %(amount_minor)s, %(destination)s, 'asked', NULL,
   %(said)s, %(asked_by)s, %(ask_after)s, %(at)s, %(at)s);

-- name: answer
-- Keep how a refund stands.
UPDATE {p}bridge_refunds
SET status = %(status)s, provider_id = COALESCE(provider_id, %(provider_id)s), reason = %(reason)s, booked = %(booked)s,
    ask_after = %(ask_after)s, updated_at = %(at)s
WHERE refund_id = %(refund_id)s;

-- name: book_dispute
-- Keep whether our books say that a disputed payment was charged back.
UPDATE {p}bridge_disputes SET booked = %(booked)s, updated_at = %(at)s WHERE dispute_id = %(dispute_id)s;

-- name: list_to_ask
-- The refunds whose provider has not said how they ended.
SELECT reference, refund_id FROM {p}bridge_refunds
WHERE ask_after <= %(at)s ORDER BY ask_after, refund_id LIMIT %(most)s;

-- name: ask_later
-- Ask about a refund at another time; one that has ended meanwhile is not asked about.
UPDATE {p}bridge_refunds SET ask_after = %(ask_after)s
WHERE refund_id = %(refund_id)s AND status IN ('asked', 'pending');

-- name: list_of_payments
-- What went back of some payments, or is to, in the order in which it was asked for.
SELECT refund_id, reference, payment_id, gateway, provider_id, currency, amount_minor, destination, status, reason, said,
       booked, asked_by, created_at
FROM {p}bridge_refunds WHERE payment_id IN %(payment_ids)s ORDER BY payment_id, refund_id;

-- name: list_disputes
-- The disputes about some payments.
SELECT dispute_id, payment_id, gateway, provider_id, currency, amount_minor, status, booked, opened_at
FROM {p}bridge_disputes WHERE payment_id IN %(payment_ids)s ORDER BY payment_id, dispute_id;

-- name: lines_of
-- The lines that a payment settled, ended or not, held: also those of a change that was paid before its day.
SELECT id, line_type, product_id, amount_minor, tax_minor, refunded_minor, credited_minor, term_start, term_end, ended_at,
       payment_id, customer_id
FROM {p}bridge_settled_lines
WHERE membership_id = %(membership_id)s
  AND (payment_id = %(payment_id)s
       OR (payment_id IS NULL AND quote_id = %(quote_id)s AND settled_at >= %(received_at)s))
ORDER BY id FOR UPDATE;

-- name: unended_lines
-- All lines of a membership that have not ended and that a customer paid, held: not those that another paid who had it
-- before, or has it since.
SELECT id, line_type, product_id, amount_minor, tax_minor, refunded_minor, credited_minor, term_start, term_end, ended_at,
       payment_id, customer_id
FROM {p}bridge_settled_lines AS settled
WHERE settled.membership_id = %(membership_id)s AND settled.ended_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM {p}bridge_payments AS paid
                  WHERE paid.payment_id = settled.payment_id AND paid.customer_id <> %(customer_id)s)
  AND NOT EXISTS (SELECT 1 FROM {p}bridge_changes AS changes
                  WHERE changes.quote_id = settled.quote_id AND changes.customer_id <> %(customer_id)s)
ORDER BY settled.id FOR UPDATE;

-- name: lines_of_quote
-- What a quote brought and has not ended, held.
SELECT id, line_type, product_id, amount_minor, tax_minor, refunded_minor, credited_minor, term_start, term_end, ended_at,
       payment_id, customer_id
FROM {p}bridge_settled_lines
WHERE membership_id = %(membership_id)s AND quote_id = %(quote_id)s AND ended_at IS NULL ORDER BY id FOR UPDATE;

-- name: lines_by_id
-- Lines that something was taken from, held.
SELECT id, line_type, product_id, amount_minor, tax_minor, refunded_minor, credited_minor, term_start, term_end, ended_at,
       payment_id, customer_id
FROM {p}bridge_settled_lines WHERE id IN %(ids)s ORDER BY id FOR UPDATE;

-- name: take_of_line
-- Let a line be worth less, or more again; what its former customer used up is worth nothing to the next one.
UPDATE {p}bridge_settled_lines
SET refunded_minor = refunded_minor + %(amount_minor)s, credited_minor = credited_minor + %(credited_minor)s,
    used_minor = used_minor + %(used_minor)s
WHERE id = %(id)s;

-- name: note_taken
-- Keep what a refund or a dispute took, and of what.
INSERT INTO {p}bridge_value_taken (cause, cause_id, line_id, source, amount_minor, taken_at, due_minor, due_to)
VALUES (%(cause)s, %(cause_id)s, %(line_id)s, %(source)s, %(amount_minor)s, %(at)s, %(due_minor)s, %(due_to)s);

-- name: list_taken
-- What a refund or a dispute took and holds still.
SELECT id, line_id, source, amount_minor, taken_at AS at, due_minor, due_to FROM {p}bridge_value_taken
WHERE cause = %(cause)s AND cause_id = %(cause_id)s AND given_back_at IS NULL ORDER BY id;

-- name: list_given_back
-- What a refund or a dispute took, and gave back when it was undone last.
SELECT id, line_id, source, amount_minor, taken_at AS at, due_minor, due_to, given_back_at FROM {p}bridge_value_taken
WHERE cause = %(cause)s AND cause_id = %(cause_id)s AND given_back_at = (
  SELECT MAX(given_back_at) FROM {p}bridge_value_taken WHERE cause = %(cause)s AND cause_id = %(cause_id)s)
ORDER BY id;

-- name: list_taken_of_line
-- What refunds and disputes hold of a line that is worth it again where it is given back.
SELECT id, line_id, source, amount_minor, taken_at AS at, due_minor, due_to FROM {p}bridge_value_taken
WHERE line_id = %(line_id)s AND given_back_at IS NULL AND due_minor IS NULL ORDER BY id;

-- name: put_due
-- Keep what of it is whose account credit where it is given back.
UPDATE {p}bridge_value_taken SET due_minor = %(due_minor)s, due_to = %(customer_id)s WHERE id = %(id)s;

-- name: give_back
-- Keep that all of it was given back.
UPDATE {p}bridge_value_taken SET given_back_at = %(at)s
WHERE cause = %(cause)s AND cause_id = %(cause_id)s AND given_back_at IS NULL;

-- name: kept_as_credit
-- How much of a payment's money became account credit, because what it was for was not carried out.
SELECT COALESCE(SUM(amount_minor), 0) AS kept_minor FROM {p}bridge_account_credit_entries
WHERE payment_id = %(payment_id)s AND cause = 'received_late';

-- name: move_refunded
-- Let more of a payment have gone back, or less.
UPDATE {p}bridge_payments
SET refunded_minor = refunded_minor + %(amount_minor)s,
    status = CASE WHEN refunded_minor <= 0 THEN 'completed' WHEN refunded_minor >= amount_minor THEN 'refunded'
                  ELSE 'partially-refunded' END
WHERE payment_id = %(payment_id)s;

-- name: tell_shared
-- Say in the shared row what went back.
UPDATE {p}wu_payments SET status = %(status)s, refund_total = %(refund_total)s, date_modified = %(at)s
WHERE id = %(shared_id)s;

-- name: put_dispute
-- Keep how a dispute stands.
INSERT INTO {p}bridge_disputes
  (payment_id, gateway, provider_id, currency, amount_minor, status, opened_at, updated_at)
VALUES
  (%(payment_id)s, %(gateway)s, %(provider_id)s, %(currency)s, %(amount_minor)s, %(status)s, %(at)s, %(at)s)
ON DUPLICATE KEY UPDATE amount_minor = VALUES(amount_minor), status = VALUES(status), updated_at = VALUES(updated_at);

-- name: lock_dispute
-- Read a dispute that a provider has under this id and hold it.
SELECT dispute_id, payment_id, gateway, provider_id, currency, amount_minor, status, booked, opened_at
FROM {p}bridge_disputes WHERE gateway = %(gateway)s AND provider_id = %(provider_id)s FOR UPDATE;
