#!/usr/bin/env bash
# Deploys a second backend, which tells blue, and its virtual node. Nobody is sent there yet.
#
# Usage: scripts/color/07-add-blue.sh
# Environment:
#   TARGET     local (default) or kubernetes
#   REGISTRY   where the images come from (default: the chart's)

. "$(dirname "$0")/../lib/step.sh"

needs 06 deployments color-gateway
comes_before 10 deployments color-teller-backend-green
apply_objects mesh/color/nodes/backend-blue.yaml
wait_until_active virtualnode backend-blue VirtualNodeActive
deploy_color blue
show_pods
count_answers color 200
