#!/usr/bin/env bash
# Asks order through its load balancer once a second, until Ctrl-C or COUNT answers. Leave it running in a second shell.
# (./workshop watch shows the same as live shares.)
#
# Usage: scripts/order/watch.sh [COUNT]
# Environment:
#   TARGET     local (default) or kubernetes

set -Eeuo pipefail

# shellcheck source=../lib/target.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/target.sh"
# shellcheck source=../lib/watch.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/watch.sh"

read_count "$@"
use_target

trap 'exit 0' INT TERM
url="$(service_url order default)"
ask_every 1 curl --silent --show-error --max-time 5 "$url/"
