#!/usr/bin/env bash
# Asks for the color four times a second, until Ctrl-C or COUNT answers: through the gateway once there is one, until then through
# the client's own load balancer. Leave it running in a second shell, or look at the page.
#
# Usage: scripts/color/watch.sh [COUNT]
# Environment:
#   TARGET     local (default) or kubernetes

. "$(dirname "$0")/../lib/step.sh"

if kubectl get service color-gateway --namespace color >/dev/null 2>&1; then
  url="$(service_url color-gateway color)"
else
  url="$(service_url color-teller-client color)"
fi
ask_every 0.25 "${1:-}" curl --silent --show-error --max-time 5 "$url/gateway/color"
