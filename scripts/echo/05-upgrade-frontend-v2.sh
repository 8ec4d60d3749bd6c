#!/usr/bin/env bash
# Upgrades the frontend to version 2.0, which says what its backend is: none yet.
#
# Usage: scripts/echo/05-upgrade-frontend-v2.sh
# Environment:
#   TARGET     local (default) or kubernetes
#   REGISTRY   where the images come from (default: the chart's)

. "$(dirname "$0")/../lib/step.sh"

needs 04 deployments echo-frontend-blue
comes_before 18 calls_to_virtual_service

deploy_frontend 2.0 none
run helm history echo-frontend-blue --namespace demos --max 5
ensure_jumpbox
get_from_jumpbox echo-frontend-blue
