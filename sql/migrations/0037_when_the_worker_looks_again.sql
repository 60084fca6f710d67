-- When the worker looks at a membership, or at a customer's account credit, next: whoever writes it says so, and a round
-- with nothing to do reads nothing. An instant of long ago: at once.

ALTER TABLE {p}bridge_membership_terms
  ADD COLUMN look_at DATETIME(6) NOT NULL DEFAULT '1970-01-01 00:00:00' COMMENT 'when it is looked at whether its next term is to be asked for; each writing sets it anew',
  ADD COLUMN trial_untold DATETIME(6) NULL COMMENT 'the end of its trial, until its owner was told of it; NULL: nobody is to be told',
  ADD KEY look_at (look_at, membership_id),
  ADD KEY trial_untold (trial_untold);

ALTER TABLE {p}bridge_account_credit
  ADD COLUMN use_at DATETIME(6) NULL DEFAULT '1970-01-01 00:00:00' COMMENT 'when it is looked at whether it pays for something; NULL: nothing has moved since it was looked at',
  ADD KEY use_at (use_at);

UPDATE {p}bridge_membership_terms AS terms
JOIN {p}wu_memberships AS memberships ON memberships.id = terms.membership_id
SET terms.trial_untold = memberships.date_trial_end
WHERE memberships.status = 'trialing' AND memberships.gateway = 'bridge' AND memberships.date_trial_end > UTC_TIMESTAMP();
