#!/bin/sh
# The entrypoint of the image that .ci/mysql-image builds. It keeps the contract of the official mysql image:
#
#   MYSQL_ROOT_PASSWORD         the password of root@'%' and root@localhost; required, unless
#   MYSQL_ALLOW_EMPTY_PASSWORD  says (with any value) that root shall have none
#   MYSQL_DATABASE              a database to create, if wanted
#
# Arguments are the server and its flags, or its flags alone; any other command is run as it is.
set -eu

case "${1:-}" in
mariadbd | mysqld) ;;
'' | -*) set -- mariadbd "$@" ;;
*) exec "$@" ;;
esac

if [ -z "${MYSQL_ROOT_PASSWORD:-}${MYSQL_ALLOW_EMPTY_PASSWORD:-}" ]; then
	echo 'docker-entrypoint: set MYSQL_ROOT_PASSWORD, or MYSQL_ALLOW_EMPTY_PASSWORD=1 for a root without one' >&2
	exit 1
fi

# The server, and all that prepares it, runs as mysql. A volume or tmpfs mounted on the data folder arrives as root's.
if [ "$(id -u)" = 0 ]; then
	chown mysql:mysql /var/lib/mysql
	exec setpriv --reuid=mysql --regid=mysql --init-groups -- "$0" "$@"
fi

# The image brings a data folder; only one mounted over it is empty.
[ -d /var/lib/mysql/mysql ] || mariadb-install-db >&2

# The values as SQL reads them between quotes.
password=$(printf '%s' "${MYSQL_ROOT_PASSWORD:-}" | sed -e 's/\\/\\\\/g' -e "s/'/''/g")
database=$(printf '%s' "${MYSQL_DATABASE:-}" | sed -e "s/\`/\`\`/g")

# The server reads these statements before it takes its first connection, from a pipe: the password is on no command
# line and in no file. They may run again, as they do when the container is restarted.
exec "$@" --init-file=/dev/fd/3 3<<-SQL
	ALTER USER root@localhost IDENTIFIED BY '$password';
	CREATE OR REPLACE USER root@'%' IDENTIFIED BY '$password';
	GRANT ALL ON *.* TO root@'%' WITH GRANT OPTION;
	${database:+CREATE DATABASE IF NOT EXISTS \`$database\`;}
SQL
