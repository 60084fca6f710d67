-- When the worker stood: in that time nobody was asked for money, and it does not count as time to pay.

CREATE TABLE IF NOT EXISTS {p}bridge_worker_outages (
  began_at DATETIME(6) NOT NULL COMMENT 'the last round of any worker that ended before it',
  ended_at DATETIME(6) NOT NULL COMMENT 'when a worker began a round again',
  PRIMARY KEY (began_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Times of an hour and more in which no worker ended a round; only the worker writes it.';
