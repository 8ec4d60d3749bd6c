#!/usr/bin/env bash
# Lets the header x-audience: beta lead to green as well, by a route that is looked at before the others.
#
# Usage: scripts/color/11-route-by-header.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 06 deployments color-gateway
needs 10 deployments color-teller-backend-green
change_route mesh/color/routes/by-header.yaml
count_answers color 20 --header 'x-audience: beta'
