-- An owner cancels a membership: it goes on until its term ends, and until then that can be taken back.

ALTER TABLE {p}bridge_membership_terms
  ADD COLUMN cancel_asked_at DATETIME(6) NULL COMMENT 'when somebody asked that it ends with its term; NULL: it goes on',
  ADD COLUMN cancel_asked_by BIGINT UNSIGNED NULL COMMENT 'WordPress user id of who asked',
  ADD COLUMN cancel_reason VARCHAR(1000) NULL COMMENT 'what they wrote, where they wrote anything';
