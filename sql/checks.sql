-- Invariants: each query must return no row, at any moment between two transactions. Run by tests, `bridge check` and cron.

-- name: account_credit_is_the_sum_of_its_entries
-- Every movement of account credit has its entry, and nothing else moves it.
SELECT credit.customer_id, credit.currency, credit.balance_minor, COALESCE(SUM(entries.amount_minor), 0) AS entries_minor
FROM {p}bridge_account_credit AS credit
LEFT JOIN {p}bridge_account_credit_entries AS entries
  ON entries.customer_id = credit.customer_id AND entries.currency = credit.currency
GROUP BY credit.customer_id, credit.currency, credit.balance_minor
HAVING credit.balance_minor <> COALESCE(SUM(entries.amount_minor), 0);

-- name: no_account_credit_entry_without_its_account
-- An entry belongs to a balance.
SELECT entries.customer_id, entries.currency
FROM {p}bridge_account_credit_entries AS entries
LEFT JOIN {p}bridge_account_credit AS credit
  ON credit.customer_id = entries.customer_id AND credit.currency = entries.currency
WHERE credit.customer_id IS NULL;

-- name: reserved_credit_is_what_open_changes_hold
-- What is reserved is the sum of what changes under way reserve.
SELECT credit.customer_id, credit.currency, credit.reserved_minor,
       COALESCE(SUM(changes.credit_reserved_minor), 0) AS held_minor
FROM {p}bridge_account_credit AS credit
LEFT JOIN {p}bridge_changes AS changes
  ON changes.customer_id = credit.customer_id AND changes.currency = credit.currency
 AND changes.status IN ('awaiting_payment', 'processing', 'scheduled')
GROUP BY credit.customer_id, credit.currency, credit.reserved_minor
HAVING credit.reserved_minor <> COALESCE(SUM(changes.credit_reserved_minor), 0);

-- name: only_open_changes_hold_credit
-- A change that is not under way holds nothing; one that waits for its day holds what was paid ahead for it.
SELECT quote_id, status, credit_reserved_minor FROM {p}bridge_changes
WHERE credit_reserved_minor <> 0 AND status NOT IN ('awaiting_payment', 'processing', 'scheduled');

-- name: every_open_change_has_its_slot
-- A change or renewal under way holds its membership's slot, so that there is one at most.
SELECT changes.quote_id, changes.membership_id, changes.status
FROM {p}bridge_changes AS changes
LEFT JOIN {p}bridge_open_operations AS slots
  ON slots.membership_id = changes.membership_id AND slots.operation_id = changes.quote_id
 AND slots.operation = IF(changes.kind = 'renewal', 'renewal', 'change')
WHERE changes.status IN ('awaiting_payment', 'processing', 'applied_on_trust', 'owed') AND slots.membership_id IS NULL;

-- name: every_slot_has_its_open_change
-- A slot is held by something that is under way.
SELECT slots.membership_id, slots.operation, slots.operation_id
FROM {p}bridge_open_operations AS slots
LEFT JOIN {p}bridge_changes AS changes
  ON changes.quote_id = slots.operation_id AND changes.membership_id = slots.membership_id
 AND changes.status IN ('awaiting_payment', 'processing', 'applied_on_trust', 'owed')
WHERE changes.quote_id IS NULL;

-- name: every_change_has_its_quote
-- A change was quoted, for the same membership; so was what it is charged by.
SELECT changes.quote_id, changes.membership_id
FROM {p}bridge_changes AS changes
LEFT JOIN {p}bridge_quotes AS quotes
  ON quotes.id = changes.quote_id AND quotes.membership_id = changes.membership_id
LEFT JOIN {p}bridge_quotes AS due ON due.id = COALESCE(changes.due_quote_id, changes.quote_id)
WHERE quotes.id IS NULL OR due.id IS NULL OR (due.due_now_minor <> changes.due_now_minor);

-- name: every_scheduled_change_has_its_membership
-- What waits for a term's end waits for one that exists.
SELECT changes.quote_id, changes.membership_id
FROM {p}bridge_changes AS changes
LEFT JOIN {p}wu_memberships AS memberships ON memberships.id = changes.membership_id
WHERE changes.status = 'scheduled' AND memberships.id IS NULL;

-- name: every_awaited_payment_is_pending
-- A change that waits for money has a payment, pending, of the amount that is due; one charged anew, a newer one.
SELECT changes.quote_id, changes.status, payments.payment_id, payments.status AS payment_status
FROM {p}bridge_changes AS changes
LEFT JOIN {p}bridge_payments AS payments
  ON payments.payment_id = (SELECT MAX(newest.payment_id) FROM {p}bridge_payments AS newest
                            WHERE newest.quote_id = changes.quote_id)
WHERE changes.status IN ('awaiting_payment', 'processing', 'applied_on_trust', 'owed')
  AND (payments.payment_id IS NULL OR payments.status <> 'pending' OR payments.amount_minor <> changes.due_now_minor);

-- name: no_pending_payment_without_its_open_change
-- A payment that is awaited is awaited by something.
SELECT payments.payment_id, payments.quote_id
FROM {p}bridge_payments AS payments
LEFT JOIN {p}bridge_changes AS changes
  ON changes.quote_id = payments.quote_id
 AND changes.status IN ('awaiting_payment', 'processing', 'applied_on_trust', 'owed')
WHERE payments.status = 'pending' AND changes.quote_id IS NULL;

-- name: every_applied_change_that_cost_money_was_paid
-- Nothing is applied before its money came.
SELECT changes.quote_id, changes.due_now_minor
FROM {p}bridge_changes AS changes
LEFT JOIN {p}bridge_payments AS payments
  ON payments.quote_id = changes.quote_id AND payments.status IN ('completed', 'refunded', 'partially-refunded')
 AND payments.amount_minor = changes.due_now_minor AND payments.received_at IS NOT NULL
WHERE changes.status = 'applied' AND changes.due_now_minor > 0 AND payments.payment_id IS NULL;

-- name: money_of_changes_not_applied_is_account_credit
-- Money that came for a change which was not applied was given to the customer as account credit, all of it, once.
SELECT payments.payment_id, payments.amount_minor, COALESCE(SUM(entries.amount_minor), 0) AS credited_minor
FROM {p}bridge_payments AS payments
JOIN {p}bridge_changes AS changes ON changes.quote_id = payments.quote_id AND changes.status <> 'applied'
LEFT JOIN {p}bridge_account_credit_entries AS entries
  ON entries.payment_id = payments.payment_id AND entries.cause = 'received_late'
WHERE payments.status = 'completed'
GROUP BY payments.payment_id, payments.amount_minor
HAVING COALESCE(SUM(entries.amount_minor), 0) <> payments.amount_minor;

-- name: payment_lines_sum_to_the_payment
-- What is paid is what the lines say, tax as well.
SELECT payments.payment_id, payments.amount_minor, COALESCE(SUM(payment_lines.amount_minor), 0) AS lines_minor
FROM {p}bridge_payments AS payments
LEFT JOIN {p}bridge_payment_lines AS payment_lines ON payment_lines.payment_id = payments.payment_id
GROUP BY payments.payment_id, payments.amount_minor, payments.tax_minor
HAVING payments.amount_minor <> COALESCE(SUM(payment_lines.amount_minor), 0)
    OR payments.tax_minor <> COALESCE(SUM(payment_lines.tax_minor), 0);

-- name: settled_payments_have_their_row_or_it_is_on_its_way
-- The money of a payment is there once: in a row that Ultimate Multisite reads, or left to it to write one.
SELECT payments.payment_id, payments.status, payments.shared_id
FROM {p}bridge_payments AS payments
LEFT JOIN {p}wu_payments AS shared ON shared.id = payments.shared_id
LEFT JOIN {p}bridge_outbox AS sent
  ON sent.done_at IS NULL AND sent.topic = 'payment_settled' AND payments.shared_id IS NULL
 AND JSON_EXTRACT(sent.payload, '$.payment_id') = payments.payment_id
WHERE payments.status IN ('completed', 'refunded', 'partially-refunded') AND shared.id IS NULL AND sent.id IS NULL;

-- name: shared_payments_say_what_ours_say
-- The row that Ultimate Multisite reads has the same customer and membership, and figures that add up. Compared as
-- bytes: its table may have another collation than ours.
SELECT payments.payment_id, payments.status, shared.status AS shared_status
FROM {p}bridge_payments AS payments
JOIN {p}wu_payments AS shared ON shared.id = payments.shared_id
WHERE shared.customer_id <> payments.customer_id
   OR shared.membership_id <> payments.membership_id
   OR ABS(shared.subtotal - shared.discount_total + shared.tax_total - shared.total) >= 0.0001;

-- name: nothing_of_ours_waits_in_the_shared_table
-- A row there is of money that came: one that waits could be completed there for nothing, a cancelled one be paid.
SELECT payments.payment_id, payments.status, shared.status AS shared_status
FROM {p}bridge_payments AS payments
JOIN {p}wu_payments AS shared ON shared.id = payments.shared_id
WHERE payments.status NOT IN ('completed', 'refunded', 'partially-refunded')
   OR CAST(shared.status AS BINARY) NOT IN ('completed', 'refunded', 'partially-refunded');

-- name: no_payment_of_ours_has_two_rows
-- What a provider calls by one id was paid once.
SELECT payments.payment_id, COUNT(*) AS found
FROM {p}bridge_payments AS payments
JOIN {p}wu_payments AS shared
  ON shared.membership_id = payments.membership_id
 AND CAST(shared.gateway_payment_id AS BINARY) = CAST(payments.provider_id AS BINARY)
 AND CAST(shared.gateway AS BINARY) = CAST(payments.gateway AS BINARY)
GROUP BY payments.payment_id
HAVING COUNT(*) > 1;

-- name: no_line_gives_back_more_than_its_value
-- What a line gave back when it ended is at most what was charged for it less what was refunded. One that goes on gave
-- back what was taken of it before its membership went to another customer, and nothing else.
SELECT settled.id, settled.amount_minor, settled.tax_minor, settled.refunded_minor, settled.credited_minor
FROM {p}bridge_settled_lines AS settled
WHERE settled.credited_minor > settled.amount_minor + settled.tax_minor - settled.refunded_minor
   OR (settled.credited_minor > 0 AND settled.ended_at IS NULL
       AND settled.credited_minor > (SELECT COALESCE(SUM(taken.due_minor), 0) FROM {p}bridge_value_taken AS taken
                                   WHERE taken.line_id = settled.id AND taken.given_back_at IS NOT NULL));

-- name: discount_uses_are_held_by_open_changes
-- A use is held for something under way, used by something applied.
SELECT reservations.quote_id, reservations.state, changes.status
FROM {p}bridge_discount_reservations AS reservations
LEFT JOIN {p}bridge_changes AS changes ON changes.quote_id = reservations.quote_id
WHERE changes.quote_id IS NULL
   OR (reservations.state = 'held'
       AND changes.status NOT IN ('scheduled', 'awaiting_payment', 'processing'))
   OR (reservations.state = 'used' AND changes.status NOT IN ('applied', 'applied_on_trust', 'owed', 'void'));

-- name: journal_chains_are_unbroken
-- Each row follows the row before it and names its hash; the first follows nothing.
SELECT journal.membership_id, journal.sequence
FROM {p}bridge_journal AS journal
LEFT JOIN {p}bridge_journal AS previous
  ON previous.membership_id = journal.membership_id AND previous.sequence = journal.sequence - 1
WHERE (journal.sequence = 1 AND journal.previous_hash <> REPEAT('0', 64))
   OR (journal.sequence > 1 AND (previous.hash IS NULL OR previous.hash <> journal.previous_hash));

-- name: every_change_is_in_the_journal
-- Whatever became of a change, its membership's journal has it.
SELECT changes.quote_id, changes.status
FROM {p}bridge_changes AS changes
LEFT JOIN {p}bridge_journal AS journal
  ON journal.membership_id = changes.membership_id AND journal.quote_id = changes.quote_id
WHERE journal.membership_id IS NULL;

-- name: a_change_is_in_the_state_that_its_journal_leads_to
-- Each step of a change's life is in the journal, with the states before and after it; the last one leads to where it is.
-- Where a chain lost its last rows, that is what is wrong: `bridge check --journal` names them.
SELECT changes.quote_id, changes.status, JSON_VALUE(journal.data, '$.moves[1]') AS journal_says
FROM {p}bridge_changes AS changes
JOIN {p}bridge_journal AS journal
  ON journal.membership_id = changes.membership_id AND journal.quote_id = changes.quote_id
WHERE JSON_VALUE(journal.data, '$.moves[1]') IS NOT NULL
  AND EXISTS (SELECT 1 FROM {p}bridge_journal_heads AS heads
              JOIN {p}bridge_journal AS at_end
                ON at_end.membership_id = heads.membership_id AND at_end.sequence = heads.sequence
              WHERE heads.membership_id = changes.membership_id)
  AND journal.sequence = (SELECT MAX(later.sequence) FROM {p}bridge_journal AS later
                          WHERE later.membership_id = changes.membership_id AND later.quote_id = changes.quote_id
                            AND JSON_VALUE(later.data, '$.moves[1]') IS NOT NULL)
  AND CAST(JSON_VALUE(journal.data, '$.moves[1]') AS CHAR CHARACTER SET ascii) <> CAST(changes.status AS CHAR CHARACTER SET ascii);

-- name: each_step_of_a_change_follows_the_one_before
-- What a journal row says of the state before is where the row before it led; of the first, nothing.
SELECT journal.membership_id, journal.sequence, journal.event
FROM {p}bridge_journal AS journal
LEFT JOIN {p}bridge_journal AS earlier
  ON earlier.membership_id = journal.membership_id
 AND earlier.sequence = (SELECT MAX(before_it.sequence) FROM {p}bridge_journal AS before_it
                         WHERE before_it.membership_id = journal.membership_id AND before_it.quote_id = journal.quote_id
                           AND before_it.sequence < journal.sequence
                           AND JSON_VALUE(before_it.data, '$.moves[1]') IS NOT NULL)
WHERE JSON_VALUE(journal.data, '$.moves[1]') IS NOT NULL
  AND COALESCE(JSON_VALUE(earlier.data, '$.moves[1]'), '') <> COALESCE(JSON_VALUE(journal.data, '$.moves[0]'), '')
  AND NOT (earlier.membership_id IS NULL AND EXISTS (
    SELECT 1 FROM {p}bridge_journal AS older
    WHERE older.membership_id = journal.membership_id AND older.quote_id = journal.quote_id
      AND older.sequence < journal.sequence));

-- name: terms_end_when_their_membership_does
-- A term of ours and the shared row name the same end, unless somebody else wrote the row after us. Beside a row that
-- names none, or one that means never, a term of ours is that of its add-ons.
SELECT terms.membership_id, terms.term_end, memberships.date_expiration
FROM {p}bridge_membership_terms AS terms
JOIN {p}wu_memberships AS memberships ON memberships.id = terms.membership_id AND memberships.gateway = 'bridge'
WHERE NOT (CAST(terms.term_end AS DATETIME) <=> memberships.date_expiration)
  AND memberships.date_expiration <= terms.updated_at + INTERVAL 100 YEAR
  AND memberships.date_modified <= terms.updated_at;

-- name: a_plan_is_billed_as_often_as_was_agreed
-- The plan that a membership of ours took last is billed as often as its quote says, and the journal keeps how often, unless
-- somebody else has written that number, or the plan, since. An older version beside us kept none: the worker puts it right.
SELECT applied.membership_id, applied.quote_id, JSON_VALUE(quotes.body, '$.quote.after.billings') AS agreed,
       memberships.billing_cycles, terms.billed_before
FROM {p}bridge_changes AS changes
JOIN {p}bridge_quotes AS quotes ON quotes.id = COALESCE(changes.due_quote_id, changes.quote_id)
JOIN {p}bridge_journal AS applied
  ON applied.quote_id = changes.quote_id AND applied.membership_id = changes.membership_id
 AND applied.event IN ('change_applied', 'change_applied_on_trust')
JOIN {p}wu_memberships AS memberships
  ON memberships.id = changes.membership_id AND memberships.gateway = 'bridge'
 AND memberships.plan_id = JSON_VALUE(quotes.body, '$.quote.after.plan_id')
JOIN {p}bridge_membership_terms AS terms ON terms.membership_id = changes.membership_id
WHERE changes.kind <> 'renewal' AND changes.status IN ('applied', 'applied_on_trust', 'owed')
  AND JSON_VALUE(quotes.body, '$.quote.after.billings') > 0
  AND (JSON_VALUE(applied.data, '$.billings') IS NULL
       OR (memberships.date_modified <= terms.updated_at
           AND memberships.billing_cycles <> LEAST(terms.billed_before + JSON_VALUE(quotes.body, '$.quote.after.billings'), 65535)))
  AND NOT EXISTS (
    SELECT 1 FROM {p}bridge_journal AS later
    LEFT JOIN {p}bridge_changes AS others
      ON others.quote_id = later.quote_id AND later.event IN ('change_applied', 'change_applied_on_trust')
    LEFT JOIN {p}bridge_quotes AS said ON said.id = COALESCE(others.due_quote_id, others.quote_id)
    WHERE later.membership_id = applied.membership_id AND later.sequence > applied.sequence
      AND (later.event IN ('billings_put_right', 'membership_handed_back')
           OR JSON_CONTAINS(later.data, 'false', '$.columns.billing_cycles.restored')
           OR JSON_CONTAINS(later.data, 'false', '$.columns.plan_id.restored')
           OR JSON_VALUE(said.body, '$.quote.after.billings') IS NOT NULL
           OR JSON_VALUE(said.body, '$.quote.after.plan_id') <> memberships.plan_id));

-- name: a_limited_site_names_a_membership_that_is_written
-- A site's row names a row of its membership: without it nothing limits the site, and its plugin has to ask. A membership
-- that is gone without ever having had a row is told elsewhere.
SELECT sites.blog_id, sites.membership_id
FROM {p}bridge_site_limits AS sites
LEFT JOIN {p}bridge_membership_limits AS limits ON limits.membership_id = sites.membership_id
JOIN {p}wu_memberships AS memberships ON memberships.id = sites.membership_id
WHERE limits.membership_id IS NULL
  AND EXISTS (SELECT 1 FROM {p}bridge_sweeps AS sweeps WHERE sweeps.name = 'limits.filled' AND sweeps.after_id > 0);

-- name: what_is_held_is_what_the_membership_was_written_with
-- The plan held is the membership's, alone, once its row is made from what is there now; a plan that nobody ever knew
-- leaves what was held.
SELECT memberships.id, memberships.plan_id, GROUP_CONCAT(held.product_id ORDER BY held.product_id) AS held
FROM {p}wu_memberships AS memberships
JOIN {p}bridge_membership_limits AS limits
  ON limits.membership_id = memberships.id AND CAST(limits.source_digest AS BINARY) = CAST(CONCAT(
    LEFT(SHA2(CONCAT_WS('|', memberships.plan_id, memberships.status, COALESCE(memberships.date_expiration, ''),
                        COALESCE(memberships.addon_products, '')), 256), 32),
    LEFT(SHA2(COALESCE((SELECT said.meta_value FROM {p}wu_membershipmeta AS said
                        WHERE said.wu_membership_id = memberships.id AND said.meta_key = 'wu_limitations'
                        ORDER BY said.meta_id DESC LIMIT 1), ''), 256), 32)) AS BINARY)
JOIN {p}bridge_product_limits AS plans ON plans.product_id = memberships.plan_id
LEFT JOIN {p}bridge_holdings AS held
  ON held.membership_id = memberships.id
 AND (held.product_id = memberships.plan_id
      OR EXISTS (SELECT 1 FROM {p}bridge_product_limits AS other WHERE other.product_id = held.product_id AND other.kind = 'plan'))
GROUP BY memberships.id, memberships.plan_id
HAVING COUNT(held.product_id) <> 1 OR MAX(held.product_id) <> memberships.plan_id;

-- name: an_applied_change_is_what_is_held
-- The last change that was applied to a membership, by its journal, left it holding these add-ons, unless somebody else
-- wrote the membership since.
SELECT journal.membership_id, journal.sequence, COUNT(held.product_id) AS held
FROM {p}bridge_journal AS journal
JOIN {p}wu_memberships AS memberships ON memberships.id = journal.membership_id AND memberships.date_modified <= journal.at
LEFT JOIN {p}bridge_holdings AS held
  ON held.membership_id = journal.membership_id AND held.product_id <> memberships.plan_id
WHERE journal.event = 'change_applied'
  AND journal.sequence = (SELECT MAX(later.sequence) FROM {p}bridge_journal AS later
                          WHERE later.membership_id = journal.membership_id)
GROUP BY journal.membership_id, journal.sequence, journal.data
HAVING COUNT(held.product_id) > JSON_LENGTH(journal.data, '$.addons')
    OR COALESCE(SUM(JSON_EXTRACT(journal.data, CONCAT('$.addons."', held.product_id, '"')) = held.quantity), 0)
       <> COUNT(held.product_id);

-- name: closed_memberships_close_their_sites
-- A membership that expired, was cancelled or is paused with its sites closed says so to them, once its row is made
-- from what is there now.
SELECT memberships.id, memberships.status, limits.closed
FROM {p}wu_memberships AS memberships
JOIN {p}bridge_membership_limits AS limits
  ON limits.membership_id = memberships.id AND CAST(limits.source_digest AS BINARY) = CAST(CONCAT(
    LEFT(SHA2(CONCAT_WS('|', memberships.plan_id, memberships.status, COALESCE(memberships.date_expiration, ''),
                        COALESCE(memberships.addon_products, '')), 256), 32),
    LEFT(SHA2(COALESCE((SELECT said.meta_value FROM {p}wu_membershipmeta AS said
                        WHERE said.wu_membership_id = memberships.id AND said.meta_key = 'wu_limitations'
                        ORDER BY said.meta_id DESC LIMIT 1), ''), 256), 32)) AS BINARY)
LEFT JOIN {p}bridge_membership_terms AS terms ON terms.membership_id = memberships.id AND terms.pause_closes <> 0
WHERE CAST(COALESCE(limits.closed, '') AS BINARY) <> CAST(
  IF(memberships.status IN ('expired', 'cancelled'), memberships.status, IF(terms.membership_id IS NULL, '', 'paused')) AS BINARY);

-- name: each_products_row_is_its_newest_state
-- Of a product's limits its row has what its newest state has.
SELECT limits.product_id, limits.revision
FROM {p}bridge_product_limits AS limits
LEFT JOIN {p}bridge_product_limit_revisions AS newest
  ON newest.product_id = limits.product_id AND newest.revision = limits.revision
WHERE newest.revision IS NULL OR CAST(newest.limits AS BINARY) <> CAST(limits.limits AS BINARY)
   OR EXISTS (SELECT 1 FROM {p}bridge_product_limit_revisions AS later
              WHERE later.product_id = limits.product_id AND later.revision > limits.revision);

-- name: what_rests_is_on_hold_and_asked_for_nothing
-- A membership that is paused is on hold in the shared row, unless somebody else wrote it since; nothing is asked for it.
SELECT terms.membership_id, memberships.status, changes.quote_id, changes.status AS change_status
FROM {p}bridge_membership_terms AS terms
JOIN {p}wu_memberships AS memberships ON memberships.id = terms.membership_id
LEFT JOIN {p}bridge_changes AS changes
  ON changes.membership_id = terms.membership_id
 AND changes.status IN ('awaiting_payment', 'processing', 'applied_on_trust', 'owed')
WHERE terms.paused_at IS NOT NULL
  AND (changes.quote_id IS NOT NULL
       OR (memberships.status <> 'on-hold' AND memberships.date_modified <= terms.updated_at));

-- name: nothing_goes_on_without_a_pause
-- What a pause left to be done is there only while there is one.
SELECT membership_id, paused_from, resumes_at FROM {p}bridge_membership_terms
WHERE (paused_at IS NULL AND (resumes_at IS NOT NULL OR paused_from IS NOT NULL OR pause_closes <> 0))
   OR (paused_at IS NOT NULL AND (paused_from IS NULL OR resumes_at <= paused_at));

-- name: nobody_is_open_whose_time_to_pay_was_over_when_it_was_ended
-- A membership of ours whose renewal ended unpaid is not open, unless a term was begun or something is asked for since.
SELECT changes.quote_id, changes.membership_id, memberships.status, memberships.date_expiration
FROM {p}bridge_changes AS changes
JOIN {p}wu_memberships AS memberships
  ON memberships.id = changes.membership_id AND memberships.gateway = 'bridge'
 AND memberships.status IN ('active', 'trialing')
JOIN {p}bridge_membership_terms AS terms
  ON terms.membership_id = changes.membership_id AND terms.term_end = changes.effective_at
WHERE changes.kind = 'renewal' AND changes.status = 'void' AND changes.problem = 'unpaid'
  AND memberships.date_expiration <= CAST(changes.effective_at AS DATETIME);

-- name: orders_of_open_memberships_end_with_their_time_to_pay
-- An order of an open membership of ours is payable until its term's end, or until the days of grace after it are over:
-- a tenth of the term at most (37 days of a year), whenever it was made. Time in which the worker stood is not counted.
SELECT changes.quote_id, changes.membership_id, changes.payable_until, terms.term_end
FROM {p}bridge_changes AS changes
JOIN {p}bridge_membership_terms AS terms ON terms.membership_id = changes.membership_id
JOIN {p}wu_memberships AS memberships
  ON memberships.id = changes.membership_id AND memberships.gateway = 'bridge'
 AND memberships.status IN ('active', 'trialing') AND memberships.amount > 0
 AND memberships.date_expiration = CAST(terms.term_end AS DATETIME)
WHERE changes.status = 'awaiting_payment' AND changes.created_at >= terms.term_end
  AND (memberships.billing_cycles = 0 OR memberships.times_billed < memberships.billing_cycles)
  AND changes.payable_until > terms.term_end + INTERVAL
      (CASE memberships.duration_unit WHEN 'day' THEN 1 WHEN 'week' THEN 7 WHEN 'month' THEN 31 ELSE 366 END
       * memberships.duration) DIV 10 DAY
      + INTERVAL COALESCE((SELECT SUM(TIMESTAMPDIFF(SECOND, outages.began_at, outages.ended_at) + 1)
                           FROM {p}bridge_worker_outages AS outages
                           WHERE outages.began_at < changes.payable_until
                             AND outages.ended_at > terms.term_end - INTERVAL 90 DAY), 0) SECOND;

-- name: what_a_renewal_charges_is_what_the_next_term_shows
-- The lines that settle a renewal are of the amounts of its quote: net price and the tax of its day. What was carried over into
-- it is no line of it: those were settled when it was due first.
SELECT changes.quote_id, quotes.due_now_minor, SUM(settled.amount_minor + settled.tax_minor) AS settled_minor
FROM {p}bridge_changes AS changes
JOIN {p}bridge_quotes AS quotes ON quotes.id = COALESCE(changes.due_quote_id, changes.quote_id)
JOIN {p}bridge_settled_lines AS settled ON settled.quote_id = changes.quote_id
WHERE changes.kind = 'renewal' AND changes.status = 'applied'
GROUP BY changes.quote_id, quotes.due_now_minor
HAVING SUM(settled.amount_minor + settled.tax_minor) < quotes.due_now_minor - COALESCE(
  (SELECT SUM(carried.amount_minor) FROM {p}bridge_carried_over AS carried
   WHERE carried.taken_by IN (changes.quote_id, MIN(quotes.id))), 0);

-- name: parts_are_held_by_what_waits_for_the_rest
-- Money that came by hand and is less than was due is held by an order that awaits payment, or it is account credit.
SELECT parts.id, parts.quote_id, changes.status
FROM {p}bridge_transfers AS parts
LEFT JOIN {p}bridge_changes AS changes
  ON changes.quote_id = parts.quote_id AND changes.status IN ('awaiting_payment', 'processing', 'owed')
WHERE parts.state = 'held' AND changes.quote_id IS NULL;

-- name: parts_held_are_less_than_is_due
-- As soon as all that is due has come, the order is settled.
SELECT changes.quote_id, changes.due_now_minor, SUM(parts.amount_minor) AS held_minor
FROM {p}bridge_transfers AS parts
JOIN {p}bridge_changes AS changes ON changes.quote_id = parts.quote_id
WHERE parts.state = 'held'
GROUP BY changes.quote_id, changes.due_now_minor
HAVING SUM(parts.amount_minor) >= changes.due_now_minor;

-- name: what_came_by_hand_was_used_or_is_account_credit
-- The sums that settled a payment come to it, what was more is account credit, and so is what was given back.
SELECT came.payment_id, came.settled_minor, came.credited_minor, paid.amount_minor, credit.entries_minor
FROM (SELECT payment_id, SUM(IF(state = 'settled', amount_minor - credited_minor, 0)) AS settled_minor,
             SUM(credited_minor) AS credited_minor
      FROM {p}bridge_transfers GROUP BY payment_id) AS came
LEFT JOIN {p}bridge_payments AS paid
  ON paid.payment_id = came.payment_id AND paid.status IN ('completed', 'refunded', 'partially-refunded')
LEFT JOIN (SELECT payment_id, SUM(amount_minor) AS entries_minor FROM {p}bridge_account_credit_entries
           WHERE cause IN ('overpaid', 'received_part') GROUP BY payment_id) AS credit
  ON credit.payment_id = came.payment_id
WHERE came.settled_minor <> COALESCE(paid.amount_minor, 0) OR came.credited_minor <> COALESCE(credit.entries_minor, 0);

-- name: receipts_are_numbered_without_a_gap
-- Of each series and year there are as many documents as numbers were taken, from the first to the last.
SELECT counters.series, counters.year, counters.first_number, counters.last_number, COUNT(receipts.id) AS issued
FROM {p}bridge_receipt_counters AS counters
LEFT JOIN {p}bridge_receipts AS receipts ON receipts.series = counters.series AND receipts.year = counters.year
GROUP BY counters.series, counters.year, counters.first_number, counters.last_number
HAVING COUNT(receipts.id) <> counters.last_number - counters.first_number + 1
    OR COALESCE(MIN(receipts.number), 0) <> counters.first_number
    OR COALESCE(MAX(receipts.number), 0) <> counters.last_number;

-- name: no_receipt_without_its_counter
-- A number was taken before it was written.
SELECT receipts.id, receipts.series, receipts.year, receipts.number
FROM {p}bridge_receipts AS receipts
LEFT JOIN {p}bridge_receipt_counters AS counters ON counters.series = receipts.series AND counters.year = receipts.year
WHERE counters.series IS NULL;

-- name: receipts_say_what_was_paid
-- A receipt is of a payment whose money came, its amount that of the payment; its tax the payment's, or none where the
-- money was kept as account credit.
SELECT receipts.id, receipts.name, receipts.amount_minor, payments.amount_minor AS paid_minor, payments.status
FROM {p}bridge_receipts AS receipts
LEFT JOIN {p}bridge_payments AS payments ON payments.payment_id = receipts.payment_id
WHERE receipts.series = 'receipt'
  AND (payments.payment_id IS NULL OR payments.status NOT IN ('completed', 'refunded', 'partially-refunded')
       OR payments.amount_minor <> receipts.amount_minor OR payments.currency <> receipts.currency
       OR (receipts.tax_minor <> payments.tax_minor AND receipts.tax_minor <> 0));

-- name: credit_notes_take_back_no_more_than_was_paid
-- All credit notes of a receipt that were not cancelled are together at most what it says, its tax as well.
SELECT originals.id, originals.name, originals.amount_minor, SUM(notes.amount_minor) AS taken_back_minor
FROM {p}bridge_receipts AS notes
LEFT JOIN {p}bridge_receipts AS originals ON originals.id = notes.original_id AND originals.series = 'receipt'
LEFT JOIN {p}bridge_receipts AS cancelling ON cancelling.cancels = notes.id
WHERE notes.series = 'credit_note' AND cancelling.id IS NULL
GROUP BY originals.id, originals.name, originals.amount_minor, originals.tax_minor
HAVING originals.id IS NULL OR SUM(notes.amount_minor) > originals.amount_minor
    OR (SUM(notes.amount_minor) = originals.amount_minor AND SUM(notes.tax_minor) <> originals.tax_minor);

-- name: a_cancellation_is_of_a_whole_credit_note
-- What cancels a credit note says what it said, tax as well, about the same payment.
SELECT cancelling.id, cancelling.name, notes.name AS cancelled
FROM {p}bridge_receipts AS cancelling
LEFT JOIN {p}bridge_receipts AS notes ON notes.id = cancelling.original_id AND notes.series = 'credit_note'
WHERE cancelling.series = 'cancellation'
  AND (notes.id IS NULL OR notes.payment_id <> cancelling.payment_id OR notes.amount_minor <> cancelling.amount_minor
       OR notes.tax_minor <> cancelling.tax_minor);

-- name: every_payment_since_the_first_receipt_has_its_own
-- Money that came since the network issues receipts has one.
SELECT payments.payment_id, payments.received_at
FROM {p}bridge_payments AS payments
LEFT JOIN {p}bridge_receipts AS receipts ON receipts.receipt_of = payments.payment_id
WHERE payments.status IN ('completed', 'refunded', 'partially-refunded') AND payments.amount_minor > 0
  AND receipts.id IS NULL AND payments.payment_id > (SELECT MIN(first.payment_id) FROM {p}bridge_receipts AS first);

-- name: every_event_of_a_provider_is_done_or_to_be_worked
-- An event that is not done has its time to be worked, and one that is done has none.
SELECT gateway, event_id, state FROM {p}bridge_webhook_events
WHERE (state = 'received') <> (work_after IS NOT NULL) OR (state = 'received') <> (done_at IS NULL);

-- name: only_awaited_payments_are_asked_about
-- A provider is asked about what is awaited, and about nothing that has ended.
SELECT payment_id, status FROM {p}bridge_payments WHERE ask_after IS NOT NULL AND status <> 'pending';

-- name: only_refunds_under_way_are_asked_about
-- A provider is asked about refunds that are under way, and about none that has ended.
SELECT refund_id, status FROM {p}bridge_refunds WHERE ask_after IS NOT NULL AND status NOT IN ('asked', 'pending');

-- name: no_more_is_refunded_than_was_paid
-- What goes back of a payment is a part of it, of a payment that there was. What is kept as account credit counts by
-- itself: the network has that money still, so whoever paid it can get it back from the provider as well.
SELECT refunds.payment_id, SUM(refunds.amount_minor) AS refunded_minor, MAX(payments.amount_minor) AS amount_minor
FROM {p}bridge_refunds AS refunds
LEFT JOIN {p}bridge_payments AS payments ON payments.payment_id = refunds.payment_id
WHERE refunds.status IN ('pending', 'succeeded')
GROUP BY refunds.payment_id, refunds.destination
HAVING MAX(payments.amount_minor) IS NULL OR SUM(refunds.amount_minor) > MAX(payments.amount_minor);

-- name: every_dispute_is_of_a_payment
-- What a bank contests was paid here, in the same currency.
SELECT disputes.dispute_id, disputes.payment_id
FROM {p}bridge_disputes AS disputes
LEFT JOIN {p}bridge_payments AS payments
  ON payments.payment_id = disputes.payment_id AND payments.currency = disputes.currency
WHERE payments.payment_id IS NULL;

-- name: payments_say_what_went_back_of_them
-- What a payment says went back is what refunds to its payer and disputes took that are booked.
SELECT payments.payment_id, payments.refunded_minor, COALESCE(refunds.gone_minor, 0) + COALESCE(disputes.gone_minor, 0)
       AS gone_minor
FROM {p}bridge_payments AS payments
LEFT JOIN (SELECT payment_id, SUM(amount_minor) AS gone_minor FROM {p}bridge_refunds
           WHERE booked = 'yes' AND destination = 'payer' GROUP BY payment_id) AS refunds
  ON refunds.payment_id = payments.payment_id
LEFT JOIN (SELECT disputes.payment_id, SUM(taken.amount_minor) AS gone_minor
           FROM {p}bridge_disputes AS disputes
           JOIN {p}bridge_value_taken AS taken
             ON taken.cause = 'dispute' AND taken.cause_id = disputes.dispute_id AND taken.given_back_at IS NULL
           WHERE disputes.booked = 'yes' GROUP BY disputes.payment_id) AS disputes
  ON disputes.payment_id = payments.payment_id
WHERE payments.refunded_minor <> COALESCE(refunds.gone_minor, 0) + COALESCE(disputes.gone_minor, 0)
   OR (payments.status = 'refunded') <> (payments.refunded_minor > 0 AND payments.refunded_minor >= payments.amount_minor)
   OR (payments.status = 'partially-refunded')
      <> (payments.refunded_minor > 0 AND payments.refunded_minor < payments.amount_minor);

-- name: what_refunds_and_disputes_took_is_what_lines_lost
-- A line lost what refunds and disputes hold of it.
SELECT settled.id, settled.refunded_minor, taken.taken_minor
FROM {p}bridge_settled_lines AS settled
JOIN (SELECT line_id, SUM(amount_minor) AS taken_minor FROM {p}bridge_value_taken
      WHERE line_id IS NOT NULL AND given_back_at IS NULL GROUP BY line_id) AS taken ON taken.line_id = settled.id
WHERE settled.refunded_minor < taken.taken_minor;

-- name: a_refund_takes_what_it_sends_back
-- What a refund that is booked, or under way, took is its amount.
SELECT refunds.refund_id, refunds.amount_minor, COALESCE(SUM(taken.amount_minor), 0) AS taken_minor
FROM {p}bridge_refunds AS refunds
LEFT JOIN {p}bridge_value_taken AS taken
  ON taken.cause = 'refund' AND taken.cause_id = refunds.refund_id AND taken.given_back_at IS NULL
WHERE refunds.status IN ('asked', 'pending', 'succeeded')
GROUP BY refunds.refund_id, refunds.amount_minor
HAVING COALESCE(SUM(taken.amount_minor), 0) <> refunds.amount_minor;

-- name: no_membership_is_looked_at_after_its_term
-- A membership of ours that runs as we wrote it, with nothing under way for it, is looked at by its term's end at the latest:
-- one that was billed as often as agreed goes on without that.
SELECT terms.membership_id, terms.look_at, terms.term_end
FROM {p}bridge_membership_terms AS terms
JOIN {p}wu_memberships AS memberships ON memberships.id = terms.membership_id
LEFT JOIN {p}bridge_open_operations AS slots ON slots.membership_id = terms.membership_id
LEFT JOIN {p}bridge_changes AS scheduled ON scheduled.scheduled_membership_id = terms.membership_id
WHERE terms.look_at > terms.term_end AND slots.membership_id IS NULL AND scheduled.quote_id IS NULL
  AND memberships.gateway = 'bridge' AND memberships.status IN ('active', 'trialing')
  AND JSON_VALUE(terms.row_written, '$.gateway') = 'bridge'
  AND JSON_VALUE(terms.row_written, '$.status') IN ('active', 'trialing')
  AND NOT (memberships.billing_cycles > 0 AND memberships.times_billed >= memberships.billing_cycles);

-- name: every_logo_that_a_document_bears_is_kept
-- A document is drawn without its logo where that is gone, or another picture by now.
SELECT receipts.id, receipts.name
FROM {p}bridge_receipts AS receipts
LEFT JOIN {p}bridge_logos AS logos
  ON CAST(logos.digest AS BINARY) = CAST(COALESCE(receipts.logo, JSON_UNQUOTE(JSON_EXTRACT(receipts.body, '$.logo'))) AS BINARY)
WHERE COALESCE(receipts.logo, JSON_UNQUOTE(JSON_EXTRACT(receipts.body, '$.logo')), '') <> ''
  AND (logos.digest IS NULL OR CAST(SHA2(logos.image, 256) AS BINARY) <> CAST(logos.digest AS BINARY));
