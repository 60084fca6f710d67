#!/bin/sh
# Makes the service's own database account; `bridge migrate --grant-to` gives it its rights.
set -eu
mariadb --user=root --password="$MARIADB_ROOT_PASSWORD" <<SQL
CREATE USER IF NOT EXISTS 'plan_bridge'@'%' IDENTIFIED BY '$SERVICE_PASSWORD';
SQL
