-- Limits added up into one row a site, for a plugin of before: written only while one was seen lately.

-- name: lock
-- The rows of sites, held until the transaction ends.
SELECT blog_id, membership_id, version, quotas FROM {p}bridge_site_quotas
WHERE blog_id IN %(blog_ids)s ORDER BY blog_id FOR UPDATE;

-- name: put
-- Write a site's row; the version counts every writing.
INSERT INTO {p}bridge_site_quotas (blog_id, membership_id, version, quotas, updated_at)
VALUES (%(blog_id)s, %(membership_id)s, 1, %(quotas)s, %(at)s)
ON DUPLICATE KEY UPDATE membership_id = VALUES(membership_id), version = version + 1, quotas = VALUES(quotas),
  updated_at = VALUES(updated_at);

-- name: copy
-- Keep a copy of what was written, for where the row itself cannot be read any more.
INSERT INTO {p}bridge_known_quotas (blog_id, quotas) VALUES (%(blog_id)s, %(quotas)s)
ON DUPLICATE KEY UPDATE quotas = VALUES(quotas);

-- name: touch
-- Note that a site's row was worked out again and came to the same.
UPDATE {p}bridge_site_quotas SET updated_at = %(at)s WHERE blog_id = %(blog_id)s;

-- name: stale
-- Memberships with a row older than the last edit of any product, whoever edited it (an edit dated ahead waits). Rows that
-- writing them does not reach, of sites or memberships that are gone, are not named: they would be named for ever.
SELECT DISTINCT quotas.membership_id
FROM {p}bridge_site_quotas AS quotas
JOIN {p}wu_memberships AS memberships ON memberships.id = quotas.membership_id
JOIN {p}bridge_site_limits AS limits ON limits.blog_id = quotas.blog_id AND limits.membership_id = quotas.membership_id
JOIN {p}blogs AS blogs ON blogs.blog_id = quotas.blog_id
LEFT JOIN {p}blogmeta AS kind ON kind.blog_id = quotas.blog_id AND kind.meta_key = 'wu_type'
                             AND kind.meta_value IN ('default', 'site_template', 'main', 'pending', 'external', 'demo')
WHERE quotas.updated_at < (SELECT MAX(date_modified) + INTERVAL 1 SECOND FROM {p}wu_products
                           WHERE date_modified < UTC_TIMESTAMP())
  AND kind.blog_id IS NULL
ORDER BY quotas.membership_id LIMIT %(most)s;

-- name: drop
-- Take out rows that nobody reads any more, of sites that have their new one; a page at a time.
DELETE FROM {p}bridge_site_quotas WHERE blog_id IN %(blog_ids)s;

-- name: to_drop
-- A page of such rows.
SELECT quotas.blog_id FROM {p}bridge_site_quotas AS quotas
JOIN {p}bridge_site_limits AS limits ON limits.blog_id = quotas.blog_id
JOIN {p}bridge_membership_limits AS held ON held.membership_id = limits.membership_id
ORDER BY quotas.blog_id LIMIT %(most)s;
