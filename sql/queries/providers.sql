-- Money at a provider: payers, agreements, what was asked under which key, what it told us.

-- name: find_payer
-- What a provider calls a customer.
SELECT provider_customer_id FROM {p}bridge_payers WHERE customer_id = %(customer_id)s AND gateway = %(gateway)s;

-- name: find_customer
-- Whom a provider calls so.
SELECT customer_id FROM {p}bridge_payers WHERE gateway = %(gateway)s AND provider_customer_id = %(named)s;

-- name: keep_payer
-- Keep what a provider calls a customer; the first one stays.
INSERT IGNORE INTO {p}bridge_payers (customer_id, gateway, provider_customer_id, created_at)
VALUES (%(customer_id)s, %(gateway)s, %(named)s, %(at)s);

-- name: rename_payer
-- Keep another name of a customer whom somebody has deleted at the provider.
UPDATE {p}bridge_payers SET provider_customer_id = %(named)s
WHERE customer_id = %(customer_id)s AND gateway = %(gateway)s AND provider_customer_id = %(instead_of)s;

-- name: agree
-- Note what somebody agreed to.
INSERT INTO {p}bridge_agreements
  (customer_id, membership_id, gateway, text_version, locale, agreed_by, agreed_at)
VALUES
  (%(customer_id)s, %(membership_id)s, %(gateway)s, %(text_version)s, %(locale)s, %(agreed_by)s, %(at)s);

-- name: list_agreed
-- The gateways at which a customer lets a membership be charged without them, the newest agreement first; the newest row
-- of a gateway says whether they still do.
SELECT agreed.gateway FROM {p}bridge_agreements AS agreed
WHERE agreed.customer_id = %(customer_id)s AND agreed.membership_id = %(membership_id)s
  AND agreed.text_version <> %(withdrawn)s
  AND NOT EXISTS (SELECT 1 FROM {p}bridge_agreements AS later
                  WHERE later.customer_id = agreed.customer_id AND later.gateway = agreed.gateway
                    AND later.membership_id = agreed.membership_id AND later.agreement_id > agreed.agreement_id)
ORDER BY agreed.agreement_id DESC;

-- name: withdraw
-- Note that a customer has taken away what they let be charged at a gateway: for each membership where they had agreed.
INSERT INTO {p}bridge_agreements
  (customer_id, membership_id, gateway, text_version, locale, agreed_by, agreed_at)
SELECT DISTINCT agreed.customer_id, agreed.membership_id, agreed.gateway, %(withdrawn)s, %(locale)s, %(by)s, %(at)s
FROM {p}bridge_agreements AS agreed
WHERE agreed.customer_id = %(customer_id)s AND agreed.gateway = %(gateway)s;

-- name: last_call
-- The newest attempt of a call.
SELECT call_id, attempt, parameters, state, sent_at FROM {p}bridge_gateway_calls
WHERE gateway = %(gateway)s AND verb = %(verb)s AND reference = %(reference)s ORDER BY attempt DESC LIMIT 1;

-- name: insert_call
-- Note a call before it is made; a duplicate means that somebody else has noted this attempt.
INSERT INTO {p}bridge_gateway_calls (gateway, verb, reference, attempt, parameters, state, sent_at)
VALUES (%(gateway)s, %(verb)s, %(reference)s, %(attempt)s, %(parameters)s, 'sent', %(at)s);

-- name: answer_call
-- Note that it is known what came of a call.
UPDATE {p}bridge_gateway_calls SET state = 'answered', answered_at = %(at)s
WHERE call_id = %(call_id)s AND state = 'sent';

-- name: receive_event
-- Keep an event once; one that is kept already stays as it is, and is worked again where that is not done.
INSERT INTO {p}bridge_webhook_events
  (gateway, event_id, subject, type, object_id, state, received_at, work_after, done_at)
VALUES
  (%(gateway)s, %(event_id)s, %(subject)s, %(type)s, %(object_id)s, %(state)s, %(at)s, %(work_after)s, %(done_at)s)
ON DUPLICATE KEY UPDATE work_after = IF(state = 'received', LEAST(COALESCE(work_after, %(at)s), %(at)s), work_after);

-- name: list_open_events
-- The events whose work is not done, longest waiting first.
SELECT gateway, event_id, subject, object_id FROM {p}bridge_webhook_events
WHERE work_after <= %(at)s ORDER BY work_after LIMIT %(most)s;

-- name: lock_event
-- Read an event and hold it.
SELECT state, attempts FROM {p}bridge_webhook_events
WHERE gateway = %(gateway)s AND event_id = %(event_id)s FOR UPDATE;

-- name: end_event
-- Say that what an event means is done, or that it is nothing of this network.
UPDATE {p}bridge_webhook_events SET state = %(state)s, work_after = NULL, done_at = %(at)s
WHERE gateway = %(gateway)s AND event_id = %(event_id)s AND state = 'received';

-- name: postpone_event
-- Work an event later.
UPDATE {p}bridge_webhook_events SET work_after = %(until)s, attempts = LEAST(attempts + 1, 65000)
WHERE gateway = %(gateway)s AND event_id = %(event_id)s AND state = 'received';

-- name: purge_events
-- Forget events that nobody will send again.
DELETE FROM {p}bridge_webhook_events
WHERE received_at < %(before)s AND state <> 'received' ORDER BY received_at LIMIT %(most)s;
