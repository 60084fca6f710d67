-- Which events of a membership the listeners in PHP (actions `plan_bridge_…`) were told. Without a listener nothing is written.

CREATE TABLE IF NOT EXISTS {p}bridge_told_events (
  membership_id BIGINT UNSIGNED NOT NULL,
  sequence INT UNSIGNED NOT NULL COMMENT 'of bridge_journal: all of the membership up to here were told, or are of before somebody listened',
  at DATETIME(6) NOT NULL COMMENT 'of that event; a day later the row is of no use, since older events are not looked at',
  PRIMARY KEY (membership_id),
  KEY at (at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='How far the plugin has told its listeners what happened to a membership; only the plugin writes it.';
