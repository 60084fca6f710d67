-- Who bills a membership, and what somebody else wrote into its row: the shared row is compared column by column.

ALTER TABLE {p}bridge_membership_terms
  ADD COLUMN row_before LONGTEXT NULL COMMENT 'JSON: billing columns of the shared row that our last writing changed, as they were before',
  ADD COLUMN row_written LONGTEXT NULL COMMENT 'JSON: all billing columns of the shared row as we last wrote them',
  ADD COLUMN row_written_at DATETIME(6) NULL,
  ADD COLUMN taken_from VARCHAR(64) NULL COMMENT 'the gateway that the row named before it became ours; given back with it';

CREATE TABLE IF NOT EXISTS {p}bridge_external_edits (
  membership_id BIGINT UNSIGNED NOT NULL,
  outcome ENUM('restored','accepted','mixed','taken_away') NOT NULL,
  details LONGTEXT NOT NULL COMMENT 'JSON: by column what was found, what we had written, and which of the two holds now',
  noticed_at DATETIME(6) NOT NULL,
  PRIMARY KEY (membership_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='What somebody else wrote into rows of ours, until a network admin has looked at it. Few rows.';

CREATE TABLE IF NOT EXISTS {p}bridge_ownership_runs (
  id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  direction ENUM('take_over','hand_back') NOT NULL,
  chosen LONGTEXT NULL COMMENT 'JSON: ids of memberships, ascending; NULL: all',
  after_id BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'the last membership that was looked at',
  total INT UNSIGNED NOT NULL COMMENT 'how many there were to look at when it began',
  done INT UNSIGNED NOT NULL DEFAULT 0,
  unchanged INT UNSIGNED NOT NULL DEFAULT 0,
  refused INT UNSIGNED NOT NULL DEFAULT 0,
  refusals LONGTEXT NOT NULL COMMENT 'JSON: the first refused memberships with the codes why',
  requested_by BIGINT UNSIGNED NOT NULL COMMENT 'WordPress user id; 0: the command line',
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  finished_at DATETIME(6) NULL,
  open_direction TINYINT UNSIGNED AS (IF(finished_at IS NULL, 1, NULL)) STORED,
  PRIMARY KEY (id),
  UNIQUE KEY one_run_at_a_time (open_direction),
  KEY created_at (created_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Memberships taken over or handed back, many at once, by the worker: how far each run has come.';

CREATE TABLE IF NOT EXISTS {p}bridge_subscription_ends (
  membership_id BIGINT UNSIGNED NOT NULL,
  gateway VARCHAR(64) NOT NULL,
  subscription_id VARCHAR(191) NOT NULL COMMENT 'as it was when a network admin asked; another one is not cancelled',
  asked_by BIGINT UNSIGNED NOT NULL COMMENT 'WordPress user id; 0: the command line',
  asked_at DATETIME(6) NOT NULL,
  cancelled_at DATETIME(6) NULL COMMENT 'written by the plugin when the provider has said so',
  PRIMARY KEY (membership_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Subscriptions at a provider to be cancelled so that their membership can be taken over. A row goes with that.';
