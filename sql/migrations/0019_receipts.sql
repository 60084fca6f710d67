-- Receipts for money that came and credit notes for money that went back, numbered without a gap in each year.

CREATE TABLE IF NOT EXISTS {p}bridge_receipt_counters (
  series ENUM('receipt','credit_note') NOT NULL,
  year SMALLINT UNSIGNED NOT NULL COMMENT 'of the network''s time zone',
  first_number INT UNSIGNED NOT NULL COMMENT 'what the year began with, as the network''s setting said then',
  last_number INT UNSIGNED NOT NULL,
  PRIMARY KEY (series, year)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='The last number of each series and year. Raised in the transaction that issues, as its last lock: a number taken is a number issued.';

CREATE TABLE IF NOT EXISTS {p}bridge_receipts (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  series ENUM('receipt','credit_note') NOT NULL,
  year SMALLINT UNSIGNED NOT NULL,
  number INT UNSIGNED NOT NULL,
  name VARCHAR(64) NOT NULL COMMENT 'the number as it is written on the document',
  payment_id BIGINT UNSIGNED NOT NULL COMMENT 'bridge_payments.payment_id',
  original_id BIGINT UNSIGNED NULL COMMENT 'of a credit note: the receipt that it takes back from',
  refund_key VARCHAR(191) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'of a credit note: the refund that it was issued for',
  membership_id BIGINT UNSIGNED NOT NULL,
  customer_id BIGINT UNSIGNED NOT NULL,
  currency CHAR(3) CHARACTER SET ascii NOT NULL,
  amount_minor BIGINT NOT NULL COMMENT 'what was paid; of a credit note what was paid back, not signed',
  tax_minor BIGINT NOT NULL COMMENT 'the tax in its lines, signed as the amount is',
  issued_at DATETIME(6) NOT NULL COMMENT 'UTC',
  issued_on DATE NOT NULL COMMENT 'the day of that in the network''s time zone, which the document names',
  body LONGTEXT NOT NULL COMMENT 'JSON: parties, texts, rates, language and lines as they were issued; never changed',
  receipt_of BIGINT UNSIGNED AS (IF(series = 'receipt', payment_id, NULL)) STORED,
  PRIMARY KEY (id),
  UNIQUE KEY number (series, year, number),
  UNIQUE KEY one_receipt (receipt_of),
  UNIQUE KEY one_credit_note (refund_key),
  KEY payment (payment_id),
  KEY customer (customer_id, id),
  CHECK (amount_minor > 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Receipts and credit notes as they were issued. Rows are written once.';
