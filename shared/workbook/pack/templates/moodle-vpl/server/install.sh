#!/usr/bin/env bash
# Installs the grader on an execution server, as root. It needs Go {% .Go %} in /usr/local/go, and no network.
set -euo pipefail
cd "$(dirname "$0")"
mkdir -p /opt/generators
cp -r workbook evaluate /opt/generators
# The go command indexes a folder only once its files are 2 s old; in a jail, which cannot write that, it then fails.
find /opt/generators/workbook -exec touch -d 2000-01-01 {} +
source evaluate # for the environment
cd /opt/generators/workbook
go build -o ../grader ./shared/workbook # a jail can only read the go command's cache, where it would keep a tool
mkdir -p /tmp/nobody/student
../grader grade /tmp/nobody -o /tmp/warm --sandbox none # runs no code but the workbook's own
chmod -R a+rX /opt/generators
