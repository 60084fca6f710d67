-- Confirmed changes and renewals on their way, and the one slot a membership has for them.

-- name: insert
-- Write a change; the primary key is the idempotency key: a duplicate means that it was confirmed before.
INSERT INTO {p}bridge_changes
  (quote_id, membership_id, customer_id, requested_by, kind, status, gateway, currency, due_now_minor,
   credit_reserved_minor, membership_digest, effective_at, payable_until, try_again_at, created_at, updated_at)
VALUES
  (%(quote_id)s, %(membership_id)s, %(customer_id)s, %(requested_by)s, %(kind)s, %(status)s, %(gateway)s,
   %(currency)s, %(due_now_minor)s, %(credit_reserved_minor)s, %(membership_digest)s, %(effective_at)s,
   %(payable_until)s, %(try_again_at)s, %(at)s, %(at)s);

-- name: find
-- Read one change.
SELECT quote_id, membership_id, customer_id, requested_by, kind, status, gateway, currency, due_now_minor,
       credit_reserved_minor, membership_digest, due_quote_id, effective_at, payable_until, lease_owner, lease_until,
       attempts, problem, created_at, updated_at, settled_at, tries, try_again_at
FROM {p}bridge_changes WHERE quote_id = %(quote_id)s;

-- name: first_of
-- The first change of a membership through us, whatever became of it.
SELECT quote_id FROM {p}bridge_changes WHERE membership_id = %(membership_id)s ORDER BY created_at, quote_id LIMIT 1;

-- name: scheduled_of
-- The change that waits for the membership's term to end.
SELECT quote_id FROM {p}bridge_changes WHERE scheduled_membership_id = %(membership_id)s;

-- name: lock
-- Read one change and hold it until the transaction ends.
SELECT quote_id, membership_id, customer_id, requested_by, kind, status, gateway, currency, due_now_minor,
       credit_reserved_minor, membership_digest, due_quote_id, effective_at, payable_until, lease_owner, lease_until,
       attempts, problem, created_at, updated_at, settled_at, tries, try_again_at
FROM {p}bridge_changes WHERE quote_id = %(quote_id)s FOR UPDATE;

-- name: lock_scheduled
-- Read the change that waits for the membership's term to end, and hold it.
SELECT quote_id, membership_id, customer_id, requested_by, kind, status, gateway, currency, due_now_minor,
       credit_reserved_minor, membership_digest, due_quote_id, effective_at, payable_until, lease_owner, lease_until,
       attempts, problem, created_at, updated_at, settled_at, tries, try_again_at
FROM {p}bridge_changes WHERE scheduled_membership_id = %(membership_id)s FOR UPDATE;

-- name: save
-- Write what may change in a change after it was confirmed.
UPDATE {p}bridge_changes
SET status = %(status)s, gateway = %(gateway)s, due_now_minor = %(due_now_minor)s, credit_reserved_minor = %(credit_reserved_minor)s,
    membership_digest = %(membership_digest)s, due_quote_id = %(due_quote_id)s, payable_until = %(payable_until)s,
    problem = %(problem)s, settled_at = %(settled_at)s, tries = %(tries)s, try_again_at = %(try_again_at)s, lease_owner = NULL, lease_until = NULL, updated_at = %(at)s
WHERE quote_id = %(quote_id)s AND status = %(before)s;

-- name: begin_later
-- Let the change that waits for the end of a membership's term wait for as long as the membership rested.
UPDATE {p}bridge_changes SET effective_at = effective_at + INTERVAL %(seconds)s SECOND
WHERE scheduled_membership_id = %(membership_id)s AND status = 'scheduled';

-- name: claim
-- Take the lease of a change that is under way and is asked for as it was known, where nobody holds it; no row matched:
-- somebody does, or its money is asked for anew since.
UPDATE {p}bridge_changes
SET status = %(after)s, lease_owner = %(owner)s, lease_until = %(until)s, attempts = attempts + 1, updated_at = %(at)s
WHERE quote_id = %(quote_id)s AND status = %(before)s AND (lease_until IS NULL OR lease_until <= %(at)s)
  AND gateway = %(gateway)s AND COALESCE(due_quote_id, quote_id) = %(binding_quote_id)s;

-- name: list_scheduled_due
-- The changes whose term has ended, longest waiting first; those of a membership that rests wait on.
SELECT changes.quote_id, changes.membership_id FROM {p}bridge_changes AS changes
LEFT JOIN {p}bridge_membership_terms AS terms ON terms.membership_id = changes.membership_id
WHERE changes.status = 'scheduled' AND changes.effective_at <= %(at)s
  AND (changes.lease_until IS NULL OR changes.lease_until <= %(at)s) AND terms.paused_at IS NULL
ORDER BY changes.effective_at, changes.quote_id LIMIT %(most)s;

-- name: list_scheduled_ahead
-- The changes whose day is near and whose charge nobody was asked for yet, with nothing else under way.
SELECT changes.quote_id, changes.membership_id
FROM {p}bridge_changes AS changes
JOIN {p}bridge_quotes AS quotes ON quotes.id = changes.quote_id
LEFT JOIN {p}bridge_open_operations AS slots ON slots.membership_id = changes.membership_id
LEFT JOIN {p}bridge_membership_terms AS terms ON terms.membership_id = changes.membership_id
WHERE changes.status = 'scheduled' AND terms.paused_at IS NULL AND changes.effective_at > %(at)s
  AND changes.effective_at <= %(at)s + INTERVAL %(request_days)s DAY AND changes.credit_reserved_minor = 0
  AND (changes.lease_until IS NULL OR changes.lease_until <= %(at)s) AND slots.membership_id IS NULL
ORDER BY changes.effective_at, changes.quote_id LIMIT %(most)s;

-- name: list_unpaid_overdue
-- The changes whose time to be paid has passed.
SELECT quote_id, membership_id FROM {p}bridge_changes
WHERE status = 'awaiting_payment' AND payable_until <= %(at)s AND (lease_until IS NULL OR lease_until <= %(at)s)
ORDER BY payable_until, quote_id LIMIT %(most)s;

-- name: list_owed_overdue
-- The changes that took effect, whose money did not come, and whose time to be paid has passed: then on hold.
SELECT quote_id, membership_id FROM {p}bridge_changes
WHERE status = 'owed' AND payable_until <= %(at)s AND (lease_until IS NULL OR lease_until <= %(at)s)
ORDER BY payable_until, quote_id LIMIT %(most)s;

-- name: list_to_charge
-- The renewals and the changes on their day that await a payment which nobody has been asked for yet: not their provider,
-- not their payer in its own fields.
SELECT changes.quote_id, changes.membership_id
FROM {p}bridge_changes AS changes
LEFT JOIN {p}bridge_gateway_calls AS calls
  ON calls.gateway = changes.gateway AND calls.verb = 'confirm'
 AND calls.reference = COALESCE(changes.due_quote_id, changes.quote_id)
WHERE changes.status = 'awaiting_payment' AND changes.gateway IN %(gateways)s
  AND (changes.kind = 'renewal' OR changes.effective_at > changes.created_at)
  AND (changes.lease_until IS NULL OR changes.lease_until <= %(at)s) AND calls.call_id IS NULL
ORDER BY changes.created_at, changes.quote_id LIMIT %(most)s;

-- name: list_to_try_again
-- What is to be charged without its payer: for the first time, or again after it was declined.
SELECT quote_id, membership_id FROM {p}bridge_changes
WHERE status = 'awaiting_payment' AND try_again_at <= %(at)s AND gateway IN %(gateways)s
  AND (lease_until IS NULL OR lease_until <= %(at)s)
ORDER BY try_again_at, quote_id LIMIT %(most)s;

-- name: list_abandoned
-- The changes whose payment was begun by a process that has not come back.
SELECT quote_id, membership_id FROM {p}bridge_changes
WHERE status IN ('processing', 'applied_on_trust') AND lease_until <= %(at)s
ORDER BY lease_until, quote_id LIMIT %(most)s;

-- name: postpone
-- Let a change rest until an instant, after an attempt that failed.
UPDATE {p}bridge_changes SET lease_owner = %(owner)s, lease_until = %(until)s, attempts = attempts + 1
WHERE quote_id = %(quote_id)s
  AND status IN ('awaiting_payment', 'processing', 'scheduled', 'applied_on_trust', 'owed');

-- name: take_slot
-- Take the membership's one slot; a duplicate means that something else is under way.
INSERT INTO {p}bridge_open_operations (membership_id, operation, operation_id, opened_at)
VALUES (%(membership_id)s, %(operation)s, %(operation_id)s, %(at)s);

-- name: find_slot
-- What holds the membership's slot.
SELECT membership_id, operation, operation_id FROM {p}bridge_open_operations WHERE membership_id = %(membership_id)s;

-- name: pass_slot
-- Hand the slot of an unpaid renewal to a change; no row matched: it is not held by that renewal any more.
UPDATE {p}bridge_open_operations
SET operation = 'change', operation_id = %(operation_id)s, opened_at = %(at)s
WHERE membership_id = %(membership_id)s AND operation = 'renewal' AND operation_id = %(renewal_id)s;

-- name: release_slot
-- Give the slot back; only who holds it can.
DELETE FROM {p}bridge_open_operations WHERE membership_id = %(membership_id)s AND operation_id = %(operation_id)s;
