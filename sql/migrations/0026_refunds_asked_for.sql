-- Refunds that a network admin asks for; what each refund and each dispute took of the value in hand; why account credit moved.

ALTER TABLE {p}bridge_refunds
  ADD COLUMN destination ENUM('payer','account_credit') NOT NULL DEFAULT 'payer' COMMENT 'account_credit: the money stays, its owner has it for the next charge'
    AFTER amount_minor,
  ADD COLUMN said VARCHAR(500) NOT NULL DEFAULT '' COMMENT 'why, as the network admin put it',
  ADD COLUMN ask_after DATETIME(6) NULL COMMENT 'when its provider is asked again; NULL: nothing is open',
  ADD KEY to_ask (ask_after, refund_id);

CREATE TABLE IF NOT EXISTS {p}bridge_value_taken (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  cause ENUM('refund','dispute') NOT NULL,
  cause_id BIGINT UNSIGNED NOT NULL COMMENT 'bridge_refunds or bridge_disputes',
  line_id BIGINT UNSIGNED NULL COMMENT 'bridge_settled_lines; NULL: of the account credit, or of nothing',
  source ENUM('line','account_credit','nothing') NOT NULL COMMENT 'nothing: no value was left to take it from',
  amount_minor BIGINT NOT NULL,
  taken_at DATETIME(6) NOT NULL,
  given_back_at DATETIME(6) NULL COMMENT 'when the money had not gone after all',
  PRIMARY KEY (id),
  KEY cause (cause, cause_id),
  CONSTRAINT {p}bridge_value_taken_amount CHECK (amount_minor > 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='What a refund or a dispute took, so that exactly that is given back where it fails or is won.';

ALTER TABLE {p}bridge_account_credit_entries
  ADD COLUMN reason VARCHAR(500) NULL COMMENT 'as the network admin put it',
  ADD COLUMN reference CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'of a form that moved it: sent twice, it moves once',
  ADD UNIQUE KEY reference (reference),
  ADD KEY payment (payment_id);
