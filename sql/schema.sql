-- The whole schema as one file: what `bridge migrate` leaves on an empty network. `python -m tools.schema` writes
-- it from companion/ and migrations/; a test compares the tables. Two halves: the first is Ultimate Multisite's
-- (catalog, customers, memberships, payments), so that a network can move either way without a migration; the second
-- is ours: what those tables cannot hold. `{p}` is the base prefix.

-- ====================================================================================================================
-- Ultimate Multisite's tables with its names, columns and keys, so that it finds them as its own installer leaves them.
-- `bridge migrate` makes only those that are missing and never alters one. `{p}` is the network's base prefix.
-- Its tables carry no comments, so neither do these: what each holds stands above it.

-- Meta of customers.
CREATE TABLE IF NOT EXISTS {p}wu_customermeta (
  meta_id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  wu_customer_id bigint(20) unsigned NOT NULL DEFAULT 0,
  meta_key varchar(255) NULL DEFAULT NULL,
  meta_value longtext NULL DEFAULT NULL,
  PRIMARY KEY (meta_id),
  KEY wu_customer_id (wu_customer_id),
  KEY meta_key (meta_key(191))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- Customers: a WordPress user with what was learned about it.
CREATE TABLE IF NOT EXISTS {p}wu_customers (
  id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  user_id bigint(20) unsigned NOT NULL DEFAULT 0,
  type varchar(20) NOT NULL DEFAULT 'customer',
  email_verification enum('verified', 'pending', 'none') NULL DEFAULT 'none',
  date_modified datetime NULL DEFAULT NULL,
  date_registered datetime NULL DEFAULT NULL,
  last_login datetime NULL DEFAULT NULL,
  has_trialed smallint(5) unsigned NULL DEFAULT NULL,
  vip smallint(5) unsigned NULL DEFAULT 0,
  ips longtext NULL DEFAULT NULL,
  signup_form varchar(40) NULL DEFAULT 'by-admin',
  PRIMARY KEY (id),
  KEY user_id (user_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- Meta of discount codes.
CREATE TABLE IF NOT EXISTS {p}wu_discount_codemeta (
  meta_id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  wu_discount_code_id bigint(20) unsigned NOT NULL DEFAULT 0,
  meta_key varchar(255) NULL DEFAULT NULL,
  meta_value longtext NULL DEFAULT NULL,
  PRIMARY KEY (meta_id),
  KEY wu_discount_code_id (wu_discount_code_id),
  KEY meta_key (meta_key(191))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- Discount codes.
CREATE TABLE IF NOT EXISTS {p}wu_discount_codes (
  id bigint(20) NOT NULL AUTO_INCREMENT,
  name tinytext NOT NULL DEFAULT (''),
  code varchar(20) NOT NULL DEFAULT '',
  description longtext NULL DEFAULT (''),
  uses int(11) NULL DEFAULT 0,
  max_uses int(11) NULL DEFAULT NULL,
  apply_to_renewals tinyint(4) NULL DEFAULT 0,
  type enum('percentage', 'absolute') NOT NULL DEFAULT 'percentage',
  value decimal(13,4) NULL DEFAULT 0.0000,
  setup_fee_type enum('percentage', 'absolute') NOT NULL DEFAULT 'percentage',
  setup_fee_value decimal(13,4) NULL DEFAULT 0.0000,
  active tinyint(4) NULL DEFAULT 1,
  date_start datetime NULL DEFAULT NULL,
  date_expiration datetime NULL DEFAULT NULL,
  date_created datetime NULL DEFAULT NULL,
  date_modified datetime NULL DEFAULT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- Meta of domain mappings.
CREATE TABLE IF NOT EXISTS {p}wu_domainmeta (
  meta_id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  wu_domain_id bigint(20) unsigned NOT NULL DEFAULT 0,
  meta_key varchar(255) NULL DEFAULT NULL,
  meta_value longtext NULL DEFAULT NULL,
  PRIMARY KEY (meta_id),
  KEY wu_domain_id (wu_domain_id),
  KEY meta_key (meta_key(191))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- Domains that lead to a site.
CREATE TABLE IF NOT EXISTS {p}wu_domain_mappings (
  id bigint(20) NOT NULL AUTO_INCREMENT,
  blog_id bigint(20) NOT NULL,
  domain varchar(191) NOT NULL,
  active tinyint(4) NULL DEFAULT 1,
  primary_domain tinyint(4) NULL DEFAULT 0,
  secure tinyint(4) NULL DEFAULT 0,
  stage enum('checking-dns', 'checking-ssl-cert', 'done-without-ssl', 'done', 'failed', 'ssl-failed') NULL DEFAULT 'checking-dns',
  date_created datetime NULL DEFAULT NULL,
  date_modified datetime NULL DEFAULT NULL,
  PRIMARY KEY (id),
  KEY blog_id (blog_id, domain, active),
  KEY domain (domain)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- Event log of the network.
CREATE TABLE IF NOT EXISTS {p}wu_events (
  id bigint(20) NOT NULL AUTO_INCREMENT,
  severity tinyint(4) NULL DEFAULT NULL,
  initiator enum('system', 'manual') NULL DEFAULT NULL,
  author_id bigint(20) NOT NULL DEFAULT 0,
  object_id bigint(20) NOT NULL DEFAULT 0,
  object_type varchar(20) NULL DEFAULT 'network',
  slug varchar(255) NULL DEFAULT NULL,
  payload longtext NULL DEFAULT NULL,
  date_created datetime NULL DEFAULT NULL,
  PRIMARY KEY (id),
  KEY severity (severity),
  KEY initiator (initiator),
  KEY author_id (author_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- Meta of checkout forms.
CREATE TABLE IF NOT EXISTS {p}wu_formmeta (
  meta_id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  wu_form_id bigint(20) unsigned NOT NULL DEFAULT 0,
  meta_key varchar(255) NULL DEFAULT NULL,
  meta_value longtext NULL DEFAULT NULL,
  PRIMARY KEY (meta_id),
  KEY wu_form_id (wu_form_id),
  KEY meta_key (meta_key(191))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- Checkout forms.
CREATE TABLE IF NOT EXISTS {p}wu_forms (
  id bigint(20) NOT NULL AUTO_INCREMENT,
  name tinytext NOT NULL DEFAULT (''),
  slug varchar(255) NULL DEFAULT NULL,
  active tinyint(4) NULL DEFAULT 1,
  settings longtext NULL DEFAULT NULL,
  custom_css longtext NULL DEFAULT NULL,
  allowed_countries text NULL DEFAULT NULL,
  date_created datetime NULL DEFAULT NULL,
  date_modified datetime NULL DEFAULT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- Meta of memberships.
CREATE TABLE IF NOT EXISTS {p}wu_membershipmeta (
  meta_id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  wu_membership_id bigint(20) unsigned NOT NULL DEFAULT 0,
  meta_key varchar(255) NULL DEFAULT NULL,
  meta_value longtext NULL DEFAULT NULL,
  PRIMARY KEY (meta_id),
  KEY wu_membership_id (wu_membership_id),
  KEY meta_key (meta_key(191))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- Memberships: a customer's plan, add-ons and term.
CREATE TABLE IF NOT EXISTS {p}wu_memberships (
  id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  customer_id bigint(20) unsigned NOT NULL DEFAULT 0,
  user_id bigint(20) unsigned NULL DEFAULT NULL,
  migrated_from_id bigint(20) NULL DEFAULT NULL,
  plan_id bigint(20) NOT NULL DEFAULT 0,
  addon_products longtext NULL DEFAULT NULL,
  currency varchar(10) NOT NULL DEFAULT 'USD',
  initial_amount decimal(13,4) NULL DEFAULT 0.0000,
  recurring smallint(5) unsigned NOT NULL DEFAULT 0,
  auto_renew smallint(5) unsigned NOT NULL DEFAULT 0,
  duration smallint(6) NULL DEFAULT 0,
  duration_unit enum('day', 'week', 'month', 'year') NULL DEFAULT NULL,
  amount decimal(13,4) NULL DEFAULT 0.0000,
  date_created datetime NULL DEFAULT NULL,
  date_activated datetime NULL DEFAULT NULL,
  date_trial_end datetime NULL DEFAULT NULL,
  date_renewed datetime NULL DEFAULT NULL,
  date_cancellation datetime NULL DEFAULT NULL,
  date_expiration datetime NULL DEFAULT NULL,
  date_payment_plan_completed datetime NULL DEFAULT NULL,
  times_billed smallint(5) unsigned NOT NULL DEFAULT 0,
  billing_cycles smallint(5) unsigned NOT NULL DEFAULT 0,
  status varchar(12) NOT NULL DEFAULT 'pending',
  gateway_customer_id tinytext NULL DEFAULT NULL,
  gateway_subscription_id tinytext NULL DEFAULT NULL,
  gateway tinytext NULL DEFAULT (''),
  signup_method tinytext NULL DEFAULT (''),
  subscription_key varchar(32) NULL DEFAULT '',
  upgraded_from bigint(20) unsigned NULL DEFAULT NULL,
  date_modified datetime NULL DEFAULT NULL,
  disabled smallint(5) unsigned NULL DEFAULT NULL,
  PRIMARY KEY (id),
  KEY customer_id (customer_id),
  KEY plan_id (plan_id),
  KEY status (status),
  KEY disabled (disabled)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- Meta of payments.
CREATE TABLE IF NOT EXISTS {p}wu_paymentmeta (
  meta_id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  wu_payment_id bigint(20) unsigned NOT NULL DEFAULT 0,
  meta_key varchar(255) NULL DEFAULT NULL,
  meta_value longtext NULL DEFAULT NULL,
  PRIMARY KEY (meta_id),
  KEY wu_payment_id (wu_payment_id),
  KEY meta_key (meta_key(191))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- Payments of memberships.
CREATE TABLE IF NOT EXISTS {p}wu_payments (
  id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  status varchar(20) NOT NULL DEFAULT 'pending',
  customer_id bigint(20) unsigned NOT NULL DEFAULT 0,
  membership_id bigint(20) unsigned NOT NULL DEFAULT 0,
  parent_id bigint(20) unsigned NOT NULL DEFAULT 0,
  product_id bigint(9) NOT NULL DEFAULT 0,
  migrated_from_id bigint(20) NULL DEFAULT NULL,
  discount_code tinytext NOT NULL DEFAULT (''),
  currency varchar(10) NOT NULL DEFAULT 'USD',
  subtotal decimal(13,4) NULL DEFAULT 0.0000,
  refund_total decimal(13,4) NULL DEFAULT 0.0000,
  tax_total decimal(13,4) NULL DEFAULT 0.0000,
  discount_total decimal(13,4) NULL DEFAULT 0.0000,
  total decimal(13,4) NULL DEFAULT 0.0000,
  gateway tinytext NOT NULL DEFAULT (''),
  gateway_payment_id tinytext NULL DEFAULT NULL,
  date_created datetime NULL DEFAULT NULL,
  date_modified datetime NULL DEFAULT NULL,
  PRIMARY KEY (id),
  KEY status (status),
  KEY customer_id (customer_id),
  KEY membership_id (membership_id),
  KEY parent_id (parent_id),
  KEY product_id (product_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- Meta of internal posts.
CREATE TABLE IF NOT EXISTS {p}wu_postmeta (
  meta_id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  wu_post_id bigint(20) unsigned NOT NULL DEFAULT 0,
  meta_key varchar(255) NULL DEFAULT NULL,
  meta_value longtext NULL DEFAULT NULL,
  PRIMARY KEY (meta_id),
  KEY wu_post_id (wu_post_id),
  KEY meta_key (meta_key(191))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- Internal posts: mails, broadcasts.
CREATE TABLE IF NOT EXISTS {p}wu_posts (
  id bigint(20) NOT NULL AUTO_INCREMENT,
  author_id bigint(20) NOT NULL,
  type tinytext NOT NULL DEFAULT (''),
  slug tinytext NOT NULL DEFAULT (''),
  title tinytext NOT NULL DEFAULT (''),
  content longtext NOT NULL DEFAULT (''),
  excerpt longtext NOT NULL DEFAULT (''),
  date_created datetime NULL DEFAULT NULL,
  date_modified datetime NULL DEFAULT NULL,
  list_order tinyint(4) NULL DEFAULT 10,
  status varchar(100) NOT NULL DEFAULT 'draft',
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- Meta of products.
CREATE TABLE IF NOT EXISTS {p}wu_productmeta (
  meta_id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  wu_product_id bigint(20) unsigned NOT NULL DEFAULT 0,
  meta_key varchar(255) NULL DEFAULT NULL,
  meta_value longtext NULL DEFAULT NULL,
  PRIMARY KEY (meta_id),
  KEY wu_product_id (wu_product_id),
  KEY meta_key (meta_key(191))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- Products: plans, packages, services.
CREATE TABLE IF NOT EXISTS {p}wu_products (
  id bigint(20) NOT NULL AUTO_INCREMENT,
  name tinytext NOT NULL DEFAULT (''),
  slug tinytext NOT NULL DEFAULT (''),
  parent_id bigint(20) NULL DEFAULT NULL,
  migrated_from_id bigint(20) NULL DEFAULT NULL,
  description longtext NOT NULL DEFAULT (''),
  product_group varchar(20) NULL DEFAULT '',
  currency varchar(10) NOT NULL DEFAULT 'USD',
  pricing_type varchar(20) NOT NULL DEFAULT 'paid',
  amount decimal(13,4) NULL DEFAULT 0.0000,
  setup_fee decimal(13,4) NULL DEFAULT 0.0000,
  recurring tinyint(4) NULL DEFAULT 1,
  trial_duration smallint(6) NULL DEFAULT 0,
  trial_duration_unit enum('day', 'week', 'month', 'year') NULL DEFAULT NULL,
  duration smallint(6) NULL DEFAULT 0,
  duration_unit enum('day', 'week', 'month', 'year') NULL DEFAULT NULL,
  billing_cycles smallint(6) NULL DEFAULT 0,
  list_order tinyint(4) NULL DEFAULT 10,
  active tinyint(4) NULL DEFAULT 1,
  type tinytext NOT NULL DEFAULT (''),
  date_created datetime NULL DEFAULT NULL,
  date_modified datetime NULL DEFAULT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- Webhooks of the network.
CREATE TABLE IF NOT EXISTS {p}wu_webhooks (
  id bigint(20) NOT NULL AUTO_INCREMENT,
  migrated_from_id bigint(20) NULL DEFAULT NULL,
  name varchar(191) NOT NULL,
  webhook_url varchar(191) NOT NULL,
  event varchar(40) NOT NULL,
  event_count int(10) NULL DEFAULT 0,
  active tinyint(4) NULL DEFAULT 1,
  hidden tinyint(4) NULL DEFAULT 0,
  integration varchar(191) NOT NULL,
  date_last_failed datetime NOT NULL,
  date_created datetime NULL DEFAULT NULL,
  date_modified datetime NULL DEFAULT NULL,
  PRIMARY KEY (id),
  KEY event (event)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- ====================================================================================================================
-- The tables of ours. `{p}` is the network's base prefix. Every statement can be run again.
-- Times are UTC in DATETIME(6); money is BIGINT in the currency's minor unit beside its currency.
-- No foreign key points at a wu_ table: those belong to Ultimate Multisite, ours outlive a row deleted there.

CREATE TABLE IF NOT EXISTS {p}bridge_installation (
  id TINYINT UNSIGNED NOT NULL,
  network_id CHAR(32) CHARACTER SET ascii NOT NULL COMMENT 'random, made once; gateway objects and tokens carry it as iss',
  site_url_sha256 CHAR(64) CHARACTER SET ascii NOT NULL COMMENT 'of the main site; search-and-replace cannot carry it along',
  service_key_fingerprint CHAR(64) CHARACTER SET ascii NULL COMMENT 'SHA-256 of the public half of the key file outside the database',
  provider_account VARCHAR(191) NULL,
  provider_livemode TINYINT(1) NULL,
  mode ENUM('live','staging') NOT NULL DEFAULT 'live',
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT {p}bridge_installation_single CHECK (id = 1)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Who this network is. One row. A difference to what is found means: this is a copy, charge nobody.';

CREATE TABLE IF NOT EXISTS {p}bridge_migrations (
  version SMALLINT UNSIGNED NOT NULL,
  name VARCHAR(191) NOT NULL,
  sha256 CHAR(64) CHARACTER SET ascii NOT NULL,
  applied_at DATETIME(6) NOT NULL,
  PRIMARY KEY (version)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Migrations that have run, with the digest of their text.';

CREATE TABLE IF NOT EXISTS {p}bridge_settings (
  name VARCHAR(64) CHARACTER SET ascii NOT NULL,
  value LONGTEXT NOT NULL COMMENT 'JSON',
  updated_at DATETIME(6) NOT NULL,
  updated_by BIGINT UNSIGNED NOT NULL COMMENT 'WordPress user id',
  PRIMARY KEY (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Network settings. A missing name means its default.';

CREATE TABLE IF NOT EXISTS {p}bridge_keys (
  kid CHAR(43) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'base64url of the SHA-256 of the public key',
  side ENUM('plugin','service') NOT NULL,
  public_key CHAR(43) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Ed25519, raw 32 bytes, base64url without padding',
  status ENUM('trusted','pending','retired') NOT NULL,
  approval ENUM('first','predecessor','operator') NULL COMMENT 'why it is trusted',
  predecessor_kid CHAR(43) CHARACTER SET ascii COLLATE ascii_bin NULL,
  signature VARCHAR(88) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'of the new public key, by the predecessor',
  created_at DATETIME(6) NOT NULL,
  decided_at DATETIME(6) NULL,
  PRIMARY KEY (kid),
  KEY side_status (side, status)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Public keys of plugin and service. INSERT IGNORE, then read back.';

CREATE TABLE IF NOT EXISTS {p}bridge_nonces (
  jti CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  PRIMARY KEY (jti),
  KEY expires_at (expires_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Token ids already used by a request that may change something: the insert is the burning.';

CREATE TABLE IF NOT EXISTS {p}bridge_product_rules (
  product_id BIGINT UNSIGNED NOT NULL,
  direction ENUM('both','upgrade_only','downgrade_only','closed') NOT NULL DEFAULT 'both',
  minimum_term SMALLINT UNSIGNED NULL,
  minimum_term_unit ENUM('day','week','month','year') NULL,
  hidden TINYINT(1) NOT NULL DEFAULT 0 COMMENT 'existing members keep it, nobody new gets it',
  updated_at DATETIME(6) NOT NULL,
  PRIMARY KEY (product_id),
  CONSTRAINT {p}bridge_product_rules_term CHECK ((minimum_term IS NULL) = (minimum_term_unit IS NULL))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Rules of a plan on top of its plan group. A missing row means: both directions, no minimum, shown.';

CREATE TABLE IF NOT EXISTS {p}bridge_quotes (
  id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'random; also the idempotency key of its change',
  membership_id BIGINT UNSIGNED NOT NULL,
  customer_id BIGINT UNSIGNED NOT NULL,
  user_id BIGINT UNSIGNED NOT NULL COMMENT 'who asked',
  as_of DATETIME(6) NOT NULL,
  valid_until DATETIME(6) NOT NULL,
  kind VARCHAR(16) CHARACTER SET ascii NOT NULL,
  currency CHAR(3) CHARACTER SET ascii NOT NULL,
  due_now_minor BIGINT NOT NULL,
  basis CHAR(64) CHARACTER SET ascii NOT NULL COMMENT 'digest of everything the quote was computed from',
  selection LONGTEXT NOT NULL COMMENT 'JSON: what was asked for',
  body LONGTEXT NOT NULL COMMENT 'JSON: the quote as shown and as charged',
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  KEY membership (membership_id, created_at),
  KEY created_at (created_at),
  CONSTRAINT {p}bridge_quotes_due CHECK (due_now_minor >= 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Prices told to people. Written once, never changed; the quote shown is the quote charged. Unconfirmed ones go.';

CREATE TABLE IF NOT EXISTS {p}bridge_changes (
  quote_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  membership_id BIGINT UNSIGNED NOT NULL,
  customer_id BIGINT UNSIGNED NOT NULL,
  requested_by BIGINT UNSIGNED NOT NULL COMMENT 'WordPress user id: the customer, or a network admin acting for them',
  kind VARCHAR(16) CHARACTER SET ascii NOT NULL,
  status ENUM('awaiting_payment','processing','scheduled','applied','cancelled','void','replaced','needs_attention') NOT NULL,
  gateway VARCHAR(32) CHARACTER SET ascii NOT NULL,
  currency CHAR(3) CHARACTER SET ascii NOT NULL,
  due_now_minor BIGINT NOT NULL,
  credit_reserved_minor BIGINT NOT NULL DEFAULT 0 COMMENT 'account credit held for this change',
  membership_digest CHAR(64) CHARACTER SET ascii NOT NULL COMMENT 'of the membership it was confirmed for; money for another one is not applied',
  due_quote_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'the charge as decided again when a scheduled change fell due',
  effective_at DATETIME(6) NOT NULL COMMENT 'as_of of the quote, or the end of the term',
  payable_until DATETIME(6) NULL,
  lease_owner VARCHAR(64) CHARACTER SET ascii NULL,
  lease_until DATETIME(6) NULL,
  attempts SMALLINT UNSIGNED NOT NULL DEFAULT 0,
  problem VARCHAR(64) CHARACTER SET ascii NULL COMMENT 'why it needs attention or is void',
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  settled_at DATETIME(6) NULL,
  scheduled_membership_id BIGINT UNSIGNED AS (IF(status = 'scheduled', membership_id, NULL)) STORED,
  PRIMARY KEY (quote_id),
  UNIQUE KEY one_scheduled_change (scheduled_membership_id),
  KEY membership (membership_id, created_at),
  KEY due (status, effective_at),
  CONSTRAINT {p}bridge_changes_due CHECK (due_now_minor >= 0 AND credit_reserved_minor >= 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Confirmed quotes and renewals (kind renewal) on their way. The id of the quote is the idempotency key.';

CREATE TABLE IF NOT EXISTS {p}bridge_open_operations (
  membership_id BIGINT UNSIGNED NOT NULL,
  operation ENUM('change','renewal') NOT NULL,
  operation_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  opened_at DATETIME(6) NOT NULL,
  PRIMARY KEY (membership_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='The one slot of a membership for a change or renewal under way: inserting is taking it, deleting is giving it back.';

CREATE TABLE IF NOT EXISTS {p}bridge_membership_terms (
  membership_id BIGINT UNSIGNED NOT NULL,
  customer_id BIGINT UNSIGNED NOT NULL,
  term_start DATETIME(6) NULL,
  term_end DATETIME(6) NULL COMMENT 'NULL: no paid term ends (free, lifetime)',
  anchor_day TINYINT UNSIGNED NULL COMMENT 'day of month that terms keep, 1-31',
  recurring_lines LONGTEXT NOT NULL COMMENT 'JSON: what a renewal charges, line by line, as quoted',
  kept_discount LONGTEXT NULL COMMENT 'JSON: the discount that applies to renewals',
  plan_id BIGINT UNSIGNED NULL COMMENT 'the plan that plan_since is about',
  plan_since DATETIME(6) NULL COMMENT 'since when it is held without a break: minimum terms count from here',
  written_digest CHAR(64) CHARACTER SET ascii NULL COMMENT 'of the membership row as we last wrote it',
  version BIGINT UNSIGNED NOT NULL DEFAULT 1,
  updated_at DATETIME(6) NOT NULL,
  PRIMARY KEY (membership_id),
  CONSTRAINT {p}bridge_membership_terms_anchor CHECK (anchor_day IS NULL OR anchor_day BETWEEN 1 AND 31)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Memberships whose terms are ours: anchor, quoted renewal, digest of what we wrote. A missing row: never changed through us.';

CREATE TABLE IF NOT EXISTS {p}bridge_settled_lines (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  membership_id BIGINT UNSIGNED NOT NULL,
  customer_id BIGINT UNSIGNED NOT NULL,
  payment_id BIGINT UNSIGNED NULL COMMENT 'wu_payments.id; NULL where account credit alone settled it',
  quote_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
  product_id BIGINT UNSIGNED NOT NULL,
  line_type ENUM('plan','package','service','setup_fee') NOT NULL,
  quantity INT UNSIGNED NOT NULL DEFAULT 1,
  currency CHAR(3) CHARACTER SET ascii NOT NULL,
  amount_minor BIGINT NOT NULL COMMENT 'after its own discount, without tax',
  tax_minor BIGINT NOT NULL,
  refunded_minor BIGINT NOT NULL DEFAULT 0,
  term_start DATETIME(6) NOT NULL,
  term_end DATETIME(6) NULL COMMENT 'NULL: a fee, a one-off, a lifetime plan',
  settled_at DATETIME(6) NOT NULL,
  ended_at DATETIME(6) NULL COMMENT 'when a change gave its unused value back; then it is worth nothing more',
  credited_minor BIGINT NOT NULL DEFAULT 0 COMMENT 'what was given back when it ended',
  PRIMARY KEY (id),
  KEY membership (membership_id, ended_at),
  KEY payment (payment_id),
  CONSTRAINT {p}bridge_settled_lines_amounts CHECK (amount_minor >= 0 AND tax_minor >= 0 AND refunded_minor >= 0
    AND credited_minor >= 0 AND credited_minor + refunded_minor <= amount_minor + tax_minor)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='What was paid for, line by line, and for which term: the value in hand of a membership.';

CREATE TABLE IF NOT EXISTS {p}bridge_payments (
  payment_id BIGINT UNSIGNED NOT NULL COMMENT 'wu_payments.id',
  quote_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
  membership_id BIGINT UNSIGNED NOT NULL,
  customer_id BIGINT UNSIGNED NOT NULL,
  gateway VARCHAR(32) CHARACTER SET ascii NOT NULL,
  provider_id VARCHAR(191) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'the id at the provider; manual: manual-<quote id>',
  status ENUM('pending','completed','cancelled','refunded','partially-refunded') NOT NULL,
  currency CHAR(3) CHARACTER SET ascii NOT NULL,
  amount_minor BIGINT NOT NULL,
  tax_minor BIGINT NOT NULL,
  refunded_minor BIGINT NOT NULL DEFAULT 0,
  received_at DATETIME(6) NULL,
  marked_by BIGINT UNSIGNED NULL COMMENT 'network admin who marked it as paid',
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (payment_id),
  UNIQUE KEY provider_payment (gateway, provider_id),
  KEY quote (quote_id),
  KEY membership (membership_id, created_at),
  KEY status_created (status, created_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Payments of ours, one row beside each wu_payments row, with the uniqueness that table lacks.';

CREATE TABLE IF NOT EXISTS {p}bridge_payment_lines (
  payment_id BIGINT UNSIGNED NOT NULL,
  position SMALLINT UNSIGNED NOT NULL,
  code VARCHAR(32) CHARACTER SET ascii NOT NULL,
  product_id BIGINT UNSIGNED NULL,
  quantity INT UNSIGNED NOT NULL,
  amount_minor BIGINT NOT NULL COMMENT 'signed, with tax; the lines of a payment sum to it',
  tax_minor BIGINT NOT NULL,
  params LONGTEXT NOT NULL COMMENT 'JSON',
  explained LONGTEXT NOT NULL COMMENT 'JSON: formula, inputs, rounding',
  PRIMARY KEY (payment_id, position)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Line items of a payment, as they were quoted.';

CREATE TABLE IF NOT EXISTS {p}bridge_account_credit (
  customer_id BIGINT UNSIGNED NOT NULL,
  currency CHAR(3) CHARACTER SET ascii NOT NULL,
  balance_minor BIGINT NOT NULL DEFAULT 0,
  reserved_minor BIGINT NOT NULL DEFAULT 0 COMMENT 'held by confirmed changes; free credit is balance - reserved',
  updated_at DATETIME(6) NOT NULL,
  PRIMARY KEY (customer_id, currency),
  CONSTRAINT {p}bridge_account_credit_sane CHECK (balance_minor >= 0 AND reserved_minor >= 0 AND reserved_minor <= balance_minor)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Money a customer has with the network, per currency.';

CREATE TABLE IF NOT EXISTS {p}bridge_account_credit_entries (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  customer_id BIGINT UNSIGNED NOT NULL,
  currency CHAR(3) CHARACTER SET ascii NOT NULL,
  amount_minor BIGINT NOT NULL COMMENT 'signed: kept or granted > 0, used < 0',
  cause ENUM('credit_kept','used','received_late','granted','refunded') NOT NULL,
  membership_id BIGINT UNSIGNED NULL,
  quote_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
  payment_id BIGINT UNSIGNED NULL,
  actor_user_id BIGINT UNSIGNED NOT NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  KEY customer (customer_id, currency, id),
  CONSTRAINT {p}bridge_account_credit_entries_moves CHECK (amount_minor <> 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Every movement of account credit; they sum to the balance.';

CREATE TABLE IF NOT EXISTS {p}bridge_discount_reservations (
  quote_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  code VARCHAR(20) NOT NULL,
  state ENUM('held','used','released') NOT NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (quote_id),
  KEY code_state (code, state)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Uses of a discount code that a confirmed change counts on.';

CREATE TABLE IF NOT EXISTS {p}bridge_journal (
  membership_id BIGINT UNSIGNED NOT NULL,
  sequence INT UNSIGNED NOT NULL,
  at DATETIME(6) NOT NULL,
  event VARCHAR(48) CHARACTER SET ascii NOT NULL,
  cause ENUM('owner','network_admin','worker','gateway','external','operator') NOT NULL,
  actor_user_id BIGINT UNSIGNED NULL,
  for_user_id BIGINT UNSIGNED NULL COMMENT 'the customer, where a network admin acted for them',
  quote_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
  data LONGTEXT NOT NULL COMMENT 'JSON with sorted keys; holds no address of a site',
  previous_hash CHAR(64) CHARACTER SET ascii NOT NULL,
  hash CHAR(64) CHARACTER SET ascii NOT NULL COMMENT 'SHA-256 over previous_hash and the row',
  PRIMARY KEY (membership_id, sequence),
  KEY quote (quote_id),
  KEY at (at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='What happened to a membership, in order, chained by hash. Never updated, never deleted.';

CREATE TABLE IF NOT EXISTS {p}bridge_seals (
  day DATE NOT NULL,
  memberships INT UNSIGNED NOT NULL,
  heads_hash CHAR(64) CHARACTER SET ascii NOT NULL COMMENT 'SHA-256 over the last hash of every chain and the seal before',
  sealed_at DATETIME(6) NOT NULL,
  PRIMARY KEY (day)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='A daily seal over the heads of all journal chains.';

CREATE TABLE IF NOT EXISTS {p}bridge_site_quotas (
  blog_id BIGINT UNSIGNED NOT NULL,
  membership_id BIGINT UNSIGNED NOT NULL,
  version BIGINT UNSIGNED NOT NULL,
  quotas LONGTEXT NOT NULL COMMENT 'JSON: the effective limits of the site',
  updated_at DATETIME(6) NOT NULL,
  PRIMARY KEY (blog_id),
  KEY membership (membership_id, updated_at),
  KEY updated (updated_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Effective limits, one row a site, written in the transaction that changes them, read by the plugin by primary key.';

CREATE TABLE IF NOT EXISTS {p}bridge_outbox (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  topic VARCHAR(48) CHARACTER SET ascii NOT NULL COMMENT 'mail | blog_upload_space | forget_cached',
  blog_id BIGINT UNSIGNED NULL,
  membership_id BIGINT UNSIGNED NULL,
  payload LONGTEXT NOT NULL COMMENT 'JSON',
  created_at DATETIME(6) NOT NULL,
  lease_owner VARCHAR(64) CHARACTER SET ascii NULL,
  lease_until DATETIME(6) NULL,
  attempts SMALLINT UNSIGNED NOT NULL DEFAULT 0,
  last_error VARCHAR(500) NULL,
  done_at DATETIME(6) NULL,
  PRIMARY KEY (id),
  KEY open_rows (done_at, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='What only PHP can do, pulled by the plugin. The row says whether it is done.';

-- When each process of ours last finished a round of work: the network admin is told when the worker has stopped.

CREATE TABLE IF NOT EXISTS {p}bridge_heartbeats (
  name VARCHAR(32) CHARACTER SET ascii NOT NULL,
  at DATETIME(6) NOT NULL,
  PRIMARY KEY (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='When a process of ours last finished a round. A missing row: never.';

-- How far the tasks have come that go through a long table a page a round, so that no round looks at all of it.

CREATE TABLE IF NOT EXISTS {p}bridge_sweeps (
  name VARCHAR(32) CHARACTER SET ascii NOT NULL,
  after_id BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'the last id that was looked at; 0: begin anew',
  after_at DATETIME(6) NOT NULL DEFAULT '1970-01-01' COMMENT 'the last instant that was looked at',
  PRIMARY KEY (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='How far each sweep has come. A missing row: at the beginning.';

-- Where a discount code is: the shared table has no key for the code, and is not ours to give one.

CREATE TABLE IF NOT EXISTS {p}bridge_discount_codes (
  code VARBINARY(80) NOT NULL COMMENT 'as its row has it, in UTF-8: ten and TEN are two',
  discount_code_id BIGINT UNSIGNED NULL COMMENT 'the row that had it when somebody looked; looked at again when used',
  holds BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'how many transactions held it: writing it is the lock',
  PRIMARY KEY (code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Discount codes by what they are called, and what a change that counts on one locks.';

-- What was last said of limits where it cannot be read now, and what of limits a network administrator has to mend.

CREATE TABLE IF NOT EXISTS {p}bridge_known_limits (
  subject VARCHAR(16) CHARACTER SET ascii NOT NULL COMMENT 'product | membership | site',
  subject_id BIGINT UNSIGNED NOT NULL,
  limitations LONGTEXT NOT NULL COMMENT 'JSON: its own limitations as they could be read last',
  read_at DATETIME(6) NOT NULL,
  PRIMARY KEY (subject, subject_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='The last readable limitations of products, memberships and sites: they hold where the stored ones are spoilt.';

CREATE TABLE IF NOT EXISTS {p}bridge_limit_faults (
  subject VARCHAR(16) CHARACTER SET ascii NOT NULL COMMENT 'product | membership | site',
  subject_id BIGINT UNSIGNED NOT NULL,
  code VARCHAR(32) CHARACTER SET ascii NOT NULL,
  details LONGTEXT NOT NULL COMMENT 'JSON: what of it, for people',
  since DATETIME(6) NOT NULL,
  PRIMARY KEY (subject, subject_id, code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='What is wrong with limits and whose; a row goes when it was mended. Few rows, read by the network admin screens.';

CREATE TABLE IF NOT EXISTS {p}bridge_known_quotas (
  blog_id BIGINT UNSIGNED NOT NULL,
  quotas LONGTEXT NOT NULL COMMENT 'JSON in format 1: a copy of the effective limits written last',
  PRIMARY KEY (blog_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='What holds on a site whose row of bridge_site_quotas cannot be read: spoilt, or in a format of a later version.';

INSERT IGNORE INTO {p}bridge_known_quotas (blog_id, quotas)
SELECT blog_id, quotas FROM {p}bridge_site_quotas WHERE quotas LIKE '{"v":1,%';

-- Where each chain of the journal ends, kept beside it: a chain that lost its last rows is whole by itself.

CREATE TABLE IF NOT EXISTS {p}bridge_journal_heads (
  membership_id BIGINT UNSIGNED NOT NULL,
  sequence INT UNSIGNED NOT NULL COMMENT 'of the last row, and how many rows there are',
  hash CHAR(64) CHARACTER SET ascii NOT NULL COMMENT 'of the last row',
  at DATETIME(6) NOT NULL COMMENT 'of the last row',
  PRIMARY KEY (membership_id),
  KEY at (at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='The last row of each chain of the journal, written with it: shows rows that were taken out or put in at the end.';

INSERT IGNORE INTO {p}bridge_journal_heads (membership_id, sequence, hash, at)
SELECT journal.membership_id, journal.sequence, journal.hash, journal.at
FROM (SELECT membership_id, MAX(sequence) AS sequence FROM {p}bridge_journal GROUP BY membership_id) AS heads
JOIN {p}bridge_journal AS journal
  ON journal.membership_id = heads.membership_id AND journal.sequence = heads.sequence;

-- An installation of WordPress may hold several networks: this one is ours, whatever ids the others have.

ALTER TABLE {p}bridge_installation
  ADD COLUMN wp_network_id BIGINT UNSIGNED NULL COMMENT 'the row of WordPress\' table of networks that this is; tokens carry it as net'
  AFTER network_id;

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

-- What is not paid yet is in our tables alone: the shared one gets a row when the money is there. So a payment of ours
-- has an id of its own. Those from before keep the id of their shared row, below a million in most networks, so that an
-- earlier version running beside this one does not meet ours.

ALTER TABLE {p}bridge_payments
  MODIFY payment_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT COMMENT 'our own; of payments from before it was: wu_payments.id',
  ADD COLUMN shared_id BIGINT UNSIGNED NULL COMMENT 'wu_payments.id; NULL until the money is there and its row is written'
    AFTER payment_id,
  ADD COLUMN listed_after BIGINT UNSIGNED NULL COMMENT 'the newest wu_payments.id when it was asked for: its place among all payments'
    AFTER shared_id,
  ADD COLUMN product_id BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'the plan afterwards' AFTER tax_minor,
  ADD COLUMN discount_code VARCHAR(64) NOT NULL DEFAULT '' AFTER product_id,
  ADD UNIQUE KEY shared (shared_id),
  ADD KEY listed (shared_id, listed_after),
  ADD KEY listed_status (status, shared_id, listed_after),
  AUTO_INCREMENT = 1000000;

ALTER TABLE {p}bridge_payment_lines
  ADD COLUMN discount_minor BIGINT NOT NULL DEFAULT 0 COMMENT 'what a code took off before tax, not signed' AFTER tax_minor;

UPDATE {p}bridge_payments SET shared_id = payment_id WHERE shared_id IS NULL AND listed_after IS NULL;

-- Invoices of Ultimate Multisite that nobody had paid when their membership became ours: one that is paid all the same is
-- money, and becomes account credit once. And what is left of a membership that somebody deleted.

CREATE TABLE IF NOT EXISTS {p}bridge_bills_elsewhere (
  payment_id BIGINT UNSIGNED NOT NULL COMMENT 'wu_payments.id',
  membership_id BIGINT UNSIGNED NOT NULL,
  customer_id BIGINT UNSIGNED NOT NULL COMMENT 'of the payment; 0: the membership\'s',
  state ENUM('open','credited','not_credited','looked_at') NOT NULL DEFAULT 'open',
  problem VARCHAR(32) CHARACTER SET ascii NOT NULL DEFAULT '' COMMENT 'why no account credit was made of it',
  amount_minor BIGINT NULL COMMENT 'what became account credit',
  currency CHAR(3) CHARACTER SET ascii NULL,
  completed_at DATETIME(6) NULL COMMENT 'when the plugin heard that it was paid; NULL: nobody told',
  noted_at DATETIME(6) NOT NULL,
  PRIMARY KEY (payment_id),
  KEY state_payment (state, payment_id),
  KEY state_completed (state, completed_at),
  KEY membership (membership_id, state)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Payments of another system that were not paid when their membership became ours, or came after that.';

ALTER TABLE {p}bridge_membership_terms
  ADD COLUMN bills_after BIGINT UNSIGNED NULL COMMENT 'the newest wu_payments.id when it became ours: a later one that we did not write is another\'s';

ALTER TABLE {p}bridge_external_edits
  MODIFY outcome ENUM('restored','accepted','mixed','taken_away','deleted') NOT NULL COMMENT 'deleted: with value left that became nobody\'s account credit';

ALTER TABLE {p}bridge_ownership_runs
  ADD COLUMN counts_all TINYINT(1) NOT NULL DEFAULT 1 COMMENT '0: the network has more memberships than were counted, total is the least',
  ADD COLUMN by_plugin TINYINT(1) NOT NULL DEFAULT 0 COMMENT '1: the plugin was switched off with nobody logged in, by a command or by cron';

ALTER TABLE {p}bridge_journal
  MODIFY cause ENUM('owner','network_admin','worker','gateway','external','operator','plugin') NOT NULL COMMENT 'plugin: it asked by itself, with nobody logged in';

ALTER TABLE {p}bridge_subscription_ends
  ADD COLUMN problem VARCHAR(500) NULL COMMENT 'why the provider has not cancelled it, as the plugin heard it; tried again';

-- Money at a provider: who our customers are there, what they agreed to, what was asked of it under which key, what it
-- told us. No key of a provider and nothing that opens a payment lies in these tables.

CREATE TABLE IF NOT EXISTS {p}bridge_payers (
  customer_id BIGINT UNSIGNED NOT NULL COMMENT 'wu_customers.id',
  gateway VARCHAR(32) CHARACTER SET ascii NOT NULL,
  provider_customer_id VARCHAR(191) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'what the provider calls them',
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (customer_id, gateway),
  UNIQUE KEY provider_customer (gateway, provider_customer_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Customers as a provider knows them: what they saved there is asked of it and never copied.';

CREATE TABLE IF NOT EXISTS {p}bridge_agreements (
  agreement_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  customer_id BIGINT UNSIGNED NOT NULL,
  membership_id BIGINT UNSIGNED NOT NULL COMMENT 'where they were asked',
  gateway VARCHAR(32) CHARACTER SET ascii NOT NULL,
  text_version VARCHAR(32) CHARACTER SET ascii NOT NULL COMMENT 'which text they agreed to',
  locale VARCHAR(32) CHARACTER SET ascii NOT NULL COMMENT 'the language they read it in',
  agreed_by BIGINT UNSIGNED NOT NULL COMMENT 'WordPress user id',
  agreed_at DATETIME(6) NOT NULL,
  PRIMARY KEY (agreement_id),
  KEY customer (customer_id, gateway, agreed_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='That later payments may be started without their payer: who agreed, when, to which text. Rows are only added.';

CREATE TABLE IF NOT EXISTS {p}bridge_gateway_calls (
  call_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  gateway VARCHAR(32) CHARACTER SET ascii NOT NULL,
  verb ENUM('payer','create','confirm','set_up','refund') NOT NULL,
  reference VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'the row of ours that it is for',
  attempt SMALLINT UNSIGNED NOT NULL COMMENT 'a new one only after an answer',
  parameters LONGTEXT NOT NULL COMMENT 'JSON: what a repetition says again, byte for byte; no secret',
  state ENUM('sent','answered') NOT NULL DEFAULT 'sent' COMMENT 'sent: what it did is not known yet',
  sent_at DATETIME(6) NOT NULL,
  answered_at DATETIME(6) NULL,
  PRIMARY KEY (call_id),
  UNIQUE KEY attempt (gateway, verb, reference, attempt)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='What a provider was asked to do, written before it was: the key of a call is made of its verb, our row and the attempt.';

CREATE TABLE IF NOT EXISTS {p}bridge_webhook_events (
  gateway VARCHAR(32) CHARACTER SET ascii NOT NULL,
  event_id VARCHAR(191) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'the provider''s',
  subject VARCHAR(16) CHARACTER SET ascii NOT NULL COMMENT 'what it is about',
  type VARCHAR(100) CHARACTER SET ascii NOT NULL COMMENT 'the provider''s name for it',
  object_id VARCHAR(191) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'what is asked about, never believed from the event',
  state ENUM('received','done','noted') NOT NULL COMMENT 'noted: nothing of this network',
  received_at DATETIME(6) NOT NULL,
  work_after DATETIME(6) NULL COMMENT 'when it is worked next; NULL: no more',
  attempts SMALLINT UNSIGNED NOT NULL DEFAULT 0,
  done_at DATETIME(6) NULL,
  PRIMARY KEY (gateway, event_id),
  KEY open (work_after),
  KEY received (received_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='What providers told us: each event once, received until what it means is done in the transaction that says so.';

ALTER TABLE {p}bridge_payments
  ADD COLUMN declined_reason VARCHAR(32) CHARACTER SET ascii NULL COMMENT 'why it was declined last, in our codes' AFTER provider_id,
  ADD COLUMN ask_after DATETIME(6) NULL COMMENT 'when its provider is asked how it stands, where nothing is heard; NULL: never',
  ADD KEY to_ask (ask_after);

-- What goes back of payments at a provider: refunds and disputes, each as the provider says it stands.

CREATE TABLE IF NOT EXISTS {p}bridge_refunds (
  refund_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  reference CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'ours: the same reference refunds once; NULL: begun at the provider',
  payment_id BIGINT UNSIGNED NOT NULL COMMENT 'bridge_payments',
  gateway VARCHAR(32) CHARACTER SET ascii NOT NULL,
  provider_id VARCHAR(191) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'the provider''s; NULL: not known yet, or refused',
  currency CHAR(3) CHARACTER SET ascii NOT NULL,
  amount_minor BIGINT NOT NULL,
  status ENUM('asked','pending','succeeded','failed','refused') NOT NULL COMMENT 'failed can follow succeeded',
  reason VARCHAR(64) CHARACTER SET ascii NULL COMMENT 'why it failed or was refused',
  booked ENUM('no','yes','undone') NOT NULL DEFAULT 'no' COMMENT 'whether our books say that it went back',
  asked_by BIGINT UNSIGNED NULL COMMENT 'the network admin; NULL: begun at the provider',
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  PRIMARY KEY (refund_id),
  UNIQUE KEY reference (reference),
  UNIQUE KEY provider_refund (gateway, provider_id),
  KEY payment (payment_id, refund_id),
  CONSTRAINT {p}bridge_refunds_amount CHECK (amount_minor > 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='What was sent back of a payment, a row for each refund.';

CREATE TABLE IF NOT EXISTS {p}bridge_disputes (
  dispute_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  payment_id BIGINT UNSIGNED NOT NULL COMMENT 'bridge_payments',
  gateway VARCHAR(32) CHARACTER SET ascii NOT NULL,
  provider_id VARCHAR(191) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  currency CHAR(3) CHARACTER SET ascii NOT NULL,
  amount_minor BIGINT NOT NULL,
  status ENUM('inquiry','open','won','lost') NOT NULL COMMENT 'inquiry: the bank asks, no money has moved',
  booked ENUM('no','yes','undone') NOT NULL DEFAULT 'no' COMMENT 'whether our books say that it was charged back',
  opened_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  PRIMARY KEY (dispute_id),
  UNIQUE KEY provider_dispute (gateway, provider_id),
  KEY payment (payment_id, dispute_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Payments that their payer''s bank contests, and debits that it returned.';

-- Receipts for money that came and credit notes for money that went back, numbered without a gap in each year.

CREATE TABLE IF NOT EXISTS {p}bridge_receipt_counters (
  series ENUM('receipt','credit_note') NOT NULL,
  year SMALLINT UNSIGNED NOT NULL COMMENT 'of the network''s time zone',
  first_number INT UNSIGNED NOT NULL COMMENT 'what the year began with, as the network''s setting said then',
  last_number INT UNSIGNED NOT NULL,
  PRIMARY KEY (series, year)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='The last number of each series and year. Raised in the transaction that issues, as its last lock: a number taken is a number issued.';

CREATE TABLE IF NOT EXISTS {p}bridge_receipts (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  series ENUM('receipt','credit_note') NOT NULL,
  year SMALLINT UNSIGNED NOT NULL,
  number INT UNSIGNED NOT NULL,
  name VARCHAR(64) NOT NULL COMMENT 'the number as it is written on the document',
  payment_id BIGINT UNSIGNED NOT NULL COMMENT 'bridge_payments.payment_id',
  original_id BIGINT UNSIGNED NULL COMMENT 'of a credit note: the receipt that it takes back from',
  refund_key VARCHAR(191) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'of a credit note: the refund that it was issued for',
  membership_id BIGINT UNSIGNED NOT NULL,
  customer_id BIGINT UNSIGNED NOT NULL,
  currency CHAR(3) CHARACTER SET ascii NOT NULL,
  amount_minor BIGINT NOT NULL COMMENT 'what was paid; of a credit note what was paid back, not signed',
  tax_minor BIGINT NOT NULL COMMENT 'the tax in its lines, signed as the amount is',
  issued_at DATETIME(6) NOT NULL COMMENT 'UTC',
  issued_on DATE NOT NULL COMMENT 'the day of that in the network''s time zone, which the document names',
  body LONGTEXT NOT NULL COMMENT 'JSON: parties, texts, rates, language and lines as they were issued; never changed',
  receipt_of BIGINT UNSIGNED AS (IF(series = 'receipt', payment_id, NULL)) STORED,
  PRIMARY KEY (id),
  UNIQUE KEY number (series, year, number),
  UNIQUE KEY one_receipt (receipt_of),
  UNIQUE KEY one_credit_note (refund_key),
  KEY payment (payment_id),
  KEY customer (customer_id, id),
  CHECK (amount_minor > 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Receipts and credit notes as they were issued. Rows are written once.';

-- What a customer is to a receipt beside the address that the shared tables have: language and VAT number.

CREATE TABLE IF NOT EXISTS {p}bridge_buyers (
  customer_id BIGINT UNSIGNED NOT NULL COMMENT 'wu_customers.id',
  locale VARCHAR(32) CHARACTER SET ascii NOT NULL DEFAULT '' COMMENT 'of WordPress, as the customer read last what was ordered; empty: the network''s',
  vat_number VARCHAR(32) CHARACTER SET ascii NOT NULL DEFAULT '' COMMENT 'with its country''s prefix; empty: none was given',
  vat_state ENUM('unchecked','valid','invalid') NOT NULL DEFAULT 'unchecked' COMMENT 'what the register of the EU said; a valid one stays so while it does not answer',
  vat_checked_at DATETIME(6) NULL COMMENT 'when the register said so',
  vat_proof VARCHAR(64) CHARACTER SET ascii NOT NULL DEFAULT '' COMMENT 'the number of its answer',
  vat_ask_at DATETIME(6) NULL COMMENT 'when the worker asks the register; NULL: it is not asked',
  updated_at DATETIME(6) NOT NULL,
  PRIMARY KEY (customer_id),
  KEY vat_ask_at (vat_ask_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Language and VAT number of customers; their addresses are where Ultimate Multisite keeps them.';

-- Money that comes by invoice or bank transfer: the reference that names an order to a bank, what has come of it so far,
-- and when its payer is to be reminded.

CREATE TABLE IF NOT EXISTS {p}bridge_payment_references (
  reference CHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'seven signs and a check sign; shown in two groups',
  quote_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'the order: every payment that is asked for it has this reference',
  PRIMARY KEY (reference),
  UNIQUE KEY one_of_an_order (quote_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='What a payer writes on a transfer, one for each order or renewal that is paid by hand. Made once, never used again.';

CREATE TABLE IF NOT EXISTS {p}bridge_transfers (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  quote_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'the order that it came for',
  payment_id BIGINT UNSIGNED NOT NULL COMMENT 'the payment that was asked for when somebody said so',
  currency CHAR(3) CHARACTER SET ascii NOT NULL,
  amount_minor BIGINT NOT NULL,
  credited_minor BIGINT NOT NULL DEFAULT 0 COMMENT 'what of it became account credit: all, or what was more than was due',
  state ENUM('held','settled','credited') NOT NULL COMMENT 'held: a part, the order waits for the rest',
  came_at DATETIME(6) NOT NULL COMMENT 'when it came, as the network admin says',
  request_key CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'of the form that was sent: sent twice, it is written once',
  marked_by BIGINT UNSIGNED NOT NULL COMMENT 'WordPress user id',
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY request (request_key),
  KEY quote (quote_id, state),
  CONSTRAINT {p}bridge_transfers_amounts CHECK (amount_minor > 0 AND credited_minor BETWEEN 0 AND amount_minor)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Sums that came by hand, one row each time a network admin said so.';

CREATE TABLE IF NOT EXISTS {p}bridge_reminders (
  quote_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  remind_at DATETIME(6) NOT NULL COMMENT 'when its payer is reminded next',
  PRIMARY KEY (quote_id),
  KEY remind_at (remind_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Orders whose payer is still to be reminded. A row goes after the last reminder, or when there is nothing to pay.';

ALTER TABLE {p}bridge_account_credit_entries
  MODIFY cause VARCHAR(24) CHARACTER SET ascii NOT NULL COMMENT 'why it moved, a word of the service';

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

-- An owner cancels a membership: it goes on until its term ends, and until then that can be taken back.

ALTER TABLE {p}bridge_membership_terms
  ADD COLUMN cancel_asked_at DATETIME(6) NULL COMMENT 'when somebody asked that it ends with its term; NULL: it goes on',
  ADD COLUMN cancel_asked_by BIGINT UNSIGNED NULL COMMENT 'WordPress user id of who asked',
  ADD COLUMN cancel_reason VARCHAR(1000) NULL COMMENT 'what they wrote, where they wrote anything';

-- A change can take effect while its money is on its way (direct debits take days), and be owed where that fails.

ALTER TABLE {p}bridge_changes
  MODIFY status ENUM('awaiting_payment','processing','scheduled','applied','cancelled','void','replaced','needs_attention',
                     'applied_on_trust','owed') NOT NULL,
  ADD COLUMN tries SMALLINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'how often it was charged without its payer and declined',
  ADD COLUMN try_again_at DATETIME(6) NULL COMMENT 'when what its payer saved is charged again; NULL: nobody tries';

CREATE TABLE IF NOT EXISTS {p}bridge_carried_over (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  membership_id BIGINT UNSIGNED NOT NULL,
  customer_id BIGINT UNSIGNED NOT NULL,
  currency CHAR(3) CHARACTER SET ascii NOT NULL,
  quote_id CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'what it was due for',
  amount_minor BIGINT NOT NULL,
  tax_minor BIGINT NOT NULL,
  carried_at DATETIME(6) NOT NULL,
  taken_by CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'the quote that charged it, or carried it on',
  PRIMARY KEY (id),
  UNIQUE KEY quote (quote_id),
  KEY open_ones (membership_id, taken_by),
  CONSTRAINT {p}bridge_carried_over_amount CHECK (amount_minor > 0 AND tax_minor >= 0 AND tax_minor <= amount_minor)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Sums that no provider takes, carried over into the next charge of their membership.';

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

-- Refunds that a network admin asks for; what each refund and each dispute took of the value in hand; why account credit moved.

ALTER TABLE {p}bridge_refunds
  ADD COLUMN destination ENUM('payer','account_credit') NOT NULL DEFAULT 'payer' COMMENT 'account_credit: the money stays, its owner has it for the next charge'
    AFTER amount_minor,
  ADD COLUMN said VARCHAR(500) NOT NULL DEFAULT '' COMMENT 'why, as the network admin put it',
  ADD COLUMN ask_after DATETIME(6) NULL COMMENT 'when its provider is asked again; NULL: nothing is open',
  ADD KEY to_ask (ask_after, refund_id);

CREATE TABLE IF NOT EXISTS {p}bridge_value_taken (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  cause ENUM('refund','dispute') NOT NULL,
  cause_id BIGINT UNSIGNED NOT NULL COMMENT 'bridge_refunds or bridge_disputes',
  line_id BIGINT UNSIGNED NULL COMMENT 'bridge_settled_lines; NULL: of the account credit, or of nothing',
  source ENUM('line','account_credit','nothing') NOT NULL COMMENT 'nothing: no value was left to take it from',
  amount_minor BIGINT NOT NULL,
  taken_at DATETIME(6) NOT NULL,
  given_back_at DATETIME(6) NULL COMMENT 'when the money had not gone after all',
  PRIMARY KEY (id),
  KEY cause (cause, cause_id),
  CONSTRAINT {p}bridge_value_taken_amount CHECK (amount_minor > 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='What a refund or a dispute took, so that exactly that is given back where it fails or is won.';

ALTER TABLE {p}bridge_account_credit_entries
  ADD COLUMN reason VARCHAR(500) NULL COMMENT 'as the network admin put it',
  ADD COLUMN reference CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'of a form that moved it: sent twice, it moves once',
  ADD UNIQUE KEY reference (reference),
  ADD KEY payment (payment_id);

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

-- A network admin pauses a membership: what is paid stops running, and is given back as time when it goes on.

ALTER TABLE {p}bridge_membership_terms
  ADD COLUMN paused_at DATETIME(6) NULL COMMENT 'since when it rests; NULL: it does not',
  ADD COLUMN paused_from VARCHAR(12) NULL COMMENT 'the status that it goes on with',
  ADD COLUMN resumes_at DATETIME(6) NULL COMMENT 'when it goes on by itself; NULL: when somebody says so',
  ADD COLUMN pause_closes TINYINT(1) NOT NULL DEFAULT 0 COMMENT 'its sites are closed meanwhile',
  ADD KEY resumes_at (resumes_at);

-- Visits of a site, counted in many rows a day so that two views never wait for one row; and which warnings were given.

CREATE TABLE IF NOT EXISTS {p}bridge_visits (
  blog_id BIGINT UNSIGNED NOT NULL,
  day DATE NOT NULL COMMENT 'UTC',
  shard TINYINT UNSIGNED NOT NULL COMMENT 'drawn by lot for each view; what counts is the sum',
  visits INT UNSIGNED NOT NULL,
  PRIMARY KEY (blog_id, day, shard),
  KEY to_fold (day)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Written by the plugin. Days that are over are moved to blogmeta wu_visits_YYYYMMDD.';

CREATE TABLE IF NOT EXISTS {p}bridge_visits_told (
  blog_id BIGINT UNSIGNED NOT NULL,
  month DATE NOT NULL COMMENT 'its first day, UTC',
  allowed BIGINT UNSIGNED NOT NULL COMMENT 'another limit is told of anew',
  percent TINYINT UNSIGNED NOT NULL COMMENT '80 or 100',
  told_at DATETIME(6) NOT NULL,
  PRIMARY KEY (blog_id, month, allowed, percent)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Written by the plugin: the letter that goes with a row is left in the same transaction.';

-- Owners are told, once for a card and its date, that it will have expired when their next term is to be charged.

ALTER TABLE {p}bridge_membership_terms
  ADD COLUMN card_seen_for DATETIME(6) NULL COMMENT 'the end of the term whose next charge a saved card was looked at for',
  ADD COLUMN card_unseen_for DATETIME(6) AS (IF(card_seen_for <=> term_end, NULL, term_end)) STORED
    COMMENT 'the end of a term for whose next charge no saved card was looked at yet',
  ADD KEY card_unseen (card_unseen_for, membership_id),
  ADD KEY customer (customer_id);

CREATE TABLE IF NOT EXISTS {p}bridge_card_letters (
  customer_id BIGINT UNSIGNED NOT NULL COMMENT 'wu_customers.id',
  gateway VARCHAR(32) CHARACTER SET ascii NOT NULL,
  method_id VARCHAR(191) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'what the provider calls the card',
  expires CHAR(7) CHARACTER SET ascii NOT NULL COMMENT 'the last month in which it is good: 2027-04',
  told_at DATETIME(6) NOT NULL,
  PRIMARY KEY (customer_id, gateway, method_id, expires)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Cards whose owners were told that they expire: each is told once, and again where it has another date.';

-- A refund that its payer's bank sends back, or a dispute that is won after all, takes back the credit note that it had:
-- by a document of its own, in a series of its own.

ALTER TABLE {p}bridge_receipt_counters
  MODIFY series ENUM('receipt','credit_note','cancellation') NOT NULL;

ALTER TABLE {p}bridge_receipts
  MODIFY series ENUM('receipt','credit_note','cancellation') NOT NULL,
  MODIFY original_id BIGINT UNSIGNED NULL COMMENT 'of a credit note: the receipt that it takes back from; of a cancellation: the credit note',
  ADD COLUMN cancels BIGINT UNSIGNED AS (IF(series = 'cancellation', original_id, NULL)) STORED,
  ADD UNIQUE KEY one_cancellation (cancels);

-- A plan can be billed a number of times. The shared row counts all billings of a membership, of every plan that it had:
-- how many of them were of plans before the present one is kept here, so that people read "payment 3 of 12".

ALTER TABLE {p}bridge_membership_terms
  ADD COLUMN billed_before SMALLINT UNSIGNED NOT NULL DEFAULT 0
    COMMENT 'how often the membership had been billed when plan_id was taken' AFTER plan_since;

-- And what follows the last of its payments, where the plan does not leave that to the network's setting.
ALTER TABLE {p}bridge_product_rules
  ADD COLUMN after_last ENUM('as_network','go_on','end') NOT NULL DEFAULT 'as_network'
    COMMENT 'when all payments are made: the membership goes on, or ends with its term' AFTER hidden;

-- What a refund or a dispute took is given back to whom it was taken from, whatever happened to the line since: how much
-- of it is whose is kept when the line ends, or its membership goes to another customer.

ALTER TABLE {p}bridge_value_taken
  ADD COLUMN due_minor BIGINT NULL COMMENT 'of it, what is account credit where it is given back: it was unused when the line ended or its membership went to another customer; NULL: it is worth something on its line again',
  ADD COLUMN due_to BIGINT UNSIGNED NULL COMMENT 'wu_customers.id of who had it then',
  ADD KEY line (line_id);

ALTER TABLE {p}bridge_settled_lines
  ADD COLUMN used_minor BIGINT NOT NULL DEFAULT 0 COMMENT 'of a line that goes on: what came back of a refund or a dispute and its former customer had used up; worth nothing to the next';

-- The network's logo on receipts and credit notes. A document names the one it was issued with, so none is ever taken away.

CREATE TABLE IF NOT EXISTS {p}bridge_logos (
  digest CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'SHA-256 of the image; documents name it',
  kind ENUM('png','jpeg') NOT NULL,
  width SMALLINT UNSIGNED NOT NULL COMMENT 'pixels',
  height SMALLINT UNSIGNED NOT NULL,
  image MEDIUMBLOB NOT NULL COMMENT 'as the service wrote it anew: nothing of the file that was sent but its picture',
  is_used TINYINT(1) NULL COMMENT '1: documents that are issued now bear it; NULL: only those that were issued with it',
  put_at DATETIME(6) NOT NULL,
  put_by BIGINT UNSIGNED NOT NULL COMMENT 'WordPress user id',
  PRIMARY KEY (digest),
  UNIQUE KEY one_is_used (is_used)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Logos of receipts; no row that is used: documents bear none.';

-- What the worker asks for in each round is found by a key, however much waits that is not its turn.

ALTER TABLE {p}bridge_changes
  ADD KEY payable (status, payable_until),
  ADD KEY leased (status, lease_until),
  ADD KEY to_try_again (status, try_again_at),
  ADD KEY customer (customer_id, status);

ALTER TABLE {p}bridge_outbox
  ADD KEY free_rows (done_at, lease_until, id);

ALTER TABLE {p}bridge_payments
  ADD KEY to_mark (status, gateway);

-- When the worker looks at a membership, or at a customer's account credit, next: whoever writes it says so, and a round
-- with nothing to do reads nothing. An instant of long ago: at once.

ALTER TABLE {p}bridge_membership_terms
  ADD COLUMN look_at DATETIME(6) NOT NULL DEFAULT '1970-01-01 00:00:00' COMMENT 'when it is looked at whether its next term is to be asked for; each writing sets it anew',
  ADD COLUMN trial_untold DATETIME(6) NULL COMMENT 'the end of its trial, until its owner was told of it; NULL: nobody is to be told',
  ADD KEY look_at (look_at, membership_id),
  ADD KEY trial_untold (trial_untold);

ALTER TABLE {p}bridge_account_credit
  ADD COLUMN use_at DATETIME(6) NULL DEFAULT '1970-01-01 00:00:00' COMMENT 'when it is looked at whether it pays for something; NULL: nothing has moved since it was looked at',
  ADD KEY use_at (use_at);

UPDATE {p}bridge_membership_terms AS terms
JOIN {p}wu_memberships AS memberships ON memberships.id = terms.membership_id
SET terms.trial_untold = memberships.date_trial_end
WHERE memberships.status = 'trialing' AND memberships.gateway = 'bridge' AND memberships.date_trial_end > UTC_TIMESTAMP();

-- What each site uses of what limits speak of, as the site itself measured it; and what goes on holding for a while
-- after a change to less.

CREATE TABLE IF NOT EXISTS {p}bridge_limit_names (
  id INT UNSIGNED NOT NULL AUTO_INCREMENT,
  name VARCHAR(191) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'disk_space, post_types.post, users.editor …',
  PRIMARY KEY (id),
  UNIQUE KEY name (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Numbers for the names of limits; each is given once, by whoever first measures it.';

CREATE TABLE IF NOT EXISTS {p}bridge_usage (
  blog_id BIGINT UNSIGNED NOT NULL,
  limit_id INT UNSIGNED NOT NULL COMMENT 'bridge_limit_names',
  used DECIMAL(16,3) UNSIGNED NOT NULL COMMENT 'megabytes of disk space, else a count',
  plan_id BIGINT UNSIGNED NOT NULL COMMENT 'a copy: the plan that held as it was measured; the worker puts it right before it is asked by',
  measured_at DATETIME(6) NOT NULL COMMENT 'UTC, by the database''s clock',
  PRIMARY KEY (blog_id, limit_id),
  KEY above (limit_id, plan_id, used)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Written by the plugin, after its answer. No row: nobody has measured it, which is not 0.';

ALTER TABLE {p}bridge_membership_limits
  ADD COLUMN grace_until DATETIME(6) NULL COMMENT 'until then what stands in grace holds where it allows more, by the database''s clock; NULL: there is none',
  ADD COLUMN grace LONGTEXT NULL COMMENT 'JSON as effective limits: what held before a change to less, of the limits that use was above';

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

-- How long it takes from the moment in which a provider has the money of a change to the moment in which its limits hold.

ALTER TABLE {p}bridge_payments
  ADD COLUMN paid_at DATETIME(6) NULL COMMENT 'when the money moved, as its provider says, else when we heard of it; of what a change was paid with, not by hand',
  ADD COLUMN enforced_at DATETIME(6) NULL COMMENT 'when the limits of that change were written, as the transaction''s last step',
  ADD KEY enforced (enforced_at);

-- Which logo a document bears stands beside it: a version that knows of none reads the document all the same, and draws it
-- without. Documents that were issued before this one name it in their body.

ALTER TABLE {p}bridge_receipts
  ADD COLUMN logo CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'bridge_logos.digest of the one it was issued with; NULL: none, or its body names one';

-- A membership that forces something else than before has its own sites looked at, whoever visits them: its writing says so
-- in its row, the worker names the sites. Several requests of the plugin ask sites beside each other, and those that nobody
-- answers for are asked again later.

ALTER TABLE {p}bridge_membership_limits
  ADD COLUMN held CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'digest of which products it holds and of what it says itself; NULL: written before this was kept',
  ADD COLUMN look_at DATETIME(6) NULL COMMENT 'from when on its sites are to be looked at: at once where held or grace has changed, when its days of grace end; by the database''s clock. NULL: nothing has changed',
  ADD COLUMN look_after BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'blog id up to which they were looked at',
  ADD KEY to_look_at (look_at);

ALTER TABLE {p}bridge_reapply_runs
  ADD COLUMN of_memberships TINYINT(1) NOT NULL DEFAULT 0 COMMENT '1: sites of memberships that have changed, added as they do' AFTER product_id;

ALTER TABLE {p}bridge_reapply_ranges
  MODIFY owner CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'the worker that looks, or the request of the plugin that asks',
  MODIFY lease_until DATETIME(6) NULL COMMENT 'looking, or with an owner: another one takes the range then; else it is not asked before',
  MODIFY come_to INT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'how many of sites were asked in this pass',
  ADD COLUMN membership_id BIGINT UNSIGNED NULL COMMENT 'whose sites these are, of a run of_memberships; they may lie anywhere between the two ids',
  ADD COLUMN waiting INT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'how many of the sites named have neither done it nor been given up',
  ADD COLUMN silent LONGTEXT NULL COMMENT 'JSON as in sites: those for which nobody answered in this pass; they are asked in the next one',
  ADD COLUMN passes TINYINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'how many passes have ended with sites for which nobody answered',
  ADD KEY of_membership (membership_id);

UPDATE {p}bridge_membership_limits SET look_at = grace_until WHERE grace_until > UTC_TIMESTAMP(6);

-- Which sites of a membership say something of their own is read by a key, however many sites it has.

ALTER TABLE {p}bridge_site_limits
  ADD COLUMN has_own TINYINT(1) AS (own IS NOT NULL) VIRTUAL COMMENT '1: own says something',
  ADD KEY with_own (membership_id, has_own);

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

-- Which events of a membership the listeners in PHP (actions `plan_bridge_…`) were told. Without a listener nothing is written.

CREATE TABLE IF NOT EXISTS {p}bridge_told_events (
  membership_id BIGINT UNSIGNED NOT NULL,
  sequence INT UNSIGNED NOT NULL COMMENT 'of bridge_journal: all of the membership up to here were told, or are of before somebody listened',
  at DATETIME(6) NOT NULL COMMENT 'of that event; a day later the row is of no use, since older events are not looked at',
  PRIMARY KEY (membership_id),
  KEY at (at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='How far the plugin has told its listeners what happened to a membership; only the plugin writes it.';

-- When the worker stood: in that time nobody was asked for money, and it does not count as time to pay.

CREATE TABLE IF NOT EXISTS {p}bridge_worker_outages (
  began_at DATETIME(6) NOT NULL COMMENT 'the last round of any worker that ended before it',
  ended_at DATETIME(6) NOT NULL COMMENT 'when a worker began a round again',
  PRIMARY KEY (began_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Times of an hour and more in which no worker ended a round; only the worker writes it.';
