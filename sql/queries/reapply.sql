-- Runs that have sites carry out what their limits force on them, and the ranges of sites that they work on.

-- part: run_columns
id, product_id, first_id, last_id, next_id, state, looked_at, named, carried_out, unreached, requested_by, begun_at,
finished_at

-- name: forcing
-- Products that force anything, or of which a run was begun: all that a site's digest can be made of. What is no JSON or
-- of a later form may have forced something before. Plans first, whose role weighs more than a package's.
SELECT product_id, kind, limits, forced FROM {p}bridge_product_limits
WHERE limits LIKE '%%"force\_%%' OR limits LIKE '%%"customer\_user\_role"%%' OR forced IS NOT NULL
   OR COALESCE(JSON_VALUE(limits, '$.v'), '') <> '1'
ORDER BY kind <> 'plan', product_id;

-- name: note_forced
-- Keep what a product forces, as of the run that is begun for it; matches nothing where somebody else began one.
UPDATE {p}bridge_product_limits SET forced = %(forced)s WHERE product_id = %(product_id)s AND forced <=> %(before)s;

-- name: last_site
-- The highest site that a membership limits.
SELECT COALESCE(MAX(blog_id), 0) AS last FROM {p}bridge_site_limits;

-- name: replace
-- Runs of the same product, or of all, that are under way are not gone on with: a newer one does the same again.
UPDATE {p}bridge_reapply_runs SET state = 'replaced', finished_at = %(at)s
WHERE state IN ('running', 'paused') AND product_id <=> %(product_id)s AND first_id >= %(first_id)s AND last_id <= %(last_id)s;

-- name: drop_replaced
-- Their ranges.
DELETE ranges FROM {p}bridge_reapply_ranges AS ranges
JOIN {p}bridge_reapply_runs AS runs ON runs.id = ranges.run_id AND runs.state = 'replaced';

-- name: begin
-- A run begins.
INSERT INTO {p}bridge_reapply_runs (product_id, first_id, last_id, next_id, state, requested_by, begun_at)
VALUES (%(product_id)s, %(first_id)s, %(last_id)s, %(first_id)s, 'running', %(requested_by)s, %(at)s);

-- name: newest
-- The newest runs.
SELECT {run_columns} FROM {p}bridge_reapply_runs ORDER BY id DESC LIMIT %(most)s;

-- name: find
-- One run.
SELECT {run_columns} FROM {p}bridge_reapply_runs WHERE id = %(run_id)s;

-- name: set_state
-- Pause a run, or go on with it.
UPDATE {p}bridge_reapply_runs SET state = %(state)s WHERE id = %(run_id)s AND state = %(before)s;

-- name: open
-- The run to work on next: the oldest that has ranges left to begin, or one whose worker has died.
SELECT {run_columns} FROM {p}bridge_reapply_runs AS runs
WHERE state = 'running'
  AND (next_id <= last_id
       OR EXISTS (SELECT 1 FROM {p}bridge_reapply_ranges AS ranges
                  WHERE ranges.state = 'looking' AND ranges.run_id = runs.id AND ranges.lease_until < UTC_TIMESTAMP(6)))
ORDER BY id LIMIT 1;

-- name: any_running
-- Whether a run is under way, wherever it has come to.
SELECT 1 AS running FROM {p}bridge_reapply_runs WHERE state = 'running' LIMIT 1;

-- name: take_over
-- Take a range whose worker has died.
UPDATE {p}bridge_reapply_ranges SET owner = %(owner)s, lease_until = UTC_TIMESTAMP(6) + INTERVAL %(seconds)s SECOND
WHERE run_id = %(run_id)s AND state = 'looking' AND lease_until < UTC_TIMESTAMP(6)
ORDER BY first_id LIMIT 1;

-- name: range_end
-- The last site of a run's next range; no row: so many are not left, and the range goes to the run's end.
SELECT blog_id AS last FROM {p}bridge_site_limits
WHERE blog_id >= %(first_id)s AND blog_id <= %(last_id)s ORDER BY blog_id LIMIT %(before)s, 1;

-- name: advance
-- Begin a range: written only where nobody has begun it.
UPDATE {p}bridge_reapply_runs SET next_id = %(next_id)s
WHERE id = %(run_id)s AND next_id = %(first_id)s AND state = 'running';

-- name: insert_range
-- A range that a worker looks at.
INSERT INTO {p}bridge_reapply_ranges (run_id, first_id, last_id, state, owner, lease_until)
VALUES (%(run_id)s, %(first_id)s, %(last_id)s, 'looking', %(owner)s, UTC_TIMESTAMP(6) + INTERVAL %(seconds)s SECOND);

-- name: held_range
-- The range that a worker has taken.
SELECT run_id, first_id, last_id FROM {p}bridge_reapply_ranges WHERE run_id = %(run_id)s AND owner = %(owner)s;

-- part: alike
-- Sites of a range for which nobody has a word of his own nor days of grace, those together that hold a product that
-- forces something, or none, and have carried out the same: a site that holds several is in several. A row a site would
-- be most of the work.
SELECT STRAIGHT_JOIN holdings.product_id, sites.applied, GROUP_CONCAT(sites.blog_id) AS sites
FROM {p}bridge_site_limits AS sites FORCE INDEX (PRIMARY)
JOIN {p}bridge_membership_limits AS memberships ON memberships.membership_id = sites.membership_id
LEFT JOIN {p}bridge_holdings AS holdings
  ON holdings.membership_id = memberships.membership_id AND holdings.product_id IN %(forcing)s
WHERE sites.blog_id >= %(first_id)s AND sites.blog_id <= %(last_id)s AND sites.own IS NULL AND memberships.own IS NULL
  AND (memberships.grace_until IS NULL OR memberships.grace_until <= UTC_TIMESTAMP(6))
  AND (holdings.product_id IS NOT NULL OR sites.applied IS NOT NULL)

-- part: of_range
-- What of a site's limits can force anything where somebody has a word of his own, or days of grace: a row for each product
-- held that does, one with none. In the order of the range: the optimizer would begin with memberships.
SELECT STRAIGHT_JOIN sites.blog_id, sites.own AS site_own, sites.applied, memberships.own AS membership_own,
       CASE WHEN memberships.grace_until > UTC_TIMESTAMP(6) THEN memberships.grace END AS grace, holdings.product_id
FROM {p}bridge_site_limits AS sites FORCE INDEX (PRIMARY)
JOIN {p}bridge_membership_limits AS memberships ON memberships.membership_id = sites.membership_id
LEFT JOIN {p}bridge_holdings AS holdings
  ON holdings.membership_id = memberships.membership_id AND holdings.product_id IN %(forcing)s
WHERE sites.blog_id >= %(first_id)s AND sites.blog_id <= %(last_id)s
  AND (sites.own IS NOT NULL OR memberships.own IS NOT NULL OR memberships.grace_until > UTC_TIMESTAMP(6))

-- part: of_holders
-- Whose membership holds a product.
AND EXISTS (SELECT 1 FROM {p}bridge_holdings AS held
            WHERE held.membership_id = memberships.membership_id AND held.product_id = %(product_id)s)

-- name: alike
-- The sites of a range on which something may be left to carry out, and nobody has a word of his own.
{alike}
GROUP BY holdings.product_id, sites.applied;

-- name: alike_of_product
-- The same of those whose membership holds a product.
{alike} {of_holders}
GROUP BY holdings.product_id, sites.applied;

-- name: sites
-- The sites of a range with a word of somebody's own on which something may be left to carry out.
{of_range}
ORDER BY sites.blog_id;

-- name: sites_of_product
-- The same of those whose membership holds a product.
{of_range} {of_holders}
ORDER BY sites.blog_id;

-- name: count_sites
-- How many sites a range has.
SELECT COUNT(*) AS found FROM {p}bridge_site_limits WHERE blog_id >= %(first_id)s AND blog_id <= %(last_id)s;

-- name: drop_range
-- A range on which nothing is left; matches nothing where it is another worker's by now.
DELETE FROM {p}bridge_reapply_ranges WHERE run_id = %(run_id)s AND first_id = %(first_id)s AND owner = %(owner)s;

-- name: name_sites
-- Leave the sites of a range to the plugin; matches nothing where it is another worker's by now.
UPDATE {p}bridge_reapply_ranges SET state = 'named', owner = NULL, lease_until = NULL, sites = %(sites)s
WHERE run_id = %(run_id)s AND first_id = %(first_id)s AND owner = %(owner)s;

-- name: count
-- Count a range that was looked at.
UPDATE {p}bridge_reapply_runs SET looked_at = looked_at + %(looked_at)s, named = named + %(named)s WHERE id = %(run_id)s;

-- name: finish
-- Runs of which every range is through.
UPDATE {p}bridge_reapply_runs SET state = 'done', finished_at = %(at)s
WHERE state = 'running' AND next_id > last_id
  AND NOT EXISTS (SELECT 1 FROM {p}bridge_reapply_ranges AS ranges WHERE ranges.run_id = {p}bridge_reapply_runs.id);

-- name: waits_for_plugin
-- Whether the plugin has sites to ask.
SELECT 1 AS waits FROM {p}bridge_reapply_ranges AS ranges
JOIN {p}bridge_reapply_runs AS runs ON runs.id = ranges.run_id AND runs.state = 'running'
WHERE ranges.state = 'named' LIMIT 1;
