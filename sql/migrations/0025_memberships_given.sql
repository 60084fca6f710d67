-- Memberships that a network admin gives: one at once, or many from a list, which the worker checks and then carries out.

CREATE TABLE IF NOT EXISTS {p}bridge_gift_runs (
  id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state ENUM('checking','checked','giving','done','dropped') NOT NULL,
  total INT UNSIGNED NOT NULL,
  notation VARCHAR(4) NOT NULL COMMENT 'what stands before decimals and between thousands where it was written',
  requested_by BIGINT UNSIGNED NOT NULL COMMENT 'WordPress user id',
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  KEY state_created (state, created_at),
  KEY created_at (created_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Lists of memberships to be given: checked first, given when a network admin says so.';

CREATE TABLE IF NOT EXISTS {p}bridge_gifts (
  id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'random; also the idempotency key of giving it',
  run_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'NULL: one that was given by itself',
  position INT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'its line in the list',
  state ENUM('waiting','ready','refused','given') NOT NULL,
  asked LONGTEXT NOT NULL COMMENT 'JSON: user, sites, plan, period, price, dates, as they were asked for',
  problems LONGTEXT NOT NULL COMMENT 'JSON: paths and codes of what keeps it from being given',
  membership_id BIGINT UNSIGNED NULL COMMENT 'what was given',
  updated_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  KEY in_run (run_id, state, position),
  KEY of_run (run_id, position),
  KEY membership (membership_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Memberships given by a network admin, or about to be.';

CREATE TABLE IF NOT EXISTS {p}bridge_customers (
  user_id BIGINT UNSIGNED NOT NULL COMMENT 'WordPress user id',
  times_held BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'writing it is the lock: a user becomes a customer once',
  PRIMARY KEY (user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Users for whom a customer was looked up to be given something.';

CREATE TABLE IF NOT EXISTS {p}bridge_given_sites (
  blog_id BIGINT UNSIGNED NOT NULL,
  membership_id BIGINT UNSIGNED NOT NULL COMMENT 'the last that it was given to',
  PRIMARY KEY (blog_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Sites that were given a membership: the row is what two who give the same site meet at.';
