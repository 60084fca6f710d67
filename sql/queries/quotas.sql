-- Materialised limits, one row a site.

-- part: ties_of_the_site
-- What the shared data says of a site with a row: the membership that owns it, where that exists, and its type, where that
-- is one. Each is missing where it was lost or is spoilt: then the site is still reached by its row.
LEFT JOIN {p}blogmeta AS owned ON owned.blog_id = quotas.blog_id AND owned.meta_key = 'wu_membership_id'
                              AND owned.meta_value REGEXP '^[1-9][0-9]{0,17}$'
                              AND EXISTS (SELECT 1 FROM {p}wu_memberships AS named WHERE named.id = CAST(owned.meta_value AS UNSIGNED))
LEFT JOIN {p}blogmeta AS kind ON kind.blog_id = quotas.blog_id AND kind.meta_key = 'wu_type'
                             AND kind.meta_value IN ('customer_owned', 'default', 'site_template', 'main', 'pending',
                                                     'external', 'demo')

-- name: find
-- A site's row.
SELECT blog_id, membership_id, version, quotas FROM {p}bridge_site_quotas WHERE blog_id = %(blog_id)s;

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
-- working the limits out does not reach (memberships.sites), of sites or memberships that are gone, are not named: they
-- would be named for ever, and keep others from their turn. A site that lost its link elsewhere is reached.
SELECT DISTINCT quotas.membership_id
FROM {p}bridge_site_quotas AS quotas
JOIN {p}wu_memberships AS memberships ON memberships.id = quotas.membership_id
JOIN {p}blogs AS blogs ON blogs.blog_id = quotas.blog_id
{ties_of_the_site}
WHERE quotas.updated_at < (SELECT MAX(date_modified) + INTERVAL 1 SECOND FROM {p}wu_products
                           WHERE date_modified < UTC_TIMESTAMP())
  AND (owned.blog_id IS NULL OR CAST(owned.meta_value AS UNSIGNED) = quotas.membership_id)
  AND (kind.blog_id IS NULL OR kind.meta_value = 'customer_owned')
ORDER BY quotas.membership_id LIMIT %(most)s;

-- name: page_end
-- The last membership of a page of those that have a row, and how many the page has; read from the index alone.
SELECT COALESCE(MAX(page.membership_id), 0) AS last, COUNT(*) AS found
FROM (SELECT DISTINCT membership_id FROM {p}bridge_site_quotas
      WHERE membership_id > %(after)s ORDER BY membership_id LIMIT %(most)s) AS page;

-- name: touched
-- Memberships of a page with a row older than their own last edit, whoever made it (one dated ahead waits), or than the
-- end of the term that a cancelled membership had paid for. The shared table has no index of when its rows were edited:
-- the page is walked in the index of our rows, each membership is read by its primary key, in the order written here, so
-- that a round costs the page and not the network. Rows out of reach: as above.
SELECT DISTINCT STRAIGHT_JOIN quotas.membership_id
FROM {p}bridge_site_quotas AS quotas
JOIN {p}wu_memberships AS memberships ON memberships.id = quotas.membership_id
JOIN {p}blogs AS blogs ON blogs.blog_id = quotas.blog_id
{ties_of_the_site}
WHERE quotas.membership_id > %(after)s AND quotas.membership_id <= %(last)s
  AND (owned.blog_id IS NULL OR CAST(owned.meta_value AS UNSIGNED) = quotas.membership_id)
  AND (kind.blog_id IS NULL OR kind.meta_value = 'customer_owned')
  AND ((quotas.updated_at < memberships.date_modified + INTERVAL 1 SECOND
        AND memberships.date_modified < UTC_TIMESTAMP())
    OR (memberships.status = 'cancelled' AND memberships.date_expiration <= UTC_TIMESTAMP()
        AND quotas.updated_at < memberships.date_expiration))
ORDER BY quotas.membership_id LIMIT %(most)s;
