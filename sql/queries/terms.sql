-- The shared membership row as a change writes it, the term of ours beside it, and what was settled for it.

-- name: lock
-- Hold the membership until the transaction ends; the columns are those that a change writes or is refused for.
SELECT id, customer_id, user_id, plan_id, addon_products, currency, initial_amount, recurring, auto_renew, duration,
       duration_unit, amount, date_created, date_activated, date_trial_end, date_renewed, date_cancellation,
       date_expiration, times_billed, billing_cycles, status, gateway, gateway_customer_id, gateway_subscription_id
FROM {p}wu_memberships WHERE id = %(membership_id)s FOR UPDATE;

-- name: write
-- Write the membership as a change leaves it; what is not named here is never touched. An empty currency becomes the
-- network's, which it stood for.
UPDATE {p}wu_memberships
SET plan_id = %(plan_id)s, addon_products = %(addon_products)s, initial_amount = %(initial_amount)s,
    recurring = %(recurring)s, auto_renew = %(auto_renew)s, duration = %(duration)s,
    duration_unit = %(duration_unit)s, amount = %(amount)s, date_activated = %(date_activated)s,
    date_trial_end = %(date_trial_end)s, date_renewed = %(date_renewed)s, date_cancellation = %(date_cancellation)s,
    date_expiration = %(date_expiration)s, times_billed = %(times_billed)s,
    billing_cycles = %(billing_cycles)s, status = %(status)s,
    gateway = %(gateway)s, currency = IF(COALESCE(currency, '') = '', %(currency)s, currency), date_modified = %(at)s
WHERE id = %(membership_id)s;

-- name: upsert_term
-- Write the term and the quoted renewal. Of another customer nobody has looked at the card.
INSERT INTO {p}bridge_membership_terms
  (membership_id, customer_id, term_start, term_end, anchor_day, recurring_lines, kept_discount, plan_id,
   plan_since, billed_before, version, updated_at)
VALUES
  (%(membership_id)s, %(customer_id)s, %(term_start)s, %(term_end)s, %(anchor_day)s, %(recurring_lines)s,
   %(kept_discount)s, %(plan_id)s, %(plan_since)s, %(billed_before)s, 1, %(at)s)
ON DUPLICATE KEY UPDATE
  card_seen_for = IF(customer_id = VALUES(customer_id), card_seen_for, NULL), customer_id = VALUES(customer_id), term_start = VALUES(term_start), term_end = VALUES(term_end),
  anchor_day = VALUES(anchor_day), recurring_lines = VALUES(recurring_lines), kept_discount = VALUES(kept_discount),
  plan_id = VALUES(plan_id), plan_since = VALUES(plan_since), billed_before = VALUES(billed_before), version = version + 1,
  updated_at = VALUES(updated_at), look_at = {at_once};

-- name: put_cancelling
-- Note that a membership ends with its term, or take that back.
UPDATE {p}bridge_membership_terms
SET cancel_asked_at = %(asked_at)s, cancel_asked_by = %(asked_by)s, cancel_reason = %(reason)s, look_at = {at_once}
WHERE membership_id = %(membership_id)s;

-- name: put_pause
-- Note that a membership rests, or that it goes on.
UPDATE {p}bridge_membership_terms
SET paused_at = %(paused_at)s, paused_from = %(paused_from)s, resumes_at = %(resumes_at)s, pause_closes = %(closes)s
WHERE membership_id = %(membership_id)s;

-- name: find_pause
-- Since when a membership rests.
SELECT paused_at FROM {p}bridge_membership_terms WHERE membership_id = %(membership_id)s AND paused_at IS NOT NULL;

-- name: list_pauses_over
-- The memberships whose pause is over.
SELECT membership_id FROM {p}bridge_membership_terms
WHERE resumes_at <= %(at)s ORDER BY resumes_at, membership_id LIMIT %(most)s;

-- name: lines_later
-- Let lines that were not used up when their membership began to rest begin and end later: as much of them is left then.
UPDATE {p}bridge_settled_lines
SET term_start = term_start + INTERVAL %(seconds)s SECOND, term_end = term_end + INTERVAL %(seconds)s SECOND
WHERE membership_id = %(membership_id)s AND ended_at IS NULL AND (term_end IS NULL OR term_end > %(since)s);

-- name: find_term
-- The term of a membership that is ours.
SELECT membership_id, customer_id, term_start, term_end, anchor_day, recurring_lines, kept_discount, plan_id,
       plan_since, billed_before, version
FROM {p}bridge_membership_terms WHERE membership_id = %(membership_id)s;

-- name: list_ours
-- Memberships of ours, a page at a time.
SELECT membership_id FROM {p}bridge_membership_terms WHERE membership_id > %(after)s
ORDER BY membership_id LIMIT %(most)s;

-- name: count_billings
-- How many terms of a plan were charged through us since an instant.
SELECT COUNT(DISTINCT quote_id) AS billings FROM {p}bridge_settled_lines
WHERE membership_id = %(membership_id)s AND line_type = 'plan' AND settled_at >= %(since)s;

-- name: insert
-- Write a line that was settled.
INSERT INTO {p}bridge_settled_lines
  (membership_id, customer_id, payment_id, quote_id, product_id, line_type, quantity, currency, amount_minor,
   tax_minor, refunded_minor, term_start, term_end, settled_at)
VALUES
  (%(membership_id)s, %(customer_id)s, %(payment_id)s, %(quote_id)s, %(product_id)s, %(line_type)s, %(quantity)s,
   %(currency)s, %(amount_minor)s, %(tax_minor)s, %(refunded_minor)s, %(term_start)s, %(term_end)s, %(settled_at)s);

-- name: close
-- End a line whose unused value was given back; a line that has ended already does not match.
UPDATE {p}bridge_settled_lines SET ended_at = %(ended_at)s, credited_minor = credited_minor + %(credited_minor)s
WHERE id = %(id)s AND membership_id = %(membership_id)s AND ended_at IS NULL;

-- name: close_unpaid
-- End the lines of a quote whose money was given up: nobody gets anything back for them.
UPDATE {p}bridge_settled_lines SET ended_at = %(ended_at)s
WHERE membership_id = %(membership_id)s AND quote_id = %(quote_id)s AND ended_at IS NULL;

-- name: carry_over
-- Write what no provider takes of a bill, for the next charge.
INSERT INTO {p}bridge_carried_over (membership_id, customer_id, currency, quote_id, amount_minor, tax_minor, carried_at)
VALUES (%(membership_id)s, %(customer_id)s, %(currency)s, %(quote_id)s, %(amount_minor)s, %(tax_minor)s, %(at)s);

-- name: take_carried_over
-- Let a bill take what was carried over to it; what one who had the membership before was to pay is not the next one's.
UPDATE {p}bridge_carried_over SET taken_by = %(quote_id)s
WHERE membership_id = %(membership_id)s AND taken_by IS NULL
  AND customer_id = (SELECT held.customer_id FROM {p}wu_memberships AS held WHERE held.id = %(membership_id)s);

-- name: give_to
-- Write whose a membership is; what named the one before at a provider goes, nobody charges that for another.
UPDATE {p}wu_memberships
SET customer_id = %(customer_id)s, user_id = %(user_id)s, gateway_customer_id = '', gateway_subscription_id = '',
    date_modified = %(at)s
WHERE id = %(membership_id)s;

-- name: give_lines_to
-- What was paid for and is not used up goes with the membership: its value is its customer's.
UPDATE {p}bridge_settled_lines SET customer_id = %(customer_id)s
WHERE membership_id = %(membership_id)s AND ended_at IS NULL;

-- name: list_unended
-- What was settled for a membership and has not ended, whether the membership is there or not.
SELECT id, payment_id, product_id, line_type, quantity, amount_minor, tax_minor,
       refunded_minor + credited_minor + used_minor AS refunded_minor, term_start, term_end, settled_at, currency, customer_id
FROM {p}bridge_settled_lines WHERE membership_id = %(membership_id)s AND ended_at IS NULL ORDER BY id;

-- name: keep_written
-- Keep what the billing columns were and what we wrote, with the digest of the row as the server reads it. What they
-- were before is kept with what the writing before it had changed, where that was within a day: a form may be open that
-- long.
UPDATE {p}bridge_membership_terms AS terms
JOIN {p}wu_memberships AS memberships ON memberships.id = terms.membership_id
SET terms.row_before = IF(terms.row_written_at > %(at)s - INTERVAL 1 DAY,
                          JSON_MERGE_PATCH(COALESCE(terms.row_before, '{}'), %(before)s), %(before)s),
    terms.row_written = %(written)s, terms.row_written_at = %(at)s, terms.version = terms.version + 1,
    terms.updated_at = %(at)s, terms.look_at = {at_once},
    terms.trial_untold = IF(memberships.status = 'trialing' AND memberships.gateway = 'bridge', memberships.date_trial_end, NULL),
    terms.written_digest = {digest_of_the_row}
WHERE terms.membership_id = %(membership_id)s;

-- name: set_taken_from
-- Keep what billed the membership before it became ours, the first time.
UPDATE {p}bridge_membership_terms SET taken_from = COALESCE(taken_from, %(gateway)s)
WHERE membership_id = %(membership_id)s;
