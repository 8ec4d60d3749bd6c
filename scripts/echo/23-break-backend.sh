#!/usr/bin/env bash
# Makes every fifth answer of the green backend a 500, counts what arrives at the gateway, and shows one answer that failed.
#
# Usage: scripts/echo/23-break-backend.sh
# Environment:
#   TARGET     local (default) or kubernetes
#   REGISTRY   where the images come from (default: the chart's)

. "$(dirname "$0")/../lib/step.sh"

needs 19 deployments gw-echo-frontend

deploy_backend green 12.0 --set failureRate=20
wait_for_rollout echo-backend-green
count_statuses 200
show_failed_answer 50
