#!/usr/bin/env bash
# Rolls back at once: all requests go to hello v1 again.
#
# Usage: scripts/hello/18-roll-back.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 08 objects virtualrouter hello
needs 13 objects deployment hello-gateway
shift_traffic mesh/hello/hello-router.yaml
count_answers version 200
log "Once more: scripts/hello/15-start-canary.sh"
