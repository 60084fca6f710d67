-- A membership with all that belongs to it. Every read below the choosing ones is about @bridge_membership, which one
-- of those sets in the same round trip, so that the whole takes one round trip whatever the number of products. What
-- several of them ask of it is set with it: what a read costs is mostly how many tables it names.

-- part: payment_as_shared
-- A payment of the shared table, with the line items that another system kept.
payments.id, ours.payment_id AS our_id, payments.status, payments.currency, payments.total, payments.gateway,
       payments.date_created, payments.product_id, payments.membership_id, products.name AS product_name,
       (SELECT meta.meta_value FROM {p}wu_paymentmeta AS meta
        WHERE meta.wu_payment_id = payments.id AND meta.meta_key = 'wu_line_items'
        ORDER BY meta.meta_id LIMIT 1) AS foreign_lines

-- part: payment_as_billed
-- A payment of the shared table as the list shows it, with what tells whether it paid for a term or waits for its payer.
SELECT payments.id, ours.payment_id AS our_id, payments.status, payments.currency, payments.total, payments.refund_total,
       payments.gateway, payments.date_created, payments.product_id,
       payments.status = 'pending' AND ours.payment_id IS NULL AS is_bill_elsewhere,
       payments.status IN ('completed', 'partially-refunded') AND COALESCE(late.state, 'open') = 'open' AS is_paid,
       meta.meta_value AS foreign_lines, meta.meta_id

-- part: billed_payments
-- Where those are: twice where line items of another system are kept twice; the first of them count.
FROM {p}wu_payments AS payments
LEFT JOIN {p}bridge_payments AS ours ON ours.shared_id = payments.id
LEFT JOIN {p}bridge_bills_elsewhere AS late ON late.payment_id = payments.id
LEFT JOIN {p}wu_paymentmeta AS meta ON meta.wu_payment_id = payments.id AND meta.meta_key = 'wu_line_items'

-- part: shared_payments
-- Where those columns are.
{p}wu_payments AS payments
LEFT JOIN {p}bridge_payments AS ours ON ours.shared_id = payments.id
LEFT JOIN {p}wu_products AS products ON products.id = payments.product_id

-- part: seen_of_shared
-- Of the shared payments of a membership those that who asks may see: its customer's own. What one paid who had it before
-- is theirs alone; network admins see every one (`sees_every`). One that names nobody is of whoever has it.
(%(sees_every)s = 1 OR payments.customer_id IN (0, (SELECT held.customer_id FROM {p}wu_memberships AS held
                                                     WHERE held.id = payments.membership_id)))

-- part: seen_of_ours
-- The same of the payments that are ours.
(%(sees_every)s = 1 OR payments.customer_id = (SELECT held.customer_id FROM {p}wu_memberships AS held
                                                WHERE held.id = payments.membership_id))

-- part: membership_of_the_site
-- The membership of a customer-owned site; one that lost its type or its membership's id elsewhere, or names one
-- that is none, stays with the membership that it was limited by last.
COALESCE(
  (SELECT named.id FROM {p}blogmeta AS owned
   JOIN {p}wu_memberships AS named ON named.id = CAST(owned.meta_value AS UNSIGNED)
   JOIN {p}blogmeta AS kind ON kind.blog_id = owned.blog_id AND kind.meta_key = 'wu_type' AND kind.meta_value = 'customer_owned'
   WHERE owned.blog_id = %(blog_id)s AND owned.meta_key = 'wu_membership_id'
     AND owned.meta_value REGEXP '^[1-9][0-9]{0,17}$'
   ORDER BY owned.meta_id DESC LIMIT 1),
  IF(EXISTS (SELECT 1 FROM {p}blogmeta AS kind WHERE kind.blog_id = %(blog_id)s AND kind.meta_key = 'wu_type'
             AND kind.meta_value IN ('default', 'site_template', 'main', 'pending', 'external', 'demo')),
     NULL,
     COALESCE((SELECT limits.membership_id FROM {p}bridge_site_limits AS limits WHERE limits.blog_id = %(blog_id)s),
              (SELECT older.membership_id FROM {p}bridge_site_quotas AS older WHERE older.blog_id = %(blog_id)s))))

-- part: picked
-- What the reads below are about: a membership, its customer, that customer's user, and whether its terms are ours.
-- Aggregates give one row where there is no membership too: nothing is left of what was read before.
SELECT MAX(picked.id), MAX(picked.customer_id), MAX(payer.user_id), COUNT(terms.membership_id)
INTO @bridge_membership, @bridge_customer, @bridge_user, @bridge_has_terms
FROM {p}wu_memberships AS picked
LEFT JOIN {p}wu_customers AS payer ON payer.id = picked.customer_id
LEFT JOIN {p}bridge_membership_terms AS terms ON terms.membership_id = picked.id

-- name: choose
-- Read the membership named.
{picked}
WHERE picked.id = %(membership_id)s;

-- name: choose_for_account
-- Read the membership named, else the site's, else the customer's newest, a running one first.
{picked}
WHERE picked.id = COALESCE(
  %(membership_id)s,
  (SELECT sold.id
   FROM {p}wu_memberships AS sold
   LEFT JOIN {p}wu_customers AS buyer ON buyer.id = sold.customer_id
   WHERE sold.id = {membership_of_the_site} AND (%(sees_site)s = 1 OR buyer.user_id = %(user_id)s)),
  (SELECT COALESCE(MAX(IF(held.status IN ('active', 'trialing', 'on-hold'), held.id, NULL)), MAX(held.id))
   FROM {p}wu_customers AS holder
   JOIN {p}wu_memberships AS held ON held.customer_id = holder.id
   WHERE holder.user_id = %(user_id)s AND holder.user_id > 0));

-- part: row_columns
-- The membership, its customer and the term of ours beside it.
memberships.id, memberships.customer_id, memberships.plan_id, memberships.addon_products, memberships.currency,
       memberships.initial_amount, memberships.recurring, memberships.duration, memberships.duration_unit,
       memberships.amount, memberships.date_created, memberships.date_trial_end, memberships.date_renewed,
       memberships.date_expiration, memberships.times_billed, memberships.billing_cycles, memberships.status,
       memberships.gateway, memberships.auto_renew, memberships.gateway_subscription_id, customers.user_id, customers.has_trialed,
       terms.membership_id AS term_of, terms.term_start, terms.term_end, terms.anchor_day, terms.recurring_lines,
       terms.kept_discount, terms.plan_id AS term_plan_id, terms.plan_since, terms.billed_before, terms.cancel_asked_at,
       terms.cancel_reason, terms.paused_at, terms.paused_from, terms.resumes_at, terms.pause_closes,
       COALESCE(buyers.vat_number, '') AS vat_number, COALESCE(buyers.vat_state, 'unchecked') AS vat_state

-- part: row_tables
-- Where those columns are.
{p}wu_memberships AS memberships
LEFT JOIN {p}wu_customers AS customers ON customers.id = memberships.customer_id
LEFT JOIN {p}bridge_membership_terms AS terms ON terms.membership_id = memberships.id
LEFT JOIN {p}bridge_buyers AS buyers ON buyers.customer_id = memberships.customer_id

-- name: row
-- The membership, its customer and the term of ours beside it.
SELECT {row_columns}, {membership_digest} AS limits_digest
FROM {row_tables}
WHERE memberships.id = @bridge_membership;

-- name: account_row
-- The same, with the proof of the customer's VAT number. No limits are written from there: it needs no digest of what they
-- are made from.
SELECT {row_columns}, COALESCE(buyers.locale, '') AS locale, buyers.vat_checked_at, COALESCE(buyers.vat_proof, '') AS vat_proof
FROM {row_tables}
WHERE memberships.id = @bridge_membership;

-- name: edit
-- What somebody else wrote into the membership's row and nobody has looked at: for network admins.
SELECT membership_id, outcome, details, noticed_at FROM {p}bridge_external_edits WHERE membership_id = @bridge_membership;

-- part: kept_beside
-- What is kept beside a membership's row, each under a name: what its meta and its customer's say that pricing and limits
-- read, a change that another has scheduled and where the customer is, for tax, too; the customer's free account credit
-- in every currency, for which one is the membership's, its row or the network says; and what was carried over and not
-- charged yet, with the tax in it. In no order: sorting texts takes a table on disk. Tables may have other collations
-- than each other: the first names one for all.
SELECT meta_id, CONVERT(meta_key USING utf8mb4) COLLATE utf8mb4_bin AS meta_key,
       CONVERT(meta_value USING utf8mb4) COLLATE utf8mb4_bin AS meta_value, NULL AS currency FROM {p}wu_membershipmeta
WHERE wu_membership_id = @bridge_membership
  AND meta_key IN ('wu_limitations', 'discount_code', 'wu_swap_order', 'wu_swap_scheduled_date')
UNION ALL
SELECT meta_id, meta_key, meta_value, NULL FROM {p}wu_customermeta
WHERE wu_customer_id = @bridge_customer AND meta_key IN ('wu_billing_address', 'wu_has_trialed')
UNION ALL
SELECT 0, 'free_credit', balance_minor - reserved_minor, currency FROM {p}bridge_account_credit
WHERE customer_id = @bridge_customer
UNION ALL
SELECT tax_minor, 'carried_over', amount_minor, currency FROM {p}bridge_carried_over
WHERE membership_id = @bridge_membership AND taken_by IS NULL AND customer_id = @bridge_customer

-- name: beside
-- All of that.
{kept_beside};

-- name: account_beside
-- The same, and how often the limits were written of the membership that limits the site asked from.
{kept_beside}
UNION ALL
SELECT 0, 'limits_revision', limits.revision, '' FROM {p}bridge_site_limits AS sites
JOIN {p}bridge_membership_limits AS limits ON limits.membership_id = sites.membership_id
WHERE sites.blog_id = %(blog_id)s;

-- name: settled_lines
-- What was paid for and has not been given back, and every set-up fee ever settled; of what goes on a part may have been
-- given back to who had it before. Where no terms are ours, also what
-- ended and was given back to nobody: it may have ended as the membership was handed back. In no order, and chosen once
-- they are read: a membership has few, and what a reading costs is mostly how it is planned.
SELECT id, payment_id, product_id, line_type, quantity, amount_minor, tax_minor,
       refunded_minor + IF(ended_at IS NULL, credited_minor + used_minor, 0) AS refunded_minor, term_start, term_end,
       settled_at, ended_at, credited_minor
FROM {p}bridge_settled_lines
WHERE membership_id = @bridge_membership
HAVING ended_at IS NULL OR line_type = 'setup_fee' OR (@bridge_has_terms = 0 AND credited_minor = 0);

-- name: last_handed_back
-- When a membership was handed back last, and what was held then: lines that ended at that instant, and that nobody was
-- credited for, are worth their rest while it is.
SELECT at, data FROM {p}bridge_journal WHERE membership_id = %(membership_id)s AND event = 'membership_handed_back'
ORDER BY sequence DESC LIMIT 1;

-- name: billed
-- The payments that wait, and where no records of ours tell what was paid, those that are completed. In no order, and no
-- more than can be told apart at once: where they fill a page, each sort is asked for by itself.
{payment_as_billed}
{billed_payments}
WHERE payments.membership_id = @bridge_membership
  AND (payments.status = 'pending' OR (@bridge_has_terms = 0 AND payments.status IN ('completed', 'partially-refunded')))
LIMIT 25;

-- name: completed_payments
-- The latest completed payments, those of 0 too, with what they were for; asked for only where no records of ours tell
-- what was paid, and some are ours or they fill a page. One that became account credit paid for nothing here, ours or another's.
SELECT payments.total, payments.refund_total, payments.currency, payments.date_created, payments.product_id,
       (SELECT meta.meta_value FROM {p}wu_paymentmeta AS meta
        WHERE meta.wu_payment_id = payments.id AND meta.meta_key = 'wu_line_items'
        ORDER BY meta.meta_id LIMIT 1) AS foreign_lines,
       (SELECT GROUP_CONCAT(line_items.product_id) FROM {p}bridge_payment_lines AS line_items
        WHERE line_items.payment_id = ours.payment_id AND line_items.code IN ('plan', 'package', 'service')) AS our_products
FROM {p}wu_payments AS payments
LEFT JOIN {p}bridge_payments AS ours ON ours.shared_id = payments.id
WHERE payments.membership_id = @bridge_membership AND payments.status IN ('completed', 'partially-refunded')
  AND payments.date_created IS NOT NULL AND @bridge_has_terms = 0
  AND NOT EXISTS (SELECT 1 FROM {p}bridge_account_credit_entries AS kept
                  WHERE kept.customer_id = ours.customer_id AND kept.payment_id = ours.payment_id
                    AND kept.cause = 'received_late')
  AND NOT EXISTS (SELECT 1 FROM {p}bridge_bills_elsewhere AS late
                  WHERE late.payment_id = payments.id AND late.state <> 'open')
ORDER BY payments.date_created DESC, payments.id DESC LIMIT 24;

-- name: bills_elsewhere
-- The payments of the membership that wait and that we did not ask for, where its payments fill a page.
SELECT shared.id, shared.total, shared.currency, shared.date_created, shared.gateway
FROM {p}wu_payments AS shared
LEFT JOIN {p}bridge_payments AS ours ON ours.shared_id = shared.id
WHERE shared.membership_id = @bridge_membership AND shared.status = 'pending' AND ours.payment_id IS NULL
ORDER BY shared.id LIMIT 20;

-- name: changes
-- Changes that are open or scheduled, with the quotes whose figures bind them; in no order.
SELECT changes.quote_id, changes.membership_id, changes.customer_id, changes.requested_by, changes.kind,
       changes.status, changes.gateway, changes.currency, changes.due_now_minor, changes.credit_reserved_minor,
       changes.membership_digest, changes.due_quote_id, changes.effective_at, changes.payable_until,
       changes.lease_owner, changes.lease_until, changes.attempts, changes.problem, changes.created_at,
       changes.updated_at, changes.settled_at, changes.tries, changes.try_again_at, quotes.id AS bound_id, quotes.membership_id AS bound_membership_id,
       quotes.customer_id AS bound_customer_id, quotes.user_id AS bound_user_id, quotes.body AS bound_body
FROM {p}bridge_changes AS changes
JOIN {p}bridge_quotes AS quotes ON quotes.id = COALESCE(changes.due_quote_id, changes.quote_id)
WHERE changes.membership_id = @bridge_membership
  AND changes.status IN ('awaiting_payment', 'processing', 'scheduled', 'needs_attention', 'applied_on_trust', 'owed');

-- part: site_columns
-- A site with its own limitations, once for each meta row and each domain mapped to it, in no order: sorting texts takes a
-- table on disk. A site that lost its type or its membership's id elsewhere, or names one that is none, stays with the
-- membership that it was limited by last.
SELECT candidates.blog_id, blogs.domain, blogs.path, mapped.domain AS mapped_domain,
       COALESCE(mapped.primary_domain, 0) AS is_primary, COALESCE(mapped.id, 0) AS mapped_id,
       own.meta_value AS limitations, COALESCE(own.meta_id, 0) AS own_id,
       owned.blog_id IS NULL OR kind.blog_id IS NULL AS link_lost

-- part: site_joins
JOIN {p}blogs AS blogs ON blogs.blog_id = candidates.blog_id
LEFT JOIN ({p}blogmeta AS owned JOIN {p}wu_memberships AS named ON named.id = CAST(owned.meta_value AS UNSIGNED))
  ON owned.blog_id = candidates.blog_id AND owned.meta_key = 'wu_membership_id'
  AND owned.meta_value REGEXP '^[1-9][0-9]{0,17}$'
LEFT JOIN {p}blogmeta AS kind ON kind.blog_id = candidates.blog_id AND kind.meta_key = 'wu_type'
                             AND kind.meta_value IN ('customer_owned', 'default', 'site_template', 'main', 'pending',
                                                     'external', 'demo')
LEFT JOIN {p}wu_domain_mappings AS mapped ON mapped.blog_id = candidates.blog_id AND mapped.active = 1
                                         AND mapped.stage IN ('done', 'done-without-ssl')
LEFT JOIN {p}blogmeta AS own ON own.blog_id = candidates.blog_id AND own.meta_key = 'wu_limitations'
WHERE (CAST(owned.meta_value AS UNSIGNED) = @bridge_membership OR (owned.blog_id IS NULL AND candidates.is_limited = 1))
  AND (kind.meta_value = 'customer_owned' OR (kind.blog_id IS NULL AND candidates.is_limited = 1))

-- name: sites
-- The customer-owned sites of the membership: the first, those that say something of their own, and the one asked from.
-- WordPress has no index of meta values, so they are looked for where their limits are written already, and among as many
-- that the customer has a role on; a site found nowhere there is found once its limits are written (by its hooks, its first
-- request, or the worker's sweep).
{site_columns}
FROM (SELECT blog_id, 1 AS is_limited
      FROM (SELECT blog_id FROM {p}bridge_site_limits FORCE INDEX (membership)
            WHERE membership_id = @bridge_membership ORDER BY blog_id LIMIT %(most_sites)s) AS first_sites
      UNION ALL
      SELECT blog_id, 1
      FROM (SELECT blog_id FROM {p}bridge_site_limits FORCE INDEX (with_own)
            WHERE membership_id = @bridge_membership AND has_own = 1 ORDER BY blog_id LIMIT %(most_sites)s) AS with_own
      UNION ALL
      SELECT blog_id, 1 FROM {p}bridge_site_limits WHERE blog_id = %(blog_id)s AND membership_id = @bridge_membership
      UNION ALL
      SELECT blog_id, 1
      FROM (SELECT older.blog_id FROM {p}bridge_site_quotas AS older
            LEFT JOIN {p}bridge_site_limits AS limits ON limits.blog_id = older.blog_id
            WHERE older.membership_id = @bridge_membership AND limits.blog_id IS NULL
            LIMIT %(most_sites)s) AS of_before
      UNION ALL
      SELECT blog_id, 0
      FROM (SELECT CAST(SUBSTRING(roles.meta_key, CHAR_LENGTH('{p}') + 1) AS UNSIGNED) AS blog_id
            FROM {p}usermeta AS roles
            WHERE roles.user_id = @bridge_user AND roles.meta_key LIKE '%%\_capabilities'
              AND roles.meta_key REGEXP '^{p}[0-9]+_capabilities$'
            LIMIT %(most_sites)s) AS with_role) AS candidates
{site_joins};

-- name: every_site
-- All of them.
{site_columns}
FROM (SELECT blog_id, 1 AS is_limited FROM {p}bridge_site_limits WHERE membership_id = @bridge_membership
      UNION ALL
      SELECT older.blog_id, 1 FROM {p}bridge_site_quotas AS older
      LEFT JOIN {p}bridge_site_limits AS limits ON limits.blog_id = older.blog_id
      WHERE older.membership_id = @bridge_membership AND limits.blog_id IS NULL
      UNION ALL
      SELECT CAST(SUBSTRING(roles.meta_key, CHAR_LENGTH('{p}') + 1) AS UNSIGNED), 0
      FROM {p}usermeta AS roles
      WHERE roles.user_id = @bridge_user AND roles.meta_key LIKE '%%\_capabilities' AND roles.meta_key REGEXP '^{p}[0-9]+_capabilities$') AS candidates
{site_joins};

-- name: count_sites
-- How many sites the membership limits, counted so far; read from the index alone.
SELECT COUNT(*) AS found
FROM (SELECT blog_id FROM {p}bridge_site_limits FORCE INDEX (membership) WHERE membership_id = @bridge_membership LIMIT %(most)s) AS counted;

-- name: own_memberships
-- The newest memberships of the customer who asks, for the switch, and whether they have paid for one that they have no
-- more; a row without a membership where they have none. Without long texts, whose sorting takes a table on disk.
SELECT held.id, held.status, held.plan_id,
       EXISTS (SELECT 1 FROM {p}wu_payments AS payments
               LEFT JOIN {p}wu_memberships AS had ON had.id = payments.membership_id AND had.customer_id = payments.customer_id
               WHERE payments.customer_id = holder.id AND payments.status IN ('completed', 'refunded', 'partially-refunded')
                 AND had.id IS NULL) AS has_former_payments
FROM {p}wu_customers AS holder
LEFT JOIN {p}wu_memberships AS held ON held.customer_id = holder.id
WHERE holder.user_id = %(user_id)s AND holder.user_id > 0 ORDER BY held.id DESC LIMIT 100;

-- name: of_site
-- The membership of a customer-owned site.
SELECT {membership_of_the_site} AS membership_id;

-- name: payments
-- The payments of the membership in the shared table, whoever sees them, with the line items that another system kept. In
-- no order: where they fill a page, each sort is asked for by itself.
{payment_as_billed}, %(sees_every)s = 1 OR payments.customer_id IN (0, @bridge_customer) AS is_seen
{billed_payments}
WHERE payments.membership_id = @bridge_membership AND payments.status <> 'draft'
LIMIT 25;

-- name: seen_payments
-- The latest of them that who asks may see, where there are more.
SELECT {payment_as_shared}
FROM {shared_payments}
WHERE payments.membership_id = @bridge_membership AND payments.status <> 'draft'
  AND (%(sees_every)s = 1 OR payments.customer_id IN (0, @bridge_customer))
ORDER BY payments.date_created DESC, payments.id DESC LIMIT 20;

-- name: our_payments
-- Our payments of the membership, a row for each of their line items with each of their receipts and credit notes and each
-- dispute about them: those of the shared table, and those that are ours alone: no money is there, or their row is on its
-- way. In no order, and chosen once they are read: what a reading costs is mostly how it is planned.
SELECT payments.payment_id, payments.shared_id, payments.status, payments.currency, payments.amount_minor,
       payments.gateway, payments.created_at, payments.listed_after, payments.customer_id,
       COALESCE(named.reference, '') AS reference,
       line_items.position, line_items.code, line_items.product_id, line_items.amount_minor AS line_minor,
       receipts.id AS document_id, receipts.series, receipts.name,
       disputes.dispute_id, disputes.currency AS disputed_currency, disputes.amount_minor AS disputed_minor,
       disputes.status AS dispute_status, disputes.opened_at
FROM {p}bridge_payments AS payments
LEFT JOIN {p}bridge_payment_references AS named ON named.quote_id = payments.quote_id
LEFT JOIN {p}bridge_payment_lines AS line_items ON line_items.payment_id = payments.payment_id
LEFT JOIN {p}bridge_receipts AS receipts ON receipts.payment_id = payments.payment_id
LEFT JOIN {p}bridge_disputes AS disputes ON disputes.payment_id = payments.payment_id
WHERE payments.membership_id = @bridge_membership
HAVING shared_id IS NOT NULL OR (listed_after IS NOT NULL AND (%(sees_every)s = 1 OR customer_id = @bridge_customer));

-- name: older_payments
-- Where the payments of a membership stand in its list that are older than a place in it, newest first: those of the shared
-- table (0), those that are ours alone (1).
(SELECT 0 AS kind, id AS id, GREATEST(COALESCE(date_created, '1000-01-01'), '1000-01-01') AS at FROM {p}wu_payments AS payments
 WHERE membership_id = %(membership_id)s AND status <> 'draft' AND {seen_of_shared}
   AND (GREATEST(COALESCE(date_created, '1000-01-01'), '1000-01-01') < %(at)s
        OR (GREATEST(COALESCE(date_created, '1000-01-01'), '1000-01-01') = %(at)s AND (0 < %(kind)s OR (0 = %(kind)s AND id < %(id)s))))
 ORDER BY at DESC, id DESC LIMIT %(most)s)
UNION ALL
(SELECT 1 AS kind, payment_id AS id, created_at AS at FROM {p}bridge_payments AS payments
 WHERE membership_id = %(membership_id)s AND shared_id IS NULL AND listed_after IS NOT NULL
   AND {seen_of_ours}
   AND (created_at < %(at)s
        OR (created_at = %(at)s AND (1 < %(kind)s OR (1 = %(kind)s AND payment_id < %(id)s))))
 ORDER BY at DESC, id DESC LIMIT %(most)s)
ORDER BY at DESC, kind DESC, id DESC LIMIT %(most)s;

-- name: newer_payments
-- The same of those that are newer, oldest first.
(SELECT 0 AS kind, id AS id, GREATEST(COALESCE(date_created, '1000-01-01'), '1000-01-01') AS at FROM {p}wu_payments AS payments
 WHERE membership_id = %(membership_id)s AND status <> 'draft' AND {seen_of_shared}
   AND (GREATEST(COALESCE(date_created, '1000-01-01'), '1000-01-01') > %(at)s
        OR (GREATEST(COALESCE(date_created, '1000-01-01'), '1000-01-01') = %(at)s AND (0 > %(kind)s OR (0 = %(kind)s AND id > %(id)s))))
 ORDER BY at ASC, id ASC LIMIT %(most)s)
UNION ALL
(SELECT 1 AS kind, payment_id AS id, created_at AS at FROM {p}bridge_payments AS payments
 WHERE membership_id = %(membership_id)s AND shared_id IS NULL AND listed_after IS NOT NULL
   AND {seen_of_ours}
   AND (created_at > %(at)s
        OR (created_at = %(at)s AND (1 > %(kind)s OR (1 = %(kind)s AND payment_id > %(id)s))))
 ORDER BY at ASC, id ASC LIMIT %(most)s)
ORDER BY at ASC, kind ASC, id ASC LIMIT %(most)s;

-- name: some_payments
-- Some payments of the shared table, with the line items that another system kept.
SELECT {payment_as_shared}
FROM {shared_payments}
WHERE payments.id IN %(shared_ids)s AND payments.membership_id = %(membership_id)s;

-- name: some_open_payments
-- Some payments that are ours alone.
SELECT payments.payment_id, payments.status, payments.currency, payments.amount_minor, payments.gateway,
       payments.created_at, COALESCE(named.reference, '') AS reference
FROM {p}bridge_payments AS payments
LEFT JOIN {p}bridge_payment_references AS named ON named.quote_id = payments.quote_id
WHERE payments.payment_id IN %(our_ids)s AND payments.membership_id = %(membership_id)s;

-- name: some_payment_lines
-- Our line items of those payments.
SELECT line_items.payment_id, line_items.code, line_items.product_id, line_items.amount_minor
FROM {p}bridge_payments AS ours
JOIN {p}bridge_payment_lines AS line_items ON line_items.payment_id = ours.payment_id
WHERE (ours.payment_id IN %(our_ids)s OR ours.shared_id IN %(shared_ids)s) AND ours.membership_id = %(membership_id)s
ORDER BY line_items.payment_id, line_items.position;

-- name: former_payments
-- The payments that a person made for memberships that are others' by now, or that nobody has, newest first from a number
-- on: the rows of the shared table, which each payment has whose money is there.
SELECT {payment_as_shared}
FROM {shared_payments}
JOIN {p}wu_customers AS payer ON payer.id = payments.customer_id
LEFT JOIN {p}wu_memberships AS held ON held.id = payments.membership_id AND held.customer_id = payments.customer_id
WHERE payer.user_id = %(user_id)s AND payer.user_id > 0 AND held.id IS NULL AND payments.id < %(before)s
  AND payments.status IN ('completed', 'refunded', 'partially-refunded')
ORDER BY payments.id DESC LIMIT %(most)s;

-- name: former_payment_lines
-- Our line items of some of them, with the names of their products.
SELECT line_items.payment_id, line_items.code, line_items.product_id, COALESCE(products.name, '') AS name,
       line_items.amount_minor
FROM {p}bridge_payment_lines AS line_items
LEFT JOIN {p}wu_products AS products ON products.id = line_items.product_id
WHERE line_items.payment_id IN %(our_ids)s ORDER BY line_items.payment_id, line_items.position;

-- name: shared_payments_total
-- How many of them there are in the shared table.
SELECT COUNT(*) AS total FROM {p}wu_payments AS payments
WHERE payments.membership_id = %(membership_id)s AND payments.status <> 'draft' AND {seen_of_shared};

-- name: listed
-- Some memberships as the list shows them: their customers, the first of their sites and how many they have, 1000 for as
-- many or more, the next bill and what is ordered.
SELECT memberships.id, memberships.customer_id, COALESCE(customers.user_id, 0) AS user_id,
       COALESCE(users.user_login, '') AS user_login, memberships.plan_id, plans.name AS plan_name, memberships.status,
       memberships.date_expiration AS term_end, memberships.amount, memberships.currency,
       CASE WHEN memberships.date_expiration IS NULL OR memberships.date_expiration > %(at)s
              OR memberships.recurring = 0 THEN NULL
            WHEN terms.paused_at IS NOT NULL THEN NULL
            WHEN memberships.status = 'on-hold' THEN 'on_hold'
            WHEN memberships.status NOT IN ('active', 'trialing') THEN NULL
            WHEN memberships.billing_cycles > 0 AND memberships.times_billed >= memberships.billing_cycles
              THEN 'paid_in_full'
            WHEN memberships.gateway = 'bridge' AND terms.membership_id IS NOT NULL THEN 'awaits_payment'
            ELSE 'over' END AS beyond_term,
       {owner_of} AS owner, {next_bill_of} AS next_bill_at,
       edits.outcome AS edited_elsewhere, terms.paused_at,
       (SELECT sites.blog_id FROM {p}bridge_site_limits AS sites WHERE sites.membership_id = memberships.id
        ORDER BY sites.blog_id LIMIT 1) AS blog_id,
       CASE WHEN (SELECT sites.blog_id FROM {p}bridge_site_limits AS sites WHERE sites.membership_id = memberships.id
                  ORDER BY sites.blog_id LIMIT 999, 1) IS NOT NULL THEN 1000
            ELSE (SELECT COUNT(*) FROM {p}bridge_site_limits AS sites WHERE sites.membership_id = memberships.id) END AS sites,
       changes.kind AS ordered_kind, changes.status AS ordered_status, changes.due_now_minor AS ordered_minor,
       changes.currency AS ordered_currency
FROM {p}wu_memberships AS memberships
LEFT JOIN {p}wu_customers AS customers ON customers.id = memberships.customer_id
LEFT JOIN {p}users AS users ON users.ID = customers.user_id
LEFT JOIN {p}wu_products AS plans ON plans.id = memberships.plan_id
LEFT JOIN {p}bridge_membership_terms AS terms ON terms.membership_id = memberships.id
LEFT JOIN {p}bridge_external_edits AS edits ON edits.membership_id = memberships.id
LEFT JOIN {p}bridge_open_operations AS slots ON slots.membership_id = memberships.id
LEFT JOIN {p}bridge_changes AS changes ON changes.quote_id = slots.operation_id
WHERE memberships.id IN %(ids)s;

-- name: addresses
-- Where some sites are.
SELECT blog_id, domain, path FROM {p}blogs WHERE blog_id IN %(ids)s;

-- name: in_other_currency
-- How many memberships of a page are in a currency that is not the network's and that no plan is sold in: they can choose
-- nothing.
SELECT UPPER(memberships.currency) AS currency, COUNT(*) AS held FROM {p}wu_memberships AS memberships
WHERE memberships.id > %(after)s AND memberships.id <= %(last)s
  AND COALESCE(memberships.currency, '') <> '' AND UPPER(memberships.currency) <> %(currency)s
  AND NOT EXISTS (SELECT 1 FROM {p}wu_products AS plans WHERE plans.type = 'plan' AND plans.active = 1
                  AND CAST(UPPER(plans.currency) AS BINARY) = CAST(UPPER(memberships.currency) AS BINARY))
GROUP BY UPPER(memberships.currency);

-- name: of_other_currency
-- Memberships of a page in another currency than the network's, where that binds every product: how many, and the first ids.
SELECT UPPER(currency) AS currency, COUNT(*) AS found, SUM(status IN ('active', 'trialing', 'on-hold')) AS shut_out,
       SUBSTRING_INDEX(GROUP_CONCAT(id ORDER BY id), ',', 5) AS first_ids
FROM {p}wu_memberships
WHERE id > %(after)s AND id <= %(last)s AND COALESCE(currency, '') <> '' AND UPPER(currency) <> %(currency)s
GROUP BY UPPER(currency);

-- name: of_odd_addons
-- Memberships above an id that hold add-ons, or a list that may not be readable.
SELECT id, addon_products FROM {p}wu_memberships
WHERE id > %(after)s AND COALESCE(addon_products, '') NOT IN ('', 'a:0:{}') ORDER BY id LIMIT %(most)s;

-- name: of_odd_address
-- Customers above an id whose address has not the form that it usually has.
SELECT wu_customer_id AS id, meta_value FROM {p}wu_customermeta
WHERE wu_customer_id > %(after)s AND meta_key = 'wu_billing_address' AND COALESCE(meta_value, '') <> ''
  AND NOT (meta_value REGEXP '^[aO]:[0-9]+:' AND meta_value REGEXP 'country";(N|s:0:""|s:2:"[A-Za-z]{2}");.*[}]$'
           AND meta_value NOT REGEXP '(state|city)";[^sN]')
ORDER BY wu_customer_id LIMIT %(most)s;

-- name: of_odd_code
-- Memberships above an id whose code is kept as more than its name: as an object, mostly.
SELECT wu_membership_id AS id, meta_value FROM {p}wu_membershipmeta
WHERE wu_membership_id > %(after)s AND meta_key = 'discount_code' AND meta_value REGEXP '^[aOCsSidbrREN][:;]'
ORDER BY wu_membership_id LIMIT %(most)s;

-- name: of_odd_values
-- The first memberships with a column that nobody can go by, and which.
SELECT * FROM (
  SELECT memberships.id, CONCAT_WS(',',
    IF(memberships.amount IS NULL OR memberships.amount < 0, 'amount', NULL),
    IF(memberships.initial_amount IS NULL OR memberships.initial_amount < 0, 'initial_amount', NULL),
    IF(memberships.currency NOT REGEXP '^([A-Za-z]{3})?$', 'currency', NULL),
    IF(memberships.recurring > 0 AND memberships.amount > 0
       AND (COALESCE(memberships.duration, 0) NOT BETWEEN 0 AND 3650
            OR COALESCE(memberships.duration_unit, '') NOT IN ('day', 'week', 'month', 'year')), 'duration', NULL),
    IF(memberships.status NOT IN ('pending', 'active', 'trialing', 'on-hold', 'expired', 'cancelled'), 'status', NULL),
    IF(YEAR(memberships.date_expiration) BETWEEN 1 AND 1989, 'date_expiration', NULL),
    IF(plans.id IS NULL, 'plan_id', NULL),
    IF(customers.id IS NULL, 'customer_id', NULL)) AS odd
  FROM {p}wu_memberships AS memberships
  LEFT JOIN {p}wu_products AS plans ON plans.id = memberships.plan_id
  LEFT JOIN {p}wu_customers AS customers ON customers.id = memberships.customer_id) AS looked_at
WHERE odd <> '' ORDER BY id LIMIT %(most)s;

-- name: beyond_term
-- Memberships whose term is over and that nobody renews or closes: how many of each sort, and the first ids of them.
SELECT sorted.sort, COUNT(*) AS found, SUBSTRING_INDEX(GROUP_CONCAT(sorted.id ORDER BY sorted.id), ',', 5) AS first_ids,
       MIN(sorted.date_expiration) AS longest
FROM (SELECT memberships.id, memberships.date_expiration,
             CASE WHEN memberships.status = 'on-hold' THEN 'on_hold'
                  WHEN memberships.billing_cycles > 0 AND memberships.times_billed >= memberships.billing_cycles
                    THEN 'paid_in_full'
                  ELSE 'over' END AS sort
      FROM {p}wu_memberships AS memberships
      LEFT JOIN {p}bridge_membership_terms AS terms
        ON terms.membership_id = memberships.id AND memberships.gateway = 'bridge'
      WHERE memberships.recurring = 1 AND memberships.amount > 0 AND terms.paused_at IS NULL
        AND memberships.date_expiration <= %(at)s - INTERVAL 1 DAY
        AND (memberships.status = 'on-hold'
             OR (memberships.status IN ('active', 'trialing') AND terms.membership_id IS NULL))) AS sorted
GROUP BY sorted.sort ORDER BY sorted.sort;
