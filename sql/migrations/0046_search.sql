-- What network admins find memberships by, kept by the worker: the shared tables have no keys for it.

CREATE TABLE IF NOT EXISTS {p}bridge_search (
  membership_id BIGINT UNSIGNED NOT NULL,
  word VARCHAR(96) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'folded: small letters without marks; what is typed is its beginning. No word of a membership begins another of it',
  PRIMARY KEY (membership_id, word),
  KEY word (word, membership_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Words of each membership: its customer''s name, login and e-mail address, the addresses of its sites. Made from the shared tables, can be made anew.';

CREATE TABLE IF NOT EXISTS {p}bridge_listed_memberships (
  membership_id BIGINT UNSIGNED NOT NULL,
  owner ENUM('ours','at_a_provider','elsewhere') CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'who bills it',
  next_bill_at DATETIME(6) NULL COMMENT 'when it is billed next; NULL: it is not',
  paused TINYINT(1) NOT NULL COMMENT 'whether it rests',
  PRIMARY KEY (membership_id),
  KEY paused (paused, membership_id),
  KEY owner (owner, membership_id),
  KEY next_bill (next_bill_at, membership_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='What the list of memberships is filtered and sorted by and no shared table has a key for. A missing row: the worker has not come to it yet.';

CREATE TABLE IF NOT EXISTS {p}bridge_search_due (
  kind ENUM('user','site') CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  id BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (kind, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Users and sites that were renamed: the plugin notes them, the worker takes them out once their words are written.';
