-- Where each chain of the journal ends, kept beside it: a chain that lost its last rows is whole by itself.

CREATE TABLE IF NOT EXISTS {p}bridge_journal_heads (
  membership_id BIGINT UNSIGNED NOT NULL,
  sequence INT UNSIGNED NOT NULL COMMENT 'of the last row, and how many rows there are',
  hash CHAR(64) CHARACTER SET ascii NOT NULL COMMENT 'of the last row',
  at DATETIME(6) NOT NULL COMMENT 'of the last row',
  PRIMARY KEY (membership_id),
  KEY at (at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='The last row of each chain of the journal, written with it: shows rows that were taken out or put in at the end.';

INSERT IGNORE INTO {p}bridge_journal_heads (membership_id, sequence, hash, at)
SELECT journal.membership_id, journal.sequence, journal.hash, journal.at
FROM (SELECT membership_id, MAX(sequence) AS sequence FROM {p}bridge_journal GROUP BY membership_id) AS heads
JOIN {p}bridge_journal AS journal
  ON journal.membership_id = heads.membership_id AND journal.sequence = heads.sequence;
