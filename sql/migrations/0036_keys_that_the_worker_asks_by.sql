-- What the worker asks for in each round is found by a key, however much waits that is not its turn.

ALTER TABLE {p}bridge_changes
  ADD KEY payable (status, payable_until),
  ADD KEY leased (status, lease_until),
  ADD KEY to_try_again (status, try_again_at),
  ADD KEY customer (customer_id, status);

ALTER TABLE {p}bridge_outbox
  ADD KEY free_rows (done_at, lease_until, id);

ALTER TABLE {p}bridge_payments
  ADD KEY to_mark (status, gateway);
