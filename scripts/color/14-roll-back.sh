#!/usr/bin/env bash
# Takes the questions away from orange again: one write, and no pod is restarted. Counts again.
#
# Usage: scripts/color/14-roll-back.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 06 deployments color-gateway
needs 13 deployments color-teller-backend-orange
change_route mesh/color/routes/by-header.yaml
count_statuses 200
say_where_the_page_is color-gateway
