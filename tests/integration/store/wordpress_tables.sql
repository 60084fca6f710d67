-- The tables of WordPress that the service reads, as its installer makes them.
CREATE TABLE {p}site (
  id bigint(20) NOT NULL AUTO_INCREMENT, domain varchar(200) NOT NULL DEFAULT '', path varchar(100) NOT NULL DEFAULT '',
  PRIMARY KEY (id), KEY domain (domain(140), path(51))) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
CREATE TABLE {p}sitemeta (
  meta_id bigint(20) NOT NULL AUTO_INCREMENT, site_id bigint(20) NOT NULL DEFAULT 0, meta_key varchar(255) DEFAULT NULL,
  meta_value longtext, PRIMARY KEY (meta_id), KEY meta_key (meta_key(191)), KEY site_id (site_id))
  DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
CREATE TABLE {p}blogs (
  blog_id bigint(20) NOT NULL AUTO_INCREMENT, site_id bigint(20) NOT NULL DEFAULT 0,
  domain varchar(200) NOT NULL DEFAULT '', path varchar(100) NOT NULL DEFAULT '',
  archived tinyint(2) NOT NULL DEFAULT 0, spam tinyint(2) NOT NULL DEFAULT 0, deleted tinyint(2) NOT NULL DEFAULT 0,
  PRIMARY KEY (blog_id)) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
CREATE TABLE {p}blogmeta (
  meta_id bigint(20) unsigned NOT NULL AUTO_INCREMENT, blog_id bigint(20) NOT NULL DEFAULT 0,
  meta_key varchar(255) DEFAULT NULL, meta_value longtext, PRIMARY KEY (meta_id), KEY meta_key (meta_key(191)),
  KEY blog_id (blog_id)) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
CREATE TABLE {p}users (
  ID bigint(20) unsigned NOT NULL AUTO_INCREMENT, user_login varchar(60) NOT NULL DEFAULT '',
  user_pass varchar(255) NOT NULL DEFAULT '', user_email varchar(100) NOT NULL DEFAULT '',
  display_name varchar(250) NOT NULL DEFAULT '', PRIMARY KEY (ID), KEY user_login_key (user_login))
  DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
CREATE TABLE {p}usermeta (
  umeta_id bigint(20) unsigned NOT NULL AUTO_INCREMENT, user_id bigint(20) unsigned NOT NULL DEFAULT 0,
  meta_key varchar(255) DEFAULT NULL, meta_value longtext, PRIMARY KEY (umeta_id), KEY user_id (user_id),
  KEY meta_key (meta_key(191))) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
INSERT INTO {p}site (id, domain, path) VALUES (1, 'network.example', '/');
INSERT INTO {p}blogs (blog_id, site_id, domain, path) VALUES
  (1, 1, 'network.example', '/'), (2, 1, 'network.example', '/template/'), (3, 1, 'network.example', '/sam/');
INSERT INTO {p}users (ID, user_login, user_pass) VALUES (1, 'admin', 'secret'), (2, 'sam', 'secret');
INSERT INTO {p}usermeta (user_id, meta_key, meta_value) VALUES
  (1, '{p}capabilities', 'a:1:{s:13:"administrator";b:1;}'), (2, '{p}3_capabilities', 'a:1:{s:13:"administrator";b:1;}');
