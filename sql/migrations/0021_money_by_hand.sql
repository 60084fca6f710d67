-- Money that comes by invoice or bank transfer: the reference that names an order to a bank, what has come of it so far,
-- and when its payer is to be reminded.

CREATE TABLE IF NOT EXISTS {p}bridge_payment_references (
  reference CHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'seven signs and a check sign; shown in two groups',
  quote_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'the order: every payment that is asked for it has this reference',
  PRIMARY KEY (reference),
  UNIQUE KEY one_of_an_order (quote_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='What a payer writes on a transfer, one for each order or renewal that is paid by hand. Made once, never used again.';

CREATE TABLE IF NOT EXISTS {p}bridge_transfers (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  quote_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'the order that it came for',
  payment_id BIGINT UNSIGNED NOT NULL COMMENT 'the payment that was asked for when somebody said so',
  currency CHAR(3) CHARACTER SET ascii NOT NULL,
  amount_minor BIGINT NOT NULL,
  credited_minor BIGINT NOT NULL DEFAULT 0 COMMENT 'what of it became account credit: all, or what was more than was due',
  state ENUM('held','settled','credited') NOT NULL COMMENT 'held: a part, the order waits for the rest',
  came_at DATETIME(6) NOT NULL COMMENT 'when it came, as the network admin says',
  request_key CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'of the form that was sent: sent twice, it is written once',
  marked_by BIGINT UNSIGNED NOT NULL COMMENT 'WordPress user id',
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY request (request_key),
  KEY quote (quote_id, state),
  CONSTRAINT {p}bridge_transfers_amounts CHECK (amount_minor > 0 AND credited_minor BETWEEN 0 AND amount_minor)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Sums that came by hand, one row each time a network admin said so.';

CREATE TABLE IF NOT EXISTS {p}bridge_reminders (
  quote_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  remind_at DATETIME(6) NOT NULL COMMENT 'when its payer is reminded next',
  PRIMARY KEY (quote_id),
  KEY remind_at (remind_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Orders whose payer is still to be reminded. A row goes after the last reminder, or when there is nothing to pay.';

ALTER TABLE {p}bridge_account_credit_entries
  MODIFY cause VARCHAR(24) CHARACTER SET ascii NOT NULL COMMENT 'why it moved, a word of the service';
