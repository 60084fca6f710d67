-- A network admin pauses a membership: what is paid stops running, and is given back as time when it goes on.

ALTER TABLE {p}bridge_membership_terms
  ADD COLUMN paused_at DATETIME(6) NULL COMMENT 'since when it rests; NULL: it does not',
  ADD COLUMN paused_from VARCHAR(12) NULL COMMENT 'the status that it goes on with',
  ADD COLUMN resumes_at DATETIME(6) NULL COMMENT 'when it goes on by itself; NULL: when somebody says so',
  ADD COLUMN pause_closes TINYINT(1) NOT NULL DEFAULT 0 COMMENT 'its sites are closed meanwhile',
  ADD KEY resumes_at (resumes_at);
