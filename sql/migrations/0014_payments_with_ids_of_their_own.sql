-- What is not paid yet is in our tables alone: the shared one gets a row when the money is there. So a payment of ours
-- has an id of its own. Those from before keep the id of their shared row, below a million in most networks, so that an
-- earlier version running beside this one does not meet ours.

ALTER TABLE {p}bridge_payments
  MODIFY payment_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT COMMENT 'our own; of payments from before it was: wu_payments.id',
  ADD COLUMN shared_id BIGINT UNSIGNED NULL COMMENT 'wu_payments.id; NULL until the money is there and its row is written'
    AFTER payment_id,
  ADD COLUMN listed_after BIGINT UNSIGNED NULL COMMENT 'the newest wu_payments.id when it was asked for: its place among all payments'
    AFTER shared_id,
  ADD COLUMN product_id BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'the plan afterwards' AFTER tax_minor,
  ADD COLUMN discount_code VARCHAR(64) NOT NULL DEFAULT '' AFTER product_id,
  ADD UNIQUE KEY shared (shared_id),
  ADD KEY listed (shared_id, listed_after),
  ADD KEY listed_status (status, shared_id, listed_after),
  AUTO_INCREMENT = 1000000;

ALTER TABLE {p}bridge_payment_lines
  ADD COLUMN discount_minor BIGINT NOT NULL DEFAULT 0 COMMENT 'what a code took off before tax, not signed' AFTER tax_minor;

UPDATE {p}bridge_payments SET shared_id = payment_id WHERE shared_id IS NULL AND listed_after IS NULL;
