-- When each process of ours last finished a round of work: the network admin is told when the worker has stopped.

CREATE TABLE IF NOT EXISTS {p}bridge_heartbeats (
  name VARCHAR(32) CHARACTER SET ascii NOT NULL,
  at DATETIME(6) NOT NULL,
  PRIMARY KEY (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='When a process of ours last finished a round. A missing row: never.';
