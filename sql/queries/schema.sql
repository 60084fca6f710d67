-- What exists in the database, and the marks that say who made it.

-- name: version
-- The server's own words about itself.
SELECT VERSION() AS version;

-- name: read_only
-- Whether the server takes writes at all: a replica or a node in maintenance does not.
SELECT @@global.read_only AS read_only, @@global.innodb_read_only AS innodb_read_only;

-- name: take_lock
-- Let one migration run at a time; 1 means that it is ours.
SELECT GET_LOCK(CONCAT('plan_bridge_migrate_', DATABASE()), %(seconds)s) AS taken;

-- name: release_lock
-- Let the next one run.
SELECT RELEASE_LOCK(CONCAT('plan_bridge_migrate_', DATABASE())) AS released;

-- name: list_tables
-- The tables of this database.
SELECT table_name AS name FROM information_schema.tables
WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE';

-- name: list_migrations
-- What has run.
SELECT version, name, sha256 FROM {p}bridge_migrations ORDER BY version;

-- name: note_migration
-- Note that a migration has run.
INSERT INTO {p}bridge_migrations (version, name, sha256, applied_at)
VALUES (%(version)s, %(name)s, %(digest)s, UTC_TIMESTAMP(6));

-- name: find_mark
-- The version mark of a shared table.
SELECT meta_id, meta_value FROM {p}sitemeta
WHERE site_id = %(wp_network_id)s AND meta_key = %(key)s ORDER BY meta_id LIMIT 1;

-- name: add_mark
-- Mark a shared table that we made as its own installer would.
INSERT INTO {p}sitemeta (site_id, meta_key, meta_value) VALUES (%(wp_network_id)s, %(key)s, %(value)s);

-- name: set_mark
-- Correct a mark that a table since lost has left behind.
UPDATE {p}sitemeta SET meta_value = %(value)s WHERE meta_id = %(meta_id)s;

-- name: count_references_memberships
-- Rows of ours that mean nothing without the memberships' table.
SELECT (SELECT COUNT(*) FROM {p}bridge_membership_terms) + (SELECT COUNT(*) FROM {p}bridge_settled_lines)
     + (SELECT COUNT(*) FROM {p}bridge_open_operations) + (SELECT COUNT(*) FROM {p}bridge_site_quotas) AS found;

-- name: count_references_customers
-- Rows of ours that mean nothing without the customers' table.
SELECT (SELECT COUNT(*) FROM {p}bridge_membership_terms)
     + (SELECT COUNT(*) FROM {p}bridge_account_credit WHERE balance_minor > 0 OR reserved_minor > 0) AS found;

-- name: count_references_payments
-- Rows of ours that mean nothing without the payments' table.
SELECT COUNT(*) AS found FROM {p}bridge_payments;

-- name: count_references_products
-- Rows of ours that mean nothing without the products' table.
SELECT (SELECT COUNT(*) FROM {p}bridge_product_rules) + (SELECT COUNT(*) FROM {p}bridge_settled_lines) AS found;

-- name: highest_membership
-- The highest membership id that our history knows.
SELECT GREATEST(
  COALESCE((SELECT MAX(membership_id) FROM {p}bridge_journal), 0),
  COALESCE((SELECT MAX(membership_id) FROM {p}bridge_quotes), 0),
  COALESCE((SELECT MAX(membership_id) FROM {p}bridge_changes), 0)) AS highest;

-- name: highest_customer
-- The highest customer id that our history knows.
SELECT GREATEST(
  COALESCE((SELECT MAX(customer_id) FROM {p}bridge_account_credit_entries), 0),
  COALESCE((SELECT MAX(customer_id) FROM {p}bridge_quotes), 0),
  COALESCE((SELECT MAX(customer_id) FROM {p}bridge_changes), 0)) AS highest;

-- name: highest_payment
-- The highest id of the payments' table that our history knows.
SELECT GREATEST(
  COALESCE((SELECT MAX(shared_id) FROM {p}bridge_payments), 0),
  COALESCE((SELECT MAX(listed_after) FROM {p}bridge_payments), 0)) AS highest;

-- name: highest_product
-- The highest product id that our history knows.
SELECT COALESCE(MAX(product_id), 0) AS highest FROM {p}bridge_payment_lines;

-- name: raise_membership
-- Let new memberships begin above every id our history knows; only on a table that we have just made.
ALTER TABLE {p}wu_memberships AUTO_INCREMENT = %(next)s;

-- name: raise_customer
-- The same for customers.
ALTER TABLE {p}wu_customers AUTO_INCREMENT = %(next)s;

-- name: raise_payment
-- The same for payments.
ALTER TABLE {p}wu_payments AUTO_INCREMENT = %(next)s;

-- name: raise_product
-- The same for products.
ALTER TABLE {p}wu_products AUTO_INCREMENT = %(next)s;

-- name: list_hosts
-- The hosts that an account of this name may come from; a role has none.
SELECT DISTINCT host AS host FROM mysql.user WHERE user = %(user)s AND host <> '' ORDER BY host;

-- name: refuse_unknown_accounts
-- Let no GRANT of this session make an account: MariaDB does, without a password, where it is not told.
SET SESSION sql_mode = CONCAT(@@sql_mode, ',NO_AUTO_CREATE_USER');

-- name: own_account
-- The statement that would make the account of this session again, with how it proves itself.
SHOW CREATE USER CURRENT_USER();

-- name: accounts_without_password_mariadb
-- Accounts that anybody may use who knows their name; a role cannot log in.
SELECT user AS user, host AS host FROM mysql.user
WHERE host <> '' AND authentication_string = '' AND password = '' AND is_role = 'N'
  AND plugin IN ('', 'mysql_native_password', 'mysql_old_password', 'ed25519');

-- name: accounts_without_password_mysql
-- The same of MySQL, where a role is an account that is locked.
SELECT user AS user, host AS host FROM mysql.user
WHERE account_locked = 'N' AND authentication_string = ''
  AND plugin IN ('mysql_native_password', 'caching_sha2_password', 'sha256_password');
