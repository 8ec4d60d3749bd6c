#!/usr/bin/env bash
# Sends 10 of 100 requests to hello v2. Only weights change: no pod is restarted.
#
# Usage: scripts/hello/15-start-canary.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

require deployment hello-gateway 13-create-gateway.sh
require virtualnode hello-v2 14-deploy-v2.sh
require deployment hello-v2 14-deploy-v2.sh
shift_traffic mesh/hello/canary/hello-router.yaml
count_versions 200
