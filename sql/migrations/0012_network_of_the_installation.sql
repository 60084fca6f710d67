-- An installation of WordPress may hold several networks: this one is ours, whatever ids the others have.

ALTER TABLE {p}bridge_installation
  ADD COLUMN wp_network_id BIGINT UNSIGNED NULL COMMENT 'the row of WordPress\' table of networks that this is; tokens carry it as net'
  AFTER network_id;
