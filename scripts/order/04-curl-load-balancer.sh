#!/usr/bin/env bash
# Asks order through its load balancer: three lines, its own, Product's and Customer's.
#
# Usage: scripts/order/04-curl-load-balancer.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 02 deployments product customer order

url="$(service_url order default)"
get_url "$url/"
log "In a second shell: scripts/order/watch.sh"
