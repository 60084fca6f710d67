-- What each site uses of what limits speak of, as the site itself measured it; and what goes on holding for a while
-- after a change to less.

CREATE TABLE IF NOT EXISTS {p}bridge_limit_names (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT,
  name VARCHAR(191) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'disk_space, post_types.post, users.editor …',
  PRIMARY KEY (id),
  UNIQUE KEY name (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Numbers for the names of limits; each is given once, by whoever first measures it.';

CREATE TABLE IF NOT EXISTS {p}bridge_usage (
  blog_id BIGINT UNSIGNED NOT NULL,
  limit_id INT UNSIGNED NOT NULL COMMENT 'bridge_limit_names',
  used DECIMAL(16,3) UNSIGNED NOT NULL COMMENT 'megabytes of disk space, else a count',
  plan_id BIGINT UNSIGNED NOT NULL COMMENT 'a copy: the plan that held as it was measured; the worker puts it right before it is asked by',
  measured_at DATETIME(6) NOT NULL COMMENT 'UTC, by the database''s clock',
  PRIMARY KEY (blog_id, limit_id),
  KEY above (limit_id, plan_id, used)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Written by the plugin, after its answer. No row: nobody has measured it, which is not 0.';

ALTER TABLE {p}bridge_membership_limits
  ADD COLUMN grace_until DATETIME(6) NULL COMMENT 'until then what stands in grace holds where it allows more, by the database''s clock; NULL: there is none',
  ADD COLUMN grace LONGTEXT NULL COMMENT 'JSON as effective limits: what held before a change to less, of the limits that use was above';
