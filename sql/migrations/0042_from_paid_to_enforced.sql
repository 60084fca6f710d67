-- How long it takes from the moment in which a provider has the money of a change to the moment in which its limits hold.

ALTER TABLE {p}bridge_payments
  ADD COLUMN paid_at DATETIME(6) NULL COMMENT 'when the money moved, as its provider says, else when we heard of it; of what a change was paid with, not by hand',
  ADD COLUMN enforced_at DATETIME(6) NULL COMMENT 'when the limits of that change were written, as the transaction''s last step',
  ADD KEY enforced (enforced_at);
