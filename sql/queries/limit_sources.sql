-- Where a site's limits are said: its membership's products, the membership, the site itself.

-- name: of_site
-- A row for each product that the membership holds, in one statement: what the plugin reads. Holdings are joined by the
-- membership's own row, so that its loss is seen.
SELECT site.membership_id, site.applied, site.own AS site_own, membership.own AS membership_own, membership.membership_id AS found,
       membership.closed, membership.open_until, membership.grace_until,
       CASE WHEN membership.grace_until > UTC_TIMESTAMP(6) THEN membership.grace END AS grace, holding.product_id, holding.quantity, product.kind, product.name,
       product.limits, shared.plan_id,
       LEFT(membership.source_digest, 32) AS made_from,
       CASE WHEN shared.id IS NOT NULL THEN
         LEFT(SHA2(CONCAT_WS('|', shared.plan_id, shared.status, COALESCE(shared.date_expiration, ''),
                             COALESCE(shared.addon_products, '')), 256), 32) END AS is_now
FROM {p}bridge_site_limits AS site
LEFT JOIN {p}bridge_membership_limits AS membership ON membership.membership_id = site.membership_id
LEFT JOIN {p}bridge_holdings AS holding ON holding.membership_id = membership.membership_id
LEFT JOIN {p}bridge_product_limits AS product ON product.product_id = holding.product_id
LEFT JOIN {p}wu_memberships AS shared ON shared.id = site.membership_id
WHERE site.blog_id = %(blog_id)s
ORDER BY holding.product_id;

-- name: revisions
-- What a product said before, the newest first.
SELECT limits FROM {p}bridge_product_limit_revisions WHERE product_id = %(product_id)s ORDER BY revision DESC LIMIT 20;
