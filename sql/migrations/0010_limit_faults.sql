-- What was last said of limits where it cannot be read now, and what of limits a network administrator has to mend.

CREATE TABLE IF NOT EXISTS {p}bridge_known_limits (
  subject VARCHAR(16) CHARACTER SET ascii NOT NULL COMMENT 'product | membership | site',
  subject_id BIGINT UNSIGNED NOT NULL,
  limitations LONGTEXT NOT NULL COMMENT 'JSON: its own limitations as they could be read last',
  read_at DATETIME(6) NOT NULL,
  PRIMARY KEY (subject, subject_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='The last readable limitations of products, memberships and sites: they hold where the stored ones are spoilt.';

CREATE TABLE IF NOT EXISTS {p}bridge_limit_faults (
  subject VARCHAR(16) CHARACTER SET ascii NOT NULL COMMENT 'product | membership | site',
  subject_id BIGINT UNSIGNED NOT NULL,
  code VARCHAR(32) CHARACTER SET ascii NOT NULL,
  details LONGTEXT NOT NULL COMMENT 'JSON: what of it, for people',
  since DATETIME(6) NOT NULL,
  PRIMARY KEY (subject, subject_id, code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='What is wrong with limits and whose; a row goes when it was mended. Few rows, read by the network admin screens.';

CREATE TABLE IF NOT EXISTS {p}bridge_known_quotas (
  blog_id BIGINT UNSIGNED NOT NULL,
  quotas LONGTEXT NOT NULL COMMENT 'JSON in format 1: a copy of the effective limits written last',
  PRIMARY KEY (blog_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='What holds on a site whose row of bridge_site_quotas cannot be read: spoilt, or in a format of a later version.';

INSERT IGNORE INTO {p}bridge_known_quotas (blog_id, quotas)
SELECT blog_id, quotas FROM {p}bridge_site_quotas WHERE quotas LIKE '{"v":1,%';
