#!/usr/bin/env bash
# Sends half of the questions to red and half to blue, and counts. The page shows it as stripes. No pod is restarted.
#
# Usage: scripts/color/08-split-colors.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 06 deployments color-gateway
needs 07 deployments color-teller-backend-blue
change_route mesh/color/routes/split.yaml
