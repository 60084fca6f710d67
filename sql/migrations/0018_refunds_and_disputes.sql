-- What goes back of payments at a provider: refunds and disputes, each as the provider says it stands.

CREATE TABLE IF NOT EXISTS {p}bridge_refunds (
  refund_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  reference CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'ours: the same reference refunds once; NULL: begun at the provider',
  payment_id BIGINT UNSIGNED NOT NULL COMMENT 'bridge_payments',
  gateway VARCHAR(32) CHARACTER SET ascii NOT NULL,
  provider_id VARCHAR(191) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'the provider''s; NULL: not known yet, or refused',
  currency CHAR(3) CHARACTER SET ascii NOT NULL,
  amount_minor BIGINT NOT NULL,
  status ENUM('asked','pending','succeeded','failed','refused') NOT NULL COMMENT 'failed can follow succeeded',
  reason VARCHAR(64) CHARACTER SET ascii NULL COMMENT 'why it failed or was refused',
  booked ENUM('no','yes','undone') NOT NULL DEFAULT 'no' COMMENT 'whether our books say that it went back',
  asked_by BIGINT UNSIGNED NULL COMMENT 'the network admin; NULL: begun at the provider',
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  PRIMARY KEY (refund_id),
  UNIQUE KEY reference (reference),
  UNIQUE KEY provider_refund (gateway, provider_id),
  KEY payment (payment_id, refund_id),
  CONSTRAINT {p}bridge_refunds_amount CHECK (amount_minor > 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='What was sent back of a payment, a row for each refund.';

CREATE TABLE IF NOT EXISTS {p}bridge_disputes (
  dispute_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  payment_id BIGINT UNSIGNED NOT NULL COMMENT 'bridge_payments',
  gateway VARCHAR(32) CHARACTER SET ascii NOT NULL,
  provider_id VARCHAR(191) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  currency CHAR(3) CHARACTER SET ascii NOT NULL,
  amount_minor BIGINT NOT NULL,
  status ENUM('inquiry','open','won','lost') NOT NULL COMMENT 'inquiry: the bank asks, no money has moved',
  booked ENUM('no','yes','undone') NOT NULL DEFAULT 'no' COMMENT 'whether our books say that it was charged back',
  opened_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  PRIMARY KEY (dispute_id),
  UNIQUE KEY provider_dispute (gateway, provider_id),
  KEY payment (payment_id, dispute_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Payments that their payer''s bank contests, and debits that it returned.';
