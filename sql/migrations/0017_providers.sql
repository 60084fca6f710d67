-- Money at a provider: who our customers are there, what they agreed to, what was asked of it under which key, what it
-- told us. No key of a provider and nothing that opens a payment lies in these tables.

CREATE TABLE IF NOT EXISTS {p}bridge_payers (
  customer_id BIGINT UNSIGNED NOT NULL COMMENT 'wu_customers.id',
  gateway VARCHAR(32) CHARACTER SET ascii NOT NULL,
  provider_customer_id VARCHAR(191) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'what the provider calls them',
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (customer_id, gateway),
  UNIQUE KEY provider_customer (gateway, provider_customer_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Customers as a provider knows them: what they saved there is asked of it and never copied.';

CREATE TABLE IF NOT EXISTS {p}bridge_agreements (
  agreement_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  customer_id BIGINT UNSIGNED NOT NULL,
  membership_id BIGINT UNSIGNED NOT NULL COMMENT 'where they were asked',
  gateway VARCHAR(32) CHARACTER SET ascii NOT NULL,
  text_version VARCHAR(32) CHARACTER SET ascii NOT NULL COMMENT 'which text they agreed to',
  locale VARCHAR(32) CHARACTER SET ascii NOT NULL COMMENT 'the language they read it in',
  agreed_by BIGINT UNSIGNED NOT NULL COMMENT 'WordPress user id',
  agreed_at DATETIME(6) NOT NULL,
  PRIMARY KEY (agreement_id),
  KEY customer (customer_id, gateway, agreed_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='That later payments may be started without their payer: who agreed, when, to which text. Rows are only added.';

CREATE TABLE IF NOT EXISTS {p}bridge_gateway_calls (
  call_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  gateway VARCHAR(32) CHARACTER SET ascii NOT NULL,
  verb ENUM('payer','create','confirm','set_up','refund') NOT NULL,
  reference VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'the row of ours that it is for',
  attempt SMALLINT UNSIGNED NOT NULL COMMENT 'a new one only after an answer',
  parameters LONGTEXT NOT NULL COMMENT 'JSON: what a repetition says again, byte for byte; no secret',
  state ENUM('sent','answered') NOT NULL DEFAULT 'sent' COMMENT 'sent: what it did is not known yet',
  sent_at DATETIME(6) NOT NULL,
  answered_at DATETIME(6) NULL,
  PRIMARY KEY (call_id),
  UNIQUE KEY attempt (gateway, verb, reference, attempt)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='What a provider was asked to do, written before it was: the key of a call is made of its verb, our row and the attempt.';

CREATE TABLE IF NOT EXISTS {p}bridge_webhook_events (
  gateway VARCHAR(32) CHARACTER SET ascii NOT NULL,
  event_id VARCHAR(191) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'the provider''s',
  subject VARCHAR(16) CHARACTER SET ascii NOT NULL COMMENT 'what it is about',
  type VARCHAR(100) CHARACTER SET ascii NOT NULL COMMENT 'the provider''s name for it',
  object_id VARCHAR(191) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'what is asked about, never believed from the event',
  state ENUM('received','done','noted') NOT NULL COMMENT 'noted: nothing of this network',
  received_at DATETIME(6) NOT NULL,
  work_after DATETIME(6) NULL COMMENT 'when it is worked next; NULL: no more',
  attempts SMALLINT UNSIGNED NOT NULL DEFAULT 0,
  done_at DATETIME(6) NULL,
  PRIMARY KEY (gateway, event_id),
  KEY open (work_after),
  KEY received (received_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='What providers told us: each event once, received until what it means is done in the transaction that says so.';

ALTER TABLE {p}bridge_payments
  ADD COLUMN declined_reason VARCHAR(32) CHARACTER SET ascii NULL COMMENT 'why it was declined last, in our codes' AFTER provider_id,
  ADD COLUMN ask_after DATETIME(6) NULL COMMENT 'when its provider is asked how it stands, where nothing is heard; NULL: never',
  ADD KEY to_ask (ask_after);
