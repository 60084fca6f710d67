-- What the network admin says of letters: which are sent, and their words in some languages; and what each edit was.

CREATE TABLE IF NOT EXISTS {p}bridge_letters (
  name VARCHAR(64) CHARACTER SET ascii NOT NULL COMMENT 'to whom and which: owner.change_applied',
  is_sent TINYINT(1) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  updated_by BIGINT UNSIGNED NOT NULL COMMENT 'WordPress user id',
  PRIMARY KEY (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Letters that were switched on or off. A missing row means: sent.';

CREATE TABLE IF NOT EXISTS {p}bridge_letter_texts (
  name VARCHAR(64) CHARACTER SET ascii NOT NULL COMMENT 'to whom and which: owner.change_applied',
  language VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'as WordPress names it: sv_SE',
  subject VARCHAR(200) NOT NULL,
  body TEXT NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  updated_by BIGINT UNSIGNED NOT NULL COMMENT 'WordPress user id',
  PRIMARY KEY (name, language)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Words of letters in the place of the plugin\'s own. A missing row means those.';

CREATE TABLE IF NOT EXISTS {p}bridge_letter_edits (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  name VARCHAR(64) CHARACTER SET ascii NOT NULL,
  act ENUM('switched_on','switched_off','worded','reset') NOT NULL,
  language VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  subject VARCHAR(200) NOT NULL DEFAULT '',
  body TEXT NULL,
  at DATETIME(6) NOT NULL,
  user_id BIGINT UNSIGNED NOT NULL COMMENT 'WordPress user id',
  PRIMARY KEY (id),
  KEY letter (name, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Every edit of a letter, by whom. Never updated, never deleted.';

CREATE TABLE IF NOT EXISTS {p}bridge_trial_letters (
  membership_id BIGINT UNSIGNED NOT NULL,
  trial_end DATETIME(6) NOT NULL,
  PRIMARY KEY (membership_id, trial_end)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Trials whose owners were told that they end soon: each is told once.';
