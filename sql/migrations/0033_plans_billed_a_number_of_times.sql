-- A plan can be billed a number of times. The shared row counts all billings of a membership, of every plan that it had:
-- how many of them were of plans before the present one is kept here, so that people read "payment 3 of 12".

ALTER TABLE {p}bridge_membership_terms
  ADD COLUMN billed_before SMALLINT UNSIGNED NOT NULL DEFAULT 0
    COMMENT 'how often the membership had been billed when plan_id was taken' AFTER plan_since;

-- And what follows the last of its payments, where the plan does not leave that to the network's setting.
ALTER TABLE {p}bridge_product_rules
  ADD COLUMN after_last ENUM('as_network','go_on','end') NOT NULL DEFAULT 'as_network'
    COMMENT 'when all payments are made: the membership goes on, or ends with its term' AFTER hidden;
