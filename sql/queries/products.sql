-- What the network sells.

-- name: products
-- Every product with its rules; a child is also a price variation of its parent.
SELECT products.id, products.name, products.slug, products.parent_id, products.description, products.product_group,
       products.currency, products.pricing_type, products.amount, products.setup_fee, products.recurring,
       products.trial_duration, products.trial_duration_unit, products.duration, products.duration_unit,
       products.billing_cycles, products.list_order, products.active, products.type, rules.direction, rules.minimum_term,
       rules.minimum_term_unit, rules.hidden, rules.after_last
FROM {p}wu_products AS products
LEFT JOIN {p}bridge_product_rules AS rules ON rules.product_id = products.id
ORDER BY products.list_order, products.amount, products.id;

-- name: meta
-- The meta of all products that we know how to read.
SELECT wu_product_id AS product_id, meta_key, meta_value FROM {p}wu_productmeta
WHERE meta_key IN ('wu_limitations', 'wu_available_addons', 'price_variations', 'taxable', 'tax_category',
                   'feature_list')
ORDER BY meta_id;

-- name: digest
-- What every column, meta row, setting and tax that pricing reads comes to: equal digests are equal rows. Each is named by
-- its key, so that their order says nothing: read in another one, they are read once more.
-- Long texts are digested by themselves: writing them as JSON first takes seven times as long.
SELECT SHA2(CONCAT_WS('/',
  COALESCE((SELECT GROUP_CONCAT(SHA2(JSON_ARRAY(
      products.id, name, slug, parent_id, description, product_group, currency, pricing_type, amount, setup_fee,
      recurring, trial_duration, trial_duration_unit, duration, duration_unit, billing_cycles, list_order, active, type,
      rules.product_id, direction, minimum_term, minimum_term_unit, hidden, after_last), 256))
    FROM {p}wu_products AS products
    LEFT JOIN {p}bridge_product_rules AS rules ON rules.product_id = products.id), '-'),
  COALESCE((SELECT GROUP_CONCAT(meta_id, ':', wu_product_id, ':', CONVERT(meta_key USING utf8mb4) COLLATE utf8mb4_bin, ':',
                                COALESCE(SHA2(meta_value, 256), '-'))
    FROM {p}wu_productmeta
    WHERE meta_key IN ('wu_limitations', 'wu_available_addons', 'price_variations', 'taxable', 'tax_category',
                       'feature_list')), '-'),
  COALESCE((SELECT GROUP_CONCAT(SHA2(JSON_ARRAY(name, value), 256)) FROM {p}bridge_settings), '-'),
  COALESCE((SELECT GROUP_CONCAT(meta_id, ':', CONVERT(meta_key USING utf8mb4) COLLATE utf8mb4_bin, ':',
                                COALESCE(SHA2(meta_value, 256), '-'))
    FROM {p}bridge_installation AS here
    JOIN {p}sitemeta AS shared ON shared.site_id = here.wp_network_id
    WHERE here.id = 1 AND shared.meta_key IN ('wp-ultimo_v2_settings', 'wp-ultimo_tax_rates', 'active_sitewide_plugins')), '-')), 256) AS digest;

-- name: lock
-- Keep others from saving a product until the transaction ends.
SELECT id FROM {p}wu_products WHERE id = %(product_id)s FOR UPDATE;

-- name: find_slug
-- Who has a slug.
SELECT id FROM {p}wu_products WHERE slug = %(slug)s AND id <> %(product_id)s LIMIT 1;

-- name: insert
-- Make a product.
INSERT INTO {p}wu_products
  (name, slug, parent_id, description, product_group, currency, pricing_type, amount, setup_fee, recurring,
   trial_duration, trial_duration_unit, duration, duration_unit, billing_cycles, list_order, active, type,
   date_created, date_modified)
VALUES
  (%(name)s, %(slug)s, 0, %(description)s, %(product_group)s, %(currency)s, %(pricing_type)s, %(amount)s,
   %(setup_fee)s, %(recurring)s, %(trial_duration)s, %(trial_duration_unit)s, %(duration)s, %(duration_unit)s,
   %(billing_cycles)s, %(list_order)s, %(active)s, %(type)s, %(at)s, %(at)s);

-- name: update_general
-- Write what the General tab edits.
UPDATE {p}wu_products
SET name = %(name)s, slug = %(slug)s, description = %(description)s, type = %(type)s, active = %(active)s,
    date_modified = %(at)s
WHERE id = %(product_id)s;

-- name: update_pricing
-- Write what the Pricing tab edits; a number of billings that nobody can read stays.
UPDATE {p}wu_products
SET currency = %(currency)s, pricing_type = %(pricing_type)s, amount = %(amount)s, setup_fee = %(setup_fee)s,
    recurring = %(recurring)s, trial_duration = %(trial_duration)s, trial_duration_unit = %(trial_duration_unit)s,
    duration = %(duration)s, duration_unit = %(duration_unit)s,
    billing_cycles = COALESCE(%(billing_cycles)s, billing_cycles), date_modified = %(at)s
WHERE id = %(product_id)s;

-- name: update_paths
-- Write what the Up & Downgrades tab edits in the product's row.
UPDATE {p}wu_products SET product_group = %(product_group)s, list_order = %(list_order)s, date_modified = %(at)s
WHERE id = %(product_id)s;

-- name: touch
-- Note when a product was edited, also where none of its columns was.
UPDATE {p}wu_products SET date_modified = %(at)s WHERE id = %(product_id)s;

-- name: put_rules
-- Write the rules of a plan.
INSERT INTO {p}bridge_product_rules
  (product_id, direction, minimum_term, minimum_term_unit, hidden, after_last, updated_at)
VALUES
  (%(product_id)s, %(direction)s, %(minimum_term)s, %(minimum_term_unit)s, %(hidden)s, %(after_last)s, %(at)s)
ON DUPLICATE KEY UPDATE direction = VALUES(direction), minimum_term = VALUES(minimum_term),
  minimum_term_unit = VALUES(minimum_term_unit), hidden = VALUES(hidden), after_last = VALUES(after_last),
  updated_at = VALUES(updated_at);

-- name: find_meta
-- The first row that holds a meta key: the one that WordPress reads.
SELECT meta_id, meta_value FROM {p}wu_productmeta
WHERE wu_product_id = %(product_id)s AND meta_key = %(key)s ORDER BY meta_id LIMIT 1 FOR UPDATE;

-- name: add_meta
-- Write a meta key that is not there.
INSERT INTO {p}wu_productmeta (wu_product_id, meta_key, meta_value) VALUES (%(product_id)s, %(key)s, %(value)s);

-- name: set_meta
-- Write a meta key that is there.
UPDATE {p}wu_productmeta SET meta_value = %(value)s WHERE meta_id = %(meta_id)s;

-- name: membership_counts
-- How many memberships hold each product, counted to a bound: a plan by the memberships' own column, a package or service
-- by what was written of them.
SELECT sold.id AS product_id, sold.has_more,
       CASE WHEN sold.has_more THEN %(most)s
            WHEN sold.is_plan THEN (SELECT COUNT(*) FROM {p}wu_memberships AS held WHERE held.plan_id = sold.id)
            ELSE (SELECT COUNT(*) FROM {p}bridge_holdings AS held WHERE held.product_id = sold.id) END AS held
FROM (SELECT products.id, products.type = 'plan' AS is_plan,
             IF(products.type = 'plan',
                (SELECT beyond.id FROM {p}wu_memberships AS beyond WHERE beyond.plan_id = products.id
                 ORDER BY beyond.id LIMIT 1 OFFSET %(most)s),
                (SELECT beyond.membership_id FROM {p}bridge_holdings AS beyond WHERE beyond.product_id = products.id
                 ORDER BY beyond.membership_id LIMIT 1 OFFSET %(most)s)) IS NOT NULL AS has_more
      FROM {p}wu_products AS products) AS sold;

-- name: of_other_currency
-- Products whose column names another currency than the network's: how many in each, and the first ids.
SELECT UPPER(currency) AS currency, COUNT(*) AS found, SUBSTRING_INDEX(GROUP_CONCAT(id ORDER BY id), ',', 5) AS first_ids
FROM {p}wu_products
WHERE COALESCE(currency, '') <> '' AND UPPER(currency) <> %(currency)s
GROUP BY UPPER(currency) ORDER BY found DESC, currency LIMIT 20;
