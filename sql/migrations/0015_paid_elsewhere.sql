-- Invoices of Ultimate Multisite that nobody had paid when their membership became ours: one that is paid all the same is
-- money, and becomes account credit once. And what is left of a membership that somebody deleted.

CREATE TABLE IF NOT EXISTS {p}bridge_bills_elsewhere (
  payment_id BIGINT UNSIGNED NOT NULL COMMENT 'wu_payments.id',
  membership_id BIGINT UNSIGNED NOT NULL,
  customer_id BIGINT UNSIGNED NOT NULL COMMENT 'of the payment; 0: the membership\'s',
  state ENUM('open','credited','not_credited','looked_at') NOT NULL DEFAULT 'open',
  problem VARCHAR(32) CHARACTER SET ascii NOT NULL DEFAULT '' COMMENT 'why no account credit was made of it',
  amount_minor BIGINT NULL COMMENT 'what became account credit',
  currency CHAR(3) CHARACTER SET ascii NULL,
  completed_at DATETIME(6) NULL COMMENT 'when the plugin heard that it was paid; NULL: nobody told',
  noted_at DATETIME(6) NOT NULL,
  PRIMARY KEY (payment_id),
  KEY state_payment (state, payment_id),
  KEY state_completed (state, completed_at),
  KEY membership (membership_id, state)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Payments of another system that were not paid when their membership became ours, or came after that.';

ALTER TABLE {p}bridge_membership_terms
  ADD COLUMN bills_after BIGINT UNSIGNED NULL COMMENT 'the newest wu_payments.id when it became ours: a later one that we did not write is another\'s';

ALTER TABLE {p}bridge_external_edits
  MODIFY outcome ENUM('restored','accepted','mixed','taken_away','deleted') NOT NULL COMMENT 'deleted: with value left that became nobody\'s account credit';

ALTER TABLE {p}bridge_ownership_runs
  ADD COLUMN counts_all TINYINT(1) NOT NULL DEFAULT 1 COMMENT '0: the network has more memberships than were counted, total is the least',
  ADD COLUMN by_plugin TINYINT(1) NOT NULL DEFAULT 0 COMMENT '1: the plugin was switched off with nobody logged in, by a command or by cron';

ALTER TABLE {p}bridge_journal
  MODIFY cause ENUM('owner','network_admin','worker','gateway','external','operator','plugin') NOT NULL COMMENT 'plugin: it asked by itself, with nobody logged in';

ALTER TABLE {p}bridge_subscription_ends
  ADD COLUMN problem VARCHAR(500) NULL COMMENT 'why the provider has not cancelled it, as the plugin heard it; tried again';
