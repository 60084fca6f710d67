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
SELECT refund_id, reference, payment_id, gateway, provider_id, currency, amount_minor, status, reason, booked, asked_by,
       created_at
FROM {p}bridge_refunds WHERE gateway = %(gateway)s AND provider_id = %(provider_id)s FOR UPDATE;

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
