#!/usr/bin/env bash
# Sends 10 of 100 requests to hello v2. Only weights change: no pod is restarted.
#
# Usage: scripts/hello/15-start-canary.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 13 objects deployment hello-gateway
needs 14 objects virtualnode hello-v2
needs 14 objects deployment hello-v2
shift_traffic mesh/hello/canary/hello-router.yaml
count_answers version 200
