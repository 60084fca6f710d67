-- What was last said of limits, and what is wrong with them.

-- name: known
-- The last readable limitations of some products, memberships or sites.
SELECT subject, subject_id, limitations FROM {p}bridge_known_limits
WHERE (subject = 'product' AND subject_id IN %(products)s)
   OR (subject = 'membership' AND subject_id IN %(memberships)s)
   OR (subject = 'site' AND subject_id IN %(sites)s);

-- name: keep
-- Keep limitations that can be read.
INSERT INTO {p}bridge_known_limits (subject, subject_id, limitations, read_at)
VALUES (%(subject)s, %(subject_id)s, %(limitations)s, %(at)s)
ON DUPLICATE KEY UPDATE limitations = VALUES(limitations), read_at = VALUES(read_at);

-- name: faults_of
-- What is known to be wrong with some products, memberships or sites.
SELECT subject, subject_id, code, details FROM {p}bridge_limit_faults
WHERE (subject = 'product' AND subject_id IN %(products)s)
   OR (subject = 'membership' AND subject_id IN %(memberships)s)
   OR (subject = 'site' AND subject_id IN %(sites)s);

-- name: tell
-- Note a fault; one that was noted keeps the day on which it was seen first.
INSERT INTO {p}bridge_limit_faults (subject, subject_id, code, details, since)
VALUES (%(subject)s, %(subject_id)s, %(code)s, %(details)s, %(at)s)
ON DUPLICATE KEY UPDATE details = VALUES(details);

-- name: mended
-- Forget a fault.
DELETE FROM {p}bridge_limit_faults WHERE subject = %(subject)s AND subject_id = %(subject_id)s AND code = %(code)s;

-- name: rows_written
-- Forget of a page of sites which had no row: they have one.
DELETE faults FROM {p}bridge_limit_faults AS faults
JOIN {p}bridge_site_limits AS limits ON limits.blog_id = faults.subject_id
WHERE faults.subject = 'site' AND faults.code = 'row_missing' AND faults.subject_id > %(after)s AND faults.subject_id <= %(last)s;

-- name: all_faults
-- Every fault that was noted, the oldest first.
SELECT subject, subject_id, code, details FROM {p}bridge_limit_faults ORDER BY since, subject, subject_id LIMIT 1000;

-- name: orphans
-- Sites with limits of ours whose place in the shared data is gone: the site's link, its membership, the membership's
-- customer or plan, or the site itself; the first thing that is missing is named. Of memberships of one page of their ids.
-- Its link is the membership that owns it, where that exists, and its type, where that is one.
SELECT sites.blog_id, sites.membership_id,
       CASE WHEN blogs.blog_id IS NULL THEN 'site_gone'
            WHEN memberships.id IS NULL THEN 'membership_gone'
            WHEN customers.id IS NULL THEN 'customer_gone'
            WHEN plans.id IS NULL THEN 'plan_gone'
            ELSE 'link_lost' END AS code
FROM {p}bridge_site_limits AS sites
LEFT JOIN {p}blogs AS blogs ON blogs.blog_id = sites.blog_id
LEFT JOIN {p}wu_memberships AS memberships ON memberships.id = sites.membership_id
LEFT JOIN {p}wu_customers AS customers ON customers.id = memberships.customer_id
LEFT JOIN {p}wu_products AS plans ON plans.id = memberships.plan_id
LEFT JOIN {p}blogmeta AS owned ON owned.blog_id = sites.blog_id AND owned.meta_key = 'wu_membership_id'
                              AND owned.meta_value REGEXP '^[1-9][0-9]{0,17}$'
                              AND EXISTS (SELECT 1 FROM {p}wu_memberships AS named WHERE named.id = CAST(owned.meta_value AS UNSIGNED))
LEFT JOIN {p}blogmeta AS kind ON kind.blog_id = sites.blog_id AND kind.meta_key = 'wu_type'
                             AND kind.meta_value IN ('customer_owned', 'default', 'site_template', 'main', 'pending',
                                                     'external', 'demo')
WHERE sites.membership_id > %(after)s AND sites.membership_id <= %(last)s
  AND (kind.meta_value IS NULL OR kind.meta_value = 'customer_owned')
  AND (blogs.blog_id IS NULL OR memberships.id IS NULL OR customers.id IS NULL OR plans.id IS NULL
       OR owned.meta_id IS NULL OR kind.meta_id IS NULL)
ORDER BY sites.membership_id, sites.blog_id LIMIT %(most)s;
