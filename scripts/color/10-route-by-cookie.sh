#!/usr/bin/env bash
# Deploys a third backend, green, for those who send the cookie audience=beta. The page has a switch that sets it; everybody
# else goes on seeing blue.
#
# Usage: scripts/color/10-route-by-cookie.sh
# Environment:
#   TARGET     local (default) or kubernetes
#   REGISTRY   where the images come from (default: the chart's)

. "$(dirname "$0")/../lib/step.sh"

needs 06 deployments color-gateway
needs 07 deployments color-teller-backend-blue
apply_objects mesh/color/nodes/backend-green.yaml
wait_until_active virtualnode backend-green VirtualNodeActive
deploy_color green
change_route mesh/color/routes/by-cookie.yaml
count_answers color 20 --cookie audience=beta
