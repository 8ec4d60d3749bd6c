#!/usr/bin/env bash
# Sends all questions to blue. Red keeps running, so that there is a way back.
#
# Usage: scripts/color/09-shift-to-blue.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 06 deployments color-gateway
needs 07 deployments color-teller-backend-blue
change_route mesh/color/routes/blue.yaml
