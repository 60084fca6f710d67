-- When our processes last finished a round.

-- name: beat
-- A process has finished a round, by the database's clock.
INSERT INTO {p}bridge_heartbeats (name, at) VALUES (%(name)s, UTC_TIMESTAMP(6))
ON DUPLICATE KEY UPDATE at = UTC_TIMESTAMP(6);

-- name: last
-- When a process last finished a round.
SELECT at FROM {p}bridge_heartbeats WHERE name = %(name)s;
