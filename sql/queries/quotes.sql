-- Prices told to people.

-- name: insert
-- Write a quote; it is never changed.
INSERT INTO {p}bridge_quotes
  (id, membership_id, customer_id, user_id, as_of, valid_until, kind, currency, due_now_minor, basis, selection, body,
   created_at)
VALUES
  (%(id)s, %(membership_id)s, %(customer_id)s, %(user_id)s, %(as_of)s, %(valid_until)s, %(kind)s, %(currency)s,
   %(due_now_minor)s, %(basis)s, %(selection)s, %(body)s, UTC_TIMESTAMP(6));

-- name: find
-- Read a quote.
SELECT id, membership_id, customer_id, user_id, body FROM {p}bridge_quotes WHERE id = %(id)s;

-- name: page_end
-- The instant up to which a page of quotes was made, of those older than `before`; NULL: there are none.
SELECT MAX(page.created_at) AS last
FROM (SELECT created_at FROM {p}bridge_quotes
      WHERE created_at > %(after)s AND created_at < %(before)s ORDER BY created_at LIMIT %(most)s) AS page;

-- name: purge
-- Delete the quotes of a page that nobody confirmed: no change, payment or settled line refers to them. What refers to a
-- quote is of its membership, so that each is looked for by an index.
DELETE FROM {p}bridge_quotes
WHERE created_at > %(after)s AND created_at <= %(last)s
  AND NOT EXISTS (SELECT 1 FROM {p}bridge_changes AS changes
                  WHERE changes.membership_id = {p}bridge_quotes.membership_id
                    AND {p}bridge_quotes.id IN (changes.quote_id, changes.due_quote_id))
  AND NOT EXISTS (SELECT 1 FROM {p}bridge_payments AS payments WHERE payments.quote_id = {p}bridge_quotes.id)
  AND NOT EXISTS (SELECT 1 FROM {p}bridge_settled_lines AS settled
                  WHERE settled.membership_id = {p}bridge_quotes.membership_id
                    AND settled.quote_id = {p}bridge_quotes.id);
