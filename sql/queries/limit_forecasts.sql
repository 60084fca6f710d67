-- What saving other limits of a product would do.

-- name: ask
-- Ask for a forecast; one that was done a while ago is worked out anew.
INSERT INTO {p}bridge_limit_forecasts (id, product_id, before_limits, limits, asked_by, asked_at)
VALUES (%(id)s, %(product_id)s, %(before_limits)s, %(limits)s, %(by)s, %(at)s)
ON DUPLICATE KEY UPDATE after_id = IF(done_at < %(fresh)s, 0, after_id), memberships = IF(done_at < %(fresh)s, 0, memberships),
  sites = IF(done_at < %(fresh)s, 0, sites), with_more_sites = IF(done_at < %(fresh)s, 0, with_more_sites),
  answer = IF(done_at < %(fresh)s, NULL, answer), asked_at = IF(done_at < %(fresh)s, VALUES(asked_at), asked_at),
  done_at = IF(done_at < %(fresh)s, NULL, done_at);

-- name: find
-- One forecast.
SELECT id, product_id, before_limits, limits, after_id, memberships, sites, with_more_sites, answer, done_at
FROM {p}bridge_limit_forecasts WHERE id = %(id)s;

-- name: undone
-- The forecast that waits longest.
SELECT id, product_id, before_limits, limits, after_id, memberships, sites, with_more_sites, answer, done_at
FROM {p}bridge_limit_forecasts WHERE done_at IS NULL ORDER BY asked_at LIMIT 1;

-- name: come
-- A forecast has come this far.
UPDATE {p}bridge_limit_forecasts
SET after_id = %(after_id)s, memberships = %(memberships)s, sites = %(sites)s, with_more_sites = %(with_more_sites)s
WHERE id = %(id)s AND done_at IS NULL;

-- name: finish
-- A forecast is worked out.
UPDATE {p}bridge_limit_forecasts SET answer = %(answer)s, done_at = %(at)s WHERE id = %(id)s AND done_at IS NULL;

-- name: forget
-- Take out forecasts that were done long ago.
DELETE FROM {p}bridge_limit_forecasts WHERE done_at < %(before)s LIMIT 100;

-- name: drop
-- Take out a forecast that cannot be worked out.
DELETE FROM {p}bridge_limit_forecasts WHERE id = %(id)s AND done_at IS NULL;

-- name: holders
-- The last membership of a page of those that hold a product, and how many the page has.
SELECT COALESCE(MAX(page.membership_id), 0) AS last, COUNT(*) AS found
FROM (SELECT membership_id FROM {p}bridge_holdings
      WHERE product_id = %(product_id)s AND membership_id > %(after)s ORDER BY membership_id LIMIT %(most)s) AS page;

-- name: sites_of_holders
-- How many sites a page of memberships that hold a product has.
SELECT COUNT(*) AS sites
FROM {p}bridge_holdings AS holding
STRAIGHT_JOIN {p}bridge_site_limits AS site ON site.membership_id = holding.membership_id
WHERE holding.product_id = %(product_id)s AND holding.membership_id > %(after)s AND holding.membership_id <= %(last)s;

-- name: with_sites
-- Of a page of memberships that hold a product those with more than so many sites, and what they say of their own.
SELECT held.membership_id, held.sites, member.own
FROM (SELECT holding.membership_id, COUNT(*) AS sites
      FROM {p}bridge_holdings AS holding
      STRAIGHT_JOIN {p}bridge_site_limits AS site ON site.membership_id = holding.membership_id
      WHERE holding.product_id = %(product_id)s AND holding.membership_id > %(after)s AND holding.membership_id <= %(last)s
      GROUP BY holding.membership_id HAVING COUNT(*) > %(more_than)s) AS held
LEFT JOIN {p}bridge_membership_limits AS member ON member.membership_id = held.membership_id;

-- name: put_plans_right
-- The plan beside the figures of a page of memberships that hold a product: the plan itself or a package.
UPDATE {p}bridge_holdings AS holding
STRAIGHT_JOIN {p}bridge_holdings AS planned ON planned.membership_id = holding.membership_id
STRAIGHT_JOIN {p}bridge_product_limits AS plan ON plan.product_id = planned.product_id AND plan.kind = 'plan'
STRAIGHT_JOIN {p}bridge_site_limits AS site ON site.membership_id = holding.membership_id
STRAIGHT_JOIN {p}bridge_usage AS told ON told.blog_id = site.blog_id
SET told.plan_id = plan.product_id
WHERE holding.product_id = %(product_id)s AND holding.membership_id > %(after)s AND holding.membership_id <= %(last)s
  AND told.plan_id <> plan.product_id;

-- name: limit
-- The number of a limit's name.
SELECT id FROM {p}bridge_limit_names WHERE name = %(name)s;

-- part: still_held
-- The plan beside a figure is a copy: a site that has left the plan keeps it until it measures again. The product is the plan
-- itself, or a package that sites of the plan hold.
LEFT JOIN {p}bridge_site_limits AS site ON site.blog_id = told.blog_id
LEFT JOIN {p}bridge_holdings AS holding
  ON holding.membership_id = site.membership_id AND holding.product_id = %(product_id)s

-- name: measured
-- Of figures of something beside which a plan stands, as many as are looked at: how many are of sites that have the plan.
SELECT COUNT(*) AS looked_at, COALESCE(SUM(holding.membership_id IS NOT NULL), 0) AS found
FROM (SELECT blog_id FROM {p}bridge_usage WHERE limit_id = %(limit_id)s AND plan_id = %(plan_id)s AND used >= 0
      LIMIT %(most)s) AS told
{still_held};

-- name: above
-- The same of those that use more than so much.
SELECT COUNT(*) AS looked_at, COALESCE(SUM(holding.membership_id IS NOT NULL), 0) AS found
FROM (SELECT blog_id FROM {p}bridge_usage
      WHERE limit_id = %(limit_id)s AND plan_id = %(plan_id)s AND used > %(allowed)s LIMIT %(most)s) AS told
{still_held};

-- name: next_plan
-- The next plan beside figures of something: one step in the key, however many figures of the last there are.
SELECT plan_id FROM {p}bridge_usage WHERE limit_id = %(limit_id)s AND plan_id > %(after)s ORDER BY plan_id LIMIT 1;

-- name: worst
-- Those that use most of it, with what limits them; membership_id NULL: it does not hold the product.
SELECT told.blog_id, told.used, told.measured_at, holding.membership_id, site.own, member.own AS membership_own
FROM (SELECT blog_id, used, measured_at FROM {p}bridge_usage
      WHERE limit_id = %(limit_id)s AND plan_id = %(plan_id)s AND used > %(allowed)s
      ORDER BY used DESC LIMIT %(most)s) AS told
{still_held}
LEFT JOIN {p}bridge_membership_limits AS member ON member.membership_id = holding.membership_id
ORDER BY told.used DESC;

-- name: of_holders
-- What sites of memberships that hold a package use of something, with what limits them; `used` NULL: not measured. So many
-- sites are looked at, measured or not, so that the statement ends.
SELECT looked.blog_id, told.used, told.measured_at, looked.membership_id, site.own, member.own AS membership_own
FROM (SELECT place.blog_id, place.membership_id
      FROM {p}bridge_holdings AS holding
      STRAIGHT_JOIN {p}bridge_site_limits AS place ON place.membership_id = holding.membership_id
      WHERE holding.product_id = %(product_id)s ORDER BY holding.membership_id LIMIT %(most)s) AS looked
JOIN {p}bridge_site_limits AS site ON site.blog_id = looked.blog_id
LEFT JOIN {p}bridge_usage AS told ON told.blog_id = looked.blog_id AND told.limit_id = %(limit_id)s
LEFT JOIN {p}bridge_membership_limits AS member ON member.membership_id = looked.membership_id;

-- name: held
-- What some memberships hold.
SELECT membership_id, product_id, quantity FROM {p}bridge_holdings WHERE membership_id IN %(memberships)s;

-- name: products
-- What some products say.
SELECT product_id, kind, limits FROM {p}bridge_product_limits WHERE product_id IN %(products)s;

-- name: addresses
-- Where some sites are.
SELECT blog_id, domain, path FROM {p}blogs WHERE blog_id IN %(blog_ids)s;
