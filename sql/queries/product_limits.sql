-- What each product says of limits, and every state of that with its source.

-- part: limits_source
-- A product beside its stored limitations: the row that WordPress reads.
{p}wu_products AS products
LEFT JOIN {p}wu_productmeta AS meta
  ON meta.meta_id = (SELECT MIN(first.meta_id) FROM {p}wu_productmeta AS first
                     WHERE first.wu_product_id = products.id AND first.meta_key = 'wu_limitations')
LEFT JOIN {p}bridge_product_limits AS limits ON limits.product_id = products.id

-- part: source_digest
CASE WHEN COALESCE(meta.meta_value, '') = '' THEN '' ELSE SHA2(meta.meta_value, 256) END

-- name: behind
-- Products whose row was made of something else than is stored now, of another name or kind, or that have none.
SELECT products.id FROM {limits_source}
WHERE products.type IN ('plan', 'package', 'service')
  AND (limits.product_id IS NULL OR CAST(limits.source_digest AS BINARY) <> CAST({source_digest} AS BINARY)
       OR CAST(limits.name AS BINARY) <> CAST(products.name AS BINARY) OR CAST(limits.kind AS BINARY) <> CAST(products.type AS BINARY))
ORDER BY products.id LIMIT %(most)s;

-- name: source
-- A product as its row is made of it, and that row.
SELECT products.id AS product_id, products.name, products.type AS kind, meta.meta_value AS source, {source_digest} AS source_digest,
       limits.revision, limits.source_digest AS known_digest, limits.name AS known_name, limits.kind AS known_kind,
       limits.unreadable_since
FROM {limits_source}
WHERE products.id = %(product_id)s AND products.type IN ('plan', 'package', 'service');

-- name: lock
-- Hold a product's row until the transaction ends.
SELECT product_id, revision FROM {p}bridge_product_limits WHERE product_id = %(product_id)s FOR UPDATE;

-- name: insert
-- Write the first state of a product; another's of the same moment is found by its key.
INSERT INTO {p}bridge_product_limits (product_id, kind, name, limits, revision, source_digest, unreadable_since)
VALUES (%(product_id)s, %(kind)s, %(name)s, %(limits)s, %(revision)s, %(source_digest)s, %(unreadable_since)s);

-- name: save
-- Write the next state of a product over the one that a form was filled in from; no row: somebody was faster.
UPDATE {p}bridge_product_limits
SET kind = %(kind)s, name = %(name)s, limits = %(limits)s, revision = revision + 1, source_digest = %(source_digest)s,
    unreadable_since = %(unreadable_since)s
WHERE product_id = %(product_id)s AND revision = %(revision)s;

-- name: call
-- Write how a product is called now, and what it is; its limits are as they were.
UPDATE {p}bridge_product_limits SET kind = %(kind)s, name = %(name)s WHERE product_id = %(product_id)s;

-- name: keep_revision
-- Keep a state with its source, who saved it and when.
INSERT INTO {p}bridge_product_limit_revisions (product_id, revision, limits, source, `by`, at)
VALUES (%(product_id)s, %(revision)s, %(limits)s, %(source)s, %(by)s, %(at)s);

-- name: find
-- The row of a product.
SELECT product_id, revision, limits, source_digest FROM {p}bridge_product_limits WHERE product_id = %(product_id)s;

-- name: revisions
-- The newest states of a product, who saved them and when.
SELECT kept.revision, kept.limits, kept.`by`, people.display_name AS name, kept.at
FROM {p}bridge_product_limit_revisions AS kept
LEFT JOIN {p}users AS people ON people.ID = kept.`by`
WHERE kept.product_id = %(product_id)s ORDER BY kept.revision DESC LIMIT %(most)s;

-- name: revision
-- One state of a product with its source.
SELECT revision, limits, source, `by`, at FROM {p}bridge_product_limit_revisions
WHERE product_id = %(product_id)s AND revision = %(revision)s;

-- name: known
-- Which of some products have a row.
SELECT product_id FROM {p}bridge_product_limits WHERE product_id IN %(products)s;

-- name: forget_notes
-- Forget what the plugin noted of a product's row: it was written again.
DELETE FROM {p}bridge_limit_faults
WHERE subject = 'product' AND subject_id = %(product_id)s AND code IN ('limits_missing', 'said_unreadable');

-- name: current
-- The revision of every product.
SELECT product_id, revision FROM {p}bridge_product_limits;

-- name: some
-- The rows of some products.
SELECT product_id, limits FROM {p}bridge_product_limits WHERE product_id IN %(products)s;
