-- What saving other limits of a product would do: asked before they are saved, worked out by the worker.

CREATE TABLE IF NOT EXISTS {p}bridge_limit_forecasts (
  id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'of the product and both limits: who asks the same again gets the same row',
  product_id BIGINT UNSIGNED NOT NULL,
  before_limits LONGTEXT NOT NULL COMMENT 'JSON as in bridge_product_limits: what holds as it is asked',
  limits LONGTEXT NOT NULL COMMENT 'the same: what would be saved',
  asked_by BIGINT UNSIGNED NOT NULL COMMENT 'WordPress user id',
  asked_at DATETIME(6) NOT NULL,
  after_id BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'holders up to this membership were counted',
  memberships BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'counted so far',
  sites BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'counted so far',
  with_more_sites BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'memberships with more sites than it would allow, counted so far',
  answer LONGTEXT NULL COMMENT 'JSON; NULL: not worked out yet',
  done_at DATETIME(6) NULL,
  PRIMARY KEY (id),
  KEY undone (done_at, asked_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Forecasts of limits; a done one is kept for a day.';
