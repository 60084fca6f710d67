-- What sites use, as they measured it themselves.

-- part: asked_limits
-- The numbers of the limits asked about, each with what would be allowed of it: worked out once, not for each site.
(SELECT named.id, given.name, given.allowed
 FROM JSON_TABLE(%(asked)s, '$[*]' COLUMNS (name VARCHAR(191) CHARACTER SET utf8mb4 PATH '$[0]',
                                            allowed DECIMAL(20,3) PATH '$[1]')) AS given
 JOIN {p}bridge_limit_names AS named ON named.name = given.name COLLATE utf8mb4_bin
 LIMIT %(most_limits)s) AS asked

-- part: sites_asked
-- The sites looked at: of the membership, with an own word or without as is asked, but for those that are judged one by one.
(SELECT blog_id FROM {p}bridge_site_limits FORCE INDEX (with_own)
 WHERE membership_id = %(membership_id)s AND has_own IN %(has_own)s AND blog_id NOT IN %(but)s
 ORDER BY blog_id LIMIT %(most)s) AS site

-- name: of_others
-- Of each limit that sites are above, how many are and which the furthest; then, without a name, how many sites have a
-- figure of all that is allowed less of (`known`): of each number, and of each part of one unless visits say that all of the
-- site was measured. `known_domains`: of own domains as well, which `domains` sites count.
SELECT asked.name, COUNT(*) AS above, MAX(CONCAT(LPAD(told.used, 20, '0'), ' ', told.blog_id)) AS furthest,
       0 AS known, 0 AS known_domains, 0 AS domains
FROM {sites_asked}
STRAIGHT_JOIN {p}bridge_usage AS told ON told.blog_id = site.blog_id
STRAIGHT_JOIN {asked_limits} ON asked.id = told.limit_id
WHERE told.used > asked.allowed AND told.measured_at >= %(since)s
GROUP BY asked.name
UNION ALL
SELECT NULL, 0, NULL, COALESCE(SUM(looked.is_known), 0),
       COALESCE(SUM(looked.is_known AND looked.is_counting), 0), COALESCE(SUM(looked.is_counting), 0)
FROM (SELECT (SELECT COUNT(*) FROM {p}bridge_limit_names AS named
              STRAIGHT_JOIN {p}bridge_usage AS told ON told.blog_id = site.blog_id AND told.limit_id = named.id
              WHERE named.name IN %(numbers)s) = %(numbers_count)s
             AND ((SELECT COUNT(*) FROM {p}bridge_limit_names AS named
                   STRAIGHT_JOIN {p}bridge_usage AS told ON told.blog_id = site.blog_id AND told.limit_id = named.id
                   WHERE named.name = 'visits') = 1
                  OR (SELECT COUNT(*) FROM {p}bridge_limit_names AS named
                      STRAIGHT_JOIN {p}bridge_usage AS told ON told.blog_id = site.blog_id AND told.limit_id = named.id
                      WHERE named.name IN %(parts)s) = %(parts_count)s) AS is_known,
             (SELECT COUNT(*) FROM {p}bridge_limit_names AS named
              STRAIGHT_JOIN {p}bridge_usage AS told ON told.blog_id = site.blog_id AND told.limit_id = named.id
              WHERE named.name IN %(domains)s) AS is_counting
      FROM {sites_asked}
      WHERE %(is_less)s) AS looked;

-- name: furthest
-- Those sites that are furthest above a limit, for what is allowed of it.
SELECT told.blog_id, asked.name, told.used
FROM {sites_asked}
STRAIGHT_JOIN {p}bridge_usage AS told ON told.blog_id = site.blog_id
STRAIGHT_JOIN {asked_limits} ON asked.id = told.limit_id
WHERE told.used > asked.allowed
ORDER BY told.used / (asked.allowed + 1) DESC, told.blog_id LIMIT %(most_named)s;

-- name: of_sites
-- What some sites were found to use since an instant.
SELECT told.blog_id, named.name, told.used
FROM {p}bridge_usage AS told
JOIN {p}bridge_limit_names AS named ON named.id = told.limit_id
WHERE told.blog_id IN %(blog_ids)s AND told.measured_at >= %(since)s
ORDER BY told.blog_id, told.limit_id;

-- name: of_own
-- The same of the sites of a membership that have a word of their own.
SELECT told.blog_id, named.name, told.used
FROM {sites_asked}
STRAIGHT_JOIN {p}bridge_usage AS told ON told.blog_id = site.blog_id
STRAIGHT_JOIN {p}bridge_limit_names AS named ON named.id = told.limit_id
WHERE told.measured_at >= %(since)s
ORDER BY told.blog_id, told.limit_id;
