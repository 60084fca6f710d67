-- Public keys of plugin and service, and which of them are believed.

-- name: all
-- Every key, oldest first.
SELECT kid, side, public_key, status, approval, predecessor_kid, signature, created_at, decided_at
  FROM {p}bridge_keys
 ORDER BY created_at, kid;

-- name: trust_pending
-- A waiting key is trusted from now on; who decided first has decided.
UPDATE {p}bridge_keys
   SET status = 'trusted', approval = %(approval)s, decided_at = %(at)s
 WHERE kid = %(kid)s AND status = 'pending';

-- name: retire
-- A trusted or waiting key is not believed any more.
UPDATE {p}bridge_keys
   SET status = 'retired', decided_at = %(at)s
 WHERE kid = %(kid)s AND status <> 'retired';

-- name: add_service_key
-- The service announces its own key; an existing row stays as it is.
INSERT IGNORE INTO {p}bridge_keys
  (kid, side, public_key, status, approval, predecessor_kid, signature, created_at, decided_at)
VALUES
  (%(kid)s, 'service', %(public_key)s, IF(%(approval)s IS NULL, 'pending', 'trusted'), %(approval)s,
   %(predecessor_kid)s, %(signature)s, %(at)s, IF(%(approval)s IS NULL, NULL, %(at)s));
