-- Token ids that were used.

-- name: burn
-- Use a token id; a duplicate means that it was used before.
INSERT INTO {p}bridge_nonces (jti, expires_at) VALUES (%(jti)s, %(expires_at)s);

-- name: find
-- Until when a used token id is kept.
SELECT expires_at FROM {p}bridge_nonces WHERE jti = %(jti)s;

-- name: purge
-- Forget ids whose tokens could not be used any more.
DELETE FROM {p}bridge_nonces WHERE expires_at < %(at)s ORDER BY expires_at LIMIT %(most)s;
