-- Who bills a membership: what we wrote of its row, what others wrote into it, and runs that take over or hand back.

-- part: digest_of_the_row
-- What tells whether the billing columns of a membership's row are as we wrote them.
SHA2(CONCAT_WS('|',
      memberships.plan_id, CAST(COALESCE(memberships.addon_products, '') AS BINARY), COALESCE(memberships.amount, ''),
      COALESCE(memberships.initial_amount, ''), CAST(memberships.currency AS BINARY), COALESCE(memberships.duration, ''),
      CAST(COALESCE(memberships.duration_unit, '') AS BINARY), memberships.recurring, memberships.auto_renew,
      memberships.billing_cycles, memberships.times_billed, CAST(COALESCE(memberships.gateway, '') AS BINARY),
      CAST(COALESCE(memberships.gateway_customer_id, '') AS BINARY), CAST(COALESCE(memberships.gateway_subscription_id, '') AS BINARY),
      COALESCE(memberships.date_expiration, ''), COALESCE(memberships.date_renewed, ''),
      COALESCE(memberships.date_trial_end, ''), CAST(memberships.status AS BINARY)), 256)

-- name: find_written
-- What we wrote of a membership's row.
SELECT row_before, row_written, taken_from FROM {p}bridge_membership_terms WHERE membership_id = %(membership_id)s;

-- name: page_end
-- The last of a page of memberships whose terms are ours, and how many there are on it.
SELECT COALESCE(MAX(page.membership_id), 0) AS last, COUNT(*) AS looked_at
FROM (SELECT membership_id FROM {p}bridge_membership_terms WHERE membership_id > %(after)s
      ORDER BY membership_id LIMIT %(most)s) AS page;

-- name: find_touched
-- The memberships of a page whose row is not as we wrote it, or is another customer's now; both tables by their primary keys.
SELECT terms.membership_id
FROM {p}bridge_membership_terms AS terms
JOIN {p}wu_memberships AS memberships ON memberships.id = terms.membership_id
WHERE terms.membership_id > %(after)s AND terms.membership_id <= %(last)s
  AND (terms.written_digest IS NULL OR terms.row_written IS NULL OR terms.customer_id <> memberships.customer_id OR CAST(terms.written_digest AS BINARY) <> CAST({digest_of_the_row} AS BINARY))
ORDER BY terms.membership_id LIMIT %(most)s;

-- name: find_last_move
-- How a membership was moved last, with what billed it before it became ours, or since it was handed back.
SELECT event, data FROM {p}bridge_journal
WHERE membership_id = %(membership_id)s AND event IN ('membership_adopted', 'membership_handed_back')
ORDER BY sequence DESC LIMIT 1;

-- name: marked_page_end
-- The last of a page of all memberships, and how many there are on it.
SELECT COALESCE(MAX(page.id), 0) AS last, COUNT(*) AS looked_at
FROM (SELECT id FROM {p}wu_memberships WHERE id > %(after)s ORDER BY id LIMIT %(most)s) AS page;

-- name: find_marked
-- The memberships of a page that bear our mark and have no term of ours.
SELECT memberships.id AS membership_id FROM {p}wu_memberships AS memberships
LEFT JOIN {p}bridge_membership_terms AS terms ON terms.membership_id = memberships.id
WHERE memberships.id > %(after)s AND memberships.id <= %(last)s AND memberships.gateway = 'bridge'
  AND memberships.auto_renew = 1 AND terms.membership_id IS NULL
ORDER BY memberships.id LIMIT %(most)s;

-- name: booked_page_end
-- The last of a page of memberships for which a change is booked, and how many there are on it.
SELECT COALESCE(MAX(page.scheduled_membership_id), 0) AS last, COUNT(*) AS looked_at
FROM (SELECT scheduled_membership_id FROM {p}bridge_changes WHERE scheduled_membership_id > %(after)s
      ORDER BY scheduled_membership_id LIMIT %(most)s) AS page;

-- name: find_booked_gone
-- The memberships of a page for which a change is booked, and that were deleted.
SELECT changes.scheduled_membership_id AS membership_id FROM {p}bridge_changes AS changes
LEFT JOIN {p}wu_memberships AS memberships ON memberships.id = changes.scheduled_membership_id
WHERE changes.scheduled_membership_id > %(after)s AND changes.scheduled_membership_id <= %(last)s
  AND memberships.id IS NULL
ORDER BY changes.scheduled_membership_id LIMIT %(most)s;

-- name: gone_page_end
-- The last of a page of memberships with a term of ours, and how many there are on it.
SELECT COALESCE(MAX(page.membership_id), 0) AS last, COUNT(*) AS looked_at
FROM (SELECT membership_id FROM {p}bridge_membership_terms WHERE membership_id > %(after)s
      ORDER BY membership_id LIMIT %(most)s) AS page;

-- name: find_gone
-- The memberships of a page that were deleted while they were ours.
SELECT terms.membership_id FROM {p}bridge_membership_terms AS terms
LEFT JOIN {p}wu_memberships AS memberships ON memberships.id = terms.membership_id
WHERE terms.membership_id > %(after)s AND terms.membership_id <= %(last)s AND memberships.id IS NULL
ORDER BY terms.membership_id LIMIT %(most)s;

-- name: count_gone
-- How many memberships of a page were deleted, and whether any membership is there at all.
SELECT COUNT(*) AS found, (SELECT any_one.id FROM {p}wu_memberships AS any_one ORDER BY any_one.id LIMIT 1) IS NOT NULL AS has_any
FROM {p}bridge_membership_terms AS terms
LEFT JOIN {p}wu_memberships AS memberships ON memberships.id = terms.membership_id
WHERE terms.membership_id > %(after)s AND terms.membership_id <= %(last)s AND memberships.id IS NULL;

-- name: awaited_page_end
-- The last of a page of memberships for which something is under way, and how many there are on it.
SELECT COALESCE(MAX(page.membership_id), 0) AS last, COUNT(*) AS looked_at
FROM (SELECT membership_id FROM {p}bridge_open_operations WHERE membership_id > %(after)s
      ORDER BY membership_id LIMIT %(most)s) AS page;

-- name: find_awaited_of_gone
-- Deleted memberships of a page for which something waits for its money.
SELECT slots.membership_id FROM {p}bridge_open_operations AS slots
LEFT JOIN {p}wu_memberships AS memberships ON memberships.id = slots.membership_id
LEFT JOIN {p}bridge_changes AS changes ON changes.quote_id = slots.operation_id
WHERE slots.membership_id > %(after)s AND slots.membership_id <= %(last)s AND memberships.id IS NULL
  AND changes.status = 'awaiting_payment'
ORDER BY slots.membership_id LIMIT %(most)s;

-- name: find_customer
-- Whether a customer is there.
SELECT id FROM {p}wu_customers WHERE id = %(customer_id)s;

-- name: list_without_customer
-- Memberships of ours whose customer was deleted.
SELECT memberships.id FROM {p}wu_memberships AS memberships
LEFT JOIN {p}wu_customers AS customers ON customers.id = memberships.customer_id
WHERE memberships.gateway = 'bridge' AND memberships.auto_renew = 1 AND customers.id IS NULL
ORDER BY memberships.id LIMIT 100;

-- name: list_credit_without_customer
-- Account credit of customers who were deleted.
SELECT credit.customer_id, credit.currency, credit.balance_minor
FROM {p}bridge_account_credit AS credit
LEFT JOIN {p}wu_customers AS customers ON customers.id = credit.customer_id
WHERE credit.balance_minor > 0 AND customers.id IS NULL
ORDER BY credit.customer_id, credit.currency LIMIT 100;

-- name: restore_rest
-- Write the billing columns again that no change of ours writes.
UPDATE {p}wu_memberships
SET gateway_customer_id = IF(COALESCE(gateway_customer_id, '') = %(gateway_customer_id)s, gateway_customer_id,
                             %(gateway_customer_id)s),
    gateway_subscription_id = IF(COALESCE(gateway_subscription_id, '') = %(gateway_subscription_id)s,
                                 gateway_subscription_id, %(gateway_subscription_id)s),
    billing_cycles = %(billing_cycles)s, currency = %(currency)s
WHERE id = %(membership_id)s;

-- name: delete_term
-- The term is not ours any more.
DELETE FROM {p}bridge_membership_terms WHERE membership_id = %(membership_id)s;

-- name: end_lines
-- What was settled by us says no more what the membership is worth: its payments do, as for any row of another's.
UPDATE {p}bridge_settled_lines SET ended_at = %(at)s WHERE membership_id = %(membership_id)s AND ended_at IS NULL;

-- name: open_lines_again
-- What ended as the membership was handed back, and was credited to nobody, tells again what it is worth.
UPDATE {p}bridge_settled_lines AS settled
JOIN {p}bridge_journal AS moved
  ON moved.membership_id = settled.membership_id AND moved.event = 'membership_handed_back' AND moved.at = settled.ended_at
LEFT JOIN {p}bridge_journal AS later
  ON later.membership_id = moved.membership_id AND later.event = moved.event AND later.sequence > moved.sequence
SET settled.ended_at = NULL
WHERE settled.membership_id = %(membership_id)s AND settled.credited_minor = 0 AND later.sequence IS NULL;

-- name: find_fee_line
-- Whether a set-up fee of the membership is on record.
SELECT id FROM {p}bridge_settled_lines WHERE membership_id = %(membership_id)s AND line_type = 'setup_fee' LIMIT 1;

-- name: put_edit
-- Keep what somebody else wrote until it is looked at; what was kept before and not looked at stays beside it.
INSERT INTO {p}bridge_external_edits (membership_id, outcome, details, noticed_at)
VALUES (%(membership_id)s, %(outcome)s, %(details)s, %(at)s)
ON DUPLICATE KEY UPDATE outcome = IF(outcome = VALUES(outcome), outcome, 'mixed'),
  details = JSON_MERGE_PATCH(details, VALUES(details)), noticed_at = VALUES(noticed_at);

-- name: find_edit
-- What somebody else wrote into one membership's row.
SELECT membership_id, outcome, details, noticed_at FROM {p}bridge_external_edits WHERE membership_id = %(membership_id)s;

-- name: list_edits
-- What somebody else wrote and nobody has looked at, oldest first.
SELECT membership_id, outcome, details, noticed_at FROM {p}bridge_external_edits
ORDER BY noticed_at, membership_id LIMIT %(most)s;

-- name: count_edits
-- How many memberships have something to be looked at.
SELECT COUNT(*) AS found FROM {p}bridge_external_edits;

-- name: delete_edit
-- Somebody has looked at it.
DELETE FROM {p}bridge_external_edits WHERE membership_id = %(membership_id)s;

-- name: cancel_bill
-- Cancel a payment that another asked for.
UPDATE {p}wu_payments SET status = 'cancelled', date_modified = %(at)s WHERE id = %(payment_id)s AND status = 'pending';

-- name: delete_swap
-- Take away a change that another had scheduled.
DELETE FROM {p}wu_membershipmeta
WHERE wu_membership_id = %(membership_id)s AND meta_key IN ('wu_swap_order', 'wu_swap_scheduled_date');

-- name: insert_run
-- Begin to take over or to hand back; the unique key refuses a second one beside it.
INSERT INTO {p}bridge_ownership_runs
  (id, direction, chosen, total, counts_all, by_plugin, refusals, requested_by, created_at, updated_at)
VALUES (%(id)s, %(direction)s, %(chosen)s, %(total)s, %(counts_all)s, %(by_plugin)s, '[]', %(requested_by)s, %(at)s, %(at)s);

-- name: find_run
-- The run that is under way, else the last one.
SELECT id, direction, chosen, after_id, total, counts_all, by_plugin, done, unchanged, refused, refusals, requested_by, created_at, updated_at,
       finished_at
FROM {p}bridge_ownership_runs ORDER BY finished_at IS NOT NULL, created_at DESC LIMIT 1;

-- name: lock_run
-- Hold a run, before anything of the membership is: so that two who go on with it take turns.
SELECT after_id FROM {p}bridge_ownership_runs WHERE id = %(id)s AND finished_at IS NULL FOR UPDATE;

-- name: count_in_run
-- A run has come to this membership, in the transaction that moves it: who comes after a process was killed need not.
UPDATE {p}bridge_ownership_runs
SET after_id = %(membership_id)s, done = done + %(done)s, unchanged = unchanged + %(unchanged)s,
    refused = refused + %(refused)s, updated_at = %(at)s,
    refusals = IF(%(refused)s = 1 AND JSON_LENGTH(refusals) < %(named)s,
                  JSON_ARRAY_APPEND(refusals, '$', JSON_ARRAY(%(membership_id)s, %(code)s)), refusals)
WHERE id = %(id)s AND after_id < %(membership_id)s AND finished_at IS NULL;

-- name: finish_run
-- Nothing is left to move.
UPDATE {p}bridge_ownership_runs SET updated_at = %(at)s, finished_at = %(at)s
WHERE id = %(id)s AND finished_at IS NULL;

-- name: list_to_take_over
-- Memberships above an id that run and are not ours.
SELECT id FROM {p}wu_memberships
WHERE id > %(after)s AND status IN ('active', 'trialing', 'on-hold')
  AND (COALESCE(gateway, '') <> 'bridge' OR auto_renew <> 1)
ORDER BY id LIMIT %(most)s;

-- name: list_to_hand_back
-- Memberships above an id that are ours, or for which an order of ours waits: paid, it would make them ours.
SELECT memberships.id FROM {p}wu_memberships AS memberships
LEFT JOIN {p}bridge_membership_terms AS terms ON terms.membership_id = memberships.id
LEFT JOIN {p}bridge_open_operations AS slots ON slots.membership_id = memberships.id
LEFT JOIN {p}bridge_changes AS scheduled ON scheduled.scheduled_membership_id = memberships.id
WHERE memberships.id > %(after)s
  AND ((memberships.gateway = 'bridge' AND memberships.auto_renew = 1) OR terms.membership_id IS NOT NULL
       OR slots.membership_id IS NOT NULL OR scheduled.quote_id IS NOT NULL)
ORDER BY memberships.id LIMIT %(most)s;

-- name: count_to_take_over
-- How many memberships of the first so many run and are not ours, and how many were looked at.
SELECT COALESCE(SUM(status IN ('active', 'trialing', 'on-hold') AND (COALESCE(gateway, '') <> 'bridge' OR auto_renew <> 1)), 0)
       AS found, COUNT(*) AS looked_at
FROM (SELECT status, gateway, auto_renew FROM {p}wu_memberships WHERE id > 0 ORDER BY id LIMIT %(most)s) AS looked;

-- name: count_to_hand_back
-- How many memberships of the first so many are ours, or have an order of ours that waits, and how many were looked at.
SELECT COALESCE(SUM((looked.gateway = 'bridge' AND looked.auto_renew = 1) OR terms.membership_id IS NOT NULL
                    OR slots.membership_id IS NOT NULL OR scheduled.quote_id IS NOT NULL), 0) AS found,
       COUNT(*) AS looked_at
FROM (SELECT id, gateway, auto_renew FROM {p}wu_memberships WHERE id > 0 ORDER BY id LIMIT %(most)s) AS looked
LEFT JOIN {p}bridge_membership_terms AS terms ON terms.membership_id = looked.id
LEFT JOIN {p}bridge_open_operations AS slots ON slots.membership_id = looked.id
LEFT JOIN {p}bridge_changes AS scheduled ON scheduled.scheduled_membership_id = looked.id;

-- name: count_owners
-- How many memberships of a page are whose: ours, billed by a subscription at a provider, another's; those that ended are
-- nobody's.
SELECT COALESCE(SUM(gateway = 'bridge' AND auto_renew = 1), 0) AS ours,
       COALESCE(SUM(COALESCE(gateway, '') NOT IN ('', 'free', 'manual', 'bridge')
                    AND COALESCE(gateway_subscription_id, '') <> ''), 0) AS at_a_provider,
       COUNT(*) AS running
FROM {p}wu_memberships
WHERE id > %(after)s AND id <= %(last)s AND CAST(status AS BINARY) IN ('active', 'trialing', 'on-hold');

-- name: list_at_odds
-- Memberships that name two owners: marked as ours without a term of ours, or the other way round.
SELECT memberships.id, COALESCE(memberships.gateway, '') AS gateway, memberships.auto_renew,
       terms.membership_id IS NOT NULL AS has_term
FROM {p}wu_memberships AS memberships
LEFT JOIN {p}bridge_membership_terms AS terms ON terms.membership_id = memberships.id
WHERE (memberships.gateway = 'bridge' OR terms.membership_id IS NOT NULL)
  AND NOT (COALESCE(memberships.gateway, '') = 'bridge' AND memberships.auto_renew = 1 AND terms.membership_id IS NOT NULL)
ORDER BY memberships.id LIMIT 100;

-- name: list_pending_elsewhere
-- Payments that wait and changes that are scheduled elsewhere, of memberships that are ours.
SELECT memberships.id AS membership_id, shared.id AS payment_id
FROM {p}wu_payments AS shared
JOIN {p}wu_memberships AS memberships
  ON memberships.id = shared.membership_id AND memberships.gateway = 'bridge' AND memberships.auto_renew = 1
LEFT JOIN {p}bridge_payments AS ours ON ours.shared_id = shared.id
WHERE shared.status = 'pending' AND ours.payment_id IS NULL
ORDER BY shared.id LIMIT 100;

-- name: list_swaps_elsewhere
-- Memberships with a change that another has scheduled.
SELECT swaps.wu_membership_id AS membership_id, swaps.meta_value AS at,
       COALESCE(memberships.gateway, '') = 'bridge' AS is_ours
FROM {p}wu_membershipmeta AS swaps
JOIN {p}wu_memberships AS memberships ON memberships.id = swaps.wu_membership_id
WHERE swaps.meta_key = 'wu_swap_scheduled_date'
ORDER BY swaps.wu_membership_id LIMIT 100;

-- name: ask_subscription_end
-- Ask that a subscription be cancelled at its provider; asked again, it is the one that the row names now.
INSERT INTO {p}bridge_subscription_ends (membership_id, gateway, subscription_id, asked_by, asked_at)
VALUES (%(membership_id)s, %(gateway)s, %(subscription_id)s, %(asked_by)s, %(at)s)
ON DUPLICATE KEY UPDATE gateway = VALUES(gateway), subscription_id = VALUES(subscription_id),
  asked_by = VALUES(asked_by), asked_at = VALUES(asked_at), cancelled_at = NULL, problem = NULL;

-- name: list_subscriptions_ended
-- The memberships whose subscription was cancelled at its provider, with who asked for it.
SELECT membership_id, gateway, subscription_id, asked_by, cancelled_at FROM {p}bridge_subscription_ends
WHERE cancelled_at IS NOT NULL ORDER BY membership_id LIMIT %(most)s;

-- name: list_subscription_problems
-- The memberships whose subscription the provider has not cancelled, and why.
SELECT membership_id, gateway, subscription_id, problem FROM {p}bridge_subscription_ends
WHERE cancelled_at IS NULL AND problem IS NOT NULL ORDER BY membership_id LIMIT 100;

-- name: delete_subscription_end
-- That is done with.
DELETE FROM {p}bridge_subscription_ends WHERE membership_id = %(membership_id)s;
