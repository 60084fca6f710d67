-- What a refund or a dispute took is given back to whom it was taken from, whatever happened to the line since: how much
-- of it is whose is kept when the line ends, or its membership goes to another customer.

ALTER TABLE {p}bridge_value_taken
  ADD COLUMN due_minor BIGINT NULL COMMENT 'of it, what is account credit where it is given back: it was unused when the line ended or its membership went to another customer; NULL: it is worth something on its line again',
  ADD COLUMN due_to BIGINT UNSIGNED NULL COMMENT 'wu_customers.id of who had it then',
  ADD KEY line (line_id);

ALTER TABLE {p}bridge_settled_lines
  ADD COLUMN used_minor BIGINT NOT NULL DEFAULT 0 COMMENT 'of a line that goes on: what came back of a refund or a dispute and its former customer had used up; worth nothing to the next';
