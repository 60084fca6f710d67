-- The network's settings.

-- name: list_settings
-- Every setting that was saved.
SELECT name, value FROM {p}bridge_settings;

-- name: put_setting
-- Write one setting.
INSERT INTO {p}bridge_settings (name, value, updated_at, updated_by)
VALUES (%(name)s, %(value)s, %(at)s, %(user_id)s)
ON DUPLICATE KEY UPDATE value = VALUES(value), updated_at = VALUES(updated_at), updated_by = VALUES(updated_by);
