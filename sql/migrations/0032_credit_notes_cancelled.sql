-- A refund that its payer's bank sends back, or a dispute that is won after all, takes back the credit note that it had:
-- by a document of its own, in a series of its own.

ALTER TABLE {p}bridge_receipt_counters
  MODIFY series ENUM('receipt','credit_note','cancellation') NOT NULL;

ALTER TABLE {p}bridge_receipts
  MODIFY series ENUM('receipt','credit_note','cancellation') NOT NULL,
  MODIFY original_id BIGINT UNSIGNED NULL COMMENT 'of a credit note: the receipt that it takes back from; of a cancellation: the credit note',
  ADD COLUMN cancels BIGINT UNSIGNED AS (IF(series = 'cancellation', original_id, NULL)) STORED,
  ADD UNIQUE KEY one_cancellation (cancels);
