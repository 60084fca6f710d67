-- How far the tasks have come that go through a long table a page a round, so that no round looks at all of it.

CREATE TABLE IF NOT EXISTS {p}bridge_sweeps (
  name VARCHAR(32) CHARACTER SET ascii NOT NULL,
  after_id BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'the last id that was looked at; 0: begin anew',
  after_at DATETIME(6) NOT NULL DEFAULT '1970-01-01' COMMENT 'the last instant that was looked at',
  PRIMARY KEY (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='How far each sweep has come. A missing row: at the beginning.';
