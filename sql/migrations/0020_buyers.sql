-- What a customer is to a receipt beside the address that the shared tables have: language and VAT number.

CREATE TABLE IF NOT EXISTS {p}bridge_buyers (
  customer_id BIGINT UNSIGNED NOT NULL COMMENT 'wu_customers.id',
  locale VARCHAR(32) CHARACTER SET ascii NOT NULL DEFAULT '' COMMENT 'of WordPress, as the customer read last what was ordered; empty: the network''s',
  vat_number VARCHAR(32) CHARACTER SET ascii NOT NULL DEFAULT '' COMMENT 'with its country''s prefix; empty: none was given',
  vat_state ENUM('unchecked','valid','invalid') NOT NULL DEFAULT 'unchecked' COMMENT 'what the register of the EU said; a valid one stays so while it does not answer',
  vat_checked_at DATETIME(6) NULL COMMENT 'when the register said so',
  vat_proof VARCHAR(64) CHARACTER SET ascii NOT NULL DEFAULT '' COMMENT 'the number of its answer',
  vat_ask_at DATETIME(6) NULL COMMENT 'when the worker asks the register; NULL: it is not asked',
  updated_at DATETIME(6) NOT NULL,
  PRIMARY KEY (customer_id),
  KEY vat_ask_at (vat_ask_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Language and VAT number of customers; their addresses are where Ultimate Multisite keeps them.';
