-- How often a plan is billed: what was agreed when it was taken, beside what the membership's row says.

-- part: unkept_agreement
-- The change by which the plan held was taken last, where whoever applied it did not keep for how many payments: its
-- journal says none though its quote does. What was written into that number or plan since, by hand or by whoever billed it
-- meanwhile, was decided; so was another plan.
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
  AND JSON_VALUE(quotes.body, '$.quote.after.billings') > 0 AND JSON_VALUE(applied.data, '$.billings') IS NULL
  AND NOT EXISTS (
    SELECT 1 FROM {p}bridge_journal AS later
    LEFT JOIN {p}bridge_changes AS others ON others.quote_id = later.quote_id AND later.event IN ('change_applied', 'change_applied_on_trust')
    LEFT JOIN {p}bridge_quotes AS said ON said.id = COALESCE(others.due_quote_id, others.quote_id)
    WHERE later.membership_id = applied.membership_id AND later.sequence > applied.sequence
      AND (later.event IN ('billings_put_right', 'membership_handed_back')
           OR JSON_CONTAINS(later.data, 'false', '$.columns.billing_cycles.restored')
           OR JSON_CONTAINS(later.data, 'false', '$.columns.plan_id.restored')
           OR JSON_VALUE(said.body, '$.quote.after.billings') IS NOT NULL
           OR JSON_VALUE(said.body, '$.quote.after.plan_id') <> memberships.plan_id))

-- name: page
-- A page of what happened to memberships, from a place on, in the order in which it did.
(SELECT at, membership_id FROM {p}bridge_journal
 WHERE at = %(after_at)s AND at <= %(until)s AND membership_id > %(after)s ORDER BY at, membership_id LIMIT %(most)s)
UNION ALL
(SELECT at, membership_id FROM {p}bridge_journal
 WHERE at > %(after_at)s AND at <= %(until)s ORDER BY at, membership_id LIMIT %(most)s)
ORDER BY at, membership_id LIMIT %(most)s;

-- name: list_unkept
-- Which of some memberships are not billed as often as was agreed, because whoever applied that did not keep it.
SELECT DISTINCT changes.membership_id
{unkept_agreement}
  AND changes.membership_id IN %(membership_ids)s
ORDER BY changes.membership_id;

-- name: find_unkept
-- From where in its journal on a membership is not billed as often as was agreed, and whether somebody else wrote how often
-- it was billed since.
SELECT applied.sequence, EXISTS (
    SELECT 1 FROM {p}bridge_journal AS counted
    WHERE counted.membership_id = applied.membership_id AND counted.sequence > applied.sequence
      AND JSON_CONTAINS(counted.data, 'false', '$.columns.times_billed.restored')) AS is_recounted
{unkept_agreement}
  AND changes.membership_id = %(membership_id)s
ORDER BY applied.sequence DESC LIMIT 1;

-- name: list_applied
-- What was applied to a membership, in its order, as it was quoted.
SELECT applied.sequence, quotes.body
FROM {p}bridge_journal AS applied
JOIN {p}bridge_changes AS changes ON changes.quote_id = applied.quote_id
JOIN {p}bridge_quotes AS quotes ON quotes.id = COALESCE(changes.due_quote_id, changes.quote_id)
WHERE applied.membership_id = %(membership_id)s
  AND applied.event IN ('change_applied', 'change_applied_on_trust', 'renewal_applied', 'renewal_applied_on_trust')
ORDER BY applied.sequence;

-- name: taken_without_number
-- Memberships of ours that are billed without end, though the plan was billed a number of times when it was taken last: it
-- was taken under a version that agreed on none. One that was saved since may have had none then.
SELECT COUNT(*) AS found, SUBSTRING_INDEX(GROUP_CONCAT(memberships.id ORDER BY memberships.id), ',', 5) AS first_ids
FROM {p}wu_products AS products
JOIN {p}wu_memberships AS memberships
  ON memberships.plan_id = products.id AND memberships.gateway = 'bridge' AND memberships.billing_cycles = 0
 AND memberships.recurring = 1 AND memberships.status IN ('active', 'trialing', 'on-hold')
JOIN {p}bridge_membership_terms AS terms
  ON terms.membership_id = memberships.id AND terms.plan_id = products.id AND terms.plan_since >= products.date_modified
WHERE products.billing_cycles > 0
  AND EXISTS (SELECT 1 FROM {p}bridge_changes AS changes
              JOIN {p}bridge_quotes AS quotes ON quotes.id = COALESCE(changes.due_quote_id, changes.quote_id)
              WHERE changes.membership_id = memberships.id AND changes.kind <> 'renewal'
                AND changes.status IN ('applied', 'applied_on_trust', 'owed')
                AND JSON_VALUE(quotes.body, '$.quote.after.plan_id') = products.id
                AND NOT JSON_CONTAINS_PATH(quotes.body, 'one', '$.quote.after.billings'))
  AND NOT EXISTS (SELECT 1 FROM {p}bridge_journal AS edited
                  WHERE edited.membership_id = memberships.id AND edited.at >= terms.plan_since
                    AND JSON_CONTAINS(edited.data, 'false', '$.columns.billing_cycles.restored'));
