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
