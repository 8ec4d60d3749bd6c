#!/usr/bin/env bash
# Asks order through its load balancer: three lines, its own, Product's and Customer's.
#
# Usage: scripts/order/04-curl-load-balancer.sh
# Environment:
#   TARGET     local (default) or kubernetes

set -Eeuo pipefail

# shellcheck source=../lib/target.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib/target.sh"

accept_help_only "$@"
use_target

url="$(service_url order default)"
get_url "$url/"
log "In a second shell: scripts/order/watch.sh"
