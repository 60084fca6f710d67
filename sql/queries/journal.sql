-- What happened to a membership, in order, chained by hash.

-- name: find_head
-- The last row of a membership's chain; whoever adds to it holds the membership, so that writers queue.
-- The remembered end goes first: what was taken out at the end stays a gap and is not written over.
(SELECT sequence, hash FROM {p}bridge_journal_heads WHERE membership_id = %(membership_id)s)
UNION ALL
(SELECT sequence, hash FROM {p}bridge_journal WHERE membership_id = %(membership_id)s ORDER BY sequence DESC LIMIT 1)
ORDER BY sequence DESC LIMIT 1;

-- name: put_head
-- Remember where a chain ends, in the transaction that wrote its last row.
INSERT INTO {p}bridge_journal_heads (membership_id, sequence, hash, at)
VALUES (%(membership_id)s, %(sequence)s, %(hash)s, %(at)s)
ON DUPLICATE KEY UPDATE sequence = VALUES(sequence), hash = VALUES(hash), at = VALUES(at);

-- name: find_remembered_head
-- Where a chain has to end.
SELECT sequence, hash FROM {p}bridge_journal_heads WHERE membership_id = %(membership_id)s;

-- name: list_latest
-- The memberships whose chains were added to last.
SELECT heads.membership_id, heads.sequence
FROM (SELECT membership_id, at FROM {p}bridge_journal_heads WHERE at > '1970-01-01'
      ORDER BY at DESC, membership_id DESC LIMIT %(most)s) AS latest
JOIN {p}bridge_journal_heads AS heads ON heads.membership_id = latest.membership_id
ORDER BY latest.at DESC, latest.membership_id DESC;

-- name: list_wrong_ends
-- Memberships above an id whose chain does not end where it was left: rows are gone, or were put in.
SELECT wrong.membership_id FROM (
  (SELECT heads.membership_id
   FROM {p}bridge_journal_heads AS heads
   LEFT JOIN {p}bridge_journal AS journal
     ON journal.membership_id = heads.membership_id AND journal.sequence = heads.sequence
   WHERE heads.membership_id > %(after)s AND (journal.hash IS NULL OR journal.hash <> heads.hash)
   ORDER BY heads.membership_id LIMIT %(most)s)
  UNION
  (SELECT DISTINCT journal.membership_id
   FROM {p}bridge_journal AS journal
   LEFT JOIN {p}bridge_journal_heads AS heads ON heads.membership_id = journal.membership_id
   WHERE journal.membership_id > %(after)s AND (heads.sequence IS NULL OR journal.sequence > heads.sequence)
   ORDER BY journal.membership_id LIMIT %(most)s)) AS wrong
ORDER BY wrong.membership_id LIMIT %(most)s;

-- name: insert
-- Add a row to a chain.
INSERT INTO {p}bridge_journal
  (membership_id, sequence, at, event, cause, actor_user_id, for_user_id, quote_id, data, previous_hash, hash)
VALUES
  (%(membership_id)s, %(sequence)s, %(at)s, %(event)s, %(cause)s, %(actor_user_id)s, %(for_user_id)s, %(quote_id)s,
   %(data)s, %(previous_hash)s, %(hash)s);

-- name: list_chain
-- All rows of a membership's chain.
SELECT membership_id, sequence, at, event, cause, actor_user_id, for_user_id, quote_id, data, previous_hash, hash
FROM {p}bridge_journal WHERE membership_id = %(membership_id)s ORDER BY sequence;

-- name: list_page
-- A page of a membership's chain, newest first.
SELECT membership_id, sequence, at, event, cause, actor_user_id, for_user_id, quote_id, data, previous_hash, hash
FROM {p}bridge_journal WHERE membership_id = %(membership_id)s AND sequence < %(before)s
ORDER BY sequence DESC LIMIT %(most)s;

-- name: list_own_page
-- The same of what the customer may read who has the membership now: since it became theirs, and nothing of what one who
-- had it before ordered or paid.
SELECT journal.membership_id, journal.sequence, journal.at, journal.event, journal.cause, journal.actor_user_id,
       journal.for_user_id, journal.quote_id, journal.data, journal.previous_hash, journal.hash
FROM {p}bridge_journal AS journal
WHERE journal.membership_id = %(membership_id)s AND journal.sequence < %(before)s
  AND journal.sequence >= (SELECT COALESCE(MAX(given.sequence), 0) FROM {p}bridge_journal AS given
                           WHERE given.membership_id = %(membership_id)s AND given.event = 'membership_transferred')
  AND NOT EXISTS (SELECT 1 FROM {p}bridge_changes AS changes
                  WHERE changes.quote_id = journal.quote_id AND changes.customer_id <> %(customer_id)s)
  AND NOT EXISTS (SELECT 1 FROM {p}bridge_payments AS paid
                  WHERE paid.payment_id = CAST(JSON_VALUE(journal.data, '$.payment_id') AS UNSIGNED)
                    AND paid.customer_id <> %(customer_id)s)
ORDER BY journal.sequence DESC LIMIT %(most)s;

-- name: list_memberships
-- Memberships that have a chain, or had one, a page at a time.
(SELECT DISTINCT membership_id FROM {p}bridge_journal WHERE membership_id > %(after)s
 ORDER BY membership_id LIMIT %(most)s)
UNION
(SELECT membership_id FROM {p}bridge_journal_heads WHERE membership_id > %(after)s
 ORDER BY membership_id LIMIT %(most)s)
ORDER BY membership_id LIMIT %(most)s;

-- name: list_heads
-- The last hash of each chain as it stood before an instant, a page at a time.
SELECT heads.membership_id, journal.hash
FROM (SELECT membership_id, MAX(sequence) AS sequence FROM {p}bridge_journal
      WHERE at < %(before)s AND membership_id > %(after)s
      GROUP BY membership_id ORDER BY membership_id LIMIT %(most)s) AS heads
JOIN {p}bridge_journal AS journal
  ON journal.membership_id = heads.membership_id AND journal.sequence = heads.sequence
ORDER BY heads.membership_id;

-- name: find_last_seal
-- The newest daily seal, of those before a day where one is given.
SELECT day, memberships, heads_hash FROM {p}bridge_seals
WHERE %(before)s IS NULL OR day < %(before)s ORDER BY day DESC LIMIT 1;

-- name: insert_seal
-- Seal a day; a duplicate means that it is sealed already.
INSERT INTO {p}bridge_seals (day, memberships, heads_hash, sealed_at)
VALUES (%(day)s, %(memberships)s, %(heads_hash)s, %(at)s);
