-- Memberships that a network admin gives: whom, which sites, and lists of them.

-- name: find_user
-- The users of a number, a login or an e-mail address: a name of digits may be another's number.
SELECT ID AS user_id, user_login, display_name FROM {p}users WHERE ID = %(number)s
UNION ALL
SELECT ID, user_login, display_name FROM {p}users WHERE user_login = %(text)s
UNION ALL
SELECT ID, user_login, display_name FROM {p}users WHERE user_email = %(text)s
LIMIT 4;

-- name: find_site
-- A site of this network by its number or its address, a mapped domain included, and the membership that it has.
SELECT blogs.blog_id, blogs.domain, blogs.path,
       EXISTS (SELECT 1 FROM {p}site AS network WHERE network.id = blogs.site_id AND CAST(network.domain AS BINARY) = CAST(blogs.domain AS BINARY)
                AND CAST(network.path AS BINARY) = CAST(blogs.path AS BINARY)) AS is_main,
       (SELECT kind.meta_value FROM {p}blogmeta AS kind WHERE kind.blog_id = blogs.blog_id AND kind.meta_key = 'wu_type'
        ORDER BY kind.meta_id DESC LIMIT 1) AS kind
FROM (SELECT blog_id FROM {p}blogs WHERE blog_id = %(number)s
      UNION ALL
      SELECT blog_id FROM {p}blogs WHERE domain = %(domain)s AND path = %(path)s
      UNION ALL
      SELECT blog_id FROM {p}wu_domain_mappings WHERE domain = %(domain)s AND active = 1) AS found
JOIN {p}blogs AS blogs ON blogs.blog_id = found.blog_id
WHERE blogs.site_id = (SELECT wp_network_id FROM {p}bridge_installation WHERE id = 1)
LIMIT 1;

-- name: hold_user
-- Keep others from making the same user a customer until the transaction ends.
INSERT INTO {p}bridge_customers (user_id, times_held) VALUES (%(user_id)s, 1)
ON DUPLICATE KEY UPDATE times_held = times_held + 1;

-- name: names
-- What customers are called.
SELECT customers.id, users.display_name FROM {p}wu_customers AS customers
JOIN {p}users AS users ON users.ID = customers.user_id
WHERE customers.id IN %(customer_ids)s;

-- name: find_customer
-- The customer that a user is, the first one where there are several.
SELECT id FROM {p}wu_customers WHERE user_id = %(user_id)s AND user_id > 0 ORDER BY id LIMIT 1;

-- name: insert_customer
-- Make a user a customer.
INSERT INTO {p}wu_customers (user_id, type, email_verification, date_registered, date_modified, signup_form)
VALUES (%(user_id)s, 'customer', 'none', %(at)s, %(at)s, 'by-admin');

-- name: hold_site
-- Keep others from giving the same site until the transaction ends.
INSERT INTO {p}bridge_given_sites (blog_id, membership_id) VALUES (%(blog_id)s, 0)
ON DUPLICATE KEY UPDATE membership_id = membership_id;

-- name: find_given_site
-- The membership that a site was given last, where it still exists.
SELECT given.membership_id FROM {p}bridge_given_sites AS given
JOIN {p}wu_memberships AS memberships ON memberships.id = given.membership_id
WHERE given.blog_id = %(blog_id)s;

-- name: note_site
-- Note what a site was given.
UPDATE {p}bridge_given_sites SET membership_id = %(membership_id)s WHERE blog_id = %(blog_id)s;

-- name: insert_membership
-- A membership as another system would have begun it; it becomes ours in the same transaction.
INSERT INTO {p}wu_memberships
  (customer_id, user_id, plan_id, addon_products, currency, initial_amount, recurring, auto_renew, duration,
   duration_unit, amount, date_created, date_activated, date_trial_end, date_renewed, date_expiration, times_billed,
   billing_cycles, status, gateway, signup_method, date_modified)
VALUES
  (%(customer_id)s, %(user_id)s, %(plan_id)s, 'a:0:{}', %(currency)s, %(initial_amount)s, %(recurring)s, 0,
   %(duration)s, %(duration_unit)s, %(amount)s, %(start)s, %(start)s, %(trial_end)s, %(start)s, %(end)s,
   %(times_billed)s, %(billing_cycles)s, %(status)s, 'manual', 'by-admin', %(at)s);

-- name: find_gift
-- A gift by its key.
SELECT id, run_id, position, state, asked, problems, membership_id FROM {p}bridge_gifts WHERE id = %(id)s;

-- name: lock_gift
-- Hold a gift.
SELECT id, run_id, position, state, asked, problems, membership_id FROM {p}bridge_gifts WHERE id = %(id)s FOR UPDATE;

-- name: insert_gift
-- Write one gift; the key refuses it a second time.
INSERT INTO {p}bridge_gifts (id, run_id, position, state, asked, problems, membership_id, updated_at)
VALUES (%(id)s, %(run_id)s, %(position)s, %(state)s, %(asked)s, '[]', %(membership_id)s, %(at)s);

-- name: end_gift
-- Write what became of a gift.
UPDATE {p}bridge_gifts
SET state = %(state)s, problems = %(problems)s, membership_id = %(membership_id)s, updated_at = %(at)s
WHERE id = %(id)s;

-- name: insert_run
-- Begin a list.
INSERT INTO {p}bridge_gift_runs (id, state, total, notation, requested_by, created_at, updated_at)
VALUES (%(id)s, 'checking', %(total)s, %(notation)s, %(requested_by)s, %(at)s, %(at)s);

-- name: find_run
-- A list, with how many of its lines are in which state.
SELECT runs.id, runs.state, runs.total, runs.notation, runs.requested_by, runs.created_at, runs.updated_at,
       (SELECT COUNT(*) FROM {p}bridge_gifts WHERE run_id = runs.id AND state = 'waiting') AS waiting,
       (SELECT COUNT(*) FROM {p}bridge_gifts WHERE run_id = runs.id AND state = 'ready') AS ready,
       (SELECT COUNT(*) FROM {p}bridge_gifts WHERE run_id = runs.id AND state = 'refused') AS refused,
       (SELECT COUNT(*) FROM {p}bridge_gifts WHERE run_id = runs.id AND state = 'given') AS given
FROM {p}bridge_gift_runs AS runs WHERE runs.id = %(id)s;

-- name: list_runs
-- The newest lists.
SELECT id FROM {p}bridge_gift_runs ORDER BY created_at DESC, id LIMIT %(most)s;

-- name: run_at_work
-- The oldest list that the worker has something to do for.
SELECT id, state FROM {p}bridge_gift_runs WHERE state IN ('checking', 'giving') ORDER BY state, created_at LIMIT 1;

-- name: move_run
-- A list goes on to its next state, unless somebody was faster.
UPDATE {p}bridge_gift_runs SET state = %(state)s, updated_at = %(at)s WHERE id = %(id)s AND state = %(before)s;

-- name: gifts_of_run
-- Lines of a list in one state, in their order.
SELECT id FROM {p}bridge_gifts WHERE run_id = %(run_id)s AND state = %(state)s ORDER BY position LIMIT %(most)s;

-- name: page_of_run
-- Lines of a list after a line, of those in one state.
SELECT id, run_id, position, state, asked, problems, membership_id FROM {p}bridge_gifts
WHERE run_id = %(run_id)s AND state = %(state)s AND position > %(after)s ORDER BY position LIMIT %(most)s;
