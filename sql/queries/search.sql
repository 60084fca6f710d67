-- What memberships are found by, and what is found. Words are folded: see bridge/store/search.py.

-- name: page_end
-- The last of a page of memberships, and how many there are on it.
SELECT COALESCE(MAX(page.id), 0) AS last, COUNT(*) AS looked_at
FROM (SELECT id FROM {p}wu_memberships WHERE id > %(after)s ORDER BY id LIMIT %(most)s) AS page;

-- name: last_id
-- The newest membership.
SELECT COALESCE(MAX(id), 0) AS last FROM {p}wu_memberships;

-- name: progress
-- How far the worker has come in going through all memberships once.
SELECT (SELECT COUNT(*) FROM {p}bridge_sweeps WHERE name = %(filled)s AND after_id > 0) AS filled,
       COALESCE((SELECT after_id FROM {p}bridge_sweeps WHERE name = %(sweep)s), 0) AS after,
       (SELECT COALESCE(MAX(id), 0) FROM {p}wu_memberships) AS last;

-- name: people
-- What the customers of a page of memberships are called.
SELECT memberships.id, users.user_login, users.user_email, users.display_name
FROM {p}wu_memberships AS memberships
JOIN {p}wu_customers AS customers ON customers.id = memberships.customer_id
JOIN {p}users AS users ON users.ID = customers.user_id
WHERE memberships.id > %(after)s AND memberships.id <= %(last)s;

-- name: addresses
-- The addresses of the sites of a page of memberships, each with the domains that lead to it.
SELECT sites.membership_id AS id, blogs.domain, blogs.path, mapped.domain AS mapped
FROM {p}bridge_site_limits AS sites
JOIN {p}blogs AS blogs ON blogs.blog_id = sites.blog_id
LEFT JOIN {p}wu_domain_mappings AS mapped ON mapped.blog_id = sites.blog_id AND mapped.active = 1
WHERE sites.membership_id > %(after)s AND sites.membership_id <= %(last)s;

-- name: words
-- The words of a page of memberships, also of those that are gone.
SELECT membership_id, word FROM {p}bridge_search
WHERE membership_id > %(after)s AND membership_id <= %(last)s;

-- name: forget
-- Take a word of a membership out.
DELETE FROM {p}bridge_search WHERE membership_id = %(membership_id)s AND word = %(word)s;

-- name: put
-- Write words of memberships; `words` is a JSON list of pairs.
INSERT IGNORE INTO {p}bridge_search (membership_id, word)
SELECT given.membership_id, given.word
FROM JSON_TABLE(%(words)s, '$[*]' COLUMNS (membership_id BIGINT UNSIGNED PATH '$[0]',
                                           word VARCHAR(96) CHARACTER SET utf8mb4 PATH '$[1]')) AS given;

-- part: owner_of
-- Who bills a membership.
CASE WHEN memberships.gateway = 'bridge' AND memberships.auto_renew = 1 AND terms.membership_id IS NOT NULL THEN 'ours'
            WHEN memberships.status IN ('active', 'trialing', 'on-hold')
              AND COALESCE(memberships.gateway, '') NOT IN ('', 'free', 'manual', 'bridge')
              AND COALESCE(memberships.gateway_subscription_id, '') <> '' THEN 'at_a_provider'
            ELSE 'elsewhere' END

-- part: next_bill_of
-- When a membership is billed next: at its term's end, where it runs, is paid for again and again, and nothing says that
-- it ends or rests.
CASE WHEN memberships.status IN ('active', 'trialing') AND memberships.recurring > 0 AND memberships.amount > 0
              AND memberships.auto_renew = 1 AND terms.cancel_asked_at IS NULL AND terms.paused_at IS NULL
              AND (memberships.billing_cycles = 0 OR memberships.times_billed < memberships.billing_cycles)
              AND memberships.date_expiration < CAST(%(horizon)s AS DATETIME) THEN memberships.date_expiration END

-- name: put_listed
-- Write what a page of memberships is filtered and sorted by.
INSERT INTO {p}bridge_listed_memberships (membership_id, owner, next_bill_at, paused)
SELECT memberships.id, {owner_of}, {next_bill_of}, terms.paused_at IS NOT NULL
FROM {p}wu_memberships AS memberships
LEFT JOIN {p}bridge_membership_terms AS terms ON terms.membership_id = memberships.id
WHERE memberships.id > %(after)s AND memberships.id <= %(last)s
ON DUPLICATE KEY UPDATE owner = VALUES(owner), next_bill_at = VALUES(next_bill_at), paused = VALUES(paused);

-- name: drop_listed
-- Take out what a page kept of memberships that are gone.
DELETE listed FROM {p}bridge_listed_memberships AS listed
LEFT JOIN {p}wu_memberships AS memberships ON memberships.id = listed.membership_id
WHERE listed.membership_id > %(after)s AND listed.membership_id <= %(last)s AND memberships.id IS NULL;

-- name: new
-- Those of the newest memberships that the worker has not come to. `id > 0` names the key to go by.
SELECT newest.id FROM (SELECT id FROM {p}wu_memberships WHERE id > 0 ORDER BY id DESC LIMIT %(most)s) AS newest
LEFT JOIN {p}bridge_listed_memberships AS listed ON listed.membership_id = newest.id
WHERE listed.membership_id IS NULL ORDER BY newest.id;

-- name: written
-- Memberships that we wrote, from one on, in the order in which that was journaled.
SELECT membership_id, at FROM {p}bridge_journal_heads
WHERE at >= %(after_at)s AND (at > %(after_at)s OR membership_id > %(after)s)
ORDER BY at, membership_id LIMIT %(most)s;

-- name: due
-- Users and sites that were renamed.
SELECT kind, id FROM {p}bridge_search_due ORDER BY kind, id LIMIT %(most)s;

-- name: due_memberships
-- The memberships of a renamed user, or of a renamed site, above an id.
SELECT id FROM (
  SELECT memberships.id FROM {p}wu_customers AS customers
  JOIN {p}wu_memberships AS memberships ON memberships.customer_id = customers.id
  WHERE %(kind)s = 'user' AND customers.user_id = %(id)s
  UNION ALL
  SELECT membership_id FROM {p}bridge_site_limits WHERE %(kind)s = 'site' AND blog_id = %(id)s) AS named
ORDER BY id LIMIT %(most)s;

-- name: done
-- What was renamed is found by its new name.
DELETE FROM {p}bridge_search_due WHERE kind = %(kind)s AND id = %(id)s;

-- name: count_beginning
-- How many words begin so, counted to a bound.
SELECT COUNT(*) AS found FROM (
  SELECT 1 AS one FROM {p}bridge_search WHERE word LIKE %(begins)s LIMIT %(most)s) AS counted;

-- name: beginning
-- The memberships with a word that begins so.
SELECT DISTINCT membership_id AS id FROM {p}bridge_search WHERE word LIKE %(begins)s LIMIT %(most)s;

-- name: of_these
-- Those of some memberships that have a word that begins so.
SELECT DISTINCT membership_id AS id FROM {p}bridge_search
WHERE membership_id IN %(ids)s AND word LIKE %(begins)s;

-- name: by_name_now
-- The memberships of the users whose login or e-mail address begins so, as WordPress has them now: none is missed that
-- the worker has not come to. No more than so many users.
SELECT memberships.id
FROM ((SELECT ID FROM {p}users WHERE user_login LIKE %(begins)s LIMIT %(most)s)
      UNION (SELECT ID FROM {p}users WHERE user_email LIKE %(begins)s LIMIT %(most)s)) AS named
JOIN {p}wu_customers AS customers ON customers.user_id = named.ID
JOIN {p}wu_memberships AS memberships ON memberships.customer_id = customers.id
LIMIT %(limit)s;

-- name: by_number
-- The memberships of a number: its own, that of a payment, that of a customer's order by its reference.
SELECT id FROM {p}wu_memberships WHERE id = %(number)s
UNION SELECT membership_id FROM {p}wu_payments WHERE id = %(number)s
UNION SELECT membership_id FROM {p}bridge_payments WHERE payment_id = %(number)s;

-- name: by_reference
-- The memberships of orders whose reference begins so.
SELECT changes.membership_id AS id FROM {p}bridge_payment_references AS named
JOIN {p}bridge_changes AS changes ON changes.quote_id = named.quote_id
WHERE named.reference LIKE %(begins)s LIMIT %(most)s;

-- name: by_document
-- The membership of a receipt or credit note by its number.
SELECT membership_id AS id FROM {p}bridge_receipts WHERE series IN ('receipt', 'credit_note') AND year = %(year)s AND number = %(number)s;

-- name: products
-- What can be held, by name.
SELECT id, name, slug, type FROM {p}wu_products ORDER BY id;

-- name: network
-- The domain of the network.
SELECT here.domain FROM {p}bridge_installation AS installed
JOIN {p}site AS here ON here.id = installed.wp_network_id WHERE installed.id = 1;

-- name: holders
-- Those of some memberships that hold one of some products.
SELECT DISTINCT membership_id AS id FROM {p}bridge_holdings
WHERE membership_id IN %(ids)s AND product_id IN %(product_ids)s;

-- What a page of the list is taken from, in its order, from a key on; `up` 1: the other way.

-- name: every
-- Every membership, the newest first.
(SELECT id FROM {p}wu_memberships WHERE %(up)s = 0 AND id <= %(id)s ORDER BY id DESC LIMIT %(most)s)
UNION ALL
(SELECT id FROM {p}wu_memberships WHERE %(up)s = 1 AND id >= %(id)s ORDER BY id LIMIT %(most)s);

-- name: of_plan
-- Those on a plan.
(SELECT id FROM {p}wu_memberships WHERE %(up)s = 0 AND plan_id = %(of)s AND id <= %(id)s ORDER BY id DESC LIMIT %(most)s)
UNION ALL
(SELECT id FROM {p}wu_memberships WHERE %(up)s = 1 AND plan_id = %(of)s AND id >= %(id)s ORDER BY id LIMIT %(most)s);

-- name: of_state
-- Those in a state.
(SELECT id FROM {p}wu_memberships WHERE %(up)s = 0 AND status = %(of)s AND id <= %(id)s ORDER BY id DESC LIMIT %(most)s)
UNION ALL
(SELECT id FROM {p}wu_memberships WHERE %(up)s = 1 AND status = %(of)s AND id >= %(id)s ORDER BY id LIMIT %(most)s);

-- name: of_addon
-- Those that hold a package or service.
(SELECT membership_id AS id FROM {p}bridge_holdings
 WHERE %(up)s = 0 AND product_id = %(of)s AND membership_id <= %(id)s ORDER BY membership_id DESC LIMIT %(most)s)
UNION ALL
(SELECT membership_id FROM {p}bridge_holdings
 WHERE %(up)s = 1 AND product_id = %(of)s AND membership_id >= %(id)s ORDER BY membership_id LIMIT %(most)s);

-- name: of_owner
-- Those that somebody bills.
(SELECT membership_id AS id FROM {p}bridge_listed_memberships
 WHERE %(up)s = 0 AND owner = %(of)s AND membership_id <= %(id)s ORDER BY membership_id DESC LIMIT %(most)s)
UNION ALL
(SELECT membership_id FROM {p}bridge_listed_memberships
 WHERE %(up)s = 1 AND owner = %(of)s AND membership_id >= %(id)s ORDER BY membership_id LIMIT %(most)s);

-- name: paused
-- Those that rest; `of` says nothing.
(SELECT membership_id AS id FROM {p}bridge_listed_memberships
 WHERE %(up)s = 0 AND paused = 1 AND membership_id <= %(id)s ORDER BY membership_id DESC LIMIT %(most)s)
UNION ALL
(SELECT membership_id FROM {p}bridge_listed_memberships
 WHERE %(up)s = 1 AND paused = 1 AND membership_id >= %(id)s ORDER BY membership_id LIMIT %(most)s);

-- name: edited
-- Those that somebody else wrote into.
(SELECT membership_id AS id FROM {p}bridge_external_edits
 WHERE %(up)s = 0 AND membership_id <= %(id)s ORDER BY membership_id DESC LIMIT %(most)s)
UNION ALL
(SELECT membership_id FROM {p}bridge_external_edits
 WHERE %(up)s = 1 AND membership_id >= %(id)s ORDER BY membership_id LIMIT %(most)s);

-- name: ordering
-- Those with an open order.
(SELECT membership_id AS id FROM {p}bridge_open_operations
 WHERE %(up)s = 0 AND membership_id <= %(id)s ORDER BY membership_id DESC LIMIT %(most)s)
UNION ALL
(SELECT membership_id FROM {p}bridge_open_operations
 WHERE %(up)s = 1 AND membership_id >= %(id)s ORDER BY membership_id LIMIT %(most)s);

-- name: by_next_bill
-- Those that are billed, the next first.
(SELECT next_bill_at AS at, membership_id AS id FROM {p}bridge_listed_memberships
 WHERE %(up)s = 0 AND next_bill_at >= %(at)s AND (next_bill_at > %(at)s OR membership_id >= %(id)s)
 ORDER BY next_bill_at, membership_id LIMIT %(most)s)
UNION ALL
(SELECT next_bill_at, membership_id FROM {p}bridge_listed_memberships
 WHERE %(up)s = 1 AND next_bill_at <= %(at)s AND (next_bill_at < %(at)s OR membership_id <= %(id)s)
 ORDER BY next_bill_at DESC, membership_id DESC LIMIT %(most)s);

-- name: next_bills
-- When some memberships are billed next.
SELECT next_bill_at AS at, membership_id AS id FROM {p}bridge_listed_memberships
WHERE membership_id IN %(ids)s AND next_bill_at IS NOT NULL;

-- name: passing
-- Those of some memberships that are as asked for, as they are now; what is not asked is '' or 0.
SELECT memberships.id, memberships.plan_id, memberships.status
FROM {p}wu_memberships AS memberships
LEFT JOIN {p}bridge_membership_terms AS terms ON terms.membership_id = memberships.id
LEFT JOIN {p}bridge_external_edits AS edits ON edits.membership_id = memberships.id
LEFT JOIN {p}bridge_open_operations AS slots ON slots.membership_id = memberships.id
WHERE memberships.id IN %(ids)s
  AND (%(state)s = '' OR memberships.status = %(state)s)
  AND (%(product)s = 0 OR memberships.plan_id = %(product)s
       OR EXISTS (SELECT 1 FROM {p}bridge_holdings AS held
                  JOIN {p}wu_products AS products ON products.id = held.product_id AND products.type <> 'plan'
                  WHERE held.membership_id = memberships.id AND held.product_id = %(product)s))
  AND (%(which)s <> 'edited' OR edits.membership_id IS NOT NULL)
  AND (%(which)s <> 'ordering' OR slots.membership_id IS NOT NULL)
  AND (%(which)s <> 'paused' OR terms.paused_at IS NOT NULL)
  AND (%(which)s NOT IN ('ours', 'at_a_provider', 'elsewhere') OR %(which)s = {owner_of});

-- name: counts
-- How many memberships each filter leads to, counted to a bound; owners as far as the worker has come.
SELECT 'all' AS name, COUNT(*) AS found FROM (SELECT id FROM {p}wu_memberships WHERE id > 0 ORDER BY id LIMIT %(most)s) AS counted
UNION ALL SELECT 'ours', COUNT(*) FROM (SELECT 1 AS one FROM {p}bridge_listed_memberships WHERE owner = 'ours' LIMIT %(most)s) AS counted
UNION ALL SELECT 'at_a_provider', COUNT(*) FROM (SELECT 1 AS one FROM {p}bridge_listed_memberships WHERE owner = 'at_a_provider' LIMIT %(most)s) AS counted
UNION ALL SELECT 'elsewhere', COUNT(*) FROM (SELECT 1 AS one FROM {p}bridge_listed_memberships WHERE owner = 'elsewhere' LIMIT %(most)s) AS counted
UNION ALL SELECT 'paused', COUNT(*) FROM (SELECT 1 AS one FROM {p}bridge_listed_memberships WHERE paused = 1 LIMIT %(most)s) AS counted
UNION ALL SELECT 'edited', COUNT(*) FROM (
  SELECT 1 AS one FROM {p}bridge_external_edits AS edits JOIN {p}wu_memberships AS memberships ON memberships.id = edits.membership_id
  LIMIT %(most)s) AS counted
UNION ALL SELECT 'ordering', COUNT(*) FROM (
  SELECT 1 AS one FROM {p}bridge_open_operations AS slots JOIN {p}wu_memberships AS memberships ON memberships.id = slots.membership_id
  LIMIT %(most)s) AS counted
UNION ALL SELECT 'pending', COUNT(*) FROM (SELECT 1 AS one FROM {p}wu_memberships WHERE status = 'pending' LIMIT %(most)s) AS counted
UNION ALL SELECT 'active', COUNT(*) FROM (SELECT 1 AS one FROM {p}wu_memberships WHERE status = 'active' LIMIT %(most)s) AS counted
UNION ALL SELECT 'trialing', COUNT(*) FROM (SELECT 1 AS one FROM {p}wu_memberships WHERE status = 'trialing' LIMIT %(most)s) AS counted
UNION ALL SELECT 'on-hold', COUNT(*) FROM (SELECT 1 AS one FROM {p}wu_memberships WHERE status = 'on-hold' LIMIT %(most)s) AS counted
UNION ALL SELECT 'expired', COUNT(*) FROM (SELECT 1 AS one FROM {p}wu_memberships WHERE status = 'expired' LIMIT %(most)s) AS counted
UNION ALL SELECT 'cancelled', COUNT(*) FROM (SELECT 1 AS one FROM {p}wu_memberships WHERE status = 'cancelled' LIMIT %(most)s) AS counted;
