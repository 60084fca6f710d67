-- What a plan switches on its sites (forced plugins, a theme) is carried out by each site at its next request to wp-admin.
-- A run does that for the sites that nobody visits: by ranges of site ids, which several workers share.

CREATE TABLE IF NOT EXISTS {p}bridge_reapply_runs (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  product_id BIGINT UNSIGNED NULL COMMENT 'sites whose membership holds it; NULL: all sites that a membership limits',
  first_id BIGINT UNSIGNED NOT NULL COMMENT 'blog id, with it',
  last_id BIGINT UNSIGNED NOT NULL COMMENT 'blog id, with it; a site that is made later begins with its plan''s limits',
  next_id BIGINT UNSIGNED NOT NULL COMMENT 'blog id from which on no range was begun; beyond last_id: all were',
  state ENUM('running','paused','done','replaced') CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'replaced: a newer run does the same again',
  looked_at BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'sites that were looked at',
  named BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'of these, sites on which something was left to carry out',
  carried_out BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'of these, sites that have done it; the plugin counts',
  unreached BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'of these, sites that did not when they were asked: they do at their next request to wp-admin',
  requested_by BIGINT UNSIGNED NULL COMMENT 'WordPress user id; 0: by command; NULL: what a product forces had changed',
  begun_at DATETIME(6) NOT NULL,
  finished_at DATETIME(6) NULL,
  PRIMARY KEY (id),
  KEY open_runs (state, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Runs that have sites carry out what their limits force on them.';

CREATE TABLE IF NOT EXISTS {p}bridge_reapply_ranges (
  run_id BIGINT UNSIGNED NOT NULL,
  first_id BIGINT UNSIGNED NOT NULL COMMENT 'blog id, with it',
  last_id BIGINT UNSIGNED NOT NULL COMMENT 'blog id, with it',
  state ENUM('looking','named') CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'looking: a worker finds out which sites; named: the plugin asks them',
  owner CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'the worker that looks',
  lease_until DATETIME(6) NULL COMMENT 'of that worker; over: another one takes the range',
  sites LONGTEXT NULL COMMENT 'JSON: {digest of what is forced on a site now, nothing: "": [blog ids]}',
  come_to INT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'how many of sites were asked',
  PRIMARY KEY (run_id, first_id),
  KEY by_state (state, run_id, first_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Ranges of sites under way; a range that is through has no row.';

ALTER TABLE {p}bridge_product_limits
  ADD COLUMN forced CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'digest of the plugins and themes that it forces, as of its last run; NULL: none, and no run' AFTER unreadable_since;
