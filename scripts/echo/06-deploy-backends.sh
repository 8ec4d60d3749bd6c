#!/usr/bin/env bash
# Deploys two versions of the backend next to each other: blue is 11.0, green is 12.0.
#
# Usage: scripts/echo/06-deploy-backends.sh
# Environment:
#   TARGET     local (default) or kubernetes
#   REGISTRY   where the images come from (default: the chart's)

. "$(dirname "$0")/../lib/step.sh"

needs 04 deployments echo-frontend-blue

deploy_backend blue 11.0
deploy_backend green 12.0
wait_for_rollout echo-backend-blue
wait_for_rollout echo-backend-green
