#!/usr/bin/env bash
# Gradescope runs this once, as root and with a network, to build the image. What is built now is not built for each student.
set -euo pipefail
archive=go{% .Go %}.linux-$(dpkg --print-architecture).tar.gz
curl -fsSL "https://go.dev/dl/$archive" | tar -xz -C /usr/local
cd /autograder/source
source ./environment
mkdir -p /tmp/nobody/student
(cd workbook && go tool workbook grade /tmp/nobody -o /tmp/warm --sandbox none) # runs no code but the workbook's own
