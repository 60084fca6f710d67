-- A change can take effect while its money is on its way (direct debits take days), and be owed where that fails.

ALTER TABLE {p}bridge_changes
  MODIFY status ENUM('awaiting_payment','processing','scheduled','applied','cancelled','void','replaced','needs_attention',
                     'applied_on_trust','owed') NOT NULL,
  ADD COLUMN tries SMALLINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'how often it was charged without its payer and declined',
  ADD COLUMN try_again_at DATETIME(6) NULL COMMENT 'when what its payer saved is charged again; NULL: nobody tries';

CREATE TABLE IF NOT EXISTS {p}bridge_carried_over (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  membership_id BIGINT UNSIGNED NOT NULL,
  customer_id BIGINT UNSIGNED NOT NULL,
  currency CHAR(3) CHARACTER SET ascii NOT NULL,
  quote_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'what it was due for',
  amount_minor BIGINT NOT NULL,
  tax_minor BIGINT NOT NULL,
  carried_at DATETIME(6) NOT NULL,
  taken_by CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'the quote that charged it, or carried it on',
  PRIMARY KEY (id),
  UNIQUE KEY quote (quote_id),
  KEY open_ones (membership_id, taken_by),
  CONSTRAINT {p}bridge_carried_over_amount CHECK (amount_minor > 0 AND tax_minor >= 0 AND tax_minor <= amount_minor)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Sums that no provider takes, carried over into the next charge of their membership.';
