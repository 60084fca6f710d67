-- A membership that forces something else than before has its own sites looked at, whoever visits them: its writing says so
-- in its row, the worker names the sites. Several requests of the plugin ask sites beside each other, and those that nobody
-- answers for are asked again later.

ALTER TABLE {p}bridge_membership_limits
  ADD COLUMN held CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'digest of which products it holds and of what it says itself; NULL: written before this was kept',
  ADD COLUMN look_at DATETIME(6) NULL COMMENT 'from when on its sites are to be looked at: at once where held or grace has changed, when its days of grace end; by the database''s clock. NULL: nothing has changed',
  ADD COLUMN look_after BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'blog id up to which they were looked at',
  ADD KEY to_look_at (look_at);

ALTER TABLE {p}bridge_reapply_runs
  ADD COLUMN of_memberships TINYINT(1) NOT NULL DEFAULT 0 COMMENT '1: sites of memberships that have changed, added as they do' AFTER product_id;

ALTER TABLE {p}bridge_reapply_ranges
  MODIFY owner CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'the worker that looks, or the request of the plugin that asks',
  MODIFY lease_until DATETIME(6) NULL COMMENT 'looking, or with an owner: another one takes the range then; else it is not asked before',
  MODIFY come_to INT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'how many of sites were asked in this pass',
  ADD COLUMN membership_id BIGINT UNSIGNED NULL COMMENT 'whose sites these are, of a run of_memberships; they may lie anywhere between the two ids',
  ADD COLUMN waiting INT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'how many of the sites named have neither done it nor been given up',
  ADD COLUMN silent LONGTEXT NULL COMMENT 'JSON as in sites: those for which nobody answered in this pass; they are asked in the next one',
  ADD COLUMN passes TINYINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'how many passes have ended with sites for which nobody answered',
  ADD KEY of_membership (membership_id);

UPDATE {p}bridge_membership_limits SET look_at = grace_until WHERE grace_until > UTC_TIMESTAMP(6);

-- Which sites of a membership say something of their own is read by a key, however many sites it has.

ALTER TABLE {p}bridge_site_limits
  ADD COLUMN has_own TINYINT(1) AS (own IS NOT NULL) VIRTUAL COMMENT '1: own says something',
  ADD KEY with_own (membership_id, has_own);
