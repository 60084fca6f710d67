-- Limits kept where they are said: a product's in one row, what a membership holds in a few, a site's row names its
-- membership. Nothing merged is stored: who reads adds them up (docs/limits.md).

CREATE TABLE IF NOT EXISTS {p}bridge_product_limits (
  product_id BIGINT UNSIGNED NOT NULL COMMENT 'wu_products; the row stays when the product goes, while it is held',
  kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'plan | package | service, as the product is',
  name VARCHAR(255) NOT NULL COMMENT 'the product''s, for the words of a refusal',
  limits LONGTEXT NOT NULL COMMENT 'JSON with its format in v: values that are read already, so that PHP and Python only add',
  revision INT UNSIGNED NOT NULL COMMENT 'the newest of bridge_product_limit_revisions; a form names the one that it was filled in from',
  source_digest CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'SHA-256 of the stored wu_limitations, '''' of none; another one: somebody else wrote it',
  unreadable_since DATETIME(6) NULL COMMENT 'when a part of wu_limitations was first found unreadable: what it said before holds; NULL: all can be read',
  PRIMARY KEY (product_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='What each product says of limits: saving them is this one row, whoever holds the product.';

CREATE TABLE IF NOT EXISTS {p}bridge_product_limit_revisions (
  product_id BIGINT UNSIGNED NOT NULL,
  revision INT UNSIGNED NOT NULL,
  limits LONGTEXT NOT NULL COMMENT 'as in bridge_product_limits',
  source LONGTEXT NULL COMMENT 'wu_limitations as it was stored, byte for byte; NULL: the product had none',
  `by` BIGINT UNSIGNED NULL COMMENT 'WordPress user id of who saved it here; NULL: found as somebody else had written it',
  at DATETIME(6) NOT NULL,
  PRIMARY KEY (product_id, revision)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Every state of a product''s limits with its source: who, when, and what an older one is taken back from.';

CREATE TABLE IF NOT EXISTS {p}bridge_membership_limits (
  membership_id BIGINT UNSIGNED NOT NULL COMMENT 'wu_memberships; the row stays while a site names it',
  revision INT UNSIGNED NOT NULL COMMENT 'one more with each writing: two who write its holdings meet at this row',
  open_until DATETIME NULL COMMENT 'its sites are closed from this instant, by the database''s clock; NULL: no end is known',
  closed VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'why its sites are closed from open_until: expired | cancelled | paused; NULL: open',
  own LONGTEXT NULL COMMENT 'JSON as in bridge_product_limits: what the membership itself says; NULL: nothing',
  source_digest CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '' COMMENT 'of the shared row''s plan_id, status, date_expiration and addon_products, then of its own wu_limitations: the first 32 digits of the SHA-256 of each; others: somebody wrote them since',
  PRIMARY KEY (membership_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='A membership for whoever asks what its sites may do: until when they are open, and its own word.';

CREATE TABLE IF NOT EXISTS {p}bridge_holdings (
  membership_id BIGINT UNSIGNED NOT NULL,
  product_id BIGINT UNSIGNED NOT NULL,
  quantity INT UNSIGNED NOT NULL COMMENT 'how many of a package; 1 of the plan',
  PRIMARY KEY (membership_id, product_id),
  KEY holders (product_id, membership_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Which plan, packages and services each membership holds: their limits are added up.';

CREATE TABLE IF NOT EXISTS {p}bridge_site_limits (
  blog_id BIGINT UNSIGNED NOT NULL,
  membership_id BIGINT UNSIGNED NOT NULL COMMENT 'the last that the site belonged to: it limits a site that lost its link, too',
  own LONGTEXT NULL COMMENT 'JSON as in bridge_product_limits: what the site itself says; NULL: nothing',
  applied CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'digest of the plugins, themes and roles that were forced on it last; NULL: none were yet',
  PRIMARY KEY (blog_id),
  KEY membership (membership_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Which membership limits a site. No change of a plan or of a membership touches it.';

-- A network that has limits in the older table has an older plugin, until it is known to be gone: both are written.
INSERT IGNORE INTO {p}bridge_heartbeats (name, at)
SELECT 'older_plugin', UTC_TIMESTAMP(6) FROM {p}bridge_site_quotas LIMIT 1;
