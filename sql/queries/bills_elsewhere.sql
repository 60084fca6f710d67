-- Payments of another system for memberships that are ours: not paid when the membership became ours, or made since.

-- name: list_unpaid
-- The payments of a membership that we did not ask for and that nobody has paid.
SELECT shared.id AS payment_id, shared.customer_id
FROM {p}wu_payments AS shared
LEFT JOIN {p}bridge_payments AS ours ON ours.shared_id = shared.id
WHERE shared.membership_id = %(membership_id)s AND ours.payment_id IS NULL
  AND CAST(shared.status AS BINARY) NOT IN ('completed', 'refunded', 'partially-refunded');

-- name: begin
-- Keep which payments there were when the membership became ours, the first time.
UPDATE {p}bridge_membership_terms SET bills_after = COALESCE(bills_after, %(newest)s)
WHERE membership_id = %(membership_id)s;

-- name: list_not_begun
-- Memberships of ours above an id of an earlier version, which kept no such thing.
SELECT membership_id FROM {p}bridge_membership_terms
WHERE membership_id > %(after)s AND bills_after IS NULL ORDER BY membership_id LIMIT %(most)s;

-- name: insert
-- Know of a payment; one that is known stays as it is.
INSERT INTO {p}bridge_bills_elsewhere (payment_id, membership_id, customer_id, noted_at)
VALUES (%(payment_id)s, %(membership_id)s, %(customer_id)s, %(at)s)
ON DUPLICATE KEY UPDATE payment_id = VALUES(payment_id);

-- name: new_page_end
-- The last of a page of the newest payments of all, and how many there are on it.
SELECT COALESCE(MAX(page.id), 0) AS last, COUNT(*) AS looked_at
FROM (SELECT id FROM {p}wu_payments WHERE id > %(after)s ORDER BY id LIMIT %(most)s) AS page;

-- name: find_new
-- Payments of a page that came after their membership was ours, that are not ours and not known yet. One of ours has its
-- row in another's hands for a moment: it bears the provider's id then.
SELECT shared.id AS payment_id, shared.membership_id, shared.customer_id
FROM {p}wu_payments AS shared
JOIN {p}bridge_membership_terms AS terms
  ON terms.membership_id = shared.membership_id AND shared.id > terms.bills_after
LEFT JOIN {p}bridge_payments AS ours ON ours.shared_id = shared.id
LEFT JOIN {p}bridge_bills_elsewhere AS known ON known.payment_id = shared.id
WHERE shared.id > %(after)s AND shared.id <= %(last)s AND ours.payment_id IS NULL AND known.payment_id IS NULL
  AND NOT EXISTS (SELECT 1 FROM {p}bridge_payments AS named
                  WHERE named.membership_id = shared.membership_id
                    AND CAST(named.provider_id AS BINARY) = CAST(shared.gateway_payment_id AS BINARY)
                    AND CAST(named.gateway AS BINARY) = CAST(shared.gateway AS BINARY))
ORDER BY shared.id;

-- name: list_told
-- Payments of which the plugin heard that they were paid.
SELECT payment_id FROM {p}bridge_bills_elsewhere
WHERE state = 'open' AND completed_at IS NOT NULL ORDER BY completed_at LIMIT %(most)s;

-- name: open_page_end
-- The last of a page of payments that nobody has paid, as far as we know, and how many there are on it.
SELECT COALESCE(MAX(page.payment_id), 0) AS last, COUNT(*) AS looked_at
FROM (SELECT payment_id FROM {p}bridge_bills_elsewhere WHERE state = 'open' AND payment_id > %(after)s
      ORDER BY state, payment_id LIMIT %(most)s) AS page;

-- name: find_paid
-- Those of a page that were paid; each is looked for by its id.
SELECT bills.payment_id FROM {p}bridge_bills_elsewhere AS bills
STRAIGHT_JOIN {p}wu_payments AS shared ON shared.id = bills.payment_id
WHERE bills.state = 'open' AND bills.payment_id > %(after)s AND bills.payment_id <= %(last)s
  AND shared.status IN ('completed', 'partially-refunded')
ORDER BY bills.payment_id LIMIT %(most)s;

-- name: list_paid_of
-- Those of a membership that were paid.
SELECT bills.payment_id FROM {p}bridge_bills_elsewhere AS bills
JOIN {p}wu_payments AS shared ON shared.id = bills.payment_id
WHERE bills.membership_id = %(membership_id)s AND bills.state = 'open'
  AND shared.status IN ('completed', 'partially-refunded')
ORDER BY bills.payment_id;

-- name: find
-- One of them, with what its row says now, and whose membership it is or was.
SELECT bills.payment_id, bills.membership_id, bills.customer_id, bills.state, bills.completed_at,
       COALESCE(shared.status, '') AS status, shared.total, shared.refund_total, COALESCE(shared.currency, '') AS currency,
       COALESCE(memberships.customer_id, 0) AS member_id, payer.id AS payer_id, member.id AS known_member_id
FROM {p}bridge_bills_elsewhere AS bills
LEFT JOIN {p}wu_payments AS shared ON shared.id = bills.payment_id
LEFT JOIN {p}wu_memberships AS memberships ON memberships.id = bills.membership_id
LEFT JOIN {p}wu_customers AS payer ON payer.id = bills.customer_id
LEFT JOIN {p}wu_customers AS member ON member.id = memberships.customer_id
WHERE bills.payment_id = %(payment_id)s;

-- name: lock
-- Hold one of them until the transaction ends.
SELECT state FROM {p}bridge_bills_elsewhere WHERE payment_id = %(payment_id)s FOR UPDATE;

-- name: credit
-- One that was paid has become account credit.
UPDATE {p}bridge_bills_elsewhere
SET state = 'credited', amount_minor = %(amount_minor)s, currency = %(currency)s, noted_at = %(at)s
WHERE payment_id = %(payment_id)s AND state = 'open';

-- name: credited_page_end
-- The last of a page of payments that became account credit, and how many there are on it.
SELECT COALESCE(MAX(page.payment_id), 0) AS last, COUNT(*) AS looked_at
FROM (SELECT payment_id FROM {p}bridge_bills_elsewhere WHERE state = 'credited' AND payment_id > %(after)s
      ORDER BY state, payment_id LIMIT %(most)s) AS page;

-- name: find_refunded
-- Those of a page that were refunded since, so that their payer has the money twice.
SELECT bills.payment_id FROM {p}bridge_bills_elsewhere AS bills
STRAIGHT_JOIN {p}wu_payments AS shared ON shared.id = bills.payment_id
WHERE bills.state = 'credited' AND bills.amount_minor > 0 AND bills.payment_id > %(after)s
  AND bills.payment_id <= %(last)s AND shared.status = 'refunded'
ORDER BY bills.payment_id LIMIT %(most)s;

-- name: note_refunded
-- One that had become account credit was refunded there.
UPDATE {p}bridge_bills_elsewhere SET state = 'not_credited', problem = 'refunded_there', noted_at = %(at)s
WHERE payment_id = %(payment_id)s AND state = 'credited';

-- name: keep_back
-- One that was paid has become nobody's account credit.
UPDATE {p}bridge_bills_elsewhere SET state = 'not_credited', problem = %(problem)s, noted_at = %(at)s
WHERE payment_id = %(payment_id)s AND state = 'open';

-- name: wait_again
-- It was told that this one was paid, and its row says that it is not.
UPDATE {p}bridge_bills_elsewhere SET completed_at = NULL WHERE payment_id = %(payment_id)s AND state = 'open';

-- name: forget
-- The membership is not ours any more, so that its unpaid payments are nothing to us; one that was paid before is.
DELETE bills FROM {p}bridge_bills_elsewhere AS bills
LEFT JOIN {p}wu_payments AS shared ON shared.id = bills.payment_id
WHERE bills.membership_id = %(membership_id)s AND bills.state = 'open'
  AND (shared.id IS NULL OR shared.status NOT IN ('completed', 'partially-refunded'));

-- name: list_not_credited
-- Payments that came and became nobody's account credit.
SELECT payment_id, membership_id, problem FROM {p}bridge_bills_elsewhere
WHERE state = 'not_credited' ORDER BY payment_id LIMIT 100;

-- name: look_at
-- Somebody has looked at those of a membership.
UPDATE {p}bridge_bills_elsewhere SET state = 'looked_at'
WHERE membership_id = %(membership_id)s AND state = 'not_credited';
