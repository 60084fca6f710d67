-- When the worker stood.

-- name: standing_since
-- The last round of any worker, where it ended an hour ago or more.
SELECT at FROM {p}bridge_heartbeats WHERE name = 'worker' AND at <= %(at)s - INTERVAL 1 HOUR;

-- name: note
-- Note a time in which no worker ended a round; it is one row whoever notices it, and lasts until a round ends.
INSERT INTO {p}bridge_worker_outages (began_at, ended_at) VALUES (%(began_at)s, %(ended_at)s)
ON DUPLICATE KEY UPDATE ended_at = GREATEST(ended_at, VALUES(ended_at));

-- name: between
-- When the worker stood in a span, the earliest first.
SELECT began_at, ended_at FROM {p}bridge_worker_outages
WHERE began_at < %(until)s AND ended_at > %(since)s ORDER BY began_at;
