-- Where a discount code is: the shared table has no key for the code, and is not ours to give one.

CREATE TABLE IF NOT EXISTS {p}bridge_discount_codes (
  code VARBINARY(80) NOT NULL COMMENT 'as its row has it, in UTF-8: ten and TEN are two',
  discount_code_id BIGINT UNSIGNED NULL COMMENT 'the row that had it when somebody looked; looked at again when used',
  holds BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'how many transactions held it: writing it is the lock',
  PRIMARY KEY (code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Discount codes by what they are called, and what a change that counts on one locks.';
