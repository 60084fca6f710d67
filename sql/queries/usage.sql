-- What sites use, as they measured it themselves.

-- name: of_membership
-- What the sites of a membership were found to use since an instant, as many rows as one may read.
SELECT site.blog_id, named.name, told.used, told.measured_at
FROM {p}bridge_site_limits AS site
JOIN {p}bridge_usage AS told ON told.blog_id = site.blog_id
JOIN {p}bridge_limit_names AS named ON named.id = told.limit_id
WHERE site.membership_id = %(membership_id)s AND told.measured_at >= %(since)s
ORDER BY site.blog_id, told.limit_id LIMIT %(most)s;
