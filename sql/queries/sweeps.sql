-- How far each sweep has come.

-- name: find
-- How far a sweep has come.
SELECT after_id, after_at FROM {p}bridge_sweeps WHERE name = %(name)s;

-- name: put
-- A sweep has come this far.
INSERT INTO {p}bridge_sweeps (name, after_id, after_at) VALUES (%(name)s, %(after_id)s, %(after_at)s)
ON DUPLICATE KEY UPDATE after_id = VALUES(after_id), after_at = VALUES(after_at);

-- name: named
-- Sweeps of one sort that are under way, by the beginning of their names.
SELECT name, after_id FROM {p}bridge_sweeps WHERE name LIKE %(beginning)s ORDER BY name LIMIT %(most)s;

-- name: end
-- A sweep is through and is not begun anew.
DELETE FROM {p}bridge_sweeps WHERE name = %(name)s;
