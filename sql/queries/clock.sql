-- The time of the whole product.

-- name: now
-- The present instant in UTC.
SELECT UTC_TIMESTAMP(6) AS now;
