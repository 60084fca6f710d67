-- Owners are told, once for a card and its date, that it will have expired when their next term is to be charged.

ALTER TABLE {p}bridge_membership_terms
  ADD COLUMN card_seen_for DATETIME(6) NULL COMMENT 'the end of the term whose next charge a saved card was looked at for',
  ADD COLUMN card_unseen_for DATETIME(6) AS (IF(card_seen_for <=> term_end, NULL, term_end)) STORED
    COMMENT 'the end of a term for whose next charge no saved card was looked at yet',
  ADD KEY card_unseen (card_unseen_for, membership_id),
  ADD KEY customer (customer_id);

CREATE TABLE IF NOT EXISTS {p}bridge_card_letters (
  customer_id BIGINT UNSIGNED NOT NULL COMMENT 'wu_customers.id',
  gateway VARCHAR(32) CHARACTER SET ascii NOT NULL,
  method_id VARCHAR(191) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'what the provider calls the card',
  expires CHAR(7) CHARACTER SET ascii NOT NULL COMMENT 'the last month in which it is good: 2027-04',
  told_at DATETIME(6) NOT NULL,
  PRIMARY KEY (customer_id, gateway, method_id, expires)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Cards whose owners were told that they expire: each is told once, and again where it has another date.';
