-- What the worker looks at next, and when: found by a key, so that what is not its turn costs nothing.

-- part: at_once
-- An instant of long ago that the row has not had: it is looked at in the next round, and who was looking meanwhile does
-- not put it off.
TIMESTAMPADD(MICROSECOND, FLOOR(1 + RAND() * 1000000000000), '1970-01-01 00:00:00')

-- name: list_terms
-- A page of the memberships of ours to be looked at now, the longest waiting first, each with when it is looked at next;
-- in the past: its next payment is to be asked for now, some days before the term's end, half a short term at most, or it
-- ends. An end that was moved forward elsewhere counts, as it does where the term is priced. One that was billed as often
-- as agreed is asked for nothing. Where something is under way, or nothing runs, whoever ends that says so; it is looked at
-- all the same, rarely.
SELECT terms.membership_id, terms.look_at AS seen,
       CAST(CASE
         WHEN memberships.id IS NULL OR memberships.gateway <> 'bridge' OR memberships.status NOT IN ('active', 'trialing')
              OR terms.term_end IS NULL
           THEN CAST(%(at)s AS DATETIME(6)) + INTERVAL 7 DAY
         WHEN slots.membership_id IS NOT NULL OR scheduled.quote_id IS NOT NULL
              OR (memberships.billing_cycles > 0 AND memberships.times_billed >= memberships.billing_cycles
                  AND IF(COALESCE(rules.after_last, 'as_network') = 'as_network', %(when_paid_in_full)s, rules.after_last) <> 'end')
           THEN CAST(%(at)s AS DATETIME(6)) + INTERVAL 1 DAY
         WHEN terms.cancel_asked_at IS NOT NULL OR (memberships.billing_cycles > 0 AND memberships.times_billed >= memberships.billing_cycles)
           THEN LEAST(LEAST(terms.term_end, COALESCE(memberships.date_expiration, terms.term_end)), CAST(%(at)s AS DATETIME(6)) + INTERVAL 1 DAY)
         ELSE LEAST(
           GREATEST(LEAST(terms.term_end, COALESCE(memberships.date_expiration, terms.term_end)) - INTERVAL %(request_days)s DAY,
                    LEAST(terms.term_end, COALESCE(memberships.date_expiration, terms.term_end)) - INTERVAL GREATEST(COALESCE(TIMESTAMPDIFF(MICROSECOND, terms.term_start, terms.term_end), 0), 0) DIV 2 MICROSECOND),
           CAST(%(at)s AS DATETIME(6)) + INTERVAL 1 DAY)
       END AS DATETIME(6)) AS next_at
FROM {p}bridge_membership_terms AS terms
LEFT JOIN {p}wu_memberships AS memberships ON memberships.id = terms.membership_id
LEFT JOIN {p}bridge_open_operations AS slots ON slots.membership_id = terms.membership_id
LEFT JOIN {p}bridge_changes AS scheduled ON scheduled.scheduled_membership_id = terms.membership_id
LEFT JOIN {p}bridge_product_rules AS rules ON rules.product_id = memberships.plan_id
WHERE terms.look_at <= %(at)s AND terms.look_at >= %(after_at)s
  AND (terms.look_at > %(after_at)s OR terms.membership_id > %(after)s)
ORDER BY terms.look_at, terms.membership_id LIMIT %(most)s;

-- name: rest_term
-- Look at a membership later, where nobody has written it since it was looked at.
UPDATE {p}bridge_membership_terms SET look_at = %(next_at)s
WHERE membership_id = %(membership_id)s AND look_at = %(seen)s;

-- name: wait_for_day
-- Look at a membership later whose next term is paid for already, or costs nothing.
UPDATE {p}bridge_membership_terms SET look_at = %(next_at)s
WHERE membership_id = %(membership_id)s AND look_at <= %(at)s;

-- name: term
-- Look at a membership at once.
UPDATE {p}bridge_membership_terms SET look_at = {at_once} WHERE membership_id = %(membership_id)s;

-- name: page_end
-- The last of a page of memberships of ours, and how many there are on it.
SELECT COALESCE(MAX(page.membership_id), 0) AS last, COUNT(*) AS looked_at
FROM (SELECT membership_id FROM {p}bridge_membership_terms WHERE membership_id > %(after)s
      ORDER BY membership_id LIMIT %(most)s) AS page;

-- name: page
-- Look at a page of memberships at once.
UPDATE {p}bridge_membership_terms SET look_at = {at_once}
WHERE membership_id > %(after)s AND membership_id <= %(last)s;

-- name: list_credit
-- A page of account credit that moved, or whose customer was asked for money since: what awaits that customer's payment.
SELECT page.customer_id, page.currency, page.use_at AS seen, page.is_free, changes.quote_id, changes.membership_id,
       changes.lease_until, changes.created_at
FROM (SELECT customer_id, currency, use_at, balance_minor > reserved_minor AS is_free
      FROM {p}bridge_account_credit WHERE use_at <= %(at)s ORDER BY use_at LIMIT %(most)s) AS page
LEFT JOIN {p}bridge_changes AS changes
  ON changes.customer_id = page.customer_id AND changes.status IN ('awaiting_payment', 'owed')
 AND changes.currency = page.currency;

-- name: rest_credit
-- Look at account credit later, or when it moves, where it has not moved since it was looked at.
UPDATE {p}bridge_account_credit SET use_at = %(next_at)s
WHERE customer_id = %(customer_id)s AND currency = %(currency)s AND use_at = %(seen)s;

-- name: credit
-- Look at once whether a customer's free account credit pays for something.
UPDATE {p}bridge_account_credit SET use_at = {at_once}
WHERE customer_id = %(customer_id)s AND currency = %(currency)s AND balance_minor > reserved_minor;
