-- What only PHP can do; the plugin pulls it.

-- name: insert
-- Leave something for the plugin to do.
INSERT INTO {p}bridge_outbox (topic, blog_id, membership_id, payload, created_at)
VALUES (%(topic)s, %(blog_id)s, %(membership_id)s, %(payload)s, %(at)s);

-- name: count_waiting
-- How many rows nobody is working on, counted to a bound.
SELECT COUNT(*) AS waiting
FROM (SELECT id FROM {p}bridge_outbox
      WHERE done_at IS NULL AND (lease_until IS NULL OR lease_until <= %(at)s) LIMIT %(most)s) AS free_rows;

-- name: find
-- One row, done or not.
SELECT topic, membership_id, payload FROM {p}bridge_outbox WHERE id = %(id)s;
