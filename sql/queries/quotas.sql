-- Materialised limits, one row a site.

-- name: find
-- A site's row.
SELECT blog_id, membership_id, version, quotas FROM {p}bridge_site_quotas WHERE blog_id = %(blog_id)s;

-- name: lock
-- A site's row, held until the transaction ends.
SELECT blog_id, membership_id, version, quotas FROM {p}bridge_site_quotas WHERE blog_id = %(blog_id)s FOR UPDATE;

-- name: put
-- Write a site's row; the version counts every writing.
INSERT INTO {p}bridge_site_quotas (blog_id, membership_id, version, quotas, updated_at)
VALUES (%(blog_id)s, %(membership_id)s, 1, %(quotas)s, %(at)s)
ON DUPLICATE KEY UPDATE membership_id = VALUES(membership_id), version = version + 1, quotas = VALUES(quotas),
  updated_at = VALUES(updated_at);

-- name: touch
-- Note that a site's row was worked out again and came to the same.
UPDATE {p}bridge_site_quotas SET updated_at = %(at)s WHERE blog_id = %(blog_id)s;

-- name: stale
-- Memberships with a row older than the last edit of any product, whoever edited it; an edit dated ahead waits.
SELECT DISTINCT membership_id FROM {p}bridge_site_quotas
WHERE updated_at < (SELECT MAX(date_modified) + INTERVAL 1 SECOND FROM {p}wu_products
                    WHERE date_modified < UTC_TIMESTAMP())
ORDER BY membership_id LIMIT %(most)s;
