-- Which logo a document bears stands beside it: a version that knows of none reads the document all the same, and draws it
-- without. Documents that were issued before this one name it in their body.

ALTER TABLE {p}bridge_receipts
  ADD COLUMN logo CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'bridge_logos.digest of the one it was issued with; NULL: none, or its body names one';
