-- Visits of a site, counted in many rows a day so that two views never wait for one row; and which warnings were given.

CREATE TABLE IF NOT EXISTS {p}bridge_visits (
  blog_id BIGINT UNSIGNED NOT NULL,
  day DATE NOT NULL COMMENT 'UTC',
  shard TINYINT UNSIGNED NOT NULL COMMENT 'drawn by lot for each view; what counts is the sum',
  visits INT UNSIGNED NOT NULL,
  PRIMARY KEY (blog_id, day, shard),
  KEY to_fold (day)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Written by the plugin. Days that are over are moved to blogmeta wu_visits_YYYYMMDD.';

CREATE TABLE IF NOT EXISTS {p}bridge_visits_told (
  blog_id BIGINT UNSIGNED NOT NULL,
  month DATE NOT NULL COMMENT 'its first day, UTC',
  allowed BIGINT UNSIGNED NOT NULL COMMENT 'another limit is told of anew',
  percent TINYINT UNSIGNED NOT NULL COMMENT '80 or 100',
  told_at DATETIME(6) NOT NULL,
  PRIMARY KEY (blog_id, month, allowed, percent)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Written by the plugin: the letter that goes with a row is left in the same transaction.';
