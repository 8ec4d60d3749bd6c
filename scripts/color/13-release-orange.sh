#!/usr/bin/env bash
# Releases a color that fails: orange, whose every other answer is a 500, gets a fifth of the questions. Counts what arrives
# at the gateway.
#
# Usage: scripts/color/13-release-orange.sh
# Environment:
#   TARGET     local (default) or kubernetes
#   REGISTRY   where the images come from (default: the chart's)

. "$(dirname "$0")/../lib/step.sh"

needs 06 deployments color-gateway
needs 10 deployments color-teller-backend-green
apply_objects mesh/color/nodes/backend-orange.yaml
wait_until_active virtualnode backend-orange VirtualNodeActive
deploy_color orange --set failureRate=50
change_route mesh/color/routes/orange.yaml
count_statuses 200
