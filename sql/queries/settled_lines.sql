-- What was paid for, line by line, and for which term.

-- name: insert
-- Write a line that was settled.
INSERT INTO {p}bridge_settled_lines
  (membership_id, customer_id, payment_id, quote_id, product_id, line_type, quantity, currency, amount_minor,
   tax_minor, refunded_minor, term_start, term_end, settled_at)
VALUES
  (%(membership_id)s, %(customer_id)s, %(payment_id)s, %(quote_id)s, %(product_id)s, %(line_type)s, %(quantity)s,
   %(currency)s, %(amount_minor)s, %(tax_minor)s, %(refunded_minor)s, %(term_start)s, %(term_end)s, %(settled_at)s);

-- name: close
-- End a line whose unused value was given back; a line that has ended already does not match.
UPDATE {p}bridge_settled_lines SET ended_at = %(ended_at)s, credited_minor = %(credited_minor)s
WHERE id = %(id)s AND membership_id = %(membership_id)s AND ended_at IS NULL;
