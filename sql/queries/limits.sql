-- What memberships hold and what sites are limited by: written here, added up where it is read.

-- part: membership_digest
-- What a membership's row of ours was made from, the shared row first: as its comment in the schema says. The plugin
-- works out the first half by the same expression.
CONCAT(LEFT(SHA2(CONCAT_WS('|', memberships.plan_id, memberships.status, COALESCE(memberships.date_expiration, ''),
                           COALESCE(memberships.addon_products, '')), 256), 32),
       LEFT(SHA2(COALESCE((SELECT said.meta_value FROM {p}wu_membershipmeta AS said
                           WHERE said.wu_membership_id = memberships.id AND said.meta_key = 'wu_limitations'
                           ORDER BY said.meta_id DESC LIMIT 1), ''), 256), 32))

-- part: sites_of_a_page
-- Sites of a page as their marks name them, in one pass over the marks: whether a customer owns it, the membership that the
-- newest mark names, and whether it says something of its own.
(SELECT marks.blog_id, MAX(marks.meta_key = 'wu_type' AND marks.meta_value = 'customer_owned') AS is_customers,
        SUBSTRING(MAX(IF(marks.meta_key = 'wu_membership_id',
                         CONCAT(LPAD(marks.meta_id, 20, '0'), LEFT(COALESCE(marks.meta_value, ''), 20)), NULL)), 21) AS named,
        MAX(marks.meta_key = 'wu_limitations') AS has_own
 FROM {p}blogmeta AS marks WHERE marks.blog_id > %(after)s AND marks.blog_id <= %(last)s GROUP BY marks.blog_id) AS site

-- name: hold
-- Take a membership's row before anything is read that it is made of: written, so that two nodes cannot both hold it.
INSERT INTO {p}bridge_membership_limits (membership_id, revision)
SELECT id, 1 FROM {p}wu_memberships WHERE id = %(membership_id)s
ON DUPLICATE KEY UPDATE revision = revision + 1;

-- name: put
-- Write what a membership held says of its sites. Where it may force something else now, they are looked at; columns are
-- compared before they are written.
UPDATE {p}bridge_membership_limits
SET look_after = IF(held <=> %(held)s AND (%(keeps_grace)s OR grace <=> %(grace)s), look_after, 0),
    look_at = IF(held <=> %(held)s AND (%(keeps_grace)s OR grace <=> %(grace)s), look_at, UTC_TIMESTAMP(6)),
    held = %(held)s, open_until = %(open_until)s, closed = %(closed)s, own = %(own)s, source_digest = %(source_digest)s,
    grace = IF(%(keeps_grace)s, grace, %(grace)s), grace_until = IF(%(keeps_grace)s, grace_until, %(grace_until)s)
WHERE membership_id = %(membership_id)s;

-- name: drop_holdings
-- Take out what is not held any more.
DELETE FROM {p}bridge_holdings WHERE membership_id = %(membership_id)s AND product_id NOT IN %(held)s;

-- name: put_holding
-- Write that a product is held.
INSERT INTO {p}bridge_holdings (membership_id, product_id, quantity) VALUES (%(membership_id)s, %(product_id)s, %(quantity)s)
ON DUPLICATE KEY UPDATE quantity = VALUES(quantity);

-- name: holdings
-- What a membership holds, as it is written.
SELECT product_id, quantity FROM {p}bridge_holdings WHERE membership_id = %(membership_id)s ORDER BY product_id;

-- name: is_behind
-- Whether a membership has no row yet, or one that was made from something else.
SELECT 1 AS behind FROM {p}wu_memberships AS memberships
LEFT JOIN {p}bridge_membership_limits AS limits ON limits.membership_id = memberships.id
WHERE memberships.id = %(membership_id)s
  AND (limits.membership_id IS NULL OR CAST(limits.source_digest AS BINARY) <> CAST({membership_digest} AS BINARY));

-- name: page_end
-- The last membership of a page, and how many the page has; (0, 0): none is left.
SELECT COALESCE(MAX(page.id), 0) AS last, COUNT(*) AS found
FROM (SELECT id FROM {p}wu_memberships WHERE id > %(after)s ORDER BY id LIMIT %(most)s) AS page;

-- name: behind
-- Memberships of a page without a row, or whose row was made from something else than is there now, whoever wrote that.
SELECT memberships.id FROM {p}wu_memberships AS memberships
LEFT JOIN {p}bridge_membership_limits AS limits ON limits.membership_id = memberships.id
WHERE memberships.id > %(after)s AND memberships.id <= %(last)s
  AND (limits.membership_id IS NULL OR CAST(limits.source_digest AS BINARY) <> CAST({membership_digest} AS BINARY))
ORDER BY memberships.id LIMIT %(most)s;

-- name: unwritten
-- What the memberships of a page hold that have no row yet: each way in which add-ons are stored once.
SELECT COALESCE(memberships.addon_products, '') AS addon_products, COUNT(*) AS found, MIN(memberships.id) AS first_id
FROM {p}wu_memberships AS memberships
LEFT JOIN {p}bridge_membership_limits AS limits ON limits.membership_id = memberships.id
WHERE memberships.id > %(after)s AND memberships.id <= %(last)s AND limits.membership_id IS NULL
GROUP BY COALESCE(memberships.addon_products, '');

-- name: fill
-- Write the rows of a page of memberships at once, revision 0: their holdings follow in the same transaction.
INSERT INTO {p}bridge_membership_limits (membership_id, revision, open_until, closed, source_digest)
SELECT memberships.id, 0,
       CASE WHEN memberships.status = 'cancelled' AND memberships.date_expiration > '1970-01-01'
             AND memberships.date_expiration <= %(horizon)s THEN memberships.date_expiration END,
       CASE WHEN memberships.status IN ('expired', 'cancelled') THEN memberships.status
            WHEN EXISTS (SELECT 1 FROM {p}bridge_membership_terms AS terms
                         WHERE terms.membership_id = memberships.id AND terms.pause_closes <> 0) THEN 'paused' END,
       {membership_digest}
FROM {p}wu_memberships AS memberships
LEFT JOIN {p}bridge_membership_limits AS limits ON limits.membership_id = memberships.id
WHERE memberships.id > %(after)s AND memberships.id <= %(last)s AND limits.membership_id IS NULL
  AND COALESCE(memberships.addon_products, '') NOT IN %(texts)s
  AND NOT EXISTS (SELECT 1 FROM {p}wu_membershipmeta AS said
                  WHERE said.wu_membership_id = memberships.id AND said.meta_key = 'wu_limitations');

-- name: fill_plans
-- The plans of what was written so.
INSERT INTO {p}bridge_holdings (membership_id, product_id, quantity)
SELECT memberships.id, memberships.plan_id, 1
FROM {p}bridge_membership_limits AS limits
JOIN {p}wu_memberships AS memberships ON memberships.id = limits.membership_id
WHERE limits.membership_id > %(after)s AND limits.membership_id <= %(last)s AND limits.revision = 0
  AND memberships.plan_id > 0
ON DUPLICATE KEY UPDATE quantity = 1;

-- name: fill_addons
-- An add-on of all that store their add-ons in one way.
INSERT INTO {p}bridge_holdings (membership_id, product_id, quantity)
SELECT memberships.id, %(product_id)s, %(quantity)s
FROM {p}bridge_membership_limits AS limits
JOIN {p}wu_memberships AS memberships ON memberships.id = limits.membership_id
WHERE limits.membership_id > %(after)s AND limits.membership_id <= %(last)s AND limits.revision = 0
  AND memberships.plan_id <> %(product_id)s AND memberships.addon_products = %(text)s
ON DUPLICATE KEY UPDATE quantity = VALUES(quantity);

-- name: filled
-- They are written whole.
UPDATE {p}bridge_membership_limits SET revision = 1
WHERE membership_id > %(after)s AND membership_id <= %(last)s AND revision = 0;

-- name: hold_site
-- Take a site's row before it is read which membership the site belongs to.
INSERT INTO {p}bridge_site_limits (blog_id, membership_id) VALUES (%(blog_id)s, %(membership_id)s)
ON DUPLICATE KEY UPDATE blog_id = VALUES(blog_id);

-- name: look_again
-- A site is another membership's now, or says something else of its own: the sites of its membership are looked at.
UPDATE {p}bridge_membership_limits AS memberships
JOIN {p}bridge_site_limits AS sites ON sites.blog_id = %(blog_id)s
SET memberships.look_at = UTC_TIMESTAMP(6), memberships.look_after = 0
WHERE memberships.membership_id = %(membership_id)s
  AND (sites.membership_id <> memberships.membership_id OR NOT sites.own <=> %(own)s);

-- name: put_site
-- Write which membership limits a site, and what the site itself says.
UPDATE {p}bridge_site_limits SET membership_id = %(membership_id)s, own = %(own)s WHERE blog_id = %(blog_id)s;

-- name: stored_own
-- What a site itself says of limits, as it is stored; the row that WordPress reads.
SELECT meta_value FROM {p}blogmeta
WHERE blog_id = %(blog_id)s AND meta_key = 'wu_limitations' ORDER BY meta_id LIMIT 1;

-- name: sites_page_end
-- The last site of a page, and how many the page has; (0, 0): none is left.
SELECT COALESCE(MAX(page.blog_id), 0) AS last, COUNT(*) AS found
FROM (SELECT blog_id FROM {p}blogs WHERE blog_id > %(after)s ORDER BY blog_id LIMIT %(most)s) AS page;

-- name: sites_behind
-- Sites of a page without a row, with another membership's, or of which somebody says something of their own: each beside
-- what its row says, and what it says of its own as it is stored.
SELECT site.blog_id, memberships.id AS membership_id, limits.membership_id AS written, limits.own,
       IF(site.has_own, (SELECT said.meta_value FROM {p}blogmeta AS said
                         WHERE said.blog_id = site.blog_id AND said.meta_key = 'wu_limitations'
                         ORDER BY said.meta_id LIMIT 1), NULL) AS stored
FROM {sites_of_a_page}
JOIN {p}wu_memberships AS memberships ON memberships.id = CAST(site.named AS UNSIGNED)
LEFT JOIN {p}bridge_site_limits AS limits ON limits.blog_id = site.blog_id
WHERE site.is_customers AND site.named REGEXP '^[1-9][0-9]{0,17}$'
  AND (limits.blog_id IS NULL OR limits.membership_id <> memberships.id OR limits.own IS NOT NULL OR site.has_own)
ORDER BY site.blog_id;

-- name: sites_marked
-- The same of sites of which something that decides was written since; ids commit out of order, so some was seen before.
SELECT kind.blog_id, memberships.id AS membership_id, limits.membership_id AS written, limits.own,
       (SELECT said.meta_value FROM {p}blogmeta AS said
        WHERE said.blog_id = kind.blog_id AND said.meta_key = 'wu_limitations' ORDER BY said.meta_id LIMIT 1) AS stored
FROM {p}blogmeta AS kind
JOIN {p}blogmeta AS owned ON owned.blog_id = kind.blog_id AND owned.meta_key = 'wu_membership_id'
                         AND owned.meta_value REGEXP '^[1-9][0-9]{0,17}$'
JOIN {p}wu_memberships AS memberships ON memberships.id = CAST(owned.meta_value AS UNSIGNED)
LEFT JOIN {p}bridge_site_limits AS limits ON limits.blog_id = kind.blog_id
WHERE kind.meta_key = 'wu_type' AND kind.meta_value = 'customer_owned'
  AND NOT EXISTS (SELECT 1 FROM {p}blogmeta AS later
                  WHERE later.blog_id = owned.blog_id AND later.meta_key = 'wu_membership_id'
                    AND later.meta_id > owned.meta_id)
  AND (limits.blog_id IS NULL OR limits.membership_id <> memberships.id OR limits.own IS NOT NULL
       OR EXISTS (SELECT 1 FROM {p}blogmeta AS own WHERE own.blog_id = kind.blog_id AND own.meta_key = 'wu_limitations'))
  AND kind.blog_id IN (SELECT marked.blog_id FROM {p}blogmeta AS marked
                       WHERE marked.meta_id > %(after)s
                         AND marked.meta_key IN ('wu_type', 'wu_membership_id', 'wu_limitations'))
ORDER BY kind.blog_id LIMIT %(most)s;

-- name: fill_sites
-- Write the rows of a page of sites that have none and say nothing of their own. One that lost its link has the
-- membership that it was limited by last.
INSERT IGNORE INTO {p}bridge_site_limits (blog_id, membership_id)
SELECT site.blog_id, memberships.id
FROM {sites_of_a_page}
JOIN {p}wu_memberships AS memberships ON memberships.id = CAST(site.named AS UNSIGNED)
LEFT JOIN {p}bridge_site_limits AS limits ON limits.blog_id = site.blog_id
WHERE site.is_customers AND NOT site.has_own AND site.named REGEXP '^[1-9][0-9]{0,17}$' AND limits.blog_id IS NULL;

-- name: fill_lost_sites
-- The same of those that only the older table knows.
INSERT IGNORE INTO {p}bridge_site_limits (blog_id, membership_id)
SELECT older.blog_id, older.membership_id FROM {p}bridge_site_quotas AS older
WHERE older.blog_id > %(after)s AND older.blog_id <= %(last)s
  AND NOT EXISTS (SELECT 1 FROM {p}bridge_site_limits AS limits WHERE limits.blog_id = older.blog_id);

-- name: last_mark
-- The newest id of what is known of sites.
SELECT COALESCE(MAX(meta_id), 0) AS last FROM {p}blogmeta;

-- name: sites_of
-- A page of the sites that a membership limits.
SELECT blog_id FROM {p}bridge_site_limits WHERE membership_id = %(membership_id)s AND blog_id > %(after)s
ORDER BY blog_id LIMIT %(most)s;

-- name: own_of
-- What some sites say of their own.
SELECT blog_id, own FROM {p}bridge_site_limits WHERE blog_id IN %(blog_ids)s AND own IS NOT NULL;

-- name: has_more_sites
-- Whether a membership limits more sites than so many.
SELECT blog_id FROM {p}bridge_site_limits WHERE membership_id = %(membership_id)s ORDER BY blog_id LIMIT %(than)s, 1;

-- name: older_plugin
-- Whether a plugin that reads the older table was seen lately.
SELECT 1 AS seen FROM {p}bridge_heartbeats
WHERE name = 'older_plugin' AND at > UTC_TIMESTAMP(6) - INTERVAL 7 DAY;

-- name: see_older_plugin
-- A plugin that reads the older table has spoken.
INSERT INTO {p}bridge_heartbeats (name, at) VALUES ('older_plugin', UTC_TIMESTAMP(6))
ON DUPLICATE KEY UPDATE at = UTC_TIMESTAMP(6);

-- name: noted
-- Memberships of which the plugin saw, as it read, that somebody has written them.
SELECT subject_id FROM {p}bridge_limit_faults WHERE subject = 'membership' AND code = 'limits_differ'
ORDER BY subject_id LIMIT %(most)s;

-- name: revision
-- How often a membership's row was written.
SELECT revision FROM {p}bridge_membership_limits WHERE membership_id = %(membership_id)s;

-- name: limited_page_end
-- The last membership of a page of those that limit a site, and how many the page has; read from the index alone.
SELECT COALESCE(MAX(page.membership_id), 0) AS last, COUNT(*) AS found
FROM (SELECT DISTINCT membership_id FROM {p}bridge_site_limits
      WHERE membership_id > %(after)s ORDER BY membership_id LIMIT %(most)s) AS page;
