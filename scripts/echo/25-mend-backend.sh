#!/usr/bin/env bash
# Deploys the green backend without its fault again.
#
# Usage: scripts/echo/25-mend-backend.sh
# Environment:
#   TARGET     local (default) or kubernetes
#   REGISTRY   where the images come from (default: the chart's)

. "$(dirname "$0")/../lib/step.sh"

needs 19 deployments gw-echo-frontend

deploy_backend green 12.0
wait_for_rollout echo-backend-green
count_statuses 200
