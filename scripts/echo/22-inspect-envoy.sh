#!/usr/bin/env bash
# Looks into the Envoy next to a frontend, through a forwarded port that closes when this script ends: its state, and the weights
# it has been told.
#
# Usage: scripts/echo/22-inspect-envoy.sh
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

needs 17 sidecars echo-frontend-blue

port_forward deployment/echo-frontend-blue demos :9901
run curl --silent --show-error --fail --max-time 10 "$FORWARDED_URL/ready"
run curl --silent --show-error --fail --max-time 10 "$FORWARDED_URL/config_dump?resource=dynamic_route_configs" |
  sed -n '/"weighted_clusters"/,/\]/p'
