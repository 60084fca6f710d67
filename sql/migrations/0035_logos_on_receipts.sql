-- The network's logo on receipts and credit notes. A document names the one it was issued with, so none is ever taken away.

CREATE TABLE IF NOT EXISTS {p}bridge_logos (
  digest CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'SHA-256 of the image; documents name it',
  kind ENUM('png','jpeg') NOT NULL,
  width SMALLINT UNSIGNED NOT NULL COMMENT 'pixels',
  height SMALLINT UNSIGNED NOT NULL,
  image MEDIUMBLOB NOT NULL COMMENT 'as the service wrote it anew: nothing of the file that was sent but its picture',
  is_used TINYINT(1) NULL COMMENT '1: documents that are issued now bear it; NULL: only those that were issued with it',
  put_at DATETIME(6) NOT NULL,
  put_by BIGINT UNSIGNED NOT NULL COMMENT 'WordPress user id',
  PRIMARY KEY (digest),
  UNIQUE KEY one_is_used (is_used)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci
  COMMENT='Logos of receipts; no row that is used: documents bear none.';
